//! `role_assignments`: which users have a role.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Roles>.

use super::assignments::ASSIGNMENT;
use super::shapes::{ADMIN as SCOPES, all, child_of, v1_list};
use crate::{TableSpec, WritableSpec};

/// The `role_assignments` table.
pub(super) static ROLE_ASSIGNMENTS: TableSpec = TableSpec {
    name: "role_assignments",
    entity: "role assignment",
    comment: "users of a role; needs an admin",
    columns: ASSIGNMENT,
    walks: &[all(v1_list("/roles/{id}/assignments", 10, SCOPES))],
    parent: child_of("role_id", 300),
    writable: WritableSpec { update: false, ..WritableSpec::ALL },
    ..TableSpec::PLAIN
};
