//! `TokenHttp`: requests to the OAuth server, with the proxy, certificates and time limits of the connection.

use std::borrow::Cow;
use std::sync::OnceLock;

use async_trait::async_trait;
use pipedrive_auth::{TokenTransport, TransportFailure};
use pipedrive_connection::ConnectionConfig;
use reqwest::header::AUTHORIZATION;
use serde::Deserialize;
use url::form_urlencoded;

use crate::ClientError;
use crate::log::redact;
use crate::tls;
use crate::transport::{self, Failure, failure_of};

/// Most bytes of an answer. One with tokens has about a thousand.
const MOST_BYTES: usize = 256 * 1024;

/// Members of forms that no log may show.
const SECRETS: [&str; 4] = ["code", "refresh_token", "token", "client_secret"];

/// What of an answer no log may show.
#[derive(Deserialize)]
struct Issued<'a> {
    #[serde(borrow, default)]
    access_token: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    refresh_token: Option<Cow<'a, str>>,
}

/// The real way to the OAuth server. It has no session, so that renewing a token can never ask for a token.
#[derive(Debug)]
pub(crate) struct TokenHttp {
    /// Made when it is first needed: most connections have the tokens they need, or none, and reading the system's root
    /// certificates is most of what a start takes.
    http: OnceLock<reqwest::Client>,
    config: ConnectionConfig,
}

impl TokenHttp {
    /// Prepares connections. Nothing is opened yet.
    ///
    /// # Errors
    /// [`ClientError::Configuration`] if the certificate of the configuration cannot be used.
    pub(crate) fn new(config: &ConnectionConfig) -> Result<Self, ClientError> {
        tls::check_certificate(config)?;
        Ok(Self { http: OnceLock::new(), config: config.clone() })
    }

    fn http(&self) -> Result<&reqwest::Client, TransportFailure> {
        if let Some(http) = self.http.get() {
            return Ok(http);
        }
        let http = transport::http(&self.config, &self.config.oauth.oauth_url)
            .map_err(|error| TransportFailure { sent: false, reason: error.to_string() })?;
        // Of two made at once, one goes.
        Ok(self.http.get_or_init(|| http))
    }

    fn failure(&self, error: &reqwest::Error) -> TransportFailure {
        let (sent, reason) = match failure_of(error, self.config.timeout) {
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
        for (key, value) in form_urlencoded::parse(request.body()) {
            if SECRETS.contains(&key.as_ref()) {
                redact::remember_passing(&value);
            }
        }
        let request = reqwest::Request::try_from(request).map_err(|error| self.failure(&error))?;
        let mut response = self.http()?.execute(request).await.map_err(|error| self.failure(&error))?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.failure(&error))? {
            if body.len() + chunk.len() > MOST_BYTES {
                return Err(TransportFailure { sent: true, reason: too_large(MOST_BYTES) });
            }
            body.extend_from_slice(&chunk);
        }
        if let Ok(Issued { access_token, refresh_token }) = serde_json::from_slice(&body) {
            access_token.iter().chain(&refresh_token).for_each(|token| redact::remember_passing(token));
        }
        let mut answer = http::Response::new(body);
        *answer.status_mut() = response.status();
        *answer.headers_mut() = std::mem::take(response.headers_mut());
        Ok(answer)
    }
}
