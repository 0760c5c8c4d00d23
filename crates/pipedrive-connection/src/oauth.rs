//! The OAuth part of a configuration.

use std::path::PathBuf;
use std::time::Duration;

use crate::Secret;

/// The callback address that the market's documentation tells users to register.
const DEFAULT_CALLBACK: &str = "http://localhost:33333";

/// What is known about the OAuth app and its tokens.
///
/// See <https://pipedrive.readme.io/docs/marketplace-oauth-authorization>.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuthConfig {
    /// `InitiateOAuth`: what may happen without being asked. Default [`InitiateOAuth::Off`].
    pub initiate: InitiateOAuth,
    /// `OAuthClientId`: the app.
    pub client_id: Option<String>,
    /// `OAuthClientSecret`: the app's secret.
    pub client_secret: Option<Secret>,
    /// `OAuthAccessToken`: a token to use as it is, or with [`InitiateOAuth::Refresh`] until it ends.
    pub access_token: Option<Secret>,
    /// `OAuthRefreshToken`: what renews the access token.
    pub refresh_token: Option<Secret>,
    /// `OAuthVerifier`: the authorization code, which can be exchanged once.
    pub verifier: Option<Secret>,
    /// `CallbackURL`: redirect address, exactly as registered; [`OAuthConfig::callback`] knows the default.
    pub callback_url: Option<String>,
    /// `OAuthSettingsLocation`: where tokens are kept; `None` when the machine names no home directory.
    pub settings_location: Option<SettingsLocation>,
    /// `OAuthExpiresIn`: lifetime of the access token, counted from `token_timestamp`.
    pub expires_in: Option<Duration>,
    /// `OAuthTokenTimestamp`: when the access token was issued, in milliseconds since 1970 (UTC).
    pub token_timestamp: Option<u64>,
    /// `Scope`: scopes to ask for. Empty means that none are sent, and those of the app hold.
    pub scope: Vec<String>,
    /// `State`: value of the authorization address that comes back with the code. A sign-in that listens for
    /// the browser itself uses a random one instead.
    pub state: Option<String>,
    /// `OAuthURL`: scheme and host of the OAuth server, without a trailing slash. Default
    /// `https://oauth.pipedrive.com`.
    pub oauth_url: String,
    /// `OAuthTimeout`: how long to wait for the browser. Default 300 s.
    pub timeout: Duration,
}

impl OAuthConfig {
    /// The redirect address of a sign-in with a browser: `CallbackURL`, else `http://localhost:33333`.
    pub fn callback(&self) -> &str {
        self.callback_url.as_deref().unwrap_or(DEFAULT_CALLBACK)
    }
}

/// What a session may do about OAuth tokens without being asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InitiateOAuth {
    /// Nothing: tokens are given, or made by procedures.
    #[default]
    Off,
    /// Renew the access token; never prompt.
    Refresh,
    /// Renew it, and open a browser where there is none yet.
    GetAndRefresh,
}

impl InitiateOAuth {
    /// The choices by name.
    pub(crate) const ALL: [(&'static str, Self); 3] =
        [("OFF", Self::Off), ("REFRESH", Self::Refresh), ("GETANDREFRESH", Self::GetAndRefresh)];

    /// The value of `InitiateOAuth` that stands for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "OFF",
            Self::Refresh => "REFRESH",
            Self::GetAndRefresh => "GETANDREFRESH",
        }
    }
}

/// Where OAuth tokens are kept between connections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingsLocation {
    /// An encrypted file.
    File(PathBuf),
    /// This process's memory, under that id.
    Memory(String),
}
