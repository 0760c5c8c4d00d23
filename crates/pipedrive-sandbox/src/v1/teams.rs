//! Teams of the older kind: `/legacyTeams`, `/legacyTeams/{id}`, `/legacyTeams/{id}/users`, `/legacyTeams/user/{id}`.

use serde_json::{Value, json};

use super::users::user_in_path;
use crate::data::{TEAMS, Team};
use crate::http::{Answer, Call, Failure, Kind, Operation, Paging, Param, Version};
use crate::json::{DAY, LegacyTime, value};

const ORDER: &[Param] = &[Param::new("order_by", Kind::Choice(&["id", "name", "manager_id", "active_flag"]))];

const SKIP: &[Param] = &[Param::new("skip_users", Kind::Bit)];

/// One of the routes.
const fn operation(
    path: &'static str,
    cost: u32,
    params: &'static [&'static [Param]],
    answer: fn(&Call<'_>) -> Result<Answer, Failure>,
) -> Operation {
    Operation { version: Version::V1, path, cost, scopes: &["users:read"], params, answer }
}

pub(crate) const OPERATIONS: &[Operation] = &[
    operation("/legacyTeams", 20, &[ORDER, SKIP], |call| Ok(list(call, |_| true))),
    operation("/legacyTeams/{id}", 2, &[SKIP], |call| {
        let team = team(call)?;
        Ok(Answer::object(|out| value(out, &describe(call, team))))
    }),
    operation("/legacyTeams/{id}/users", 20, &[], |call| {
        Ok(Answer::list(team(call)?.users, Paging::Whole, |user, out| value(out, user)))
    }),
    operation("/legacyTeams/user/{id}", 20, &[ORDER, SKIP], |call| {
        let user = user_in_path(call)?.id;
        Ok(list(call, |team| team.users.contains(&user)))
    }),
];

/// The team in the path.
fn team(call: &Call<'_>) -> Result<&'static Team, Failure> {
    let team = TEAMS.iter().find(|team| team.id.to_string() == call.key);
    team.ok_or_else(|| Failure::team_not_found(&call.key))
}

/// The teams that `keep` keeps, in the order asked for.
fn list(call: &Call<'_>, keep: impl Fn(&Team) -> bool) -> Answer {
    let mut teams: Vec<&Team> = TEAMS.iter().filter(|team| keep(team)).collect();
    match call.query.text("order_by") {
        Some("name") => teams.sort_by_key(|team| team.name),
        Some("manager_id") => teams.sort_by_key(|team| team.manager_id),
        Some("active_flag") => teams.sort_by_key(|team| team.is_active),
        _ => {}
    }
    Answer::list(teams, Paging::Whole, |team, out| value(out, &describe(call, team)))
}

fn describe(call: &Call<'_>, team: &Team) -> Value {
    let mut row = json!({
        "id": team.id,
        "name": team.name,
        "description": team.description,
        "manager_id": team.manager_id,
        "active_flag": u8::from(team.is_active),
        "deleted_flag": 0,
        "add_time": LegacyTime(call.account.now() - team.age * DAY),
        "created_by_user_id": team.created_by,
    });
    if call.query.flag("skip_users") != Some(true) {
        row["users"] = json!(team.users);
    }
    row
}
