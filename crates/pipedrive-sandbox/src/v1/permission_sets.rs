//! `/permissionSets`, `/permissionSets/{id}` and `/permissionSets/{id}/assignments`.

use serde_json::{Value, json};

use super::offset::{PAGE, offset_page};
use crate::data::{PERMISSION_SETS, PermissionSet};
use crate::http::{Answer, Call, Failure, Kind, Operation, Paging, Param, SortKey, Version};
use crate::json::value;

const APPS: &[&str] = &["sales", "projects", "campaigns", "global", "account_settings", "partnership", "nova"];

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
    operation("/permissionSets", 20, &[&[Param::new("app", Kind::Choice(APPS))]], |call| Ok(list_sets(call))),
    operation("/permissionSets/{id}", 2, &[], get_set),
    operation("/permissionSets/{id}/assignments", 20, &[PAGE], list_assignments),
];

/// The permission set in the path.
fn set(call: &Call<'_>) -> Result<&'static PermissionSet, Failure> {
    let set = PERMISSION_SETS.iter().find(|set| set.id(call.account).eq_ignore_ascii_case(&call.key));
    set.ok_or_else(|| Failure::not_found("Permission set"))
}

fn describe(call: &Call<'_>, set: &PermissionSet) -> Value {
    json!({
        "id": set.id(call.account),
        "name": set.name,
        "description": set.description,
        "app": set.app,
        "type": set.kind,
        "assignment_count": set.holders(call.account.users()).count(),
    })
}

fn list_sets(call: &Call<'_>) -> Answer {
    let app = call.query.text("app");
    let sets = PERMISSION_SETS.iter().filter(|set| app.is_none_or(|app| app == set.app));
    Answer::list(sets, Paging::Whole, |set, out| value(out, &describe(call, set)))
}

/// A list of one.
fn get_set(call: &Call<'_>) -> Result<Answer, Failure> {
    let set = set(call)?;
    let mut row = describe(call, set);
    row["contents"] = json!(set.contents);
    Ok(Answer::list([row], Paging::Whole, |row, out| value(out, &row)))
}

fn list_assignments(call: &Call<'_>) -> Result<Answer, Failure> {
    let set = set(call)?;
    let users = set.holders(call.account.users()).map(|user| user.id).collect();
    offset_page(
        call,
        users,
        &[],
        |id, _| SortKey::Number(id.into()),
        |id, out| {
            value(out, &json!({"user_id": id, "permission_set_id": set.id(call.account), "name": set.name}));
        },
    )
}
