//! Replacing secrets in text that leaves the process: log lines and excerpts of bodies.
//!
//! Types already keep secrets out ([`Secret`] has no `Display`); this is the second fence, for text that others
//! wrote and that may repeat a credential.

use std::collections::VecDeque;
use std::sync::{LazyLock, PoisonError, RwLock};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use pipedrive_auth::Authorization;
use pipedrive_connection::{ConnectionConfig, Secret};
use url::form_urlencoded;

use crate::request::QUERY;

/// What stands where a secret stood.
const MASK: &str = "***";

/// Secrets shorter than this are not searched for: replacing each `a` would make a log unreadable and hide
/// nothing.
const SHORTEST: usize = 4;

/// Most secrets kept of those that come and go; the oldest of them go first. A long-lived process renews its access token
/// every hour.
const KEPT: usize = 256;

/// Secrets that no log line may contain.
static KNOWN: LazyLock<RwLock<Known>> = LazyLock::new(RwLock::default);

#[derive(Default)]
struct Known {
    /// Those of every connection this process opened.
    given: Vec<Secret>,
    /// Those that came up later, such as renewed tokens.
    passing: VecDeque<Secret>,
}

impl Known {
    fn all(&self) -> impl Iterator<Item = &str> {
        self.given.iter().chain(&self.passing).map(Secret::expose)
    }
}

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
    scrub(text, KNOWN.read().unwrap_or_else(PoisonError::into_inner).all())
}

/// Keeps the secrets of a connection out of all further log lines.
pub(crate) fn remember_config(config: &ConnectionConfig) {
    let oauth = &config.oauth;
    let proxy = config.proxy.as_ref().and_then(|proxy| proxy.password.as_ref());
    let given = [&config.api_token, &oauth.client_secret, &oauth.access_token, &oauth.refresh_token, &oauth.verifier];
    for secret in given.into_iter().flatten().chain(proxy) {
        remember(secret.expose(), true);
    }
}

/// Keeps a credential that came up later, such as a renewed access token, out of all further log lines.
pub(crate) fn remember_authorization(authorization: &Authorization) {
    remember(authorization.token(), false);
}

/// Keeps a code, a refresh token or the like that goes to or comes from the OAuth server out of all further log lines.
pub(crate) fn remember_passing(secret: &str) {
    remember(secret, false);
}

/// Keeps a secret, and the forms in which a URL or a quoted text would spell it.
fn remember(secret: &str, is_given: bool) {
    let has = |known: &Known, form: &str| known.all().any(|other| other == form);
    if has(&KNOWN.read().unwrap_or_else(PoisonError::into_inner), secret) {
        return;
    }
    let forms = [
        Secret::new(secret),
        Secret::new(utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string()),
        Secret::new(utf8_percent_encode(secret, QUERY).to_string()),
        Secret::new(form_urlencoded::byte_serialize(secret.as_bytes()).collect::<String>()),
        Secret::new(secret.escape_debug().to_string()),
    ];
    let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    for form in forms {
        if has(&known, form.expose()) {
            continue;
        }
        if is_given {
            known.given.push(form);
        } else {
            if known.passing.len() >= KEPT {
                known.passing.pop_front();
            }
            known.passing.push_back(form);
        }
    }
}

/// The beginning of a body as text: secrets replaced first, so that the cut leaves no half of one, then at most
/// `most` bytes of it.
pub(crate) fn beginning(body: &[u8], most: usize, scrub: impl FnOnce(&str) -> String) -> String {
    let mut text = scrub(&String::from_utf8_lossy(body));
    text.truncate(text.floor_char_boundary(most));
    text
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
    fn a_cut_leaves_no_half_of_a_secret() {
        let body = "0123 s3cr3t-t0ken s3cr3t-t0ken";
        for most in 0..body.len() {
            let text = beginning(body.as_bytes(), most, |text| scrub(text, ["s3cr3t-t0ken"]));
            assert!(text.len() <= most && !text.contains("s3"), "{most}: {text}");
        }
        assert_eq!(beginning("éé".as_bytes(), 3, str::to_owned), "é");
    }

    #[test]
    fn a_remembered_secret_is_gone_from_later_lines() {
        for _ in 0..2 {
            remember("remembered \"sentinel\"", false);
        }
        assert_eq!(scrub_known("x remembered \"sentinel\" y"), "x *** y");
        assert_eq!(scrub_known("?q=remembered%20%22sentinel%22&r"), "?q=***&r");
        assert_eq!(scrub_known(&format!("{:?}", "a remembered \"sentinel\"")), "\"a ***\"");
    }

    #[test]
    fn secrets_of_a_connection_outlive_any_number_of_renewed_ones() {
        remember("lasting-sentinel", true);
        for number in 0..2 * KEPT {
            remember(&format!("passing-sentinel-{number}"), false);
        }
        assert_eq!(scrub_known("lasting-sentinel"), MASK);
        assert_eq!(scrub_known(&format!("passing-sentinel-{}", 2 * KEPT - 1)), MASK);
        assert_eq!(scrub_known("passing-sentinel-0"), "passing-sentinel-0");
    }
}
