//! `TokenHttp`: requests to the OAuth server, with the proxy, certificates and time limits of the connection.

use std::time::Duration;

use async_trait::async_trait;
use pipedrive_auth::{TokenTransport, TransportFailure};
use pipedrive_connection::ConnectionConfig;
use reqwest::header::AUTHORIZATION;

use crate::ClientError;
use crate::transport::{self, Failure, failure_of};

/// Most bytes of an answer. One with tokens has about a thousand.
const MOST_BYTES: usize = 256 * 1024;

/// The real way to the OAuth server. It has no session, so that renewing a token can never ask for a token.
#[derive(Debug)]
pub(crate) struct TokenHttp {
    http: reqwest::Client,
    timeout: Duration,
}

impl TokenHttp {
    /// Prepares connections. Nothing is opened yet.
    pub(crate) fn new(config: &ConnectionConfig) -> Result<Self, ClientError> {
        Ok(Self { http: transport::http(config, &config.oauth.oauth_url)?, timeout: config.timeout })
    }

    fn failure(&self, error: &reqwest::Error) -> TransportFailure {
        let (sent, reason) = match failure_of(error, self.timeout) {
            Failure::UnknownHost(host) => (false, format!("the host `{host}` was not found")),
            Failure::Tls(reason) => (false, format!("cannot trust the server: {reason}")),
            Failure::Connect(reason) | Failure::Unsendable(reason) => (false, reason),
            Failure::Timeout(after) => (true, format!("no answer within {} s", after.as_secs_f64())),
            Failure::Dropped(reason) => (true, reason),
            Failure::TooLarge(most) => (true, too_large(most)),
        };
        TransportFailure { sent, reason }
    }
}

fn too_large(most: usize) -> String {
    format!("the answer has more than {most} bytes")
}

#[async_trait]
impl TokenTransport for TokenHttp {
    async fn execute(&self, mut request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, TransportFailure> {
        if let Some(value) = request.headers_mut().get_mut(AUTHORIZATION) {
            value.set_sensitive(true);
        }
        let request = reqwest::Request::try_from(request).map_err(|error| self.failure(&error))?;
        let mut response = self.http.execute(request).await.map_err(|error| self.failure(&error))?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.failure(&error))? {
            if body.len() + chunk.len() > MOST_BYTES {
                return Err(TransportFailure { sent: true, reason: too_large(MOST_BYTES) });
            }
            body.extend_from_slice(&chunk);
        }
        let mut answer = http::Response::new(body);
        *answer.status_mut() = response.status();
        *answer.headers_mut() = std::mem::take(response.headers_mut());
        Ok(answer)
    }
}
