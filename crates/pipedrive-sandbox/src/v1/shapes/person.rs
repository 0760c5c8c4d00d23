//! A person with everything v1 knows of it.

use serde_json::{Value, json};

use super::{contact_points, first_char, legacy, organization, time, user};
use crate::data::{Link, Owner, Picture, Table};
use crate::http::Call;
use crate::json::{Day, LegacyTime, TimeOfDay};
use crate::v2::{Activities, label_ids, person_column};
use crate::{Account, Person};

/// Columns that v2 has on request.
const COUNTS: [&str; 17] = [
    "open_deals_count",
    "related_open_deals_count",
    "closed_deals_count",
    "related_closed_deals_count",
    "participant_open_deals_count",
    "participant_closed_deals_count",
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

/// The person with that id, with owner and organization.
pub(crate) fn whole_person(call: &Call<'_>, id: u32) -> Value {
    let account = call.account;
    let person = Person::new(account, id);
    let (first_name, last_name) = person.names(account);
    let name = person.name(account);
    let activities = Activities::of(account, Link::PersonActivities, id);
    let (next, last) = (activities.next(), activities.last());
    let labels = label_ids(account, Owner::Persons, (Table::Persons, id));
    let owner = user(account, person.owner_id);
    let org = person.org_id.map_or(Value::Null, |org| {
        let mut row = organization(account, org);
        row["label_ids"] = json!(label_ids(account, Owner::Organizations, (Table::Organizations, org)));
        row
    });
    let clock = next.and_then(|activity| activity.due_minute).map(|minute| TimeOfDay(minute * 60));
    let mut row = json!({
        "id": id,
        "company_id": Account::COMPANY_ID,
        "name": name,
        "first_name": first_name,
        "last_name": last_name,
        "first_char": first_char(&name),
        "active_flag": !person.is_deleted,
        "email": contact_points(&person.email_list(account)),
        "phone": contact_points(&person.phone_list(account)),
        "owner_id": owner,
        "owner_name": owner["name"],
        "org_id": org,
        "org_name": org["name"],
        "add_time": LegacyTime(person.add_time),
        "update_time": time(person.update_time),
        "visible_to": person.visible_to(account).to_string(),
        "picture_id": picture(account, &person),
        "label": labels.first(),
        "label_ids": labels,
        "cc_email": format!("{}+person{id}@pipedrivemail.com", Account::DOMAIN),
        "sync_needed": false,
    });
    row["next_activity_id"] = json!(next.map(|activity| activity.id));
    row["next_activity_date"] = json!(next.and_then(|activity| activity.due_day).map(Day));
    row["next_activity_time"] = json!(clock);
    row["last_activity_id"] = json!(last.map(|activity| activity.id));
    row["last_activity_date"] = json!(last.and_then(|activity| activity.due_day).map(Day));
    for name in COUNTS {
        row[name] = person_column(call, &person, name);
    }
    for name in ["last_incoming_mail_time", "last_outgoing_mail_time"] {
        row[name] = legacy(&person_column(call, &person, name));
    }
    row
}

fn picture(account: &Account, person: &Person) -> Value {
    Picture::of(account, person).map_or(Value::Null, |picture| {
        json!({
            "id": picture.id,
            "item_type": "person",
            "item_id": person.id,
            "active_flag": true,
            "add_time": LegacyTime(picture.add_time),
            "update_time": LegacyTime(picture.add_time),
            "added_by_user_id": picture.added_by_user_id,
            "pictures": {"128": picture.url(128), "512": picture.url(512)},
        })
    })
}
