//! The kinds of failure.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::SandboxError;

/// One kind of failure.
///
/// The first group replaces the answer, the second damages the envelope of an otherwise good answer, the third
/// damages its way to the client. All but the first and `unreached` strike after a write was carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Fault {
    /// 429 with the burst headers.
    TooManyRequests,
    /// 429 without any rate-limit header.
    TooManyRequestsBare,
    /// 429 with a daily budget of zero left.
    BudgetSpent,
    /// 500 with a JSON body.
    InternalError,
    /// 503 with `retry-after: 1`.
    Unavailable,
    /// 502 with an HTML page.
    HtmlBadGateway,
    /// 403 with an HTML page, as Cloudflare sends it.
    HtmlForbidden,
    /// 200 with an HTML page.
    HtmlOk,
    /// 200 with `"success": false`.
    Unsuccessful,
    /// 200 with JSON that stops in the middle, in a complete HTTP answer.
    Malformed,

    /// `"data": {}` where a list was due.
    ObjectForList,
    /// No rows, but a next cursor with which the skipped rows come.
    EmptyPage,
    /// The rows, and the request's own cursor again as the next one; nothing happens on a first page.
    RepeatedCursor,

    /// 500 with a JSON body, after a write was carried out.
    FailedAfterwards,
    /// 502 with an HTML page, after a write was carried out.
    BadGatewayAfterwards,
    /// The connection closes before anything was carried out.
    Unreached,

    /// The connection closes before an answer; a write was carried out by then.
    Dropped,
    /// `content-length` promises more bytes than come before the connection closes.
    Truncated,
    /// A chunked body without its end: the connection closes in the middle.
    Cut,
    /// The body comes in fifty pieces over one second.
    Slow,
    /// Half the body comes, then nothing, and the connection stays open.
    Stalled,
}

impl Fault {
    /// Every kind with its name in fault plans.
    pub const NAMES: [(Self, &'static str); 21] = [
        (Self::TooManyRequests, "429"),
        (Self::TooManyRequestsBare, "429-bare"),
        (Self::BudgetSpent, "429-daily"),
        (Self::InternalError, "500"),
        (Self::Unavailable, "503"),
        (Self::HtmlBadGateway, "html-502"),
        (Self::HtmlForbidden, "html-403"),
        (Self::HtmlOk, "html-200"),
        (Self::Unsuccessful, "unsuccessful"),
        (Self::Malformed, "malformed"),
        (Self::ObjectForList, "object"),
        (Self::EmptyPage, "empty-page"),
        (Self::RepeatedCursor, "repeat-cursor"),
        (Self::FailedAfterwards, "500-after"),
        (Self::BadGatewayAfterwards, "html-502-after"),
        (Self::Unreached, "unreached"),
        (Self::Dropped, "drop"),
        (Self::Truncated, "truncate"),
        (Self::Cut, "cut"),
        (Self::Slow, "slow"),
        (Self::Stalled, "stall"),
    ];

    /// Name in fault plans.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(fault, _)| *fault == self).map_or("", |(_, name)| name)
    }

    /// The kind of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, known)| *known == name).map(|(fault, _)| *fault)
    }

    /// All names, for messages.
    pub(crate) fn list_names() -> String {
        Self::NAMES.map(|(_, name)| format!("`{name}`")).join(", ")
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl From<Fault> for String {
    fn from(fault: Fault) -> Self {
        fault.name().to_owned()
    }
}

impl TryFrom<String> for Fault {
    type Error = SandboxError;

    fn try_from(name: String) -> Result<Self, SandboxError> {
        Self::named(&name).ok_or_else(|| SandboxError::Fault {
            reason: format!("unknown fault `{name}`, expected one of {}", Self::list_names()),
            rule: name,
        })
    }
}
