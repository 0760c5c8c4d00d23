//! `Authorization`: one header that proves who is asking.

use pipedrive_connection::Secret;

/// The header a request carries. Both parts are valid in HTTP/1.1 and HTTP/2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorization {
    /// Name of the header, in lower case: `x-api-token` or `authorization`.
    pub header: &'static str,
    /// Value of the header, with the `Bearer ` prefix where it belongs; to be sent as a sensitive value.
    pub value: Secret,
}

impl Authorization {
    /// The header of a personal API token.
    ///
    /// See <https://pipedrive.readme.io/docs/core-api-concepts-authentication>.
    pub fn api_token(token: &Secret) -> Self {
        Self { header: "x-api-token", value: token.clone() }
    }

    /// The header of an OAuth access token, [RFC 6750 §2.1](https://www.rfc-editor.org/rfc/rfc6750#section-2.1).
    pub fn bearer(token: &Secret) -> Self {
        Self { header: "authorization", value: Secret::new(format!("Bearer {}", token.expose())) }
    }
}
