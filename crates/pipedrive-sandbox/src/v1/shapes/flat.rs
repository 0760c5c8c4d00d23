//! Records as v1 lists them with ids for what they refer to, and with their custom fields beside the built-in ones.

use serde_json::{Value, json};

use super::{first_char, legacy, user, whole_deal, whole_person};
use crate::data::{Address, Link, Owner, Table};
use crate::http::Call;
use crate::json::{Day, LegacyTime, Object, TimeOfDay};
use crate::v2::{Activities, label_ids, organization_column, product_row};
use crate::{Account, Deal, Organization, Person};

/// Adds the custom fields that a record has.
fn with_custom_fields(mut row: Value, account: &Account, owner: Owner, table: Table, id: u32) -> Value {
    let mut out = Vec::new();
    let mut object = Object::begin(&mut out);
    for field in account.custom_fields(owner).iter() {
        field.write_flat(&field.value_of(account, table, id), &mut object);
    }
    object.end();
    let custom = serde_json::from_slice(&out).expect("fields are written as JSON");
    if let (Value::Object(members), Value::Object(custom)) = (&mut row, custom) {
        members.extend(custom);
    }
    row
}

/// The deal with that id.
pub(crate) fn flat_deal(call: &Call<'_>, id: u32) -> Value {
    let deal = Deal::new(call.account, id);
    let mut row = whole_deal(call, &deal);
    row["creator_user_id"] = json!(deal.creator_user_id);
    row["user_id"] = json!(deal.owner_id);
    row["person_id"] = json!(deal.person_id);
    row["org_id"] = json!(deal.org_id);
    row["archive_time"] = json!(deal.archive_time.map(LegacyTime));
    with_custom_fields(row, call.account, Owner::Deals, Table::Deals, id)
}

/// The person with that id.
pub(crate) fn flat_person(call: &Call<'_>, id: u32) -> Value {
    let person = Person::new(call.account, id);
    let mut row = whole_person(call, id);
    row["owner_id"] = json!(person.owner_id);
    row["org_id"] = json!(person.org_id);
    row["merge_what_id"] = Value::Null;
    if let Some(members) = row.as_object_mut() {
        members.remove("sync_needed");
    }
    with_custom_fields(row, call.account, Owner::Persons, Table::Persons, id)
}

/// Columns of organizations that v2 has on request.
const COUNTS: [&str; 16] = [
    "people_count",
    "open_deals_count",
    "related_open_deals_count",
    "closed_deals_count",
    "related_closed_deals_count",
    "won_deals_count",
    "related_won_deals_count",
    "lost_deals_count",
    "related_lost_deals_count",
    "email_messages_count",
    "activities_count",
    "done_activities_count",
    "undone_activities_count",
    "files_count",
    "notes_count",
    "followers_count",
];

/// Parts of an address.
const PARTS: [&str; 9] = [
    "subpremise",
    "street_number",
    "route",
    "sublocality",
    "locality",
    "admin_area_level_1",
    "admin_area_level_2",
    "country",
    "postal_code",
];

/// The organization with that id.
pub(crate) fn flat_organization(call: &Call<'_>, id: u32) -> Value {
    let account = call.account;
    let organization = Organization::new(account, id);
    let name = organization.name(account);
    let address = organization.address(account);
    let whole_address = address.as_ref().map(Address::value);
    let activities = Activities::of(account, Link::OrganizationActivities, id);
    let (next, last) = (activities.next(), activities.last());
    let labels = label_ids(account, Owner::Organizations, (Table::Organizations, id));
    let clock = next.and_then(|activity| activity.due_minute).map(|minute| TimeOfDay(minute * 60));
    let mut row = json!({
        "id": id,
        "company_id": Account::COMPANY_ID,
        "name": name,
        "first_char": first_char(&name),
        "owner_id": organization.owner_id,
        "owner_name": user(account, organization.owner_id)["name"],
        "active_flag": !organization.is_deleted,
        "picture_id": null,
        "country_code": null,
        "add_time": LegacyTime(organization.add_time),
        "update_time": organization.update_time.map(LegacyTime),
        "visible_to": organization.visible_to(account).to_string(),
        "label": labels.first(),
        "label_ids": labels,
        "cc_email": format!("{}+org{id}@pipedrivemail.com", Account::DOMAIN),
        "address": whole_address,
        "address_formatted_address": whole_address,
        "next_activity_id": next.map(|activity| activity.id),
        "next_activity_date": next.and_then(|activity| activity.due_day).map(Day),
        "next_activity_time": clock,
        "last_activity_id": last.map(|activity| activity.id),
        "last_activity_date": last.and_then(|activity| activity.due_day).map(Day),
    });
    for name in COUNTS {
        row[name] = organization_column(call, &organization, name);
    }
    for part in PARTS {
        row[format!("address_{part}")] = json!(address.as_ref().and_then(|address| address.part(part)));
    }
    with_custom_fields(row, account, Owner::Organizations, Table::Organizations, id)
}

/// Members of products that are as in v2.
const OF_PRODUCTS: [&str; 10] =
    ["id", "name", "code", "description", "unit", "tax", "category", "visible_to", "owner_id", "prices"];

/// The product with that id.
pub(crate) fn flat_product(call: &Call<'_>, id: u32) -> Value {
    let account = call.account;
    let v2 = product_row(call, id);
    let mut row = json!({
        "active_flag": v2["is_deleted"] == false,
        "selectable": v2["is_linkable"],
        "first_char": v2["name"].as_str().map(first_char),
        "files_count": account.links(Link::ProductFiles).of(id).len(),
        "add_time": legacy(&v2["add_time"]),
        "update_time": legacy(&v2["update_time"]),
    });
    for name in OF_PRODUCTS {
        row[name] = v2[name].clone();
    }
    with_custom_fields(row, account, Owner::Products, Table::Products, id)
}
