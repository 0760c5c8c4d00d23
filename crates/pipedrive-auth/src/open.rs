//! From a configuration to a session.

use std::sync::Arc;

use pipedrive_connection::{AuthScheme, ConnectionConfig, InitiateOAuth};

use crate::{ApiTokenSession, AuthError, AuthSession, BearerSession};

/// Signs in as the configuration says. No request is sent.
///
/// # Errors
/// [`AuthError::MissingCredential`] when the API token is absent, [`AuthError::NotSupported`] when an OAuth
/// token would have to be fetched or renewed first.
pub fn open(config: &ConnectionConfig) -> Result<Arc<dyn AuthSession>, AuthError> {
    match config.auth_scheme {
        AuthScheme::ApiToken => match &config.api_token {
            Some(token) => Ok(Arc::new(ApiTokenSession::new(&config.base_url, token))),
            None => Err(AuthError::MissingCredential { scheme: config.auth_scheme.name(), key: "APIToken" }),
        },
        AuthScheme::OAuth => match &config.oauth.access_token {
            Some(token) => Ok(Arc::new(BearerSession::new(&config.base_url, token))),
            None => Err(AuthError::NotSupported { feature: missing_flow(config) }),
        },
    }
}

/// The way of signing in that a configuration without an access token asks for.
fn missing_flow(config: &ConnectionConfig) -> &'static str {
    if config.oauth.verifier.is_some() {
        "exchanging `OAuthVerifier` for an access token"
    } else if config.oauth.refresh_token.is_some() {
        "fetching an access token with `OAuthRefreshToken`"
    } else {
        match config.oauth.initiate {
            InitiateOAuth::Off => "`AuthScheme=OAuth` without `OAuthAccessToken`",
            InitiateOAuth::Refresh => "renewing access tokens (`InitiateOAuth=REFRESH`)",
            InitiateOAuth::GetAndRefresh => "signing in with a browser (`InitiateOAuth=GETANDREFRESH`)",
        }
    }
}
