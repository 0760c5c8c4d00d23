//! The events about one HTTP exchange, from its line at verbosity 2 to its body at verbosity 4.

use std::fmt::Write;
use std::time::Duration;

use tracing::{debug, enabled, trace};

use crate::ApiRequest;
use crate::log::{BODY, HEADERS, REQUEST, redact};
use crate::transport::{Broken, Incoming};

/// Most bytes of a body in the log.
const LOGGED_BODY: usize = 8 * 1024;

/// Headers of answers whose values stay out of the log.
const SECRET_HEADERS: [&str; 4] = ["set-cookie", "authorization", "x-api-token", "proxy-authorization"];

/// Records what became of a request that was sent with its credential in the header named `credential`.
pub(crate) fn record(
    request: &ApiRequest,
    path: &str,
    credential: &str,
    attempt: u32,
    took: Duration,
    result: &Result<Incoming, Broken>,
) {
    let method = request.method().as_str();
    let milliseconds = took.as_millis();
    let tokens = request.cost();
    if let Some(sent) = request.body()
        && enabled!(target: BODY, tracing::Level::TRACE)
    {
        let text = redact::beginning(&sent.bytes, LOGGED_BODY, redact::scrub_known);
        trace!(target: BODY, bytes = sent.bytes.len(), "{method} {path} sent {text}");
    }
    match result {
        Ok(incoming) => {
            let (status, bytes) = (incoming.status, incoming.body.len());
            debug!(target: REQUEST, status, tokens, milliseconds, bytes, attempt, "{method} {path}");
            if enabled!(target: HEADERS, tracing::Level::TRACE) {
                trace!(target: HEADERS, status, "{method} {path} sent {credential}: ***; got{}", headers(incoming));
            }
            if enabled!(target: BODY, tracing::Level::TRACE) {
                let text = redact::beginning(&incoming.body, LOGGED_BODY, redact::scrub_known);
                trace!(target: BODY, bytes, "{text}");
            }
        }
        Err(Broken { failure, bytes }) => {
            debug!(target: REQUEST, ?failure, tokens, milliseconds, bytes, attempt, "{method} {path}");
        }
    }
}

fn headers(incoming: &Incoming) -> String {
    let mut text = String::new();
    for (name, value) in &incoming.headers {
        let secret = value.is_sensitive() || SECRET_HEADERS.contains(&name.as_str());
        let value = if secret { "***".into() } else { String::from_utf8_lossy(value.as_bytes()) };
        // Writing into a `String` cannot fail.
        let _ = write!(text, " {name}: {value};");
    }
    text
}
