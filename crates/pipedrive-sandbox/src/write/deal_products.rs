//! Products on deals: one by one, many at once, and the value of the deal that follows from them.

use axum::http::Method;
use serde_json::{Value, json};

use super::deals::DEALS;
use super::draft::{Draft, Rules};
use super::key::{Key, Kind, key};
use super::resource::{apply, live, remove};
use crate::data::{BILLING_FREQUENCIES, DISCOUNT_TYPES, LineItem, TAX_METHODS, Table};
use crate::http::{Answer, Call, Failure, Kind as ParamKind, Paging, Param, Version, Write};
use crate::json::value;
use crate::v2::deal_product_row;

/// Most lines one request adds or removes.
const MAX_LINES: usize = 100;

const KEYS: &[Key] = &[
    key("product_id", Kind::Record(Table::Products)).required(),
    key("item_price", Kind::Number).required(),
    key("quantity", Kind::Number).required(),
    key("tax", Kind::Number).filled(),
    key("comments", Kind::Text),
    key("discount", Kind::Number).filled(),
    key("is_enabled", Kind::Flag).filled(),
    key("tax_method", Kind::Word(&TAX_METHODS)).filled(),
    key("discount_type", Kind::Word(&DISCOUNT_TYPES)).filled(),
    key("product_variation_id", Kind::Integer),
    key("billing_frequency", Kind::Word(&BILLING_FREQUENCIES)).filled(),
    key("billing_frequency_cycles", Kind::Integer),
    key("billing_start_date", Kind::Day),
];

const RULES: Rules = Rules { version: Version::V2, keys: KEYS, custom: None };

const SCOPES: &[&str] = &["products:full", "deals:full"];
const CHANGE: (u32, &[&str]) = (5, SCOPES);
const LINES: &str = "/deals/{id}/products";
const LINE: &str = "/deals/{id}/products/{product_attachment_id}";

pub(crate) const WRITES: &[Write] = &[
    Write::new(Method::POST, Version::V2, LINES, CHANGE, add_line).created(),
    Write::new(Method::PATCH, Version::V2, LINE, CHANGE, change_line),
    Write::new(Method::DELETE, Version::V2, LINE, (3, SCOPES), remove_line),
    Write::new(Method::POST, Version::V2, "/deals/{id}/products/bulk", (25, SCOPES), add_lines).created(),
    Write::new(Method::DELETE, Version::V2, LINES, (15, SCOPES), remove_lines)
        .with(&[&[Param::new("ids", ParamKind::Ids)]]),
];

fn write_line(call: &Call<'_>, line: u32) -> Value {
    deal_product_row(call.account, line)
}

/// The deal in the path, which takes no other lines while it is archived.
fn deal(call: &Call<'_>) -> Result<u32, Failure> {
    let id = live(call, &DEALS)?;
    if crate::Deal::new(call.account, id).is_archived {
        let problem = format!("deal_id: deal {id} is archived and does not allow changes");
        return Err(Failure::validation(&[problem]));
    }
    Ok(id)
}

/// The line in the path, which must be on the deal.
fn line(call: &Call<'_>, deal: u32) -> Result<u32, Failure> {
    let id = call.subkey.parse().unwrap_or_default();
    let is_there = LineItem::ids(call.account, deal).any(|line| line == id);
    if is_there { Ok(id) } else { Err(Failure::not_found("Deal product")) }
}

/// Checks what the shape of a body does not say.
fn check(call: &Call<'_>, draft: &Draft) -> Result<(), Failure> {
    let refused = |name: &str, problem: &str| Failure::validation(&[format!("{name}: Parameter '{name}' {problem}")]);
    let is_percentage = draft.text("discount_type") != Some("amount");
    let discount = draft.get("discount").and_then(Value::as_f64).unwrap_or_default();
    if is_percentage && !(0.0..=100.0).contains(&discount) {
        return Err(refused("discount", "must be between 0 and 100"));
    }
    if draft.get("quantity").and_then(Value::as_f64).is_some_and(|quantity| quantity < 0.0) {
        return Err(refused("quantity", "must not be negative"));
    }
    if let (Some(variation), Some(product)) = (draft.number("product_variation_id"), draft.number("product_id"))
        && !crate::data::Variation::ids(call.account, product).any(|id| id == variation)
    {
        return Err(refused("product_variation_id", "is not a variation of the product"));
    }
    Ok(())
}

fn insert(call: &Call<'_>, deal: u32, mut draft: Draft) -> u32 {
    let now = call.account.present();
    let place = LineItem::ids(call.account, deal).len() + 1;
    draft.set("deal_id", deal);
    draft.set("order_nr", place);
    draft.set("add_time", now);
    draft.set("update_time", now);
    call.account.create_child(Table::LineItems, deal, |written| written.values = draft.values)
}

/// The deal is worth what its lines come to.
fn revalue(call: &Call<'_>, deal: u32) {
    let mut draft = Draft::default();
    draft.set("value", LineItem::total(call.account, deal));
    apply(call, &DEALS, deal, draft);
}

fn add_line(call: &Call<'_>, body: &Value) -> Result<Answer, Failure> {
    let deal = deal(call)?;
    let draft = Draft::read(call, &RULES, body, true)?;
    check(call, &draft)?;
    let line = insert(call, deal, draft);
    revalue(call, deal);
    Ok(Answer::object(|out| value(out, &write_line(call, line))))
}

fn change_line(call: &Call<'_>, body: &Value) -> Result<Answer, Failure> {
    let deal = deal(call)?;
    let line = line(call, deal)?;
    let mut draft = Draft::read(call, &RULES, body, false)?;
    check(call, &draft)?;
    draft.set("update_time", call.account.present());
    call.account.write(Table::LineItems, line, |written| written.values.extend(draft.values));
    revalue(call, deal);
    Ok(Answer::object(|out| value(out, &write_line(call, line))))
}

fn remove_line(call: &Call<'_>, _: &Value) -> Result<Answer, Failure> {
    let deal = deal(call)?;
    let line = line(call, deal)?;
    remove(call, Table::LineItems, line);
    revalue(call, deal);
    Ok(Answer::object(|out| value(out, &json!({ "id": line }))))
}

/// Adds many lines, or none if one of them is wrong.
fn add_lines(call: &Call<'_>, body: &Value) -> Result<Answer, Failure> {
    let deal = deal(call)?;
    let refused = |problem: &str| Failure::validation(&[format!("data: Parameter 'data' {problem}")]);
    if let Some(name) = body.as_object().and_then(|members| members.keys().find(|name| *name != "data")) {
        return Err(Failure::validation(&[format!("{name}: Parameter '{name}' is not allowed for this request")]));
    }
    let lines = body["data"].as_array().ok_or_else(|| refused("is required"))?;
    if lines.is_empty() || lines.len() > MAX_LINES {
        return Err(refused(&format!("must contain 1 to {MAX_LINES} items")));
    }
    let mut drafts = Vec::new();
    for line in lines {
        let draft = Draft::read(call, &RULES, line, true)?;
        check(call, &draft)?;
        drafts.push(draft);
    }
    let added: Vec<u32> = drafts.into_iter().map(|draft| insert(call, deal, draft)).collect();
    revalue(call, deal);
    Ok(Answer::list(added, Paging::Plain, |line, out| value(out, &write_line(call, line))))
}

/// Removes the lines named, or else all of them, at most a hundred at once.
fn remove_lines(call: &Call<'_>, _: &Value) -> Result<Answer, Failure> {
    let deal = deal(call)?;
    let wanted = call.query.numbers("ids");
    let ids = LineItem::ids(call.account, deal).filter(|id| wanted.is_none_or(|wanted| wanted.contains(id)));
    let ids: Vec<u32> = ids.collect();
    let (now, later) = ids.split_at(ids.len().min(MAX_LINES));
    for &line in now {
        remove(call, Table::LineItems, line);
    }
    revalue(call, deal);
    let more = json!({ "more_items_in_collection": !later.is_empty() });
    Ok(Answer::object(|out| value(out, &json!({ "ids": now }))).beside("additional_data", more))
}
