//! Authenticated encryption of tokens under a key that is derived from the client secret.
//!
//! The key comes from HKDF-SHA256 ([RFC 5869](https://www.rfc-editor.org/rfc/rfc5869)) over the client secret with a
//! random salt. A client secret is made by Pipedrive out of 160 random bits and is no password, so nothing is gained by
//! making each guess slow. ChaCha20-Poly1305 ([RFC 8439](https://www.rfc-editor.org/rfc/rfc8439)) encrypts; every file
//! has its own salt and so its own key, which leaves a random nonce far from ever coming twice under one key.

use pipedrive_connection::Secret;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, KeyType, Salt};
use ring::rand::{SecureRandom, SystemRandom};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// Bytes of a salt.
pub(super) const SALT_LEN: usize = 32;

/// Bytes of a key check.
pub(super) const CHECK_LEN: usize = 16;

/// What an encrypted text consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sealed {
    pub(super) salt: [u8; SALT_LEN],
    /// Tells a wrong secret from a damaged text: a value derived beside the key, from which the key cannot be had.
    pub(super) check: [u8; CHECK_LEN],
    pub(super) nonce: [u8; NONCE_LEN],
    /// The text and its tag.
    pub(super) text: Vec<u8>,
}

/// Why a text cannot be decrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OpenError {
    /// The secret is not the one it was encrypted with.
    WrongSecret,
    /// The text, or what it was bound to, has been changed.
    Damaged,
}

/// Encrypts a text, bound to `context`, which is not encrypted and must be the same when it is opened.
pub(super) fn seal(secret: &Secret, context: &[u8], text: &[u8]) -> Result<Sealed, ring::error::Unspecified> {
    let random = SystemRandom::new();
    let (mut salt, mut nonce) = ([0; SALT_LEN], [0; NONCE_LEN]);
    random.fill(&mut salt)?;
    random.fill(&mut nonce)?;
    let (key, check) = derive(secret, &salt)?;
    let mut sealed = text.to_vec();
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(context), &mut sealed)?;
    Ok(Sealed { salt, check, nonce, text: sealed })
}

/// Decrypts a text.
pub(super) fn open(secret: &Secret, context: &[u8], sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let (key, check) = derive(secret, &sealed.salt).map_err(|_| OpenError::Damaged)?;
    if !bool::from(check.ct_eq(&sealed.check)) {
        return Err(OpenError::WrongSecret);
    }
    let mut text = Zeroizing::new(sealed.text.clone());
    let nonce = Nonce::assume_unique_for_key(sealed.nonce);
    let length = key.open_in_place(nonce, Aad::from(context), &mut text).map_err(|_| OpenError::Damaged)?.len();
    text.truncate(length);
    Ok(text)
}

/// The key of a secret and a salt, and its check.
fn derive(secret: &Secret, salt: &[u8]) -> Result<(LessSafeKey, [u8; CHECK_LEN]), ring::error::Unspecified> {
    struct Length(usize);
    impl KeyType for Length {
        fn len(&self) -> usize {
            self.0
        }
    }
    let material = Salt::new(HKDF_SHA256, salt).extract(secret.expose().as_bytes());
    let mut key = Zeroizing::new([0; 32]);
    material.expand(&[b"pipedrive-sql oauth settings: key"], Length(key.len()))?.fill(key.as_mut())?;
    let mut check = [0; CHECK_LEN];
    material.expand(&[b"pipedrive-sql oauth settings: check"], Length(CHECK_LEN))?.fill(&mut check)?;
    Ok((LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, key.as_ref())?), check))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_opens_with_its_secret_and_context_only() {
        let secret = Secret::new("one");
        let sealed = seal(&secret, b"context", b"text").unwrap();
        assert!(!sealed.text.windows(4).any(|window| window == b"text"));
        assert_eq!(open(&secret, b"context", &sealed).unwrap().as_slice(), b"text");
        assert_eq!(open(&Secret::new("two"), b"context", &sealed), Err(OpenError::WrongSecret));
        assert_eq!(open(&secret, b"other", &sealed), Err(OpenError::Damaged));
        for position in 0..sealed.text.len() {
            let mut changed = sealed.clone();
            changed.text[position] ^= 1;
            assert_eq!(open(&secret, b"context", &changed), Err(OpenError::Damaged), "{position}");
        }
        let mut changed = sealed.clone();
        changed.nonce[0] ^= 1;
        assert_eq!(open(&secret, b"context", &changed), Err(OpenError::Damaged));
    }

    #[test]
    fn the_same_text_never_looks_the_same() {
        let secret = Secret::new("one");
        let (a, b) = (seal(&secret, b"", b"text").unwrap(), seal(&secret, b"", b"text").unwrap());
        assert_ne!(a.text, b.text);
        assert_ne!(a.check, b.check);
    }
}
