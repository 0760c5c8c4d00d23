//! Leads.

use axum::http::Method;
use serde_json::{Value, json};

use super::draft::{Draft, Rules};
use super::key::{Key, Kind, key};
use super::resource::{Resource, create, delete, update};
use crate::Lead;
use crate::data::{Owner, Table};
use crate::http::{Call, Failure, Version, Write};

const KEYS: &[Key] = &[
    key("title", Kind::Name).required(),
    key("owner_id", Kind::User).filled(),
    key("label_ids", Kind::LeadLabels).filled(),
    key("person_id", Kind::Record(Table::Persons)),
    key("organization_id", Kind::Record(Table::Organizations)),
    key("is_archived", Kind::Flag).filled().on_update(),
    key("value", Kind::Money),
    key("expected_close_date", Kind::Day),
    key("visible_to", Kind::Word(&["1", "3", "5", "7"])).filled(),
    key("was_seen", Kind::Flag).filled(),
    key("origin_id", Kind::Text).on_create(),
    key("channel", Kind::Choice(Owner::Deals, "channel")),
    key("channel_id", Kind::Text),
];

pub(crate) static LEADS: Resource = Resource {
    table: Table::Leads,
    name: "Lead",
    rules: Rules { version: Version::V1, keys: KEYS, custom: Some(Owner::Deals) },
    path: "/leads/{id}",
    prepare,
};

const CHANGE: (u32, &[&str]) = (10, &["leads:full"]);
const REMOVE: (u32, &[&str]) = (6, &["leads:full"]);

pub(crate) const WRITES: &[Write] = &[
    Write::new(Method::POST, Version::V1, "/leads", CHANGE, |call, body| create(call, body, &LEADS)).created(),
    Write::new(Method::PATCH, Version::V1, "/leads/{id}", CHANGE, |call, body| update(call, body, &LEADS)),
    Write::new(Method::DELETE, Version::V1, "/leads/{id}", REMOVE, |call, _| delete(call, &LEADS)),
];

/// A lead belongs to a person or to an organization, always.
fn prepare(call: &Call<'_>, id: Option<u32>, draft: &mut Draft) -> Result<(), Failure> {
    let before = id.map(|id| Lead::new(call.account, id));
    let stays = |name: &str, before: Option<u32>| match draft.values.get(name) {
        Some(given) => !given.is_null(),
        None => before.is_some(),
    };
    let person = stays("person_id", before.as_ref().and_then(|lead| lead.person_id));
    let organization = stays("organization_id", before.as_ref().and_then(|lead| lead.organization_id));
    if !person && !organization {
        return Err(Failure::bad_request());
    }
    if before.as_ref().is_some_and(|lead| lead.is_archived) {
        let leaves = draft.flag("is_archived") == Some(false);
        if !leaves && draft.values.keys().any(|name| name != "is_archived") {
            return Err(Failure::bad_request());
        }
    }
    if id.is_none() {
        draft.fill("label_ids", json!([]));
        draft.fill("visible_to", "3");
        draft.fill("origin", "API");
        draft.fill("source_name", "API");
        draft.fill("channel", Value::Null);
    }
    Ok(())
}
