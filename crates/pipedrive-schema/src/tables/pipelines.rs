//! `pipelines`: the sequences of stages deals move through.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Pipelines>.

use super::shapes::{DEALS_OR_ADMIN as SCOPES, all, column, v2_list, v2_single};
use super::writes::{ADMIN, ID, v2_delete, v2_patch, v2_post, written};
use crate::ColumnType::{Boolean, Int64, Text, Timestamp};
use crate::{AnswerSpec, DeleteSpec, InsertSpec, Required, SortSpec, TableSpec, UpdateSpec, WriteSpec};

/// The `pipelines` table.
pub(super) static PIPELINES: TableSpec = TableSpec {
    name: "pipelines",
    entity: "pipeline",
    comment: "sequences of stages deals move through",
    columns: &[
        column!("id", Int64, "identifies the pipeline"),
        column!("name", Text, "name of the pipeline"),
        column!("order_nr", Int64, "position among the pipelines"),
        column!("is_deal_probability_enabled", Boolean, "whether deals in the pipeline have a chance of winning"),
        column!("is_deleted", Boolean, "whether the pipeline is deleted"),
        column!("add_time", Timestamp, "when the pipeline was created"),
        column!("update_time", Timestamp, "when the pipeline last changed"),
    ],
    primary_key: Some("id"),
    walks: &[all(v2_list("/pipelines", 5, SCOPES))],
    single: Some(v2_single("/pipelines/{id}", SCOPES)),
    sorts: &[SortSpec::by("id"), SortSpec::by("add_time"), SortSpec::by_change("update_time")],
    typical_rows: 5,
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const WRITE: &WriteSpec = &WriteSpec {
    insert: Some(InsertSpec::new(v2_post("/pipelines", &[], ADMIN), &[Required::Column("name")], AnswerSpec::ROW)),
    update: Some(UpdateSpec::new(v2_patch("/pipelines/{id}", ID, ADMIN), AnswerSpec::ROW)),
    delete: Some(DeleteSpec::new(v2_delete("/pipelines/{id}", ID, ADMIN))),
    columns: &[written!("name").never_null(), written!("is_deal_probability_enabled").never_null()],
    ..WriteSpec::NONE
};
