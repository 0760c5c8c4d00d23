//! `permission_set_assignments`: which users have a permission set.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/PermissionSets>.

use super::shapes::{ADMIN as SCOPES, all, child_of, column, v1_list};
use crate::ColumnType::{Int64, Text};
use crate::TableSpec;

/// The `permission_set_assignments` table.
pub(super) static PERMISSION_SET_ASSIGNMENTS: TableSpec = TableSpec {
    name: "permission_set_assignments",
    entity: "permission set assignment",
    comment: "users of a permission set; needs an admin",
    columns: &[
        column!("permission_set_id", Text, "permission set the user has").references("permission_sets", "id"),
        column!("user_id", Int64, "user who has the permission set").references("users", "id"),
        column!("name", Text, "name of the permission set"),
    ],
    walks: &[all(v1_list("/permissionSets/{id}/assignments", 20, SCOPES))],
    parent: child_of("permission_set_id", 500),
    ..TableSpec::PLAIN
};
