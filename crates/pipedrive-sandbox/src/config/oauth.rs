//! The app that the sandbox's OAuth server knows.

use std::fmt;
use std::time::Duration;

use url::Url;

use crate::SandboxError;

/// An app as its vendor registers it, and how the OAuth server treats it.
///
/// The [`Default`] is made of fixed, recognisable values, so that printed connection strings never change. Its scopes
/// are those of [`SandboxConfig::scopes`](crate::SandboxConfig::scopes).
#[derive(Clone, PartialEq, Eq)]
pub struct OAuthApp {
    /// Name on the consent page (default `SQL for Pipedrive`).
    pub name: String,
    /// Client id (default `sandbox-client-id`).
    pub client_id: String,
    /// Client secret (default `sandbox-client-secret`).
    pub client_secret: String,
    /// Addresses that may receive an authorization code, compared character by character (default
    /// `http://localhost:33333`).
    pub callback_urls: Vec<String>,
    /// How long an access token is accepted, in whole seconds (default 3599 s, as `expires_in` says).
    pub token_lifetime: Duration,
    /// How long an authorization code can be exchanged (default 300 s).
    pub code_lifetime: Duration,
    /// Whether each refresh brings a new refresh token and ends the old one (default false: it stays the same).
    pub rotate_refresh_tokens: bool,
}

impl OAuthApp {
    /// Makes sure that a code can be appended to every callback address.
    ///
    /// # Errors
    /// [`SandboxError::CallbackUrl`] for one that is no absolute address, or has a fragment.
    pub(crate) fn validate(&self) -> Result<(), SandboxError> {
        let usable = |text: &str| Url::parse(text).is_ok_and(|url| url.fragment().is_none());
        match self.callback_urls.iter().find(|text| !usable(text)) {
            Some(url) => Err(SandboxError::CallbackUrl { url: url.clone() }),
            None => Ok(()),
        }
    }

    /// The registered address that equals the given one.
    pub(crate) fn callback(&self, given: &str) -> Option<&str> {
        self.callback_urls.iter().map(String::as_str).find(|url| *url == given)
    }
}

impl Default for OAuthApp {
    fn default() -> Self {
        Self {
            name: "SQL for Pipedrive".to_owned(),
            client_id: "sandbox-client-id".to_owned(),
            client_secret: "sandbox-client-secret".to_owned(),
            callback_urls: vec!["http://localhost:33333".to_owned()],
            token_lifetime: Duration::from_secs(3599),
            code_lifetime: Duration::from_mins(5),
            rotate_refresh_tokens: false,
        }
    }
}

impl fmt::Debug for OAuthApp {
    /// Leaves the client secret out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuthApp")
            .field("name", &self.name)
            .field("client_id", &self.client_id)
            .field("callback_urls", &self.callback_urls)
            .field("token_lifetime", &self.token_lifetime)
            .field("code_lifetime", &self.code_lifetime)
            .field("rotate_refresh_tokens", &self.rotate_refresh_tokens)
            .finish_non_exhaustive()
    }
}
