//! From settings to the OAuth part of a configuration.

use crate::resolve::{choice, file, number, seconds, token};
use crate::settings::Settings;
use crate::{ConnectionError, InitiateOAuth, OAuthConfig, SettingsLocation, Sources, address, value};

/// Name of the file of tokens in the configuration directory.
const SETTINGS_FILE: &str = "OAuthSettings.txt";

/// The OAuth keys, checked and completed.
pub(crate) fn oauth(settings: &Settings, sources: &Sources) -> Result<OAuthConfig, ConnectionError> {
    Ok(OAuthConfig {
        initiate: choice(settings, "InitiateOAuth", InitiateOAuth::ALL)?,
        client_id: settings.text("OAuthClientId"),
        client_secret: settings.secret("OAuthClientSecret"),
        access_token: token(settings, "OAuthAccessToken")?,
        refresh_token: settings.secret("OAuthRefreshToken"),
        verifier: settings.secret("OAuthVerifier"),
        callback_url: settings.optional("CallbackURL", address::callback_url, address::CALLBACK_URL)?,
        settings_location: settings_location(settings, sources)?,
        expires_in: settings.has("OAuthExpiresIn").then(|| seconds(settings, "OAuthExpiresIn")).transpose()?,
        token_timestamp: settings
            .has("OAuthTokenTimestamp")
            .then(|| number(settings, "OAuthTokenTimestamp"))
            .transpose()?,
        // OAuth separates scopes by blanks, Pipedrive's answers by commas.
        scope: settings.text("Scope").map(|names| value::list(&names.replace(' ', ","))).unwrap_or_default(),
        state: settings.text("State"),
        oauth_url: settings
            .value("OAuthURL", |_, text| address::service_url(text))
            .map_err(|_| settings.bad_value("OAuthURL", address::SERVICE_URL, None))?,
        timeout: seconds(settings, "OAuthTimeout")?,
    })
}

fn settings_location(settings: &Settings, sources: &Sources) -> Result<Option<SettingsLocation>, ConnectionError> {
    let location = |text: &str| match text.split_once("://") {
        Some((scheme, id)) if scheme.eq_ignore_ascii_case("memory") && !id.is_empty() => {
            Some(SettingsLocation::Memory(id.to_owned()))
        }
        Some(_) => None,
        None => Some(SettingsLocation::File(file(text, sources))),
    };
    let given = settings.optional("OAuthSettingsLocation", location, "the path of a file, or `memory://id`")?;
    let default = || sources.config_directory.as_ref().map(|directory| directory.join(SETTINGS_FILE));
    Ok(given.or_else(|| default().map(SettingsLocation::File)))
}
