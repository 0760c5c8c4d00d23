//! Which app sends a request: RFC 6749 §2.3.1, in a Basic header or in the form.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use url::form_urlencoded;

use super::form::Form;
use super::refusal::Refusal;
use crate::OAuthApp;

/// Checks the client id and secret; those in a header win.
///
/// # Errors
/// When there are none, or they are not the app's.
pub(super) fn authenticate(app: &OAuthApp, headers: &HeaderMap, form: &Form) -> Result<(), Refusal> {
    if let Some((id, secret)) = basic(headers) {
        let right = same(&id, &app.client_id) && same(&secret, &app.client_secret);
        return if right { Ok(()) } else { Err(Refusal::UnknownClient { basic: true }) };
    }
    match (form.get("client_id"), form.get("client_secret")) {
        (Some(id), Some(secret)) if id == app.client_id && secret == app.client_secret => Ok(()),
        (Some(_), Some(_)) => Err(Refusal::UnknownClient { basic: false }),
        _ => Err(Refusal::NoCredentials),
    }
}

/// The two halves of a Basic header.
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let (scheme, encoded) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    text.split_once(':').map(|(id, secret)| (id.to_owned(), secret.to_owned()))
}

/// Clients that follow the RFC to the letter encode each half as a form would, most others do not.
fn same(given: &str, expected: &str) -> bool {
    let decoded = form_urlencoded::parse(given.as_bytes()).next().map(|(name, _)| name.into_owned());
    given == expected || decoded.as_deref() == Some(expected)
}
