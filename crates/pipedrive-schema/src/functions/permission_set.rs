//! `permission_set`: one set of permissions by its id, with what it permits.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/PermissionSets>.

use super::argument::{argument, sends};
use crate::ColumnType::{Text, TextList};
use crate::tables::permission_sets;
use crate::tables::shapes::{ADMIN as SCOPES, column, columns, shaped, v1_single};
use crate::{RowShape, TableSpec};

/// The `permission_set` function.
///
/// The table `permission_sets` cannot ask for one set: this answer does not tell the type, by which a query may
/// compare, and that of all sets does not tell the permissions.
pub(super) static PERMISSION_SET: TableSpec = TableSpec {
    name: "permission_set",
    entity: "permission set",
    comment: "one set of permissions by its id, with what it permits; needs an admin",
    columns: columns![
        &[argument!("id", Text, "the permission set, a UUID").references("permission_sets", "id")],
        permission_sets::COLUMNS,
        &[column!("contents", TextList, "permissions in the set")],
    ],
    // One set comes as a list of one.
    walks: &[shaped(v1_single("/permissionSets/{id}", SCOPES), RowShape::Records)],
    filters: &[sends!("id").required().sent_as("{id}")],
    typical_rows: 1,
    ..TableSpec::PLAIN
};
