//! From settings to the OAuth part of a configuration.

use std::path::PathBuf;

use crate::resolve::{choice, file, number, seconds, token};
use crate::settings::Settings;
use crate::{
    AuthScheme, ConnectionError, InitiateOAuth, LoopbackCallback, OAuthConfig, SettingsLocation, Sources, address,
    callback, value,
};

/// Name of the file of tokens in the configuration directory.
const SETTINGS_FILE: &str = "OAuthSettings.txt";

/// The OAuth keys, checked and completed.
pub(crate) fn oauth(
    settings: &Settings,
    sources: &Sources,
    auth_scheme: AuthScheme,
) -> Result<OAuthConfig, ConnectionError> {
    let initiate = choice(settings, "InitiateOAuth", InitiateOAuth::ALL)?;
    let opens_browser = auth_scheme == AuthScheme::OAuth && initiate == InitiateOAuth::GetAndRefresh;
    Ok(OAuthConfig {
        initiate,
        client_id: settings.text("OAuthClientId"),
        client_secret: settings.secret("OAuthClientSecret"),
        access_token: token(settings, "OAuthAccessToken")?,
        refresh_token: settings.secret("OAuthRefreshToken"),
        verifier: settings.secret("OAuthVerifier"),
        callback_url: callback_url(settings, opens_browser)?,
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

/// The callback address. A connection that opens a browser must be able to listen on it, unless it is an
/// `https` one: then tokens made elsewhere are renewed, and a note says what a new sign-in takes.
fn callback_url(settings: &Settings, opens_browser: bool) -> Result<Option<String>, ConnectionError> {
    let key = "CallbackURL";
    let given = settings.optional(key, callback::callback_url, callback::CALLBACK_URL)?;
    match &given {
        Some(url) if opens_browser && LoopbackCallback::parse(url).is_none() && !callback::is_https(url) => {
            let expected = format!("{}, which `InitiateOAuth=GETANDREFRESH` needs", LoopbackCallback::EXPECTED);
            let advice = "register such an address for the app, as `http://localhost:33333`; for an `https` one sign in \
                          with `pipedrive-sql login`, or `GetOAuthAuthorizationURL` and `GetOAuthAccessToken`";
            Err(settings.bad_value(key, &expected, Some(advice)))
        }
        _ => Ok(given),
    }
}

fn settings_location(settings: &Settings, sources: &Sources) -> Result<Option<SettingsLocation>, ConnectionError> {
    let key = "OAuthSettingsLocation";
    let location = |text: &str| match text.split_once("://") {
        Some((scheme, id)) if scheme.eq_ignore_ascii_case("memory") && !id.is_empty() => {
            Some(SettingsLocation::Memory(id.to_owned()))
        }
        Some(_) => None,
        None => settings_file(text, sources).map(SettingsLocation::File),
    };
    let given = settings.optional(key, location, "the path of a file, or `memory://id`")?;
    let default = || sources.config_directory.as_ref().map(|directory| directory.join(SETTINGS_FILE));
    Ok(given.or_else(|| default().map(SettingsLocation::File)))
}

/// A path that may begin with `~/` or `%APPDATA%`. `None` where the machine does not say what they stand for:
/// tokens must not end up in a directory called `~` below the working one.
pub(crate) fn settings_file(text: &str, sources: &Sources) -> Option<PathBuf> {
    const APPDATA: &str = "%APPDATA%";
    match text.split_at_checked(APPDATA.len()) {
        Some((start, below)) if start.eq_ignore_ascii_case(APPDATA) => {
            let directory = sources.config_directory.as_deref()?.parent()?;
            // The market's examples are written for Windows, with its separators.
            let below: PathBuf = below.strip_prefix(['/', '\\'])?.split(['/', '\\']).collect();
            (!below.as_os_str().is_empty()).then(|| directory.join(below))
        }
        _ if text.starts_with("~/") && sources.home.is_none() => None,
        _ => Some(file(text, sources)),
    }
}
