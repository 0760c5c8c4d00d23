//! What identifies rows, and what refers to them.

use arrow::array::{AsArray, RecordBatch};
use arrow::compute::filter_record_batch;

use super::columns::columns;
use super::source::{Source, misshapen, of, only};
use super::{Name, Target};
use crate::error::Error;

/// What a program wants to identify.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowIdentity {
    /// A row among the others.
    Row,
    /// A row as it stands, so that a change by somebody else shows.
    Version,
}

pub(super) async fn primary_keys(source: &Source, target: &Target) -> Result<RecordBatch, Error> {
    let columns = "catalogname AS catalog, schemaname AS schema, tablename AS \"table\", \
                   CAST(keyseq AS INT) AS key_ordinal, columnname AS column, keyname AS key_name";
    let rows = source.select(columns, "sys_primarykeys", "ORDER BY 1, 2, 3, 4").await?;
    only(&rows, &of(target, ["catalog", "schema", "table"]))
}

pub(super) async fn foreign_keys(source: &Source, referred: &Target, referring: &Target) -> Result<RecordBatch, Error> {
    let columns = "referencedcatalogname AS referred_catalog, referencedschemaname AS referred_schema, \
                   referencedtablename AS referred_table, referencedcolumnname AS referred_column, \
                   catalogname AS catalog, schemaname AS schema, tablename AS \"table\", \
                   CAST(1 AS INT) AS key_ordinal, columnname AS column, foreignkeyname AS key_name, \
                   'pk_' || referencedtablename AS referred_key_name";
    let restriction = source.restriction(&referring.name).await?;
    let rows =
        source.select(columns, "sys_foreignkeys", &format!("{restriction} ORDER BY 1, 2, 3, 5, 6, 7, 9")).await?;
    let to = of(referred, ["referred_catalog", "referred_schema", "referred_table"]);
    let from = of(referring, ["catalog", "schema", "table"]);
    only(&rows, &[to, from].concat())
}

pub(super) async fn statistics(source: &Source, target: &Target) -> Result<RecordBatch, Error> {
    let columns = "catalogname AS catalog, schemaname AS schema, tablename AS \"table\", keyname AS index_name, \
                   CAST(keyseq AS INT) AS ordinal, columnname AS column, true AS is_unique";
    let rows = source.select(columns, "sys_primarykeys", "ORDER BY 1, 2, 3, 4, 5").await?;
    only(&rows, &of(target, ["catalog", "schema", "table"]))
}

pub(super) async fn special_columns(
    source: &Source,
    identity: RowIdentity,
    target: &Target,
) -> Result<RecordBatch, Error> {
    let all = columns(source, target, &Name::Any).await?;
    if identity == RowIdentity::Version {
        return Ok(all.slice(0, 0));
    }
    let keys = all.column_by_name("is_key").and_then(|array| array.as_boolean_opt());
    Ok(filter_record_batch(&all, keys.ok_or_else(|| misshapen("is_key"))?)?)
}
