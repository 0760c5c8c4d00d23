//! One connection of a browser: which requests are the answer, and what the others are told.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use http::header::{ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use pipedrive_connection::Secret;
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};

use super::{Answer, Page};

/// Most bytes of a request line and its headers. A code and a state are short.
const LARGEST_HEAD: usize = 16 * 1024;

/// Most headers of a request.
const MOST_HEADERS: usize = 64;

/// How long a browser may take to send a request's head. One that only opens a connection ahead of time is let go.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// An answer that came.
#[derive(Debug)]
pub(super) struct Received {
    /// The query of its address.
    pub(super) query: Secret,
    /// Where to put the page that is shown for it.
    pub(super) page: oneshot::Sender<Page>,
    /// Number of the connection that waits for the page.
    pub(super) connection: u64,
}

/// What all connections of a listener share: the answer they wait for, and whether it has come.
#[derive(Debug)]
pub(super) struct Gate {
    path: String,
    state: Secret,
    received: mpsc::Sender<Received>,
    is_closed: AtomicBool,
}

impl Gate {
    pub(super) fn new(path: String, state: Secret, received: mpsc::Sender<Received>) -> Self {
        Self { path, state, received, is_closed: AtomicBool::new(false) }
    }

    /// The page for a request.
    async fn page(&self, method: &Method, path: &str, query: &str, connection: u64) -> Page {
        if path != self.path {
            return Page::refused(404, "There is nothing here.");
        }
        if method != Method::GET {
            return Page::refused(405, "Only a browser's GET is answered here.");
        }
        if !Answer::parse(query).has_state(&self.state) {
            return Page::refused(400, "This answer belongs to another sign-in. Go back to the newest consent page.");
        }
        if self.is_closed.swap(true, Ordering::SeqCst) {
            return Page::refused(409, "This sign-in has been answered already. You can close this tab.");
        }
        let (page, receiver) = oneshot::channel();
        let stopped = || Page::refused(503, "The program that waited for this sign-in has stopped. Sign in again.");
        if self.received.send(Received { query: Secret::new(query), page, connection }).await.is_err() {
            return stopped();
        }
        receiver.await.unwrap_or_else(|_| stopped())
    }

    async fn respond(&self, request: Request<Incoming>, connection: u64) -> Response<Full<Bytes>> {
        let uri = request.uri();
        let page = self.page(request.method(), uri.path(), uri.query().unwrap_or_default(), connection).await;
        let mut response = Response::new(Full::new(Bytes::from(page.html())));
        *response.status_mut() = StatusCode::from_u16(page.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        // The address holds the code; it must not travel on.
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        headers.insert(
            CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(
                "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
            ),
        );
        if page.status == 405 {
            headers.insert(ALLOW, HeaderValue::from_static("GET"));
        }
        response
    }
}

/// Serves one connection to its end, and gives its number back. Garbage ends it.
pub(super) async fn serve(stream: TcpStream, gate: Arc<Gate>, number: u64) -> u64 {
    let service = service_fn(|request| {
        let gate = Arc::clone(&gate);
        async move { Ok::<_, Infallible>(gate.respond(request, number).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(LARGEST_HEAD)
        .max_headers(MOST_HEADERS)
        .keep_alive(false)
        .half_close(true)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = connection.await {
        tracing::debug!(target: "pipedrive::sign_in", %error, "a connection to the callback address broke");
    }
    number
}
