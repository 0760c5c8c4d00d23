//! `note_comments`: what people said about notes.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Notes>.

use super::shapes::{all, child_of, column, v1_list, v1_single};
use super::writes::{v1_delete, v1_post, v1_put, written};
use crate::ColumnType::{Boolean, Int64, Text, Timestamp};
use crate::{AnswerSpec, ColumnSpec, DeleteSpec, InsertSpec, Required, TableSpec, UpdateSpec, WriteSpec};

const SCOPES: &[&str] = &["deals:read", "deals:full", "contacts:read", "contacts:full"];

/// The `note_comments` table.
pub(super) static NOTE_COMMENTS: TableSpec = TableSpec {
    name: "note_comments",
    entity: "note comment",
    comment: "what people said about notes",
    columns: &[
        ColumnSpec::parent("note_id", Int64, "note the comment is about").references("notes", "id"),
        column!("uuid", Text, "identifies the comment, a UUID"),
        column!("content", Text, "text of the comment, as HTML"),
        column!("object_type", Text, "what the comment is about: `note`"),
        column!("user_id", Int64, "user who wrote the comment").references("users", "id"),
        column!("updater_id", Int64, "user who last changed the comment").references("users", "id"),
        column!("company_id", Int64, "company of the account"),
        column!("active_flag", Boolean, "whether the comment still exists"),
        column!("add_time", Timestamp, "when the comment was written"),
        column!("update_time", Timestamp, "when the comment last changed"),
    ],
    primary_key: Some("uuid"),
    walks: &[all(v1_list("/notes/{id}/comments", 20, SCOPES))],
    single: Some(v1_single("/notes/{id}/comments/{commentId}", SCOPES)),
    // The note's id as text, which `note_id` holds.
    ignored: &["object_id"],
    parent: child_of("note_id", 10),
    listed_while: &["active_flag"],
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const FULL: &[&str] = &["deals:full", "contacts:full"];

const WRITE: &WriteSpec = &WriteSpec {
    insert: Some(InsertSpec::new(
        v1_post("/notes/{id}/comments", &["note_id"], FULL),
        &[Required::Column("content")],
        ANSWER,
    )),
    update: Some(UpdateSpec::new(v1_put(COMMENT, KEYS, FULL), ANSWER)),
    delete: Some(DeleteSpec::new(v1_delete(COMMENT, KEYS, FULL))),
    columns: &[written!("content").never_null()],
    ..WriteSpec::NONE
};

const ANSWER: AnswerSpec = AnswerSpec { key: Some(&["uuid"]), row: Some(&[]) };
const COMMENT: &str = "/notes/{id}/comments/{commentId}";
const KEYS: &[&str] = &["note_id", "uuid"];
