//! Lead labels and activity types.

use axum::http::Method;
use serde_json::{Value, json};

use super::resource::{Keys, Resource, create, delete, remove, update};
use super::{Form, Place, Shelf};
use crate::data::Table;
use crate::http::{Answer, Call, Failure, Version, Write};
use crate::json::{LegacyTime, MilliTime, value};
use crate::write::{Draft, Key, Kind, Rules, key};

pub(crate) static LEAD_LABELS: Shelf = Shelf {
    table: Table::Labels,
    missing: || Failure::not_found("Lead label"),
    key: "id",
    places: &[Place::plain(Version::V1, "/leadLabels", Form::List)],
    filters: &[],
    deleted: None,
};

pub(crate) static ACTIVITY_TYPES: Shelf = Shelf {
    table: Table::ActivityTypes,
    missing: || Failure::not_found("Activity type"),
    key: "id",
    places: &[Place::plain(Version::V1, "/activityTypes", Form::List)],
    filters: &[],
    deleted: None,
};

const COLORS: &[&str] = &["blue", "brown", "dark-gray", "gray", "green", "orange", "pink", "purple", "red", "yellow"];

const ICONS: &[&str] = &[
    "task",
    "email",
    "meeting",
    "deadline",
    "call",
    "lunch",
    "calendar",
    "downarrow",
    "document",
    "smartphone",
    "camera",
    "scissors",
    "cogs",
    "bubble",
    "uparrow",
    "checkbox",
    "signpost",
    "shuffle",
    "addressbook",
    "linegraph",
    "picture",
    "car",
    "world",
    "search",
    "clip",
    "sound",
    "brush",
    "key",
    "padlock",
    "pricetag",
    "suitcase",
    "finish",
    "plane",
    "loop",
    "wifi",
    "truck",
    "cart",
    "bulb",
    "bell",
    "presentation",
];

const LABEL: &[Key] = &[key("name", Kind::Name).required(), key("color", Kind::Word(COLORS)).required()];

const TYPE: &[Key] = &[
    key("name", Kind::Name).required(),
    key("icon_key", Kind::Word(ICONS)).required(),
    key("color", Kind::Text),
    key("order_nr", Kind::Integer).filled().on_update(),
];

static LABEL_WRITES: Resource = Resource {
    shelf: &LEAD_LABELS,
    rules: Rules { version: Version::V1, keys: LABEL, custom: None },
    keys: Keys::Uuid,
    blank: |call| {
        let now = MilliTime(call.account.present() * 1000);
        json!({"add_time": now, "update_time": now})
    },
    prepare: |call, before, draft| {
        if before.is_some() {
            draft.set("update_time", json!(MilliTime(call.account.present() * 1000)));
        }
        Ok(())
    },
};

static TYPE_WRITES: Resource = Resource {
    shelf: &ACTIVITY_TYPES,
    rules: Rules { version: Version::V1, keys: TYPE, custom: None },
    keys: Keys::From(9),
    blank: |call| {
        let number = call.account.next_document_id(Table::ActivityTypes, 9);
        json!({"order_nr": number, "active_flag": true, "color": null, "is_custom_flag": true,
            "add_time": LegacyTime(call.account.present()), "update_time": null})
    },
    prepare: prepare_type,
};

const LABELS: (u32, &[&str]) = (10, &["leads:full"]);
const TYPES: (u32, &[&str]) = (10, &["admin"]);

pub(super) const WRITES: &[Write] = &[
    Write::new(Method::POST, Version::V1, "/leadLabels", LABELS, |call, body| create(call, body, &LABEL_WRITES)),
    Write::new(Method::PATCH, Version::V1, "/leadLabels/{id}", LABELS, |call, body| update(call, body, &LABEL_WRITES)),
    Write::new(Method::DELETE, Version::V1, "/leadLabels/{id}", (6, &["leads:full"]), |call, _| {
        delete(call, &LEAD_LABELS)
    }),
    Write::new(Method::POST, Version::V1, "/activityTypes", TYPES, |call, body| create(call, body, &TYPE_WRITES)),
    Write::new(Method::PUT, Version::V1, "/activityTypes/{id}", TYPES, |call, body| update(call, body, &TYPE_WRITES)),
    Write::new(Method::DELETE, Version::V1, "/activityTypes/{id}", (6, &["admin"]), |call, _| {
        let mut row = remove(call, &ACTIVITY_TYPES)?;
        row["active_flag"] = json!(false);
        Ok(Answer::object(|out| value(out, &row)))
    }),
];

/// The key follows from the name once, when the type is made.
fn prepare_type(call: &Call<'_>, before: Option<&Value>, draft: &mut Draft) -> Result<(), Failure> {
    if before.is_some() {
        draft.set("update_time", json!(LegacyTime(call.account.present())));
        return Ok(());
    }
    let name = draft.text("name").unwrap_or_default().to_lowercase();
    let key: String = name.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    if call.account.activity_kind(&key).is_some() {
        return Err(Failure::bad_request());
    }
    call.account.name_activity_kind(&key);
    draft.set("key_string", key);
    Ok(())
}
