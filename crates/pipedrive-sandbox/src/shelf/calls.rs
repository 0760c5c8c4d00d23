//! Call logs.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::resource::{Keys, Resource, create, current, remove};
use super::{Form, Place, Shelf};
use crate::Account;
use crate::data::Table;
use crate::http::{Answer, Call, Failure, Version, Write};
use crate::json::MilliTime;
use crate::write::{Draft, Key, Kind, Rules, file_in, key};

pub(crate) static CALL_LOGS: Shelf = Shelf {
    table: Table::CallLogs,
    missing: || Failure::plain(StatusCode::GONE, "The requested call log was deleted"),
    key: "id",
    places: &[
        Place::plain(Version::V1, "/callLogs/{id}", Form::One),
        Place::plain(Version::V1, "/callLogs", Form::List),
    ],
    filters: &[],
    deleted: None,
};

const OUTCOMES: &[&str] = &["connected", "no_answer", "left_message", "left_voicemail", "wrong_number", "busy"];

const KEYS: &[Key] = &[
    key("user_id", Kind::User).filled(),
    key("activity_id", Kind::Record(Table::Activities)),
    key("subject", Kind::Text),
    key("duration", Kind::Text),
    key("outcome", Kind::Word(OUTCOMES)).required(),
    key("from_phone_number", Kind::Text),
    key("to_phone_number", Kind::Text).required(),
    key("start_time", Kind::Time).required(),
    key("end_time", Kind::Time).required(),
    key("person_id", Kind::Record(Table::Persons)),
    key("org_id", Kind::Record(Table::Organizations)),
    key("deal_id", Kind::Record(Table::Deals)),
    key("lead_id", Kind::Lead),
    key("note", Kind::Text),
];

static CALL_WRITES: Resource = Resource {
    shelf: &CALL_LOGS,
    rules: Rules { version: Version::V1, keys: KEYS, custom: None },
    keys: Keys::Uuid,
    blank: |_| {
        json!({"activity_id": null, "person_id": null, "org_id": null, "deal_id": null, "lead_id": null, "subject": null,
            "duration": null, "from_phone_number": null, "has_recording": false, "user_id": 1,
            "company_id": Account::COMPANY_ID, "note": null})
    },
    prepare,
};

const SCOPES: &[&str] = &["phone-integration"];

pub(super) const WRITES: &[Write] = &[
    Write::new(Method::POST, Version::V1, "/callLogs", (10, SCOPES), |call, body| create(call, body, &CALL_WRITES)),
    Write::new(Method::DELETE, Version::V1, "/callLogs/{id}", (6, SCOPES), |call, _| {
        exists(call)?;
        remove(call, &CALL_LOGS)?;
        Ok(Answer::Nothing)
    }),
    Write::new(Method::POST, Version::V1, "/callLogs/{id}/recordings", (10, SCOPES), |call, _| {
        exists(call)?;
        file_in(call, "file")?;
        call.account.shelve(Table::CallLogs, &call.key, |document| {
            document.members.insert("has_recording".to_owned(), json!(true));
        });
        Ok(Answer::Nothing)
    }),
];

/// A log that never was is not found, one that was is gone.
fn exists(call: &Call<'_>) -> Result<Value, Failure> {
    let was = call.account.document(Table::CallLogs, &call.key).is_some();
    current(call, &CALL_LOGS).map_err(|gone| if was { gone } else { Failure::call_log_not_found() })
}

/// Times are told to the millisecond, and the length follows from them.
fn prepare(call: &Call<'_>, _: Option<&Value>, draft: &mut Draft) -> Result<(), Failure> {
    let (start, end) = (draft.time("start_time").unwrap_or_default(), draft.time("end_time").unwrap_or_default());
    if end < start {
        return Err(Failure::bad_request());
    }
    draft.fill("duration", (end - start).to_string());
    draft.set("start_time", json!(MilliTime(start * 1000)));
    draft.set("end_time", json!(MilliTime(end * 1000)));
    if let Some(lead) = draft.values.remove("lead_number") {
        let number = lead.as_u64().and_then(|number| u32::try_from(number).ok());
        draft.set("lead_id", json!(number.map(|number| crate::Lead::uuid(call.account, number))));
    }
    Ok(())
}
