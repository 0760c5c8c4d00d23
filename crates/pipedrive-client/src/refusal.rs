//! A request the API refused: the status and what its body says, cut and free of credentials.
//!
//! Error envelopes come in several shapes (`error`, `message`, `errors`); this file reads all of them into one
//! line for people. API: <https://pipedrive.readme.io/docs/core-api-concepts-http-status-codes>.

use std::fmt::{self, Display};

use serde_json::Value;

use crate::ErrorKind;
use crate::log::redact;

/// Most bytes of a body that an error repeats.
pub(crate) const EXCERPT_BYTES: usize = 512;

/// What the API answered instead of the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// Method, path and query that were refused.
    pub target: String,
    /// The body's own words, at most 512 bytes; empty if it had none.
    pub message: String,
    /// Machine-readable code of the body, such as `ERR_SCHEMA_VALIDATION_FAILED`.
    pub code: Option<String>,
    /// `x-correlation-id` of the answer, which Pipedrive's support can look up.
    pub correlation_id: Option<String>,
}

impl Refusal {
    /// Reads the refusal out of an answer; `secret` is the credential in use, which must not come back.
    pub(crate) fn read(status: u16, target: &str, body: &[u8], correlation_id: Option<&str>, secret: &str) -> Self {
        let parsed: Option<Value> = serde_json::from_slice(body).ok();
        let message = match &parsed {
            Some(value) => sentence(value),
            None => String::new(),
        };
        Self {
            status,
            target: target.to_owned(),
            message: excerpt(message.as_bytes(), secret),
            code: parsed.as_ref().and_then(code).map(|code| excerpt(code.as_bytes(), secret)),
            correlation_id: correlation_id.map(|id| excerpt(id.as_bytes(), secret)),
        }
    }

    /// What the refusal means: the status decides, except where the body's code says more.
    pub fn kind(&self) -> ErrorKind {
        let capped = self.code.as_deref().is_some_and(|code| code.starts_with("feature_capping"));
        if capped { ErrorKind::PlanLimit } else { ErrorKind::of_status(self.status) }
    }
}

impl Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pipedrive answered {} to `{}`", self.status, self.target)?;
        if !self.message.is_empty() {
            write!(f, ": {}", self.message)?;
        }
        match &self.correlation_id {
            Some(id) if self.status >= 500 => write!(f, " (correlation id `{id}`)"),
            _ => Ok(()),
        }
    }
}

/// The first bytes of a body as one line of text, without control characters and without the credential.
pub(crate) fn excerpt(body: &[u8], secret: &str) -> String {
    let text = redact::beginning(body, EXCERPT_BYTES, |text| redact::scrub(text, [secret]));
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.trim().to_owned()
}

/// The body's own words: `error` and, where it adds something, `error_info`; else `message` or `errors`.
fn sentence(body: &Value) -> String {
    let member = |name: &str| body.get(name).map(text).filter(|text| !text.is_empty());
    let first = member("error").or_else(|| member("message")).or_else(|| member("errors")).unwrap_or_default();
    match member("error_info") {
        // The gateway adds a pointer to the documentation to everything, which tells nobody anything.
        Some(more) if !more.starts_with("Please check developers.pipedrive.com") => {
            if first.is_empty() {
                more
            } else {
                format!("{first} ({more})")
            }
        }
        _ => first,
    }
}

fn code(body: &Value) -> Option<String> {
    body.get("code").map(text).filter(|code| !code.is_empty())
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.trim().trim_end_matches('.').to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "s3cr3t-t0ken";

    fn check(status: u16, body: &str, message: &str, kind: ErrorKind) {
        let refusal = Refusal::read(status, "GET /api/v2/deals", body.as_bytes(), None, SECRET);
        assert_eq!((refusal.message.as_str(), refusal.kind()), (message, kind), "{body}");
    }

    #[test]
    fn every_documented_error_body_becomes_one_line() {
        check(
            401,
            r#"{"success":false,"error":"unauthorized access","errorCode":401,"error_info":"Please check developers.pipedrive.com"}"#,
            "unauthorized access",
            ErrorKind::Unauthenticated,
        );
        check(
            403,
            r#"{"success":false,"error":"Deals limit","code":"feature_capping_deals_limit"}"#,
            "Deals limit",
            ErrorKind::PlanLimit,
        );
        check(
            404,
            r#"{"success":false,"error":"requested lead not found","error_info":"Object was not found."}"#,
            "requested lead not found (Object was not found)",
            ErrorKind::NotFound,
        );
        check(403, r#"{"success":false,"message":"Forbidden"}"#, "Forbidden", ErrorKind::PermissionDenied);
        check(404, r#"{"errors":{"id":["not found"]}}"#, r#"{"id":["not found"]}"#, ErrorKind::NotFound);
        check(500, "<html>oops</html>", "", ErrorKind::Unavailable);
        check(400, "[]", "", ErrorKind::InvalidArgument);
    }

    #[test]
    fn a_body_that_echoes_the_credential_is_scrubbed_before_it_is_cut() {
        let padding = "x".repeat(EXCERPT_BYTES - 4);
        for body in [format!("{padding}{SECRET}"), format!("{SECRET} {padding}"), SECRET.repeat(100)] {
            let text = excerpt(body.as_bytes(), SECRET);
            assert!(text.len() <= EXCERPT_BYTES, "{}", text.len());
            assert!(!text.contains(&SECRET[..6]), "{text}");
        }
    }

    #[test]
    fn an_excerpt_ends_on_a_character() {
        assert_eq!(excerpt("é".repeat(300).as_bytes(), SECRET).len(), EXCERPT_BYTES);
        assert_eq!(excerpt(b"a\r\nb", SECRET), "a  b");
    }

    #[test]
    fn only_server_failures_carry_the_correlation_id() {
        let show = |status| Refusal::read(status, "GET /x", b"{}", Some("c-1"), SECRET).to_string();
        assert_eq!(show(503), "Pipedrive answered 503 to `GET /x` (correlation id `c-1`)");
        assert_eq!(show(404), "Pipedrive answered 404 to `GET /x`");
    }
}
