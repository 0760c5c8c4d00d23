//! Relationships between organizations.

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::resource::{Keys, Resource, create, delete, update};
use super::{Form, Place, Shelf};
use crate::data::Table;
use crate::http::{Call, Failure, Version, Write};
use crate::json::LegacyTime;
use crate::v1::relationship_end;
use crate::write::{Draft, Key, Kind, Rules, key};

pub(crate) static RELATIONSHIPS: Shelf = Shelf {
    table: Table::Relationships,
    missing: || Failure::not_found("Organization relationship"),
    key: "id",
    places: &[
        Place::plain(Version::V1, "/organizationRelationships/{id}", Form::One).shaped(describe),
        Place::plain(Version::V1, "/organizationRelationships", Form::List)
            .shaped(describe)
            .keeping(|row| !row["calculated_type"].is_null()),
    ],
    filters: &[],
    deleted: None,
};

const KEYS: &[Key] = &[
    key("org_id", Kind::Record(Table::Organizations)).filled(),
    key("type", Kind::Word(&["parent", "related"])).required(),
    key("rel_owner_org_id", Kind::Record(Table::Organizations)).required(),
    key("rel_linked_org_id", Kind::Record(Table::Organizations)).required(),
];

static RELATIONSHIP_WRITES: Resource = Resource {
    shelf: &RELATIONSHIPS,
    rules: Rules { version: Version::V1, keys: KEYS, custom: None },
    keys: Keys::From(1_000_001),
    blank: |call| json!({"add_time": LegacyTime(call.account.present()), "update_time": null, "active_flag": "true"}),
    prepare,
};

const CHANGE: (u32, &[&str]) = (10, &["contacts:full"]);
const ONE: &str = "/organizationRelationships/{id}";

pub(super) const WRITES: &[Write] = &[
    Write::new(Method::POST, Version::V1, "/organizationRelationships", CHANGE, |call, body| {
        create(call, body, &RELATIONSHIP_WRITES)
    }),
    Write::new(Method::PUT, Version::V1, ONE, CHANGE, |call, body| update(call, body, &RELATIONSHIP_WRITES)),
    Write::new(Method::DELETE, Version::V1, ONE, (6, &["contacts:full"]), |call, _| delete(call, &RELATIONSHIPS)),
];

/// Organizations are kept by id.
fn prepare(call: &Call<'_>, before: Option<&Value>, draft: &mut Draft) -> Result<(), Failure> {
    draft.values.remove("org_id");
    let end = |name: &str| {
        let given = draft.number(name).map(u64::from);
        given.or_else(|| before.and_then(|row| row[name]["value"].as_u64()))
    };
    let (owner, linked) = (end("rel_owner_org_id"), end("rel_linked_org_id"));
    if owner == linked {
        return Err(Failure::bad_request());
    }
    draft.set("rel_owner_org_id", json!(owner));
    draft.set("rel_linked_org_id", json!(linked));
    if before.is_some() {
        draft.set("update_time", json!(LegacyTime(call.account.present())));
    }
    Ok(())
}

/// The row, with the organizations behind the ids, as seen from one of them.
fn describe(call: &Call<'_>, members: &Map<String, Value>) -> Value {
    let mut row = Value::Object(members.clone());
    let end = |name: &str| members.get(name).and_then(Value::as_u64).and_then(|id| u32::try_from(id).ok());
    let (owner, linked) = (end("rel_owner_org_id"), end("rel_linked_org_id"));
    for (name, id) in [("rel_owner_org_id", owner), ("rel_linked_org_id", linked)] {
        row[name] = json!(id.map(|id| relationship_end(call.account, id)));
    }
    let is_parent = members.get("type") == Some(&json!("parent"));
    let seen = match call.query.number("org_id") {
        Some(base) if Some(base) == owner => Some((linked, if is_parent { "daughter" } else { "related" })),
        Some(base) if Some(base) == linked => Some((owner, if is_parent { "parent" } else { "related" })),
        _ => None,
    };
    row["calculated_type"] = json!(seen.map(|(_, kind)| kind));
    row["calculated_related_org_id"] = json!(seen.and_then(|(id, _)| id));
    row
}
