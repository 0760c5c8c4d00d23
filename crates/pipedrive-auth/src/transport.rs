//! What carries requests to the OAuth server: an interface, because this crate opens no connections to other machines.

use std::fmt::Debug;

use async_trait::async_trait;

/// Whatever sends requests to the OAuth server. It follows no redirects and repeats nothing.
#[async_trait]
pub trait TokenTransport: Debug + Send + Sync {
    /// Sends one request and reads the whole answer, whatever its status.
    ///
    /// # Errors
    /// [`TransportFailure`] if there is no answer.
    async fn execute(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, TransportFailure>;
}

/// Why there is no answer from the OAuth server.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct TransportFailure {
    /// Whether the server may have seen the request all the same.
    pub sent: bool,
    /// What went wrong, without address or credentials.
    pub reason: String,
}
