//! Adding, changing and deleting saved filters.

use axum::http::Method;
use serde_json::{Value, json};

use crate::FilterType;
use crate::data::Draft;
use crate::http::{Answer, Call, Failure, Kind, Operation, Param, Version, Write, nothing_to_read};
use crate::json::value;

const SCOPES: &[&str] = &["deals:full", "activities:full", "contacts:full"];

/// What a request to change filters is checked by.
const fn changing(path: &'static str, cost: u32, params: &'static [&'static [Param]]) -> Operation {
    Operation { version: Version::V1, path, cost, scopes: SCOPES, params, answer: nothing_to_read }
}

pub(crate) const WRITES: &[Write] = &[
    Write { method: Method::POST, operation: changing("/filters", 10, &[]), answer: add_filter },
    Write { method: Method::PUT, operation: changing("/filters/{id}", 10, &[]), answer: change_filter },
    Write { method: Method::DELETE, operation: changing("/filters/{id}", 6, &[]), answer: delete_filter },
    Write {
        method: Method::DELETE,
        operation: changing("/filters", 10, &[&[Param::new("ids", Kind::Text)]]),
        answer: delete_filters,
    },
];

fn add_filter(call: &Call<'_>, body: &Value) -> Result<Answer, Failure> {
    let name = body["name"].as_str().filter(|name| !name.trim().is_empty()).ok_or_else(Failure::bad_request)?;
    let kind = FilterType::ALL.into_iter().find(|kind| body["type"] == kind.name());
    let kind = kind.ok_or_else(Failure::bad_request)?;
    let draft = Draft::read(call.account, kind, &body["conditions"]).ok_or_else(Failure::bad_request)?;
    let id = call.account.filter_store().add(name.to_owned(), kind, draft, call.account.now);
    Ok(Answer::object(|out| value(out, &json!({ "id": id }))))
}

fn change_filter(call: &Call<'_>, body: &Value) -> Result<Answer, Failure> {
    let id = call.key.parse().unwrap_or_default();
    let filter = call.account.filter(id).ok_or_else(|| Failure::not_found("Filter"))?;
    let draft = Draft::read(call.account, filter.kind, &body["conditions"]).ok_or_else(Failure::bad_request)?;
    let name = body["name"].as_str().map(str::to_owned);
    if !call.account.filter_store().change(id, name, draft, call.account.now) {
        return Err(Failure::not_found("Filter"));
    }
    Ok(Answer::object(|out| value(out, &json!({ "id": id }))))
}

fn delete_filter(call: &Call<'_>, _: &Value) -> Result<Answer, Failure> {
    let id = call.key.parse().unwrap_or_default();
    if call.account.filter_store().remove(&[id]).is_empty() {
        return Err(Failure::not_found("Filter"));
    }
    Ok(Answer::object(|out| value(out, &json!({ "id": id }))))
}

/// Deletes what there is of the filters named; unknown ids are no error.
fn delete_filters(call: &Call<'_>, _: &Value) -> Result<Answer, Failure> {
    let text = call.query.text("ids").ok_or_else(Failure::bad_request)?;
    let ids: Result<Vec<u32>, _> = text.split(',').map(|id| id.trim().parse()).collect();
    let ids = call.account.filter_store().remove(&ids.map_err(|_| Failure::bad_request())?);
    Ok(Answer::object(|out| value(out, &json!({ "id": ids }))))
}
