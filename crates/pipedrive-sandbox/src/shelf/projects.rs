//! Projects, in both versions.

use axum::http::Method;
use serde_json::{Value, json};

use super::resource::{Keys, Resource, create, current, delete, update};
use super::{Form, Place, Shelf};
use crate::data::{Owner, PHASES, Table};
use crate::http::{Answer, Call, Failure, Version, Write};
use crate::json::{MilliTime, value};
use crate::write::{Draft, Key, Kind, Rules, key};

pub(crate) static PROJECTS: Shelf = Shelf {
    table: Table::Projects,
    missing: || Failure::not_found("Project"),
    key: "id",
    places: &[
        Place::plain(Version::V2, "/projects/{id}", Form::One),
        Place::plain(Version::V2, "/projects", Form::List).keeping(|row| row["archive_time"].is_null()),
        Place::plain(Version::V2, "/projects/archived", Form::List).keeping(|row| !row["archive_time"].is_null()),
    ],
    filters: &[
        ("status", "status"),
        ("phase_id", "phase_id"),
        ("deal_id", "deal_ids"),
        ("person_id", "person_ids"),
        ("org_id", "org_ids"),
    ],
    deleted: Some(("status", "\"deleted\"")),
};

const STATUSES: &[&str] = &["open", "completed", "canceled"];

const KEYS: &[Key] = &[
    key("title", Kind::Name).required(),
    key("description", Kind::Text),
    key("status", Kind::Word(STATUSES)).filled(),
    key("board_id", Kind::Record(Table::Boards)).filled(),
    key("phase_id", Kind::Record(Table::Phases)).filled(),
    key("owner_id", Kind::User).filled(),
    key("start_date", Kind::Day),
    key("end_date", Kind::Day),
    key("deal_ids", Kind::Records(Table::Deals)),
    key("person_ids", Kind::Records(Table::Persons)),
    key("org_ids", Kind::Records(Table::Organizations)),
    key("label_ids", Kind::Choices(Owner::Projects, "label_ids")),
    key("health_status", Kind::Choice(Owner::Projects, "health_status")),
    key("template_id", Kind::Integer),
];

/// v1 has one person, one organization, and no word for labels.
const LEGACY_KEYS: &[Key] = &[
    key("title", Kind::Name).required(),
    key("description", Kind::Text),
    key("status", Kind::Word(STATUSES)).filled(),
    key("board_id", Kind::Record(Table::Boards)).filled(),
    key("phase_id", Kind::Record(Table::Phases)).filled(),
    key("owner_id", Kind::User).filled(),
    key("start_date", Kind::Day),
    key("end_date", Kind::Day),
    key("deal_ids", Kind::Records(Table::Deals)),
    key("person_id", Kind::Record(Table::Persons)),
    key("org_id", Kind::Record(Table::Organizations)),
    key("labels", Kind::Choices(Owner::Projects, "label_ids")),
    key("health_status", Kind::Choice(Owner::Projects, "health_status")),
    key("template_id", Kind::Integer).on_create(),
];

const fn writes(version: Version, keys: &'static [Key], custom: Option<Owner>) -> Resource {
    let rules = Rules { version, keys, custom };
    Resource {
        shelf: &PROJECTS,
        rules,
        keys: Keys::From(1_000_001),
        blank,
        prepare: |call, before, draft| {
            prepare(call, before, draft);
            Ok(())
        },
    }
}

static PROJECT_WRITES: Resource = writes(Version::V2, KEYS, Some(Owner::Projects));
static LEGACY_WRITES: Resource = writes(Version::V1, LEGACY_KEYS, None);

const SCOPES: &[&str] = &["projects:full"];

use Version::{V1, V2};

pub(super) const WRITES: &[Write] = &[
    Write::new(Method::POST, V2, "/projects", (5, SCOPES), |call, body| create(call, body, &PROJECT_WRITES)).created(),
    Write::new(Method::PATCH, V2, "/projects/{id}", (5, SCOPES), |call, body| {
        active(call)?;
        update(call, body, &PROJECT_WRITES)
    }),
    Write::new(Method::DELETE, V2, "/projects/{id}", (3, SCOPES), |call, _| delete(call, &PROJECTS)),
    Write::new(Method::POST, V2, "/projects/{id}/archive", (3, SCOPES), |call, _| archive(call)),
    Write::new(Method::POST, V1, "/projects", (10, SCOPES), |call, body| {
        create(call, body, &LEGACY_WRITES).map(legacy)
    })
    .created(),
    Write::new(Method::PUT, V1, "/projects/{id}", (10, SCOPES), |call, body| {
        active(call)?;
        update(call, body, &LEGACY_WRITES).map(legacy)
    }),
    Write::new(Method::DELETE, V1, "/projects/{id}", (6, SCOPES), |call, _| delete(call, &PROJECTS)),
    Write::new(Method::POST, V1, "/projects/{id}/archive", (10, SCOPES), |call, _| archive(call).map(legacy)),
];

fn blank(call: &Call<'_>) -> Value {
    let now = MilliTime(call.account.present() * 1000);
    let custom: serde_json::Map<String, Value> =
        call.account.custom_fields(Owner::Projects).iter().map(|field| (field.key.clone(), Value::Null)).collect();
    json!({
        "description": null, "status": "open", "board_id": 1, "phase_id": 1, "owner_id": 1, "start_date": null,
        "end_date": null, "deal_ids": [], "person_ids": [], "org_ids": [], "label_ids": [], "health_status": null,
        "add_time": now, "update_time": now, "status_change_time": now, "archive_time": null, "custom_fields": custom,
    })
}

/// A phase decides the board, a board alone leads to its first phase; lists are never `null`.
fn prepare(call: &Call<'_>, before: Option<&Value>, draft: &mut Draft) {
    let now = json!(MilliTime(call.account.present() * 1000));
    draft.values.remove("template_id");
    for (old, new) in [("person_id", "person_ids"), ("org_id", "org_ids")] {
        if let Some(id) = draft.values.remove(old) {
            draft.set(new, if id.is_null() { json!([]) } else { json!([id]) });
        }
    }
    if let Some(labels) = draft.values.remove("labels") {
        draft.set("label_ids", labels);
    }
    for name in ["deal_ids", "person_ids", "org_ids", "label_ids"] {
        if draft.values.get(name) == Some(&Value::Null) {
            draft.set(name, json!([]));
        }
    }
    let phase = |id: u32| PHASES.iter().find(|phase| phase.id == id).map(|phase| phase.board_id);
    let made =
        |id: u32| call.account.document(Table::Phases, &id.to_string()).map(|made| made.members["board_id"].clone());
    if let Some(id) = draft.number("phase_id") {
        let board = made(id).or_else(|| phase(id).map(Value::from)).unwrap_or_default();
        draft.set("board_id", board);
    } else if let Some(board) = draft.number("board_id") {
        let first = PHASES.iter().find(|phase| phase.board_id == board).map(|phase| phase.id);
        draft.set("phase_id", first);
    }
    if let Some(row) = before {
        if draft.text("status").is_some_and(|status| row["status"] != status) {
            draft.set("status_change_time", now.clone());
        }
        draft.set("update_time", now);
    }
}

/// Archived projects do not change.
fn active(call: &Call<'_>) -> Result<(), Failure> {
    let row = current(call, &PROJECTS)?;
    if row["archive_time"].is_null() {
        return Ok(());
    }
    Err(Failure::validation(&["archive_time: the project is archived and does not allow changes".to_owned()]))
}

fn archive(call: &Call<'_>) -> Result<Answer, Failure> {
    active(call)?;
    let now = json!(MilliTime(call.account.present() * 1000));
    call.account.shelve(Table::Projects, &call.key, |document| {
        document.members.insert("archive_time".to_owned(), now.clone());
        document.members.insert("update_time".to_owned(), now);
    });
    let row = current(call, &PROJECTS)?;
    Ok(Answer::object(|out| value(out, &row)))
}

/// The row as v1 has it.
fn legacy(answer: Answer) -> Answer {
    let mut row = super::data(answer).unwrap_or_default();
    row["person_id"] = row["person_ids"][0].take();
    row["org_id"] = row["org_ids"][0].take();
    row["labels"] = row["label_ids"].take();
    if let Some(members) = row.as_object_mut() {
        for name in ["person_ids", "org_ids", "label_ids", "custom_fields"] {
            members.remove(name);
        }
    }
    Answer::object(|out| value(out, &row))
}
