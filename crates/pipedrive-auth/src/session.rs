//! `AuthSession`: what the client asks before each request and after each refusal.

use std::fmt::Debug;

use async_trait::async_trait;

use crate::{AuthError, Authorization};

/// Somebody signed in to Pipedrive.
///
/// One session serves all requests of a connection, also at the same time.
#[async_trait]
pub trait AuthSession: Debug + Send + Sync {
    /// The header for the next request.
    ///
    /// # Errors
    /// [`AuthError`] when there are no credentials, or none that can be had without a person.
    async fn authorization(&self) -> Result<Authorization, AuthError>;

    /// Reports that Pipedrive answered 401 to a request that carried `used`.
    ///
    /// `Ok(true)` means that [`AuthSession::authorization`] now gives something else and the request may be
    /// sent once more; `Ok(false)` that nothing better is to be had.
    ///
    /// # Errors
    /// [`AuthError`] when new credentials were asked for and refused.
    async fn rejected(&self, used: &Authorization) -> Result<bool, AuthError>;

    /// The value of `AuthScheme` the session stands for.
    fn scheme(&self) -> &'static str;

    /// Identity of the token and its server, for sharing rate limits between sessions and processes.
    ///
    /// It is a hash: equal for equal tokens in every process, and the token cannot be had from it.
    fn fingerprint(&self) -> u64;

    /// Identity of the user and account, for what is kept on disk: the same in every process, also after the access
    /// token was renewed, and another for every other user. `None` while nobody knows who it is, or where nothing that
    /// lasts tells it.
    ///
    /// It is a hash from which nothing can be had. With OAuth tokens in a file, that file may be read.
    fn lasting_fingerprint(&self) -> Option<String> {
        None
    }
}
