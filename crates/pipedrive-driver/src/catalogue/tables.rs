//! Catalogs, schemas, tables and views.

use arrow::array::RecordBatch;

use super::source::{Source, of, only, texts};
use super::{Name, Target};
use crate::error::Error;

/// Kinds of tables, as `tables` tells them.
pub const TABLE_KINDS: &[&str] = &["TABLE", "VIEW", "SYSTEM TABLE", "LOCAL TABLE", "LOCAL VIEW"];

pub(super) async fn catalogs(source: &Source) -> Result<RecordBatch, Error> {
    source.select("catalogname AS catalog", "sys_catalogs", "ORDER BY 1").await
}

pub(super) async fn schemas(source: &Source) -> Result<RecordBatch, Error> {
    source.select("catalogname AS catalog, schemaname AS schema", "sys_schemas", "ORDER BY 1, 2").await
}

pub(super) async fn tables(source: &Source, target: &Target, kinds: &[String]) -> Result<RecordBatch, Error> {
    let columns = "tabletype AS kind, catalogname AS catalog, schemaname AS schema, tablename AS name, \
                   description AS comment";
    let rows = source.select(columns, "sys_tables", "ORDER BY 1, 2, 3, 4").await?;
    let rows = only(&rows, &of(target, ["catalog", "schema", "name"]))?;
    if kinds.is_empty() {
        return Ok(rows);
    }
    let mut parts = vec![rows.slice(0, 0)];
    // A kind at a time keeps the order, because rows are ordered by kind; one that is asked for twice comes once.
    let mut present: Vec<&str> = texts(&rows, "kind")?.collect();
    present.dedup();
    for kind in present.into_iter().filter(|kind| kinds.iter().any(|wanted| wanted.eq_ignore_ascii_case(kind))) {
        parts.push(only(&rows, &[("kind", &Name::Exact(kind.to_owned()))])?);
    }
    Ok(arrow::compute::concat_batches(&rows.schema(), &parts)?)
}
