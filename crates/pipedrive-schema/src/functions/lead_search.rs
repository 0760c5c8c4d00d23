//! `lead_search`: leads by a word of their title, notes or custom fields.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Leads>.

use super::argument::argument;
use super::search::{
    CURRENCY, CUSTOM_FIELDS, EMAILS, EXACT_MATCH, IS_ARCHIVED, NOTES, OF_ORGANIZATION, OF_PERSON, ORGANIZATION,
    OWNER_ID, PERSON, PHONES, RESULT_SCORE, SENDS_EXACT_MATCH, SENDS_FIELDS, SENDS_INCLUDE_FIELDS, SENDS_ORGANIZATION,
    SENDS_PERSON, SENDS_TERM, TERM, TITLE, TYPE, TYPICAL_ROWS, VALUE, VISIBLE_TO, search,
};
use crate::ColumnType::{Boolean, Text};
use crate::TableSpec;
use crate::tables::shapes::{column, columns};

/// The `lead_search` function.
pub(super) static LEAD_SEARCH: TableSpec = TableSpec {
    name: "lead_search",
    entity: "lead",
    comment: "leads by a word of their title, notes or custom fields, best first",
    columns: columns![
        &[
            TERM,
            argument!("fields", Text, "where to look, separated by commas: `title`, `notes`, `custom_fields`"),
            EXACT_MATCH,
            OF_PERSON,
            OF_ORGANIZATION,
            argument!("include_fields", Text, "`lead.was_seen` fills the column `was_seen`"),
            RESULT_SCORE,
            column!("id", Text, ["item", "id"], "identifies the lead, a UUID"),
            TYPE,
            TITLE,
            VALUE,
            CURRENCY,
            VISIBLE_TO,
            OWNER_ID,
        ],
        PERSON,
        ORGANIZATION,
        &[
            PHONES,
            EMAILS,
            CUSTOM_FIELDS,
            NOTES,
            IS_ARCHIVED,
            column!("was_seen", Boolean, ["item", "was_seen"], "whether somebody has looked at the lead"),
        ],
    ],
    walks: &[search("/leads/search", &["leads:read", "leads:full", "search:read"])],
    filters: &[
        SENDS_TERM,
        SENDS_FIELDS,
        SENDS_EXACT_MATCH,
        SENDS_PERSON,
        SENDS_ORGANIZATION,
        SENDS_INCLUDE_FIELDS.accepting(&["lead.was_seen"]),
    ],
    typical_rows: TYPICAL_ROWS,
    ..TableSpec::PLAIN
};
