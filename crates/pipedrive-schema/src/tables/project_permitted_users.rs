//! `project_permitted_users`: who may see a project.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Projects>.

use super::shapes::{PROJECTS as SCOPES, child_of, column, shaped, v2_whole};
use crate::ColumnType::Int64;
use crate::{ColumnSpec, RowShape, TableSpec};

/// The `project_permitted_users` table.
pub(super) static PROJECT_PERMITTED_USERS: TableSpec = TableSpec {
    name: "project_permitted_users",
    entity: "permitted user",
    comment: "users who may see a project; needs the Projects add-on",
    columns: &[
        ColumnSpec::parent("project_id", Int64, "project the user may see").references("projects", "id"),
        column!("user_id", Int64, "user who may see the project").references("users", "id"),
    ],
    walks: &[shaped(v2_whole("/projects/{id}/permittedUsers", 5, SCOPES), RowShape::Values("user_id"))],
    parent: child_of("project_id", 1000),
    ..TableSpec::PLAIN
};
