//! `/filters` and `/filters/{id}`.

use serde_json::{Value, json};

use crate::SavedFilter;
use crate::data::Condition;
use crate::http::{Answer, Call, Failure, Kind, Operation, Paging, Param, Version};
use crate::json::{LegacyTime, value};

const SCOPES: &[&str] =
    &["deals:read", "deals:full", "activities:read", "activities:full", "contacts:read", "contacts:full"];

const TYPES: &[&str] = &["deals", "leads", "org", "people", "products", "activity", "projects"];

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        version: Version::V1,
        path: "/filters",
        cost: 20,
        scopes: SCOPES,
        params: &[&[Param::new("type", Kind::Choice(TYPES))]],
        answer: |call| Ok(list_filters(call)),
    },
    Operation {
        version: Version::V1,
        path: "/filters/{id}",
        cost: 2,
        scopes: SCOPES,
        params: &[&[Param::new("include_field_code", Kind::Boolean)]],
        answer: get_filter,
    },
];

fn list_filters(call: &Call<'_>) -> Answer {
    let wanted = call.query.text("type");
    let filters = call.account.filters();
    let rows = filters.iter().filter(|filter| wanted.is_none_or(|wanted| wanted == filter.kind.name()));
    Answer::list(rows, Paging::Whole, |filter, out| value(out, &summary(filter)))
}

fn get_filter(call: &Call<'_>) -> Result<Answer, Failure> {
    let filter = call.key.parse().ok().and_then(|id| call.account.filter(id));
    let filter = filter.ok_or_else(|| Failure::not_found("Filter"))?;
    let with_code = call.query.flag("include_field_code") == Some(true);
    let group = |glue: &str, conditions: &[Condition]| {
        let rows: Vec<Value> = conditions.iter().map(|condition| describe(condition, with_code)).collect();
        json!({"glue": glue, "conditions": rows})
    };
    let mut row = summary(&filter);
    row["conditions"] = json!({
        "glue": "and",
        "conditions": [group("and", &filter.all), group("or", &filter.any)],
    });
    Ok(Answer::object(|out| value(out, &row)))
}

pub(super) fn summary(filter: &SavedFilter) -> Value {
    json!({
        "id": filter.id,
        "name": filter.name,
        "filter_code": null,
        "is_editable": true,
        "active_flag": true,
        "type": filter.kind.name(),
        "temporary_flag": null,
        "user_id": 1,
        "add_time": LegacyTime(filter.add_time),
        "update_time": LegacyTime(filter.update_time),
        "visible_to": "7",
        "custom_view_id": null,
        "last_used_time": filter.last_used.map(LegacyTime),
    })
}

fn describe(condition: &Condition, with_code: bool) -> Value {
    let mut row = json!({
        "object": condition.object,
        "field_id": condition.field_id.to_string(),
        "operator": condition.operator,
        "value": condition.value,
        "extra_value": condition.extra_value,
        "json_value_flag": false,
    });
    if with_code {
        row["field_code"] = json!(condition.field_code);
    }
    row
}
