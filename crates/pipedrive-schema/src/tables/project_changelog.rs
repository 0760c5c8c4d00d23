//! `project_changelog`: what changed on a project.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Projects>.

use super::shapes::{PROJECTS as SCOPES, all, child_of, column, v2_list};
use crate::ColumnType::{Int64, Json, Text, Timestamp};
use crate::{ColumnSpec, TableSpec};

/// The `project_changelog` table.
pub(super) static PROJECT_CHANGELOG: TableSpec = TableSpec {
    name: "project_changelog",
    entity: "change",
    comment: "changes of a project; needs the Projects add-on",
    columns: &[
        ColumnSpec::parent("project_id", Int64, "project that changed").references("projects", "id"),
        column!("time", Timestamp, "when the project changed"),
        column!("actor_user_id", Int64, "user who changed the project").references("users", "id"),
        column!("old_values", Json, "former values of the fields that changed, by field"),
        column!("new_values", Json, "new values of the fields that changed, by field"),
        column!("change_source", Text, "where the change came from, such as `app` or `api`"),
        column!("change_source_user_agent", Text, "program that made the change"),
    ],
    walks: &[all(v2_list("/projects/{id}/changelog", 10, SCOPES))],
    parent: child_of("project_id", 1000),
    ..TableSpec::PLAIN
};
