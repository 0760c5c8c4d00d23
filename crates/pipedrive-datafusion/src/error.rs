//! The one error type that leaves the engine: what kind, which SQLSTATE, what to do about it.

use std::fmt;

use datafusion::error::DataFusionError;
use pipedrive_auth::AuthError;
use pipedrive_client::{ClientError, ErrorKind};
use pipedrive_connection::ConnectionError;

/// An error of the driver, with what every front end asks of one.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    hints: Vec<String>,
    native: i32,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// An error of that kind; `message` is lower case, names in backticks, no final dot.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hints: Vec::new(), native: 0, source: None }
    }

    /// The same error with one more piece of advice.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The same error with this advice instead of what it came with.
    pub(crate) fn advising(mut self, hint: String) -> Self {
        self.hints = vec![hint];
        self
    }

    /// The same error in other words, with its advice, code and cause.
    pub(crate) fn reworded(self, kind: ErrorKind, message: String) -> Self {
        Self { kind, message, ..self }
    }

    /// The same error with what caused it.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The same syntax error without the piece of text it names, and without its cause, which names it too.
    pub(crate) fn without_findings(self) -> Self {
        let Some((before, after)) = self.message.split_once(", found ") else { return Self { source: None, ..self } };
        let position = after.rsplit_once(" at line ").map(|(_, position)| format!(" at line {position}"));
        Self { message: format!("{before}{}", position.unwrap_or_default()), source: None, ..self }
    }

    /// The same error for another reader, without its cause.
    pub(crate) fn copied(&self) -> Self {
        Self {
            kind: self.kind,
            message: self.message.clone(),
            hints: self.hints.clone(),
            native: self.native,
            source: None,
        }
    }

    /// Whether there are no credentials at all, in contrast to some that are refused.
    pub fn is_not_signed_in(&self) -> bool {
        let cause = self.source.as_deref().and_then(|source| source.downcast_ref::<ClientError>());
        matches!(cause, Some(ClientError::Auth(AuthError::NotSignedIn { .. })))
    }

    /// What the error means to whoever asked.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Five-character SQLSTATE of the kind.
    pub fn sqlstate(&self) -> &'static str {
        sqlstate(self.kind)
    }

    /// HTTP status of Pipedrive's answer, or 0.
    pub fn native_code(&self) -> i32 {
        self.native
    }

    /// What to do about it, one sentence each.
    pub fn hints(&self) -> &[String] {
        &self.hints
    }
}

/// SQLSTATE of an error kind, from the classes of ISO 9075 and the ODBC appendix on error codes
/// (<https://learn.microsoft.com/sql/odbc/reference/appendixes/appendix-a-odbc-error-codes>).
///
/// Limits are not `08S01`, because tools answer that by reconnecting and make it worse.
pub const fn sqlstate(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::ConnectionString | ErrorKind::Configuration => "08001",
        ErrorKind::Unauthenticated => "28000",
        ErrorKind::PermissionDenied | ErrorKind::Syntax => "42000",
        ErrorKind::TableNotFound => "42S02",
        ErrorKind::ColumnNotFound => "42S22",
        ErrorKind::Unsupported => "0A000",
        ErrorKind::InvalidArgument => "22023",
        ErrorKind::Cardinality => "21000",
        ErrorKind::NotFound => "02000",
        ErrorKind::Conflict => "23000",
        ErrorKind::Unavailable => "08S01",
        ErrorKind::Timeout => "HYT00",
        ErrorKind::Cancelled => "HY008",
        ErrorKind::Resources => "HY001",
        ErrorKind::Conversion => "22018",
        ErrorKind::ReadOnly => "25006",
        ErrorKind::PlanLimit
        | ErrorKind::RateLimited
        | ErrorKind::BudgetSpent
        | ErrorKind::TokenLimit
        | ErrorKind::Protocol
        | ErrorKind::Internal => "HY000",
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

impl From<ClientError> for Error {
    fn from(error: ClientError) -> Self {
        Self {
            kind: error.kind(),
            message: error.to_string(),
            hints: error.hints(),
            native: error.native_code(),
            source: Some(Box::new(error)),
        }
    }
}

impl From<ConnectionError> for Error {
    fn from(error: ConnectionError) -> Self {
        let hints = error.hints();
        Self { hints, ..Self::new(ErrorKind::ConnectionString, error.to_string()).with_source(error) }
    }
}

impl From<AuthError> for Error {
    fn from(error: AuthError) -> Self {
        ClientError::from(error).into()
    }
}

impl From<arrow::error::ArrowError> for Error {
    fn from(error: arrow::error::ArrowError) -> Self {
        DataFusionError::from(error).into()
    }
}

impl From<Error> for DataFusionError {
    fn from(error: Error) -> Self {
        Self::External(Box::new(error))
    }
}

impl From<DataFusionError> for Error {
    fn from(error: DataFusionError) -> Self {
        crate::translate::translate(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_signed_in_where_there_are_no_credentials() {
        let check = |error: AuthError, expect| assert_eq!(Error::from(error).is_not_signed_in(), expect);
        check(AuthError::NotSignedIn { is_off: true }, true);
        check(AuthError::NotSignedIn { is_off: false }, true);
        check(AuthError::Ended, false);
        check(AuthError::Denied, false);
    }
}
