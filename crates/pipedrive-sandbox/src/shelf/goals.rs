//! Goals.

use axum::http::Method;
use serde_json::{Value, json};

use super::resource::{Keys, Resource, create, remove, update};
use super::{Form, Place, Shelf};
use crate::data::Table;
use crate::http::{Answer, Call, Failure, Version, Write};
use crate::json::value;
use crate::write::{Draft, Key, Kind, Rules, key};

pub(crate) static GOALS: Shelf = Shelf {
    table: Table::Goals,
    missing: || Failure::not_found("Goal"),
    key: "id",
    places: &[Place::plain(Version::V1, "/goals/find", Form::Nested("goals"))],
    filters: &[("title", "title"), ("is_active", "is_active")],
    deleted: None,
};

const INTERVALS: &[&str] = &["weekly", "monthly", "quarterly", "yearly"];

const KEYS: &[Key] = &[
    key("title", Kind::Text).filled(),
    key("assignee", Kind::Object).required(),
    key("type", Kind::Object).required(),
    key("expected_outcome", Kind::Object).required(),
    key("duration", Kind::Object).required(),
    key("interval", Kind::Word(INTERVALS)).required(),
];

static GOAL_WRITES: Resource = Resource {
    shelf: &GOALS,
    rules: Rules { version: Version::V1, keys: KEYS, custom: None },
    keys: Keys::Uuid,
    blank: |_| json!({"owner_id": 1, "title": null, "is_active": true, "report_ids": []}),
    prepare,
};

const SCOPES: &[&str] = &["goals:full"];

pub(super) const WRITES: &[Write] = &[
    Write::new(Method::POST, Version::V1, "/goals", (10, SCOPES), |call, body| {
        create(call, body, &GOAL_WRITES).map(served)
    }),
    Write::new(Method::PUT, Version::V1, "/goals/{id}", (10, SCOPES), |call, body| {
        update(call, body, &GOAL_WRITES).map(served)
    }),
    Write::new(Method::DELETE, Version::V1, "/goals/{id}", (6, SCOPES), |call, _| {
        remove(call, &GOALS)?;
        Ok(beside(Answer::Nothing))
    }),
];

/// A goal of a known type, of somebody, with a target.
fn prepare(_: &Call<'_>, _: Option<&Value>, draft: &mut Draft) -> Result<(), Failure> {
    const TYPES: [&str; 5] =
        ["deals_won", "deals_progressed", "activities_completed", "activities_added", "deals_started"];
    let member = |name: &str, member: &str| draft.get(name).map(|given| given[member].clone());
    let fits = member("type", "name").is_none_or(|name| TYPES.iter().any(|known| name == *known))
        && member("assignee", "id").is_none_or(|id| id.is_number())
        && member("assignee", "type")
            .is_none_or(|kind| ["person", "company", "team"].iter().any(|known| kind == *known))
        && member("expected_outcome", "target").is_none_or(|target| target.is_number())
        && member("duration", "start").is_none_or(|start| start.is_string());
    if fits { Ok(()) } else { Err(Failure::bad_request()) }
}

fn served(answer: Answer) -> Answer {
    let goal = super::data(answer).unwrap_or_default();
    beside(Answer::object(|out| value(out, &json!({ "goal": goal }))))
}

/// What the service for goals says beside its data.
fn beside(answer: Answer) -> Answer {
    let answer = answer.beside("statusCode", json!(20_000)).beside("statusText", json!("OK"));
    answer.beside("service", json!("statistics-goals-api"))
}
