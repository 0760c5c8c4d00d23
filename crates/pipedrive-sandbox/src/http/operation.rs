//! An operation of the API: path, price, scopes, parameters, and the function that answers it.

use axum::http::Method;
use serde_json::Value;

use super::{Answer, Call, Failure, Param};

/// Generation of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// Lenient, below `/v1` and `/api/v1`.
    V1,
    /// Strict, below `/api/v2`.
    V2,
}

impl Version {
    /// Prefixes under which operations of the version are served.
    pub(crate) fn prefixes(self) -> &'static [&'static str] {
        match self {
            Self::V1 => &["/api/v1", "/v1"],
            Self::V2 => &["/api/v2"],
        }
    }
}

/// An operation that changes the account, on a path that can also be read.
pub(crate) struct Write {
    pub(crate) method: Method,
    /// What the request is checked by: the path with its price and scopes; it answers nothing itself.
    pub(crate) operation: Operation,
    /// Answers a request with that body; `null` where there was none, or no JSON.
    pub(crate) answer: fn(&Call<'_>, &Value) -> Result<Answer, Failure>,
}

/// One GET operation.
pub(crate) struct Operation {
    pub(crate) version: Version,
    /// Path below the prefix, with at most two placeholders.
    pub(crate) path: &'static str,
    /// API tokens one request costs.
    pub(crate) cost: u32,
    /// OAuth scopes of which one suffices.
    pub(crate) scopes: &'static [&'static str],
    /// Accepted query parameters, in groups that operations share.
    pub(crate) params: &'static [&'static [Param]],
    pub(crate) answer: fn(&Call<'_>) -> Result<Answer, Failure>,
}
