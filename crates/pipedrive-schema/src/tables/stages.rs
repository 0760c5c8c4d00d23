//! `stages`: the steps of the pipelines.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Stages>.

use super::shapes::{DEALS_OR_ADMIN as SCOPES, all, column, v2_list, v2_single};
use super::writes::{ADMIN, ID, v2_delete, v2_patch, v2_post, written};
use crate::ColumnType::{Boolean, Int64, Text, Timestamp};
use crate::{AnswerSpec, DeleteSpec, FilterSpec, InsertSpec, Required, SortSpec, TableSpec, UpdateSpec, WriteSpec};

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
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const WRITE: &WriteSpec = &WriteSpec {
    insert: Some(InsertSpec::new(
        v2_post("/stages", &[], ADMIN),
        &[Required::Column("name"), Required::Column("pipeline_id")],
        AnswerSpec::ROW,
    )),
    update: Some(UpdateSpec::new(v2_patch("/stages/{id}", ID, ADMIN), AnswerSpec::ROW)),
    delete: Some(DeleteSpec::new(v2_delete("/stages/{id}", ID, ADMIN))),
    columns: &[
        written!("name").never_null(),
        written!("pipeline_id").never_null(),
        written!("deal_probability").never_null(),
        written!("is_deal_rot_enabled").never_null(),
        written!("days_to_rotten"),
    ],
    ..WriteSpec::NONE
};
