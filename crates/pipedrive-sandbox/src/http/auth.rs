//! Who sends a request: an API token in a header or in the query, or an OAuth access token.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

use super::{Failure, Operation, State};
use crate::SandboxConfig;

/// The credential a request came with; each has its own burst window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Credential {
    /// `x-api-token`, or `api_token` in the query.
    ApiToken,
    /// `Authorization: Bearer`, whichever of the grant's access tokens it is.
    AccessToken,
}

/// Finds and checks the credential.
///
/// # Errors
/// The gateway's 401, or v1's 400 for an `Authorization` header that is no Bearer token.
pub(crate) fn authenticate(
    state: &State,
    headers: &HeaderMap,
    query_token: Option<&str>,
) -> Result<Credential, Failure> {
    let header = headers.get("x-api-token").map(|value| value.to_str().unwrap_or_default());
    if let Some(token) = header.or(query_token) {
        return if token == state.config.api_token { Ok(Credential::ApiToken) } else { Err(Failure::unauthorized()) };
    }
    let Some(authorization) = headers.get(AUTHORIZATION) else { return Err(Failure::unauthorized()) };
    match authorization.to_str().unwrap_or_default().split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
            if token.trim() == state.config.access_token || state.authority.accepts(token.trim()) {
                Ok(Credential::AccessToken)
            } else {
                Err(Failure::invalid_access_token())
            }
        }
        _ => Err(Failure::bad_request()),
    }
}

/// Whether the credential may use the operation; an API token may use all.
pub(crate) fn authorize(config: &SandboxConfig, credential: Credential, operation: &Operation) -> Result<(), Failure> {
    let granted = |scope: &&str| config.scopes.iter().any(|granted| granted == scope);
    if credential == Credential::ApiToken || operation.scopes.iter().any(granted) {
        Ok(())
    } else {
        Err(Failure::scope_mismatch())
    }
}
