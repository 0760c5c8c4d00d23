//! `product_search`: products by a word of their name, code or custom fields.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Products>.

use super::argument::argument;
use super::search::{
    CUSTOM_FIELDS, EXACT_MATCH, ID, NAME, OWNER_ID, RESULT_SCORE, SENDS_EXACT_MATCH, SENDS_FIELDS,
    SENDS_INCLUDE_FIELDS, SENDS_TERM, TERM, TYPE, TYPICAL_ROWS, VISIBLE_TO, search,
};
use crate::ColumnType::{Json, Text};
use crate::TableSpec;
use crate::tables::shapes::column;

/// The `product_search` function.
pub(super) static PRODUCT_SEARCH: TableSpec = TableSpec {
    name: "product_search",
    entity: "product",
    comment: "products by a word of their name, code or custom fields, best first",
    columns: &[
        TERM,
        argument!("fields", Text, "where to look, separated by commas: `name`, `code`, `custom_fields`"),
        EXACT_MATCH,
        argument!("include_fields", Text, "`product.price` fills the column `price`"),
        RESULT_SCORE,
        ID,
        TYPE,
        NAME,
        column!("code", Text, ["item", "code"], "product code"),
        VISIBLE_TO,
        OWNER_ID,
        CUSTOM_FIELDS,
        column!("price", Json, ["item", "price"], "JSON text of the product's price"),
    ],
    walks: &[search("/products/search", &["products:read", "products:full", "search:read"])],
    filters: &[SENDS_TERM, SENDS_FIELDS, SENDS_EXACT_MATCH, SENDS_INCLUDE_FIELDS.accepting(&["product.price"])],
    typical_rows: TYPICAL_ROWS,
    ..TableSpec::PLAIN
};
