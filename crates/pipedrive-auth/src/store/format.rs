//! The file of tokens as text.
//!
//! ```text
//! {
//!   "format": "pipedrive-sql OAuth settings",
//!   "version": 1,
//!   "client_id": "…",        the app, in the clear
//!   "salt": "…",             32 random bytes, new whenever the file is written
//!   "check": "…",            16 bytes derived from client secret and salt, which tell a wrong secret
//!   "nonce": "…",            12 random bytes
//!   "tokens": "…"            ChaCha20-Poly1305 of the tokens as JSON, bound to format, version and client id
//! }
//! ```
//!
//! Bytes are base64. With the client id and the client secret the file works on any machine; without the secret it is
//! worthless. The encrypted JSON has the members `access_token`, `refresh_token`, `expires_in` (seconds), `issued_at`
//! (milliseconds since 1970, UTC), `scope` (a list), `api_domain` and `grant` (which tells the grant
//! apart from others when its refresh token was replaced); members that are not known are skipped, those that
//! are absent were not told.

use std::borrow::Cow;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pipedrive_connection::Secret;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::cipher::{self, OpenError, Sealed};
use crate::Tokens;

/// What every file of tokens begins with.
const FORMAT: &str = "pipedrive-sql OAuth settings";

/// The version this program writes, and the latest it reads.
pub(super) const VERSION: u64 = 1;

/// Why a text is not a file of tokens that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unfit {
    /// Something else.
    Foreign,
    /// A later version.
    Newer(u64),
    /// Not whole.
    Damaged(&'static str),
    /// Of another app.
    OtherApp(String),
    /// Encrypted with another secret.
    WrongSecret,
}

#[derive(Deserialize, Serialize)]
struct Envelope {
    format: String,
    version: u64,
    client_id: String,
    salt: String,
    check: String,
    nonce: String,
    tokens: String,
}

/// The encrypted part.
#[derive(Deserialize, Serialize)]
struct Content<'a> {
    access_token: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refresh_token: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires_in: Option<u64>,
    #[serde(default)]
    issued_at: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    scope: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    api_domain: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    grant: Option<String>,
}

/// The tokens as the text of a file; `None` if the system has no random numbers.
pub(super) fn write(client_id: &str, secret: &Secret, tokens: &Tokens) -> Option<String> {
    let content = Content {
        access_token: tokens.access_token.expose().into(),
        refresh_token: tokens.refresh_token.as_ref().map(|token| token.expose().into()),
        expires_in: tokens.expires_in.map(|lifetime| lifetime.as_secs()),
        issued_at: tokens.issued_at,
        scope: tokens.scope.clone(),
        api_domain: tokens.api_domain.clone(),
        grant: tokens.grant.clone(),
    };
    let content = Zeroizing::new(serde_json::to_vec(&content).ok()?);
    let sealed = cipher::seal(secret, &context(VERSION, client_id), &content).ok()?;
    let envelope = Envelope {
        format: FORMAT.to_owned(),
        version: VERSION,
        client_id: client_id.to_owned(),
        salt: STANDARD.encode(sealed.salt),
        check: STANDARD.encode(sealed.check),
        nonce: STANDARD.encode(sealed.nonce),
        tokens: STANDARD.encode(sealed.text),
    };
    serde_json::to_string_pretty(&envelope).ok().map(|text| text + "\n")
}

/// The tokens in the text of a file.
pub(super) fn read(text: &[u8], client_id: &str, secret: &Secret) -> Result<Tokens, Unfit> {
    let envelope = envelope(text)?;
    if envelope.client_id != client_id {
        return Err(Unfit::OtherApp(envelope.client_id));
    }
    let sealed = Sealed {
        salt: bytes(&envelope.salt)?,
        check: bytes(&envelope.check)?,
        nonce: bytes(&envelope.nonce)?,
        text: STANDARD.decode(&envelope.tokens).map_err(|_| Unfit::Damaged("`tokens` is not base64"))?,
    };
    let content =
        cipher::open(secret, &context(envelope.version, client_id), &sealed).map_err(|error| match error {
            OpenError::WrongSecret => Unfit::WrongSecret,
            OpenError::Damaged => Unfit::Damaged("it was changed after it had been written"),
        })?;
    let content: Content =
        serde_json::from_slice(&content).map_err(|_| Unfit::Damaged("the tokens are not readable"))?;
    Ok(Tokens {
        access_token: Secret::new(content.access_token),
        refresh_token: content.refresh_token.map(Secret::new),
        expires_in: content.expires_in.map(Duration::from_secs),
        issued_at: content.issued_at,
        scope: content.scope,
        api_domain: content.api_domain,
        grant: content.grant,
    })
}

/// Takes the outer text apart, and says what it is if it is none of ours.
fn envelope(text: &[u8]) -> Result<Envelope, Unfit> {
    #[derive(Deserialize)]
    struct Head {
        format: Option<String>,
        version: Option<u64>,
    }
    let Ok(head) = serde_json::from_slice::<Head>(text) else {
        // The beginning of one of ours is a file that was cut off; anything else is not for us to judge.
        let is_ours = text.windows(FORMAT.len()).take(64).any(|window| window == FORMAT.as_bytes());
        return Err(if is_ours { Unfit::Damaged("it is cut off") } else { Unfit::Foreign });
    };
    if head.format.as_deref() != Some(FORMAT) {
        return Err(Unfit::Foreign);
    }
    match head.version {
        Some(VERSION) => serde_json::from_slice(text).map_err(|_| Unfit::Damaged("a member is missing")),
        Some(version) if version > VERSION => Err(Unfit::Newer(version)),
        _ => Err(Unfit::Damaged("its version is not one that was ever written")),
    }
}

/// What the encrypted text is bound to.
fn context(version: u64, client_id: &str) -> Vec<u8> {
    format!("{FORMAT}\n{version}\n{client_id}").into_bytes()
}

fn bytes<const N: usize>(text: &str) -> Result<[u8; N], Unfit> {
    let decoded = STANDARD.decode(text).map_err(|_| Unfit::Damaged("a member is not base64"))?;
    decoded.try_into().map_err(|_| Unfit::Damaged("a member has the wrong length"))
}
