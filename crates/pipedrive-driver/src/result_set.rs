//! `ResultSet`: rows that come as they are fetched.

use std::fmt;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use pipedrive_datafusion::{Counts, QueryResult, QueryScope};

use crate::call::wait;
use crate::cancel::Stop;
use crate::error::Error;
use crate::outcome::Limits;
use crate::process::Process;
use crate::runtime::runtime;

/// The rows of one statement. A batch is fetched when it is asked for, and only one is in memory at a time. Dropping this
/// gives up its requests.
pub struct ResultSet {
    schema: SchemaRef,
    scope: Arc<QueryScope>,
    /// What gives the rows; gone after the last one and after an error.
    result: Option<QueryResult>,
    /// Rows that were fetched and not asked for yet.
    kept: Option<RecordBatch>,
    /// Rows that may still be given.
    left: u64,
    stop: Arc<Stop>,
    limits: Limits,
    /// The process whose threads fetch.
    process: Process,
}

impl ResultSet {
    pub(crate) fn new(result: QueryResult, stop: Arc<Stop>, limits: Limits, process: Process) -> Self {
        let (schema, scope) = (result.schema(), Arc::clone(result.scope()));
        let left = limits.rows.unwrap_or(u64::MAX);
        Self { schema, scope, result: Some(result), kept: None, left, stop, limits, process }
    }

    /// Columns of the rows.
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// What the statement has cost so far.
    pub fn counts(&self) -> Counts {
        self.scope.counts()
    }

    /// Waits until the first rows are there, or it is known that there are none, and keeps them for
    /// [`next_batch`](Self::next_batch). So a program learns of a refusal when it executes a statement.
    ///
    /// # Errors
    /// As [`next_batch`](Self::next_batch).
    ///
    /// # API cost
    /// That of the first batch.
    pub fn await_rows(&mut self) -> Result<(), Error> {
        if self.kept.is_none() {
            self.kept = self.fetch()?;
        }
        Ok(())
    }

    /// The next rows, never an empty batch, or `None` after the last ones.
    ///
    /// # Errors
    /// If a request fails or a value cannot be read; if the statement is cancelled; if the limit of time passes. There
    /// are no rows after an error.
    ///
    /// # API cost
    /// The requests that `EXPLAIN` shows, as far as they are needed for these rows.
    pub fn next_batch(&mut self) -> Result<Option<RecordBatch>, Error> {
        self.check_process()?;
        match self.kept.take() {
            Some(kept) => Ok(Some(kept)),
            None => self.fetch(),
        }
    }

    /// # Errors
    /// If the rows are those of the process that this one was forked from.
    fn check_process(&self) -> Result<(), Error> {
        if self.process.is_current() { Ok(()) } else { Err(Error::of_another_process()) }
    }

    fn fetch(&mut self) -> Result<Option<RecordBatch>, Error> {
        self.check_process()?;
        let Some(mut result) = self.result.take() else { return Ok(None) };
        if self.left == 0 {
            give_up(result);
            return Ok(None);
        }
        let work = async move {
            loop {
                match result.next().await? {
                    Some(batch) if batch.num_rows() == 0 => {}
                    batch => return Ok((result, batch)),
                }
            }
        };
        let (result, batch) = wait(&self.stop, self.limits.time, work)?;
        let Some(batch) = batch else {
            give_up(result);
            return Ok(None);
        };
        let allowed = usize::try_from(self.left).unwrap_or(usize::MAX).min(batch.num_rows());
        self.left = self.left.saturating_sub(u64::try_from(allowed).unwrap_or(u64::MAX));
        self.result = Some(result);
        Ok(Some(if allowed < batch.num_rows() { batch.slice(0, allowed) } else { batch }))
    }
}

/// Drops what gives the rows where it can leave work behind: within the runtime.
fn give_up(result: QueryResult) {
    if let Ok(runtime) = runtime() {
        let _within = runtime.enter();
        drop(result);
    }
}

impl Iterator for ResultSet {
    type Item = Result<RecordBatch, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_batch().transpose()
    }
}

impl Drop for ResultSet {
    fn drop(&mut self) {
        let Some(result) = self.result.take() else { return };
        if self.process.is_current() {
            give_up(result);
        } else {
            // Its requests are those of the process before the fork.
            std::mem::forget(result);
        }
    }
}

impl fmt::Debug for ResultSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { schema, result, left, .. } = self;
        let ended = result.is_none();
        f.debug_struct("ResultSet")
            .field("schema", schema)
            .field("ended", &ended)
            .field("left", left)
            .finish_non_exhaustive()
    }
}
