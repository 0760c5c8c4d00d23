//! `user_role_assignments`: which roles a user has.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Users>.

use super::assignments::ASSIGNMENT;
use super::shapes::{USERS as SCOPES, all, child_of, v1_list};
use crate::TableSpec;

/// The `user_role_assignments` table.
pub(super) static USER_ROLE_ASSIGNMENTS: TableSpec = TableSpec {
    name: "user_role_assignments",
    entity: "role assignment",
    comment: "roles of a user",
    columns: ASSIGNMENT,
    walks: &[all(v1_list("/users/{id}/roleAssignments", 10, SCOPES))],
    parent: child_of("user_id", 100),
    ..TableSpec::PLAIN
};
