//! What the tests of this crate share: routes, and a transport that answers from a script.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use pipedrive_auth::{AuthError, AuthSession, Authorization};
use pipedrive_connection::{ConnectionConfig, Secret, Sources};
use pipedrive_schema::{ApiVersion, Paging, RouteSpec};
use reqwest::header::{HeaderName, HeaderValue};
use tokio::time::Instant;
use tracing::Dispatch;
use tracing_subscriber::registry::Registry;

use crate::backoff::Backoff;
use crate::limits::Limits;
use crate::server::Server;
use crate::transport::{Broken, Failure, Incoming, Outgoing, Transport};
use crate::{Method, PipedriveClient};

const fn route(version: ApiVersion, path: &'static str, cost: u32, paging: Paging) -> RouteSpec {
    RouteSpec { version, path, cost, paging, scopes: &[] }
}

/// A v2 list.
pub(crate) const DEALS: RouteSpec = route(ApiVersion::V2, "/deals", 10, Paging::Cursor { max_limit: 500 });
/// A single v2 record.
pub(crate) const DEAL: RouteSpec = route(ApiVersion::V2, "/deals/{id}", 1, Paging::Whole);
/// A v1 list.
pub(crate) const LEADS: RouteSpec = route(ApiVersion::V1, "/leads", 20, Paging::Offset { max_limit: 500 });
/// A list that comes in one answer.
pub(crate) const STAGES_WHOLE: RouteSpec = route(ApiVersion::V2, "/stages", 5, Paging::Whole);

/// The token the scripted session sends first; no message may contain it.
pub(crate) const TOKEN: &str = "sentinel-t0ken-0123456789";

/// Two subscribers that live as long as the tests. With fewer than two, `tracing` asks only that of the thread which meets
/// an event first whether anybody wants it, and the answer holds for all threads: a test without a log would switch off
/// events for the tests that read theirs.
static SUBSCRIBERS: LazyLock<[Dispatch; 2]> =
    LazyLock::new(|| [Dispatch::new(Registry::default()), Dispatch::new(Registry::default())]);

/// Makes every event ask every log. Comes before the first event of a test.
pub(crate) fn events_for_all() {
    LazyLock::force(&SUBSCRIBERS);
}

/// What the script does with one request.
pub(crate) enum Reply {
    /// Answers with that status, those headers and that body.
    Answer(u16, Vec<(HeaderName, HeaderValue)>, String),
    /// Fails.
    Fail(Failure),
    /// Never answers.
    Hang,
    /// Takes so long to do it.
    After(Duration, Box<Self>),
}

impl Reply {
    /// A 200 with that `data`.
    pub(crate) fn data(json: &str) -> Self {
        Self::body(200, &format!(r#"{{"success":true,"data":{json}}}"#))
    }

    /// That status and body.
    pub(crate) fn body(status: u16, body: &str) -> Self {
        Self::Answer(status, Vec::new(), body.to_owned())
    }

    /// The same answer with one more header.
    pub(crate) fn with(self, name: &'static str, value: impl Into<HeaderValue>) -> Self {
        match self {
            Self::Answer(status, mut headers, body) => {
                headers.push((HeaderName::from_static(name), value.into()));
                Self::Answer(status, headers, body)
            }
            other => other,
        }
    }
}

/// A request the script got.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// When, since the script was made.
    pub(crate) at: Duration,
    pub(crate) method: Method,
    /// Path and query.
    pub(crate) path: String,
    /// The JSON text it carried.
    pub(crate) body: Option<String>,
    /// The credential it carried.
    pub(crate) token: String,
}

type Replies = dyn Fn(usize, &str) -> Reply + Send + Sync;

/// A transport that replies as a function of the number of the request, from 0, and its path.
pub(crate) struct Script {
    reply: Box<Replies>,
    began: Instant,
    seen: Mutex<Vec<Seen>>,
}

impl Script {
    /// All requests so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// Their paths.
    pub(crate) fn paths(&self) -> Vec<String> {
        self.seen().into_iter().map(|seen| seen.path).collect()
    }

    /// When they came, in whole milliseconds.
    pub(crate) fn times(&self) -> Vec<u128> {
        self.seen().into_iter().map(|seen| seen.at.as_millis()).collect()
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Script")
    }
}

#[async_trait]
impl Transport for Arc<Script> {
    async fn execute(&self, outgoing: Outgoing<'_>) -> Result<Incoming, Broken> {
        let path = outgoing.url.strip_prefix("http://127.0.0.1").unwrap().to_owned();
        let token = outgoing.authorization.value.expose().to_owned();
        let number = {
            let mut seen = self.seen.lock().unwrap();
            let body = outgoing.body.map(|body| String::from_utf8(body.bytes.to_vec()).unwrap());
            let (at, method, path) = (self.began.elapsed(), outgoing.method, path.clone());
            seen.push(Seen { at, method, path, body, token });
            seen.len() - 1
        };
        let mut reply = (self.reply)(number, &path);
        loop {
            match reply {
                Reply::Answer(status, headers, body) => {
                    let headers = headers.into_iter().collect();
                    return Ok(Incoming { status, headers, body: body.into(), began: Instant::now() });
                }
                Reply::Fail(failure) => return Err(Broken { failure, bytes: 7 }),
                Reply::Hang => std::future::pending().await,
                Reply::After(wait, then) => {
                    tokio::time::sleep(wait).await;
                    reply = *then;
                }
            }
        }
    }
}

/// A session with a row of tokens; each refusal moves on to the next.
#[derive(Debug)]
struct Tokens {
    tokens: Vec<&'static str>,
    current: AtomicUsize,
}

#[async_trait]
impl AuthSession for Tokens {
    async fn authorization(&self) -> Result<Authorization, AuthError> {
        let token = self.tokens[self.current.load(Ordering::SeqCst)];
        Ok(Authorization::api_token(&Secret::new(token)))
    }

    async fn rejected(&self, _used: &Authorization) -> Result<bool, AuthError> {
        let more = self.current.load(Ordering::SeqCst) + 1 < self.tokens.len();
        self.current.fetch_add(usize::from(more), Ordering::SeqCst);
        Ok(more)
    }

    fn scheme(&self) -> &'static str {
        "Basic"
    }

    fn fingerprint(&self) -> u64 {
        0
    }
}

/// A client on a script, with limits of its own.
pub(crate) fn client(reply: impl Fn(usize, &str) -> Reply + Send + Sync + 'static) -> (PipedriveClient, Arc<Script>) {
    client_with(&[TOKEN], 8, reply)
}

/// The same with those tokens and so many requests at a time.
pub(crate) fn client_with(
    tokens: &[&'static str],
    max_concurrent: usize,
    reply: impl Fn(usize, &str) -> Reply + Send + Sync + 'static,
) -> (PipedriveClient, Arc<Script>) {
    events_for_all();
    let script = Arc::new(Script { reply: Box::new(reply), began: Instant::now(), seen: Mutex::default() });
    let text = format!("BaseURL=http://127.0.0.1;APIToken={TOKEN}");
    let config = ConnectionConfig::parse_with(&text, &Sources::default()).unwrap();
    let session = Arc::new(Tokens { tokens: tokens.to_vec(), current: AtomicUsize::new(0) });
    let client = PipedriveClient::assemble(
        Server::new(&config).unwrap(),
        Box::new(Arc::clone(&script)),
        session,
        Arc::new(Limits::new("Basic", None)),
        Some(max_concurrent),
        Backoff::seeded(1),
    );
    (client, script)
}
