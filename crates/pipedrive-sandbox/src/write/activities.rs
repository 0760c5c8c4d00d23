//! Activities.

use axum::http::Method;
use serde_json::{Value, json};

use super::draft::{Draft, Rules};
use super::key::{Key, Kind, key};
use super::resource::{Resource, create, delete, update};
use super::value::number;
use crate::Activity;
use crate::data::{ACTIVITY_TYPES, Owner, Table};
use crate::http::{Call, Version, Write};
use crate::json::parse_clock;

const KEYS: &[Key] = &[
    key("subject", Kind::Text).filled(),
    key("type", Kind::ActivityType).filled(),
    key("owner_id", Kind::User).filled(),
    key("deal_id", Kind::Record(Table::Deals)),
    key("lead_id", Kind::Lead),
    key("org_id", Kind::Record(Table::Organizations)),
    key("project_id", Kind::Record(Table::Projects)),
    key("due_date", Kind::Day),
    key("due_time", Kind::Clock),
    key("duration", Kind::Clock),
    key("busy", Kind::Flag).filled(),
    key("done", Kind::Flag).filled(),
    key("location", Kind::Address),
    key("participants", Kind::Participants),
    key("attendees", Kind::Attendees),
    key("public_description", Kind::Text),
    key("priority", Kind::Choice(Owner::Activities, "priority")),
    key("note", Kind::Text),
];

pub(crate) static ACTIVITIES: Resource = Resource {
    table: Table::Activities,
    name: "Activity",
    rules: Rules { version: Version::V2, keys: KEYS, custom: None },
    path: "/activities/{id}",
    prepare: |call, before, draft| {
        prepare(call, before, draft);
        Ok(())
    },
};

const CHANGE: (u32, &[&str]) = (5, &["activities:full"]);
const REMOVE: (u32, &[&str]) = (3, &["activities:full"]);

pub(crate) const WRITES: &[Write] = &[
    Write::new(Method::POST, Version::V2, "/activities", CHANGE, |call, body| create(call, body, &ACTIVITIES)),
    Write::new(Method::PATCH, Version::V2, "/activities/{id}", CHANGE, |call, body| update(call, body, &ACTIVITIES)),
    Write::new(Method::DELETE, Version::V2, "/activities/{id}", REMOVE, |call, _| delete(call, &ACTIVITIES)),
];

/// The person is the first participant; a done activity has a time when it was.
fn prepare(call: &Call<'_>, id: Option<u32>, draft: &mut Draft) {
    let before = id.map(|id| Activity::new(call.account, id));
    if let Some(participants) = draft.values.get("participants") {
        let first = participants.as_array().and_then(|all| all.first()).and_then(|first| number(&first["person_id"]));
        draft.set("person_id", first);
    }
    for name in ["participants", "attendees"] {
        if draft.values.get(name) == Some(&Value::Null) {
            draft.set(name, json!([]));
        }
    }
    if let Some(time) = draft.values.get("due_time") {
        let minute = time.as_str().and_then(parse_clock).map(|time| time.0 / 60);
        draft.set("due_minute", minute);
    }
    let was_done = before.is_some_and(|activity| activity.done);
    match draft.flag("done") {
        Some(true) if !was_done => draft.set("marked_as_done_time", call.account.present()),
        Some(false) => draft.set("marked_as_done_time", Value::Null),
        _ => {}
    }
    if id.is_none() {
        let kind = draft.text("type").unwrap_or("call").to_owned();
        let name = ACTIVITY_TYPES.iter().find(|(_, _, _, key, _, _)| *key == kind).map_or("Call", |(_, name, ..)| name);
        draft.fill("subject", name);
        draft.fill("type", kind);
        draft.fill("busy", Value::Null);
        draft.fill("participants", json!([]));
        draft.fill("attendees", json!([]));
    }
}
