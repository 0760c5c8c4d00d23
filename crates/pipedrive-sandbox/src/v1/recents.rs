//! `/recents`: what changed in the last month.

use serde_json::{Value, json};

use super::offset::PAGE;
use super::{catalog, files, filters, notes, shapes, users};
use crate::data::{ACTIVITY_TYPES, File, PIPELINES, STAGES, Table};
use crate::http::{Answer, Call, Failure, Kind, Operation, Paging, Param, SortKey, Version};
use crate::json::{DAY, LegacyTime, parse_legacy_time, value};
use crate::{Account, Activity, Deal, Note, Organization, Person, Product};

/// How far back changes are known.
const REACH: i64 = 31 * DAY;

/// The kinds of items.
const ITEMS: [&str; 12] = [
    "activity",
    "activityType",
    "deal",
    "file",
    "filter",
    "note",
    "organization",
    "person",
    "pipeline",
    "product",
    "stage",
    "user",
];

const FILTERS: &[Param] = &[Param::new("since_timestamp", Kind::Text), Param::new("items", Kind::Choices(&ITEMS))];

pub(crate) const OPERATIONS: &[Operation] = &[Operation {
    version: Version::V1,
    path: "/recents",
    cost: 20,
    scopes: &["recents:read", "search:read"],
    params: &[PAGE, FILTERS],
    answer: list_recents,
}];

/// A change: when, of what kind, of which id.
type Change = (i64, &'static str, u32);

fn list_recents(call: &Call<'_>) -> Result<Answer, Failure> {
    let since = call.query.text("since_timestamp").and_then(parse_legacy_time).ok_or_else(Failure::bad_request)?;
    if since < call.account.now() - REACH {
        return Err(Failure::bad_request());
    }
    let wanted = call.query.words("items");
    let kinds = ITEMS.into_iter().filter(|kind| wanted.is_none_or(|wanted| wanted.iter().any(|name| name == kind)));
    // Records whose change has no time are never among them.
    let mut changes: Vec<Change> =
        kinds.flat_map(|kind| changes(call, kind, since).into_iter().map(move |(time, id)| (time, kind, id))).collect();
    changes.sort_unstable();
    let (start, limit) = (call.query.start(), call.query.limit());
    let more = changes.len() > start.saturating_add(limit);
    let page: Vec<Change> = changes.into_iter().skip(start).take(limit).collect();
    let last = page.last().map(|(time, ..)| LegacyTime(*time).into());
    let paging = Paging::Recent { start, limit, more, since: LegacyTime(since).into(), last };
    Ok(Answer::list(page, paging, |(_, kind, id), out| {
        value(out, &json!({"item": kind, "id": id, "data": row(call, kind, id)}));
    }))
}

/// The ids of a kind that changed since then, with the times of their last change.
fn changes(call: &Call<'_>, kind: &str, since: i64) -> Vec<(i64, u32)> {
    let account = call.account;
    // Big tables are searched by an index that is kept, because a walk through a month comes back page after page.
    let many = |table: Table, count: u32, time: &dyn Fn(u32) -> Option<i64>| {
        let key = |id: u32| account.placed(time(id).into());
        let ids = account.index(table, "update_time", count, key);
        let first = ids.partition_point(|&id| key(id) < SortKey::Number(since));
        ids[first..].iter().filter_map(|&id| time(id).map(|time| (time, id))).collect::<Vec<_>>()
    };
    let few = |count: usize| {
        let ids = 1..=u32::try_from(count).unwrap_or_default();
        let changed = ids.filter_map(|id| {
            let row = row(call, kind, id);
            let changed = row.get("update_time").or_else(|| row.get("modified"))?;
            Some((changed.as_str().and_then(parse_legacy_time)?, id))
        });
        changed.filter(|(time, _)| *time >= since).collect()
    };
    match kind {
        "activity" => many(Table::Activities, account.activity_count(), &|id| Activity::new(account, id).update_time),
        "deal" => many(Table::Deals, account.deal_count(), &|id| Deal::new(account, id).update_time),
        "person" => many(Table::Persons, account.person_count(), &|id| Person::new(account, id).update_time),
        "organization" => {
            let time = |id: u32| Organization::new(account, id).update_time;
            many(Table::Organizations, account.organization_count(), &time)
        }
        "product" => many(Table::Products, account.product_count(), &|id| Product::new(account, id).update_time),
        "note" => many(Table::Notes, account.note_count(), &|id| Some(Note::new(account, id).update_time)),
        "file" => {
            let time = |id: u32| Some(File::new(account, id).update_time);
            let mut files = many(Table::Files, account.file_count(), &time);
            files.retain(|(_, id)| !File::new(account, *id).is_hidden);
            files
        }
        "filter" => few(account.filters().len()),
        "user" => few(account.users().len()),
        "pipeline" => few(PIPELINES.len()),
        "stage" => few(STAGES.len()),
        _ => few(ACTIVITY_TYPES.len()),
    }
}

/// The v1 row of an item; ids of the small tables are places, from 1.
fn row(call: &Call<'_>, kind: &str, id: u32) -> Value {
    let account: &Account = call.account;
    let place = usize::try_from(id).unwrap_or_default().saturating_sub(1);
    let written = |write: &dyn Fn(&mut Vec<u8>)| {
        let mut out = Vec::new();
        write(&mut out);
        serde_json::from_slice(&out).expect("rows are written as JSON")
    };
    match kind {
        "activity" => shapes::activity(call, &Activity::new(account, id)),
        "deal" => shapes::flat_deal(call, id),
        "person" => shapes::flat_person(call, id),
        "organization" => shapes::flat_organization(call, id),
        "product" => shapes::flat_product(call, id),
        "note" => notes::note_row(call, id),
        "file" => written(&|out| files::write(account, id, None, out)),
        "filter" => account.filters().get(place).map_or(Value::Null, |filter| filters::summary(filter)),
        "user" => match account.users().get(place) {
            Some(user) => written(&|out| users::write(call, user, false, out)),
            None => Value::Null,
        },
        "pipeline" => shapes::pipeline(account, id),
        "stage" => without_pipeline(shapes::stage(call, id)),
        _ => catalog::activity_types(call).nth(place).unwrap_or(Value::Null),
    }
}

/// A stage as it stands by itself, not beside what refers to it.
fn without_pipeline(mut stage: Value) -> Value {
    if let Some(members) = stage.as_object_mut() {
        for name in ["company_id", "pipeline_name", "pipeline_deal_probability"] {
            members.remove(name);
        }
    }
    stage
}
