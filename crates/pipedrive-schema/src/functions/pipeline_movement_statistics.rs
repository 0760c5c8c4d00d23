//! `pipeline_movement_statistics`: what came into a pipeline, moved within it and left it.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Pipelines>.

use super::argument::{argument, sends};
use crate::ColumnType::{Date, Float64, Int64, Int64List, Json, StructList};
use crate::tables::shapes::{DEALS as SCOPES, all, column, columns, v1_whole};
use crate::{MemberSpec, RowShape, TableSpec, WalkSpec};

/// Number, ids and value of a group of deals.
macro_rules! deals {
    ($group:literal, $which:literal) => {
        &[
            column!(concat!($group, "_count"), Int64, [$group, "count"], concat!("number of deals that ", $which)),
            column!(concat!($group, "_ids"), Int64List, [$group, "deals_ids"], concat!("ids of deals that ", $which)),
            column!(
                concat!($group, "_values"),
                Json,
                [$group, "values"],
                concat!("JSON text of the value by currency of deals that ", $which)
            ),
            column!(
                concat!($group, "_formatted_values"),
                Json,
                [$group, "formatted_values"],
                concat!("the same for people to read, for deals that ", $which)
            ),
        ]
    };
}

/// The `pipeline_movement_statistics` function.
pub(super) static PIPELINE_MOVEMENT_STATISTICS: TableSpec = TableSpec {
    name: "pipeline_movement_statistics",
    entity: "pipeline",
    comment: "deals of a pipeline that came, moved, stayed open, were won or lost, in one row",
    columns: columns![
        &[
            argument!("pipeline_id", Int64, "the pipeline").references("pipelines", "id"),
            argument!("start_date", Date, "first day to count"),
            argument!("end_date", Date, "last day to count"),
            argument!("user_id", Int64, "whose deals to count; your own if left out").references("users", "id"),
            column!(
                "movements_between_stages_count",
                Int64,
                ["movements_between_stages", "count"],
                "number of times a deal changed its stage"
            ),
        ],
        deals!("new_deals", "came into the pipeline"),
        deals!("deals_left_open", "stayed open"),
        deals!("won_deals", "were won"),
        deals!("lost_deals", "were lost"),
        &[
            column!(
                "average_age_in_days_across_all_stages",
                Float64,
                ["average_age_in_days", "across_all_stages"],
                "average age of the deals, in days"
            ),
            column!(
                "average_age_in_days_by_stages",
                StructList(AGE),
                ["average_age_in_days", "by_stages"],
                "average age of the deals in each stage, in days"
            ),
        ],
    ],
    walks: &[WalkSpec { rows: RowShape::Record, ..all(v1_whole("/pipelines/{id}/movement_statistics", 40, SCOPES)) }],
    filters: &[
        sends!("pipeline_id").required().sent_as("{id}"),
        sends!("start_date").required(),
        sends!("end_date").required(),
        sends!("user_id"),
    ],
    typical_rows: 1,
    ..TableSpec::PLAIN
};

const AGE: &[MemberSpec] =
    &[MemberSpec { name: "stage_id", data_type: Int64 }, MemberSpec { name: "value", data_type: Float64 }];
