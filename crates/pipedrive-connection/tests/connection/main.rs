//! Connection strings from the outside: what they mean, what is refused and how, and that nothing leaks.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failed check ends the test; the setting for tests covers only their own functions"
)]

mod errors;
mod keys;
mod leaks;
mod meaning;
mod oauth;
mod retired;
mod stored;

use pipedrive_connection::{ConnectionConfig, ConnectionError, Sources};

/// Parses without the machine's files and variables.
fn parse(text: &str) -> Result<ConnectionConfig, ConnectionError> {
    ConnectionConfig::parse_with(text, &Sources::default())
}

/// Parses a string that signs in, with `more` behind it.
fn parse_more(more: &str) -> Result<ConnectionConfig, ConnectionError> {
    parse(&format!("CompanyDomain=acme;APIToken=0123;{more}"))
}
