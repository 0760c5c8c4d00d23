//! `currencies`: the currencies amounts can be in.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Currencies>.

use super::shapes::{all, column, v1_whole};
use crate::ColumnType::{Boolean, Int64, Text};
use crate::{ColumnSpec, FilterSpec, TableSpec};

/// The `currencies` table.
pub(super) static CURRENCIES: TableSpec = TableSpec {
    name: "currencies",
    entity: "currency",
    comment: "currencies amounts can be in",
    columns: &[
        column!("id", Int64, "identifies the currency"),
        column!("code", Text, "ISO 4217 code, or the code of a custom currency"),
        column!("name", Text, "name of the currency"),
        column!("decimal_points", Int64, "digits shown after the decimal point"),
        column!("symbol", Text, "sign of the currency"),
        column!("active_flag", Boolean, "whether the currency can be used"),
        column!("is_custom_flag", Boolean, "whether the account defined the currency"),
        ColumnSpec::parameter("term", Text, "text to look for in names and codes; compare it with `=`"),
    ],
    primary_key: Some("id"),
    walks: &[all(v1_whole("/currencies", 20, &["base"]))],
    filters: &[FilterSpec::selects("term", "only the API knows which names and codes match the text")],
    typical_rows: 170,
    ..TableSpec::PLAIN
};
