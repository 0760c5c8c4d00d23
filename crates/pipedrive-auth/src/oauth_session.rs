//! Signing in with OAuth tokens that are renewed and kept.

use std::sync::Arc;

use async_trait::async_trait;
use pipedrive_connection::{AuthScheme, ConnectionConfig, Secret};

use crate::fingerprint::lasting_fingerprint;
use crate::{AuthError, AuthSession, Authorization, OAuth};

/// A session whose access token comes from wherever the configuration allows, and is renewed before it ends.
#[derive(Debug)]
pub struct OAuthSession {
    oauth: Arc<OAuth>,
    fingerprint: u64,
    /// What tells the server and the app, before the grant.
    app: [String; 3],
}

impl OAuthSession {
    /// A session with the tokens of `oauth`, which was made of the same configuration.
    pub fn new(config: &ConnectionConfig, oauth: Arc<OAuth>) -> Self {
        let app = [config.base_url.clone(), Some(config.oauth.oauth_url.clone()), config.oauth.client_id.clone()];
        Self { fingerprint: oauth.fingerprint(config), app: app.map(Option::unwrap_or_default), oauth }
    }
}

#[async_trait]
impl AuthSession for OAuthSession {
    async fn authorization(&self) -> Result<Authorization, AuthError> {
        self.oauth.authorization().await
    }

    async fn rejected(&self, used: &Authorization) -> Result<bool, AuthError> {
        self.oauth.rejected(&Secret::new(used.token())).await
    }

    fn scheme(&self) -> &'static str {
        AuthScheme::OAuth.name()
    }

    fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    fn lasting_fingerprint(&self) -> Option<String> {
        let grant = self.oauth.grant()?;
        let [base_url, oauth_url, client_id] = &self.app;
        Some(lasting_fingerprint(&[self.scheme(), base_url, oauth_url, client_id, &grant]))
    }
}
