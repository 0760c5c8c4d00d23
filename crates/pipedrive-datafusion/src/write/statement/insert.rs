//! `INSERT INTO t (columns) …` gives the values of new rows.

use datafusion::sql::sqlparser::ast::{Expr, Insert, Query, SetExpr, Value};
use pipedrive_client::ErrorKind;

use super::{Names, is_default, refuse};
use crate::error::Error;
use crate::write::draft::{Action, Draft, Given, Kind};

const RETURNING_HINT: &str = "the new ids are in `last_write` and `sys_identity` afterwards";

/// The query and what is written with its rows.
pub(super) fn rewrite(insert: Insert, names: &Names<'_>, text: &str) -> Result<(Query, Draft), Error> {
    let table = names.layout.spec.name;
    refuse(insert.returning.is_some() || insert.output.is_some(), "RETURNING", RETURNING_HINT)?;
    let upsert = insert.on.is_some() || insert.or.is_some() || insert.replace_into || insert.ignore;
    refuse(upsert, "an INSERT that may also change rows", "write `MERGE INTO`, which says when a row is the same")?;
    refuse(insert.overwrite, "`INSERT OVERWRITE`", "delete rows with a DELETE of their own")?;
    refuse(!insert.assignments.is_empty(), "`INSERT … SET`", "write `INSERT INTO t (columns) VALUES (…)`")?;
    let others = insert.table_alias.is_some()
        || insert.partitioned.is_some()
        || !insert.after_columns.is_empty()
        || insert.multi_table_insert_type.is_some()
        || !insert.multi_table_into_clauses.is_empty();
    refuse(others, "this form of INSERT", "write `INSERT INTO t (columns) VALUES (…)` or `… SELECT …`")?;
    let Some(mut source) = insert.source else {
        return Err(Error::new(ErrorKind::Unsupported, "`INSERT` without values is not supported; nothing was sent")
            .with_hint("write `INSERT INTO t (columns) VALUES (…)` or `… SELECT …`"));
    };
    if let SetExpr::Values(values) = source.body.as_mut() {
        if insert.columns.is_empty() {
            let message = format!("`INSERT INTO {table} VALUES …` does not say which columns the values are for");
            return Err(Error::new(ErrorKind::Syntax, message).with_hint(format!(
                "name them: `INSERT INTO {table} (title, …) VALUES (…)`; columns left out get Pipedrive's defaults"
            )));
        }
        // A column that is left out and one that is NULL are the same in a new row.
        for value in values.rows.iter_mut().flat_map(|row| row.content.iter_mut()).filter(|value| is_default(value)) {
            *value = Expr::Value(Value::Null.with_empty_span());
        }
    }
    let mut given: Vec<Given> = Vec::new();
    for (input, name) in insert.columns.iter().enumerate() {
        let column = names.place(name, None)?;
        if given.iter().any(|other| other.column == column) {
            let called = &names.layout.columns[column].name;
            return Err(Error::new(ErrorKind::Syntax, format!("`{called}` is named twice")));
        }
        given.push(Given { column, input });
    }
    let by_name = given.is_empty();
    let action = Action { kind: Kind::Insert, given, row: Vec::new() };
    let draft = Draft::new(names.layout, text, vec![action], None)?;
    Ok((*source, if by_name { draft.matched_by_name() } else { draft }))
}
