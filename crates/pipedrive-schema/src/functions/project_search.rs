//! `project_search`: projects by a word of their title, description, notes or custom fields.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Projects>.

use super::argument::argument;
use super::search::{
    CUSTOM_FIELDS, EXACT_MATCH, ID, NOTES, OF_ORGANIZATION, OF_PERSON, ORGANIZATION, OWNER_ID, PERSON, PROJECT,
    RESULT_SCORE, SENDS_EXACT_MATCH, SENDS_FIELDS, SENDS_ORGANIZATION, SENDS_PERSON, SENDS_TERM, TERM, TITLE, TYPE,
    TYPICAL_ROWS, search,
};
use crate::ColumnType::Text;
use crate::TableSpec;
use crate::tables::shapes::{column, columns};

/// The `project_search` function.
pub(super) static PROJECT_SEARCH: TableSpec = TableSpec {
    name: "project_search",
    entity: "project",
    comment: "projects by a word of their title, description, notes or custom fields, best first",
    columns: columns![
        &[
            TERM,
            argument!(
                "fields",
                Text,
                "where to look, separated by commas: `title`, `description`, `notes`, `custom_fields`"
            ),
            EXACT_MATCH,
            OF_PERSON,
            OF_ORGANIZATION,
            RESULT_SCORE,
            ID,
            TYPE,
            TITLE,
            column!("status", Text, ["item", "status"], "status of the project"),
            OWNER_ID,
        ],
        PROJECT,
        PERSON,
        ORGANIZATION,
        &[CUSTOM_FIELDS, NOTES],
    ],
    walks: &[search("/projects/search", &["projects:read", "projects:full", "search:read"])],
    filters: &[SENDS_TERM, SENDS_FIELDS, SENDS_EXACT_MATCH, SENDS_PERSON, SENDS_ORGANIZATION],
    typical_rows: TYPICAL_ROWS,
    ..TableSpec::PLAIN
};
