//! Values nobody can guess: codes, tokens, and what a consent form carries against forgery.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom, SystemRandom};

/// Random bytes in an access token: with them it is as long as real ones, a good 300 characters.
const ACCESS_TOKEN_BYTES: usize = 240;

fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).expect("the operating system hands out random bytes");
    bytes
}

/// Forty hexadecimal digits: a code, the end of a refresh token, or a form's value.
pub(super) fn hex() -> String {
    bytes::<20>().iter().fold(String::with_capacity(40), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing into memory cannot fail");
        text
    })
}

/// An access token.
pub(super) fn access_token() -> String {
    format!("v1u:{}", URL_SAFE_NO_PAD.encode(bytes::<ACCESS_TOKEN_BYTES>()))
}
