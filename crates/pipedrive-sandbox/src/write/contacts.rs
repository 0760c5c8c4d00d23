//! Persons and organizations.

use axum::http::Method;
use serde_json::{Value, json};

use super::deals::VISIBILITIES;
use super::draft::{Draft, Rules};
use super::key::{Key, Kind, key};
use super::resource::{Resource, create, delete, update};
use crate::data::{Owner, Table};
use crate::http::{Call, Failure, Version, Write};

const PERSON: &[Key] = &[
    key("name", Kind::Name).filled(),
    key("first_name", Kind::Text),
    key("last_name", Kind::Text),
    key("owner_id", Kind::User).filled(),
    key("org_id", Kind::Record(Table::Organizations)),
    key("add_time", Kind::Time).on_create().filled(),
    key("emails", Kind::Contacts),
    key("phones", Kind::Contacts),
    key("visible_to", Kind::Code(VISIBILITIES)).filled(),
    key("label_ids", Kind::Choices(Owner::Persons, "label_ids")),
    key("postal_address", Kind::Address),
    key("notes", Kind::Text),
    key("im", Kind::Contacts),
    key("birthday", Kind::Day),
    key("job_title", Kind::Text),
    key("marketing_status", Kind::Word(&["no_consent", "unsubscribed", "subscribed", "archived"])).filled(),
];

const ORGANIZATION: &[Key] = &[
    key("name", Kind::Name).required(),
    key("owner_id", Kind::User).filled(),
    key("add_time", Kind::Time).on_create().filled(),
    key("visible_to", Kind::Code(VISIBILITIES)).filled(),
    key("label_ids", Kind::Choices(Owner::Organizations, "label_ids")),
    key("address", Kind::Address),
    key("website", Kind::Text),
    key("linkedin", Kind::Text),
    key("industry", Kind::Choice(Owner::Organizations, "industry")),
    key("annual_revenue", Kind::Integer),
    key("employee_count", Kind::Integer),
];

pub(crate) static PERSONS: Resource = Resource {
    table: Table::Persons,
    name: "Person",
    rules: Rules { version: Version::V2, keys: PERSON, custom: Some(Owner::Persons) },
    path: "/persons/{id}",
    prepare: prepare_person,
};

pub(crate) static ORGANIZATIONS: Resource = Resource {
    table: Table::Organizations,
    name: "Organization",
    rules: Rules { version: Version::V2, keys: ORGANIZATION, custom: Some(Owner::Organizations) },
    path: "/organizations/{id}",
    prepare: |call, before, draft| {
        prepare_organization(call, before, draft);
        Ok(())
    },
};

const CHANGE: (u32, &[&str]) = (5, &["contacts:full"]);
const REMOVE: (u32, &[&str]) = (3, &["contacts:full"]);

pub(crate) const WRITES: &[Write] = &[
    Write::new(Method::POST, Version::V2, "/persons", CHANGE, |call, body| create(call, body, &PERSONS)),
    Write::new(Method::PATCH, Version::V2, "/persons/{id}", CHANGE, |call, body| update(call, body, &PERSONS)),
    Write::new(Method::DELETE, Version::V2, "/persons/{id}", REMOVE, |call, _| delete(call, &PERSONS)),
    Write::new(Method::POST, Version::V2, "/organizations", CHANGE, |call, body| create(call, body, &ORGANIZATIONS)),
    Write::new(Method::PATCH, Version::V2, "/organizations/{id}", CHANGE, |call, body| {
        update(call, body, &ORGANIZATIONS)
    }),
    Write::new(Method::DELETE, Version::V2, "/organizations/{id}", REMOVE, |call, _| delete(call, &ORGANIZATIONS)),
];

/// Whole name and parts follow from each other; the lists are never `null`.
fn prepare_person(call: &Call<'_>, id: Option<u32>, draft: &mut Draft) -> Result<(), Failure> {
    let parts = ["first_name", "last_name"];
    if let Some(name) = draft.text("name").map(str::to_owned) {
        let (first, last) = match name.trim().split_once(' ') {
            Some((first, last)) => (first.to_owned(), Some(last.trim().to_owned())),
            None => (name.trim().to_owned(), None),
        };
        draft.fill("first_name", first);
        draft.fill("last_name", last);
    } else if parts.iter().any(|part| draft.values.contains_key(*part)) {
        let before = id.map(|id| crate::Person::new(call.account, id).names(call.account));
        let (first, last) = before.unwrap_or_default();
        draft.fill("first_name", first);
        draft.fill("last_name", last);
        let given: Vec<&str> =
            parts.iter().filter_map(|part| draft.text(part)).filter(|part| !part.is_empty()).collect();
        draft.set("name", given.join(" "));
    }
    if id.is_none() && draft.text("name").is_none_or(str::is_empty) {
        return Err(Failure::validation(&["name: Parameter 'name' is required".to_owned()]));
    }
    for name in ["emails", "phones", "im", "label_ids"] {
        if draft.values.get(name) == Some(&Value::Null) {
            draft.set(name, json!([]));
        }
    }
    if id.is_none() {
        draft.fill("visible_to", 3);
    }
    Ok(())
}

fn prepare_organization(_: &Call<'_>, id: Option<u32>, draft: &mut Draft) {
    if draft.values.get("label_ids") == Some(&Value::Null) {
        draft.set("label_ids", json!([]));
    }
    if id.is_none() {
        draft.fill("visible_to", 3);
    }
}
