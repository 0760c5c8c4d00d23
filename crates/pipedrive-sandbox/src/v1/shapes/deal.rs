//! Deals in v1's two shapes: with ids, and with the records behind the ids.

use serde_json::{Map, Value, json};

use super::{legacy, organization, person, time, user};
use crate::data::{CURRENCIES, DealDetails, Link, Owner, STAGES, Table};
use crate::http::Call;
use crate::json::{DAY, Day, LegacyTime, Number, TimeOfDay};
use crate::v2::{Activities, activity_row, deal_column, label_ids};
use crate::{Account, Activity, Deal, DealStatus, Organization, Person};

/// Columns that v2 has on request.
const COUNTS: [&str; 9] = [
    "products_count",
    "files_count",
    "notes_count",
    "followers_count",
    "email_messages_count",
    "activities_count",
    "done_activities_count",
    "undone_activities_count",
    "participants_count",
];

/// A deal with ids, as it stands inside other rows.
pub(crate) fn embedded_deal(call: &Call<'_>, deal: &Deal) -> Value {
    let mut members = members(call, deal, &Activities::of(call.account, Link::DealActivities, deal.id));
    let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
    put("company_id", json!(Account::COMPANY_ID));
    put("creator_user_id", json!(deal.creator_user_id));
    put("user_id", json!(deal.owner_id));
    put("person_id", json!(deal.person_id));
    put("org_id", json!(deal.org_id));
    put("first_add_time", json!(LegacyTime(deal.add_time)));
    Value::Object(members)
}

/// A deal with the records it refers to.
pub(crate) fn whole_deal(call: &Call<'_>, deal: &Deal) -> Value {
    let account = call.account;
    let activities = Activities::of(account, Link::DealActivities, deal.id);
    let next = activities.next().map_or(Value::Null, |activity| activity_row(call, activity.id));
    let details = DealDetails::of(account, deal);
    let stage = STAGES.iter().find(|stage| stage.id == deal.stage_id);
    let probability = deal.probability.or(stage.map(|stage| stage.probability)).unwrap_or(100);
    let weighted = (deal.value * f64::from(probability)).round() / 100.0;
    let yearly = details.monthly.map(|amount| Number(amount * 12.0));
    let currency = details.monthly.map(|_| deal.currency);

    let mut members = members(call, deal, &activities);
    let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
    put("creator_user_id", flagged_user(account, deal.creator_user_id));
    put("user_id", flagged_user(account, deal.owner_id));
    put("person_id", deal.person_id.map_or(Value::Null, |id| without_company(person(account, id))));
    put("org_id", deal.org_id.map_or(Value::Null, |id| organization(account, id)));
    put("is_archived", json!(deal.is_archived));
    put("stage_order_nr", json!(stage.map(|stage| stage.order_nr)));
    put("person_name", json!(deal.person_id.map(|id| Person::new(account, id).name(account))));
    put("org_name", json!(deal.org_id.map(|id| Organization::new(account, id).name(account))));
    for (name, member) in [
        ("next_activity_subject", "subject"),
        ("next_activity_type", "type"),
        ("next_activity_duration", "duration"),
        ("next_activity_note", "note"),
    ] {
        put(name, next[member].clone());
    }
    put("formatted_value", json!(money(deal.value, deal.currency)));
    put("weighted_value", json!(Number(weighted)));
    put("formatted_weighted_value", json!(money(weighted, deal.currency)));
    put("weighted_value_currency", json!(deal.currency));
    put("rotten_time", time(rotten_time(account, deal)));
    put("owner_name", user(account, deal.owner_id)["name"].clone());
    put("cc_email", json!(format!("{}+deal{}@pipedrivemail.com", Account::DOMAIN, deal.id)));
    put("org_hidden", json!(false));
    put("person_hidden", json!(false));
    put("origin", json!(details.origin));
    put("origin_id", Value::Null);
    put("channel", json!(details.channel));
    put("channel_id", json!(details.channel_id));
    put("arr", json!(yearly));
    put("mrr", json!(details.monthly.map(Number)));
    put("acv", json!(yearly));
    put("arr_currency", json!(currency));
    put("mrr_currency", json!(currency));
    put("acv_currency", json!(currency));
    Value::Object(members)
}

/// What both shapes have.
fn members(call: &Call<'_>, deal: &Deal, activities: &Activities) -> Map<String, Value> {
    let account = call.account;
    let details = DealDetails::of(account, deal);
    let (next, last) = (activities.next(), activities.last());
    let labels = label_ids(account, Owner::Deals, (Table::Deals, deal.id));
    let labels: Vec<String> = labels.iter().map(u32::to_string).collect();
    let day = |activity: Option<&Activity>| json!(activity.and_then(|activity| activity.due_day).map(Day));
    let clock = next.and_then(|activity| activity.due_minute).map(|minute| TimeOfDay(minute * 60));

    let mut members = Map::new();
    let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
    put("id", json!(deal.id));
    put("title", json!(deal.title(account)));
    put("value", json!(Number(deal.value)));
    put("currency", json!(deal.currency));
    put("stage_id", json!(deal.stage_id));
    put("pipeline_id", json!(deal.pipeline_id));
    put("status", json!(deal.status.name()));
    put("active", json!(deal.status == DealStatus::Open));
    put("deleted", json!(deal.is_deleted));
    put("probability", json!(deal.probability));
    put("lost_reason", json!(details.lost_reason));
    put("visible_to", json!(details.visible_to.to_string()));
    put("label", json!(Some(labels.join(",")).filter(|labels| !labels.is_empty())));
    put("add_time", json!(LegacyTime(deal.add_time)));
    put("update_time", time(deal.update_time));
    put("stage_change_time", time(deal.stage_change_time));
    put("close_time", time(deal.close_time()));
    put("won_time", time(deal.won_time));
    put("first_won_time", time(deal.first_won_time(account)));
    put("lost_time", time(deal.lost_time));
    put("expected_close_date", json!(deal.expected_close_day.map(Day)));
    put("next_activity_id", json!(next.map(|activity| activity.id)));
    put("next_activity_date", day(next));
    put("next_activity_time", json!(clock));
    put("last_activity_id", json!(last.map(|activity| activity.id)));
    put("last_activity_date", day(last));
    for name in COUNTS {
        put(name, deal_column(call, deal, name));
    }
    for name in ["last_incoming_mail_time", "last_outgoing_mail_time"] {
        put(name, legacy(&deal_column(call, deal, name)));
    }
    members
}

/// Deals say with a flag whether a user has a picture, where others use a number.
fn flagged_user(account: &Account, id: u32) -> Value {
    let mut user = user(account, id);
    user["has_pic"] = json!(user["has_pic"] == 1);
    user
}

fn without_company(mut person: Value) -> Value {
    if let Some(members) = person.as_object_mut() {
        members.remove("company_id");
    }
    person
}

/// Since when an open deal has been in its stage for too long.
fn rotten_time(account: &Account, deal: &Deal) -> Option<i64> {
    let days = STAGES.iter().find(|stage| stage.id == deal.stage_id)?.days_to_rotten?;
    let rotten = deal.stage_change_time.unwrap_or(deal.add_time) + i64::from(days) * DAY;
    (deal.status == DealStatus::Open && rotten <= account.now()).then_some(rotten)
}

/// An amount the way people read it: `€5,000`.
fn money(amount: f64, currency: &str) -> String {
    let symbol = CURRENCIES.iter().find(|c| c.code == currency).map_or(currency, |currency| currency.symbol);
    let text = if amount.fract() == 0.0 { format!("{amount:.0}") } else { format!("{amount:.2}") };
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let fraction = fraction.map(|fraction| format!(".{fraction}")).unwrap_or_default();
    format!("{symbol}{grouped}{fraction}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped_by_thousands() {
        let check = |amount: f64, currency: &str, expect: &str| assert_eq!(money(amount, currency), expect);
        check(0.0, "EUR", "€0");
        check(999.0, "EUR", "€999");
        check(5000.0, "EUR", "€5,000");
        check(1_234_567.5, "USD", "US$1,234,567.50");
        check(100_000.0, "JPY", "¥100,000");
    }
}
