//! Projects, in both versions.

use axum::http::Method;
use serde_json::{Value, json};

use super::draft::{Draft, Rules, refusal};
use super::key::{Key, Kind, key};
use super::resource::{Resource, apply, create, delete, live, update};
use crate::Project;
use crate::data::{Owner, Table};
use crate::http::{Answer, Call, Failure, Version, Write};
use crate::json::value;

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

/// v1 has one person, one organization, and another word for labels.
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

pub(crate) static PROJECTS: Resource = Resource {
    table: Table::Projects,
    name: "Project",
    rules: Rules { version: Version::V2, keys: KEYS, custom: Some(Owner::Projects) },
    path: "/projects/{id}",
    prepare,
};

/// The same with the keys of v1; rows are those of v2 until they are shown.
const LEGACY_RULES: Rules = Rules { version: Version::V1, keys: LEGACY_KEYS, custom: None };

const SCOPES: &[&str] = &["projects:full"];

use Version::{V1, V2};

pub(crate) const WRITES: &[Write] = &[
    Write::new(Method::POST, V2, "/projects", (5, SCOPES), |call, body| create(call, body, &PROJECTS)).created(),
    Write::new(Method::PATCH, V2, "/projects/{id}", (5, SCOPES), |call, body| update(call, body, &PROJECTS)),
    Write::new(Method::DELETE, V2, "/projects/{id}", (3, SCOPES), |call, _| delete(call, &PROJECTS)),
    Write::new(Method::POST, V2, "/projects/{id}/archive", (3, SCOPES), |call, _| {
        archive(call).map(|row| Answer::object(|out| value(out, &row)))
    }),
    Write::new(Method::POST, V1, "/projects", (10, SCOPES), |call, body| {
        let mut draft = Draft::read(call, &LEGACY_RULES, body, true)?;
        prepare(call, None, &mut draft)?;
        let id = super::resource::insert(call, &PROJECTS, draft);
        Ok(legacy(super::resource::row(call, &PROJECTS, id)))
    })
    .created(),
    Write::new(Method::PUT, V1, "/projects/{id}", (10, SCOPES), |call, body| {
        let id = live(call, &PROJECTS)?;
        let mut draft = Draft::read(call, &LEGACY_RULES, body, false)?;
        prepare(call, Some(id), &mut draft)?;
        Ok(legacy(apply(call, &PROJECTS, id, draft)))
    }),
    Write::new(Method::DELETE, V1, "/projects/{id}", (6, SCOPES), |call, _| delete(call, &PROJECTS)),
    Write::new(Method::POST, V1, "/projects/{id}/archive", (10, SCOPES), |call, _| archive(call).map(legacy)),
];

/// A phase decides the board, a board alone leads to its first phase; lists are never `null`, and what is archived
/// does not change.
fn prepare(call: &Call<'_>, id: Option<u32>, draft: &mut Draft) -> Result<(), Failure> {
    let before = id.map(|id| Project::new(call.account, id));
    if before.as_ref().is_some_and(Project::is_archived) {
        return Err(archived());
    }
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
    let phases = call.account.phases();
    if let Some(id) = draft.number("phase_id") {
        let board = phases.iter().find(|(phase, _)| *phase == id).map(|(_, board)| *board);
        draft.set("board_id", board);
    } else if let Some(board) = draft.number("board_id") {
        let first = phases.iter().find(|(_, of)| *of == board).map(|(phase, _)| *phase);
        let first = first.ok_or_else(|| refusal(V2, &["board_id: the board has no phases".to_owned()]))?;
        draft.set("phase_id", first);
    }
    let status = before.map(|project| project.status.name());
    if status.is_some_and(|before| draft.text("status").is_some_and(|status| status != before)) {
        draft.set("status_change_time", call.account.present() * 1000);
    }
    Ok(())
}

fn archived() -> Failure {
    Failure::validation(&["archive_time: the project is archived and does not allow changes".to_owned()])
}

fn archive(call: &Call<'_>) -> Result<Value, Failure> {
    let id = live(call, &PROJECTS)?;
    if Project::new(call.account, id).is_archived() {
        return Err(archived());
    }
    let mut draft = Draft::default();
    draft.set("archive_time", call.account.present() * 1000);
    Ok(apply(call, &PROJECTS, id, draft))
}

/// The row as v1 has it.
fn legacy(mut row: Value) -> Answer {
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
