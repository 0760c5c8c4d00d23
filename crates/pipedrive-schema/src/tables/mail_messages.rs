//! `mail_messages`: the messages in the mail threads.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Mailbox>.

use super::mail::{PARTY, STATE};
use super::shapes::{MAIL as SCOPES, all, child_of, column, columns, v1_single, v1_whole};
use crate::ColumnType::{Boolean, Int64, StructList, Text, Timestamp};
use crate::{ColumnSpec, TableSpec};

/// The `mail_messages` table.
pub(super) static MAIL_MESSAGES: TableSpec = TableSpec {
    name: "mail_messages",
    entity: "mail message",
    comment: "e-mails of this connection's user; needs mail sync",
    columns: columns![HEAD, STATE, CORE],
    primary_key: Some("id"),
    walks: &[all(v1_whole("/mailbox/mailThreads/{id}/mailMessages", 20, SCOPES))],
    single: Some(v1_single("/mailbox/mailMessages/{id}", SCOPES)),
    // The whole text is only sent when a parameter asks for it, as the function `mail_message` does.
    ignored: &["body"],
    parent: child_of("mail_thread_id", 300),
    ..TableSpec::PLAIN
};

pub(crate) const HEAD: &[ColumnSpec] = &[
    column!("id", Int64, "identifies the message"),
    // A thread is a row for each of its folders, so several rows can have the id this refers to.
    column!("mail_thread_id", Int64, "thread the message belongs to").references("mail_threads", "id"),
];

pub(crate) const CORE: &[ColumnSpec] = &[
    column!("from", StructList(PARTY), "senders"),
    column!("to", StructList(PARTY), "recipients"),
    column!("cc", StructList(PARTY), "recipients of a copy"),
    column!("bcc", StructList(PARTY), "hidden recipients of a copy"),
    column!("body_url", Text, "address of the whole text; works for a short time"),
    column!("has_body_flag", Boolean, "whether there is a text"),
    column!("draft", Text, "the draft as JSON text, if the message is one"),
    column!("draft_flag", Boolean, "whether the message is a draft"),
    column!("sent_flag", Boolean, "whether the user sent the message"),
    column!("sent_from_pipedrive_flag", Boolean, "whether the message was sent from Pipedrive"),
    column!("message_time", Timestamp, "when the message was sent or received"),
    column!("add_time", Timestamp, "when the message came into Pipedrive"),
    column!("update_time", Timestamp, "when the message last changed"),
];
