//! A session's identity without its token.

use std::fmt::Write;

use ring::digest::{Context, Digest, SHA256};

/// Hash of what identifies a token and the server it belongs to; the same in every session and process.
///
/// 64 bits say nothing useful about a token of 160 bits or more.
pub(crate) fn fingerprint(texts: &[&str]) -> u64 {
    digest(texts).as_ref().iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// 32 hexadecimal digits of a hash of those texts; the same in every process, now and later.
///
/// They are the first 128 bits of SHA-256, from which a token of 160 random bits cannot be had.
pub(crate) fn lasting_fingerprint(texts: &[&str]) -> String {
    digest(texts).as_ref().iter().take(16).fold(String::new(), |mut digits, byte| {
        write!(digits, "{byte:02x}").expect("writing to a string does not fail");
        digits
    })
}

fn digest(texts: &[&str]) -> Digest {
    let mut context = Context::new(&SHA256);
    for text in ["pipedrive-sql fingerprint 1"].iter().chain(texts) {
        // With its length, so that no two lists of texts run into the same bytes.
        context.update(format!("{}:", text.len()).as_bytes());
        context.update(text.as_bytes());
    }
    context.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_the_same_in_every_process() {
        // Computed with `printf '27:pipedrive-sql fingerprint 15:token' | sha256sum`, and so on.
        assert_eq!(lasting_fingerprint(&["token"]), "5c43ffd08bc943c948a922fbc383757c");
        assert_eq!(fingerprint(&["token"]), 0x5c43_ffd0_8bc9_43c9);
        assert_ne!(lasting_fingerprint(&["ab", "c"]), lasting_fingerprint(&["a", "bc"]));
    }
}
