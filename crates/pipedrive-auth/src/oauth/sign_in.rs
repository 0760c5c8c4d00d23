//! A sign-in by a person: the consent page, the answer that comes back, and what the person is told.

use std::sync::Arc;
use std::time::Duration;

use pipedrive_connection::{LoopbackCallback, Secret};
use url::Url;

use super::OAuth;
use crate::callback::{self, Callback, Listener, Page};
use crate::{AuthError, Tokens};

/// A sign-in that has begun and waits for its answer.
///
/// Dropping it stops listening.
#[derive(Debug)]
pub struct SignIn {
    url: String,
    callback_url: String,
    state: Secret,
    timeout: Duration,
    /// `None` if nothing listens; then the answer can only be pasted.
    listener: Option<Listener>,
}

/// The answer to a sign-in: a code, and a browser that waits to hear what becomes of it.
#[derive(Debug)]
pub struct Consent {
    code: Secret,
    browser: Option<Callback>,
}

impl SignIn {
    pub(super) fn new(url: String, callback_url: String, state: Secret, timeout: Duration) -> Self {
        Self { url, callback_url, state, timeout, listener: None }
    }

    /// Listens for the browser, if the callback address is this machine's.
    pub(super) fn listen(mut self) -> Result<Self, AuthError> {
        if let Some(address) = LoopbackCallback::parse(&self.callback_url) {
            self.listener = Some(Listener::bind(&self.callback_url, &address, &self.state)?);
        }
        Ok(self)
    }

    /// The address of the consent page.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Whether the answer can come from a browser on this machine. If not, it has to be pasted.
    pub fn is_listening(&self) -> bool {
        self.listener.is_some()
    }

    /// Waits for the browser.
    ///
    /// # Cancellation
    /// Can be called again; a browser that came in between is not lost. The time begins anew.
    ///
    /// # Errors
    /// [`AuthError`]: the person said no, nobody answered in time, or nothing listens.
    pub async fn wait(&mut self) -> Result<Consent, AuthError> {
        let Some(listener) = &mut self.listener else {
            return Err(AuthError::NotLoopback { callback_url: self.callback_url.clone() });
        };
        let timed_out = AuthError::TimedOut { after: self.timeout };
        let callback = tokio::time::timeout(self.timeout, listener.receive()).await.map_err(|_| timed_out)?;
        match read_query(callback.query(), &self.state) {
            Ok(code) => Ok(Consent { code, browser: Some(callback) }),
            Err(error) => {
                callback.answer(Page::of_error(&error)).await;
                Err(error)
            }
        }
    }

    /// The answer in an address that a person copied out of a browser.
    ///
    /// # Errors
    /// [`AuthError::BadAnswer`] if it is not the address the consent page sent the browser to, or of another sign-in;
    /// [`AuthError::Denied`] or [`AuthError::ConsentFailed`] if it says so.
    pub fn paste(&self, address: &str) -> Result<Consent, AuthError> {
        let address = address.trim().trim_matches(['"', '\'', '<', '>']);
        let url = Url::parse(address).map_err(|_| AuthError::BadAnswer { problem: "that is not an address" })?;
        read_query(url.query().unwrap_or_default(), &self.state).map(|code| Consent { code, browser: None })
    }
}

/// The code in the query of the address that the browser was sent back to.
fn read_query(query: &str, state: &Secret) -> Result<Secret, AuthError> {
    let answer = callback::Answer::parse(query);
    if !answer.has_state(state) {
        return Err(AuthError::BadAnswer {
            problem: "that address belongs to another sign-in: its `state` is not this one's",
        });
    }
    match (answer.error, answer.code) {
        (Some(error), _) if matches!(error.as_str(), "user_denied" | "access_denied") => Err(AuthError::Denied),
        (Some(error), _) => Err(AuthError::ConsentFailed { error: printable(&error) }),
        (None, Some(code)) => Ok(code),
        (None, None) => Err(AuthError::BadAnswer { problem: "that address has no `code`" }),
    }
}

/// A short text from outside, fit for a message.
fn printable(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').take(64).collect()
}

impl OAuth {
    /// The whole sign-in, with the prompt this connection has.
    pub(super) async fn ask_a_person(self: &Arc<Self>, callback_url: Option<&str>) -> Result<Tokens, AuthError> {
        let mut sign_in = self.begin_sign_in(callback_url)?;
        if !sign_in.is_listening() {
            return Err(AuthError::NotLoopback { callback_url: sign_in.callback_url });
        }
        self.prompt.present(sign_in.url());
        let consent = sign_in.wait().await?;
        self.finish_sign_in(&sign_in, consent).await
    }

    /// Ends a sign-in that was begun with [`OAuth::begin_sign_in`]: tokens are used and kept as with [`OAuth::exchange`],
    /// and a waiting browser hears what came of it.
    ///
    /// # Errors
    /// As with [`OAuth::exchange`].
    ///
    /// # Cancellation
    /// As with [`OAuth::exchange`].
    pub async fn finish_sign_in(self: &Arc<Self>, sign_in: &SignIn, consent: Consent) -> Result<Tokens, AuthError> {
        self.redeem(consent.code, sign_in.callback_url.clone(), consent.browser).await
    }

    /// Exchanges a code to the end, and only then tells the waiting browser what came of it.
    pub(super) async fn redeem(
        self: &Arc<Self>,
        code: Secret,
        callback_url: String,
        browser: Option<Callback>,
    ) -> Result<Tokens, AuthError> {
        let this = Arc::clone(self);
        self.to_the_end(async move {
            let result = this.exchange_and_keep(&code, &callback_url).await;
            if let Some(browser) = browser {
                let page = result.as_ref().err().map_or_else(Page::signed_in, Page::of_error);
                browser.answer(page).await;
            }
            result
        })
        .await
    }
}
