//! Tasks of projects, in both versions.

use axum::http::Method;
use serde_json::{Value, json};

use super::resource::{Keys, Resource, create, delete, update};
use super::{Form, Place, Shelf};
use crate::data::Table;
use crate::http::{Answer, Call, Failure, Version, Write};
use crate::json::{MilliTime, value};
use crate::write::{Draft, Key, Kind, Rules, key};

pub(crate) static TASKS: Shelf = Shelf {
    table: Table::Tasks,
    missing: || Failure::not_found("Task"),
    key: "id",
    places: &[Place::plain(Version::V2, "/tasks/{id}", Form::One), Place::plain(Version::V2, "/tasks", Form::List)],
    filters: &[
        ("is_done", "is_done"),
        ("is_milestone", "is_milestone"),
        ("assignee_id", "assignee_ids"),
        ("project_id", "project_id"),
        ("parent_task_id", "parent_task_id"),
    ],
    deleted: None,
};

/// What is written is not called what is read: `done` and `milestone`, 0 or 1.
const KEYS: &[Key] = &[
    key("title", Kind::Name).required(),
    key("project_id", Kind::Record(Table::Projects)).required(),
    key("parent_task_id", Kind::Record(Table::Tasks)),
    key("description", Kind::Text),
    key("done", Kind::Bit).filled(),
    key("milestone", Kind::Bit).filled(),
    key("due_date", Kind::Day),
    key("start_date", Kind::Day),
    key("assignee_id", Kind::User),
    key("assignee_ids", Kind::Users),
    key("priority", Kind::Integer),
];

const LEGACY_KEYS: &[Key] = &[
    key("title", Kind::Name).required(),
    key("project_id", Kind::Record(Table::Projects)).required(),
    key("description", Kind::Text),
    key("parent_task_id", Kind::Record(Table::Tasks)),
    key("assignee_id", Kind::User),
    key("assignee_ids", Kind::Users),
    key("done", Kind::Bit).filled(),
    key("due_date", Kind::Day),
];

const fn writes(version: Version, keys: &'static [Key]) -> Resource {
    let rules = Rules { version, keys, custom: None };
    Resource {
        shelf: &TASKS,
        rules,
        keys: Keys::From(1_000_001),
        blank,
        prepare: |call, before, draft| {
            prepare(call, before, draft);
            Ok(())
        },
    }
}

static TASK_WRITES: Resource = writes(Version::V2, KEYS);
static LEGACY_WRITES: Resource = writes(Version::V1, LEGACY_KEYS);

const SCOPES: &[&str] = &["projects:full"];

use Version::{V1, V2};

pub(super) const WRITES: &[Write] = &[
    Write::new(Method::POST, V2, "/tasks", (5, SCOPES), |call, body| create(call, body, &TASK_WRITES)).created(),
    Write::new(Method::PATCH, V2, "/tasks/{id}", (5, SCOPES), |call, body| update(call, body, &TASK_WRITES)),
    Write::new(Method::DELETE, V2, "/tasks/{id}", (3, SCOPES), |call, _| delete(call, &TASKS)),
    Write::new(Method::POST, V1, "/tasks", (10, SCOPES), |call, body| create(call, body, &LEGACY_WRITES).map(legacy))
        .created(),
    Write::new(Method::PUT, V1, "/tasks/{id}", (10, SCOPES), |call, body| {
        update(call, body, &LEGACY_WRITES).map(legacy)
    }),
    Write::new(Method::DELETE, V1, "/tasks/{id}", (6, SCOPES), |call, _| delete(call, &TASKS)),
];

fn blank(call: &Call<'_>) -> Value {
    let now = MilliTime(call.account.present() * 1000);
    json!({
        "creator_id": 1, "description": null, "is_done": false, "is_milestone": false, "due_date": null,
        "start_date": null, "parent_task_id": null, "assignee_ids": [], "priority": null, "add_time": now,
        "update_time": now, "marked_as_done_time": null,
    })
}

/// Writing has other words than reading, and one assignee is a list of one.
fn prepare(call: &Call<'_>, before: Option<&Value>, draft: &mut Draft) {
    let now = json!(MilliTime(call.account.present() * 1000));
    if let Some(done) = draft.values.remove("done") {
        let was_done = before.is_some_and(|row| row["is_done"] == true);
        match (done == true, was_done) {
            (true, false) => draft.set("marked_as_done_time", now.clone()),
            (false, _) => draft.set("marked_as_done_time", Value::Null),
            _ => {}
        }
        draft.set("is_done", done);
    }
    if let Some(milestone) = draft.values.remove("milestone") {
        draft.set("is_milestone", milestone);
    }
    if let Some(assignee) = draft.values.remove("assignee_id") {
        draft.fill("assignee_ids", if assignee.is_null() { json!([]) } else { json!([assignee]) });
    }
    if draft.values.get("assignee_ids") == Some(&Value::Null) {
        draft.set("assignee_ids", json!([]));
    }
    if before.is_some() {
        draft.set("update_time", now);
    }
}

/// The row as v1 has it.
fn legacy(answer: Answer) -> Answer {
    let mut row = super::data(answer).unwrap_or_default();
    row["done"] = json!(u8::from(row["is_done"] == true));
    row["assignee_id"] = row["assignee_ids"][0].clone();
    if let Some(members) = row.as_object_mut() {
        for name in ["is_done", "is_milestone", "start_date", "priority"] {
            members.remove(name);
        }
    }
    Answer::object(|out| value(out, &row))
}
