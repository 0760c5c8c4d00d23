//! Boards and phases of projects.

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::resource::{Keys, Resource, create, delete, update};
use super::{Form, Place, Shelf};
use crate::data::Table;
use crate::http::{Call, Failure, Version, Write};
use crate::json::MilliTime;
use crate::write::{Draft, Key, Kind, Rules, key};

pub(crate) static BOARDS: Shelf = Shelf {
    table: Table::Boards,
    missing: || Failure::not_found("Board"),
    key: "id",
    places: &[
        Place::plain(Version::V2, "/boards/{id}", Form::One),
        Place::plain(Version::V2, "/boards", Form::List),
        Place::plain(Version::V1, "/projects/boards/{id}", Form::One).shaped(legacy),
        Place::plain(Version::V1, "/projects/boards", Form::List).shaped(legacy),
    ],
    filters: &[],
    deleted: None,
};

pub(crate) static PHASES: Shelf = Shelf {
    table: Table::Phases,
    missing: || Failure::not_found("Phase"),
    key: "id",
    places: &[
        Place::plain(Version::V2, "/phases/{id}", Form::One),
        Place::plain(Version::V2, "/phases", Form::List),
        Place::plain(Version::V1, "/projects/phases/{id}", Form::One).shaped(legacy),
        Place::plain(Version::V1, "/projects/phases", Form::List).shaped(legacy),
    ],
    filters: &[("board_id", "board_id")],
    deleted: None,
};

/// v1 spells times with a blank.
fn legacy(_: &Call<'_>, members: &Map<String, Value>) -> Value {
    let mut row = Value::Object(members.clone());
    for name in ["add_time", "update_time"] {
        if let Some(time) = row[name].as_str() {
            row[name] = json!(time.replace('T', " ").trim_end_matches('Z'));
        }
    }
    row
}

const BOARD: &[Key] = &[key("name", Kind::Name).required(), key("order_nr", Kind::Integer).filled()];

const PHASE: &[Key] = &[
    key("name", Kind::Name).required(),
    key("board_id", Kind::Record(Table::Boards)).required(),
    key("order_nr", Kind::Integer).filled(),
];

fn blank(call: &Call<'_>) -> Value {
    let now = MilliTime(call.account.present() * 1000);
    json!({"order_nr": 1, "add_time": now, "update_time": now})
}

fn touch(call: &Call<'_>, before: Option<&Value>, draft: &mut Draft) {
    if before.is_some() {
        draft.set("update_time", json!(MilliTime(call.account.present() * 1000)));
    }
}

static BOARD_WRITES: Resource = Resource {
    shelf: &BOARDS,
    rules: Rules { version: Version::V2, keys: BOARD, custom: None },
    keys: Keys::From(101),
    blank,
    prepare: |call, before, draft| {
        touch(call, before, draft);
        Ok(())
    },
};

static PHASE_WRITES: Resource = Resource {
    shelf: &PHASES,
    rules: Rules { version: Version::V2, keys: PHASE, custom: None },
    keys: Keys::From(101),
    blank,
    prepare: |call, before, draft| {
        touch(call, before, draft);
        Ok(())
    },
};

const CHANGE: (u32, &[&str]) = (5, &["projects:full"]);
const REMOVE: (u32, &[&str]) = (3, &["projects:full"]);

pub(super) const WRITES: &[Write] = &[
    Write::new(Method::POST, Version::V2, "/boards", CHANGE, |call, body| create(call, body, &BOARD_WRITES)),
    Write::new(Method::PATCH, Version::V2, "/boards/{id}", CHANGE, |call, body| update(call, body, &BOARD_WRITES)),
    Write::new(Method::DELETE, Version::V2, "/boards/{id}", REMOVE, |call, _| delete(call, &BOARDS)),
    Write::new(Method::POST, Version::V2, "/phases", CHANGE, |call, body| create(call, body, &PHASE_WRITES)),
    Write::new(Method::PATCH, Version::V2, "/phases/{id}", CHANGE, |call, body| update(call, body, &PHASE_WRITES)),
    Write::new(Method::DELETE, Version::V2, "/phases/{id}", REMOVE, |call, _| delete(call, &PHASES)),
];
