//! An activity with everything v1 knows of it.

use serde_json::{Value, json};

use super::user;
use crate::http::Call;
use crate::v1::project_activities::write_activity;
use crate::v2::activity_row;
use crate::{Account, Activity, Deal, Organization, Person};

/// Members that only other applications fill.
const EMPTY: [&str; 7] = [
    "calendar_sync_include_context",
    "gcal_event_id",
    "google_calendar_id",
    "google_calendar_etag",
    "rec_rule",
    "rec_rule_extension",
    "reference_type",
];

/// Members that are never set here.
const NEVER: [&str; 6] = [
    "reference_id",
    "last_notification_time",
    "last_notification_user_id",
    "rec_master_activity_id",
    "attendees",
    "file",
];

/// An activity with the names of what it belongs to.
pub(crate) fn activity(call: &Call<'_>, activity: &Activity) -> Value {
    let account = call.account;
    let mut row = Vec::new();
    write_activity(account, activity, &mut row);
    let mut row: Value = serde_json::from_slice(&row).unwrap_or_default();
    let current = activity_row(call, activity.id);
    let participants: Vec<Value> = current["participants"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| json!({"person_id": one["person_id"], "primary_flag": one["primary"]}))
        .collect();
    let mailbox = |kind: &str, id: u32| format!("{}+{kind}{id}@pipedrivemail.com", Account::DOMAIN);

    row["participants"] = json!(participants);
    row["note"] = current["note"].clone();
    row["created_by_user_id"] = current["creator_user_id"].clone();
    row["assigned_to_user_id"] = json!(activity.owner_id);
    row["owner_name"] = user(account, activity.owner_id)["name"].clone();
    row["org_name"] = json!(activity.org_id.map(|id| Organization::new(account, id).name(account)));
    row["person_name"] = json!(activity.person_id.map(|id| Person::new(account, id).name(account)));
    row["deal_title"] = json!(activity.deal_id.map(|id| Deal::new(account, id).title(account)));
    row["person_dropbox_bcc"] = json!(activity.person_id.map(|id| mailbox("person", id)));
    row["deal_dropbox_bcc"] = json!(activity.deal_id.map(|id| mailbox("deal", id)));
    row["notification_language_id"] = json!(1);
    row["series"] = json!([]);
    for name in EMPTY {
        row[name] = json!("");
    }
    for name in NEVER {
        row[name] = Value::Null;
    }
    row
}
