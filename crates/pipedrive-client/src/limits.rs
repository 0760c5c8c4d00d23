//! Limits that belong to a token and not to a connection, shared by all its clients in this process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use crate::budget::BudgetWatch;
use crate::burst::{BurstLimiter, Sharing};
use crate::log;
use crate::server::is_this_machine;
use crate::shared::{SharedFile, folder};
use crate::width::Latency;

/// Requests in 2 seconds that the smallest plan (Lite) allows an API token.
const SMALLEST_API_TOKEN_LIMIT: usize = 20;

/// The same for an OAuth app.
const SMALLEST_OAUTH_LIMIT: usize = 80;

/// What is known about the limits of one token.
#[derive(Debug)]
pub(crate) struct Limits {
    pub(crate) burst: BurstLimiter,
    pub(crate) budget: Arc<BudgetWatch>,
    pub(crate) latency: Latency,
}

type Registry = HashMap<(String, u64), Weak<Limits>>;

/// The limits of tokens in use. Weak, so that a token nobody uses any more is forgotten.
static IN_USE: OnceLock<Mutex<Registry>> = OnceLock::new();

impl Limits {
    /// The limits of a token before anything is known about it, but what `shared` says: the file of the token, and whether
    /// its server's address is lasting.
    pub(crate) fn new(scheme: &str, shared: Option<(SharedFile, bool)>) -> Self {
        let budget = Arc::new(BudgetWatch::default());
        let sharing = shared.map(|(file, is_lasting)| Sharing::new(file, Arc::clone(&budget), is_lasting));
        let is_oauth = scheme.eq_ignore_ascii_case("OAuth");
        let limit = if is_oauth { SMALLEST_OAUTH_LIMIT } else { SMALLEST_API_TOKEN_LIMIT };
        Self { burst: BurstLimiter::new(limit, sharing), budget, latency: Latency::default() }
    }

    /// The limits of the token with that fingerprint at that server, shared with whoever else uses it.
    pub(crate) fn shared(base_url: &str, fingerprint: u64, scheme: &str) -> Arc<Self> {
        let mut in_use = IN_USE.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
        let key = (base_url.to_owned(), fingerprint);
        if let Some(limits) = in_use.get(&key).and_then(Weak::upgrade) {
            return limits;
        }
        in_use.retain(|_, limits| limits.strong_count() > 0);
        let limits = Arc::new(Self::new(scheme, shared_file(base_url, fingerprint)));
        in_use.insert(key, Arc::downgrade(&limits));
        limits
    }
}

/// The file that processes share for that token, and whether the server's address will always be its own. Without a
/// place for it there is none, and each process keeps to the limits for itself.
fn shared_file(base_url: &str, fingerprint: u64) -> Option<(SharedFile, bool)> {
    let folder = folder::path();
    let opened = folder::prepare(&folder).and_then(|()| SharedFile::open(&folder, &file_name(base_url, fingerprint)));
    if let Err(error) = &opened {
        tracing::debug!(target: log::LIMITER, folder = %folder.display(), %error, "limits are not shared");
    }
    opened.ok().map(|file| (file, !is_this_machine(base_url)))
}

/// The name of that file. A token of Pipedrive's is counted once, whatever address it is sent to; on this machine each
/// port has a server of its own, and many of them know the same token.
fn file_name(base_url: &str, fingerprint: u64) -> String {
    if !is_this_machine(base_url) {
        return format!("{fingerprint:016x}");
    }
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let address: String = base_url.trim_end_matches('/').chars().take(64).map(plain).collect();
    format!("{fingerprint:016x}-{address}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(left: (&str, u64), right: (&str, u64), expect_same: bool) {
        let one = Limits::shared(left.0, left.1, "Basic");
        let other = Limits::shared(right.0, right.1, "Basic");
        assert_eq!(Arc::ptr_eq(&one, &other), expect_same, "{left:?} {right:?}");
    }

    #[test]
    fn one_token_at_one_server_has_one_set_of_limits() {
        check(("https://a", 1), ("https://a", 1), true);
        check(("https://a", 1), ("https://a", 2), false);
        check(("https://a", 1), ("https://b", 1), false);
    }

    #[test]
    fn servers_of_this_machine_share_no_file_and_addresses_of_pipedrive_do() {
        let name = |base_url| file_name(base_url, 0xabc);
        assert_eq!(name("http://127.0.0.1:4000/"), "0000000000000abc-http___127_0_0_1_4000");
        assert_ne!(name("http://127.0.0.1:4001"), name("http://127.0.0.1:4000"));
        assert_eq!(name("http://127.0.0.1:4000/"), name("http://127.0.0.1:4000"));
        assert_eq!(name("https://acme.pipedrive.com"), "0000000000000abc");
        assert_eq!(name(""), name("https://acme.pipedrive.com"));
    }

    #[test]
    fn a_token_nobody_uses_is_forgotten() {
        let weak = Arc::downgrade(&Limits::shared("https://forgotten", 1, "OAuth"));
        assert!(weak.upgrade().is_none());
    }
}
