//! An operation of the API: path, price, scopes, parameters, and the function that answers it.

use axum::http::{Method, StatusCode};
use serde_json::Value;

use super::{Answer, Call, Failure, Param, nothing_to_read};
use crate::shelf::shelved;

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
    /// Status of a success.
    pub(crate) status: StatusCode,
    /// What the request is checked by: the path with its price and scopes; it answers nothing itself.
    pub(crate) operation: Operation,
    /// Answers a request with that body; `null` where there was none, or no JSON.
    pub(crate) answer: fn(&Call<'_>, &Value) -> Result<Answer, Failure>,
}

impl Write {
    /// One that answers 200.
    pub(crate) const fn new(
        method: Method,
        version: Version,
        path: &'static str,
        (cost, scopes): (u32, &'static [&'static str]),
        answer: fn(&Call<'_>, &Value) -> Result<Answer, Failure>,
    ) -> Self {
        let operation = Operation { version, path, cost, scopes, params: &[], answer: nothing_to_read };
        Self { method, status: StatusCode::OK, operation, answer }
    }

    /// The same with 201 for a success.
    pub(crate) const fn created(mut self) -> Self {
        self.status = StatusCode::CREATED;
        self
    }

    /// The same with parameters in the query.
    pub(crate) const fn with(mut self, params: &'static [&'static [Param]]) -> Self {
        self.operation.params = params;
        self
    }
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

impl Operation {
    /// The answer, with what clients wrote.
    ///
    /// # Errors
    /// Those of the operation.
    pub(crate) fn ask(&self, call: &Call<'_>) -> Result<Answer, Failure> {
        shelved(self, call)
    }
}
