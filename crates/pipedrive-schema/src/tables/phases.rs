//! `phases`: the steps of the boards.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/ProjectPhases>.

use super::shapes::{PROJECTS as SCOPES, all, column, v2_whole};
use crate::ColumnType::{Int64, Text, Timestamp};
use crate::{ParentKey, ParentSpec, TableSpec, WritableSpec};

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
    writable: WritableSpec::ALL,
    ..TableSpec::PLAIN
};
