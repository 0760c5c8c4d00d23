//! Who a connection string signs in as, and what becomes of tokens: against an OAuth server that follows a script.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failed check ends the test; the setting for tests covers only their own functions"
)]

mod renewal;
mod script;
mod sessions;
mod sign_in;
mod sources;
