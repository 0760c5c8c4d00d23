//! `OAuth`: the tokens of one connection. Where they come from, how they are renewed and kept, and who may do it.

mod answer;
mod app;
mod detached;
mod post;
mod refusal;
mod renew;
mod sign_in;
mod sources;

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use oauth2::CsrfToken;
use pipedrive_connection::{
    AuthScheme, CALLBACK_URL, ConnectionConfig, InitiateOAuth, Secret, SettingsLocation, callback_url,
};

pub use refusal::{Grant, TokenRefusal};
pub use sign_in::{Consent, SignIn};

use crate::fingerprint::fingerprint;
use crate::store::{Store, StoreLock};
use crate::tokens::grant_of;
use crate::{AuthError, ConsentPrompt, TokenTransport, Tokens};
use app::App;

/// The OAuth side of one connection: its app, its tokens and the place they are kept in.
///
/// Sessions ask it for access tokens; procedures and front ends ask it to sign in, renew and revoke. See
/// <https://pipedrive.readme.io/docs/marketplace-oauth-authorization>.
#[derive(Debug)]
pub struct OAuth {
    app: App,
    prompt: Arc<dyn ConsentPrompt>,
    initiate: InitiateOAuth,
    given: Given,
    location: Option<SettingsLocation>,
    store: Option<Store>,
    company_domain: Option<String>,
    /// Whether the configuration says where the API is.
    is_addressed: bool,
    callback_url: String,
    state: Option<String>,
    scope: Vec<String>,
    timeout: Duration,
    /// The tokens in use, so that most requests ask nobody.
    current: RwLock<Option<Tokens>>,
    /// One renewal at a time in this connection; the store's lock does it between connections.
    turn: tokio::sync::Mutex<()>,
    /// One question to a person at a time.
    asking: tokio::sync::Mutex<()>,
    /// Held for reading by work that must not be cut off.
    under_way: Arc<tokio::sync::RwLock<()>>,
}

/// What the connection string itself gives.
#[derive(Debug)]
struct Given {
    tokens: Option<Tokens>,
    refresh_token: Option<Secret>,
    verifier: Option<Secret>,
}

impl OAuth {
    /// Prepares what a configuration says. Nothing is sent, and no file is read.
    pub fn new(config: &ConnectionConfig, transport: Arc<dyn TokenTransport>, prompt: Arc<dyn ConsentPrompt>) -> Self {
        let oauth = &config.oauth;
        let store = match (&oauth.settings_location, &oauth.client_id, &oauth.client_secret) {
            (Some(location), Some(id), Some(secret)) if oauth.initiate != InitiateOAuth::Off => {
                Some(Store::new(location, id, secret))
            }
            _ => None,
        };
        let tokens = oauth.access_token.clone().map(|access_token| Tokens {
            access_token,
            refresh_token: oauth.refresh_token.clone(),
            // Without its date a lifetime says nothing about the time that is left.
            expires_in: oauth.token_timestamp.and(oauth.expires_in),
            // Tokens without a date count as older than any others.
            issued_at: oauth.token_timestamp.unwrap_or(0),
            scope: Vec::new(),
            api_domain: None,
            grant: None,
        });
        Self {
            app: App::new(oauth, transport),
            prompt,
            initiate: oauth.initiate,
            given: Given { tokens, refresh_token: oauth.refresh_token.clone(), verifier: oauth.verifier.clone() },
            location: oauth.settings_location.clone(),
            store,
            company_domain: config.company_domain.clone(),
            is_addressed: config.base_url.is_some(),
            callback_url: oauth.callback().to_owned(),
            state: oauth.state.clone(),
            scope: oauth.scope.clone(),
            timeout: oauth.timeout,
            current: RwLock::default(),
            turn: tokio::sync::Mutex::default(),
            asking: tokio::sync::Mutex::default(),
            under_way: Arc::default(),
        }
    }

    /// The address of the consent page. Nothing is sent.
    ///
    /// Without `callback_url`, `state` and `scope` those of the configuration are used; without any state a random one.
    ///
    /// # Errors
    /// [`AuthError::MissingKey`] without a client id, [`AuthError::Configuration`] if an address is none.
    pub fn authorization_url(
        &self,
        callback_url: Option<&str>,
        state: Option<&str>,
        scope: Option<&str>,
    ) -> Result<String, AuthError> {
        let state = match state.or(self.state.as_deref()) {
            Some(state) => Secret::new(state),
            None => random_state(),
        };
        let asked: Option<Vec<String>> =
            scope.map(|names| names.split([',', ' ']).filter(|name| !name.is_empty()).map(str::to_owned).collect());
        let scope = asked.as_deref().unwrap_or(&self.scope);
        let callback_url = self.callback(callback_url)?;
        Ok(self.app.authorization_url(callback_url, &state, scope)?.into())
    }

    /// Exchanges the code of the consent page for tokens. `callback_url` must be the one the page was opened with.
    ///
    /// Unless `InitiateOAuth` is `OFF`, the connection uses them from now on and they are kept in the settings.
    ///
    /// # Errors
    /// [`AuthError`]: the code or the app is refused, the server does not answer, or tokens cannot be kept. Whether they
    /// can be is found out before the code is sent.
    ///
    /// # Cancellation
    /// An exchange that has begun goes on and is kept.
    pub async fn exchange(self: &Arc<Self>, code: &Secret, callback_url: Option<&str>) -> Result<Tokens, AuthError> {
        let callback_url = self.callback(callback_url)?.to_owned();
        self.redeem(code.clone(), callback_url, None).await
    }

    /// Lets a person sign in: presents the consent page, waits for the browser at the callback address, and exchanges
    /// the code. Tokens are used and kept as with [`OAuth::exchange`].
    ///
    /// # Errors
    /// [`AuthError`]: the person said no or nothing, nobody can listen at the callback address, or the exchange failed.
    ///
    /// # Cancellation
    /// Dropping the future stops listening. An exchange that has begun goes on and is kept.
    pub async fn sign_in(self: &Arc<Self>, callback_url: Option<&str>) -> Result<Tokens, AuthError> {
        let _asking = self.asking.lock().await;
        self.ask_a_person(callback_url).await
    }

    /// Renews tokens with that refresh token, and only returns them: nothing else changes.
    ///
    /// # Errors
    /// [`AuthError`]: the refresh token or the app is refused, or the server does not answer.
    pub async fn refresh(&self, refresh_token: &Secret) -> Result<Tokens, AuthError> {
        self.app.refresh(refresh_token).await
    }

    /// Revokes the connection's tokens and forgets them. With a refresh token this uninstalls the app for the user.
    ///
    /// # Errors
    /// [`AuthError::NotSignedIn`] if there are no tokens, or whatever keeps them from being revoked or forgotten.
    pub async fn revoke(&self) -> Result<(), AuthError> {
        let _turn = self.turn.lock().await;
        let lock = self.lock().await?;
        let tokens = self.kept()?.or_else(|| self.in_use()).or_else(|| self.given.tokens.clone());
        let refresh_token = tokens.as_ref().and_then(|tokens| tokens.refresh_token.as_ref());
        match (refresh_token.or(self.given.refresh_token.as_ref()), &tokens) {
            (Some(refresh_token), _) => self.app.revoke(refresh_token, true).await?,
            (None, Some(tokens)) => self.app.revoke(&tokens.access_token, false).await?,
            (None, None) => return Err(AuthError::NotSignedIn { is_off: self.initiate == InitiateOAuth::Off }),
        }
        self.drop_tokens(lock.as_ref())
    }

    /// Forgets the kept tokens, which stay valid. A file that is not one of tokens of this app stays.
    ///
    /// # Errors
    /// [`AuthError::Store`] if the file cannot be read as one of tokens, or not be removed.
    pub async fn forget(&self) -> Result<(), AuthError> {
        let _turn = self.turn.lock().await;
        let lock = self.lock().await?;
        self.kept()?;
        self.drop_tokens(lock.as_ref())
    }

    fn drop_tokens(&self, lock: Option<&StoreLock>) -> Result<(), AuthError> {
        self.use_tokens(None);
        match (&self.store, lock) {
            (Some(store), Some(lock)) => Ok(store.forget(lock)?),
            _ => Ok(()),
        }
    }

    /// Begins a sign-in whose answer may come to the callback address or be pasted by a person. Listens from now on;
    /// needs a Tokio runtime.
    ///
    /// # Errors
    /// As with [`OAuth::begin_pasted_sign_in`]; [`AuthError::CannotListen`] if the callback address is this machine's and
    /// nobody can listen there.
    pub fn begin_sign_in(&self, callback_url: Option<&str>) -> Result<SignIn, AuthError> {
        self.begin_pasted_sign_in(callback_url)?.listen()
    }

    /// Begins a sign-in whose answer will be pasted by a person. Nothing listens.
    ///
    /// # Errors
    /// [`AuthError`] if the address of the consent page cannot be made, or the tokens could not be kept.
    pub fn begin_pasted_sign_in(&self, callback_url: Option<&str>) -> Result<SignIn, AuthError> {
        let callback_url = self.callback(callback_url)?;
        self.check_keepable()?;
        // Not the configured one: a state that others know protects nothing.
        let state = random_state();
        let url = self.app.authorization_url(callback_url, &state, &self.scope)?;
        Ok(SignIn::new(url.into(), callback_url.to_owned(), state, self.timeout))
    }

    /// Where tokens are kept; `None` where nothing may be kept.
    pub fn settings_location(&self) -> Option<&SettingsLocation> {
        self.store.as_ref().and(self.location.as_ref())
    }

    /// What a user should know although nothing is wrong: that the kept tokens come before the code.
    pub fn notes(&self) -> Vec<String> {
        let has_tokens = self.store.as_ref().is_some_and(Store::may_hold_tokens);
        if has_tokens && self.given.verifier.is_some() {
            let note = "`OAuthSettingsLocation` holds tokens already; `OAuthVerifier` is used only if they do not work any more";
            vec![note.to_owned()]
        } else {
            Vec::new()
        }
    }

    /// Identity of the grant whose tokens are in use, or would be; `None` if there are none that can be renewed.
    pub(crate) fn grant(&self) -> Option<String> {
        let tokens = self.in_use().or_else(|| self.kept().ok().flatten()).or_else(|| self.given.tokens.clone());
        tokens.as_ref().and_then(Tokens::grant).or_else(|| self.given.refresh_token.as_ref().map(grant_of))
    }

    /// Identity of the tokens, without anything of them: the place they are kept in, or their hash.
    pub(crate) fn fingerprint(&self, config: &ConnectionConfig) -> u64 {
        let oauth = &config.oauth;
        let client_id = oauth.client_id.as_deref().unwrap_or_default();
        let place = match (&self.store, &self.location) {
            (Some(_), Some(SettingsLocation::File(path))) => [path.to_string_lossy(), "file".into()],
            // What has this name in another process may be somebody else's.
            (Some(_), Some(SettingsLocation::Memory(id))) => [id.into(), std::process::id().to_string().into()],
            _ => [&oauth.refresh_token, &oauth.access_token]
                .map(|token| token.as_ref().map_or("", Secret::expose).into()),
        };
        fingerprint(&[AuthScheme::OAuth.name(), &oauth.oauth_url, client_id, &place[0], &place[1]])
    }
}

/// A value nobody can guess, 256 bits ([RFC 6749 §10.12](https://www.rfc-editor.org/rfc/rfc6749#section-10.12)).
fn random_state() -> Secret {
    Secret::new(CsrfToken::new_random_len(32).into_secret())
}

impl OAuth {
    /// The callback address that was asked for, or the configured one.
    fn callback<'a>(&'a self, asked: Option<&'a str>) -> Result<&'a str, AuthError> {
        match asked {
            Some(url) if callback_url(url).is_none() => {
                Err(AuthError::Configuration { key: "CallbackURL", reason: format!("it must be {CALLBACK_URL}") })
            }
            Some(url) => Ok(url),
            None => Ok(&self.callback_url),
        }
    }

    /// The tokens this connection uses.
    fn in_use(&self) -> Option<Tokens> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn use_tokens(&self, tokens: Option<Tokens>) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = tokens;
    }
}
