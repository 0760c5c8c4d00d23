//! `item_search` and `item_search_related`: everything in the account by a word, and what belongs to what was found.
//!
//! One request answers with two lists. They are two functions and not one with a flag, because what is related was not
//! found: rows of both in one result would look as if the term stood in all of them.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/ItemSearch>.

use super::argument::{argument, sends};
use super::search::{
    ADDRESS, CURRENCY, CUSTOM_FIELDS, EMAILS, EXACT_MATCH, IS_ARCHIVED, NAME, NOTES, ORGANIZATION, OWNER_ID, PERSON,
    PHONES, PROJECT, RESULT_SCORE, SENDS_EXACT_MATCH, SENDS_FIELDS, SENDS_INCLUDE_FIELDS, SENDS_TERM, STAGE, TERM,
    TITLE, TYPE, TYPICAL_ROWS, VALUE, VISIBLE_TO, found,
};
use crate::ColumnType::{Boolean, Json, Text};
use crate::tables::shapes::{column, columns};
use crate::{ColumnSpec, FilterSpec, RowShape, TableSpec, WalkSpec};

/// Largest `limit` of the search for all kinds of records.
const MAX_LIMIT: u32 = 100;

/// The `item_search` function.
pub(super) static ITEM_SEARCH: TableSpec = TableSpec {
    name: "item_search",
    entity: "found record",
    comment: "records of all kinds by a word in them, best first",
    columns: COLUMNS,
    walks: &[found("items", PATH, MAX_LIMIT, SCOPES)],
    filters: FILTERS,
    typical_rows: TYPICAL_ROWS,
    ..TableSpec::PLAIN
};

/// The `item_search_related` function.
///
/// What belongs to several found records can be a row on each page that has one of them.
pub(super) static ITEM_SEARCH_RELATED: TableSpec = TableSpec {
    name: "item_search_related",
    entity: "related record",
    comment: "newest deals, leads and persons of the persons and organizations a search finds, up to 100 of each",
    columns: COLUMNS,
    walks: &[WalkSpec {
        fixed: &[("search_for_related_items", "true")],
        // The list is absent where nothing is related.
        rows: RowShape::OptionalMember("related_items"),
        ..found("related_items", PATH, MAX_LIMIT, SCOPES)
    }],
    filters: FILTERS,
    typical_rows: TYPICAL_ROWS,
    ..TableSpec::PLAIN
};

const PATH: &str = "/itemSearch";
const SCOPES: &[&str] = &["search:read"];

const FILTERS: &[FilterSpec] =
    &[SENDS_TERM, sends!("item_types"), SENDS_FIELDS, SENDS_EXACT_MATCH, SENDS_INCLUDE_FIELDS];

const COLUMNS: &[ColumnSpec] = columns![
    &[
        TERM,
        argument!("item_types", Text, "kinds of records, separated by commas, such as `deal,person`; all if left out"),
        argument!("fields", Text, "where to look, separated by commas, such as `name,email,notes`"),
        EXACT_MATCH,
        argument!("include_fields", Text, "columns to fill: `deal.cc_email`, `person.picture`, `product.price`"),
        RESULT_SCORE,
        TYPE,
        column!("id", Text, ["item", "id"], "identifies the record among those of its type"),
        TITLE,
        NAME,
        VALUE,
        CURRENCY,
        column!("status", Text, ["item", "status"], "status of a deal or project"),
        column!("code", Text, ["item", "code"], "product code"),
        ADDRESS,
        column!("url", Text, ["item", "url"], "where a file can be downloaded"),
        PHONES,
        EMAILS,
        VISIBLE_TO,
        OWNER_ID,
    ],
    STAGE,
    PERSON,
    ORGANIZATION,
    PROJECT,
    &[
        CUSTOM_FIELDS,
        NOTES,
        IS_ARCHIVED,
        column!("was_seen", Boolean, ["item", "was_seen"], "whether somebody has looked at the lead"),
        column!("cc_email", Text, ["item", "cc_email"], "address that files e-mail under the deal"),
        column!("picture", Json, ["item", "picture"], "JSON text of the person's picture"),
        column!("price", Json, ["item", "price"], "JSON text of the product's price"),
    ],
];
