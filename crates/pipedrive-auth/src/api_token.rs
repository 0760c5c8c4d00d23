//! Signing in with a personal API token.

use async_trait::async_trait;
use pipedrive_connection::{AuthScheme, Secret};

use crate::fingerprint::{fingerprint, lasting_fingerprint};
use crate::{AuthError, AuthSession, Authorization};

/// A session that sends a personal API token in the `x-api-token` header.
#[derive(Debug)]
pub struct ApiTokenSession {
    authorization: Authorization,
    fingerprint: u64,
    lasting_fingerprint: String,
}

impl ApiTokenSession {
    /// Signs in to the API at `base_url` with that token.
    pub fn new(base_url: &str, token: &Secret) -> Self {
        Self {
            authorization: Authorization::api_token(token),
            fingerprint: fingerprint(&[AuthScheme::ApiToken.name(), base_url, token.expose()]),
            lasting_fingerprint: lasting_fingerprint(&[AuthScheme::ApiToken.name(), base_url, token.expose()]),
        }
    }
}

#[async_trait]
impl AuthSession for ApiTokenSession {
    async fn authorization(&self) -> Result<Authorization, AuthError> {
        Ok(self.authorization.clone())
    }

    async fn rejected(&self, _used: &Authorization) -> Result<bool, AuthError> {
        // A personal token changes only when a person makes a new one.
        Ok(false)
    }

    fn scheme(&self) -> &'static str {
        AuthScheme::ApiToken.name()
    }

    fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    fn lasting_fingerprint(&self) -> Option<String> {
        Some(self.lasting_fingerprint.clone())
    }
}
