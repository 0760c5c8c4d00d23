//! `permission_sets`: the sets of permissions users can have in an app.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/PermissionSets>.

use super::shapes::{ADMIN as SCOPES, all, column, v1_single, v1_whole};
use crate::ColumnType::{Int64, Text, TextList};
use crate::{FilterSpec, TableSpec};

/// The apps that have permission sets.
const APPS: &[&str] = &["sales", "projects", "campaigns", "global", "account_settings", "partnership", "nova"];

/// The `permission_sets` table.
pub(super) static PERMISSION_SETS: TableSpec = TableSpec {
    name: "permission_sets",
    entity: "permission set",
    comment: "sets of permissions users can have in an app; needs an admin",
    columns: &[
        column!("id", Text, "identifies the permission set, a UUID"),
        column!("name", Text, "name of the permission set"),
        column!("description", Text, "description of the permission set"),
        column!("app", Text, "app it is for, such as `sales`, `projects` or `account_settings`"),
        column!("type", Text, "`admin`, `manager`, `regular` or `custom`; not known when picked by `id = …`"),
        column!("assignment_count", Int64, "number of users who have it"),
        column!("contents", TextList, "permissions in the set; only known when the row is picked by `id = …`"),
    ],
    primary_key: Some("id"),
    walks: &[all(v1_whole("/permissionSets", 20, SCOPES))],
    single: Some(v1_single("/permissionSets/{id}", SCOPES)),
    filters: &[
        FilterSpec::exact("app", "a permission set is for one app and the API compares its name").accepting(APPS)
    ],
    typical_rows: 10,
    ..TableSpec::PLAIN
};
