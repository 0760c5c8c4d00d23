//! Sending a body, whole or damaged on its way.

use std::io;
use std::time::Duration;

use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_LENGTH;
use axum::response::Response;
use bytes::Bytes;
use futures::stream;

use super::{Connection, State};
use crate::Fault;

/// Pieces of a slow body, and the pause before each: one second in all.
const SLOW_PIECES: usize = 50;
const SLOW_PAUSE: Duration = Duration::from_millis(20);

/// Puts the body into the response, with the damage the fault asks for.
pub(crate) fn deliver(
    state: &State,
    connection: &Connection,
    mut response: Response<()>,
    body: Vec<u8>,
    fault: Option<Fault>,
) -> Response {
    let body = Bytes::from(body);
    let half = body.slice(..body.len() / 2);
    let body = match fault {
        Some(Fault::Dropped | Fault::Unreached) => {
            connection.sever();
            Body::empty()
        }
        Some(Fault::Truncated) => {
            response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
            Body::from_stream(stream::iter([Ok(half), Err(interrupted())]))
        }
        Some(Fault::Cut) => Body::from_stream(stream::iter([Ok(half), Err(interrupted())])),
        Some(Fault::Slow) => Body::from_stream(dribble(body)),
        Some(Fault::Stalled) => Body::from_stream(stall(half, state.closing.clone())),
        _ => Body::from(body),
    };
    response.map(|()| body)
}

fn interrupted() -> io::Error {
    io::ErrorKind::ConnectionAborted.into()
}

/// The body in small pieces with pauses.
fn dribble(body: Bytes) -> impl futures::Stream<Item = io::Result<Bytes>> {
    let size = body.len().div_ceil(SLOW_PIECES).max(1);
    stream::unfold(body, move |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(SLOW_PAUSE).await;
        let piece = rest.split_to(size.min(rest.len()));
        Some((Ok(piece), rest))
    })
}

/// The first half, then silence until the sandbox stops.
fn stall(half: Bytes, closing: tokio::sync::watch::Receiver<bool>) -> impl futures::Stream<Item = io::Result<Bytes>> {
    stream::unfold(Some(half), move |piece| {
        let closing = closing.clone();
        async move {
            if let Some(half) = piece {
                return Some((Ok(half), None));
            }
            State::closed(closing).await;
            Some((Err(interrupted()), None))
        }
    })
}
