//! `DELETE FROM t a WHERE c LIMIT n` gives the keys of the rows to delete.

use datafusion::sql::sqlparser::ast::{Delete, FromTable, Query};
use pipedrive_client::ErrorKind;

use super::query::{Columns, Rest, select};
use super::target::Target;
use super::{Names, refuse};
use crate::error::Error;
use crate::write::draft::{Action, Draft, Given, Kind};

/// The query and what is written with its rows.
pub(super) fn rewrite(delete: Delete, names: &Names<'_>, text: &str) -> Result<(Query, Draft), Error> {
    refuse(!delete.tables.is_empty(), "`DELETE t FROM …`", "write `DELETE FROM t USING … WHERE …`")?;
    refuse(
        delete.returning.is_some() || delete.output.is_some(),
        "RETURNING",
        "the rows are in `last_write` afterwards",
    )?;
    let (FromTable::WithFromKeyword(mut from) | FromTable::WithoutKeyword(mut from)) = delete.from;
    let Some(mut table) = from.pop().filter(|table| from.is_empty() && table.joins.is_empty()) else {
        return Err(Error::new(ErrorKind::Unsupported, "`DELETE` takes one table after FROM")
            .with_hint("name the others after USING: `DELETE FROM t USING u WHERE t.id = u.id`"));
    };
    let target = Target::new(table.relation.clone())?;
    let mut columns = Columns::default();
    let row = names.layout_row(Kind::Delete, &[])?;
    let row = row.into_iter().map(|column| {
        let name = &names.layout.columns[column].name;
        Given { column, input: columns.add(&format!("row:{name}"), target.column(name)) }
    });
    let action = Action { kind: Kind::Delete, given: Vec::new(), row: row.collect() };
    table.relation = target.relation;
    let mut relations = vec![table];
    relations.extend(delete.using.into_iter().flatten());
    let rest = Rest { from: relations, selection: delete.selection, order_by: delete.order_by, limit: delete.limit };
    Ok((select(columns, rest)?, Draft::new(names.layout, text, vec![action], None)?))
}
