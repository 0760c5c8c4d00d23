//! Signing in with an OAuth access token that is already there.

use async_trait::async_trait;
use pipedrive_connection::{AuthScheme, Secret};

use crate::fingerprint::fingerprint;
use crate::{AuthError, AuthSession, Authorization};

/// A session that sends a given access token and does not renew it.
#[derive(Debug)]
pub struct BearerSession {
    authorization: Authorization,
    fingerprint: u64,
}

impl BearerSession {
    /// Signs in to the API at `base_url` with that access token.
    pub fn new(base_url: &str, access_token: &Secret) -> Self {
        Self {
            authorization: Authorization::bearer(access_token),
            fingerprint: fingerprint(AuthScheme::OAuth.name(), base_url, access_token),
        }
    }
}

#[async_trait]
impl AuthSession for BearerSession {
    async fn authorization(&self) -> Result<Authorization, AuthError> {
        Ok(self.authorization.clone())
    }

    async fn rejected(&self, _used: &Authorization) -> Result<bool, AuthError> {
        // Without a refresh there is no other token to try.
        Ok(false)
    }

    fn scheme(&self) -> &'static str {
        AuthScheme::OAuth.name()
    }

    fn fingerprint(&self) -> u64 {
        self.fingerprint
    }
}
