//! Followers of deals, persons, organizations and products, in both versions; participants of deals.

use axum::http::Method;
use serde_json::{Value, json};

use super::draft::{Draft, Rules};
use super::key::{Key, Kind, key};
use super::resource::{Resource, live};
use super::{contacts, deals, products};
use crate::Deal;
use crate::data::{Followed, FollowerChange, ParticipantChange, Table, participants};
use crate::http::{Answer, Call, Failure, Version, Write};
use crate::json::{LegacyTime, Time, value};

const FOLLOWER: &[Key] = &[key("user_id", Kind::User).required()];
const PARTICIPANT: &[Key] = &[key("person_id", Kind::Record(Table::Persons)).required()];

const DEALS: &[&str] = &["deals:full"];
const CONTACTS: &[&str] = &["contacts:full"];
const PRODUCTS: &[&str] = &["products:full"];

type Handler = fn(&Call<'_>, &Value) -> Result<Answer, Failure>;

const fn post(version: Version, path: &'static str, scopes: &'static [&'static str], answer: Handler) -> Write {
    let cost = if matches!(version, Version::V2) { 5 } else { 10 };
    Write::new(Method::POST, version, path, (cost, scopes), answer)
}

const fn remove(version: Version, path: &'static str, scopes: &'static [&'static str], answer: Handler) -> Write {
    let cost = if matches!(version, Version::V2) { 3 } else { 6 };
    Write::new(Method::DELETE, version, path, (cost, scopes), answer)
}

use Version::{V1, V2};

pub(crate) const WRITES: &[Write] = &[
    post(V2, "/deals/{id}/followers", DEALS, |call, body| follow(call, body, V2, &deals::DEALS)).created(),
    remove(V2, "/deals/{id}/followers/{follower_id}", DEALS, |call, _| unfollow(call, V2, &deals::DEALS)),
    post(V2, "/persons/{id}/followers", CONTACTS, |call, body| follow(call, body, V2, &contacts::PERSONS)).created(),
    remove(V2, "/persons/{id}/followers/{follower_id}", CONTACTS, |call, _| unfollow(call, V2, &contacts::PERSONS)),
    post(V2, "/organizations/{id}/followers", CONTACTS, |call, body| follow(call, body, V2, &contacts::ORGANIZATIONS))
        .created(),
    remove(V2, "/organizations/{id}/followers/{follower_id}", CONTACTS, |call, _| {
        unfollow(call, V2, &contacts::ORGANIZATIONS)
    }),
    post(V2, "/products/{id}/followers", PRODUCTS, |call, body| follow(call, body, V2, &products::PRODUCTS)).created(),
    remove(V2, "/products/{id}/followers/{follower_id}", PRODUCTS, |call, _| unfollow(call, V2, &products::PRODUCTS)),
    post(V1, "/deals/{id}/followers", DEALS, |call, body| follow(call, body, V1, &deals::DEALS)),
    remove(V1, "/deals/{id}/followers/{follower_id}", DEALS, |call, _| unfollow(call, V1, &deals::DEALS)),
    post(V1, "/persons/{id}/followers", CONTACTS, |call, body| follow(call, body, V1, &contacts::PERSONS)),
    remove(V1, "/persons/{id}/followers/{follower_id}", CONTACTS, |call, _| unfollow(call, V1, &contacts::PERSONS)),
    post(V1, "/organizations/{id}/followers", CONTACTS, |call, body| follow(call, body, V1, &contacts::ORGANIZATIONS)),
    remove(V1, "/organizations/{id}/followers/{follower_id}", CONTACTS, |call, _| {
        unfollow(call, V1, &contacts::ORGANIZATIONS)
    }),
    post(V1, "/products/{id}/followers", PRODUCTS, |call, body| follow(call, body, V1, &products::PRODUCTS)).created(),
    remove(V1, "/products/{id}/followers/{follower_id}", PRODUCTS, |call, _| unfollow(call, V1, &products::PRODUCTS)),
    post(V1, "/deals/{id}/participants", DEALS, add_participant),
    remove(V1, "/deals/{id}/participants/{deal_participant_id}", DEALS, |call, _| remove_participant(call)),
];

/// In v1 rows of followers have ids of their own.
fn row_id(record: u32, user: u32) -> u32 {
    record.saturating_mul(100).saturating_add(user)
}

/// The member of v1's rows that names the record.
fn record_name(table: Table) -> &'static str {
    match table {
        Table::Deals => "deal_id",
        Table::Persons => "person_id",
        Table::Organizations => "org_id",
        _ => "product_id",
    }
}

fn follow(call: &Call<'_>, body: &Value, version: Version, resource: &Resource) -> Result<Answer, Failure> {
    let id = live(call, resource)?;
    let draft = Draft::read(call, &Rules { version, keys: FOLLOWER, custom: None }, body, true)?;
    let user = draft.number("user_id").unwrap_or_default();
    let followed = Followed::of(call.account, resource.table, id);
    if followed.followers(call.account).iter().any(|follower| follower.user_id == user) {
        return Err(super::draft::refusal(version, &["user_id: the user follows the record already".to_owned()]));
    }
    let time = change(call, resource.table, id, "added", user);
    let row = match version {
        V2 => json!({"user_id": user, "add_time": Time(time)}),
        V1 => json!({"user_id": user, "id": row_id(id, user), record_name(resource.table): id,
            "add_time": LegacyTime(time)}),
    };
    Ok(Answer::object(|out| value(out, &row)))
}

/// In v2 the path names the user, in v1 the row.
fn unfollow(call: &Call<'_>, version: Version, resource: &Resource) -> Result<Answer, Failure> {
    let id = live(call, resource)?;
    let named: u32 = call.subkey.parse().unwrap_or_default();
    let followers = Followed::of(call.account, resource.table, id).followers(call.account);
    let is_it = |user: u32| if version == V2 { user == named } else { row_id(id, user) == named };
    let user = followers.iter().map(|follower| follower.user_id).find(|&user| is_it(user));
    let user = user.ok_or_else(|| Failure::not_found("Follower"))?;
    change(call, resource.table, id, "removed", user);
    let row = if version == V2 { json!({ "user_id": user }) } else { json!({ "id": named }) };
    Ok(Answer::object(|out| value(out, &row)))
}

fn change(call: &Call<'_>, table: Table, id: u32, action: &'static str, user: u32) -> i64 {
    let time = call.account.present();
    let change = FollowerChange { action, actor_user_id: 1, follower_user_id: user, time };
    call.account.write(table, id, |written| written.followers.push(change));
    time
}

fn add_participant(call: &Call<'_>, body: &Value) -> Result<Answer, Failure> {
    let deal = call.key.parse().ok().filter(|&id| call.account.is_live(Table::Deals, id));
    let deal: u32 = deal.ok_or_else(|| Failure::not_found("Deal"))?;
    let draft = Draft::read(call, &Rules { version: V1, keys: PARTICIPANT, custom: None }, body, true)?;
    let person = draft.number("person_id").unwrap_or_default();
    let present = participants(call.account, &Deal::new(call.account, deal));
    if present.iter().any(|participant| participant.person_id == person) {
        return Err(Failure::bad_request());
    }
    let id = participate(call, deal, "added", person);
    let rows = super::resource::read(call, V1, "/deals/{id}/participants", deal.to_string());
    let rows = rows.as_array().cloned().unwrap_or_default();
    let row = rows.into_iter().find(|row| row["id"] == id).unwrap_or_default();
    Ok(Answer::object(|out| value(out, &row)))
}

fn remove_participant(call: &Call<'_>) -> Result<Answer, Failure> {
    let deal = call.key.parse().ok().filter(|&id| call.account.is_live(Table::Deals, id));
    let deal: u32 = deal.ok_or_else(|| Failure::not_found("Deal"))?;
    let named: u32 = call.subkey.parse().unwrap_or_default();
    let present = participants(call.account, &Deal::new(call.account, deal));
    let participant = present.iter().find(|participant| participant.id == named);
    let person = participant.ok_or_else(|| Failure::not_found("Participant"))?.person_id;
    participate(call, deal, "removed", person);
    if Deal::new(call.account, deal).person_id == Some(person) {
        call.account.write(Table::Deals, deal, |written| written.set("person_id", Value::Null));
    }
    Ok(Answer::object(|out| value(out, &json!({ "id": named }))))
}

pub(super) fn participate(call: &Call<'_>, deal: u32, action: &'static str, person_id: u32) -> u64 {
    let account = call.account;
    let number = account.written(Table::Deals, deal).map_or(0, |written| written.participants.len());
    let id = u64::from(deal) * 64 + 1_000_000_000 + u64::try_from(number).unwrap_or_default();
    let change = ParticipantChange { id, action, actor_user_id: 1, person_id, time: account.present() };
    account.write(Table::Deals, deal, |written| written.participants.push(change));
    id
}
