//! An activity the way v1 has it.

use serde_json::{Value, json};

use super::{legacy, user};
use crate::http::Call;
use crate::v2::activity_row;
use crate::{Account, Deal, Organization, Person};

/// Members that are as in v2.
const SAME: [&str; 13] = [
    "id",
    "subject",
    "type",
    "done",
    "due_date",
    "due_time",
    "duration",
    "note",
    "public_description",
    "conference_meeting_client",
    "conference_meeting_url",
    "conference_meeting_id",
    "project_id",
];

/// Ids of what it belongs to, also as in v2.
const PARENTS: [&str; 4] = ["deal_id", "lead_id", "person_id", "org_id"];

/// Parts of a location.
const LOCATION: [&str; 9] = [
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

/// Members that only other applications fill.
const EMPTY: [&str; 8] = [
    "calendar_sync_include_context",
    "gcal_event_id",
    "google_calendar_id",
    "google_calendar_etag",
    "source_timezone",
    "rec_rule",
    "rec_rule_extension",
    "reference_type",
];

/// Members that are never set here.
const NEVER: [&str; 7] = [
    "reference_id",
    "last_notification_time",
    "last_notification_user_id",
    "rec_master_activity_id",
    "update_user_id",
    "attendees",
    "file",
];

/// The activity with that id.
pub(crate) fn activity(call: &Call<'_>, id: u32) -> Value {
    let account = call.account;
    let row = activity_row(call, id);
    let parent = |name: &str| row[name].as_u64().and_then(|id| u32::try_from(id).ok());
    let owner = parent("owner_id").unwrap_or(1);
    let participants: Vec<Value> = row["participants"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| json!({"person_id": one["person_id"], "primary_flag": one["primary"]}))
        .collect();
    let mailbox = |kind: &str, id: u32| format!("{}+{kind}{id}@pipedrivemail.com", Account::DOMAIN);

    let mut activity = json!({
        "company_id": Account::COMPANY_ID,
        "user_id": owner,
        "assigned_to_user_id": owner,
        "owner_name": user(account, owner)["name"],
        "created_by_user_id": row["creator_user_id"],
        "busy_flag": row["busy"],
        "active_flag": row["is_deleted"] == false,
        "add_time": legacy(&row["add_time"]),
        "update_time": legacy(&row["update_time"]),
        "marked_as_done_time": legacy(&row["marked_as_done_time"]).as_str().unwrap_or_default(),
        "notification_language_id": 1,
        "series": [],
        "participants": participants,
        "location": row["location"]["value"],
        "location_formatted_address": row["location"]["value"],
        "org_name": parent("org_id").map(|id| Organization::new(account, id).name(account)),
        "person_name": parent("person_id").map(|id| Person::new(account, id).name(account)),
        "deal_title": parent("deal_id").map(|id| Deal::new(account, id).title(account)),
        "person_dropbox_bcc": parent("person_id").map(|id| mailbox("person", id)),
        "deal_dropbox_bcc": parent("deal_id").map(|id| mailbox("deal", id)),
    });
    for name in SAME.into_iter().chain(PARENTS) {
        activity[name] = row[name].clone();
    }
    for part in LOCATION {
        activity[format!("location_{part}")] = row["location"][part].clone();
    }
    for name in EMPTY {
        activity[name] = json!("");
    }
    for name in NEVER {
        activity[name] = Value::Null;
    }
    activity
}
