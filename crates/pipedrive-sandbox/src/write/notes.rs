//! Notes.

use axum::http::Method;
use serde_json::json;

use super::draft::{Draft, Rules};
use super::key::{Key, Kind, key};
use super::resource::{Resource, create, live, remove, update};
use crate::Note;
use crate::data::Table;
use crate::http::{Answer, Call, Failure, Version, Write};
use crate::json::value;

const KEYS: &[Key] = &[
    key("content", Kind::Name).required(),
    key("lead_id", Kind::Lead),
    key("deal_id", Kind::Record(Table::Deals)),
    key("person_id", Kind::Record(Table::Persons)),
    key("org_id", Kind::Record(Table::Organizations)),
    key("project_id", Kind::Record(Table::Projects)),
    key("task_id", Kind::Record(Table::Tasks)),
    key("user_id", Kind::User).filled(),
    key("add_time", Kind::Time).filled(),
    key("pinned_to_lead_flag", Kind::Bit).filled(),
    key("pinned_to_deal_flag", Kind::Bit).filled(),
    key("pinned_to_organization_flag", Kind::Bit).filled(),
    key("pinned_to_person_flag", Kind::Bit).filled(),
    key("pinned_to_project_flag", Kind::Bit).filled(),
    key("pinned_to_task_flag", Kind::Bit).filled(),
];

/// What a note can be attached to, and the flag that pins it there.
const PARENTS: [(&str, &str); 6] = [
    ("lead_number", "pinned_to_lead_flag"),
    ("deal_id", "pinned_to_deal_flag"),
    ("org_id", "pinned_to_organization_flag"),
    ("person_id", "pinned_to_person_flag"),
    ("project_id", "pinned_to_project_flag"),
    ("task_id", "pinned_to_task_flag"),
];

pub(crate) static NOTES: Resource = Resource {
    table: Table::Notes,
    name: "Note",
    rules: Rules { version: Version::V1, keys: KEYS, custom: None },
    path: "/notes/{id}",
    prepare,
};

const SCOPES: &[&str] = &["deals:full", "contacts:full"];
const CHANGE: (u32, &[&str]) = (10, SCOPES);

pub(crate) const WRITES: &[Write] = &[
    Write::new(Method::POST, Version::V1, "/notes", CHANGE, |call, body| create(call, body, &NOTES)),
    Write::new(Method::PUT, Version::V1, "/notes/{id}", CHANGE, |call, body| update(call, body, &NOTES)),
    Write::new(Method::DELETE, Version::V1, "/notes/{id}", (6, SCOPES), |call, _| delete_note(call)),
];

/// A note is attached to something, always, and pinned only to what it is attached to.
fn prepare(call: &Call<'_>, id: Option<u32>, draft: &mut Draft) -> Result<(), Failure> {
    let before = id.map(|id| Note::new(call.account, id));
    let was = |name: &str| {
        before.as_ref().is_some_and(|note| match name {
            "lead_number" => note.lead_number.is_some(),
            "deal_id" => note.deal_id.is_some(),
            "org_id" => note.org_id.is_some(),
            "person_id" => note.person_id.is_some(),
            name => note.attached(call.account, name).is_some(),
        })
    };
    let is_attached = |name: &str| draft.values.get(name).map_or_else(|| was(name), |given| !given.is_null());
    let attached: Vec<bool> = PARENTS.iter().map(|(name, _)| is_attached(name)).collect();
    let pins_elsewhere =
        PARENTS.iter().zip(&attached).any(|((_, flag), attached)| draft.flag(flag) == Some(true) && !attached);
    if !attached.contains(&true) || pins_elsewhere {
        return Err(Failure::bad_request());
    }
    Ok(())
}

fn delete_note(call: &Call<'_>) -> Result<Answer, Failure> {
    let id = live(call, &NOTES)?;
    remove(call, Table::Notes, id);
    Ok(Answer::object(|out| value(out, &json!(true))))
}
