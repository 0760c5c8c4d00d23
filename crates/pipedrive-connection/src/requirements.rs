//! Which keys a connection cannot do without, reported all at once.

use crate::settings::Settings;
use crate::{AuthScheme, ConnectionConfig, ConnectionError, InitiateOAuth, MissingKeys};

/// Refuses a configuration that cannot work.
pub(crate) fn check_required(settings: &Settings, config: &ConnectionConfig) -> Result<(), ConnectionError> {
    let mut missing = Vec::new();
    let sign_in = missing_to_sign_in(config);
    if !sign_in.is_empty() {
        missing.push(MissingKeys { keys: sign_in, needed_by: sign_in_setting(config) });
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
    let oauth = &config.oauth;
    // An access token that nobody is to renew is enough; every other way to tokens needs the app, and so does
    // the file they are kept in, which is encrypted under the app's secret.
    let needs_app = oauth.access_token.is_none() || oauth.initiate != InitiateOAuth::Off;
    let required: &[(&'static str, bool)] = match config.auth_scheme {
        AuthScheme::ApiToken => {
            &[("CompanyDomain", config.base_url.is_some()), ("APIToken", config.api_token.is_some())]
        }
        AuthScheme::OAuth if needs_app => {
            &[("OAuthClientId", oauth.client_id.is_some()), ("OAuthClientSecret", oauth.client_secret.is_some())]
        }
        AuthScheme::OAuth => &[],
    };
    required.iter().filter(|(_, given)| !given).map(|(key, _)| *key).collect()
}

/// The setting that needs the keys to sign in.
fn sign_in_setting(config: &ConnectionConfig) -> &'static str {
    match (config.auth_scheme, config.oauth.initiate) {
        (AuthScheme::ApiToken, _) => "AuthScheme=Basic",
        (AuthScheme::OAuth, InitiateOAuth::Off) => "AuthScheme=OAuth",
        (AuthScheme::OAuth, InitiateOAuth::Refresh) => "InitiateOAuth=REFRESH",
        (AuthScheme::OAuth, InitiateOAuth::GetAndRefresh) => "InitiateOAuth=GETANDREFRESH",
    }
}

/// Keys that show that OAuth is meant, although `AuthScheme` does not say so.
const SIGNS_OF_OAUTH: [&str; 6] = [
    "OAuthAccessToken",
    "OAuthRefreshToken",
    "OAuthClientId",
    "OAuthClientSecret",
    "OAuthVerifier",
    "OAuthSettingsLocation",
];

fn advice(settings: &Settings, config: &ConnectionConfig, missing: &[MissingKeys]) -> Vec<String> {
    let lacks = |key: &str| missing.iter().any(|part| part.keys.contains(&key));
    let oauth_given = config.oauth.initiate != InitiateOAuth::Off || SIGNS_OF_OAUTH.iter().any(|key| settings.has(key));
    let mut advice = Vec::new();
    if lacks("APIToken") && oauth_given {
        advice.push("OAuth keys are given: add `AuthScheme=OAuth` to sign in with them".to_owned());
        return advice;
    }
    if lacks("CompanyDomain") {
        advice.push("`CompanyDomain` is `acme` when your Pipedrive is at https://acme.pipedrive.com".to_owned());
    }
    if lacks("APIToken") {
        advice.push("copy your API token from Settings > Personal preferences > API".to_owned());
    }
    if lacks("OAuthClientId") || lacks("OAuthClientSecret") {
        advice.extend(app_advice(config));
    }
    advice
}

/// What to do when the app's id or secret is missing.
fn app_advice(config: &ConnectionConfig) -> Vec<String> {
    let api_token = if config.api_token.is_some() { "" } else { ";APIToken=…" };
    let basic = format!("use `AuthScheme=Basic{api_token}`");
    let register = "register an app in Pipedrive's Developer Hub";
    if config.oauth.initiate == InitiateOAuth::Off {
        return vec![format!("{register}, give an `OAuthAccessToken` you already have, or {basic}")];
    }
    let why = "tokens are renewed with the app's id and secret, and the settings file cannot be read without the \
               secret: give both, also beside a token or a file";
    let instead = match config.oauth.access_token {
        Some(_) => "`InitiateOAuth=OFF` uses the `OAuthAccessToken` as it is until it ends".to_owned(),
        None => format!("{register}, or {basic}"),
    };
    vec![why.to_owned(), instead]
}
