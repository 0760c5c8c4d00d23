//! `Tokens`: what one grant of a user to an app consists of.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use pipedrive_connection::Secret;

use crate::fingerprint::lasting_fingerprint;

/// A renewal starts this long before the access token ends, so that no request goes out with a token that ends on
/// its way.
const SKEW: Duration = Duration::from_mins(1);

/// The tokens of one user in one company for one app, as the OAuth server gave them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// What requests carry; it lives about an hour.
    pub access_token: Secret,
    /// What renews the access token; each use lets it live 60 more days.
    pub refresh_token: Option<Secret>,
    /// Lifetime of the access token from [`Tokens::issued_at`] on; `None` if nobody said.
    pub expires_in: Option<Duration>,
    /// When the access token was asked for, in milliseconds since 1970 (UTC), by this machine's clock.
    pub issued_at: u64,
    /// What the user allowed; empty if nobody said.
    pub scope: Vec<String>,
    /// Scheme and host of the account's API, such as `https://acme.pipedrive.com`; `None` if nobody said.
    pub api_domain: Option<String>,
    /// Identity of the grant, once its refresh token was replaced; a hash from which no token can be had.
    pub grant: Option<String>,
}

impl Tokens {
    /// These tokens, with what a renewal left out as in those it renewed.
    #[must_use]
    pub(crate) fn or_as_in(mut self, renewed: Option<&Self>) -> Self {
        if let Some(renewed) = renewed {
            self.api_domain = self.api_domain.or_else(|| renewed.api_domain.clone());
            if self.refresh_token == renewed.refresh_token {
                self.grant.clone_from(&renewed.grant);
            } else {
                self.grant = renewed.grant();
            }
            if self.scope.is_empty() {
                self.scope.clone_from(&renewed.scope);
            }
        }
        self
    }

    /// Identity of what the user allowed, which stays the same however often the tokens are renewed. An access token
    /// alone has none that would outlive it.
    pub(crate) fn grant(&self) -> Option<String> {
        self.grant.clone().or_else(|| self.refresh_token.as_ref().map(grant_of))
    }

    /// Whether the access token can be used for a while yet. One of unknown lifetime can until it is refused.
    pub(crate) fn is_fresh(&self, now: u64) -> bool {
        self.expires_in.is_none_or(|lifetime| {
            // Short-lived tokens are used for most of their life too.
            let usable = lifetime.saturating_sub(SKEW.min(lifetime / 10));
            now < self.issued_at.saturating_add(milliseconds(usable))
        })
    }
}

/// Identity of the grant that a refresh token belongs to, as long as it is not replaced.
pub(crate) fn grant_of(refresh_token: &Secret) -> String {
    lasting_fingerprint(&["refresh token", refresh_token.expose()])
}

/// Now, in milliseconds since 1970 (UTC).
pub(crate) fn now() -> u64 {
    milliseconds(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default())
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lifetime: Option<u64>, age_in_milliseconds: u64, expect: bool) {
        let tokens = Tokens {
            access_token: Secret::new("a"),
            refresh_token: None,
            expires_in: lifetime.map(Duration::from_secs),
            issued_at: 1_000_000,
            scope: Vec::new(),
            api_domain: None,
            grant: None,
        };
        assert_eq!(tokens.is_fresh(1_000_000 + age_in_milliseconds), expect, "{lifetime:?} {age_in_milliseconds}");
    }

    #[test]
    fn a_token_is_renewed_a_minute_before_its_end_or_a_tenth_of_its_life() {
        check(Some(3599), 0, true);
        check(Some(3599), 3_538_999, true);
        check(Some(3599), 3_539_000, false);
        check(Some(10), 8_999, true);
        check(Some(10), 9_000, false);
        check(Some(0), 0, false);
        check(None, u64::MAX - 1_000_000, true);
    }

    #[test]
    fn a_grant_stays_the_same_however_often_its_tokens_are_renewed() {
        let tokens = |refresh_token: &str| Tokens {
            access_token: Secret::new("a"),
            refresh_token: Some(Secret::new(refresh_token)),
            expires_in: None,
            issued_at: 0,
            scope: Vec::new(),
            api_domain: None,
            grant: None,
        };
        let first = tokens("one");
        let kept = tokens("one").or_as_in(Some(&first));
        assert_eq!(kept.grant(), first.grant());
        assert_eq!(kept.grant, None, "nothing to remember");
        let replaced = tokens("two").or_as_in(Some(&kept));
        let again = tokens("three").or_as_in(Some(&replaced));
        let settled = tokens("three").or_as_in(Some(&again));
        for renewed in [replaced, again, settled] {
            assert_eq!(renewed.grant(), first.grant());
        }
        assert_ne!(tokens("two").grant(), first.grant(), "a grant of its own");
    }
}
