//! `/deals/products` and `/deals/{id}/products`.

use serde_json::Value;

use super::list::{existing, list_small};
use super::params::{DIRECTIONS, PAGE};
use crate::Account;
use crate::data::LineItem;
use crate::http::{Answer, Call, Failure, Kind, Operation, Param, SortKey, Version};
use crate::json::{Day, Number, Object, Time};

const SCOPES: &[&str] = &["products:read", "products:full", "deals:read", "deals:full"];

/// Fields line items of one deal can be ordered by.
const SORT_FIELDS: &[&str] = &["id", "add_time", "update_time", "order_nr"];

/// Fields line items of several deals can be ordered by.
const SORT_FIELDS_OF_MANY: &[&str] = &["id", "deal_id", "add_time", "update_time", "order_nr"];

const SORT: &[Param] =
    &[Param::new("sort_by", Kind::Choice(SORT_FIELDS)), Param::new("sort_direction", Kind::Choice(DIRECTIONS))];

const OF_MANY: &[Param] = &[
    Param::new("deal_ids", Kind::SomeIds),
    Param::new("sort_by", Kind::Choice(SORT_FIELDS_OF_MANY)),
    Param::new("sort_direction", Kind::Choice(DIRECTIONS)),
];

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        version: Version::V2,
        path: "/deals/products",
        cost: 10,
        scopes: SCOPES,
        params: &[PAGE, OF_MANY],
        answer: list_of_many,
    },
    Operation {
        version: Version::V2,
        path: "/deals/{id}/products",
        cost: 10,
        scopes: SCOPES,
        params: &[PAGE, SORT],
        answer: list_of_one,
    },
];

fn list_of_many(call: &Call<'_>) -> Result<Answer, Failure> {
    let mut ids: Vec<u32> = wanted_deals(call).into_iter().flat_map(|deal| LineItem::ids(call.account, deal)).collect();
    ids.dedup();
    list(call, ids, SORT_FIELDS_OF_MANY)
}

fn list_of_one(call: &Call<'_>) -> Result<Answer, Failure> {
    let deal = existing(call, call.account.deal_count(), "Deal")?;
    list(call, LineItem::ids(call.account, deal).collect(), SORT_FIELDS)
}

/// The deals of `deal_ids` that exist, each once and in ascending order.
pub(super) fn wanted_deals(call: &Call<'_>) -> Vec<u32> {
    let known = 1..=call.account.deal_count();
    let wanted = call.query.numbers("deal_ids").unwrap_or_default();
    let mut deals: Vec<u32> = wanted.iter().copied().filter(|id| known.contains(id)).collect();
    deals.sort_unstable();
    deals.dedup();
    deals
}

fn list(call: &Call<'_>, ids: Vec<u32>, sorts: &[&'static str]) -> Result<Answer, Failure> {
    let key = |id: u32, field: &str| {
        let line = || LineItem::new(call.account, id);
        match field {
            "deal_id" => SortKey::Number(line().deal_id.into()),
            "add_time" => SortKey::Number(line().add_time),
            "update_time" => SortKey::Number(line().update_time),
            "order_nr" => line().order_nr.map(i64::from).into(),
            _ => SortKey::Number(id.into()),
        }
    };
    list_small(call, ids, sorts, key, |id, out| write(&LineItem::new(call.account, id), out))
}

/// The row of a line item.
pub(crate) fn deal_product_row(account: &Account, id: u32) -> Value {
    let mut row = Vec::new();
    write(&LineItem::new(account, id), &mut row);
    serde_json::from_slice(&row).unwrap_or_default()
}

fn write(line: &LineItem, out: &mut Vec<u8>) {
    let mut object = Object::begin(out);
    object.put("id", &line.id);
    object.put("sum", &Number(line.sum()));
    object.put("tax", &Number(line.tax));
    object.put("deal_id", &line.deal_id);
    object.put("name", &line.product.as_ref().map(|product| &product.name));
    object.put("product_id", &line.product.as_ref().map(|product| product.id));
    object.put("product_variation_id", &line.variation_id);
    object.put("order_nr", &line.order_nr);
    object.put("add_time", &Time(line.add_time));
    object.put("update_time", &Time(line.update_time));
    object.put("comments", &line.comments);
    object.put("currency", line.currency);
    object.put("discount", &Number(line.discount));
    object.put("discount_type", line.discount_type);
    object.put("quantity", &Number(line.quantity));
    object.put("item_price", &Number(line.item_price));
    object.put("tax_method", line.tax_method);
    object.put("is_enabled", &line.is_enabled);
    object.put("billing_frequency", line.billing_frequency);
    object.put("billing_frequency_cycles", &line.billing_cycles);
    object.put("billing_start_date", &line.billing_start_day.map(Day));
    object.end();
}
