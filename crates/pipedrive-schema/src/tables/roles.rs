//! `roles`: the roles users have, in a hierarchy.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Roles>.

use super::shapes::{ADMIN as SCOPES, all, column, columns, v1_list};
use super::writes::{ID, v1_delete, v1_post, v1_put, written};
use crate::ColumnType::{Boolean, Int64, Text};
use crate::{AnswerSpec, ColumnSpec, DeleteSpec, InsertSpec, Required, TableSpec, UpdateSpec, WriteSpec};

/// The `roles` table.
pub(super) static ROLES: TableSpec = TableSpec {
    name: "roles",
    entity: "role",
    comment: "roles users have, in a hierarchy; needs an admin",
    columns: columns![COLUMNS, &[column!("level", Int64, "depth in the hierarchy")]],
    primary_key: Some("id"),
    walks: &[all(v1_list("/roles", 20, SCOPES))],
    typical_rows: 10,
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

/// What the list and the answer about one role both hold.
pub(crate) const COLUMNS: &[ColumnSpec] = &[
    column!("id", Int64, "identifies the role"),
    column!("name", Text, "name of the role"),
    column!("parent_role_id", Int64, "role above it").references("roles", "id"),
    // Both counts are spelt as text in the API's answers.
    column!("assignment_count", Int64, "number of users who have the role"),
    column!("sub_role_count", Int64, "number of roles below it"),
    column!("active_flag", Boolean, "whether the role is in use"),
];

const WRITE: &WriteSpec = &WriteSpec {
    insert: Some(InsertSpec::new(v1_post("/roles", &[], SCOPES), &[Required::Column("name")], AnswerSpec::ID)),
    update: Some(UpdateSpec::new(v1_put("/roles/{id}", ID, SCOPES), AnswerSpec::ID)),
    delete: Some(DeleteSpec::new(v1_delete("/roles/{id}", ID, SCOPES))),
    columns: &[written!("name").never_null(), written!("parent_role_id")],
    ..WriteSpec::NONE
};
