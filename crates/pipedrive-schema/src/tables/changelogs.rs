//! `deal_changelog` and its like: what changed in the fields of a record.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Deals>.

use super::shapes::{DEAL, ORGANIZATION, PERSON, RECENTS as SCOPES, all, child_of, column, columns, v1_log};
use crate::ColumnType::{Boolean, Int64, Text, Timestamp};
use crate::{ColumnSpec, TableSpec};

/// The `deal_changelog` table.
pub(super) static DEAL_CHANGELOG: TableSpec = TableSpec {
    name: "deal_changelog",
    entity: "change of a deal",
    comment: "what changed in the fields of deals, who changed it and when",
    columns: columns![DEAL, COLUMNS],
    walks: &[all(v1_log("/deals/{id}/changelog", 20, SCOPES))],
    parent: child_of("deal_id", 1_000),
    ..TableSpec::PLAIN
};

/// The `person_changelog` table.
pub(super) static PERSON_CHANGELOG: TableSpec = TableSpec {
    name: "person_changelog",
    entity: "change of a person",
    comment: "what changed in the fields of persons, who changed it and when",
    columns: columns![PERSON, COLUMNS],
    walks: &[all(v1_log("/persons/{id}/changelog", 20, SCOPES))],
    parent: child_of("person_id", 500),
    ..TableSpec::PLAIN
};

/// The `organization_changelog` table.
pub(super) static ORGANIZATION_CHANGELOG: TableSpec = TableSpec {
    name: "organization_changelog",
    entity: "change of an organization",
    comment: "what changed in the fields of organizations, who changed it and when",
    columns: columns![ORGANIZATION, COLUMNS],
    walks: &[all(v1_log("/organizations/{id}/changelog", 20, SCOPES))],
    parent: child_of("org_id", 500),
    ..TableSpec::PLAIN
};

const COLUMNS: &[ColumnSpec] = &[
    column!("field_key", Text, "field that changed: 40 hex digits, or its name for a built-in field"),
    // Values of every type of field share these columns, and the API spells all of them as texts.
    column!("old_value", Text, "value before the change"),
    column!("new_value", Text, "value after the change"),
    column!("actor_user_id", Int64, "user who made the change").references("users", "id"),
    column!("time", Timestamp, "when the change was made"),
    column!("change_source", Text, "where the change came from, such as `app` or `api`"),
    column!("change_source_user_agent", Text, "program the change was made with"),
    column!("is_bulk_update_flag", Boolean, "whether many records were changed at once"),
];
