//! `role_assignments`: which users have a role.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Roles>.

use super::assignments::ASSIGNMENT;
use super::shapes::{ADMIN as SCOPES, all, child_of, v1_list};
use super::writes::{v1_delete, v1_post, with_body, written};
use crate::{AnswerSpec, DeleteSpec, InsertSpec, Required, TableSpec, WriteBody, WriteOn, WriteSpec};

/// The `role_assignments` table.
pub(super) static ROLE_ASSIGNMENTS: TableSpec = TableSpec {
    name: "role_assignments",
    entity: "role assignment",
    comment: "users of a role; needs an admin",
    columns: ASSIGNMENT,
    walks: &[all(v1_list("/roles/{id}/assignments", 10, SCOPES))],
    parent: child_of("role_id", 300),
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const WRITE: &WriteSpec = &WriteSpec {
    insert: Some(InsertSpec::new(
        v1_post("/roles/{id}/assignments", ROLE, SCOPES),
        &[Required::Column("user_id")],
        AnswerSpec { key: None, row: None },
    )),
    delete: Some(DeleteSpec {
        body: &["user_id"],
        ..DeleteSpec::new(with_body(v1_delete("/roles/{id}/assignments", ROLE, SCOPES), WriteBody::Object))
    }),
    columns: &[written!("user_id").on(WriteOn::Insert).never_null()],
    ..WriteSpec::NONE
};

const ROLE: &[&str] = &["role_id"];
