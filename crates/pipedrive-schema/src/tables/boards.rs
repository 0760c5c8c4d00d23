//! `boards`: the boards projects move on.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/ProjectBoards>.

use super::shapes::{PROJECTS as SCOPES, all, column, v2_whole};
use super::writes::{ID, PROJECTS_FULL, v2_delete, v2_patch, v2_post, written};
use crate::ColumnType::{Int64, Text, Timestamp};
use crate::{AnswerSpec, DeleteSpec, InsertSpec, Required, TableSpec, UpdateSpec, WriteSpec};

/// The `boards` table.
pub(super) static BOARDS: TableSpec = TableSpec {
    name: "boards",
    entity: "board",
    comment: "boards projects move on; needs the Projects add-on",
    columns: &[
        column!("id", Int64, "identifies the board"),
        column!("name", Text, "name of the board"),
        column!("order_nr", Int64, "position among the boards"),
        column!("add_time", Timestamp, "when the board was created"),
        column!("update_time", Timestamp, "when the board last changed"),
    ],
    primary_key: Some("id"),
    walks: &[all(v2_whole("/boards", 10, SCOPES))],
    single: Some(v2_whole("/boards/{id}", 10, SCOPES)),
    typical_rows: 5,
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const WRITE: &WriteSpec = &WriteSpec {
    insert: Some(InsertSpec::new(v2_post("/boards", &[], PROJECTS_FULL), &[Required::Column("name")], AnswerSpec::ROW)),
    update: Some(UpdateSpec::new(v2_patch("/boards/{id}", ID, PROJECTS_FULL), AnswerSpec::ROW)),
    delete: Some(DeleteSpec::new(v2_delete("/boards/{id}", ID, PROJECTS_FULL))),
    columns: &[written!("name").never_null(), written!("order_nr").never_null()],
    ..WriteSpec::NONE
};
