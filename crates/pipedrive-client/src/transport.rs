//! Sending one HTTP request and reading its whole answer, without any judgement about the answer.
//!
//! Behind a trait, so that tests of retries and limits can script answers on a paused clock.

use std::fmt::Debug;
use std::time::Duration;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use pipedrive_auth::Authorization;
use pipedrive_connection::ConnectionConfig;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{NoProxy, Proxy, Response, redirect, retry};
use tokio::time::Instant;

use crate::delivery::{self, Receiver};
use crate::request::{Body, JSON};
use crate::transport::resolve::Resolver;
use crate::width::WIDEST;
use crate::{ClientError, Method, tls};

mod failure;
mod resolve;

pub(crate) use failure::{Broken, Failure, failure_of};

/// Time to open a connection, TLS included.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Longest silence while an answer is due, for those who set a longer `Timeout`. Pipedrive's edge gives up on its
/// own servers after 100 s.
const READ_TIMEOUT: Duration = Duration::from_secs(100);

/// Idle connections are closed before the server does it, which would look like a dropped request.
const IDLE_TIMEOUT: Duration = Duration::from_secs(45);

/// Hosts that no proxy is used for.
const LOOPBACK: &str = "localhost,127.0.0.0/8,::1";

/// Most bytes of one body. Pages of 500 records have a few megabytes; what is beyond this is not an answer.
const MOST_BYTES: usize = 256 * 1024 * 1024;

/// One request as it goes out.
#[derive(Debug)]
pub(crate) struct Outgoing<'a> {
    pub(crate) method: Method,
    pub(crate) url: &'a str,
    pub(crate) authorization: &'a Authorization,
    pub(crate) body: Option<&'a Body>,
    /// Who gets the body of the answer, where it is no JSON.
    pub(crate) receiver: Option<&'a dyn Receiver>,
}

/// One answer as it came in.
#[derive(Clone, Debug)]
pub(crate) struct Incoming {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// When the headers came.
    pub(crate) began: Instant,
}

impl Incoming {
    /// A header's value, if it is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Whatever carries requests to the API.
#[async_trait]
pub(crate) trait Transport: Debug + Send + Sync {
    /// Sends one request and reads the whole answer.
    async fn execute(&self, outgoing: Outgoing<'_>) -> Result<Incoming, Broken>;
}

/// The real one: HTTP/1.1 or HTTP/2 with kept connections.
#[derive(Debug)]
pub(crate) struct HttpTransport {
    http: reqwest::Client,
    timeout: Duration,
}

impl HttpTransport {
    /// Prepares connections to the API as the configuration says. Nothing is opened yet.
    pub(crate) fn new(config: &ConnectionConfig) -> Result<Self, ClientError> {
        // Where the tokens have to tell the address, it will be one of Pipedrive's.
        let url = config.base_url.as_deref().unwrap_or("https:");
        Ok(Self { http: http(config, url)?, timeout: config.timeout })
    }
}

/// Connections to the server at `url` as the configuration says. Nothing is opened yet.
///
/// Only the configured proxy is used: the variables `HTTPS_PROXY` and `ALL_PROXY` of the surroundings are not looked at,
/// so that a connection string means the same everywhere.
pub(crate) fn http(config: &ConnectionConfig, url: &str) -> Result<reqwest::Client, ClientError> {
    let mut builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls::config(config, url)?)
        .user_agent(concat!("pipedrive-sql/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT.min(config.timeout))
        .read_timeout(READ_TIMEOUT.min(config.timeout))
        .timeout(config.timeout)
        .pool_idle_timeout(IDLE_TIMEOUT)
        .pool_max_idle_per_host(config.max_concurrent_requests.unwrap_or(WIDEST))
        .dns_resolver(Resolver)
        .redirect(redirect::Policy::none())
        // Attempts are decided about and counted in one place, which is not there.
        .retry(retry::never())
        .no_proxy();
    if let Some(proxy) = &config.proxy {
        let unusable = |error: reqwest::Error| ClientError::Configuration {
            key: "ProxyServer",
            reason: error.without_url().to_string(),
        };
        let mut through = Proxy::all(proxy.url()).map_err(unusable)?;
        if let Some(user) = &proxy.user {
            through = through.basic_auth(user, proxy.password.as_ref().map_or("", |password| password.expose()));
        }
        // Plain HTTP is allowed to this machine because it does not leave it.
        builder = builder.proxy(through.no_proxy(NoProxy::from_string(LOOPBACK)));
    }
    builder
        .build()
        .map_err(|error| ClientError::Configuration { key: "BaseURL", reason: error.without_url().to_string() })
}

#[async_trait]
impl Transport for HttpTransport {
    async fn execute(&self, outgoing: Outgoing<'_>) -> Result<Incoming, Broken> {
        let broken = |error: &reqwest::Error, bytes| Broken { failure: failure_of(error, self.timeout), bytes };
        let Outgoing { method, url, authorization, body, receiver } = outgoing;
        let mut value = HeaderValue::from_str(authorization.value.expose()).map_err(|_| Broken {
            // The value itself must not be repeated, so neither is the library's message.
            failure: Failure::Unsendable("the credential has characters that no HTTP header may have".to_owned()),
            bytes: 0,
        })?;
        value.set_sensitive(true);
        let mut request = self
            .http
            .request(http_method(method), url)
            .header(HeaderName::from_static(authorization.header), value)
            .header(reqwest::header::ACCEPT, JSON);
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, body.media_type.as_ref());
            request = match &body.file {
                None => request.body(body.bytes.clone()),
                Some(file) => {
                    let unreadable = |error: std::io::Error| Broken {
                        failure: Failure::Unsendable(format!("the file cannot be read: {error}")),
                        bytes: 0,
                    };
                    let pieces = file.stream(body.bytes.clone()).await.map_err(unreadable)?;
                    request
                        .header(CONTENT_LENGTH, file.length(&body.bytes))
                        .timeout(self.timeout.saturating_add(file.patience()))
                        .body(reqwest::Body::wrap_stream(pieces))
                }
            };
        }
        if receiver.is_some() {
            request = request.timeout(delivery::PATIENCE);
        }
        let mut response = request.send().await.map_err(|error| broken(&error, 0))?;
        let began = Instant::now();
        if let Some(receiver) = receiver
            && let Some(headers) = self.deliver(&mut response, receiver).await?
        {
            // The content is where it was to go, so that nothing is left of the answer.
            return Ok(Incoming { status: 204, headers, body: Bytes::new(), began });
        }
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| broken(&error, body.len()))? {
            if body.len() + chunk.len() > MOST_BYTES {
                return Err(Broken { failure: Failure::TooLarge(MOST_BYTES), bytes: body.len() });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Incoming {
            status: response.status().as_u16(),
            headers: std::mem::take(response.headers_mut()),
            body: body.freeze(),
            began,
        })
    }
}

impl HttpTransport {
    /// Hands the content of an answer over, and gives the headers of the API's answer; `None` if it has none to hand over.
    async fn deliver(&self, response: &mut Response, receiver: &dyn Receiver) -> Result<Option<HeaderMap>, Broken> {
        let failed = |failure| Broken { failure, bytes: 0 };
        let broken = |error: &reqwest::Error| failure_of(error, self.timeout);
        let headers = response.headers().clone();
        if let Some(url) = delivery::elsewhere(response).map_err(failed)? {
            let stored = self.http.get(url).timeout(delivery::PATIENCE).send().await;
            let mut stored = stored.map_err(|error| failed(broken(&error)))?;
            if !stored.status().is_success() {
                let reason = format!("the storage of the content answered {}", stored.status().as_u16());
                return Err(failed(Failure::Dropped(reason)));
            }
            delivery::hand_over(&mut stored, receiver, broken).await.map_err(failed)?;
            return Ok(Some(headers));
        }
        if !response.status().is_success() {
            return Ok(None);
        }
        delivery::hand_over(response, receiver, broken).await.map_err(failed)?;
        Ok(Some(headers))
    }
}

fn http_method(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
    }
}

#[cfg(test)]
mod tests;
