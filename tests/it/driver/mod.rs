//! The driver's blocking calls, against an emulated account that threads of its own serve.

mod cancelling;
mod catalogue;
mod opening;
mod results;
mod statements;

use arrow::array::RecordBatch;
use pipedrive_driver::{Connection, Error, Open, Outcome, Outcomes};
use pipedrive_sandbox::{Sandbox, SandboxConfig};
use tokio::runtime::Runtime;

use crate::fixture::{small, texts};

/// An account, and a connection to it that was not checked.
struct Driven {
    host: Runtime,
    sandbox: Sandbox,
    connection: Connection,
}

impl Driven {
    /// The small account.
    fn new() -> Self {
        Self::with(small(), "")
    }

    /// That account, opened with further keys in the connection string.
    fn with(config: SandboxConfig, keys: &str) -> Self {
        let host = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let sandbox = host.block_on(Sandbox::start(config)).unwrap();
        let text = format!("{};ConnectOnOpen=false;{keys}", sandbox.connection_string());
        let connection = Connection::open(&text, &Open::default()).unwrap_or_else(|error| panic!("{error}"));
        Self { host, sandbox, connection }
    }

    /// What a text comes to.
    fn run(&self, sql: &str) -> Result<Vec<String>, Error> {
        drained(self.connection.statement().execute_text(sql, &[])?)
    }

    /// Paths of the requests so far.
    fn paths(&self) -> Vec<String> {
        self.sandbox.requests().into_iter().map(|request| request.path).collect()
    }
}

/// All outcomes of a batch: rows as `a|b`, counts as `3 written`, nothing as `done`.
fn drained(mut outcomes: Outcomes) -> Result<Vec<String>, Error> {
    let mut lines = Vec::new();
    while let Some(outcome) = outcomes.next_outcome()? {
        match outcome {
            Outcome::Rows(mut rows) => {
                while let Some(batch) = rows.next_batch()? {
                    lines.extend(joined(&batch));
                }
            }
            Outcome::RowCount(count) => lines.push(format!("{count} written")),
            Outcome::Done => lines.push("done".to_owned()),
        }
    }
    Ok(lines)
}

/// The rows of a batch as `a|b`.
fn joined(batch: &RecordBatch) -> Vec<String> {
    texts(batch).into_iter().map(|row| row.join("|")).collect()
}

/// Checks SQLSTATE and message of a failure.
#[track_caller]
fn check_fails<T: std::fmt::Debug>(outcome: Result<T, Error>, sqlstate: &str, message: &str) {
    let error = outcome.unwrap_err();
    assert_eq!(error.sqlstate(), sqlstate, "{error}");
    assert!(error.message().contains(message), "{error}");
}
