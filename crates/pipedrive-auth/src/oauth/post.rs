//! Requests to the OAuth server: how often they are sent, and what the log says about them.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use oauth2::{HttpRequest, HttpResponse};
use pipedrive_connection::Secret;
use tokio::time::Instant;
use url::form_urlencoded;

use crate::{TokenTransport, TransportFailure};

/// Time to wait before the second and the third attempt.
const PAUSES: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(2)];

/// Longest wait that a server may ask for and get.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Which requests may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repeat {
    /// Those that cannot have arrived: what is sent works once.
    Unsent,
    /// Also those whose answer was lost or says that the server is busy.
    Unanswered,
}

/// The way to the OAuth server.
#[derive(Debug)]
pub(super) struct Post {
    transport: Arc<dyn TokenTransport>,
}

impl Post {
    pub(super) fn new(transport: Arc<dyn TokenTransport>) -> Self {
        Self { transport }
    }

    /// Sends a request until there is an answer worth having, at most three times.
    pub(super) async fn send(&self, request: HttpRequest, repeat: Repeat) -> Result<HttpResponse, TransportFailure> {
        let mut pauses = PAUSES.into_iter();
        loop {
            let began = Instant::now();
            let result = self.transport.execute(request.clone()).await;
            record(&request, &result, began.elapsed());
            let pause = pauses.next().filter(|_| may_repeat(&result, repeat));
            let Some(pause) = pause else { return result };
            let asked = result.as_ref().ok().and_then(retry_after).unwrap_or_default();
            tokio::time::sleep(pause.max(asked.min(LONGEST_PAUSE))).await;
        }
    }

    /// Sends a form as a client that names itself by HTTP Basic authentication
    /// ([RFC 6749 §2.3.1](https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1)).
    pub(super) async fn form(
        &self,
        url: &str,
        id: &str,
        secret: &Secret,
        pairs: &[(&str, &str)],
    ) -> Result<HttpResponse, TransportFailure> {
        let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let credentials = STANDARD.encode(format!("{}:{}", encode(id), encode(secret.expose())));
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let request = http::Request::post(url)
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(AUTHORIZATION, format!("Basic {credentials}"))
            .body(body.into_bytes())
            .map_err(|_| TransportFailure { sent: false, reason: "its address cannot be used".to_owned() })?;
        self.send(request, Repeat::Unanswered).await
    }
}

fn may_repeat(result: &Result<HttpResponse, TransportFailure>, repeat: Repeat) -> bool {
    match result {
        Ok(response) => {
            let status = response.status();
            // A server that asks to wait has not looked at the request.
            status == 429 || status == 503 || (status.is_server_error() && repeat == Repeat::Unanswered)
        }
        Err(failure) => !failure.sent || repeat == Repeat::Unanswered,
    }
}

fn retry_after(response: &HttpResponse) -> Option<Duration> {
    response.headers().get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}

/// Neither query nor body nor headers: each of them may hold a credential.
fn record(request: &HttpRequest, result: &Result<HttpResponse, TransportFailure>, took: Duration) {
    let uri = request.uri();
    let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let (host, path) = (uri.authority().map_or("", |authority| authority.as_str()), uri.path());
    match result {
        Ok(response) => {
            let status = response.status().as_u16();
            tracing::debug!(target: "pipedrive::request", status, milliseconds, "POST {host}{path}");
        }
        Err(error) => tracing::warn!(target: "pipedrive::request", %error, milliseconds, "POST {host}{path}"),
    }
}
