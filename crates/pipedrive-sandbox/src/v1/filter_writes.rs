//! Adding, changing and deleting saved filters.

use axum::http::Method;
use serde_json::{Value, json};

use crate::FilterType;
use crate::data::Draft;
use crate::http::{Answer, Call, Failure, Kind, Param, Version, Write};
use crate::json::value;

const SCOPES: &[&str] = &["deals:full", "activities:full", "contacts:full"];

const ADD: (u32, &[&str]) = (10, SCOPES);
const REMOVE: (u32, &[&str]) = (6, SCOPES);

pub(crate) const WRITES: &[Write] = &[
    Write::new(Method::POST, Version::V1, "/filters", ADD, add_filter),
    Write::new(Method::PUT, Version::V1, "/filters/{id}", ADD, change_filter),
    Write::new(Method::DELETE, Version::V1, "/filters/{id}", REMOVE, delete_filter),
    Write::new(Method::DELETE, Version::V1, "/filters", ADD, delete_filters).with(&[&[Param::new("ids", Kind::Text)]]),
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
