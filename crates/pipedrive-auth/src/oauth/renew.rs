//! Access tokens for requests: taken from where there are any, renewed by one for all.

use std::sync::Arc;
use std::time::Duration;

use pipedrive_connection::{InitiateOAuth, Secret};

use super::OAuth;
use super::sources::server_of;
use crate::store::{Store, StoreLock};
use crate::tokens::now;
use crate::{AuthError, Authorization, TokenRefusal, Tokens};

/// Longest wait for another process that renews tokens, which takes a request and its repetitions.
const RENEWAL: Duration = Duration::from_mins(5);

/// What came of looking for tokens without asking anybody.
enum Search {
    Found(Tokens),
    Exhausted {
        /// Why the last source gave nothing, if it was refused.
        refusal: Option<TokenRefusal>,
        /// Whether there were tokens, which have ended.
        had_tokens: bool,
    },
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
        match self.acquire(Some(refused)).await {
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
    async fn acquire(self: &Arc<Self>, refused: Option<&Secret>) -> Result<Tokens, AuthError> {
        if self.initiate == InitiateOAuth::Off {
            // Nothing can replace it, so its end is for the server to tell.
            let tokens = self.given.tokens.clone().ok_or(AuthError::NotSignedIn { is_off: true })?;
            return self.adopt(tokens);
        }
        let (refusal, had_tokens) = match self.search(refused).await? {
            Search::Found(tokens) => return Ok(tokens),
            Search::Exhausted { refusal, had_tokens } => (refusal, had_tokens),
        };
        if self.initiate == InitiateOAuth::GetAndRefresh {
            // Nothing is locked while a person thinks: others may have tokens that only need to be renewed. In this
            // connection one question is enough, though.
            let Ok(_asking) = self.asking.try_lock() else {
                let _asked = self.asking.lock().await;
                if let Search::Found(tokens) = self.search(refused).await? {
                    return Ok(tokens);
                }
                return self.ask_a_person(None).await;
            };
            return self.ask_a_person(None).await;
        }
        Err(match refusal {
            Some(refused) => refused.into(),
            None if had_tokens => AuthError::Ended,
            None => AuthError::NotSignedIn { is_off: false },
        })
    }

    /// Looks for tokens wherever nobody has to be asked.
    async fn search(self: &Arc<Self>, refused: Option<&Secret>) -> Result<Search, AuthError> {
        let (this, refused) = (Arc::clone(self), refused.cloned());
        self.to_the_end(async move { this.look(refused.as_ref()).await }).await
    }

    async fn look(&self, refused: Option<&Secret>) -> Result<Search, AuthError> {
        let usable = |tokens: &&Tokens| tokens.is_fresh(now()) && refused != Some(&tokens.access_token);
        let _turn = self.turn.lock().await;
        if let Some(tokens) = self.in_use().as_ref().filter(usable) {
            return Ok(Search::Found(tokens.clone()));
        }
        let kept = self.kept()?;
        if let Some(tokens) = kept.as_ref().filter(usable).filter(|kept| self.is_newest(kept) && self.is_ours(kept)) {
            return self.adopt(tokens.clone()).map(Search::Found);
        }
        // From here on alone. Whoever had the lock before may have done it already.
        let lock = self.lock().await?;
        let kept = self.kept()?;
        let mut refusal = None;
        for source in self.sources(kept.as_ref()) {
            let is_kept = source.tokens.is_some() && source.tokens == kept.as_ref();
            if let Some(tokens) = source.tokens.filter(usable).filter(|tokens| self.is_ours(tokens)) {
                if !is_kept {
                    self.keep(lock.as_ref(), tokens)?;
                }
                return self.adopt(tokens.clone()).map(Search::Found);
            }
            if let Some(refresh_token) = source.refresh_token {
                // Before it is sent, because it may work only once.
                self.check_writable()?;
                match self.app.refresh(refresh_token).await {
                    Ok(renewed) if is_kept => {
                        // Kept whatever its company, which may have been renamed: the old ones may not work any more.
                        let renewed = renewed.or_as_in(source.tokens);
                        self.keep(lock.as_ref(), &renewed)?;
                        return self.adopt(renewed).map(Search::Found);
                    }
                    Ok(renewed) => return self.take(lock.as_ref(), renewed).map(Search::Found),
                    Err(AuthError::Refused(refused)) if refused.is_of_grant() => refusal = Some(refused),
                    Err(error) => return Err(error),
                }
            }
        }
        if let Some(kept) = &kept {
            self.check_company(kept)?;
        }
        self.check_writable()?;
        if let Some(code) = &self.given.verifier {
            self.check_keepable()?;
            match self.app.exchange(code, &self.callback_url).await {
                // That a refresh token has ended is the news; that an old code does not work either is none.
                Err(AuthError::Refused(refused)) if refused.is_of_grant() => refusal = refusal.or(Some(refused)),
                other => return self.take(lock.as_ref(), other?).map(Search::Found),
            }
        }
        Ok(Search::Exhausted { refusal, had_tokens: kept.is_some() || self.given.tokens.is_some() })
    }

    /// Exchanges a code, and uses and keeps the tokens unless `InitiateOAuth` is `OFF`.
    pub(super) async fn exchange_and_keep(&self, code: &Secret, callback_url: &str) -> Result<Tokens, AuthError> {
        if self.initiate == InitiateOAuth::Off {
            return self.app.exchange(code, callback_url).await;
        }
        let _turn = self.turn.lock().await;
        let lock = self.lock().await?;
        self.check_keepable()?;
        let tokens = self.app.exchange(code, callback_url).await?;
        self.take(lock.as_ref(), tokens)
    }

    /// Makes sure that tokens can be kept, before a person or a server is asked for them.
    pub(super) fn check_keepable(&self) -> Result<(), AuthError> {
        if self.store.is_none() && self.initiate != InitiateOAuth::Off {
            return Err(AuthError::MissingKey { needed_for: "keeping tokens", key: "OAuthSettingsLocation" });
        }
        // A file that cannot be read would not be replaced in the end.
        self.kept()?;
        self.check_writable()
    }

    /// Uses and keeps new tokens.
    fn take(&self, lock: Option<&StoreLock>, tokens: Tokens) -> Result<Tokens, AuthError> {
        self.check_company(&tokens)?;
        self.keep(lock, &tokens)?;
        self.adopt(tokens)
    }

    /// The tokens in the store.
    pub(super) fn kept(&self) -> Result<Option<Tokens>, AuthError> {
        Ok(self.store.as_ref().map(Store::load).transpose()?.flatten())
    }

    /// Exclusive use of the store, if there is one.
    pub(super) async fn lock(&self) -> Result<Option<StoreLock>, AuthError> {
        match &self.store {
            Some(store) => Ok(Some(store.lock(RENEWAL).await?)),
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
