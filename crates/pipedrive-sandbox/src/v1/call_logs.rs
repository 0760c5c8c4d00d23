//! `/callLogs` and `/callLogs/{id}`: the calls of the user who asks, and of nobody else.

use crate::data::{CallLog, Link};
use crate::http::{Answer, Call, Failure, Operation, Paging, Version};
use crate::json::{MilliTime, Object};
use crate::{Account, Activity, Lead};

const SCOPES: &[&str] = &["phone-integration"];

/// Most rows of a page, and its size unless the request says otherwise.
const MAX_PAGE: usize = 50;

/// The user whose credentials all requests carry.
const CALLER: u32 = 1;

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        version: Version::V1,
        path: "/callLogs",
        cost: 20,
        scopes: SCOPES,
        params: &[super::offset::PAGE],
        answer: |call| Ok(list_logs(call)),
    },
    Operation { version: Version::V1, path: "/callLogs/{id}", cost: 2, scopes: SCOPES, params: &[], answer: get_log },
];

/// The latest calls first.
fn list_logs(call: &Call<'_>) -> Answer {
    let links = call.account.links(Link::UserCalls);
    let (start, limit) = (call.query.start(), call.query.limit().min(MAX_PAGE));
    let calls = links.of(CALLER);
    let more = calls.len() > start.saturating_add(limit);
    let rows = calls.iter().rev().skip(start).take(limit);
    Answer::list(rows, Paging::Offset { start, limit, more }, |&id, out| {
        let log = CallLog::new(call.account, Activity::new(call.account, id));
        write(call, &log, out);
    })
}

fn get_log(call: &Call<'_>) -> Result<Answer, Failure> {
    let log = CallLog::find(call.account, &call.key).filter(|log| log.activity.owner_id == CALLER);
    let log = log.ok_or_else(Failure::call_log_not_found)?;
    Ok(Answer::object(|out| write(call, &log, out)))
}

fn write(call: &Call<'_>, log: &CallLog, out: &mut Vec<u8>) {
    let activity = &log.activity;
    let mut object = Object::begin(out);
    object.put("id", &log.id);
    object.put("activity_id", &activity.id);
    object.put("person_id", &activity.person_id);
    object.put("org_id", &activity.org_id);
    object.put("deal_id", &activity.deal_id);
    object.put("lead_id", &activity.lead_number.map(|number| Lead::uuid(call.account, number)));
    object.put("subject", &activity.subject(call.account));
    // A number, but as text.
    object.put("duration", &log.duration.to_string());
    object.put("outcome", log.outcome);
    object.put("from_phone_number", &log.from_phone);
    object.put("to_phone_number", &log.to_phone);
    object.put("has_recording", &log.has_recording);
    object.put("start_time", &MilliTime(log.start_time));
    object.put("end_time", &MilliTime(log.end_time));
    object.put("user_id", &activity.owner_id);
    object.put("company_id", &Account::COMPANY_ID);
    object.put("note", &log.note);
    object.end();
}
