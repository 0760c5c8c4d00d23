//! Where tasks and activities stand in the plans of projects.

use axum::http::Method;
use serde_json::{Value, json};

use super::{Form, Place, Shelf};
use crate::data::Table;
use crate::http::{Answer, Call, Failure, Version, Write};
use crate::json::value;
use crate::write::{Draft, Key, Kind, Rules, key, read_data};

pub(crate) static PLAN: Shelf = Shelf {
    table: Table::PlanItems,
    missing: || Failure::not_found("Plan item"),
    key: "item_type+item_id",
    places: &[Place::plain(Version::V1, "/projects/{id}/plan", Form::List)],
    filters: &[],
    deleted: None,
};

const KEYS: &[Key] = &[key("phase_id", Kind::Record(Table::Phases)), key("group_id", Kind::Integer)];

const CHANGE: (u32, &[&str]) = (10, &["projects:full"]);

pub(super) const WRITES: &[Write] = &[
    Write::new(Method::PUT, Version::V1, "/projects/{id}/plan/activities/{activityId}", CHANGE, |call, body| {
        place(call, body, "activity")
    }),
    Write::new(Method::PUT, Version::V1, "/projects/{id}/plan/tasks/{taskId}", CHANGE, |call, body| {
        place(call, body, "task")
    }),
];

fn place(call: &Call<'_>, body: &Value, kind: &str) -> Result<Answer, Failure> {
    let draft = Draft::read(call, &Rules { version: Version::V1, keys: KEYS, custom: None }, body, true)?;
    let plan = read_data(call, Version::V1, "/projects/{id}/plan", call.key.clone());
    let rows = plan.as_array().cloned().unwrap_or_default();
    let is_it = |row: &Value| row["item_type"] == kind && row["item_id"].as_u64() == call.subkey.parse().ok();
    let mut row = rows.into_iter().find(is_it).ok_or_else(PLAN.missing)?;
    for (name, given) in draft.values {
        row[name] = given;
    }
    call.account.shelve(Table::PlanItems, &PLAN.key_of(&row), |document| {
        document.members = row.as_object().cloned().unwrap_or_default();
    });
    let row = json!({"item_id": row["item_id"], "item_type": kind, "phase_id": row["phase_id"],
        "group_id": row["group_id"]});
    Ok(Answer::object(|out| value(out, &row)))
}
