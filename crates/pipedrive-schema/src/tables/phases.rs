//! `phases`: the steps of the boards.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/ProjectPhases>.

use super::shapes::{PROJECTS as SCOPES, all, column, v2_whole};
use super::writes::{ID, PROJECTS_FULL, v2_delete, v2_patch, v2_post, written};
use crate::ColumnType::{Int64, Text, Timestamp};
use crate::{AnswerSpec, DeleteSpec, InsertSpec, ParentKey, ParentSpec, Required, TableSpec, UpdateSpec, WriteSpec};

/// The `phases` table.
pub(super) static PHASES: TableSpec = TableSpec {
    name: "phases",
    entity: "phase",
    comment: "steps of the boards; needs the Projects add-on",
    columns: &[
        column!("id", Int64, "identifies the phase"),
        column!("name", Text, "name of the phase"),
        column!("board_id", Int64, "board the phase belongs to").references("boards", "id"),
        column!("order_nr", Int64, "position on the board"),
        column!("add_time", Timestamp, "when the phase was created"),
        column!("update_time", Timestamp, "when the phase last changed"),
    ],
    primary_key: Some("id"),
    walks: &[all(v2_whole("/phases", 10, SCOPES))],
    single: Some(v2_whole("/phases/{id}", 10, SCOPES)),
    parent: Some(ParentSpec { column: "board_id", key: ParentKey::Parameter("board_id"), typical_percent: 400 }),
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const WRITE: &WriteSpec = &WriteSpec {
    insert: Some(InsertSpec::new(
        v2_post("/phases", &[], PROJECTS_FULL),
        &[Required::Column("name"), Required::Column("board_id")],
        AnswerSpec::ROW,
    )),
    update: Some(UpdateSpec::new(v2_patch("/phases/{id}", ID, PROJECTS_FULL), AnswerSpec::ROW)),
    delete: Some(DeleteSpec::new(v2_delete("/phases/{id}", ID, PROJECTS_FULL))),
    columns: &[written!("name").never_null(), written!("board_id").never_null(), written!("order_nr").never_null()],
    ..WriteSpec::NONE
};
