//! The way of one request: fault plan, latency, credential, limits, validation, answer, envelope, delivery, log.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, Response as HttpResponse, StatusCode};
use axum::response::Response;
use url::form_urlencoded;

use super::auth::{Credential, authenticate, authorize};
use super::delivery::deliver;
use super::envelope::render;
use super::limits::{Standing, Verdict};
use super::validate::validate;
use super::{Call, Connection, Failure, Operation, State};
use crate::data::mix;
use crate::{Fault, RequestRecord};

const JSON: &str = "application/json; charset=utf-8";

/// An answer on its way out, and what is known about the request by then.
struct Outcome {
    status: StatusCode,
    content_type: &'static str,
    body: Vec<u8>,
    headers: Vec<(&'static str, String)>,
    standing: Option<Standing>,
    tokens: u32,
}

impl From<Failure> for Outcome {
    fn from(failure: Failure) -> Self {
        Self {
            status: failure.status,
            content_type: failure.content_type,
            body: failure.body.into_bytes(),
            headers: failure.headers,
            standing: None,
            tokens: 0,
        }
    }
}

/// Answers one request to the API; `operation` is the one its path belongs to.
pub(crate) async fn serve(
    state: Arc<State>,
    connection: Connection,
    operation: Option<&'static Operation>,
    request: Request,
) -> Response {
    let started = Instant::now();
    let (parts, _body) = request.into_parts();
    let given: Vec<(String, String)> = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes())
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let number = state.served.fetch_add(1, Ordering::Relaxed);
    let fault = state.strike(parts.uri.path());
    wait(&state, number).await;

    let query = readable(&given);
    let outcome = answer(&state, operation, &parts, given, fault).await;
    let status = if fault == Some(Fault::Dropped) { 0 } else { outcome.status.as_u16() };
    state.log.push(RequestRecord {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query,
        status,
        tokens: outcome.tokens,
        duration: started.elapsed(),
    });
    let (head, body) = head(&state, outcome, number, fault);
    deliver(&state, &connection, head, body, fault)
}

/// Waits for the latency and this request's share of the jitter.
async fn wait(state: &State, number: u64) {
    let jitter = u64::try_from(state.config.jitter.as_micros()).unwrap_or(u64::MAX);
    let share = if jitter == 0 { 0 } else { mix(state.config.seed ^ number) % jitter };
    let delay = state.config.latency + Duration::from_micros(share);
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
}

async fn answer(
    state: &Arc<State>,
    operation: Option<&'static Operation>,
    parts: &Parts,
    mut given: Vec<(String, String)>,
    fault: Option<Fault>,
) -> Outcome {
    if let Some(failure) = fault.and_then(replacement) {
        return failure.into();
    }
    let mut query_token = None;
    given.retain(|(name, value)| {
        let is_token = name == "api_token";
        if is_token {
            query_token = Some(value.clone());
        }
        !is_token
    });
    let credential = match authenticate(&state.config, &parts.headers, query_token.as_deref()) {
        Ok(credential) => credential,
        Err(failure) => return failure.into(),
    };
    let price = operation.map_or(0, |operation| operation.cost);
    let (verdict, standing) = state.limits.admit(credential, price);
    let refusal = match verdict {
        Verdict::Admitted => None,
        Verdict::WindowFull | Verdict::BudgetSpent => Some(Failure::too_many_requests()),
        Verdict::Blocked => Some(Failure::blocked()),
    };
    if let Some(failure) = refusal {
        return Outcome { standing: Some(standing), ..failure.into() };
    }
    let mut outcome = match carry_out(state, operation, credential, parts, given, fault).await {
        Ok(body) => {
            Outcome { status: StatusCode::OK, content_type: JSON, body, headers: Vec::new(), standing: None, tokens: 0 }
        }
        Err(failure) => failure.into(),
    };
    outcome.standing = Some(standing);
    outcome.tokens = price;
    outcome
}

/// The answer of a fault that does not wait for one.
fn replacement(fault: Fault) -> Option<Failure> {
    match fault {
        Fault::TooManyRequests | Fault::TooManyRequestsBare | Fault::BudgetSpent => Some(Failure::too_many_requests()),
        Fault::InternalError => Some(Failure::internal()),
        Fault::Unavailable => Some(Failure::unavailable()),
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
        | Fault::Stalled => None,
    }
}

/// Validates the request, asks the operation and renders what it says.
async fn carry_out(
    state: &Arc<State>,
    operation: Option<&'static Operation>,
    credential: Credential,
    parts: &Parts,
    given: Vec<(String, String)>,
    fault: Option<Fault>,
) -> Result<Vec<u8>, Failure> {
    let Some(operation) = operation else {
        return Err(match credential {
            Credential::AccessToken => Failure::scope_mismatch(),
            Credential::ApiToken if parts.uri.path().starts_with("/v1/") => Failure::unknown_method(),
            Credential::ApiToken if parts.uri.path().starts_with("/api/v1/") => Failure::unknown_method(),
            Credential::ApiToken => Failure::unknown_path(),
        });
    };
    authorize(&state.config, credential, operation)?;
    if parts.method != Method::GET {
        return Err(Failure::method_not_allowed());
    }
    let requested = given.iter().find(|(name, _)| name == "cursor").map(|(_, cursor)| cursor.clone());
    let query = validate(operation, &given)?;
    let key = last_segment(parts.uri.path());
    let state = Arc::clone(state);
    // Building an index over a large account takes a moment, which other connections should not wait for.
    let work = move || {
        let call = Call { account: &state.account, quirks: state.config.quirks, query, key };
        let answer = (operation.answer)(&call)?;
        Ok(render(&answer, state.config.quirks, requested.as_deref(), fault))
    };
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(Failure::internal()))
}

/// The last segment of a path, percent-decoded.
fn last_segment(path: &str) -> String {
    let segment = path.rsplit('/').next().unwrap_or_default().replace('+', "%2B");
    form_urlencoded::parse(segment.as_bytes()).next().map(|(name, _)| name.into_owned()).unwrap_or_default()
}

/// The query as people read it; a token in it must not end up in a log.
fn readable(given: &[(String, String)]) -> String {
    let pairs = given.iter().map(|(name, value)| match name.as_str() {
        "api_token" => "api_token=***".to_owned(),
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
