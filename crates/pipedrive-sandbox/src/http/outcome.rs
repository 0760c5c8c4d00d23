//! An answer on its way out, and what is known about the request by then.

use axum::http::StatusCode;

use super::Failure;
use super::limits::Standing;

const JSON: &str = "application/json; charset=utf-8";
const HTML: &str = "text/html; charset=utf-8";

/// An answer that only delivery can still damage.
pub(crate) struct Outcome {
    pub(super) status: StatusCode,
    pub(super) content_type: &'static str,
    pub(super) body: Vec<u8>,
    /// Headers beyond the usual ones; values are ASCII.
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) standing: Option<Standing>,
    /// API tokens charged.
    pub(super) tokens: u32,
}

impl Outcome {
    fn new(status: StatusCode, content_type: &'static str, body: Vec<u8>) -> Self {
        Self { status, content_type, body, headers: Vec::new(), standing: None, tokens: 0 }
    }

    /// Rendered JSON of the API.
    pub(super) fn rendered(body: Vec<u8>) -> Self {
        Self::new(StatusCode::OK, JSON, body)
    }

    /// A file's content.
    pub(super) fn content(content_type: &'static str, content: Vec<u8>) -> Self {
        Self::new(StatusCode::OK, content_type, content)
    }

    /// The same with another status.
    pub(super) fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// A JSON value.
    pub(crate) fn json(status: StatusCode, body: &serde_json::Value) -> Self {
        Self::new(status, JSON, body.to_string().into_bytes())
    }

    /// A page.
    pub(crate) fn html(status: StatusCode, page: String) -> Self {
        Self::new(status, HTML, page.into_bytes())
    }

    /// The same, with what the other one cost.
    pub(crate) fn charged_as(self, other: &Self) -> Self {
        Self { standing: other.standing, tokens: other.tokens, ..self }
    }

    /// The same with a header, whose value must be ASCII.
    pub(crate) fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl From<Failure> for Outcome {
    fn from(failure: Failure) -> Self {
        let Failure { status, content_type, body, headers } = failure;
        Self { headers, ..Self::new(status, content_type, body.into_bytes()) }
    }
}
