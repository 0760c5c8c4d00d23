//! `deal_flow` and its like: everything that happened around a record.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Deals>.

use super::shapes::{DEAL, ORGANIZATION, PERSON, RECENTS as SCOPES, child_of, column, columns, v1_list};
use crate::ColumnType::{Json, Text, Timestamp};
use crate::{ColumnSpec, RouteSpec, RowShape, TableSpec, WalkSpec};

/// The `deal_flow` table.
pub(super) static DEAL_FLOW: TableSpec = TableSpec {
    name: "deal_flow",
    entity: "event around a deal",
    comment: "everything that happened around deals: changes, activities, notes, e-mails, files and more",
    columns: columns![DEAL, COLUMNS],
    walks: &[complete(v1_list("/deals/{id}/flow", 40, SCOPES))],
    parent: child_of("deal_id", 1_500),
    ..TableSpec::PLAIN
};

/// The `person_flow` table.
pub(super) static PERSON_FLOW: TableSpec = TableSpec {
    name: "person_flow",
    entity: "event around a person",
    comment: "everything that happened around persons: changes, activities, notes, e-mails, files and more",
    columns: columns![PERSON, COLUMNS],
    walks: &[complete(v1_list("/persons/{id}/flow", 40, SCOPES))],
    parent: child_of("person_id", 1_000),
    ..TableSpec::PLAIN
};

/// The `organization_flow` table.
pub(super) static ORGANIZATION_FLOW: TableSpec = TableSpec {
    name: "organization_flow",
    entity: "event around an organization",
    comment: "everything that happened around organizations: changes, activities, notes, e-mails, files and more",
    columns: columns![ORGANIZATION, COLUMNS],
    walks: &[complete(v1_list("/organizations/{id}/flow", 40, SCOPES))],
    parent: child_of("org_id", 1_000),
    ..TableSpec::PLAIN
};

/// The walk with the changes of custom fields, which the API leaves out unless asked.
const fn complete(route: RouteSpec) -> WalkSpec {
    WalkSpec { name: "all", route, archived: None, fixed: &[("all_changes", "1")], rows: RowShape::List }
}

const COLUMNS: &[ColumnSpec] = &[
    column!("object", Text, "kind of event, such as `dealChange`, `activity`, `note` or `mailMessage`"),
    column!("timestamp", Timestamp, "when it happened"),
    column!("data", Json, "what the event is about; its members depend on the kind"),
];
