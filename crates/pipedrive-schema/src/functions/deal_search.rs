//! `deal_search`: deals by a word of their title, notes or custom fields.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Deals>.

use super::argument::{argument, sends};
use super::search::{
    CURRENCY, CUSTOM_FIELDS, EXACT_MATCH, ID, IS_ARCHIVED, NOTES, OF_ORGANIZATION, OF_PERSON, ORGANIZATION, OWNER_ID,
    PERSON, RESULT_SCORE, SENDS_EXACT_MATCH, SENDS_FIELDS, SENDS_INCLUDE_FIELDS, SENDS_ORGANIZATION, SENDS_PERSON,
    SENDS_TERM, STAGE, TERM, TITLE, TYPE, TYPICAL_ROWS, VALUE, VISIBLE_TO, search,
};
use crate::ColumnType::Text;
use crate::TableSpec;
use crate::tables::shapes::{column, columns};

/// The `deal_search` function.
pub(super) static DEAL_SEARCH: TableSpec = TableSpec {
    name: "deal_search",
    entity: "deal",
    comment: "deals by a word of their title, notes or custom fields, best first",
    columns: columns![
        &[
            TERM,
            argument!("fields", Text, "where to look, separated by commas: `title`, `notes`, `custom_fields`"),
            EXACT_MATCH,
            OF_PERSON,
            OF_ORGANIZATION,
            argument!("status", Text, "only deals of this status, at most 2,000"),
            argument!("include_fields", Text, "`deal.cc_email` fills the column `cc_email`"),
            RESULT_SCORE,
            ID,
            TYPE,
            TITLE,
            VALUE,
            CURRENCY,
            column!("status", Text, ["item", "status"], "`open`, `won` or `lost`"),
            VISIBLE_TO,
            OWNER_ID,
        ],
        STAGE,
        PERSON,
        ORGANIZATION,
        &[
            CUSTOM_FIELDS,
            NOTES,
            IS_ARCHIVED,
            column!("cc_email", Text, ["item", "cc_email"], "address that files e-mail under the deal"),
        ],
    ],
    walks: &[search("/deals/search", &["deals:read", "deals:full", "search:read"])],
    filters: &[
        SENDS_TERM,
        SENDS_FIELDS,
        SENDS_EXACT_MATCH,
        SENDS_PERSON,
        SENDS_ORGANIZATION,
        sends!("status").accepting(&["open", "won", "lost"]),
        SENDS_INCLUDE_FIELDS.accepting(&["deal.cc_email"]),
    ],
    typical_rows: TYPICAL_ROWS,
    ..TableSpec::PLAIN
};
