//! Replacing secrets in text that leaves the process: log lines and excerpts of bodies.
//!
//! Types already keep secrets out ([`Secret`] has no `Display`); this is the second fence, for text that others
//! wrote and that may repeat a credential.

use std::sync::{OnceLock, PoisonError, RwLock};

use pipedrive_auth::Authorization;
use pipedrive_connection::{ConnectionConfig, Secret};

/// What stands where a secret stood.
const MASK: &str = "***";

/// Secrets shorter than this are not searched for: replacing each `a` would make a log unreadable and hide
/// nothing.
const SHORTEST: usize = 4;

/// Most secrets kept; the oldest go first. A long-lived process renews its access token every hour.
const KEPT: usize = 256;

/// Secrets of every connection this process opened, which no log line may contain.
static KNOWN: OnceLock<RwLock<Vec<Secret>>> = OnceLock::new();

/// `text` with each of `secrets` replaced, longest first, so that one inside another leaves nothing behind.
pub(crate) fn scrub<'a>(text: &str, secrets: impl IntoIterator<Item = &'a str>) -> String {
    let mut secrets: Vec<&str> = secrets.into_iter().filter(|secret| secret.len() >= SHORTEST).collect();
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets.iter().fold(
        text.to_owned(),
        |text, secret| {
            if text.contains(secret) { text.replace(secret, MASK) } else { text }
        },
    )
}

/// `text` with every secret known to this process replaced.
pub(crate) fn scrub_known(text: &str) -> String {
    let Some(known) = KNOWN.get() else { return text.to_owned() };
    let known = known.read().unwrap_or_else(PoisonError::into_inner);
    scrub(text, known.iter().map(Secret::expose))
}

/// Keeps the secrets of a connection out of all further log lines.
pub(crate) fn remember_config(config: &ConnectionConfig) {
    let oauth = &config.oauth;
    let proxy = config.proxy.as_ref().and_then(|proxy| proxy.password.as_ref());
    let given = [&config.api_token, &oauth.client_secret, &oauth.access_token, &oauth.refresh_token];
    for secret in given.into_iter().flatten().chain(proxy) {
        remember(secret.expose());
    }
}

/// Keeps a credential that came up later, such as a renewed access token, out of all further log lines.
pub(crate) fn remember_authorization(authorization: &Authorization) {
    remember(bare(authorization));
}

/// The credential without the word `Bearer`, which is how it would turn up elsewhere.
pub(crate) fn bare(authorization: &Authorization) -> &str {
    let value = authorization.value.expose();
    value.strip_prefix("Bearer ").unwrap_or(value)
}

fn remember(secret: &str) {
    let known = KNOWN.get_or_init(RwLock::default);
    let is_known = |known: &[Secret]| known.iter().any(|other| other.expose() == secret);
    if is_known(&known.read().unwrap_or_else(PoisonError::into_inner)) {
        return;
    }
    let mut known = known.write().unwrap_or_else(PoisonError::into_inner);
    if !is_known(&known) {
        if known.len() >= KEPT {
            known.remove(0);
        }
        known.push(Secret::new(secret));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, secrets: &[&str], expect: &str) {
        assert_eq!(scrub(text, secrets.iter().copied()), expect);
    }

    #[test]
    fn secrets_are_replaced_wherever_they_stand() {
        check("token abcd1234, again abcd1234.", &["abcd1234"], "token ***, again ***.");
        check("abcd12345678", &["abcd", "abcd12345678"], "***");
        check("nothing here", &["abcd"], "nothing here");
        check("a banana", &["a", ""], "a banana");
    }

    #[test]
    fn a_remembered_secret_is_gone_from_later_lines() {
        remember("remembered-sentinel");
        remember("remembered-sentinel");
        assert_eq!(scrub_known("x remembered-sentinel y"), "x *** y");
    }
}
