//! `/pipelines` and `/stages`.

use super::list::{is_wanted, list_small};
use super::params::{DIRECTIONS, PAGE, SORT, SORT_FIELDS};
use crate::data::{PIPELINES, Pipeline, STAGES, Stage};
use crate::http::{Answer, Call, Failure, Kind, Operation, Param, SortKey, Version};
use crate::json::{DAY, Object, Time};

const SCOPES: &[&str] = &["deals:read", "deals:full", "admin"];

const STAGE_SORT_FIELDS: &[&str] = &["id", "update_time", "add_time", "order_nr"];

const STAGE_PARAMS: &[Param] = &[
    Param::new("pipeline_id", Kind::Id),
    Param::new("sort_by", Kind::Choice(STAGE_SORT_FIELDS)),
    Param::new("sort_direction", Kind::Choice(DIRECTIONS)),
];

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        version: Version::V2,
        path: "/pipelines",
        cost: 5,
        scopes: SCOPES,
        params: &[PAGE, SORT],
        answer: list_pipelines,
    },
    Operation {
        version: Version::V2,
        path: "/pipelines/{id}",
        cost: 1,
        scopes: SCOPES,
        params: &[],
        answer: get_pipeline,
    },
    Operation {
        version: Version::V2,
        path: "/stages",
        cost: 5,
        scopes: SCOPES,
        params: &[PAGE, STAGE_PARAMS],
        answer: list_stages,
    },
    Operation { version: Version::V2, path: "/stages/{id}", cost: 1, scopes: SCOPES, params: &[], answer: get_stage },
];

fn pipeline(id: u32) -> Option<&'static Pipeline> {
    PIPELINES.iter().find(|pipeline| pipeline.id == id)
}

fn stage(id: u32) -> Option<&'static Stage> {
    STAGES.iter().find(|stage| stage.id == id)
}

fn list_pipelines(call: &Call<'_>) -> Result<Answer, Failure> {
    let rows = PIPELINES.iter().filter(|pipeline| !pipeline.is_deleted).map(|pipeline| pipeline.id).collect();
    let key = |id: u32, field: &str| match (pipeline(id), field) {
        (Some(pipeline), "add_time") => SortKey::Number(add_time(call, pipeline)),
        (Some(pipeline), "update_time") => update_time(call, pipeline).into(),
        _ => SortKey::Number(id.into()),
    };
    list_small(call, rows, SORT_FIELDS, key, |id, out| {
        if let Some(pipeline) = pipeline(id) {
            write_pipeline(call, pipeline, out);
        }
    })
}

fn get_pipeline(call: &Call<'_>) -> Result<Answer, Failure> {
    let pipeline = pipeline(call.id()?).ok_or_else(|| Failure::not_found("Pipeline"))?;
    Ok(Answer::object(|out| write_pipeline(call, pipeline, out)))
}

fn add_time(call: &Call<'_>, pipeline: &Pipeline) -> i64 {
    call.account.now() - pipeline.age * DAY
}

fn update_time(call: &Call<'_>, pipeline: &Pipeline) -> Option<i64> {
    let changed = pipeline.changed.map(|days| call.account.now() - days * DAY);
    call.account.changed(changed, add_time(call, pipeline))
}

fn write_pipeline(call: &Call<'_>, pipeline: &Pipeline, out: &mut Vec<u8>) {
    let mut object = Object::begin(out);
    object.put("id", &pipeline.id);
    object.put("name", pipeline.name);
    object.put("order_nr", &pipeline.order_nr);
    object.put("is_deleted", &pipeline.is_deleted);
    object.put("is_deal_probability_enabled", &pipeline.has_probability);
    object.put("add_time", &Time(add_time(call, pipeline)));
    object.put("update_time", &update_time(call, pipeline).map(Time));
    object.end();
}

fn list_stages(call: &Call<'_>) -> Result<Answer, Failure> {
    let pipeline_id = call.query.number("pipeline_id");
    let rows = STAGES.iter().filter(|stage| !stage.is_deleted && is_wanted(pipeline_id, Some(stage.pipeline_id)));
    let key = |id: u32, field: &str| match (stage(id), field) {
        (Some(stage), "add_time") => SortKey::Number(stage_add_time(call, stage)),
        (Some(stage), "update_time") => stage_update_time(call, stage).into(),
        (Some(stage), "order_nr") => SortKey::Number(stage.order_nr.into()),
        _ => SortKey::Number(id.into()),
    };
    list_small(call, rows.map(|stage| stage.id).collect(), STAGE_SORT_FIELDS, key, |id, out| {
        if let Some(stage) = stage(id) {
            write_stage(call, stage, out);
        }
    })
}

fn get_stage(call: &Call<'_>) -> Result<Answer, Failure> {
    let stage = stage(call.id()?).ok_or_else(|| Failure::not_found("Stage"))?;
    Ok(Answer::object(|out| write_stage(call, stage, out)))
}

/// Stages came with their pipeline, those added later a little after it.
pub(crate) fn stage_add_time(call: &Call<'_>, stage: &Stage) -> i64 {
    let created = pipeline(stage.pipeline_id).map_or(0, |pipeline| add_time(call, pipeline));
    created + i64::from(stage.id % 3) * 20 * DAY
}

pub(crate) fn stage_update_time(call: &Call<'_>, stage: &Stage) -> Option<i64> {
    let added = stage_add_time(call, stage);
    call.account.changed((stage.id % 4 != 1).then(|| added + i64::from(stage.id) * 11 * DAY), added)
}

fn write_stage(call: &Call<'_>, stage: &Stage, out: &mut Vec<u8>) {
    let mut object = Object::begin(out);
    object.put("id", &stage.id);
    object.put("order_nr", &stage.order_nr);
    object.put("name", stage.name);
    object.put("is_deleted", &stage.is_deleted);
    object.put("deal_probability", &stage.probability);
    object.put("pipeline_id", &stage.pipeline_id);
    object.put("is_deal_rot_enabled", &stage.days_to_rotten.is_some());
    object.put("days_to_rotten", &stage.days_to_rotten);
    object.put("add_time", &Time(stage_add_time(call, stage)));
    object.put("update_time", &stage_update_time(call, stage).map(Time));
    object.end();
}
