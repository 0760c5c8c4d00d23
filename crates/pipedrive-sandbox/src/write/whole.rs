//! What is done to records as a whole: merges, copies, and conversions between deals and leads.

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::contacts::{ORGANIZATIONS, PERSONS};
use super::deals::DEALS;
use super::draft::{Draft, Rules, refusal};
use super::key::{Key, Kind, key};
use super::leads::LEADS;
use super::resource::{Resource, insert, live, read, remove, row};
use crate::data::{CustomValue, Job, LineItem, Link, Owner, Table, participants};
use crate::http::{Answer, Call, Failure, Version, Write};
use crate::json::value;
use crate::{Account, Deal, Lead, v1};

const MERGE: &[Key] = &[key("merge_with_id", Kind::Integer).required()];

const CONVERT: &[Key] =
    &[key("stage_id", Kind::Record(Table::Stages)), key("pipeline_id", Kind::Record(Table::Pipelines))];

const DEAL_SCOPES: &[&str] = &["deals:full"];
const CONTACT_SCOPES: &[&str] = &["contacts:full"];

pub(crate) const WRITES: &[Write] = &[
    Write::new(Method::PUT, Version::V1, "/deals/{id}/merge", (40, DEAL_SCOPES), |call, body| {
        let id = merge(call, body, &DEALS)?;
        Ok(Answer::object(|out| value(out, &v1::flat_deal(call, id))))
    }),
    Write::new(Method::PUT, Version::V1, "/persons/{id}/merge", (40, CONTACT_SCOPES), |call, body| {
        let id = merge(call, body, &PERSONS)?;
        Ok(Answer::object(|out| value(out, &v1::flat_person(call, id))))
    }),
    Write::new(Method::PUT, Version::V1, "/organizations/{id}/merge", (40, CONTACT_SCOPES), |call, body| {
        let id = merge(call, body, &ORGANIZATIONS)?;
        Ok(Answer::object(|out| value(out, &json!({ "id": id }))))
    }),
    Write::new(Method::POST, Version::V1, "/deals/{id}/duplicate", (10, DEAL_SCOPES), |call, _| duplicate(call)),
    Write::new(Method::POST, Version::V2, "/deals/{id}/convert/lead", (40, DEAL_SCOPES), |call, _| {
        let id = live(call, &DEALS)?;
        Ok(begun(call, (Table::Deals, id), None))
    }),
    Write::new(Method::POST, Version::V2, "/leads/{id}/convert/deal", (40, &["leads:full"]), convert_lead),
];

/// The relations by which records refer to a deal, a person or an organization, the table those are in and the member
/// that refers.
fn relations(table: Table) -> &'static [(Link, Table, &'static str)] {
    match table {
        Table::Deals => &[
            (Link::DealActivities, Table::Activities, "deal_id"),
            (Link::DealNotes, Table::Notes, "deal_id"),
            (Link::DealFiles, Table::Files, "deal_id"),
        ],
        Table::Persons => &[
            (Link::PersonDeals, Table::Deals, "person_id"),
            (Link::PersonActivities, Table::Activities, "person_id"),
            (Link::PersonNotes, Table::Notes, "person_id"),
            (Link::PersonFiles, Table::Files, "person_id"),
            (Link::PersonLeads, Table::Leads, "person_id"),
        ],
        _ => &[
            (Link::OrganizationDeals, Table::Deals, "org_id"),
            (Link::OrganizationPersons, Table::Persons, "org_id"),
            (Link::OrganizationActivities, Table::Activities, "org_id"),
            (Link::OrganizationNotes, Table::Notes, "org_id"),
            (Link::OrganizationFiles, Table::Files, "org_id"),
            (Link::OrganizationLeads, Table::Leads, "organization_id"),
        ],
    }
}

/// Lets everything that referred to one record refer to another.
fn relink(account: &Account, table: Table, from: u32, to: u32) {
    for &(link, child, member) in relations(table) {
        for &id in account.links(link).of(from) {
            account.write(child, id, |written| written.set(member, to));
        }
    }
}

/// Merges the record in the path into the one named in the body, which survives and whose values win.
fn merge(call: &Call<'_>, body: &Value, resource: &Resource) -> Result<u32, Failure> {
    let gone = call.key.parse().ok().filter(|&id| call.account.is_live(resource.table, id));
    let gone: u32 = gone.ok_or_else(|| Failure::not_found(resource.name))?;
    let draft = Draft::read(call, &Rules { version: Version::V1, keys: MERGE, custom: None }, body, true)?;
    let kept = draft.number("merge_with_id").unwrap_or_default();
    if kept == gone || !call.account.is_live(resource.table, kept) {
        return Err(Failure::bad_request());
    }
    let (mine, other) = (row(call, resource, kept), row(call, resource, gone));
    let mut taken = Draft::default();
    for key in resource.rules.keys {
        let is_empty = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        match (&mine[key.name], &other[key.name]) {
            (Value::Array(mine), Value::Array(other)) => {
                let more = other.iter().filter(|item| !mine.contains(item));
                let mut all = mine.clone();
                all.extend(more.cloned().map(without_primary));
                taken.set(key.name, all);
            }
            (mine, other) if is_empty(mine) && !is_empty(other) && !is_outcome(key.name) => {
                taken.set(key.name, other.clone());
            }
            _ => {}
        }
    }
    if let Some(owner) = resource.rules.custom {
        for field in call.account.custom_fields(owner).iter() {
            let value_of = |id: u32| field.value_of(call.account, resource.table, id);
            if matches!(value_of(kept), CustomValue::Null) {
                taken.custom.insert(field.key.clone(), value_of(gone));
            }
        }
    }
    relink(call.account, resource.table, gone, kept);
    if resource.table == Table::Deals {
        copy_lines(call.account, gone, kept);
        let all = participants(call.account, &Deal::new(call.account, gone));
        let present = participants(call.account, &Deal::new(call.account, kept));
        let is_new = |person: &u32| present.iter().all(|other| other.person_id != *person);
        for person in all.into_iter().map(|participant| participant.person_id).filter(is_new) {
            super::followers::participate(call, kept, "added", person);
        }
    }
    remove(call, resource.table, gone);
    super::resource::apply(call, resource, kept, taken);
    Ok(kept)
}

/// Of merged lists only the survivor's entries are primary.
fn without_primary(mut item: Value) -> Value {
    if let Some(primary) = item.get_mut("primary") {
        *primary = Value::Bool(false);
    }
    item
}

/// Members that follow from the status, which stays the survivor's.
fn is_outcome(name: &str) -> bool {
    ["won_time", "lost_time", "close_time", "lost_reason", "archive_time"].contains(&name)
}

/// Puts copies of the lines of one deal on another.
fn copy_lines(account: &Account, from: u32, to: u32) {
    for line in LineItem::ids(account, from) {
        let Value::Object(row) = crate::v2::deal_product_row(account, line) else { continue };
        let kept = |(name, _): &(String, Value)| !["id", "sum", "name", "currency"].contains(&name.as_str());
        let mut values: Map<String, Value> = row.into_iter().filter(kept).collect();
        values.insert("deal_id".to_owned(), json!(to));
        for time in ["add_time", "update_time"] {
            values.insert(time.to_owned(), json!(account.present()));
        }
        account.create_child(Table::LineItems, to, |written| written.values = values.into_iter().collect());
    }
}

/// A draft with the values of a record that bodies of its kind can have, and its custom fields.
fn copy(call: &Call<'_>, resource: &Resource, id: u32) -> Draft {
    let original = row(call, resource, id);
    let mut draft = Draft::default();
    for key in resource.rules.keys {
        let given = &original[key.name];
        if !given.is_null() && !matches!(key.kind, Kind::Time) {
            draft.set(key.name, given.clone());
        }
    }
    if let Some(owner) = resource.rules.custom {
        let fields = call.account.custom_fields(owner);
        draft.custom =
            fields.iter().map(|field| (field.key.clone(), field.value_of(call.account, resource.table, id))).collect();
    }
    draft
}

/// A copy of a deal is open, whatever the original is.
fn duplicate(call: &Call<'_>) -> Result<Answer, Failure> {
    let id = call.key.parse().ok().filter(|&id| call.account.is_live(Table::Deals, id));
    let id: u32 = id.ok_or_else(|| Failure::not_found("Deal"))?;
    let mut draft = copy(call, &DEALS, id);
    let title = format!("{} (copy)", draft.text("title").unwrap_or_default());
    draft.set("title", title);
    for name in ["status", "lost_reason", "is_archived", "is_deleted"] {
        draft.values.remove(name);
    }
    (DEALS.prepare)(call, None, &mut draft)?;
    let copied = insert(call, &DEALS, draft);
    copy_lines(call.account, id, copied);
    Ok(Answer::object(|out| value(out, &v1::flat_deal(call, copied))))
}

fn begun(call: &Call<'_>, source: (Table, u32), stage_id: Option<u32>) -> Answer {
    let id = call.account.begin_conversion(source, stage_id);
    Answer::object(|out| value(out, &json!({ "conversion_id": id })))
}

/// The stage, or the pipeline, is where the deal will be.
fn convert_lead(call: &Call<'_>, body: &Value) -> Result<Answer, Failure> {
    let number = Lead::find(call.account, &call.key).ok_or_else(Failure::lead_not_found)?;
    let empty = json!({});
    let body = if body.is_null() { &empty } else { body };
    let draft = Draft::read(call, &Rules { version: Version::V2, keys: CONVERT, custom: None }, body, true)?;
    let of_pipeline = |pipeline: u32| {
        let stages = call.account.stages();
        stages.into_iter().find(|(_, of)| *of == pipeline).map(|(stage, _)| stage)
    };
    let (stage, pipeline) = (draft.number("stage_id"), draft.number("pipeline_id"));
    if stage.is_some() && pipeline.is_some() {
        return Err(refusal(Version::V2, &["stage_id: only one of stage_id and pipeline_id can be given".to_owned()]));
    }
    Ok(begun(call, (Table::Leads, number), stage.or(pipeline.and_then(of_pipeline))))
}

/// Carries out a conversion: the source is deleted, what hung on it hangs on what came of it.
pub(crate) fn convert(call: &Call<'_>, job: &Job) -> u32 {
    let account = call.account;
    let (table, source) = job.source;
    let mut draft = Draft::default();
    let made = if table == Table::Leads {
        let lead = row(call, &LEADS, source);
        for (name, given) in [
            ("title", &lead["title"]),
            ("owner_id", &lead["owner_id"]),
            ("person_id", &lead["person_id"]),
            ("org_id", &lead["organization_id"]),
            ("expected_close_date", &lead["expected_close_date"]),
        ] {
            draft.set(name, given.clone());
        }
        if lead["value"].is_object() {
            draft.set("value", lead["value"]["amount"].clone());
            draft.set("currency", lead["value"]["currency"].clone());
        }
        draft.set("origin", lead["origin"].clone());
        let stages = account.stages();
        let stage = job.stage_id.and_then(|stage| stages.into_iter().find(|(id, _)| *id == stage));
        if let Some((stage, pipeline)) = stage {
            draft.set("stage_id", stage);
            draft.set("pipeline_id", pipeline);
        }
        draft.custom = custom_values(account, table, source);
        insert(call, &DEALS, draft)
    } else {
        let deal = read(call, Version::V2, "/deals/{id}", source.to_string());
        for (name, given) in [
            ("title", &deal["title"]),
            ("owner_id", &deal["owner_id"]),
            ("person_id", &deal["person_id"]),
            ("organization_id", &deal["org_id"]),
            ("expected_close_date", &deal["expected_close_date"]),
        ] {
            draft.set(name, given.clone());
        }
        draft.set("value", json!({"amount": deal["value"], "currency": deal["currency"]}));
        draft.set("label_ids", json!([]));
        draft.set("visible_to", "3");
        draft.set("source_name", "Deal");
        draft.custom = custom_values(account, table, source);
        insert(call, &LEADS, draft)
    };
    let links: [(Link, Table, &str, &str); 2] = if table == Table::Leads {
        [
            (Link::LeadActivities, Table::Activities, "lead_number", "deal_id"),
            (Link::LeadNotes, Table::Notes, "lead_number", "deal_id"),
        ]
    } else {
        [
            (Link::DealActivities, Table::Activities, "deal_id", "lead_number"),
            (Link::DealNotes, Table::Notes, "deal_id", "lead_number"),
        ]
    };
    for (link, child, from, to) in links {
        for &id in account.links(link).of(source) {
            account.write(child, id, |written| {
                written.set(from, Value::Null);
                written.set(to, made);
            });
        }
    }
    remove(call, table, source);
    made
}

/// Leads have the custom fields of deals.
fn custom_values(account: &Account, table: Table, id: u32) -> std::collections::BTreeMap<String, CustomValue> {
    let fields = account.custom_fields(Owner::Deals);
    fields.iter().map(|field| (field.key.clone(), field.value_of(account, table, id))).collect()
}
