//! Activities in the form of v1, as the lists of a project's activities have them.

use crate::data::ActivityDetails;
use crate::json::{Day, LegacyTime, Object};
use crate::{Account, Activity, Lead};

/// Parts of the location that stand beside it.
const LOCATION_PARTS: [&str; 10] = [
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

/// Writes the row of an activity.
pub(super) fn write_activity(account: &Account, activity: &Activity, out: &mut Vec<u8>) {
    let details = ActivityDetails::new(account, activity);
    let location = activity.location(account);
    let conference = details.conference;

    let mut object = Object::begin(out);
    object.put("id", &activity.id);
    object.put("company_id", &Account::COMPANY_ID);
    object.put("user_id", &activity.owner_id);
    object.put("done", &activity.done);
    object.put("type", activity.kind);
    object.put("conference_meeting_client", &conference.map(|_| "google_meet"));
    object.put("conference_meeting_url", &conference.map(|number| format!("https://meet.example/{number:06}")));
    object.put("conference_meeting_id", &conference.map(|number| format!("{number:06}")));
    object.put("due_date", &activity.due_day.map(Day));
    // Unlike v2, v1 has an empty text where there is no time.
    object.put("due_time", &activity.due_minute.map_or_else(String::new, |minute| details.clock(minute)));
    object.put("duration", &details.duration.map_or_else(String::new, |minutes| details.clock(minutes)));
    object.put("busy_flag", &details.is_busy);
    object.put("add_time", &LegacyTime(activity.add_time));
    // The same goes for the time of what has not happened.
    let done = activity.done_time.map_or_else(String::new, |time| LegacyTime(time).into());
    object.put("marked_as_done_time", &done);
    object.put("subject", &activity.subject(account));
    object.put("public_description", &details.public_description);
    object.put("location", &location.as_ref().map(crate::data::Address::value));
    object.put("org_id", &activity.org_id);
    object.put("person_id", &activity.person_id);
    object.put("deal_id", &activity.deal_id);
    object.put("lead_id", &activity.lead_number.map(|number| Lead::uuid(account, number)));
    object.put("project_id", &activity.project_id);
    object.put("active_flag", &!activity.is_deleted);
    object.put("update_time", &activity.update_time.map(LegacyTime));
    object.put("update_user_id", &activity.update_time.map(|_| activity.owner_id));
    object.put("source_timezone", "");
    for part in LOCATION_PARTS {
        object.put(&format!("location_{part}"), &location.as_ref().and_then(|location| location.part(part)));
    }
    object.end();
}
