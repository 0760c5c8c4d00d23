//! `pipeline_conversion_statistics`: how many deals of a pipeline went on from stage to stage, were won or lost.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Pipelines>.

use super::argument::{argument, sends};
use crate::ColumnType::{Date, Float64, Int64, StructList};
use crate::tables::shapes::{DEALS as SCOPES, all, column, v1_whole};
use crate::{MemberSpec, RowShape, TableSpec, WalkSpec};

/// The `pipeline_conversion_statistics` function.
pub(super) static PIPELINE_CONVERSION_STATISTICS: TableSpec = TableSpec {
    name: "pipeline_conversion_statistics",
    entity: "pipeline",
    comment: "shares of a pipeline's deals that went on to another stage, were won or lost, in one row",
    columns: &[
        argument!("pipeline_id", Int64, "the pipeline").references("pipelines", "id"),
        argument!("start_date", Date, "first day to count"),
        argument!("end_date", Date, "last day to count"),
        argument!("user_id", Int64, "whose deals to count; your own if left out").references("users", "id"),
        column!("stage_conversions", StructList(CONVERSION), "percentage that went from one stage to another"),
        column!("won_conversion", Float64, "percentage that was won"),
        column!("lost_conversion", Float64, "percentage that was lost"),
    ],
    walks: &[WalkSpec { rows: RowShape::Record, ..all(v1_whole("/pipelines/{id}/conversion_statistics", 40, SCOPES)) }],
    filters: &[
        sends!("pipeline_id").required().sent_as("{id}"),
        sends!("start_date").required(),
        sends!("end_date").required(),
        sends!("user_id"),
    ],
    typical_rows: 1,
    ..TableSpec::PLAIN
};

const CONVERSION: &[MemberSpec] = &[
    MemberSpec { name: "from_stage_id", data_type: Int64 },
    MemberSpec { name: "to_stage_id", data_type: Int64 },
    MemberSpec { name: "conversion_rate", data_type: Float64 },
];
