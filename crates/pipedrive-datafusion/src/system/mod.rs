//! System tables: what there is, what it refers to, what was spent, as rows.
//!
//! They have the names and columns that tools know from other drivers, in lower case, so that both
//! `SELECT TableName FROM sys_tables` and `tablename` work: SQL folds names without quotes.

mod columns;
mod connection;
mod keys;
mod names;
mod procedures;
mod provider;
mod sqlinfo;
mod usage;
mod writes;

use datafusion::common::ScalarValue;
use pipedrive_schema::ColumnType;

use crate::account::Account;
use crate::relations::Relation;

pub(crate) use provider::SystemProvider;

/// One row, a value for each column.
type Row = Vec<ScalarValue>;

/// What the rows of a system table are made from.
#[derive(Debug)]
pub(crate) enum Source {
    /// The session alone.
    Session(fn(&Account) -> Vec<Row>),
    /// Everything a query can name, in the order in which it is listed; custom fields are those known by now.
    Relations(fn(&[Relation]) -> Vec<Row>),
    /// The same with all custom fields.
    Columns {
        /// Column whose comparison with names of tables says that the custom fields of these suffice.
        named_by: &'static str,
        /// What makes the rows.
        rows: fn(&[Relation]) -> Vec<Row>,
    },
}

/// One system table.
#[derive(Debug)]
pub(crate) struct SystemTable {
    /// Name in SQL.
    pub(crate) name: &'static str,
    /// What it holds.
    pub(crate) comment: &'static str,
    /// Its columns.
    pub(crate) columns: &'static [SystemColumn],
    /// Where its rows come from.
    source: Source,
}

/// One column of a system table.
#[derive(Debug)]
pub(crate) struct SystemColumn {
    pub(crate) name: &'static str,
    pub(crate) data_type: ColumnType,
    pub(crate) comment: &'static str,
}

/// Every system table, in the order they are listed.
pub(crate) static SYSTEM_TABLES: &[&SystemTable] = &[
    &usage::SYS_ENDPOINTS,
    &names::SYS_CATALOGS,
    &names::SYS_SCHEMAS,
    &names::SYS_TABLES,
    &columns::SYS_TABLECOLUMNS,
    &keys::SYS_KEYCOLUMNS,
    &keys::SYS_PRIMARYKEYS,
    &keys::SYS_FOREIGNKEYS,
    &keys::SYS_INDEXES,
    &procedures::SYS_PROCEDURES,
    &procedures::SYS_PROCEDUREPARAMETERS,
    &connection::SYS_CONNECTION_PROPS,
    &sqlinfo::SYS_SQLINFO,
    &sqlinfo::SYS_INFORMATION,
    &columns::CUSTOM_FIELDS,
    &usage::API_USAGE,
    &writes::LAST_WRITE,
    &writes::SYS_IDENTITY,
];

/// The system table of that name.
pub(crate) fn system_table(name: &str) -> Option<&'static SystemTable> {
    SYSTEM_TABLES.iter().copied().find(|table| table.name == name)
}

/// A text column.
const fn text(name: &'static str, comment: &'static str) -> SystemColumn {
    SystemColumn { name, data_type: ColumnType::Text, comment }
}

/// A column of whole numbers.
const fn number(name: &'static str, comment: &'static str) -> SystemColumn {
    SystemColumn { name, data_type: ColumnType::Int64, comment }
}

/// A column of flags.
const fn flag(name: &'static str, comment: &'static str) -> SystemColumn {
    SystemColumn { name, data_type: ColumnType::Boolean, comment }
}

/// A text.
fn words(text: impl Into<String>) -> ScalarValue {
    ScalarValue::Utf8(Some(text.into()))
}

/// A text, or NULL.
fn perhaps(text: Option<impl Into<String>>) -> ScalarValue {
    ScalarValue::Utf8(text.map(Into::into))
}

/// A whole number; more than fits is as good as endless.
fn count(number: impl TryInto<i64>) -> ScalarValue {
    ScalarValue::Int64(Some(number.try_into().unwrap_or(i64::MAX)))
}

/// A whole number, or NULL.
fn counted(number: Option<i64>) -> ScalarValue {
    ScalarValue::Int64(number)
}

/// A flag.
fn is(flag: bool) -> ScalarValue {
    ScalarValue::Boolean(Some(flag))
}

#[cfg(test)]
mod tests;
