//! One look that tells whether a request was carried out whose answer got lost.

use chrono::{DateTime, NaiveDateTime, NaiveTime};
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
pub(crate) fn is_gone(found: &Value, listed_while: &[&str]) -> bool {
    let flag = |name: &str| found.get(name).and_then(Value::as_bool);
    let status = found.get("status").and_then(Value::as_str);
    found.is_null()
        || flag("is_deleted") == Some(true)
        || status == Some("deleted")
        || listed_while.iter().any(|name| flag(name) == Some(false))
}

/// Whether a record has what a body wants; `None` where that cannot be told, such as of a member that is called something
/// else when it is read.
pub(crate) fn holds(found: &Value, wanted: &Value) -> Option<bool> {
    match (found, wanted) {
        (Value::Object(found), Value::Object(wanted)) => {
            all(wanted.iter().map(|(name, wanted)| found.get(name).and_then(|found| holds(found, wanted))))
        }
        (Value::Array(found), Value::Array(wanted)) => {
            let is_same = found.len() == wanted.len();
            let scalar = |value: &Value| !value.is_array() && !value.is_object();
            if is_same && found.iter().chain(wanted).all(scalar) {
                // Lists of labels and options have no order.
                let has = |list: &[Value], one: &Value| list.iter().any(|other| same(other, one) == Some(true));
                return Some(wanted.iter().all(|one| has(found, one)) && found.iter().all(|one| has(wanted, one)));
            }
            let pairs = found.iter().zip(wanted);
            if is_same { all(pairs.map(|(found, wanted)| holds(found, wanted))) } else { Some(false) }
        }
        // What was cleared may be read as nothing of its kind.
        (Value::Null, Value::Array(list)) | (Value::Array(list), Value::Null) => Some(list.is_empty()),
        // So may an object of nothing, such as an address without a text.
        (Value::Null, Value::Object(parts)) => Some(parts.values().all(is_nothing)),
        (found, wanted) => same(found, wanted),
    }
}

fn is_nothing(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(str::is_empty)
}

/// Whether all of them hold. One that does not is enough to know.
fn all(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let parts: Vec<Option<bool>> = parts.collect();
    if parts.contains(&Some(false)) {
        return Some(false);
    }
    parts.into_iter().collect::<Option<Vec<bool>>>().map(|_| true)
}

/// Whether two values mean the same, each in one of the forms the API has for it: a flag may be a number, a number a text,
/// and an instant or a time of day has several notations.
fn same(found: &Value, wanted: &Value) -> Option<bool> {
    match (found, wanted) {
        (Value::Bool(flag), Value::Number(number)) | (Value::Number(number), Value::Bool(flag)) => {
            Some(number.as_f64() == Some(f64::from(u8::from(*flag))))
        }
        (Value::Bool(found), Value::Bool(wanted)) => Some(found == wanted),
        (Value::Number(found), Value::Number(wanted)) => Some(found == wanted || found.as_f64() == wanted.as_f64()),
        (Value::Number(number), Value::String(text)) | (Value::String(text), Value::Number(number)) => {
            text.trim().parse::<f64>().ok().map(|text| number.as_f64() == Some(text))
        }
        (Value::String(found), Value::String(wanted)) => same_text(found.trim(), wanted.trim()),
        (Value::Null, Value::String(text)) | (Value::String(text), Value::Null) => Some(text.trim().is_empty()),
        (found, wanted) if found == wanted => Some(true),
        (Value::Null, _) | (_, Value::Null) => Some(false),
        // An id may be read as the record it stands for.
        _ => None,
    }
}

fn same_text(found: &str, wanted: &str) -> Option<bool> {
    let moments = |text| instant(text).map(|at| at.to_string()).or_else(|| time(text).map(|at| at.to_string()));
    let is_markup = |text: &str| text.contains(['<', '&']);
    match (moments(found), moments(wanted)) {
        _ if found == wanted => Some(true),
        (Some(found), Some(wanted)) => Some(found == wanted),
        // Pipedrive keeps the markup it knows and rewrites the rest.
        _ if is_markup(found) || is_markup(wanted) => None,
        _ => Some(false),
    }
}

/// `2026-01-31T14:30:00Z`, `2026-01-31 14:30:00`.
fn instant(text: &str) -> Option<NaiveDateTime> {
    let with_zone = DateTime::parse_from_rfc3339(text).ok().map(|at| at.naive_utc());
    with_zone.or_else(|| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f").ok())
}

/// `14:30`, `14:30:00`.
fn time(text: &str) -> Option<NaiveTime> {
    ["%H:%M:%S%.f", "%H:%M"].iter().find_map(|form| NaiveTime::parse_from_str(text, form).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(found: &str, wanted: &str, expect: Option<bool>) {
        let read = |text: &str| serde_json::from_str(text).unwrap();
        assert_eq!(holds(&read(found), &read(wanted)), expect, "{found} {wanted}");
    }

    #[test]
    fn a_value_in_another_form_is_the_same() {
        check(r#"{"a":true,"b":false}"#, r#"{"a":1,"b":0}"#, Some(true));
        check("1", "true", Some(true));
        check("5.0", "5", Some(true));
        check(r#""5.00""#, "5", Some(true));
        check("7", r#""7""#, Some(true));
        check(r#""x""#, r#"" x ""#, Some(true));
        check(r#""2026-01-31T14:30:00Z""#, r#""2026-01-31 14:30:00""#, Some(true));
        check(r#""2026-01-31T14:30:00.000Z""#, r#""2026-01-31T15:30:00+01:00""#, Some(true));
        check(r#""14:30:00""#, r#""14:30""#, Some(true));
        check("[2,1]", "[1,2]", Some(true));
        check("null", "[]", Some(true));
        check("null", r#""""#, Some(true));
        check(r#"[{"value":"a","label":"work"}]"#, r#"[{"value":"a"}]"#, Some(true));
    }

    #[test]
    fn another_value_is_not_the_same() {
        check("true", "false", Some(false));
        check("true", "0", Some(false));
        check("2", "true", Some(false));
        check(r#""2026-01-31T14:30:00Z""#, r#""2026-01-31 14:31:00""#, Some(false));
        check(r#""14:30:00""#, r#""14:31""#, Some(false));
        check(r#""x""#, r#""X""#, Some(false));
        check("[1,2]", "[1,3]", Some(false));
        check("[1]", "[1,2]", Some(false));
        check("null", r#"{"value":"x"}"#, Some(false));
        check("null", "0", Some(false));
        check("5", "null", Some(false));
        // One that differs is enough, whatever cannot be told beside it.
        check(r#"{"a":1}"#, r#"{"a":2,"b":3}"#, Some(false));
    }

    #[test]
    fn what_cannot_be_compared_tells_nothing() {
        check(r#"{"a":1}"#, r#"{"a":1,"b":3}"#, None);
        check(r#"{"id":5,"name":"x"}"#, "5", None);
        check(r#""<p>x</p>""#, r#""x""#, None);
        check(r#""many""#, "5", None);
    }
}
