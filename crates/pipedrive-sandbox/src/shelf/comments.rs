//! Comments on notes.

use axum::http::Method;
use serde_json::{Value, json};

use super::resource::{Keys, Resource, create, remove, update};
use super::{Form, Place, Shelf};
use crate::Account;
use crate::data::Table;
use crate::http::{Answer, Call, Failure, Version, Write};
use crate::json::{MilliTime, value};
use crate::write::{Key, Kind, Rules, key};

pub(crate) static COMMENTS: Shelf = Shelf {
    table: Table::Comments,
    missing: || Failure::not_found("Comment"),
    key: "uuid",
    places: &[
        Place::plain(Version::V1, "/notes/{id}/comments/{commentId}", Form::One),
        Place::plain(Version::V1, "/notes/{id}/comments", Form::List),
    ],
    filters: &[],
    deleted: None,
};

const KEYS: &[Key] = &[key("content", Kind::Name).required()];

static COMMENT_WRITES: Resource = Resource {
    shelf: &COMMENTS,
    rules: Rules { version: Version::V1, keys: KEYS, custom: None },
    keys: Keys::Uuid,
    blank: |call| {
        let now = MilliTime(call.account.present() * 1000);
        json!({"active_flag": true, "add_time": now, "update_time": now, "object_id": call.key, "object_type": "note",
            "user_id": 1, "updater_id": 1, "company_id": Account::COMPANY_ID})
    },
    prepare: |call, before, draft| {
        if before.is_some() {
            if draft.text("content").is_none() {
                return Err(Failure::bad_request());
            }
            draft.set("update_time", json!(MilliTime(call.account.present() * 1000)));
            draft.set("updater_id", 1);
        }
        Ok(())
    },
};

const SCOPES: &[&str] = &["deals:full", "contacts:full"];
const CHANGE: (u32, &[&str]) = (10, SCOPES);
const LIST: &str = "/notes/{id}/comments";
const ONE: &str = "/notes/{id}/comments/{commentId}";

pub(super) const WRITES: &[Write] = &[
    Write::new(Method::POST, Version::V1, LIST, CHANGE, |call, body| {
        note(call)?;
        create(call, body, &COMMENT_WRITES)
    }),
    Write::new(Method::PUT, Version::V1, ONE, CHANGE, |call, body| {
        note(call)?;
        update(call, body, &COMMENT_WRITES)
    }),
    Write::new(Method::DELETE, Version::V1, ONE, (6, SCOPES), |call, _| {
        note(call)?;
        remove(call, &COMMENTS)?;
        Ok(Answer::object(|out| value(out, &Value::Bool(true))))
    }),
];

/// The note in the path must not have been deleted.
fn note(call: &Call<'_>) -> Result<(), Failure> {
    let id = call.key.parse().unwrap_or_default();
    if call.account.is_live(Table::Notes, id) { Ok(()) } else { Err(Failure::not_found("Note")) }
}
