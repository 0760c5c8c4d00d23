//! Notes: what a user should know about settings that are right and yet do nothing.

use crate::callback::is_https;
use crate::settings::Settings;
use crate::wording::join;
use crate::{AuthScheme, ConnectionConfig, InitiateOAuth, OAuthConfig};

/// Notes about keys without effect.
pub(crate) fn notes(settings: &Settings, config: &ConnectionConfig) -> Vec<String> {
    let mut notes = Vec::new();
    match config.auth_scheme {
        AuthScheme::ApiToken => {
            // The other OAuth keys are what the OAuth procedures work with, whatever the scheme.
            notes.extend(without_effect(settings, &["OAuthAccessToken", "OAuthRefreshToken"], config.auth_scheme));
            if config.oauth.verifier.is_some() {
                notes.push("`OAuthVerifier` is used only by `GetOAuthAccessToken` with `AuthScheme=Basic`".to_owned());
            }
        }
        AuthScheme::OAuth => {
            notes.extend(without_effect(settings, &["APIToken"], config.auth_scheme));
            notes.extend(of_initiative(&config.oauth).into_iter().map(str::to_owned));
        }
    }
    notes
}

/// What is given and not used by itself with that `InitiateOAuth`.
fn of_initiative(oauth: &OAuthConfig) -> Vec<&'static str> {
    let mut notes = Vec::new();
    match oauth.initiate {
        InitiateOAuth::Off => {
            if oauth.refresh_token.is_some() {
                notes.push("`OAuthRefreshToken` renews nothing with `InitiateOAuth=OFF`; `REFRESH` renews with it");
            }
            if oauth.verifier.is_some() {
                notes.push(
                    "`OAuthVerifier` is used only by `GetOAuthAccessToken` with `InitiateOAuth=OFF`; `REFRESH` and \
                     `GETANDREFRESH` exchange it by themselves",
                );
            }
        }
        InitiateOAuth::GetAndRefresh if is_https(oauth.callback()) => notes.push(
            "`GETANDREFRESH` opens no browser with an `https` `CallbackURL`: it renews tokens, and \
             `pipedrive-sql login` or `GetOAuthAuthorizationURL` and `GetOAuthAccessToken` bring new ones",
        ),
        InitiateOAuth::Refresh | InitiateOAuth::GetAndRefresh => {}
    }
    notes
}

fn without_effect(settings: &Settings, keys: &[&'static str], scheme: AuthScheme) -> Option<String> {
    let given: Vec<&str> = keys.iter().copied().filter(|key| settings.has(key)).collect();
    let verb = if given.len() == 1 { "has" } else { "have" };
    let keys = join(given.iter().copied(), "and");
    (!given.is_empty()).then(|| format!("{keys} {verb} no effect with `AuthScheme={}`", scheme.name()))
}
