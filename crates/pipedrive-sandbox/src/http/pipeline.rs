//! The way of one request: fault plan, latency, credential, limits, validation, answer, envelope, delivery, log.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue, Method, Response as HttpResponse, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use serde_json::Value;
use url::form_urlencoded;

use super::api::{Asked, answer};
use super::delivery::deliver;
use super::limits::Standing;
use super::{Connection, Failure, Operation, Outcome, State};
use crate::data::mix;
use crate::json::http_date;
use crate::oauth::{Endpoint, Submission};
use crate::{Fault, RequestRecord};

/// Largest body that is read, in bytes: room for the largest upload and the form around it.
const MAX_BODY: usize = 256 << 20;

/// What a request is for, as its path says.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    /// An operation of the API.
    Operation(&'static Operation),
    /// The OAuth server.
    OAuth(Endpoint),
    /// Nothing that exists.
    Unknown,
}

/// Answers one request.
pub(crate) async fn serve(state: Arc<State>, connection: Connection, target: Target, request: Request) -> Response {
    let started = Instant::now();
    let (parts, body) = request.into_parts();
    let given: Vec<(String, String)> = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes())
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let (submission, body) = match target {
        Target::OAuth(endpoint) => (Some(Submission::read(endpoint, &parts, &given, body).await), Bytes::new()),
        // A body that cannot be read to its end is as good as none.
        Target::Operation(_) => (None, to_bytes(body, MAX_BODY).await.unwrap_or_default()),
        Target::Unknown => (None, Bytes::new()),
    };
    let number = state.served.fetch_add(1, Ordering::Relaxed);
    let fault = state.strike(parts.method.as_str(), parts.uri.path());
    let query = readable(&given);
    wait(&state, number, parts.uri.path(), &query).await;

    let outcome = match (fault.and_then(replacement), &submission, target) {
        (Some(failure), _, _) => failure.into(),
        (None, Some(submission), _) => damaged(submission.answer(&state), fault),
        (None, None, Target::Operation(operation)) => {
            answer(&state, Some(operation), Asked { parts: &parts, given, body: body.clone() }, fault).await
        }
        (None, None, _) => answer(&state, None, Asked { parts: &parts, given, body: body.clone() }, fault).await,
    };
    let outcome = match fault {
        Some(Fault::FailedAfterwards) => Outcome::from(Failure::internal()).charged_as(&outcome),
        Some(Fault::BadGatewayAfterwards) => Outcome::from(Failure::bad_gateway()).charged_as(&outcome),
        _ => outcome,
    };
    let status = if matches!(fault, Some(Fault::Dropped | Fault::Unreached)) { 0 } else { outcome.status.as_u16() };
    let recorded = recorded_body(&parts.method, &parts.headers, &body);
    state.log.push(RequestRecord {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query,
        body: recorded,
        grant_type: submission.as_ref().and_then(Submission::grant_type),
        status,
        tokens: outcome.tokens,
        duration: started.elapsed(),
    });
    let (head, body) = head(&state, outcome, number, fault);
    deliver(&state, &connection, head, body, fault)
}

/// The only damage to an envelope that an answer of the OAuth server can take: it has no rows and no cursors.
fn damaged(mut outcome: Outcome, fault: Option<Fault>) -> Outcome {
    if fault == Some(Fault::Malformed) {
        outcome.body.truncate(outcome.body.len() / 2);
    }
    outcome
}

/// Waits for the latency, this request's share of the jitter, and what requests of its kind take longer.
async fn wait(state: &State, number: u64, path: &str, query: &str) {
    let jitter = u64::try_from(state.config.jitter.as_micros()).unwrap_or(u64::MAX);
    let share = if jitter == 0 { 0 } else { mix(state.config.seed ^ number) % jitter };
    let further = state.config.delays.iter().filter(|delay| delay.covers(path, query)).map(|delay| delay.latency);
    let delay = state.config.latency + Duration::from_micros(share) + further.sum::<Duration>();
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
}

/// The answer of a fault that does not wait for one.
fn replacement(fault: Fault) -> Option<Failure> {
    match fault {
        Fault::TooManyRequests | Fault::TooManyRequestsBare | Fault::BudgetSpent => Some(Failure::too_many_requests()),
        Fault::InternalError => Some(Failure::internal()),
        // Of one that is never reached nobody gets to see an answer: the connection closes.
        Fault::Unavailable | Fault::Unreached => Some(Failure::unavailable()),
        Fault::HtmlBadGateway => Some(Failure::bad_gateway()),
        Fault::HtmlForbidden => Some(Failure::blocked()),
        Fault::HtmlOk => Some(Failure::page_with_ok()),
        Fault::Unsuccessful => Some(Failure::unsuccessful()),
        Fault::Malformed
        | Fault::ObjectForList
        | Fault::EmptyPage
        | Fault::RepeatedCursor
        | Fault::Dropped
        | Fault::Truncated
        | Fault::Cut
        | Fault::Slow
        | Fault::FailedAfterwards
        | Fault::BadGatewayAfterwards
        | Fault::Stalled => None,
    }
}

/// The body of a write as the log keeps it: JSON with secrets masked, forms as objects; files are left out.
fn recorded_body(method: &Method, headers: &HeaderMap, body: &[u8]) -> Option<Value> {
    if *method == Method::GET || body.is_empty() {
        return None;
    }
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let mut recorded = if kind.starts_with("application/x-www-form-urlencoded") {
        form_urlencoded::parse(body).map(|(name, value)| (name.into_owned(), Value::from(value.into_owned()))).collect()
    } else {
        serde_json::from_slice(body).ok()?
    };
    mask(&mut recorded);
    Some(recorded)
}

/// Blanks the values of members that are secrets, at any depth.
fn mask(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if SECRETS.contains(&name.as_str()) {
                    *member = Value::from("***");
                } else {
                    mask(member);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mask),
        _ => {}
    }
}

/// Parameters that must not end up in a log.
const MASKED: [&str; 7] = ["api_token", "client_secret", "code", "state", "token", "access_token", "refresh_token"];

/// Members of bodies that must not end up in a log.
const SECRETS: [&str; 6] =
    ["api_token", "client_secret", "token", "access_token", "refresh_token", "http_auth_password"];

/// The query as people read it.
fn readable(given: &[(String, String)]) -> String {
    let pairs = given.iter().map(|(name, value)| match name.as_str() {
        name if MASKED.contains(&name) => format!("{name}=***"),
        _ => format!("{name}={value}"),
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// Status and headers of the answer, and its body.
fn head(state: &State, outcome: Outcome, number: u64, fault: Option<Fault>) -> (HttpResponse<()>, Vec<u8>) {
    let mut response = HttpResponse::new(());
    *response.status_mut() = outcome.status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(outcome.content_type));
    let mut set = |name: &'static str, value: String| {
        headers.insert(name, HeaderValue::try_from(value).expect("header values here are plain ASCII"));
    };
    let (high, low) = (mix(number), mix(state.config.seed ^ mix(number)));
    // One clock for everything: clients tell by this one what changed since they began to read.
    let now = i64::try_from(state.config.clock.now().as_secs()).unwrap_or(i64::MAX);
    set("date", http_date(now));
    set("x-correlation-id", crate::data::uuid(high, low));
    for (name, value) in outcome.headers {
        set(name, value);
    }
    let standing = match fault {
        Some(Fault::TooManyRequests) => Some(Standing { burst_remaining: 0, ..state.limits.standing() }),
        Some(Fault::BudgetSpent) => Some(Standing { daily_remaining: 0, ..state.limits.standing() }),
        _ => outcome.standing,
    };
    if let Some(standing) = standing {
        if state.config.quirks.burst_headers {
            set("x-ratelimit-limit", standing.burst_limit.to_string());
            set("x-ratelimit-remaining", standing.burst_remaining.to_string());
            set("x-ratelimit-reset", standing.reset_seconds.to_string());
        }
        if state.config.quirks.budget_headers {
            set("x-daily-ratelimit-token-limit", standing.daily_limit.to_string());
            set("x-daily-ratelimit-token-remaining", standing.daily_remaining.to_string());
        }
        if state.config.quirks.retry_after && outcome.status == StatusCode::TOO_MANY_REQUESTS {
            set("retry-after", standing.reset_seconds.to_string());
        }
    }
    (response, outcome.body)
}
