//! The system tables behind the answers, read past the session's limits of rows.

use arrow::array::{AsArray, BooleanArray, RecordBatch};
use arrow::compute::{concat_batches, filter_record_batch};
use arrow::datatypes::SchemaRef;
use pipedrive_datafusion::{CATALOG, ErrorKind, PipedriveSession, SCHEMA};

use super::{Name, Target};
use crate::error::Error;

/// The system tables of one session.
pub(super) struct Source {
    session: PipedriveSession,
}

impl Source {
    pub(super) fn new(session: PipedriveSession) -> Self {
        Self { session }
    }

    /// The rows of `SELECT {columns} FROM {table} {rest}`, as one batch.
    ///
    /// # Errors
    /// If definitions of custom fields cannot be fetched.
    pub(super) async fn select(&self, columns: &str, table: &str, rest: &str) -> Result<RecordBatch, Error> {
        // Not through the session's own front, which would keep to `MaxRows`.
        let sql = format!("SELECT {columns} FROM {CATALOG}.{SCHEMA}.{table} {rest}");
        let frame = self.session.context().sql(&sql).await?;
        let schema: SchemaRef = frame.schema().inner().clone();
        Ok(concat_batches(&schema, &frame.collect().await?)?)
    }

    /// A condition that names the tables that are meant, so that only their custom fields are asked for.
    ///
    /// # Errors
    /// None in practice: what the session can name is known.
    pub(super) async fn restriction(&self, name: &Name) -> Result<String, Error> {
        if name.is_any() {
            return Ok(String::new());
        }
        let tables = self.select("tablename", "sys_tables", "").await?;
        let quoted = |table: &str| format!("'{}'", table.replace('\'', "''"));
        let meant: Vec<String> = texts(&tables, "tablename")?.filter(|table| name.matches(table)).map(quoted).collect();
        // A name that is none keeps all tables from being asked for.
        Ok(format!("WHERE tablename IN ({})", if meant.is_empty() { "''".to_owned() } else { meant.join(", ") }))
    }
}

/// The texts of a column, NULL as nothing.
///
/// # Errors
/// If there is no such column of texts, which would be a mistake here.
pub(super) fn texts<'a>(batch: &'a RecordBatch, column: &str) -> Result<impl Iterator<Item = &'a str>, Error> {
    let array = batch.column_by_name(column).and_then(|array| array.as_string_opt::<i32>());
    let array = array.ok_or_else(|| misshapen(column))?;
    Ok(array.iter().map(Option::unwrap_or_default))
}

/// The rows whose columns have names that are meant.
///
/// # Errors
/// As [`texts`].
pub(super) fn only(batch: &RecordBatch, conditions: &[(&str, &Name)]) -> Result<RecordBatch, Error> {
    let mut kept = vec![true; batch.num_rows()];
    for (column, name) in conditions {
        for (keep, text) in kept.iter_mut().zip(texts(batch, column)?) {
            *keep = *keep && name.matches(text);
        }
    }
    Ok(filter_record_batch(batch, &BooleanArray::from(kept))?)
}

/// The conditions of a target on columns that are called like that.
pub(super) fn of<'a>(target: &'a Target, columns: [&'a str; 3]) -> [(&'a str, &'a Name); 3] {
    let [catalog, schema, name] = columns;
    [(catalog, &target.catalog), (schema, &target.schema), (name, &target.name)]
}

pub(super) fn misshapen(column: &str) -> Error {
    Error::new(ErrorKind::Internal, format!("a system table has no fitting column `{column}`"))
}
