//! Which keys a connection cannot do without, reported all at once.

use crate::settings::Settings;
use crate::{AuthScheme, ConnectionConfig, ConnectionError, MissingKeys};

/// Refuses a configuration that cannot work.
pub(crate) fn check_required(settings: &Settings, config: &ConnectionConfig) -> Result<(), ConnectionError> {
    let mut missing = Vec::new();
    let sign_in = missing_to_sign_in(config);
    if !sign_in.is_empty() {
        missing.push(MissingKeys { keys: sign_in, needed_by: scheme_setting(config.auth_scheme) });
    }
    let proxy_key = ["ProxyPort", "ProxyUser", "ProxyPassword"].into_iter().find(|key| settings.has(key));
    if let Some(needed_by) = proxy_key
        && config.proxy.is_none()
        && !settings.is_cleared("ProxyServer")
    {
        missing.push(MissingKeys { keys: vec!["ProxyServer"], needed_by });
    }
    if missing.is_empty() {
        return Ok(());
    }
    let advice = advice(settings, config, &missing);
    Err(ConnectionError::MissingKeys { missing, advice })
}

fn missing_to_sign_in(config: &ConnectionConfig) -> Vec<&'static str> {
    let mut keys = Vec::new();
    if config.base_url.is_empty() {
        keys.push("CompanyDomain");
    }
    match config.auth_scheme {
        AuthScheme::ApiToken => {
            if config.api_token.is_none() {
                keys.push("APIToken");
            }
        }
        // A given access token is used as it is; every other way to a token needs the app.
        AuthScheme::OAuth if config.oauth.access_token.is_none() => {
            if config.oauth.client_id.is_none() {
                keys.push("OAuthClientId");
            }
            if config.oauth.client_secret.is_none() {
                keys.push("OAuthClientSecret");
            }
        }
        AuthScheme::OAuth => {}
    }
    keys
}

fn scheme_setting(scheme: AuthScheme) -> &'static str {
    match scheme {
        AuthScheme::ApiToken => "AuthScheme=Basic",
        AuthScheme::OAuth => "AuthScheme=OAuth",
    }
}

fn advice(settings: &Settings, config: &ConnectionConfig, missing: &[MissingKeys]) -> Vec<String> {
    let lacks = |key: &str| missing.iter().any(|part| part.keys.contains(&key));
    let oauth_given = ["OAuthAccessToken", "OAuthRefreshToken", "OAuthClientId", "OAuthClientSecret", "OAuthVerifier"]
        .iter()
        .any(|key| settings.has(key));
    let mut advice = Vec::new();
    if lacks("CompanyDomain") {
        advice.push("`CompanyDomain` is `acme` when your Pipedrive is at https://acme.pipedrive.com".to_owned());
    }
    if lacks("APIToken") && oauth_given {
        advice.push("OAuth keys are given: add `AuthScheme=OAuth` to sign in with them".to_owned());
    } else if lacks("APIToken") {
        advice.push("copy your API token from Settings > Personal preferences > API".to_owned());
    }
    if lacks("OAuthClientId") || lacks("OAuthClientSecret") {
        let token = if config.api_token.is_some() { "" } else { ";APIToken=…" };
        advice.push(format!("register an app in Pipedrive's Developer Hub, or use `AuthScheme=Basic{token}`"));
    }
    advice
}
