//! `/{deals,leads}/{id}/convert/status/{conversion_id}`.

use serde_json::json;

use crate::data::{Conversion, Table};
use crate::http::{Answer, Call, Failure, Operation, Version};
use crate::json::{Object, value};
use crate::write::convert;
use crate::{Conversions, Lead};

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        version: Version::V2,
        path: "/deals/{id}/convert/status/{conversion_id}",
        cost: 1,
        scopes: &["deals:full", "deals:read"],
        params: &[],
        answer: |call| {
            let id = call.key.parse().ok().filter(|id| (1..=call.account.deal_count()).contains(id));
            if let Some(answer) = id.and_then(|id| begun(call, (Table::Deals, id))) {
                return Ok(answer);
            }
            answer(call, id.and_then(|id| Conversion::of_deal(call.account, id)))
        },
    },
    Operation {
        version: Version::V2,
        path: "/leads/{id}/convert/status/{conversion_id}",
        cost: 1,
        scopes: &["leads:full", "leads:read"],
        params: &[],
        answer: |call| {
            let number = Lead::find_any(call.account, &call.key);
            if let Some(answer) = number.and_then(|number| begun(call, (Table::Leads, number))) {
                return Ok(answer);
            }
            answer(call, number.and_then(|number| Conversion::of_lead(call.account, number)))
        },
    },
];

/// How far a conversion has come that a client asked for: every question takes it further.
fn begun(call: &Call<'_>, source: (Table, u32)) -> Option<Answer> {
    let job = call.account.poll_conversion(source, &call.subkey)?;
    let mut result = job.result;
    let status = match (job.polls, call.quirks.conversions) {
        (0, _) => "not_started",
        (1, _) | (_, Conversions::Endless) => "running",
        (_, Conversions::Failed) => "failed",
        (_, Conversions::Rejected) => "rejected",
        (_, Conversions::Completed) => {
            if job.polls == 2 && result.is_none() {
                let made = convert(call, &job);
                call.account.end_conversion(&job.id, made);
                result = Some(made);
            }
            "completed"
        }
    };
    let of_deal = source.0 == Table::Deals;
    let lead = result.filter(|_| of_deal).map(|number| Lead::uuid(call.account, number));
    let deal = result.filter(|_| !of_deal);
    let row = json!({"lead_id": lead, "deal_id": deal, "conversion_id": job.id, "status": status});
    Some(Answer::object(|out| value(out, &row)))
}

/// The record's conversion, if it is the one asked for.
fn answer(call: &Call<'_>, conversion: Option<Conversion>) -> Result<Answer, Failure> {
    let conversion = conversion
        .filter(|conversion| conversion.id.eq_ignore_ascii_case(&call.subkey))
        .ok_or_else(Failure::conversion_not_found)?;
    Ok(Answer::object(|out| {
        let mut object = Object::begin(out);
        object.put("lead_id", &conversion.lead_number.map(|number| Lead::uuid(call.account, number)));
        object.put("deal_id", &conversion.deal_id);
        object.put("conversion_id", &conversion.id);
        object.put("status", conversion.status);
        object.end();
    }))
}
