//! Users, their roles, and teams of the older kind.

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::resource::{Keys, Resource, create, current, delete, insert, update};
use super::{Form, Place, Shelf};
use crate::data::Table;
use crate::http::{Answer, Call, Failure, Paging, Version, Write};
use crate::json::{LegacyTime, value};
use crate::write::{Draft, Key, Kind, Rules, key, read_data};

use Version::V1;

const fn shelf(table: Table, missing: fn() -> Failure, key: &'static str, places: &'static [Place]) -> Shelf {
    Shelf { table, missing, key, places, filters: &[], deleted: None }
}

pub(crate) static ROLES: Shelf = shelf(
    Table::Roles,
    || Failure::not_found("Role"),
    "id",
    &[Place::plain(V1, "/roles/{id}", Form::One), Place::plain(V1, "/roles", Form::List)],
);

pub(crate) static ROLE_SETTINGS: Shelf = shelf(
    Table::RoleSettings,
    || Failure::not_found("Role"),
    "id",
    &[Place::plain(V1, "/roles/{id}/settings", Form::One)],
);

pub(crate) static ROLE_PIPELINES: Shelf = shelf(
    Table::RolePipelines,
    || Failure::not_found("Role"),
    "id",
    &[Place::plain(V1, "/roles/{id}/pipelines", Form::One).shaped(|call, members| {
        let visible = call.query.flag("visible").unwrap_or(true);
        json!({"pipeline_ids": members[if visible { "visible" } else { "hidden" }], "visible": visible})
    })],
);

pub(crate) static ASSIGNMENTS: Shelf = shelf(
    Table::Assignments,
    || Failure::not_found("Assignment"),
    "user_id",
    &[Place::plain(V1, "/roles/{id}/assignments", Form::List)],
);

pub(crate) static TEAMS: Shelf = shelf(
    Table::Teams,
    || Failure::not_found("Team"),
    "id",
    &[
        Place::plain(V1, "/legacyTeams/{id}", Form::One),
        Place::plain(V1, "/legacyTeams", Form::List),
        Place::plain(V1, "/legacyTeams/{id}/users", Form::Member("users")),
    ],
);

pub(crate) static USERS: Shelf = shelf(
    Table::Users,
    Failure::user_not_found,
    "id",
    &[Place::plain(V1, "/users/{id}", Form::One), Place::plain(V1, "/users", Form::List)],
);

const ROLE: &[Key] = &[key("name", Kind::Name).required(), key("parent_role_id", Kind::Integer)];

const SETTING: &[Key] = &[
    key(
        "setting_key",
        Kind::Word(&[
            "deal_default_visibility",
            "lead_default_visibility",
            "org_default_visibility",
            "person_default_visibility",
            "product_default_visibility",
        ]),
    )
    .required(),
    key("value", Kind::Code(&[1, 3, 5, 7])).required(),
];

const VISIBLE: &[Key] = &[key("visible_pipeline_ids", Kind::Object).required()];
const MEMBER: &[Key] = &[key("user_id", Kind::User).required()];
const MEMBERS: &[Key] = &[key("users", Kind::Users).required()];

const TEAM: &[Key] = &[
    key("name", Kind::Name).required(),
    key("description", Kind::Text),
    key("manager_id", Kind::User).required(),
    key("users", Kind::Users).filled(),
    key("active_flag", Kind::Bit).filled().on_update(),
    key("deleted_flag", Kind::Bit).filled().on_update(),
];

const USER: &[Key] = &[
    key("email", Kind::Name).required(),
    key("access", Kind::Attendees).filled(),
    key("active_flag", Kind::Flag).filled(),
];

const USER_CHANGE: &[Key] = &[key("active_flag", Kind::Flag).filled()];

const fn resource(shelf: &'static Shelf, keys: &'static [Key], first: u32, blank: fn(&Call<'_>) -> Value) -> Resource {
    let rules = Rules { version: V1, keys, custom: None };
    Resource {
        shelf,
        rules,
        keys: Keys::From(first),
        blank,
        prepare: |_, _, draft| {
            as_numbers(draft);
            Ok(())
        },
    }
}

static ROLE_WRITES: Resource = resource(
    &ROLES,
    ROLE,
    7,
    |_| json!({"parent_role_id": 1, "active_flag": true, "assignment_count": "0", "sub_role_count": "0", "level": 2}),
);

static TEAM_WRITES: Resource = resource(&TEAMS, TEAM, 5, |call| {
    json!({"description": null, "users": [], "active_flag": 1, "deleted_flag": 0,
        "add_time": LegacyTime(call.account.present()), "created_by_user_id": 1})
});

static USER_WRITES: Resource = resource(&USERS, USER, 13, |call| {
    let mut row = read_data(call, V1, "/users/{id}", "1".to_owned());
    for (name, member) in [
        ("phone", Value::Null),
        ("activated", json!(false)),
        ("is_you", json!(false)),
        ("is_admin", json!(0)),
        ("last_login", Value::Null),
        ("created", json!(LegacyTime(call.account.present()))),
        ("modified", json!(LegacyTime(call.account.present()))),
        ("access", json!([{"app": "sales"}])),
    ] {
        row[name] = member;
    }
    row
});

static USER_CHANGES: Resource = resource(&USERS, USER_CHANGE, 13, |_| Value::Null);

const ADMIN: &[&str] = &["admin"];
const CHANGE: (u32, &[&str]) = (10, ADMIN);
const REMOVE: (u32, &[&str]) = (6, ADMIN);

pub(super) const WRITES: &[Write] = &[
    Write::new(Method::POST, V1, "/roles", CHANGE, |call, body| create(call, body, &ROLE_WRITES).map(only_id)),
    Write::new(Method::PUT, V1, "/roles/{id}", CHANGE, |call, body| update(call, body, &ROLE_WRITES).map(only_id)),
    Write::new(Method::DELETE, V1, "/roles/{id}", REMOVE, |call, _| delete(call, &ROLES)),
    Write::new(Method::POST, V1, "/roles/{id}/assignments", CHANGE, |call, body| assign(call, body, true)),
    Write::new(Method::DELETE, V1, "/roles/{id}/assignments", REMOVE, |call, body| assign(call, body, false)),
    Write::new(Method::POST, V1, "/roles/{id}/settings", CHANGE, set),
    Write::new(Method::PUT, V1, "/roles/{id}/pipelines", CHANGE, show),
    Write::new(Method::POST, V1, "/legacyTeams", CHANGE, |call, body| create(call, body, &TEAM_WRITES)),
    Write::new(Method::PUT, V1, "/legacyTeams/{id}", CHANGE, |call, body| update(call, body, &TEAM_WRITES)),
    Write::new(Method::POST, V1, "/legacyTeams/{id}/users", CHANGE, |call, body| join(call, body, true)),
    Write::new(Method::DELETE, V1, "/legacyTeams/{id}/users", CHANGE, |call, body| join(call, body, false)),
    Write::new(Method::POST, V1, "/users", CHANGE, add_user),
    Write::new(Method::PUT, V1, "/users/{id}", CHANGE, |call, body| {
        if body["active_flag"].is_boolean() { update(call, body, &USER_CHANGES) } else { Err(Failure::bad_request()) }
    }),
];

/// Flags of teams are numbers.
fn as_numbers(draft: &mut Draft) {
    for name in ["active_flag", "deleted_flag"] {
        if let (Some(flag), true) = (draft.flag(name), draft.values.contains_key("manager_id")) {
            draft.set(name, u8::from(flag));
        }
    }
}

fn only_id(answer: Answer) -> Answer {
    let row = super::data(answer).unwrap_or_default();
    Answer::object(|out| value(out, &json!({ "id": row["id"] })))
}

/// A user has one role: another one takes its place, and the first one the place of a role taken away.
fn assign(call: &Call<'_>, body: &Value, has: bool) -> Result<Answer, Failure> {
    let role = current(call, &ROLES)?;
    let draft = Draft::read(call, &Rules { version: V1, keys: MEMBER, custom: None }, body, true)?;
    let user = draft.number("user_id").unwrap_or_default();
    let role = if has { role } else { read_data(call, V1, "/roles/{id}", "1".to_owned()) };
    let members = json!({
        "user_id": user, "role_id": role["id"], "parent_role_id": role["parent_role_id"], "name": role["name"],
        "active_flag": role["active_flag"], "type": "1",
    });
    call.account.shelve(Table::Assignments, &user.to_string(), |document| {
        document.is_created = true;
        document.parent = Some(role["id"].to_string());
        document.members = members.as_object().cloned().unwrap_or_default();
    });
    let row = if has { json!({"user_id": user, "role_id": role["id"]}) } else { json!({ "id": role_id(call) }) };
    Ok(Answer::object(|out| value(out, &row)))
}

fn role_id(call: &Call<'_>) -> Option<u32> {
    call.key.parse().ok()
}

fn set(call: &Call<'_>, body: &Value) -> Result<Answer, Failure> {
    current(call, &ROLES)?;
    let draft = Draft::read(call, &Rules { version: V1, keys: SETTING, custom: None }, body, true)?;
    let name = draft.text("setting_key").unwrap_or_default().to_owned();
    let level = draft.values["value"].clone();
    call.account.shelve(Table::RoleSettings, &call.key, |document| {
        document.members.insert(name.clone(), level.clone());
    });
    Ok(Answer::object(|out| value(out, &json!({"id": role_id(call), (name): level}))))
}

/// The body names pipelines by id, each with whether the role's users see it.
fn show(call: &Call<'_>, body: &Value) -> Result<Answer, Failure> {
    current(call, &ROLES)?;
    let draft = Draft::read(call, &Rules { version: V1, keys: VISIBLE, custom: None }, body, true)?;
    let given = draft.values["visible_pipeline_ids"].as_object().cloned().unwrap_or_default();
    let shown = |id: u32| {
        let before = read_data(call, V1, "/roles/{id}/pipelines", call.key.clone());
        let was = before["pipeline_ids"].as_array().is_some_and(|ids| ids.contains(&id.into()));
        given.get(&id.to_string()).and_then(Value::as_bool).unwrap_or(was)
    };
    let (visible, hidden): (Vec<u32>, Vec<u32>) = call.account.pipeline_ids().into_iter().partition(|&id| shown(id));
    call.account.shelve(Table::RolePipelines, &call.key, |document| {
        document.members =
            Map::from_iter([("visible".to_owned(), json!(visible)), ("hidden".to_owned(), json!(hidden))]);
    });
    Ok(Answer::object(|out| value(out, &json!({"pipeline_ids": visible, "visible": true}))))
}

fn join(call: &Call<'_>, body: &Value, is_in: bool) -> Result<Answer, Failure> {
    let team = current(call, &TEAMS).map_err(|_| Failure::team_not_found(&call.key))?;
    let draft = Draft::read(call, &Rules { version: V1, keys: MEMBERS, custom: None }, body, true)?;
    let given = draft.values["users"].as_array().cloned().unwrap_or_default();
    let mut users = team["users"].as_array().cloned().unwrap_or_default();
    users.retain(|user| !given.contains(user));
    if is_in {
        users.extend(given);
    }
    call.account.shelve(Table::Teams, &call.key, |document| {
        document.members.insert("users".to_owned(), json!(users));
    });
    Ok(Answer::list(users, Paging::Whole, |user, out| value(out, &user)))
}

/// Somebody who was invited is called as the address begins until signing in.
fn add_user(call: &Call<'_>, body: &Value) -> Result<Answer, Failure> {
    let mut draft = Draft::read(call, &USER_WRITES.rules, body, true)?;
    let email = draft.text("email").unwrap_or_default().to_owned();
    let is_taken = call.account.users().iter().any(|user| user.email == email);
    if !email.contains('@') || is_taken {
        return Err(Failure::bad_request());
    }
    draft.set("name", email.split('@').next().unwrap_or_default());
    let row = insert(call, &USER_WRITES, draft);
    Ok(Answer::object(|out| value(out, &row)))
}
