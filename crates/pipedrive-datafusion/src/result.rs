//! The rows of a running statement, with what they cost so far.

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::physical_plan::ExecutionPlan;
use futures::StreamExt;
use pipedrive_client::{Counts, ErrorKind, QueryScope};

use crate::account::Account;
use crate::error::Error;
use crate::journal::Journal;
use crate::prepared::StatementKind;

/// The result of one statement. Dropping it stops its requests.
pub struct QueryResult {
    pub(crate) stream: SendableRecordBatchStream,
    pub(crate) scope: Arc<QueryScope>,
    pub(crate) plan: Arc<dyn ExecutionPlan>,
    pub(crate) kind: StatementKind,
    pub(crate) journal: Journal,
    pub(crate) account: Arc<Account>,
}

impl Drop for QueryResult {
    fn drop(&mut self) {
        self.account.keep_learnt_at_once();
    }
}

impl QueryResult {
    /// Columns of the rows.
    pub fn schema(&self) -> SchemaRef {
        self.stream.schema()
    }

    /// What the statement does.
    pub fn kind(&self) -> StatementKind {
        self.kind
    }

    /// The next rows, or `None` after the last ones.
    ///
    /// # Errors
    /// If a request fails or a value cannot be read; there are no rows after an error.
    ///
    /// # API cost
    /// The requests that `EXPLAIN` shows, as far as they are needed for these rows.
    pub async fn next(&mut self) -> Result<Option<RecordBatch>, Error> {
        match self.stream.next().await.transpose().map_err(Error::from) {
            Ok(None) => {
                self.journal.end(&self.scope);
                // Now and not when this is dropped: a program may be over by then.
                self.account.keep_learnt().await;
                Ok(None)
            }
            Ok(rows) => Ok(rows),
            Err(error) => {
                let error = with_reading(error, &self.scope);
                self.journal.fail(&error);
                Err(error)
            }
        }
    }

    /// All remaining rows.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    pub async fn collect(mut self) -> Result<Vec<RecordBatch>, Error> {
        let mut batches = Vec::new();
        while let Some(batch) = self.next().await? {
            batches.push(batch);
        }
        Ok(batches)
    }

    /// What the statement has cost so far.
    pub fn counts(&self) -> Counts {
        self.scope.counts()
    }

    /// The live accounting, for a progress line.
    pub fn scope(&self) -> &Arc<QueryScope> {
        &self.scope
    }

    /// The physical plan being executed.
    pub fn plan(&self) -> &Arc<dyn ExecutionPlan> {
        &self.plan
    }
}

/// The error of a statement that may not go on, with what it had read until then.
pub(crate) fn with_reading(error: Error, scope: &QueryScope) -> Error {
    let Counts { requests, rows, tokens, .. } = scope.counts();
    let worth_telling = match error.kind() {
        ErrorKind::TokenLimit | ErrorKind::BudgetSpent => requests > 0,
        ErrorKind::RateLimited | ErrorKind::Unavailable | ErrorKind::Timeout | ErrorKind::Protocol => rows > 0,
        _ => false,
    };
    if !worth_telling {
        return error;
    }
    let plural = |n: u64, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let read = [plural(requests, "request"), plural(rows, "row"), plural(tokens, "token")];
    error.with_hint(format!("read until then: {}", read.join(", ")))
}
