//! A session's identity without its token.

use std::hash::{DefaultHasher, Hash, Hasher};

use pipedrive_connection::Secret;

/// Hash of a token and the server it belongs to; the same in every session of one process.
///
/// 64 bits say nothing useful about a token of 160 bits or more.
pub(crate) fn fingerprint(scheme: &str, base_url: &str, token: &Secret) -> u64 {
    let mut hasher = DefaultHasher::new();
    (scheme, base_url, token.expose()).hash(&mut hasher);
    hasher.finish()
}
