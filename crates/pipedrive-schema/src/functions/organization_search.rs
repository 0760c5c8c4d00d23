//! `organization_search`: organizations by a word of their name, address, notes or custom fields.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Organizations>.

use super::argument::argument;
use super::search::{
    ADDRESS, CUSTOM_FIELDS, EXACT_MATCH, ID, NAME, NOTES, OWNER_ID, RESULT_SCORE, SENDS_EXACT_MATCH, SENDS_FIELDS,
    SENDS_TERM, TERM, TYPE, TYPICAL_ROWS, VISIBLE_TO, search,
};
use crate::ColumnType::Text;
use crate::TableSpec;

/// The `organization_search` function.
pub(super) static ORGANIZATION_SEARCH: TableSpec = TableSpec {
    name: "organization_search",
    entity: "organization",
    comment: "organizations by a word of their name, address, notes or custom fields, best first",
    columns: &[
        TERM,
        argument!("fields", Text, "where to look, separated by commas: `name`, `address`, `notes`, `custom_fields`"),
        EXACT_MATCH,
        RESULT_SCORE,
        ID,
        TYPE,
        NAME,
        ADDRESS,
        VISIBLE_TO,
        OWNER_ID,
        CUSTOM_FIELDS,
        NOTES,
    ],
    walks: &[search("/organizations/search", &["contacts:read", "contacts:full", "search:read"])],
    filters: &[SENDS_TERM, SENDS_FIELDS, SENDS_EXACT_MATCH],
    typical_rows: TYPICAL_ROWS,
    ..TableSpec::PLAIN
};
