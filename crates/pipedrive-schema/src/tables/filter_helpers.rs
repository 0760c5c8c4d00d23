//! `filter_helpers`: what the conditions of saved filters can be made of.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Filters>.

use super::filters::SCOPES;
use super::shapes::{column, shaped, v1_whole};
use crate::ColumnType::Json;
use crate::{RowShape, TableSpec};

/// The `filter_helpers` table.
pub(super) static FILTER_HELPERS: TableSpec = TableSpec {
    name: "filter_helpers",
    entity: "filter helper",
    comment: "what the conditions of saved filters can be made of, one row",
    columns: &[
        column!("operators", Json, "operators by type of field, with their labels"),
        column!("deprecated_operators", Json, "operators of older filters, with their labels"),
        column!("relative_dates", Json, "dates such as `last_quarter`, with their labels"),
        column!("address_field_components", Json, "parts of an address, with their labels"),
    ],
    walks: &[shaped(v1_whole("/filters/helpers", 20, SCOPES), RowShape::Record)],
    typical_rows: 1,
    ..TableSpec::PLAIN
};
