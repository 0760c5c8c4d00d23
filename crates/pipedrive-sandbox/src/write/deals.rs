//! Deals.

use axum::http::Method;
use serde_json::{Value, json};

use super::draft::{Draft, Rules};
use super::key::{Key, Kind, key};
use super::resource::{Resource, create, delete, update};
use crate::data::{Owner, Table};
use crate::http::{Call, Failure, Version, Write};
use crate::{Deal, DealStatus};

/// Who may see a record.
pub(super) const VISIBILITIES: &[u32] = &[1, 3, 5, 7];

const KEYS: &[Key] = &[
    key("title", Kind::Name).required(),
    key("owner_id", Kind::User).filled(),
    key("person_id", Kind::Record(Table::Persons)),
    key("org_id", Kind::Record(Table::Organizations)),
    key("pipeline_id", Kind::Record(Table::Pipelines)).filled(),
    key("stage_id", Kind::Record(Table::Stages)).filled(),
    key("value", Kind::Number),
    key("currency", Kind::Currency).filled(),
    key("is_deleted", Kind::Flag).filled(),
    key("is_archived", Kind::Flag).filled(),
    key("archive_time", Kind::Time),
    key("status", Kind::Word(&["open", "won", "lost"])).filled(),
    key("probability", Kind::Integer),
    key("lost_reason", Kind::Text),
    key("visible_to", Kind::Code(VISIBILITIES)).filled(),
    key("close_time", Kind::Time),
    key("won_time", Kind::Time),
    key("lost_time", Kind::Time),
    key("expected_close_date", Kind::Day),
    key("label_ids", Kind::Choices(Owner::Deals, "label_ids")),
    key("channel", Kind::Choice(Owner::Deals, "channel")),
    key("channel_id", Kind::Text),
];

pub(crate) static DEALS: Resource = Resource {
    table: Table::Deals,
    name: "Deal",
    rules: Rules { version: Version::V2, keys: KEYS, custom: Some(Owner::Deals) },
    path: "/deals/{id}",
    prepare,
};

const CHANGE: (u32, &[&str]) = (5, &["deals:full"]);

pub(crate) const WRITES: &[Write] = &[
    Write::new(Method::POST, Version::V2, "/deals", CHANGE, |call, body| create(call, body, &DEALS)),
    Write::new(Method::PATCH, Version::V2, "/deals/{id}", CHANGE, |call, body| update(call, body, &DEALS)),
    Write::new(Method::DELETE, Version::V2, "/deals/{id}", (3, &["deals:full"]), |call, _| delete(call, &DEALS)),
];

fn refused(name: &str, problem: &str) -> Failure {
    Failure::validation(&[format!("{name}: Parameter '{name}' {problem}")])
}

/// Stage and pipeline, outcome and archive: what belongs together.
fn prepare(call: &Call<'_>, id: Option<u32>, draft: &mut Draft) -> Result<(), Failure> {
    let now = call.account.present();
    let before = id.map(|id| Deal::new(call.account, id));
    // Deleting is a method of its own: the key is in the schema and does nothing.
    draft.values.remove("is_deleted");
    if let Some(deal) = before.filter(|deal| deal.is_archived) {
        let leaves = draft.flag("is_archived") == Some(false);
        let others = draft.values.keys().filter(|name| !["is_archived", "archive_time"].contains(&name.as_str()));
        if !leaves && (others.count() > 0 || !draft.custom.is_empty()) {
            return Err(refused("is_archived", &format!("does not allow changes: deal {} is archived", deal.id)));
        }
    }
    place(call, before.as_ref(), draft, now)?;
    settle(before.as_ref(), draft, now)?;
    match (draft.flag("is_archived"), before.is_some_and(|deal| deal.is_archived)) {
        (Some(true), false) => draft.fill("archive_time", now),
        (Some(false), _) => draft.set("archive_time", Value::Null),
        (None, false) if draft.time("archive_time").is_some() => draft.set("is_archived", true),
        _ => {}
    }
    if draft.values.get("value") == Some(&Value::Null) {
        draft.set("value", 0);
    }
    if before.is_none() {
        draft.fill("origin", "API");
        draft.fill("visible_to", 3);
    }
    Ok(())
}

/// A stage decides the pipeline; a pipeline alone leads to its first stage.
fn place(call: &Call<'_>, before: Option<&Deal>, draft: &mut Draft, now: i64) -> Result<(), Failure> {
    let (stage, pipeline) = (draft.number("stage_id"), draft.number("pipeline_id"));
    let stages = call.account.stages();
    let stage = match (stage, pipeline) {
        (Some(stage), _) => Some(stage),
        (None, Some(pipeline)) if before.is_some_and(|deal| deal.pipeline_id == pipeline) => None,
        (None, Some(pipeline)) => {
            let first = stages.iter().find(|(_, of)| *of == pipeline).map(|(stage, _)| *stage);
            Some(first.ok_or_else(|| refused("pipeline_id", "has no stage"))?)
        }
        (None, None) => None,
    };
    if let Some(stage) = stage {
        let of = stages.iter().find(|(id, _)| *id == stage).map(|(_, pipeline)| *pipeline);
        draft.set("pipeline_id", of);
        draft.set("stage_id", stage);
        if before.is_some_and(|deal| deal.stage_id != stage) {
            draft.set("stage_change_time", now);
        }
    }
    Ok(())
}

/// Times and reasons of an outcome stand only beside that outcome.
fn settle(before: Option<&Deal>, draft: &mut Draft, now: i64) -> Result<(), Failure> {
    let standing = before.map_or(DealStatus::Open, |deal| deal.status);
    let status = draft.text("status").and_then(DealStatus::named).unwrap_or(standing);
    let wants = |name: &str| draft.get(name).is_some();
    for (name, outcomes) in [
        ("lost_reason", &[DealStatus::Lost][..]),
        ("lost_time", &[DealStatus::Lost][..]),
        ("won_time", &[DealStatus::Won][..]),
        ("close_time", &[DealStatus::Won, DealStatus::Lost][..]),
    ] {
        if wants(name) && !outcomes.contains(&status) {
            let words: Vec<&str> = outcomes.iter().map(|outcome| outcome.name()).collect();
            return Err(refused(name, &format!("is only allowed while the status is {}", words.join(" or "))));
        }
    }
    let closed = draft.values.remove("close_time").and_then(|time| time.as_i64());
    let entered = status != standing;
    for (name, outcome) in [("won_time", DealStatus::Won), ("lost_time", DealStatus::Lost)] {
        if status == outcome {
            let time = draft.time(name).or(closed).or(entered.then_some(now));
            if let Some(time) = time {
                draft.set(name, time);
            }
        } else if entered {
            draft.set(name, Value::Null);
        }
    }
    if entered && status != DealStatus::Lost {
        draft.set("lost_reason", Value::Null);
    }
    if draft.values.contains_key("probability") {
        let fits = draft.get("probability").is_none_or(|chance| chance.as_u64().is_some_and(|chance| chance <= 100));
        if !fits {
            return Err(refused("probability", "must be between 0 and 100"));
        }
    }
    // What the text of a reason is cleared to is no reason at all.
    if draft.text("lost_reason") == Some("") {
        draft.set("lost_reason", json!(null));
    }
    Ok(())
}
