//! `item_search_by_field`: the values of one field, or the records that hold them.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/ItemSearch>.

use super::argument::{argument, sends};
use super::search::{MAX_LIMIT, SENDS_TERM, TYPICAL_ROWS, found};
use crate::ColumnType::{Float64, Json, Text};
use crate::tables::shapes::column;
use crate::{RowShape, TableSpec, WalkSpec};

/// The `item_search_by_field` function.
pub(super) static ITEM_SEARCH_BY_FIELD: TableSpec = TableSpec {
    name: "item_search_by_field",
    entity: "found value",
    comment: "records by the value of one field; the case of letters matters",
    columns: &[
        argument!("term", Text, "what to look for: at least two letters, or one if `match` is `exact`"),
        argument!("entity_type", Text, "kind of record whose field it is"),
        argument!("field", Text, "key of the field: column `field_code` of `deal_fields` and its like"),
        argument!("match", Text, "where the term must stand; `exact` if left out"),
        column!("id", Text, "identifies the record"),
        column!("name", Text, "name of the record, or the value"),
        // The description's schema and its example disagree about what a row is: this is the schema's.
        column!("result_score", Float64, "how well the row fits, the higher the better"),
        column!("item", Json, "JSON text of the record, where the answer holds one"),
    ],
    walks: &[WalkSpec { rows: RowShape::List, ..found("", "/itemSearch/field", MAX_LIMIT, &["search:read"]) }],
    filters: &[
        SENDS_TERM,
        sends!("entity_type").required().accepting(&["deal", "lead", "person", "organization", "product", "project"]),
        sends!("field").required(),
        sends!("match").accepting(&["exact", "beginning", "middle"]),
    ],
    typical_rows: TYPICAL_ROWS,
    ..TableSpec::PLAIN
};
