//! `related_objects`: what the rows of an answer refer to, each once.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{organization, person, time, user};
use crate::data::{PIPELINES, STAGES};
use crate::http::Call;
use crate::json::{DAY, LegacyTime};
use crate::v2::{stage_add_time, stage_update_time};
use crate::{Account, Deal};

/// The records referred to.
#[derive(Debug, Default)]
pub(crate) struct Related {
    pub(crate) users: BTreeSet<u32>,
    pub(crate) persons: BTreeSet<u32>,
    pub(crate) organizations: BTreeSet<u32>,
    pub(crate) deals: BTreeSet<u32>,
    pub(crate) stages: BTreeSet<u32>,
    pub(crate) pipelines: BTreeSet<u32>,
}

impl Related {
    /// The object: for each kind that occurs, the records by id.
    pub(crate) fn objects(&self, call: &Call<'_>) -> Value {
        let account = call.account;
        let mut object = Map::new();
        let mut put = |name: &str, ids: &BTreeSet<u32>, record: &dyn Fn(u32) -> Value| {
            if !ids.is_empty() {
                let records: Map<String, Value> = ids.iter().map(|&id| (id.to_string(), record(id))).collect();
                object.insert(name.to_owned(), Value::Object(records));
            }
        };
        put("user", &self.users, &|id| with_id(user(account, id), id));
        put("person", &self.persons, &|id| with_id(person(account, id), id));
        put("organization", &self.organizations, &|id| with_id(organization(account, id), id));
        put("deal", &self.deals, &|id| deal(account, id));
        put("stage", &self.stages, &|id| stage(call, id));
        put("pipeline", &self.pipelines, &|id| pipeline(account, id));
        Value::Object(object)
    }
}

/// Here a record names its id `id`, where references name it `value`.
fn with_id(mut record: Value, id: u32) -> Value {
    if let Some(members) = record.as_object_mut() {
        members.remove("value");
        members.remove("company_id");
        members.insert("id".to_owned(), json!(id));
    }
    record
}

fn deal(account: &Account, id: u32) -> Value {
    let deal = Deal::new(account, id);
    json!({
        "id": id,
        "title": deal.title(account),
        "status": deal.status.name(),
        "value": deal.value,
        "currency": deal.currency,
        "stage_id": deal.stage_id,
        "pipeline_id": deal.pipeline_id,
    })
}

/// The stage with that id.
pub(crate) fn stage(call: &Call<'_>, id: u32) -> Value {
    let Some(stage) = STAGES.iter().find(|stage| stage.id == id) else { return Value::Null };
    let pipeline = PIPELINES.iter().find(|pipeline| pipeline.id == stage.pipeline_id);
    json!({
        "id": id,
        "company_id": Account::COMPANY_ID,
        "order_nr": stage.order_nr,
        "name": stage.name,
        "active_flag": !stage.is_deleted,
        "deal_probability": stage.probability,
        "pipeline_id": stage.pipeline_id,
        "rotten_flag": stage.days_to_rotten.is_some(),
        "rotten_days": stage.days_to_rotten,
        "add_time": LegacyTime(stage_add_time(call, stage)),
        "update_time": time(stage_update_time(call, stage)),
        "pipeline_name": pipeline.map(|pipeline| pipeline.name),
        "pipeline_deal_probability": pipeline.is_some_and(|pipeline| pipeline.has_probability),
    })
}

/// The pipeline with that id.
pub(crate) fn pipeline(account: &Account, id: u32) -> Value {
    let Some(pipeline) = PIPELINES.iter().find(|pipeline| pipeline.id == id) else { return Value::Null };
    json!({
        "id": id,
        "name": pipeline.name,
        "url_title": pipeline.name.replace(' ', "-"),
        "order_nr": pipeline.order_nr,
        "active": !pipeline.is_deleted,
        "deal_probability": pipeline.has_probability,
        "add_time": LegacyTime(account.now() - pipeline.age * DAY),
        "update_time": pipeline.changed.map(|days| LegacyTime(account.now() - days * DAY)),
    })
}
