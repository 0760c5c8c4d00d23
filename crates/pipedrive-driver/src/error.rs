//! The error of every call: its kind, its SQLSTATE, a native code, and what to do about it.

use std::fmt;
use std::time::Duration;

use pipedrive_datafusion::ErrorKind;

use crate::sqlstate::{self, Phase, sqlstate};

/// Why a call failed. No text in it holds a secret.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    sqlstate: &'static str,
    native: i32,
    message: String,
    hints: Vec<String>,
    source: Option<Box<pipedrive_datafusion::Error>>,
}

impl Error {
    /// An error of that kind; `message` is lower case, names in backticks, no final dot.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        let sqlstate = sqlstate(kind, Phase::Use);
        Self { kind, sqlstate, native: 0, message: message.into(), hints: Vec::new(), source: None }
    }

    /// The same error with one more piece of advice.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The same error with the SQLSTATE of its kind in another phase.
    pub(crate) fn in_phase(mut self, phase: Phase) -> Self {
        // A state that says more than the kind stays.
        if self.sqlstate == sqlstate(self.kind, Phase::Use) {
            self.sqlstate = sqlstate(self.kind, phase);
        }
        self
    }

    fn with_sqlstate(self, sqlstate: &'static str) -> Self {
        Self { sqlstate, ..self }
    }

    pub(crate) fn cancelled() -> Self {
        Self::new(ErrorKind::Cancelled, "cancelled on request").with_sqlstate(sqlstate::CANCELLED)
    }

    pub(crate) fn timed_out(limit: Duration) -> Self {
        let message = format!("not done within {limit:?}, the limit for this call");
        Self::new(ErrorKind::Timeout, message).with_sqlstate(sqlstate::TIMED_OUT)
    }

    pub(crate) fn not_open() -> Self {
        Self::new(ErrorKind::Unavailable, "the connection is closed").with_sqlstate(sqlstate::NOT_OPEN)
    }

    pub(crate) fn of_another_process() -> Self {
        Self::new(ErrorKind::Unavailable, "the connection was opened before this process was forked")
            .with_sqlstate(sqlstate::NOT_OPEN)
            .with_hint("open a connection in the new process; what was opened before goes on in the old one")
    }

    pub(crate) fn wrong_count(parameters: usize, values: usize) -> Self {
        let message = format!("the statement has {parameters} parameters, {values} values were given");
        Self::new(ErrorKind::InvalidArgument, message).with_sqlstate(sqlstate::WRONG_COUNT)
    }

    pub(crate) fn broken() -> Self {
        Self::new(ErrorKind::Internal, "the call broke off without a reason")
            .with_hint("this is a bug: please report the statement")
    }

    /// What the error means to whoever asked.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Five-character SQLSTATE.
    pub fn sqlstate(&self) -> &'static str {
        self.sqlstate
    }

    /// HTTP status of Pipedrive's answer, or 0.
    pub fn native_code(&self) -> i32 {
        self.native
    }

    /// What went wrong, in one line without advice.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do about it, one sentence each.
    pub fn hints(&self) -> &[String] {
        &self.hints
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

impl From<pipedrive_datafusion::Error> for Error {
    fn from(error: pipedrive_datafusion::Error) -> Self {
        let plain = Self::new(error.kind(), error.to_string());
        Self { native: error.native_code(), hints: error.hints().to_vec(), source: Some(Box::new(error)), ..plain }
    }
}

impl From<arrow::error::ArrowError> for Error {
    fn from(error: arrow::error::ArrowError) -> Self {
        pipedrive_datafusion::Error::from(error).into()
    }
}

impl From<datafusion::error::DataFusionError> for Error {
    fn from(error: datafusion::error::DataFusionError) -> Self {
        pipedrive_datafusion::Error::from(error).into()
    }
}
