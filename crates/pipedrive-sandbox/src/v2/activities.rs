//! `/activities` and `/activities/{id}`.

use serde_json::Value;

use super::list::{Listing, changed_in_window, existing, is_picked, is_wanted, list, saved_filter, unless_filtered};
use super::params::{CHANGED, DIRECTIONS, OWNER, PAGE, PICK};
use super::patch::patched;
use crate::data::{ActivityDetails, Record, Table, sort_key};
use crate::http::{Answer, Call, Failure, Kind, Operation, Param, Version};
use crate::json::{Array, Day, Object, Time};
use crate::{Account, Activity, Deal, FilterType, Lead, Person};

const SCOPES: &[&str] = &["activities:read", "activities:full"];

const SORT_FIELDS: &[&str] = &["id", "update_time", "add_time", "due_date"];

const SORT: &[Param] =
    &[Param::new("sort_by", Kind::Choice(SORT_FIELDS)), Param::new("sort_direction", Kind::Choice(DIRECTIONS))];

const FILTERS: &[Param] = &[
    Param::new("deal_id", Kind::Id),
    Param::new("lead_id", Kind::Uuid),
    Param::new("person_id", Kind::Id),
    Param::new("org_id", Kind::Id),
    Param::new("done", Kind::Boolean),
];

const OPTIONAL: &[Param] = &[Param::new("include_fields", Kind::Choices(&["attendees"]))];

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        version: Version::V2,
        path: "/activities",
        cost: 10,
        scopes: SCOPES,
        params: &[PAGE, SORT, PICK, OWNER, FILTERS, CHANGED, OPTIONAL],
        answer: list_activities,
    },
    Operation {
        version: Version::V2,
        path: "/activities/{id}",
        cost: 1,
        scopes: SCOPES,
        params: &[OPTIONAL],
        answer: get_activity,
    },
];

fn list_activities(call: &Call<'_>) -> Result<Answer, Failure> {
    let filter = saved_filter(call, FilterType::Activities)?;
    let query = &call.query;
    let [owner, deal, person, org] =
        ["owner_id", "deal_id", "person_id", "org_id"].map(|name| unless_filtered(query, name));
    // Leads are numbered from 1, so no activity belongs to the one an unknown id stands for.
    let lead = query.text("lead_id").filter(|_| filter.is_none()).map(|id| Lead::find(call.account, id).unwrap_or(0));
    let done = query.flag("done");
    let keep = |id: u32| {
        let activity = Activity::new(call.account, id);
        !activity.is_deleted
            && is_wanted(owner, Some(activity.owner_id))
            && is_wanted(deal, activity.deal_id)
            && is_wanted(person, activity.person_id)
            && is_wanted(org, activity.org_id)
            && is_wanted(lead, activity.lead_number)
            && done.is_none_or(|done| done == activity.done)
            && changed_in_window(query, activity.update_time)
            && is_picked(call, filter.as_deref(), &Record::Activity(&activity))
    };
    let key = |id: u32, field: &str| sort_key(call.account, Table::Activities, id, field);
    let count = call.account.activity_count();
    let listing = Listing { table: Table::Activities, count, sorts: SORT_FIELDS, key: &key };
    list(call, &listing, keep, |id, out| write(call, id, out))
}

fn get_activity(call: &Call<'_>) -> Result<Answer, Failure> {
    let id = existing(call, call.account.activity_count(), "Activity")?;
    Ok(Answer::object(|out| write(call, id, out)))
}

/// The row of an activity, for those who want parts of it.
pub(crate) fn activity_row(call: &Call<'_>, id: u32) -> Value {
    let mut row = Vec::new();
    write(call, id, &mut row);
    serde_json::from_slice(&row).unwrap_or_default()
}

/// Members that rows have as clients wrote them.
const WRITTEN: &[&str] =
    &["due_time", "duration", "busy", "participants", "public_description", "priority", "outcome", "note", "attendees"];

fn write(call: &Call<'_>, id: u32, out: &mut Vec<u8>) {
    let written = if call.query.words("include_fields").is_some() { WRITTEN } else { &WRITTEN[..WRITTEN.len() - 1] };
    patched(call.account, (Table::Activities, id), written, out, |out| write_row(call, id, out));
}

fn write_row(call: &Call<'_>, id: u32, out: &mut Vec<u8>) {
    let account = call.account;
    let activity = Activity::new(account, id);
    let details = ActivityDetails::new(account, &activity);

    let mut object = Object::begin(out);
    object.put("id", &activity.id);
    object.put("subject", &activity.subject(account));
    object.put("type", activity.kind);
    object.put("owner_id", &activity.owner_id);
    object.put("creator_user_id", &details.creator_user_id);
    object.put("is_deleted", &activity.is_deleted);
    object.put("add_time", &Time(activity.add_time));
    object.put("update_time", &activity.update_time.map(Time));
    object.put("deal_id", &activity.deal_id);
    object.put("lead_id", &activity.lead_number.map(|number| Lead::uuid(account, number)));
    object.put("person_id", &activity.person_id);
    object.put("org_id", &activity.org_id);
    object.put("project_id", &activity.project_id);
    object.put("due_date", &activity.due_day.map(Day));
    object.put("due_time", &activity.due_minute.map(|minute| details.clock(minute)));
    object.put("duration", &details.duration.map(|minutes| details.clock(minutes)));
    object.put("busy", &details.is_busy);
    object.put("done", &activity.done);
    object.put("marked_as_done_time", &activity.done_time.map(Time));
    match activity.location(account) {
        Some(address) => address.write(false, object.member("location")),
        None => object.put("location", &()),
    }
    write_participants(account, &activity, object.member("participants"));
    object.put("conference_meeting_client", &details.conference.map(|_| "google_meet"));
    object.put("conference_meeting_url", &details.conference.map(|n| format!("https://meet.example/{n:06}")));
    object.put("conference_meeting_id", &details.conference.map(|n| format!("{n:06}")));
    object.put("public_description", &details.public_description);
    object.put("priority", &details.priority);
    object.put("outcome", &details.outcome);
    object.put("note", &details.note);
    if call.query.words("include_fields").is_some() {
        write_attendees(account, &activity, details.has_attendees, object.member("attendees"));
    }
    object.end();
}

/// The persons who take part: the activity's own one first.
fn participants(account: &Account, activity: &Activity) -> Vec<u32> {
    let participant = activity.deal_id.and_then(|id| Deal::new(account, id).participant_id);
    activity.person_id.into_iter().chain(participant.filter(|_| activity.person_id.is_some())).collect()
}

fn write_participants(account: &Account, activity: &Activity, out: &mut Vec<u8>) {
    let mut array = Array::begin(out);
    for (place, person_id) in participants(account, activity).into_iter().enumerate() {
        let mut object = Object::begin(array.element());
        object.put("person_id", &person_id);
        object.put("primary", &(place == 0));
        object.end();
    }
    array.end();
}

/// The people invited: the owner as organizer, and the participants.
fn write_attendees(account: &Account, activity: &Activity, invited: bool, out: &mut Vec<u8>) {
    let mut array = Array::begin(out);
    let owner = account.users().iter().find(|user| user.id == activity.owner_id);
    if let Some(owner) = owner.filter(|_| invited) {
        let mut object = Object::begin(array.element());
        object.put("email", &owner.email);
        object.put("name", &owner.name);
        object.put("status", "accepted");
        object.put("is_organizer", &true);
        object.put("person_id", &());
        object.put("user_id", &owner.id);
        object.end();
        for person_id in participants(account, activity) {
            let person = Person::new(account, person_id);
            let mut object = Object::begin(array.element());
            object.put("email", &person.email_list(account).first().map(|point| point.value.clone()));
            object.put("name", &person.name(account));
            object.put("status", "noreply");
            object.put("is_organizer", &false);
            object.put("person_id", &person_id);
            object.put("user_id", &());
            object.end();
        }
    }
    array.end();
}
