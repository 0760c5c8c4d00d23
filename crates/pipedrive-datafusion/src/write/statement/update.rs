//! `UPDATE t a SET c = e FROM u WHERE …` gives keys and new values.

use datafusion::sql::sqlparser::ast::{
    Assignment, AssignmentTarget, Query, TableWithJoins, Update, UpdateTableFromKind,
};
use pipedrive_client::ErrorKind;

use super::query::{Columns, Rest, select};
use super::target::Target;
use super::{Names, is_default, refuse};
use crate::error::Error;
use crate::write::draft::{Action, Draft, Given, Kind};

/// The query and what is written with its rows.
pub(super) fn rewrite(update: Update, names: &Names<'_>, text: &str) -> Result<(Query, Draft), Error> {
    refuse(
        update.returning.is_some() || update.output.is_some(),
        "RETURNING",
        "the rows are in `last_write` afterwards",
    )?;
    refuse(update.or.is_some(), "`UPDATE OR …`", "leave it out")?;
    refuse(!update.table.joins.is_empty(), "a join before SET", "write `UPDATE t SET … FROM u WHERE t.id = u.id`")?;
    let target = Target::new(update.table.relation)?;
    let mut columns = Columns::default();
    let action = action(update.assignments, names, &target, &mut columns, "")?;
    let mut relations = vec![TableWithJoins { relation: target.relation, joins: Vec::new() }];
    if let Some(UpdateTableFromKind::BeforeSet(from) | UpdateTableFromKind::AfterSet(from)) = update.from {
        relations.extend(from);
    }
    let rest = Rest { from: relations, selection: update.selection, order_by: update.order_by, limit: update.limit };
    Ok((select(columns, rest)?, Draft::new(names.layout, text, vec![action], None)?))
}

/// What assignments change, with the values among `columns`; `prefix` tells them from those of other actions.
pub(super) fn action(
    assignments: Vec<Assignment>,
    names: &Names<'_>,
    target: &Target,
    columns: &mut Columns,
    prefix: &str,
) -> Result<Action, Error> {
    let mut given: Vec<Given> = Vec::new();
    for assignment in assignments {
        let AssignmentTarget::ColumnName(name) = &assignment.target else {
            return Err(Error::new(ErrorKind::Unsupported, "`SET (a, b) = …` is not supported; nothing was sent")
                .with_hint("set each column for itself: `SET a = …, b = …`"));
        };
        let column = names.place(name, Some(target))?;
        let called = &names.layout.columns[column].name;
        if given.iter().any(|other| other.column == column) {
            return Err(Error::new(ErrorKind::Syntax, format!("`{called}` is set twice")));
        }
        if is_default(&assignment.value) {
            return Err(Error::new(ErrorKind::Unsupported, format!("`{called}` has no default value"))
                .with_hint("set it to NULL to clear it, or leave it out"));
        }
        given.push(Given { column, input: columns.add(&format!("{prefix}set:{called}"), assignment.value) });
    }
    let set: Vec<usize> = given.iter().map(|given| given.column).collect();
    let row = names.layout_row(Kind::Update, &set)?.into_iter().map(|column| {
        let name = &names.layout.columns[column].name;
        Given { column, input: columns.add(&format!("{prefix}row:{name}"), target.column(name)) }
    });
    Ok(Action { kind: Kind::Update, row: row.collect(), given })
}
