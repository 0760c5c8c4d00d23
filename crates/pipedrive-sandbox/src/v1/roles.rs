//! `/roles`, `/roles/{id}` and its `assignments`, `settings` and `pipelines`.

use serde_json::{Value, json};

use super::offset::{PAGE, offset_page};
use crate::User;
use crate::data::{PIPELINES, ROLES, Role};
use crate::http::{Answer, Call, Failure, Kind, Operation, Param, SortKey, Version};
use crate::json::value;

/// One of the routes, all of which are for administrators.
const fn operation(
    path: &'static str,
    cost: u32,
    params: &'static [&'static [Param]],
    answer: fn(&Call<'_>) -> Result<Answer, Failure>,
) -> Operation {
    Operation { version: Version::V1, path, cost, scopes: &["admin"], params, answer }
}

pub(crate) const OPERATIONS: &[Operation] = &[
    operation("/roles", 20, &[PAGE], list_roles),
    operation("/roles/{id}", 2, &[], get_role),
    operation("/roles/{id}/assignments", 10, &[PAGE], list_assignments),
    operation("/roles/{id}/settings", 20, &[], |call| {
        let settings = role_settings(role(call)?);
        Ok(Answer::object(|out| value(out, &settings)))
    }),
    operation("/roles/{id}/pipelines", 20, &[&[Param::new("visible", Kind::Boolean)]], get_pipelines),
];

/// The role in the path.
fn role(call: &Call<'_>) -> Result<&'static Role, Failure> {
    let role = ROLES.iter().find(|role| role.id.to_string() == call.key);
    role.ok_or_else(|| Failure::not_found("Role"))
}

fn describe(call: &Call<'_>, role: &Role) -> Value {
    // The two numbers come as text.
    json!({
        "id": role.id,
        "parent_role_id": role.parent_id,
        "name": role.name,
        "active_flag": role.is_active,
        "assignment_count": role.holders(call.account.users()).count().to_string(),
        "sub_role_count": role.sub_role_count().to_string(),
    })
}

fn list_roles(call: &Call<'_>) -> Result<Answer, Failure> {
    let ids = ROLES.iter().map(|role| role.id).collect();
    offset_page(
        call,
        ids,
        &[],
        |id, _| SortKey::Number(id.into()),
        |id, out| {
            if let Some(role) = ROLES.iter().find(|role| role.id == id) {
                let mut row = describe(call, role);
                row["level"] = json!(role.level);
                value(out, &row);
            }
        },
    )
}

fn get_role(call: &Call<'_>) -> Result<Answer, Failure> {
    let role = role(call)?;
    let answer = Answer::object(|out| value(out, &describe(call, role)));
    Ok(answer.beside("additional_data", json!({ "settings": role_settings(role) })))
}

fn list_assignments(call: &Call<'_>) -> Result<Answer, Failure> {
    let holders: Vec<&User> = role(call)?.holders(call.account.users()).collect();
    assignments_page(call, &holders)
}

/// A page of the roles of those users.
pub(super) fn assignments_page(call: &Call<'_>, users: &[&User]) -> Result<Answer, Failure> {
    let ids = users.iter().map(|user| user.id).collect();
    offset_page(
        call,
        ids,
        &[],
        |id, _| SortKey::Number(id.into()),
        |id, out| {
            let role = users.iter().find(|user| user.id == id).map(|user| Role::of(user));
            let row = role.map(|role| {
                json!({
                    "user_id": id,
                    "role_id": role.id,
                    "parent_role_id": role.parent_id,
                    "name": role.name,
                    "active_flag": role.is_active,
                    "type": "1",
                })
            });
            value(out, &row);
        },
    )
}

/// Default visibility of what the role's users add, and how much of what others added they see.
pub(super) fn role_settings(role: &Role) -> Value {
    json!({
        "deal_default_visibility": role.visibility,
        "lead_default_visibility": role.visibility,
        "org_default_visibility": role.visibility,
        "person_default_visibility": role.visibility,
        "product_default_visibility": 3,
        "deal_access_level": role.level,
        "org_access_level": role.level,
        "person_access_level": role.level,
        "product_access_level": 1,
    })
}

fn get_pipelines(call: &Call<'_>) -> Result<Answer, Failure> {
    let role = role(call)?;
    let visible = call.query.flag("visible").unwrap_or(true);
    let pipelines = PIPELINES.iter().filter(|pipeline| !pipeline.is_deleted).map(|pipeline| pipeline.id);
    let ids: Vec<u32> = pipelines.filter(|id| role.hidden_pipelines.contains(id) != visible).collect();
    Ok(Answer::object(|out| value(out, &json!({"pipeline_ids": ids, "visible": visible}))))
}
