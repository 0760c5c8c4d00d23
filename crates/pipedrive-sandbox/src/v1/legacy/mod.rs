//! Rows in the shape v1 has them, made from v2's so that both say the same.

mod activities;
mod contacts;
mod deals;

use serde_json::{Map, Value, json};

pub(super) use activities::activity;
pub(super) use contacts::{organization, person};
pub(super) use deals::deal;

use crate::data::{Address, Link, Owner, Pipeline, Stage, Table};
use crate::http::Call;
use crate::json::Object;
use crate::v2::rows;
use crate::{Account, Organization, Person};

/// A v2 instant as v1 spells it.
fn time(value: &Value) -> Value {
    value.as_str().map_or(Value::Null, |text| json!(text.replace('T', " ").trim_end_matches('Z')))
}

/// The members of a row under the same names.
fn same(row: &Value, names: &[&str]) -> Map<String, Value> {
    names.iter().map(|name| ((*name).to_owned(), row[*name].clone())).collect()
}

/// A map with the members of a JSON object.
fn extended(mut members: Map<String, Value>, with: Value) -> Value {
    if let Value::Object(with) = with {
        members.extend(with);
    }
    Value::Object(members)
}

fn user_name(account: &Account, id: u32) -> Option<&str> {
    account.users().iter().find(|user| user.id == id).map(|user| user.name.as_str())
}

fn person_name(account: &Account, id: Option<u32>) -> Option<String> {
    id.map(|id| Person::new(account, id).name(account))
}

fn organization_name(account: &Account, id: Option<u32>) -> Option<String> {
    id.map(|id| Organization::new(account, id).name(account))
}

fn first_char(name: &str) -> Option<String> {
    name.chars().next().map(|c| c.to_lowercase().collect())
}

/// What v1 tells about the next and the last activity.
fn activity_members(call: &Call<'_>, row: &Value) -> Value {
    let activity = |name: &str| {
        let id = row[name].as_u64().and_then(|id| u32::try_from(id).ok());
        id.map_or(Value::Null, |id| rows::activity(call, id))
    };
    let (next, last) = (activity("next_activity_id"), activity("last_activity_id"));
    json!({
        "next_activity_id": row["next_activity_id"],
        "next_activity_date": next["due_date"],
        "next_activity_time": next["due_time"],
        "last_activity_id": row["last_activity_id"],
        "last_activity_date": last["due_date"],
        "next_activity_subject": next["subject"],
        "next_activity_type": next["type"],
        "next_activity_duration": next["duration"],
        "next_activity_note": next["note"],
    })
}

/// The custom fields of a record, flat.
fn custom(account: &Account, owner: Owner, table: Table, id: u32) -> Value {
    let mut out = Vec::new();
    let mut object = Object::begin(&mut out);
    for (position, field) in account.custom_fields(owner).iter().enumerate() {
        field.write_flat(&field.value(account, account.draw(table, id), position), &mut object);
    }
    object.end();
    serde_json::from_slice(&out).expect("fields are written as JSON")
}

/// An address and its parts, flat.
fn location(name: &str, address: Option<&Address>) -> Map<String, Value> {
    const PARTS: [&str; 10] = [
        "subpremise",
        "street_number",
        "route",
        "sublocality",
        "locality",
        "admin_area_level_1",
        "admin_area_level_2",
        "country",
        "postal_code",
        "formatted_address",
    ];
    let whole = address.map(Address::value);
    let part = |part: &str| match part {
        "formatted_address" => whole.clone(),
        part => address.and_then(|address| address.part(part)),
    };
    let parts = PARTS.iter().map(|of| (format!("{name}_{of}"), json!(part(of))));
    parts.chain(std::iter::once((name.to_owned(), json!(whole)))).collect()
}

/// The row of a product.
pub(super) fn product(call: &Call<'_>, id: u32) -> Value {
    let account = call.account;
    let row = rows::product(call, id);
    let members = same(
        &row,
        &["id", "name", "code", "description", "unit", "tax", "category", "visible_to", "owner_id", "prices"],
    );
    let further = json!({
        "active_flag": row["is_deleted"] == false,
        "selectable": row["is_linkable"],
        "first_char": row["name"].as_str().and_then(first_char),
        "files_count": account.links(Link::ProductFiles).of(id).len(),
        "add_time": time(&row["add_time"]),
        "update_time": time(&row["update_time"]),
    });
    let Value::Object(members) = extended(members, further) else { return Value::Null };
    extended(members, custom(account, Owner::Products, Table::Products, id))
}

/// The row of a pipeline.
pub(super) fn pipeline(call: &Call<'_>, pipeline: &Pipeline) -> Value {
    let row = rows::pipeline(call, pipeline);
    json!({
        "id": pipeline.id,
        "name": pipeline.name,
        "url_title": pipeline.name.replace(' ', "-"),
        "order_nr": pipeline.order_nr,
        "active": !pipeline.is_deleted,
        "deal_probability": pipeline.has_probability,
        "add_time": time(&row["add_time"]),
        "update_time": time(&row["update_time"]),
    })
}

/// The row of a stage.
pub(super) fn stage(call: &Call<'_>, stage: &Stage) -> Value {
    let row = rows::stage(call, stage);
    json!({
        "id": stage.id,
        "order_nr": stage.order_nr,
        "name": stage.name,
        "active_flag": !stage.is_deleted,
        "deal_probability": stage.probability,
        "pipeline_id": stage.pipeline_id,
        "rotten_flag": stage.days_to_rotten.is_some(),
        "rotten_days": stage.days_to_rotten,
        "add_time": time(&row["add_time"]),
        "update_time": time(&row["update_time"]),
    })
}
