//! Threads of the mailbox.

use axum::http::Method;
use serde_json::{Value, json};

use super::resource::{Keys, Resource, delete, update};
use super::{Form, Place, Shelf};
use crate::Lead;
use crate::data::Table;
use crate::http::{Call, Failure, Version, Write};
use crate::write::{Draft, Key, Kind, Rules, key};

pub(crate) static THREADS: Shelf = Shelf {
    table: Table::MailThreads,
    missing: || Failure::not_found("Mail thread"),
    key: "id",
    places: &[
        Place::plain(Version::V1, "/mailbox/mailThreads/{id}", Form::One),
        Place::plain(Version::V1, "/mailbox/mailThreads", Form::List),
    ],
    filters: &[],
    deleted: None,
};

const KEYS: &[Key] = &[
    key("deal_id", Kind::Record(Table::Deals)),
    key("lead_id", Kind::Lead),
    key("shared_flag", Kind::Bit).filled(),
    key("read_flag", Kind::Bit).filled(),
    key("archived_flag", Kind::Bit).filled(),
];

static THREAD_WRITES: Resource = Resource {
    shelf: &THREADS,
    rules: Rules { version: Version::V1, keys: KEYS, custom: None },
    keys: Keys::From(0),
    blank: |_| Value::Null,
    prepare: |call, before, draft| {
        prepare(call, before, draft);
        Ok(())
    },
};

const SCOPES: &[&str] = &["mail:full"];
const ONE: &str = "/mailbox/mailThreads/{id}";

pub(super) const WRITES: &[Write] = &[
    Write::new(Method::PUT, Version::V1, ONE, (10, SCOPES), |call, body| update(call, body, &THREAD_WRITES)),
    Write::new(Method::DELETE, Version::V1, ONE, (6, SCOPES), |call, _| delete(call, &THREADS)),
];

/// Flags are numbers, and a thread belongs to a deal or a lead.
fn prepare(call: &Call<'_>, _: Option<&Value>, draft: &mut Draft) {
    for name in ["shared_flag", "read_flag", "archived_flag"] {
        if let Some(flag) = draft.flag(name) {
            draft.set(name, u8::from(flag));
        }
    }
    if let Some(lead) = draft.values.remove("lead_number") {
        let number = lead.as_u64().and_then(|number| u32::try_from(number).ok());
        draft.set("lead_id", json!(number.map(|number| Lead::uuid(call.account, number))));
        draft.fill("deal_id", Value::Null);
    } else if draft.get("deal_id").is_some() {
        draft.set("lead_id", Value::Null);
    }
}
