//! `call_logs`: the calls the user of the connection made.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/CallLogs>.

use super::shapes::{all, column, v1_list_up_to, v1_single};
use super::writes::{ID, v1_delete, v1_post};
use crate::ColumnType::{Boolean, Int64, Text, Timestamp};
use crate::{AnswerSpec, DeleteSpec, InsertSpec, Required, TableSpec, WriteColumnSpec, WriteForm, WriteOn, WriteSpec};

const SCOPES: &[&str] = &["phone-integration"];

/// The `call_logs` table.
pub(super) static CALL_LOGS: TableSpec = TableSpec {
    name: "call_logs",
    entity: "call log",
    comment: "calls of this connection's user; the API does not show anybody else's",
    columns: &[
        column!("id", Text, "identifies the call"),
        column!("subject", Text, "subject of the call's activity"),
        column!("outcome", Text, "`connected`, `no_answer`, `left_message`, `left_voicemail`, `wrong_number`, `busy`"),
        // Spelt as text in the API's answers.
        column!("duration", Int64, "length of the call in seconds"),
        column!("start_time", Timestamp, "when the call began"),
        column!("end_time", Timestamp, "when the call ended"),
        column!("from_phone_number", Text, "number that called"),
        column!("to_phone_number", Text, "number that was called"),
        column!("has_recording", Boolean, "whether the call was recorded"),
        column!("note", Text, "note on the call, as HTML"),
        column!("user_id", Int64, "user who called").references("users", "id"),
        column!("activity_id", Int64, "activity the call belongs to").references("activities", "id"),
        column!("person_id", Int64, "person who was called").references("persons", "id"),
        column!("org_id", Int64, "organization the call belongs to").references("organizations", "id"),
        column!("deal_id", Int64, "deal the call belongs to").references("deals", "id"),
        column!("lead_id", Text, "lead the call belongs to").references("leads", "id"),
        column!("company_id", Int64, "company of the account"),
    ],
    primary_key: Some("id"),
    walks: &[all(v1_list_up_to(50, "/callLogs", 20, SCOPES))],
    single: Some(v1_single("/callLogs/{id}", SCOPES)),
    typical_rows: 500,
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const WRITE: &WriteSpec = &WriteSpec {
    insert: Some(InsertSpec::new(
        v1_post("/callLogs", &[], SCOPES),
        &[
            Required::Column("outcome"),
            Required::Column("to_phone_number"),
            Required::Column("start_time"),
            Required::Column("end_time"),
        ],
        AnswerSpec::ROW,
    )),
    delete: Some(DeleteSpec::new(v1_delete("/callLogs/{id}", ID, SCOPES))),
    columns: &[
        added("user_id", &["user_id"]),
        added("activity_id", &["activity_id"]),
        added("subject", &["subject"]),
        added("duration", &["duration"]).as_form(WriteForm::Digits),
        added("outcome", &["outcome"]).one_of(OUTCOMES),
        added("from_phone_number", &["from_phone_number"]),
        added("to_phone_number", &["to_phone_number"]),
        added("start_time", &["start_time"]).as_form(WriteForm::SpacedInstant),
        added("end_time", &["end_time"]).as_form(WriteForm::SpacedInstant),
        added("person_id", &["person_id"]),
        added("org_id", &["org_id"]),
        added("deal_id", &["deal_id"]),
        added("lead_id", &["lead_id"]),
        added("note", &["note"]),
    ],
    ..WriteSpec::NONE
};

const OUTCOMES: &[&str] = &["connected", "no_answer", "left_message", "left_voicemail", "wrong_number", "busy"];

const fn added(column: &'static str, path: &'static [&'static str]) -> WriteColumnSpec {
    WriteColumnSpec::new(column, path).on(WriteOn::Insert).never_null()
}
