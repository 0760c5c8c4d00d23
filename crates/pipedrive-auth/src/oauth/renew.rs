//! Access tokens for requests: taken from where there are any, renewed by one for all.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use pipedrive_connection::{InitiateOAuth, Secret};
use tokio::sync::OwnedMutexGuard;

use super::OAuth;
use super::sources::server_of;
use crate::store::{Store, StoreLock};
use crate::tokens::now;
use crate::{AuthError, Authorization, TokenRefusal, Tokens};

/// Longest wait for another process that renews tokens, which takes a request and its repetitions.
const RENEWAL: Duration = Duration::from_mins(2);

/// What came of looking for tokens without asking anybody.
enum Search {
    Found(Tokens),
    /// There are none; what is still held may go on to a sign-in.
    Exhausted(Held),
}

/// Exclusive use of the tokens, in this connection and among all.
struct Held {
    _turn: OwnedMutexGuard<()>,
    lock: Option<StoreLock>,
    /// Why the last source gave nothing.
    refusal: Option<TokenRefusal>,
    had_tokens: bool,
}

impl OAuth {
    /// The header for the next request, with an access token that lives a while yet.
    pub(crate) async fn authorization(self: &Arc<Self>) -> Result<Authorization, AuthError> {
        if let Some(tokens) = self.in_use().filter(|tokens| tokens.is_fresh(now())) {
            return self.bearer(&tokens);
        }
        self.bearer(&self.acquire(None).await?)
    }

    /// Whether there is another access token now than the one that was refused.
    pub(crate) async fn rejected(self: &Arc<Self>, refused: &Secret) -> Result<bool, AuthError> {
        if self.initiate == InitiateOAuth::Off {
            return Ok(false);
        }
        match self.acquire(Some(refused.clone())).await {
            Ok(_) => Ok(true),
            // The refusal of the request says more than that there is no other token.
            Err(AuthError::Ended | AuthError::NotSignedIn { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Tokens that can be used, from the cheapest source there is: given or kept ones, a renewal, the code of the consent
    /// page, a person.
    ///
    /// # Cancellation
    /// A renewal that has begun goes on and is kept: with it a refresh token may have been used up. Waiting for a person
    /// ends.
    async fn acquire(self: &Arc<Self>, refused: Option<Secret>) -> Result<Tokens, AuthError> {
        if self.initiate == InitiateOAuth::Off {
            // Nothing can replace it, so its end is for the server to tell.
            let tokens = self.given.tokens.clone().ok_or(AuthError::NotSignedIn { is_off: true })?;
            return self.adopt(tokens);
        }
        let this = Arc::clone(self);
        let search = tokio::spawn(async move { this.search(refused.as_ref()).await });
        let held = match search.await {
            Ok(Ok(Search::Found(tokens))) => return Ok(tokens),
            Ok(Ok(Search::Exhausted(held))) => held,
            Ok(Err(error)) => return Err(error),
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => return Err(AuthError::NotSignedIn { is_off: false }),
            },
        };
        if self.initiate == InitiateOAuth::GetAndRefresh {
            let tokens = self.ask_a_person(None).await?;
            return self.take(held.lock.as_ref(), tokens);
        }
        Err(match held.refusal {
            Some(refused) => refused.into(),
            None if held.had_tokens => AuthError::Ended,
            None => AuthError::NotSignedIn { is_off: false },
        })
    }

    /// Looks for tokens wherever nobody has to be asked.
    async fn search(&self, refused: Option<&Secret>) -> Result<Search, AuthError> {
        let usable = |tokens: &&Tokens| tokens.is_fresh(now()) && refused != Some(&tokens.access_token);
        let turn = Arc::clone(&self.turn).lock_owned().await;
        if let Some(tokens) = self.in_use().as_ref().filter(usable) {
            return Ok(Search::Found(tokens.clone()));
        }
        let kept = self.kept()?;
        if let Some(tokens) = kept.as_ref().filter(usable).filter(|kept| self.is_newest(kept)) {
            return self.adopt(tokens.clone()).map(Search::Found);
        }
        // From here on alone. Whoever had the lock before may have done it already.
        let lock = self.lock().await?;
        let kept = self.kept()?;
        let mut refusal = None;
        for source in self.sources(kept.as_ref()) {
            if let Some(tokens) = source.tokens.filter(usable) {
                if kept.as_ref() != Some(tokens) {
                    self.keep(lock.as_ref(), tokens)?;
                }
                return self.adopt(tokens.clone()).map(Search::Found);
            }
            if let Some(refresh_token) = source.refresh_token {
                // Before it is sent, because it may work only once.
                self.check_writable()?;
                match self.app.refresh(refresh_token).await {
                    Ok(renewed) => {
                        return self.take(lock.as_ref(), renewed.or_as_in(source.tokens)).map(Search::Found);
                    }
                    Err(AuthError::Refused(refused)) if refused.is_of_grant() => refusal = Some(refused),
                    Err(error) => return Err(error),
                }
            }
        }
        self.check_writable()?;
        if let Some(code) = &self.given.verifier {
            match self.app.exchange(code, &self.callback_url).await {
                // That a refresh token has ended is the news; that an old code does not work either is none.
                Err(AuthError::Refused(refused)) if refused.is_of_grant() => refusal = refusal.or(Some(refused)),
                other => return self.take(lock.as_ref(), other?).map(Search::Found),
            }
        }
        let had_tokens = kept.is_some() || self.given.tokens.is_some();
        Ok(Search::Exhausted(Held { _turn: turn, lock, refusal, had_tokens }))
    }

    /// Uses and keeps new tokens.
    fn take(&self, lock: Option<&StoreLock>, tokens: Tokens) -> Result<Tokens, AuthError> {
        self.check_company(&tokens)?;
        self.keep(lock, &tokens)?;
        self.adopt(tokens)
    }

    /// Replaces the connection's tokens by others that somebody asked for.
    pub(super) async fn replace<F>(&self, get: impl FnOnce() -> F) -> Result<Tokens, AuthError>
    where
        F: Future<Output = Result<Tokens, AuthError>>,
    {
        if self.initiate == InitiateOAuth::Off {
            return get().await;
        }
        let _turn = self.turn.lock().await;
        let lock = self.lock().await?;
        // A file that cannot be read would not be replaced in the end.
        self.kept()?;
        self.check_writable()?;
        let tokens = get().await?;
        self.take(lock.as_ref(), tokens)
    }

    /// The tokens in the store.
    pub(super) fn kept(&self) -> Result<Option<Tokens>, AuthError> {
        let kept = self.store.as_ref().map(Store::load).transpose()?.flatten();
        if let Some(tokens) = &kept {
            self.check_company(tokens)?;
        }
        Ok(kept)
    }

    /// Exclusive use of the store, if there is one.
    pub(super) async fn lock(&self) -> Result<Option<StoreLock>, AuthError> {
        match &self.store {
            // Somebody may be signing in, with a person who takes time.
            Some(store) => Ok(Some(store.lock(self.timeout + RENEWAL).await?)),
            None => Ok(None),
        }
    }

    fn check_writable(&self) -> Result<(), AuthError> {
        Ok(self.store.as_ref().map_or(Ok(()), Store::check_writable)?)
    }

    fn keep(&self, lock: Option<&StoreLock>, tokens: &Tokens) -> Result<(), AuthError> {
        match (&self.store, lock) {
            (Some(store), Some(lock)) => Ok(store.save(lock, tokens)?),
            _ => Ok(()),
        }
    }

    fn adopt(&self, tokens: Tokens) -> Result<Tokens, AuthError> {
        self.check_company(&tokens)?;
        self.use_tokens(Some(tokens.clone()));
        Ok(tokens)
    }

    /// The header that carries tokens. Where a configured address says where the API is, the tokens' own does not count.
    fn bearer(&self, tokens: &Tokens) -> Result<Authorization, AuthError> {
        let server = if self.is_addressed { None } else { server_of(tokens)?.map(Arc::from) };
        Ok(Authorization::bearer(&tokens.access_token).at(server))
    }
}
