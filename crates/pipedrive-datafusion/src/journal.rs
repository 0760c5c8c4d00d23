//! What the log says about a statement: that it started, and how it ended.

use std::time::Instant;

use pipedrive_client::log::STATEMENT;
use pipedrive_client::{Counts, QueryScope};

use crate::error::Error;

/// The log entry of one running statement.
#[derive(Debug)]
pub(crate) struct Journal {
    started: Instant,
    ended: bool,
}

impl Journal {
    /// Logs that the statement starts.
    pub(crate) fn start(sql: &str) -> Self {
        tracing::info!(target: STATEMENT, sql, "statement starts");
        Self { started: Instant::now(), ended: false }
    }

    /// Logs that the last row was read.
    pub(crate) fn end(&mut self, scope: &QueryScope) {
        if !self.ended {
            let Counts { rows, requests, tokens, .. } = scope.counts();
            tracing::info!(target: STATEMENT, rows, requests, tokens, duration = ?self.started.elapsed(), "statement ends");
            self.ended = true;
        }
    }

    /// Logs that the statement failed.
    pub(crate) fn fail(&mut self, error: &Error) {
        self.ended = true;
        tracing::error!(target: STATEMENT, %error, sqlstate = error.sqlstate(), duration = ?self.started.elapsed(), "statement fails");
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        if !self.ended {
            tracing::info!(target: STATEMENT, duration = ?self.started.elapsed(), "statement given up before its last row");
        }
    }
}
