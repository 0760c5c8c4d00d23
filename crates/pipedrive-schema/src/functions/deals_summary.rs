//! `deals_summary`: how many deals there are and what they are worth, by currency.
//!
//! Archived deals do not count. Source: <https://developers.pipedrive.com/docs/api/v1/Deals>.

use super::argument::{argument, sends};
use crate::ColumnType::{Float64, Int64, Text};
use crate::tables::shapes::{DEALS as SCOPES, all, column, v1_whole};
use crate::{RowShape, TableSpec, WalkSpec};

/// The `deals_summary` function.
pub(super) static DEALS_SUMMARY: TableSpec = TableSpec {
    name: "deals_summary",
    entity: "currency",
    comment: "number and value of the deals that are not archived, a row for each currency; none without deals",
    columns: &[
        argument!("status", Text, "only deals of this status"),
        argument!("filter_id", Int64, "saved filter that picks the deals; `user_id` does not count beside it")
            .references("filters", "id"),
        argument!("user_id", Int64, "only deals of this owner").references("users", "id"),
        argument!("pipeline_id", Int64, "only deals in this pipeline").references("pipelines", "id"),
        argument!("stage_id", Int64, "only deals in this stage").references("stages", "id"),
        column!("currency", Text, "currency of the deals the row sums up").references("currencies", "code"),
        column!("count", Int64, ["values_total", "count"], "number of deals in the currency"),
        column!("value", Float64, ["values_total", "value"], "their value"),
        column!("value_converted", Float64, ["values_total", "value_converted"], "their value in the user's currency"),
        column!("value_formatted", Text, ["values_total", "value_formatted"], "their value as the user reads it"),
        column!(
            "value_converted_formatted",
            Text,
            ["values_total", "value_converted_formatted"],
            "their value in the user's currency, as the user reads it"
        ),
        column!("weighted_count", Int64, ["weighted_values_total", "count"], "number of deals in the weighted value"),
        column!("weighted_value", Float64, ["weighted_values_total", "value"], "their value times its probability"),
        column!(
            "weighted_value_formatted",
            Text,
            ["weighted_values_total", "value_formatted"],
            "the weighted value as the user reads it"
        ),
        column!("total_count", Int64, "number of deals in all currencies, the same in every row"),
        column!("total_currency_converted_value", Float64, "value of them all in the user's currency"),
        column!("total_weighted_currency_converted_value", Float64, "weighted value of them all, likewise"),
        column!("total_currency_converted_value_formatted", Text, "value of them all as the user reads it"),
        column!("total_weighted_currency_converted_value_formatted", Text, "weighted value of them all, likewise"),
    ],
    walks: &[WalkSpec {
        rows: RowShape::Grouped { name: "currency", maps: &["values_total", "weighted_values_total"] },
        ..all(v1_whole("/deals/summary", 40, SCOPES))
    }],
    filters: &[
        sends!("status").accepting(&["open", "won", "lost"]),
        sends!("filter_id"),
        sends!("user_id"),
        sends!("pipeline_id"),
        sends!("stage_id"),
    ],
    typical_rows: 3,
    ..TableSpec::PLAIN
};
