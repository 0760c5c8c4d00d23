//! Why the shell stops or a statement fails, and the exit code that says so.

use std::io;
use std::process::ExitCode;

use pipedrive_auth::AuthError;
use pipedrive_connection::ConnectionError;
use pipedrive_datafusion::Error;
use pipedrive_sandbox::SandboxError;

/// What ends a statement, or the whole run.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Nobody reads standard output any more; that is no error.
    #[error("standard output is closed")]
    Closed,
    /// The user pressed Ctrl-C.
    #[error("{0}")]
    Cancelled(String),
    /// Something to tell the user.
    #[error("{}", .0.message)]
    Reported(Box<Report>),
}

/// An error as the user reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) message: String,
    pub(crate) hints: Vec<String>,
    /// Which statement of which file, where the user cannot know.
    pub(crate) place: Option<String>,
    /// Whether the command line is what is wrong.
    pub(crate) usage: bool,
}

impl Report {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hints: Vec::new(), place: None, usage: false }
    }

    /// An error of the command line.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self { usage: true, ..Self::new(message) }
    }

    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

impl Failure {
    /// 0 when nobody wants to read further, 2 when the command line is wrong, else 1.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Closed => ExitCode::SUCCESS,
            Self::Reported(report) if report.usage => ExitCode::from(2),
            Self::Cancelled(_) | Self::Reported(_) => ExitCode::from(1),
        }
    }

    /// The same failure, saying where the statement stands unless that is already said.
    pub(crate) fn at(mut self, place: impl FnOnce() -> Option<String>) -> Self {
        if let Self::Reported(report) = &mut self
            && report.place.is_none()
        {
            report.place = place();
        }
        self
    }

    /// What writing to standard output came to.
    pub(crate) fn of_output(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Closed,
            _ => Report::new(format!("cannot write the result: {error}")).into(),
        }
    }
}

impl From<Report> for Failure {
    fn from(report: Report) -> Self {
        Self::Reported(Box::new(report))
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Report { hints: error.hints().to_vec(), ..Report::new(error.to_string()) }.into()
    }
}

impl From<AuthError> for Failure {
    fn from(error: AuthError) -> Self {
        Report { hints: error.hints(), ..Report::new(error.to_string()) }.into()
    }
}

impl From<ConnectionError> for Failure {
    fn from(error: ConnectionError) -> Self {
        Report { hints: error.hints(), ..Report::usage(error.to_string()) }.into()
    }
}

impl From<SandboxError> for Failure {
    fn from(error: SandboxError) -> Self {
        Report { hints: error.hints(), ..Report::new(error.to_string()) }.into()
    }
}

impl From<arrow::error::ArrowError> for Failure {
    fn from(error: arrow::error::ArrowError) -> Self {
        Error::from(error).into()
    }
}
