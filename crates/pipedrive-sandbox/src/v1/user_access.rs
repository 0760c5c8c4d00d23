//! What a user may do and see: `/users/{id}/permissions`, `roleAssignments` and `roleSettings`.

use super::roles::{assignments_page, role_settings};
use super::users::user_in_path;
use crate::data::{PERMISSIONS, PermissionSet, Role};
use crate::http::{Answer, Call, Failure, Operation, Param, Version};
use crate::json::{Object, value};

/// One of the routes.
const fn operation(
    path: &'static str,
    params: &'static [&'static [Param]],
    answer: fn(&Call<'_>) -> Result<Answer, Failure>,
) -> Operation {
    Operation { version: Version::V1, path, cost: 10, scopes: &["users:read"], params, answer }
}

pub(crate) const OPERATIONS: &[Operation] = &[
    operation("/users/{id}/permissions", &[], get_permissions),
    operation("/users/{id}/roleAssignments", &[super::offset::PAGE], |call| {
        assignments_page(call, &[user_in_path(call)?])
    }),
    operation("/users/{id}/roleSettings", &[], |call| {
        let settings = role_settings(Role::of(user_in_path(call)?));
        Ok(Answer::object(|out| value(out, &settings)))
    }),
];

/// Every permission, and whether one of the user's permission sets grants it.
fn get_permissions(call: &Call<'_>) -> Result<Answer, Failure> {
    let user = user_in_path(call)?;
    let sets: Vec<&PermissionSet> = PermissionSet::of(user).collect();
    Ok(Answer::object(|out| {
        let mut object = Object::begin(out);
        for permission in PERMISSIONS {
            object.put(permission, &sets.iter().any(|set| set.contents.contains(&permission)));
        }
        object.end();
    }))
}
