//! `lead_conversion_status`: how far the conversion of a lead into a deal has come.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Leads>.

use super::argument::{argument, sends};
use crate::ColumnType::{Int64, Text};
use crate::tables::shapes::{all, column, v2_single};
use crate::{RowShape, TableSpec, WalkSpec};

/// The `lead_conversion_status` function.
pub(super) static LEAD_CONVERSION_STATUS: TableSpec = TableSpec {
    name: "lead_conversion_status",
    entity: "conversion",
    comment: "how far the conversion of a lead into a deal has come, in one row; forgotten after a few days",
    columns: &[
        argument!("lead_id", Text, "the lead that becomes a deal").references("leads", "id"),
        argument!("conversion_id", Text, "the conversion, as the request that began it was told"),
        column!("status", Text, "`not_started`, `running`, `completed`, `failed` or `rejected`"),
        column!("deal_id", Int64, "the deal, once the conversion is completed").references("deals", "id"),
    ],
    walks: &[WalkSpec {
        rows: RowShape::Record,
        ..all(v2_single("/leads/{id}/convert/status/{conversion_id}", &["leads:full", "leads:read"]))
    }],
    filters: &[
        sends!("lead_id").required().sent_as("{id}"),
        sends!("conversion_id").required().sent_as("{conversion_id}"),
    ],
    typical_rows: 1,
    // The argument again, and the record that was converted.
    ignored: &["conversion_id", "lead_id"],
    ..TableSpec::PLAIN
};
