//! `/deals/installments` and `/deals/{id}/discounts`.

use super::deal_products::wanted_deals;
use super::list::{existing, list_small};
use super::params::{DIRECTIONS, PAGE};
use crate::data::{Discount, Installment};
use crate::http::{Answer, Call, Failure, Kind, Operation, Paging, Param, SortKey, Version};
use crate::json::{Day, Number, Object, Time};
use crate::{Deal, Plan};

const SCOPES: &[&str] = &["deals:read", "deals:full"];

const SORT_FIELDS: &[&str] = &["id", "billing_date", "deal_id"];

const PARAMS: &[Param] = &[
    Param::new("deal_ids", Kind::EachId),
    Param::new("sort_by", Kind::Choice(SORT_FIELDS)),
    Param::new("sort_direction", Kind::Choice(DIRECTIONS)),
];

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        version: Version::V2,
        path: "/deals/installments",
        cost: 10,
        scopes: SCOPES,
        params: &[PAGE, PARAMS],
        answer: list_installments,
    },
    Operation {
        version: Version::V2,
        path: "/deals/{id}/discounts",
        cost: 10,
        scopes: SCOPES,
        params: &[],
        answer: list_discounts,
    },
];

fn list_installments(call: &Call<'_>) -> Result<Answer, Failure> {
    if call.plan == Plan::Lite {
        return Err(Failure::beyond_plan("Installments"));
    }
    let ids = wanted_deals(call).into_iter().flat_map(|deal| Installment::ids(call.account, deal)).collect();
    let key = |id: u32, field: &str| match field {
        "billing_date" => SortKey::Number(Installment::new(call.account, id).billing_day),
        "deal_id" => SortKey::Number(Installment::new(call.account, id).deal_id.into()),
        _ => SortKey::Number(id.into()),
    };
    let answer =
        list_small(call, ids, SORT_FIELDS, key, |id, out| write_installment(&Installment::new(call.account, id), out))?;
    Ok(match answer {
        // There is a cursor to go on with, but an answer that holds everything says nothing about pages.
        Answer::List { rows, count, paging: Paging::Cursor { next: None, .. } } => {
            Answer::List { rows, count, paging: Paging::Plain }
        }
        answer => answer,
    })
}

fn write_installment(installment: &Installment, out: &mut Vec<u8>) {
    let mut object = Object::begin(out);
    object.put("id", &installment.id);
    object.put("amount", &Number(installment.amount));
    object.put("billing_date", &Day(installment.billing_day));
    object.put("description", installment.description);
    object.put("deal_id", &installment.deal_id);
    object.end();
}

fn list_discounts(call: &Call<'_>) -> Result<Answer, Failure> {
    let id = existing(call, call.account.deal_count(), "Deal")?;
    let discounts = Discount::all(call.account, &Deal::new(call.account, id));
    Ok(Answer::list(discounts, Paging::Plain, |discount, out| {
        let mut object = Object::begin(out);
        object.put("id", &discount.id);
        object.put("type", discount.kind);
        object.put("amount", &discount.amount);
        object.put("description", discount.description);
        object.put("deal_id", &id);
        object.put("created_at", &Time(discount.created_at));
        object.put("created_by", &discount.created_by);
        object.put("updated_at", &Time(discount.updated_at));
        object.put("updated_by", &discount.updated_by);
        object.end();
    }))
}
