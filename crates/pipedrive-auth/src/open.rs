//! From a configuration to somebody signed in.

use std::sync::Arc;

use pipedrive_connection::{AuthScheme, ConnectionConfig};

use crate::{ApiTokenSession, AuthError, AuthSession, ConsentPrompt, OAuth, OAuthSession, TokenTransport};

/// Who a connection is, and what its OAuth app can do.
#[derive(Clone, Debug)]
pub struct Identity {
    /// What signs requests.
    pub session: Arc<dyn AuthSession>,
    /// The OAuth app, whatever the session signs with: procedures use it in every connection that names an app.
    pub oauth: Arc<OAuth>,
}

/// Signs in as the configuration says. No request is sent.
///
/// # Errors
/// [`AuthError::MissingKey`] when the API token is absent.
pub fn open(
    config: &ConnectionConfig,
    transport: Arc<dyn TokenTransport>,
    prompt: Arc<dyn ConsentPrompt>,
) -> Result<Identity, AuthError> {
    let oauth = Arc::new(OAuth::new(config, transport, prompt));
    let session: Arc<dyn AuthSession> = match (config.auth_scheme, &config.api_token) {
        (AuthScheme::ApiToken, Some(token)) => {
            Arc::new(ApiTokenSession::new(config.base_url.as_deref().unwrap_or_default(), token))
        }
        (AuthScheme::ApiToken, None) => {
            return Err(AuthError::MissingKey { needed_for: "`AuthScheme=Basic`", key: "APIToken" });
        }
        (AuthScheme::OAuth, _) => Arc::new(OAuthSession::new(config, Arc::clone(&oauth))),
    };
    Ok(Identity { session, oauth })
}
