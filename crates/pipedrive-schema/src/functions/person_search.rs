//! `person_search`: persons by a word of their name, e-mail addresses, phone numbers, notes or custom fields.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Persons>.

use super::argument::argument;
use super::search::{
    CUSTOM_FIELDS, EMAILS, EXACT_MATCH, ID, NAME, NOTES, OF_ORGANIZATION, ORGANIZATION, OWNER_ID, PHONES, RESULT_SCORE,
    SENDS_EXACT_MATCH, SENDS_FIELDS, SENDS_INCLUDE_FIELDS, SENDS_ORGANIZATION, SENDS_TERM, TERM, TYPE, TYPICAL_ROWS,
    VISIBLE_TO, search,
};
use crate::ColumnType::{Json, Text};
use crate::TableSpec;
use crate::tables::shapes::{column, columns};

/// The `person_search` function.
pub(super) static PERSON_SEARCH: TableSpec = TableSpec {
    name: "person_search",
    entity: "person",
    comment: "persons by a word of their name, e-mail, phone, notes or custom fields, best first",
    columns: columns![
        &[
            TERM,
            argument!(
                "fields",
                Text,
                "where to look, separated by commas: `name`, `email`, `phone`, `notes`, `custom_fields`"
            ),
            EXACT_MATCH,
            OF_ORGANIZATION,
            argument!("include_fields", Text, "`person.picture` fills the column `picture`"),
            RESULT_SCORE,
            ID,
            TYPE,
            NAME,
            PHONES,
            EMAILS,
            VISIBLE_TO,
            OWNER_ID,
        ],
        ORGANIZATION,
        &[CUSTOM_FIELDS, NOTES, column!("picture", Json, ["item", "picture"], "JSON text of the person's picture")],
    ],
    walks: &[search("/persons/search", &["contacts:read", "contacts:full", "search:read"])],
    filters: &[
        SENDS_TERM,
        SENDS_FIELDS,
        SENDS_EXACT_MATCH,
        SENDS_ORGANIZATION,
        SENDS_INCLUDE_FIELDS.accepting(&["person.picture"]),
    ],
    typical_rows: TYPICAL_ROWS,
    ..TableSpec::PLAIN
};
