//! `project_groups`: the groups a project's plan is divided into.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Projects>.

use super::shapes::{PROJECTS as SCOPES, all, child_of, column, v1_whole};
use crate::ColumnType::{Int64, Text};
use crate::{ColumnSpec, TableSpec};

/// The `project_groups` table.
pub(super) static PROJECT_GROUPS: TableSpec = TableSpec {
    name: "project_groups",
    entity: "project group",
    comment: "groups a project's plan is divided into; needs the Projects add-on",
    columns: &[
        ColumnSpec::parent("project_id", Int64, "project the group belongs to").references("projects", "id"),
        column!("id", Int64, "identifies the group"),
        column!("name", Text, "name of the group"),
        column!("order_nr", Int64, "position among the groups"),
    ],
    primary_key: Some("id"),
    walks: &[all(v1_whole("/projects/{id}/groups", 20, SCOPES))],
    parent: child_of("project_id", 300),
    ..TableSpec::PLAIN
};
