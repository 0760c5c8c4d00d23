//! One look that tells whether a request was carried out whose answer got lost.

use pipedrive_client::{ApiRequest, QueryScope};
use pipedrive_schema::Method;
use serde_json::Value;

use super::jobs::{Job, Step};
use super::sink::Planned;
use crate::refused::is_absent;

/// What a look has told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proof {
    /// The row is as the request wants it.
    Applied,
    /// The row is not as the request wants it.
    NotApplied,
    /// Nothing: there is no look, or it failed.
    None,
}

/// Looks at the row that a request was to change or remove.
pub(super) async fn prove(planned: &Planned, scope: &QueryScope, job: &Job, step: &Step) -> Proof {
    let spec = planned.draft.layout.spec;
    let (Some(single), [_]) = (spec.single, &job.rows[..]) else { return Proof::None };
    // What makes something new has no key to look for.
    if step.route.method == Method::Post || step.keys.is_empty() {
        return Proof::None;
    }
    let mut look = ApiRequest::new(single);
    for key in &step.keys {
        look = look.with_key(key);
    }
    let key = step.keys.last().map(String::as_str).unwrap_or_default();
    let found = match planned.account.client().send(&look, scope).await {
        Ok(answer) => serde_json::from_slice::<Value>(&answer.data).ok(),
        Err(error) if is_absent(&error, key) => Some(Value::Null),
        Err(_) => None,
    };
    let Some(found) = found else { return Proof::None };
    if step.route.method == Method::Delete {
        return if is_gone(&found, spec.listed_while) { Proof::Applied } else { Proof::NotApplied };
    }
    match (&step.body, &found) {
        (Some(wanted), Value::Object(_)) => match holds(&found, wanted) {
            Some(true) => Proof::Applied,
            Some(false) => Proof::NotApplied,
            None => Proof::None,
        },
        _ => Proof::None,
    }
}

/// Whether a record is not there any more.
fn is_gone(found: &Value, listed_while: &[&str]) -> bool {
    let flag = |name: &str| found.get(name).and_then(Value::as_bool);
    let status = found.get("status").and_then(Value::as_str);
    found.is_null()
        || flag("is_deleted") == Some(true)
        || status == Some("deleted")
        || listed_while.iter().any(|name| flag(name) == Some(false))
}

/// Whether a record has what a body wants; `None` where a member is called something else when it is read.
fn holds(found: &Value, wanted: &Value) -> Option<bool> {
    match (found, wanted) {
        (Value::Object(found), Value::Object(wanted)) => {
            let mut all = true;
            for (name, wanted) in wanted {
                all &= holds(found.get(name)?, wanted)?;
            }
            Some(all)
        }
        (Value::Array(found), Value::Array(wanted)) if found.len() == wanted.len() => {
            found.iter().zip(wanted).try_fold(true, |all, (found, wanted)| Some(all & holds(found, wanted)?))
        }
        (Value::Number(found), Value::Number(wanted)) => Some(found.as_f64() == wanted.as_f64()),
        (found, wanted) => Some(found == wanted),
    }
}
