//! `project_templates`: the templates new projects can start from.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/ProjectTemplates>.

use super::shapes::{PROJECTS as SCOPES, all, column, v2_list, v2_single};
use crate::ColumnType::{Int64, Text, Timestamp};
use crate::TableSpec;

/// The `project_templates` table.
pub(super) static PROJECT_TEMPLATES: TableSpec = TableSpec {
    name: "project_templates",
    entity: "project template",
    comment: "templates new projects can start from; needs the Projects add-on",
    columns: &[
        column!("id", Int64, "identifies the template"),
        column!("title", Text, "title of the template"),
        column!("description", Text, "description of the template"),
        column!("projects_board_id", Int64, "board its projects go to").references("boards", "id"),
        column!("owner_id", Int64, "user who owns the template").references("users", "id"),
        column!("add_time", Timestamp, "when the template was created"),
        column!("update_time", Timestamp, "when the template last changed"),
    ],
    primary_key: Some("id"),
    walks: &[all(v2_list("/projectTemplates", 10, SCOPES))],
    single: Some(v2_single("/projectTemplates/{id}", SCOPES)),
    typical_rows: 10,
    ..TableSpec::PLAIN
};
