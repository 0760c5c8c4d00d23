//! Pipelines and stages.

use axum::http::Method;
use serde_json::{Value, json};

use super::resource::{Keys, Resource, create, delete, remove, update};
use super::{Form, Place, Shelf};
use crate::data::Table;
use crate::http::{Answer, Call, Failure, Version, Write};
use crate::json::{Time, value};
use crate::write::{Draft, Key, Kind, Rules, delete_deals_of, key};

pub(crate) static PIPELINES: Shelf = Shelf {
    table: Table::Pipelines,
    missing: || Failure::not_found("Pipeline"),
    key: "id",
    places: &[
        Place::plain(Version::V2, "/pipelines/{id}", Form::One),
        Place::plain(Version::V2, "/pipelines", Form::List),
    ],
    filters: &[],
    deleted: Some(("is_deleted", "true")),
};

pub(crate) static STAGES: Shelf = Shelf {
    table: Table::Stages,
    missing: || Failure::not_found("Stage"),
    key: "id",
    places: &[Place::plain(Version::V2, "/stages/{id}", Form::One), Place::plain(Version::V2, "/stages", Form::List)],
    filters: &[("pipeline_id", "pipeline_id")],
    deleted: Some(("is_deleted", "true")),
};

const PIPELINE: &[Key] = &[key("name", Kind::Name).required(), key("is_deal_probability_enabled", Kind::Flag).filled()];

const STAGE: &[Key] = &[
    key("name", Kind::Name).required(),
    key("pipeline_id", Kind::Record(Table::Pipelines)).required(),
    key("deal_probability", Kind::Integer).filled(),
    key("is_deal_rot_enabled", Kind::Flag).filled(),
    key("days_to_rotten", Kind::Integer),
];

static PIPELINE_WRITES: Resource = Resource {
    shelf: &PIPELINES,
    rules: Rules { version: Version::V2, keys: PIPELINE, custom: None },
    keys: Keys::From(5),
    blank: |call| {
        let now = Time(call.account.present());
        // New ones go to the end.
        let order_nr = call.account.pipeline_ids().len() + 1;
        json!({"order_nr": order_nr, "is_deleted": false, "is_deal_probability_enabled": false,
            "add_time": now, "update_time": now})
    },
    prepare: |call, before, draft| {
        touch(call, before, draft);
        Ok(())
    },
};

static STAGE_WRITES: Resource = Resource {
    shelf: &STAGES,
    rules: Rules { version: Version::V2, keys: STAGE, custom: None },
    keys: Keys::From(15),
    blank: |call| {
        let now = Time(call.account.present());
        json!({"is_deleted": false, "deal_probability": 100, "is_deal_rot_enabled": false, "days_to_rotten": null,
            "add_time": now, "update_time": now})
    },
    prepare: prepare_stage,
};

const CHANGE: (u32, &[&str]) = (5, &["admin"]);
const REMOVE: (u32, &[&str]) = (3, &["admin"]);

pub(super) const WRITES: &[Write] = &[
    Write::new(Method::POST, Version::V2, "/pipelines", CHANGE, |call, body| create(call, body, &PIPELINE_WRITES)),
    Write::new(Method::PATCH, Version::V2, "/pipelines/{id}", CHANGE, |call, body| {
        update(call, body, &PIPELINE_WRITES)
    }),
    Write::new(Method::DELETE, Version::V2, "/pipelines/{id}", REMOVE, |call, _| delete_pipeline(call)),
    Write::new(Method::POST, Version::V2, "/stages", CHANGE, |call, body| create(call, body, &STAGE_WRITES)),
    Write::new(Method::PATCH, Version::V2, "/stages/{id}", CHANGE, |call, body| update(call, body, &STAGE_WRITES)),
    Write::new(Method::DELETE, Version::V2, "/stages/{id}", REMOVE, |call, _| {
        let answer = delete(call, &STAGES)?;
        delete_deals_of(call, |deal| deal.stage_id.to_string() == call.key);
        Ok(answer)
    }),
];

fn touch(call: &Call<'_>, before: Option<&Value>, draft: &mut Draft) {
    if before.is_some() {
        draft.set("update_time", json!(Time(call.account.present())));
    }
}

/// New stages go to the end of their pipeline.
fn prepare_stage(call: &Call<'_>, before: Option<&Value>, draft: &mut Draft) -> Result<(), Failure> {
    let moved = draft.number("pipeline_id").filter(|&id| before.is_none_or(|row| row["pipeline_id"] != id));
    if let Some(pipeline) = moved {
        let order_nr = call.account.stages().iter().filter(|(_, of)| *of == pipeline).count() + 1;
        draft.set("order_nr", order_nr);
    }
    let out_of_range = draft.get("deal_probability").and_then(Value::as_i64).is_some_and(|n| !(0..=100).contains(&n));
    if out_of_range {
        let problem = "deal_probability: Parameter 'deal_probability' must be between 0 and 100";
        return Err(Failure::validation(&[problem.to_owned()]));
    }
    touch(call, before, draft);
    Ok(())
}

/// What is in a pipeline goes with it: its stages and its deals.
fn delete_pipeline(call: &Call<'_>) -> Result<Answer, Failure> {
    let row = remove(call, &PIPELINES)?;
    let id = row["id"].as_u64();
    for (stage, _) in call.account.stages().into_iter().filter(|(_, pipeline)| Some(u64::from(*pipeline)) == id) {
        call.account.shelve(Table::Stages, &stage.to_string(), |document| document.is_deleted = true);
    }
    delete_deals_of(call, |deal| Some(u64::from(deal.pipeline_id)) == id);
    Ok(Answer::object(|out| value(out, &json!({ "id": id }))))
}
