//! `deals_timeline`: open and won deals by the day, week, month or quarter of one of their dates.
//!
//! Archived deals do not count. Source: <https://developers.pipedrive.com/docs/api/v1/Deals>.

use super::argument::{argument, sends};
use crate::ColumnType::{Boolean, Date, Int64, Json, Text, Timestamp};
use crate::tables::shapes::{DEALS as SCOPES, all, column, v1_whole};
use crate::{RowShape, TableSpec, WalkSpec};

/// The `deals_timeline` function.
pub(super) static DEALS_TIMELINE: TableSpec = TableSpec {
    name: "deals_timeline",
    entity: "period",
    comment: "open and won deals that are not archived, a row for each period",
    columns: &[
        argument!("start_date", Date, "first day of the first period"),
        argument!("interval", Text, "length of a period; a week is seven days from the first"),
        argument!("amount", Int64, "number of periods"),
        argument!("field_key", Text, "date field of deals by which they fall into a period, such as `add_time`"),
        argument!("user_id", Int64, "only deals of this owner").references("users", "id"),
        argument!("pipeline_id", Int64, "only deals in this pipeline").references("pipelines", "id"),
        argument!("filter_id", Int64, "saved filter that picks the deals").references("filters", "id"),
        argument!("exclude_deals", Boolean, "whether to leave the column `deals` empty"),
        argument!("totals_convert_currency", Text, "currency code, or `default_currency`, for `totals_converted`"),
        column!("period_start", Timestamp, "first second of the period"),
        column!("period_end", Timestamp, "last second of the period"),
        column!("count", Int64, ["totals", "count"], "number of deals in the period"),
        column!("total_values", Json, ["totals", "values"], "JSON text of their value by currency"),
        column!(
            "weighted_values",
            Json,
            ["totals", "weighted_values"],
            "JSON text of their weighted value by currency"
        ),
        column!("open_count", Int64, ["totals", "open_count"], "number of open deals"),
        column!("open_values", Json, ["totals", "open_values"], "JSON text of the open deals' value by currency"),
        column!(
            "weighted_open_values",
            Json,
            ["totals", "weighted_open_values"],
            "JSON text of the open deals' weighted value by currency"
        ),
        column!("won_count", Int64, ["totals", "won_count"], "number of won deals"),
        column!("won_values", Json, ["totals", "won_values"], "JSON text of the won deals' value by currency"),
        column!("totals_converted", Json, "JSON text of the totals in `totals_convert_currency`"),
        column!("deals", Json, "JSON text of the list of deals, in the API's older form"),
    ],
    walks: &[WalkSpec { rows: RowShape::Records, ..all(v1_whole("/deals/timeline", 20, SCOPES)) }],
    filters: &[
        sends!("start_date").required(),
        sends!("interval").required().accepting(&["day", "week", "month", "quarter"]),
        sends!("amount").required(),
        sends!("field_key").required(),
        sends!("user_id"),
        sends!("pipeline_id"),
        sends!("filter_id"),
        sends!("exclude_deals"),
        sends!("totals_convert_currency"),
    ],
    typical_rows: 12,
    ..TableSpec::PLAIN
};
