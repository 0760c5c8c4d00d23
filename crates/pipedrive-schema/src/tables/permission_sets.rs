//! `permission_sets`: the sets of permissions users can have in an app.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/PermissionSets>.

use super::shapes::{ADMIN as SCOPES, all, column, columns, v1_whole};
use crate::ColumnType::{Int64, Text};
use crate::{ColumnSpec, FilterSpec, TableSpec};

/// The apps that have permission sets.
const APPS: &[&str] = &["sales", "projects", "campaigns", "global", "account_settings", "partnership", "nova"];

/// The `permission_sets` table.
pub(super) static PERMISSION_SETS: TableSpec = TableSpec {
    name: "permission_sets",
    entity: "permission set",
    comment: "sets of permissions users can have in an app, their contents left out; needs an admin",
    columns: columns![COLUMNS, &[column!("type", Text, "`admin`, `manager`, `regular` or `custom`")]],
    primary_key: Some("id"),
    walks: &[all(v1_whole("/permissionSets", 20, SCOPES))],
    filters: &[
        FilterSpec::exact("app", "a permission set is for one app and the API compares its name").accepting(APPS)
    ],
    typical_rows: 10,
    ..TableSpec::PLAIN
};

/// What the list and the answer about one set both hold.
pub(crate) const COLUMNS: &[ColumnSpec] = &[
    column!("id", Text, "identifies the permission set, a UUID"),
    column!("name", Text, "name of the permission set"),
    column!("description", Text, "description of the permission set"),
    column!("app", Text, "app it is for, such as `sales`, `projects` or `account_settings`"),
    column!("assignment_count", Int64, "number of users who have it"),
];
