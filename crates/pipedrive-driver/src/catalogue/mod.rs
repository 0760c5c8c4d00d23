//! What there is to query, as rows: tables, columns, keys, procedures, types.
//!
//! The rows come from the session's system tables, so they tell of custom fields and of tables that the session made.
//! Column names are plain words; front ends give them the names their standards want.

mod columns;
mod keys;
mod name;
mod procedures;
mod source;
mod tables;
mod types;

use std::sync::Arc;
use std::time::Duration;

use arrow::array::RecordBatch;

pub use keys::RowIdentity;
pub use name::Name;
pub use tables::TABLE_KINDS;

use crate::call::wait;
use crate::cancel::CancelHandle;
use crate::connection::Shared;
use crate::error::Error;
use source::Source;

/// Which tables, views or procedures are meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// Their catalog.
    pub catalog: Name,
    /// Their schema.
    pub schema: Name,
    /// Their own name.
    pub name: Name,
}

impl Target {
    /// Everything of that name.
    pub fn named(name: Name) -> Self {
        Self { name, ..Self::default() }
    }
}

/// Answers questions about names. Each answer is one batch, ordered by its first columns.
///
/// # API cost
/// None for tables and procedures. Questions about columns and references take the definitions of custom fields that are
/// not known yet, usually 10 tokens for each kind of record that the target names.
#[derive(Clone, Debug)]
pub struct Catalogue {
    shared: Arc<Shared>,
    cancel: CancelHandle,
    limit: Option<Duration>,
}

impl Catalogue {
    pub(crate) fn new(shared: Arc<Shared>, cancel: CancelHandle, limit: Option<Duration>) -> Self {
        Self { shared, cancel, limit }
    }

    /// Cancels the question that is being answered, from another thread.
    pub fn cancel_handle(&self) -> CancelHandle {
        self.cancel.clone()
    }

    /// Catalogs: `catalog`.
    ///
    /// # Errors
    /// If the connection is closed.
    pub fn catalogs(&self) -> Result<RecordBatch, Error> {
        self.answer(|source| async move { tables::catalogs(&source).await })
    }

    /// Schemas: `catalog`, `schema`.
    ///
    /// # Errors
    /// If the connection is closed.
    pub fn schemas(&self) -> Result<RecordBatch, Error> {
        self.answer(|source| async move { tables::schemas(&source).await })
    }

    /// Tables and views: `kind` (one of [`TABLE_KINDS`]), `catalog`, `schema`, `name`, `comment`. No `kinds` are all.
    ///
    /// # Errors
    /// If the connection is closed.
    pub fn tables(&self, target: &Target, kinds: &[&str]) -> Result<RecordBatch, Error> {
        let target = target.clone();
        let kinds: Vec<String> = kinds.iter().map(|&kind| kind.to_owned()).collect();
        self.answer(|source| async move { tables::tables(&source, &target, &kinds).await })
    }

    /// Columns of tables and views: `catalog`, `schema`, `table`, `ordinal` from 1, `name`, `type_name` (one of
    /// [`SQL_TYPES`](crate::SQL_TYPES)), `column_size`, `decimal_digits`, `octet_length`, `radix`, `is_nullable`,
    /// `is_list`, `is_key`, `is_numbered` (by Pipedrive), `is_insertable`, `is_updatable`, `comment`.
    ///
    /// # Errors
    /// If definitions of custom fields cannot be fetched, or the connection is closed.
    pub fn columns(&self, target: &Target, column: &Name) -> Result<RecordBatch, Error> {
        let (target, column) = (target.clone(), column.clone());
        self.answer(|source| async move { columns::columns(&source, &target, &column).await })
    }

    /// Types: `name` and the other members of [`SqlType`](crate::SqlType).
    ///
    /// # Errors
    /// None in practice: the table is part of the driver.
    pub fn type_info(&self) -> Result<RecordBatch, Error> {
        types::type_info()
    }

    /// Primary keys: `catalog`, `schema`, `table`, `key_ordinal` from 1, `column`, `key_name`.
    ///
    /// # Errors
    /// If the connection is closed.
    pub fn primary_keys(&self, target: &Target) -> Result<RecordBatch, Error> {
        let target = target.clone();
        self.answer(|source| async move { keys::primary_keys(&source, &target).await })
    }

    /// References from the tables of `referring` to those of `referred`: `referred_catalog`, `referred_schema`,
    /// `referred_table`, `referred_column`, `catalog`, `schema`, `table`, `key_ordinal`, `column`, `key_name`,
    /// `referred_key_name`.
    ///
    /// # Errors
    /// If definitions of custom fields cannot be fetched, or the connection is closed.
    pub fn foreign_keys(&self, referred: &Target, referring: &Target) -> Result<RecordBatch, Error> {
        let (referred, referring) = (referred.clone(), referring.clone());
        self.answer(|source| async move { keys::foreign_keys(&source, &referred, &referring).await })
    }

    /// What finds rows again: `catalog`, `schema`, `table`, `index_name`, `ordinal` from 1, `column`, `is_unique`. A
    /// primary key is told as the unique index it works as; there are no others.
    ///
    /// # Errors
    /// If the connection is closed.
    pub fn statistics(&self, target: &Target) -> Result<RecordBatch, Error> {
        let target = target.clone();
        self.answer(|source| async move { keys::statistics(&source, &target).await })
    }

    /// Columns that identify a row, as [`columns`](Self::columns) tells of them. Nothing tells one version of a row from
    /// another, so [`RowIdentity::Version`] gives none.
    ///
    /// # Errors
    /// If the connection is closed.
    pub fn special_columns(&self, identity: RowIdentity, target: &Target) -> Result<RecordBatch, Error> {
        let target = target.clone();
        self.answer(move |source| async move { keys::special_columns(&source, identity, &target).await })
    }

    /// Procedures: `catalog`, `schema`, `name`, `parameters` (their number), `result_columns` (their number), `comment`.
    ///
    /// # Errors
    /// If the connection is closed.
    pub fn procedures(&self, target: &Target) -> Result<RecordBatch, Error> {
        let target = target.clone();
        self.answer(|source| async move { procedures::procedures(&source, &target).await })
    }

    /// Parameters of procedures and columns of their answers: `catalog`, `schema`, `procedure`, `is_result` (false for a
    /// parameter), `ordinal` from 1 in each, `name`, `type_name`, `column_size`, `decimal_digits`, `octet_length`,
    /// `radix`, `is_nullable`, `is_list`, `allowed` (values, separated by commas), `comment`.
    ///
    /// # Errors
    /// If the connection is closed.
    pub fn procedure_columns(&self, target: &Target, column: &Name) -> Result<RecordBatch, Error> {
        let (target, column) = (target.clone(), column.clone());
        self.answer(|source| async move { procedures::procedure_columns(&source, &target, &column).await })
    }

    fn answer<F>(&self, question: impl FnOnce(Source) -> F) -> Result<RecordBatch, Error>
    where
        F: Future<Output = Result<RecordBatch, Error>> + Send + 'static,
    {
        let source = Source::new(self.shared.open_session()?);
        wait(&self.cancel.renew(), self.limit, question(source))
    }
}
