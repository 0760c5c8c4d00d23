//! `/{deals,leads}/{id}/convert/status/{conversion_id}`.

use crate::Lead;
use crate::data::Conversion;
use crate::http::{Answer, Call, Failure, Operation, Version};
use crate::json::Object;

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        version: Version::V2,
        path: "/deals/{id}/convert/status/{conversion_id}",
        cost: 1,
        scopes: &["deals:full", "deals:read"],
        params: &[],
        answer: |call| {
            let id = call.key.parse().ok().filter(|id| (1..=call.account.deal_count()).contains(id));
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
            let number = Lead::find(call.account, &call.key);
            answer(call, number.and_then(|number| Conversion::of_lead(call.account, number)))
        },
    },
];

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
