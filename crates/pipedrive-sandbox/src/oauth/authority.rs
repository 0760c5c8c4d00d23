//! Who may do what for how long: consents that wait for an answer, codes, and the grant with its tokens.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use url::Url;

use super::random;
use super::recent::Recent;
use super::refusal::Refusal;
use crate::{Account, Clock, OAuthApp, SandboxConfig};

/// How long a consent page waits for an answer.
const CONSENT_LIFETIME: Duration = Duration::from_mins(10);
/// How long a refresh token stays good without being used.
const INACTIVITY: Duration = Duration::from_hours(60 * 24);
/// The user everybody at the consent page is.
const USER: u32 = 1;

/// What a token request brought.
#[derive(Clone, PartialEq, Eq)]
pub struct IssuedTokens {
    /// For `Authorization: Bearer`.
    pub access_token: String,
    /// For the next refresh.
    pub refresh_token: String,
    /// Seconds until the access token expires.
    pub expires_in: u64,
}

impl fmt::Debug for IssuedTokens {
    /// Leaves the tokens out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IssuedTokens").field("expires_in", &self.expires_in).finish_non_exhaustive()
    }
}

/// A question to the user, as the consent page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Consent {
    pub(super) callback: String,
    pub(super) state: Option<String>,
}

/// The OAuth server's memory.
///
/// There is one user, one company and one app here, and so at most one grant: a new one takes the place of the last.
pub(crate) struct Authority {
    clock: Clock,
    app: OAuthApp,
    ledger: Mutex<Ledger>,
}

#[derive(Default)]
struct Ledger {
    consents: Recent<(Duration, Consent)>,
    /// When each code expires, and the callback address it was sent to.
    codes: Recent<(Duration, String)>,
    grant: Option<Grant>,
}

struct Grant {
    refresh_token: String,
    last_used: Duration,
    /// When each access token expires.
    access_tokens: Recent<Duration>,
}

impl Authority {
    pub(crate) fn new(config: &SandboxConfig) -> Self {
        Self { clock: config.clock.clone(), app: config.oauth.clone(), ledger: Mutex::default() }
    }

    fn with<T>(&self, change: impl FnOnce(&mut Ledger, Duration) -> T) -> T {
        let mut ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut ledger, self.clock.now())
    }

    /// Remembers a question and hands out the value that an answer to it must carry.
    pub(super) fn ask(&self, consent: Consent) -> String {
        let ticket = random::hex();
        self.with(|ledger, now| ledger.consents.insert(ticket.clone(), (now + CONSENT_LIFETIME, consent)));
        ticket
    }

    /// The question that is being answered; each is answered once, and in time.
    pub(super) fn answered(&self, ticket: &str) -> Option<Consent> {
        self.with(|ledger, now| ledger.consents.take(ticket).filter(|(expires, _)| now < *expires))
            .map(|(_, consent)| consent)
    }

    /// A code for that callback address.
    pub(crate) fn issue_code(&self, callback: &str) -> String {
        let code = random::hex();
        let lifetime = self.app.code_lifetime;
        self.with(|ledger, now| ledger.codes.insert(code.clone(), (now + lifetime, callback.to_owned())));
        code
    }

    /// Tokens for a code, which then is used up. A wrong callback address leaves the code as it was.
    pub(super) fn exchange(&self, code: &str, callback: Option<&str>) -> Result<IssuedTokens, Refusal> {
        self.with(|ledger, now| {
            let (expires, sent_to) = ledger.codes.get(code).ok_or(Refusal::UnknownCode)?;
            if *expires <= now {
                return Err(Refusal::ExpiredCode);
            }
            let callback = callback.filter(|text| Url::parse(text).is_ok()).ok_or(Refusal::MalformedCallback)?;
            if callback != sent_to {
                return Err(Refusal::WrongCallback);
            }
            ledger.codes.take(code);
            Ok(self.install(ledger, now))
        })
    }

    /// Tokens of a new grant, as if a code had been exchanged.
    pub(crate) fn issue_tokens(&self) -> IssuedTokens {
        self.with(|ledger, now| self.install(ledger, now))
    }

    fn install(&self, ledger: &mut Ledger, now: Duration) -> IssuedTokens {
        let grant = Grant { refresh_token: new_refresh_token(), last_used: now, access_tokens: Recent::default() };
        self.issue(ledger.grant.insert(grant), now)
    }

    /// A new access token; the earlier ones stay good until they expire.
    pub(super) fn refresh(&self, refresh_token: &str) -> Result<IssuedTokens, Refusal> {
        self.with(|ledger, now| {
            let grant = ledger.grant.as_mut().filter(|grant| {
                grant.refresh_token == refresh_token && now.saturating_sub(grant.last_used) < INACTIVITY
            });
            let grant = grant.ok_or(Refusal::UnknownRefreshToken)?;
            if self.app.rotate_refresh_tokens {
                grant.refresh_token = new_refresh_token();
            }
            grant.last_used = now;
            Ok(self.issue(grant, now))
        })
    }

    fn issue(&self, grant: &mut Grant, now: Duration) -> IssuedTokens {
        let access_token = random::access_token();
        let expires_in = self.app.token_lifetime.as_secs();
        grant.access_tokens.insert(access_token.clone(), now + Duration::from_secs(expires_in));
        IssuedTokens { access_token, refresh_token: grant.refresh_token.clone(), expires_in }
    }

    /// Whether the API takes that access token now.
    pub(crate) fn accepts(&self, access_token: &str) -> bool {
        self.with(|ledger, now| {
            ledger.grant.as_ref().and_then(|grant| grant.access_tokens.get(access_token)).is_some_and(|at| now < *at)
        })
    }

    /// Ends an access token, or with its refresh token the whole grant; an unknown token changes nothing.
    pub(super) fn revoke(&self, token: &str) {
        self.with(|ledger, _| {
            if ledger.grant.as_ref().is_some_and(|grant| grant.refresh_token == token) {
                ledger.grant = None;
            } else if let Some(grant) = &mut ledger.grant {
                grant.access_tokens.take(token);
            }
        });
    }

    /// Ends every access token issued so far; the grant stays.
    pub(crate) fn expire_access_tokens(&self) {
        self.with(|ledger, _| {
            if let Some(grant) = &mut ledger.grant {
                grant.access_tokens.clear();
            }
        });
    }
}

fn new_refresh_token() -> String {
    format!("{USER}:{}:{}", Account::COMPANY_ID, random::hex())
}
