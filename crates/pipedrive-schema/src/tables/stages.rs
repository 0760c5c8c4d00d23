//! `stages`: the steps of the pipelines.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Stages>.

use super::shapes::{DEALS_OR_ADMIN as SCOPES, all, column, v2_list, v2_single};
use crate::ColumnType::{Boolean, Int64, Text, Timestamp};
use crate::{FilterSpec, SortSpec, TableSpec, WritableSpec};

/// The `stages` table.
pub(super) static STAGES: TableSpec = TableSpec {
    name: "stages",
    entity: "stage",
    comment: "steps of the pipelines",
    columns: &[
        column!("id", Int64, "identifies the stage"),
        column!("name", Text, "name of the stage"),
        column!("pipeline_id", Int64, "pipeline the stage belongs to").references("pipelines", "id"),
        column!("order_nr", Int64, "position within the pipeline"),
        column!("deal_probability", Int64, "chance of winning a deal in the stage, in percent"),
        column!("is_deal_rot_enabled", Boolean, "whether deals go stale when they stay too long"),
        column!("days_to_rotten", Int64, "days after which a deal counts as stale"),
        column!("is_deleted", Boolean, "whether the stage is deleted"),
        column!("add_time", Timestamp, "when the stage was created"),
        column!("update_time", Timestamp, "when the stage last changed"),
    ],
    primary_key: Some("id"),
    walks: &[all(v2_list("/stages", 5, SCOPES))],
    single: Some(v2_single("/stages/{id}", SCOPES)),
    filters: &[FilterSpec::exact("pipeline_id", "a stage belongs to one pipeline and the API compares its id")],
    sorts: &[
        SortSpec::by("id"),
        SortSpec::by("add_time"),
        SortSpec::by_change("update_time"),
        SortSpec::by_nullable("order_nr"),
    ],
    typical_rows: 30,
    writable: WritableSpec::ALL,
    ..TableSpec::PLAIN
};
