//! `goal_results`: how far a goal was reached in a period.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Goals>.

use super::argument::{argument, sends};
use crate::ColumnType::{Boolean, Date, Float64, Int64, Json, Text, TextList};
use crate::tables::shapes::{all, column, v1_whole};
use crate::{RowShape, TableSpec, WalkSpec};

/// The `goal_results` function.
pub(super) static GOAL_RESULTS: TableSpec = TableSpec {
    name: "goal_results",
    entity: "goal",
    comment: "how far a goal was reached in a period, in one row",
    columns: &[
        argument!("goal_id", Text, "the goal"),
        argument!("period_start", Date, "first day to count, not before the goal's own"),
        argument!("period_end", Date, "last day to count, not after the goal's own"),
        column!("progress", Float64, "number or sum reached"),
        column!("id", Text, ["goal", "id"], "identifies the goal"),
        column!("owner_id", Int64, ["goal", "owner_id"], "user who made the goal").references("users", "id"),
        column!("title", Text, ["goal", "title"], "title of the goal"),
        column!("type", Text, ["goal", "type", "name"], "what counts, such as `deals_won`"),
        column!(
            "type_params",
            Json,
            ["goal", "type", "params"],
            "JSON text of the pipelines, stages or types that count"
        ),
        column!("assignee_type", Text, ["goal", "assignee", "type"], "whose goal it is: `person`, `team` or `company`"),
        column!("assignee_id", Int64, ["goal", "assignee", "id"], "that person, team or company"),
        column!("interval", Text, ["goal", "interval"], "how often the goal is to be reached"),
        column!("duration_start", Date, ["goal", "duration", "start"], "first day of the goal"),
        column!("duration_end", Date, ["goal", "duration", "end"], "last day of the goal"),
        column!("target", Float64, ["goal", "expected_outcome", "target"], "number or sum to reach"),
        column!(
            "tracking_metric",
            Text,
            ["goal", "expected_outcome", "tracking_metric"],
            "whether deals are counted (`quantity`) or added up (`sum`)"
        ),
        column!("currency_id", Int64, ["goal", "expected_outcome", "currency_id"], "currency of a sum")
            .references("currencies", "id"),
        column!("is_active", Boolean, ["goal", "is_active"], "whether the goal is active"),
        column!("report_ids", TextList, ["goal", "report_ids"], "reports that show the goal"),
    ],
    walks: &[WalkSpec {
        rows: RowShape::Record,
        ..all(v1_whole("/goals/{id}/results", 20, &["goals:read", "goals:full"]))
    }],
    filters: &[
        sends!("goal_id").required().sent_as("{id}"),
        sends!("period_start").required().sent_as("period.start"),
        sends!("period_end").required().sent_as("period.end"),
    ],
    typical_rows: 1,
    ..TableSpec::PLAIN
};
