//! `deal_conversion_status`: how far the conversion of a deal into a lead has come.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Deals>.

use super::argument::{argument, sends};
use crate::ColumnType::{Int64, Text};
use crate::tables::shapes::{all, column, v2_single};
use crate::{RowShape, TableSpec, WalkSpec};

/// The `deal_conversion_status` function.
pub(super) static DEAL_CONVERSION_STATUS: TableSpec = TableSpec {
    name: "deal_conversion_status",
    entity: "conversion",
    comment: "how far the conversion of a deal into a lead has come, in one row; forgotten after a few days",
    columns: &[
        argument!("deal_id", Int64, "the deal that becomes a lead").references("deals", "id"),
        argument!("conversion_id", Text, "the conversion, as the request that began it was told"),
        column!("status", Text, "`not_started`, `running`, `completed`, `failed` or `rejected`"),
        column!("lead_id", Text, "the lead, once the conversion is completed").references("leads", "id"),
    ],
    walks: &[WalkSpec {
        rows: RowShape::Record,
        ..all(v2_single("/deals/{id}/convert/status/{conversion_id}", &["deals:full", "deals:read"]))
    }],
    filters: &[
        sends!("deal_id").required().sent_as("{id}"),
        sends!("conversion_id").required().sent_as("{conversion_id}"),
    ],
    typical_rows: 1,
    // The argument again, and the record that was converted.
    ignored: &["conversion_id", "deal_id"],
    ..TableSpec::PLAIN
};
