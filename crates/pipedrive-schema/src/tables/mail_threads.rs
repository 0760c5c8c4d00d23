//! `mail_threads`: the conversations by mail of the user of the connection, folder by folder.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Mailbox>.

use super::mail::{PARTY, STATE};
use super::shapes::{MAIL as SCOPES, column, columns, v1_list_up_to};
use super::writes::{ID, form, v1_delete, v1_put, written};
use crate::ColumnType::{Boolean, Int64, Json, StructList, Text, TextList, Timestamp};
use crate::{
    AnswerSpec, ColumnSpec, DeleteSpec, RowShape, TableSpec, UpdateSpec, WalkSpec, WriteForm, WriteOn, WriteSpec,
};

/// The `mail_threads` table.
///
/// It has no primary key: a thread that is in several folders is a row in each of them, and the answer about one
/// thread, which knows no folder, would be a row of none.
pub(super) static MAIL_THREADS: TableSpec = TableSpec {
    name: "mail_threads",
    entity: "mail thread",
    comment: "e-mail conversations of this connection's user, once for each folder they are in; needs mail sync",
    columns: columns![HEAD, STATE, CORE],
    walks: &[
        folder("inbox", &[("folder", "inbox")]),
        folder("drafts", &[("folder", "drafts")]),
        folder("sent", &[("folder", "sent")]),
        folder("archive", &[("folder", "archive")]),
    ],
    typical_rows: 2_000,
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

/// Threads a page holds. The answers do not say whether there are more, so that a page which is not full is the last:
/// what is asked for must not be more than the API gives, and this is what it gives unasked.
const PAGE: u32 = 100;

const fn folder(name: &'static str, fixed: &'static [(&'static str, &'static str)]) -> WalkSpec {
    let route = v1_list_up_to(PAGE, "/mailbox/mailThreads", 20, SCOPES);
    WalkSpec { name, route, archived: None, fixed, rows: RowShape::List }
}

const HEAD: &[ColumnSpec] = &[
    column!("id", Int64, "identifies the thread, but not the row: a thread can be in several folders"),
    ColumnSpec::walk("folder", "folder the thread was found in: `inbox`, `drafts`, `sent` or `archive`"),
];

pub(crate) const CORE: &[ColumnSpec] = &[
    column!("folders", TextList, "all folders the thread is in"),
    column!("parties_from", StructList(PARTY), ["parties", "from"], "who sent messages"),
    column!("parties_to", StructList(PARTY), ["parties", "to"], "who received messages"),
    column!("drafts_parties", Json, "senders and recipients of the drafts"),
    column!("message_count", Int64, "number of messages"),
    column!("snippet_draft", Text, "beginning of the text of a draft"),
    column!("snippet_sent", Text, "beginning of the text of a message that was sent"),
    column!("version", Int64, "version of the thread"),
    column!("deal_id", Int64, "deal the thread belongs to").references("deals", "id"),
    column!("deal_status", Text, "status of that deal"),
    column!("lead_id", Text, "lead the thread belongs to").references("leads", "id"),
    column!("has_draft_flag", Boolean, "whether there is a draft"),
    column!("has_sent_flag", Boolean, "whether a message was sent"),
    column!("all_messages_sent_flag", Boolean, "whether all messages were sent by the user"),
    column!("first_message_to_me_flag", Boolean, "whether the first message was to the user"),
    column!("archived_flag", Boolean, "whether the thread is archived"),
    column!("shared_flag", Boolean, "whether others in the account can see the thread"),
    column!("external_deleted_flag", Boolean, "whether the thread is deleted at the mail provider"),
    column!("first_message_timestamp", Timestamp, "when the first message was sent or received"),
    column!("last_message_timestamp", Timestamp, "when the last message was sent or received"),
    column!("last_message_sent_timestamp", Timestamp, "when the last message was sent"),
    column!("last_message_received_timestamp", Timestamp, "when the last message was received"),
    column!("add_time", Timestamp, "when the thread came into Pipedrive"),
    column!("update_time", Timestamp, "when the thread last changed"),
];

const FULL: &[&str] = &["mail:full"];

const WRITE: &WriteSpec = &WriteSpec {
    update: Some(UpdateSpec::new(form(v1_put("/mailbox/mailThreads/{id}", ID, FULL)), AnswerSpec::ROW)),
    delete: Some(DeleteSpec::new(v1_delete("/mailbox/mailThreads/{id}", ID, FULL))),
    columns: &[
        written!("deal_id").on(WriteOn::Update).never_null(),
        written!("lead_id").on(WriteOn::Update).never_null(),
        written!("shared_flag").on(WriteOn::Update).as_form(WriteForm::Flag).never_null(),
        written!("read_flag").on(WriteOn::Update).as_form(WriteForm::Flag).never_null(),
        written!("archived_flag").on(WriteOn::Update).as_form(WriteForm::Flag).never_null(),
    ],
    ..WriteSpec::NONE
};
