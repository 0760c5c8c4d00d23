//! `Authorization`: one header that proves who is asking.

use std::sync::Arc;

use pipedrive_connection::Secret;

/// The header a request carries. Both parts are valid in HTTP/1.1 and HTTP/2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorization {
    /// Name of the header, in lower case: `x-api-token` or `authorization`.
    pub header: &'static str,
    /// Value of the header, with the `Bearer ` prefix where it belongs; to be sent as a sensitive value.
    pub value: Secret,
    /// Scheme and host of the API that the credential is for, without a trailing slash; `None` where the
    /// configuration says it.
    pub server: Option<Arc<str>>,
}

impl Authorization {
    /// The header of a personal API token.
    ///
    /// See <https://pipedrive.readme.io/docs/core-api-concepts-authentication>.
    pub fn api_token(token: &Secret) -> Self {
        Self { header: "x-api-token", value: token.clone(), server: None }
    }

    /// The header of an OAuth access token, [RFC 6750 §2.1](https://www.rfc-editor.org/rfc/rfc6750#section-2.1).
    pub fn bearer(token: &Secret) -> Self {
        Self { header: "authorization", value: Secret::new(format!("Bearer {}", token.expose())), server: None }
    }

    /// The token alone, without the word `Bearer`.
    pub fn token(&self) -> &str {
        let value = self.value.expose();
        value.strip_prefix("Bearer ").unwrap_or(value)
    }

    /// The same header for the API at that address.
    #[must_use]
    pub(crate) fn at(mut self, server: Option<Arc<str>>) -> Self {
        self.server = server;
        self
    }
}
