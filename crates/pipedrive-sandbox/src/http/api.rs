//! A request to the API: credential, limits, validation, the operation and its envelope.

use std::cell::RefCell;
use std::sync::Arc;

use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use bytes::Bytes;
use serde_json::Value;
use url::form_urlencoded;

use super::auth::{Credential, authenticate, authorize};
use super::envelope::render;
use super::gates::pass_gates;
use super::limits::Verdict;
use super::validate::validate;
use super::{Answer, Call, Failure, Operation, Outcome, Sent, State, Write};
use crate::{Fault, write};

/// A request as it came.
pub(super) struct Asked<'a> {
    pub(super) parts: &'a Parts,
    pub(super) given: Vec<(String, String)>,
    pub(super) body: Bytes,
}

/// Answers a request to the API; `operation` is the one its path belongs to.
pub(super) async fn answer(
    state: &Arc<State>,
    operation: Option<&'static Operation>,
    mut asked: Asked<'_>,
    fault: Option<Fault>,
) -> Outcome {
    let parts = asked.parts;
    let write = operation.and_then(|operation| written(operation, &parts.method));
    let operation = write.map(|write| &write.operation).or(operation);
    let mut query_token = None;
    asked.given.retain(|(name, value)| {
        let is_token = name == "api_token";
        if is_token {
            query_token = Some(value.clone());
        }
        !is_token
    });
    let credential = match authenticate(state, &parts.headers, query_token.as_deref()) {
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
    let mut outcome = match carry_out(state, operation, write, credential, asked, fault).await {
        Ok(outcome) => outcome,
        Err(failure) => failure.into(),
    };
    outcome.standing = Some(standing);
    outcome.tokens = price;
    outcome
}

/// Validates the request, asks the operation and renders what it says.
async fn carry_out(
    state: &Arc<State>,
    operation: Option<&'static Operation>,
    write: Option<&'static Write>,
    credential: Credential,
    asked: Asked<'_>,
    fault: Option<Fault>,
) -> Result<Outcome, Failure> {
    let Asked { parts, given, body } = asked;
    let Some(operation) = operation else {
        return Err(match credential {
            Credential::AccessToken => Failure::scope_mismatch(),
            Credential::ApiToken if parts.uri.path().starts_with("/v1/") => Failure::unknown_method(),
            Credential::ApiToken if parts.uri.path().starts_with("/api/v1/") => Failure::unknown_method(),
            Credential::ApiToken => Failure::unknown_path(),
        });
    };
    authorize(&state.config, credential, operation)?;
    pass_gates(&state.config, operation)?;
    if parts.method != Method::GET && write.is_none() {
        return Err(Failure::method_not_allowed());
    }
    let mut given = given;
    let requested = given.iter_mut().find(|(name, _)| name == "cursor").map(|(_, cursor)| cursor);
    let requested = requested.map(|cursor| state.issued.accepted(state.config.quirks.cursors, cursor)).transpose()?;
    let query = validate(operation, &given)?;
    let mut keys = path_keys(operation, parts.uri.path()).into_iter();
    let (key, subkey) = (keys.next().unwrap_or_default(), keys.next().unwrap_or_default());
    let content_type =
        parts.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
    let state = Arc::clone(state);
    // Building an index over a large account takes a moment, which other connections should not wait for.
    let work = move || {
        let (quirks, plan) = (state.config.quirks, state.config.plan);
        let has_projects = state.config.projects_add_on;
        let listed = RefCell::default();
        let sent = Sent { content_type: &content_type, body: &body };
        let base_url = state.base_url.as_str();
        let call =
            Call { account: &state.account, quirks, plan, has_projects, query, key, subkey, base_url, sent, listed };
        let answer = match write {
            Some(write) => {
                let _closed = call.account.close();
                (write.answer)(&call, &parsed(&call.sent))?
            }
            None => state.churning.answer(operation, &call, &state.config.clock)?,
        };
        state.issued.remember(state.config.quirks.cursors, &answer);
        Ok(match answer {
            Answer::Content(kind, content) => Outcome::content(kind, content),
            Answer::Elsewhere(address) => Outcome::content("text/html; charset=utf-8", Vec::new())
                .with_status(StatusCode::FOUND)
                .with_header("location", address),
            answer => {
                let status = write.map_or(StatusCode::OK, |write| write.status);
                Outcome::rendered(render(&answer, quirks, requested.as_deref(), fault)).with_status(status)
            }
        })
    };
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(Failure::internal()))
}

/// The JSON of a body, or its form as an object, in which flags and ids are numbers; `null` where there is neither.
fn parsed(sent: &Sent<'_>) -> Value {
    if !sent.content_type.starts_with("application/x-www-form-urlencoded") {
        return serde_json::from_slice(sent.body).unwrap_or(Value::Null);
    }
    let fields = form_urlencoded::parse(sent.body).map(|(name, text)| {
        let is_number = name.ends_with("_id") || name.ends_with("_flag");
        let number = text.parse::<u64>().ok().filter(|_| is_number);
        (name.into_owned(), number.map_or_else(|| Value::from(text.as_ref()), Value::from))
    });
    Value::Object(fields.collect())
}

/// What the method does to the path of an operation, if it changes something.
fn written(operation: &Operation, method: &Method) -> Option<&'static Write> {
    let is_it = |write: &&Write| {
        write.method == *method
            && write.operation.path == operation.path
            && write.operation.version == operation.version
    };
    write::writes().find(is_it)
}

/// What an operation that only changes something answers to a GET, which never reaches it.
pub(crate) fn nothing_to_read(_: &Call<'_>) -> Result<Answer, Failure> {
    Err(Failure::method_not_allowed())
}

/// The segments of a path that stand where the operation's path has a placeholder, percent-decoded.
fn path_keys(operation: &Operation, path: &str) -> Vec<String> {
    let pattern = operation.path.rsplit('/');
    let keys = pattern.zip(path.rsplit('/')).filter(|(place, _)| place.starts_with('{'));
    let mut keys: Vec<String> = keys.map(|(_, segment)| decoded(segment)).collect();
    keys.reverse();
    keys
}

fn decoded(segment: &str) -> String {
    let segment = segment.replace('+', "%2B");
    form_urlencoded::parse(segment.as_bytes()).next().map(|(name, _)| name.into_owned()).unwrap_or_default()
}
