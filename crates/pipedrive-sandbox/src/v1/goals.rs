//! `/goals/find` and `/goals/{id}/results`.

use serde_json::{Value, json};

use crate::data::{GOALS, Goal, GoalType};
use crate::http::{Answer, Call, Failure, Kind, Operation, Param, Query, Version};
use crate::json::{Day, value};

const SCOPES: &[&str] = &["goals:read", "goals:full"];

const TYPES: &[&str] = &["deals_won", "deals_progressed", "activities_completed", "activities_added", "deals_started"];

const FILTERS: &[Param] = &[
    Param::new("type.name", Kind::Choice(TYPES)),
    Param::new("title", Kind::Text),
    Param::new("is_active", Kind::Boolean),
    Param::new("assignee.id", Kind::Id),
    Param::new("assignee.type", Kind::Choice(&["person", "company", "team"])),
    Param::new("expected_outcome.target", Kind::Id),
    Param::new("expected_outcome.tracking_metric", Kind::Choice(&["quantity", "sum"])),
    Param::new("expected_outcome.currency_id", Kind::Id),
    Param::new("type.params.pipeline_id", Kind::Text),
    Param::new("type.params.stage_id", Kind::Id),
    Param::new("type.params.activity_type_id", Kind::Text),
];

const PERIOD: &[Param] = &[Param::new("period.start", Kind::Day), Param::new("period.end", Kind::Day)];

/// Parameters that make the list one of everybody's goals; without them it holds those of one user.
const WIDENING: &[&str] = &[
    "type.name",
    "assignee.type",
    "expected_outcome.target",
    "expected_outcome.tracking_metric",
    "expected_outcome.currency_id",
    "type.params.pipeline_id",
    "type.params.stage_id",
    "type.params.activity_type_id",
];

/// The user whose credentials all requests carry.
const CALLER: u32 = 1;

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        version: Version::V1,
        path: "/goals/find",
        cost: 20,
        scopes: SCOPES,
        params: &[FILTERS, PERIOD],
        answer: find_goals,
    },
    Operation {
        version: Version::V1,
        path: "/goals/{id}/results",
        cost: 20,
        scopes: SCOPES,
        params: &[PERIOD],
        answer: get_results,
    },
];

fn find_goals(call: &Call<'_>) -> Result<Answer, Failure> {
    let query = &call.query;
    let period = match (query.day("period.start"), query.day("period.end")) {
        (Some(_), None) => return Err(Failure::bad_request()),
        (start, end) => (start, end),
    };
    // A number of things has no currency.
    let counted = query.text("expected_outcome.tracking_metric") == Some("quantity");
    if counted && query.contains("expected_outcome.currency_id") {
        return Err(Failure::bad_request());
    }
    let [pipelines, types] = ["type.params.pipeline_id", "type.params.activity_type_id"].map(|name| ids(query, name));
    let (pipelines, types) = (pipelines?, types?);
    let of_everybody = WIDENING.iter().any(|name| query.contains(name));
    let assignee = query.number("assignee.id").or((!of_everybody).then_some(CALLER));
    let assignee_kind = query.text("assignee.type").or((!of_everybody).then_some("person"));
    let is = |name: &str, number: Option<u32>| query.number(name).is_none_or(|wanted| Some(wanted) == number);
    let found = GOALS.iter().filter(|goal| {
        let (id, kind) = goal.assignee.parts();
        assignee.is_none_or(|wanted| wanted == id)
            && assignee_kind.is_none_or(|wanted| wanted == kind)
            && goal.is_active == query.flag("is_active").unwrap_or(true)
            && query.text("type.name").is_none_or(|wanted| wanted == goal.kind.name())
            && query.text("title").is_none_or(|wanted| wanted == goal.title)
            && query.text("expected_outcome.tracking_metric").is_none_or(|wanted| wanted == metric(goal))
            && is("expected_outcome.target", Some(goal.target))
            && is("expected_outcome.currency_id", goal.currency_id)
            && is("type.params.stage_id", goal.stage)
            && tracks(pipelines.as_deref(), goal.pipelines)
            && tracks(types.as_deref(), goal.activity_types)
            && overlaps(goal.duration(call.account), period)
    });
    let rows: Vec<Value> = found.map(|goal| describe(call, goal)).collect();
    Ok(served(Answer::object(|out| value(out, &json!({ "goals": rows })))))
}

/// The ids of a list such as `1,2` or `[1,2]`; `null` is the empty list.
fn ids(query: &Query, name: &str) -> Result<Option<Vec<u32>>, Failure> {
    let Some(text) = query.text(name) else { return Ok(None) };
    let text = text.trim_start_matches('[').trim_end_matches(']');
    if text == "null" {
        return Ok(Some(Vec::new()));
    }
    let ids: Result<Vec<u32>, _> = text.split(',').map(|id| id.trim().parse()).collect();
    ids.map(Some).map_err(|_| Failure::bad_request())
}

/// Whether a goal that tracks those ids, or everything if there are none, tracks just what is wanted.
fn tracks(wanted: Option<&[u32]>, tracked: &[u32]) -> bool {
    match wanted {
        None => true,
        Some([]) => tracked.is_empty(),
        Some(wanted) => wanted.iter().all(|id| tracked.contains(id)),
    }
}

/// Whether a goal's time has a day in common with the period.
fn overlaps((first, last): (Day, Option<Day>), (start, end): (Option<Day>, Option<Day>)) -> bool {
    end.is_none_or(|end| first <= end) && start.is_none_or(|start| last.is_none_or(|last| last >= start))
}

fn get_results(call: &Call<'_>) -> Result<Answer, Failure> {
    let goal = GOALS.iter().find(|goal| goal.id(call.account).eq_ignore_ascii_case(&call.key));
    let goal = goal.ok_or_else(|| Failure::not_found("Goal"))?;
    let (Some(start), Some(end)) = (call.query.day("period.start"), call.query.day("period.end")) else {
        return Err(Failure::bad_request());
    };
    let (first, last) = goal.duration(call.account);
    if start < first || last.is_some_and(|last| end > last) || start > end {
        return Err(Failure::bad_request());
    }
    let results = json!({"progress": goal.progress(call.account, start, end), "goal": describe(call, goal)});
    Ok(served(Answer::object(|out| value(out, &results))))
}

/// What the service for goals says beside its data.
fn served(answer: Answer) -> Answer {
    answer
        .beside("statusCode", json!(20_000))
        .beside("statusText", json!("OK"))
        .beside("service", json!("statistics-goals-api"))
}

fn metric(goal: &Goal) -> &'static str {
    if goal.currency_id.is_some() { "sum" } else { "quantity" }
}

fn describe(call: &Call<'_>, goal: &Goal) -> Value {
    let all_if_empty = |ids: &[u32]| if ids.is_empty() { Value::Null } else { json!(ids) };
    let mut params = json!({
        "pipeline_id": if goal.kind.counts_activities() { Value::Null } else { all_if_empty(goal.pipelines) },
        "activity_type_id": all_if_empty(goal.activity_types),
    });
    if goal.kind == GoalType::DealsProgressed {
        params["stage_id"] = json!(goal.stage);
    }
    let mut outcome = json!({"target": goal.target, "tracking_metric": metric(goal)});
    if goal.currency_id.is_some() {
        outcome["currency_id"] = json!(goal.currency_id);
    }
    let (assignee, assignee_kind) = goal.assignee.parts();
    let (start, end) = goal.duration(call.account);
    json!({
        "id": goal.id(call.account),
        "owner_id": goal.owner_id,
        "title": goal.title,
        "type": {"name": goal.kind.name(), "params": params},
        "assignee": {"id": assignee, "type": assignee_kind},
        "interval": goal.interval,
        "duration": {"start": start, "end": end},
        "expected_outcome": outcome,
        "is_active": goal.is_active,
        "report_ids": [goal.report_id(call.account)],
    })
}
