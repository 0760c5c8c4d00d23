//! What the token and revocation endpoints answer when they refuse.
//!
//! The texts are those of <https://pipedrive.readme.io/docs/marketplace-oauth-api>; under which key they come is not
//! documented, so they come under both that clients have seen.

use axum::http::StatusCode;
use serde_json::json;

use crate::http::Outcome;

/// Why an OAuth request was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The body is no form.
    WrongContentType,
    /// The body is too long, or its end never came.
    Unreadable,
    /// Neither a Basic header nor a client id and secret in the form.
    NoCredentials,
    /// No such app, or the wrong secret.
    UnknownClient {
        /// Whether the credentials came in a header, which RFC 6749 §5.2 wants answered with a challenge.
        basic: bool,
    },
    /// A parameter is missing or empty.
    Missing(&'static str),
    /// A grant type the server does not have.
    UnsupportedGrantType,
    /// A code that was never issued, or was exchanged already.
    UnknownCode,
    /// A code whose time is over.
    ExpiredCode,
    /// A refresh token that was never issued, was replaced, revoked, or not used for too long.
    UnknownRefreshToken,
    /// The callback address is missing or no address.
    MalformedCallback,
    /// The callback address is not the one the code was sent to.
    WrongCallback,
}

impl Refusal {
    fn status(self) -> StatusCode {
        match self {
            Self::UnknownClient { basic: true } => StatusCode::UNAUTHORIZED,
            Self::Unreadable => StatusCode::PAYLOAD_TOO_LARGE,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// The error code of RFC 6749 §5.2.
    fn code(self) -> &'static str {
        match self {
            Self::WrongContentType
            | Self::Unreadable
            | Self::Missing(_)
            | Self::MalformedCallback
            | Self::WrongCallback => "invalid_request",
            Self::NoCredentials | Self::UnknownClient { .. } => "invalid_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnknownCode | Self::ExpiredCode | Self::UnknownRefreshToken => "invalid_grant",
        }
    }

    fn text(self) -> String {
        match self {
            Self::Missing(parameter) => return format!("Missing parameter: `{parameter}`"),
            Self::WrongContentType => "Invalid request: content must be `application/x-www-form-urlencoded`",
            Self::Unreadable => "Invalid request: the body could not be read",
            Self::NoCredentials => "Invalid client: cannot retrieve client credentials",
            Self::UnknownClient { .. } => "Invalid client: client is invalid",
            Self::UnsupportedGrantType => "Unsupported grant type: `grant_type` is invalid",
            Self::UnknownCode => "Invalid grant: `authorization_code` is invalid",
            Self::ExpiredCode => "Invalid grant: `authorization_code` has expired",
            Self::UnknownRefreshToken => "Invalid grant: `refresh_token` is invalid",
            Self::MalformedCallback => "Invalid request: `redirect_uri` is not a valid URI",
            Self::WrongCallback => "Invalid request: `redirect_uri` is invalid",
        }
        .to_owned()
    }
}

impl From<Refusal> for Outcome {
    fn from(refusal: Refusal) -> Self {
        let text = refusal.text();
        let body = json!({"success": false, "error": refusal.code(), "message": text, "error_description": text});
        let outcome = Self::json(refusal.status(), &body);
        match refusal {
            Refusal::UnknownClient { basic: true } => {
                outcome.with_header("www-authenticate", "Basic realm=\"Pipedrive\"")
            }
            _ => outcome,
        }
    }
}
