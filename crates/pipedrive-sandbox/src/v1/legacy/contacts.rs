//! Persons and organizations in the shape v1 has them.

use serde_json::{Map, Value, json};

use super::{activity_members, custom, extended, first_char, location, organization_name, same, time, user_name};
use crate::data::{Owner, Table};
use crate::http::Call;
use crate::v2::rows;
use crate::{Account, Organization, Person};

/// Counts that persons and organizations have alike.
const COUNTS: &[&str] = &[
    "email_messages_count",
    "activities_count",
    "done_activities_count",
    "undone_activities_count",
    "files_count",
    "notes_count",
    "followers_count",
    "open_deals_count",
    "related_open_deals_count",
    "closed_deals_count",
    "related_closed_deals_count",
    "won_deals_count",
    "related_won_deals_count",
    "lost_deals_count",
    "related_lost_deals_count",
];

/// What they tell about activities.
const ACTIVITIES: [&str; 5] =
    ["next_activity_id", "next_activity_date", "next_activity_time", "last_activity_id", "last_activity_date"];

/// The members that persons and organizations have alike.
fn contact(call: &Call<'_>, row: &Value, owner_id: u32, name: &str) -> Map<String, Value> {
    let mut members = same(row, COUNTS);
    members.extend(same(row, &["id", "name", "owner_id", "label_ids"]));
    if let Value::Object(activities) = activity_members(call, row) {
        members.extend(activities.into_iter().filter(|(name, _)| ACTIVITIES.contains(&name.as_str())));
    }
    let further = json!({
        "company_id": Account::COMPANY_ID,
        "active_flag": row["is_deleted"] == false,
        "first_char": first_char(name),
        "add_time": time(&row["add_time"]),
        "update_time": time(&row["update_time"]),
        "visible_to": row["visible_to"].to_string(),
        "label": row["label_ids"][0],
        "owner_name": user_name(call.account, owner_id),
        "cc_email": row["smart_bcc_email"],
    });
    match extended(members, further) {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// The row of a person.
pub(in crate::v1) fn person(call: &Call<'_>, id: u32) -> Value {
    let account = call.account;
    let row = rows::full_person(call, id);
    let person = Person::new(account, id);
    let mut members = contact(call, &row, person.owner_id, &person.name(account));
    members.extend(same(
        &row,
        &["first_name", "last_name", "org_id", "participant_open_deals_count", "participant_closed_deals_count"],
    ));
    let picture = row["picture_id"].as_u64().map(|picture| {
        json!({
            "id": picture,
            "item_type": "person",
            "item_id": id,
            "active_flag": true,
            "add_time": time(&row["add_time"]),
            "update_time": time(&row["update_time"]),
            "added_by_user_id": person.owner_id,
            "pictures": {"128": format!("https://pictures.example/{picture}_128.jpg")},
        })
    });
    let further = json!({
        "phone": row["phones"],
        "email": row["emails"],
        "picture_id": picture,
        "org_name": organization_name(account, person.org_id),
        "merge_what_id": null,
        "last_incoming_mail_time": time(&row["last_incoming_mail_time"]),
        "last_outgoing_mail_time": time(&row["last_outgoing_mail_time"]),
    });
    let Value::Object(members) = extended(members, further) else { return Value::Null };
    extended(members, custom(account, Owner::Persons, Table::Persons, id))
}

/// The row of an organization.
pub(in crate::v1) fn organization(call: &Call<'_>, id: u32) -> Value {
    let account = call.account;
    let row = rows::full_organization(call, id);
    let organization = Organization::new(account, id);
    let mut members = contact(call, &row, organization.owner_id, &organization.name(account));
    let address = organization.address(account);
    members.extend(location("address", address.as_ref()));
    let further = json!({"picture_id": null, "country_code": null, "people_count": row["people_count"]});
    let Value::Object(members) = extended(members, further) else { return Value::Null };
    extended(members, custom(account, Owner::Organizations, Table::Organizations, id))
}
