//! Activities in the shape v1 has them.

use serde_json::{Value, json};

use super::{extended, location, organization_name, person_name, same, time, user_name};
use crate::http::Call;
use crate::v2::rows;
use crate::{Account, Activity, Deal};

/// The row of an activity.
pub(in crate::v1) fn activity(call: &Call<'_>, id: u32) -> Value {
    const SAME: &[&str] = &[
        "id",
        "subject",
        "type",
        "done",
        "due_date",
        "due_time",
        "duration",
        "deal_id",
        "lead_id",
        "person_id",
        "org_id",
        "project_id",
        "note",
        "public_description",
        "conference_meeting_client",
        "conference_meeting_url",
        "conference_meeting_id",
    ];
    const UNUSED: &[&str] = &[
        "reference_type",
        "reference_id",
        "last_notification_time",
        "last_notification_user_id",
        "gcal_event_id",
        "google_calendar_id",
        "google_calendar_etag",
        "calendar_sync_include_context",
        "source_timezone",
        "rec_rule",
        "rec_rule_extension",
        "rec_master_activity_id",
        "attendees",
        "file",
    ];
    let account = call.account;
    let row = rows::activity(call, id);
    let activity = Activity::new(account, id);
    let mut members = same(&row, SAME);
    members.extend(UNUSED.iter().map(|name| ((*name).to_owned(), Value::Null)));
    members.extend(location("location", activity.location(account).as_ref()));
    let participants = row["participants"].as_array().map(|all| {
        let rows = all.iter().map(|one| json!({"person_id": one["person_id"], "primary_flag": one["primary"]}));
        rows.collect::<Vec<_>>()
    });
    let further = json!({
        "user_id": activity.owner_id,
        "assigned_to_user_id": activity.owner_id,
        "created_by_user_id": row["creator_user_id"],
        "update_user_id": activity.update_time.map(|_| activity.owner_id),
        "company_id": Account::COMPANY_ID,
        "busy_flag": row["busy"],
        "active_flag": !activity.is_deleted,
        "add_time": time(&row["add_time"]),
        "update_time": time(&row["update_time"]),
        "marked_as_done_time": time(&row["marked_as_done_time"]),
        "notification_language_id": 1,
        "participants": participants,
        "series": [],
        "org_name": organization_name(account, activity.org_id),
        "person_name": person_name(account, activity.person_id),
        "deal_title": activity.deal_id.map(|id| Deal::new(account, id).title(account)),
        "owner_name": user_name(account, activity.owner_id),
        "person_dropbox_bcc": format!("{}@pipedrivemail.com", Account::DOMAIN),
        "deal_dropbox_bcc": activity.deal_id.map(|id| format!("{}+deal{id}@pipedrivemail.com", Account::DOMAIN)),
    });
    extended(members, further)
}
