//! `POST /oauth/token` and `POST /oauth/revoke`.

use axum::http::{HeaderMap, StatusCode};
use serde_json::json;

use super::client::authenticate;
use super::form::Form;
use super::refusal::Refusal;
use crate::http::{Outcome, State};

/// Exchanges a code or a refresh token: RFC 6749 §4.1.3 and §6.
pub(super) fn issue(state: &State, headers: &HeaderMap, form: Result<&Form, Refusal>) -> Result<Outcome, Refusal> {
    let form = form?;
    authenticate(&state.config.oauth, headers, form)?;
    let tokens = match form.require("grant_type")? {
        "authorization_code" => state.authority.exchange(form.require("code")?, form.get("redirect_uri"))?,
        "refresh_token" => state.authority.refresh(form.require("refresh_token")?)?,
        _ => return Err(Refusal::UnsupportedGrantType),
    };
    let body = json!({
        "access_token": tokens.access_token,
        "token_type": "Bearer",
        "refresh_token": tokens.refresh_token,
        "scope": state.config.scopes.join(","),
        "expires_in": tokens.expires_in,
        "api_domain": state.base_url,
    });
    Ok(Outcome::json(StatusCode::OK, &body))
}

/// Ends a token: RFC 7009. A client that may ask gets the same answer whether or not there was anything to end.
pub(super) fn revoke(state: &State, headers: &HeaderMap, form: Result<&Form, Refusal>) -> Result<Outcome, Refusal> {
    let form = form?;
    authenticate(&state.config.oauth, headers, form)?;
    if let Some(token) = form.get("token") {
        state.authority.revoke(token);
    }
    Ok(Outcome::json(StatusCode::OK, &json!({"success": true})))
}
