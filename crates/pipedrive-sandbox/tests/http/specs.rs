//! The table specifications against the sandbox, which was written from the API's documentation alone.

use std::collections::BTreeSet;

use pipedrive_sandbox::{Quirks, SandboxConfig};
use pipedrive_schema::{
    ApiVersion, ColumnType, CustomShape, FilterKind, FilterSpec, Origin, RowShape, TABLES, TableSpec, WalkSpec,
};
use serde_json::{Value, json};

use crate::support::{Api, config};

/// A sandbox whose rows hold documented members only.
pub(crate) async fn documented() -> Api {
    let quirks = Quirks { undocumented_members: false, ..Quirks::default() };
    Api::start_with(SandboxConfig { quirks, ..config() }).await
}

/// The tables that can be listed without naming a parent.
fn tables() -> impl Iterator<Item = &'static TableSpec> {
    TABLES.iter().copied().filter(|table| table.parent.is_none())
}

/// The parameters every request of a walk carries.
pub(crate) fn fixed(walk: &WalkSpec) -> String {
    walk.fixed.iter().map(|(name, value)| format!("&{name}={value}").replace(' ', "%20")).collect()
}

/// The rows of a walk, and what the request cost.
async fn rows(api: &Api, walk: &WalkSpec, query: &str) -> (Vec<Value>, u32) {
    api.sandbox.clear_requests();
    let path = format!("{}?{query}{}", walk.route.full_path(), fixed(walk));
    let reply = api.get(&path).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.text);
    (rows_of(walk.rows, reply.json()["data"].take()), api.sandbox.requests()[0].tokens)
}

/// The rows in an answer's `data`.
pub(crate) fn rows_of(shape: RowShape, data: Value) -> Vec<Value> {
    let list = |data: Value| match data {
        Value::Null => Vec::new(),
        Value::Array(rows) => rows,
        other => panic!("no list: {other}"),
    };
    let entries = |name: &str, object: &Value| -> Vec<Value> {
        let members = object.as_object().unwrap().iter();
        let row = |key: &String, row: &Value| {
            let mut row = row.clone();
            row[name] = json!(key);
            row
        };
        members.map(|(key, value)| row(key, value)).collect()
    };
    match shape {
        RowShape::List => list(data),
        RowShape::Records if data.is_array() => list(data),
        RowShape::Record | RowShape::Records => vec![data],
        RowShape::Member(name) | RowShape::OptionalMember(name) => list(data[name].clone()),
        RowShape::Values(name) => list(data).into_iter().map(|value| json!({ name: value })).collect(),
        RowShape::Entries(name) if data.is_object() => entries(name, &data),
        RowShape::Entries(name) => list(data).iter().flat_map(|object| entries(name, object)).collect(),
        RowShape::Grouped { name, maps } => {
            let keys: BTreeSet<&String> = maps.iter().flat_map(|map| data[*map].as_object().unwrap().keys()).collect();
            let row = |key: &String| {
                let mut row = data.clone();
                for map in maps {
                    row[*map] = data[*map][key].clone();
                }
                row[name] = json!(key);
                row
            };
            keys.into_iter().map(row).collect()
        }
    }
}

/// The members of a row, and those that the columns of its table are.
pub(crate) fn members<'a>(table: &TableSpec, row: &'a Value) -> (BTreeSet<&'a str>, BTreeSet<&'static str>) {
    let member = |origin: &Origin| match origin {
        Origin::Member(path) => path.first().copied(),
        _ => None,
    };
    let custom = table.custom_fields.map(|custom| custom.shape);
    let names = row.as_object().unwrap().keys().map(String::as_str);
    let row = names
        .filter(|name| custom != Some(CustomShape::Nested) || *name != "custom_fields")
        .filter(|name| custom != Some(CustomShape::Flat) || name.len() < 40)
        .filter(|name| !table.ignored.contains(name))
        .collect();
    (row, table.columns.iter().filter_map(|column| member(&column.origin)).collect())
}

#[tokio::test]
async fn every_route_is_served_at_the_stated_price() {
    let api = Api::start().await;
    for table in tables() {
        for walk in table.walks {
            let (rows, tokens) = rows(&api, walk, "").await;
            assert_eq!(tokens, walk.route.cost, "{} {}", table.name, walk.name);
            let (Some(single), Some(key)) = (table.single, table.primary_key) else { continue };
            let id = rows[0][key].to_string().replace('"', "");
            let path = single.full_path();
            let path = format!("{}/{id}", path.rsplit_once('/').unwrap().0);
            api.sandbox.clear_requests();
            let reply = api.get(&path).await;
            assert_eq!((reply.status, api.sandbox.requests()[0].tokens), (200, single.cost), "{path}");
            // One permission set comes as a list of one.
            let data = match reply.json()["data"].take() {
                Value::Array(mut rows) => rows.swap_remove(0),
                record => record,
            };
            assert_eq!(data[key], rows[0][key], "{path}");
        }
    }
}

#[tokio::test]
async fn rows_and_specs_name_the_same_members() {
    let api = documented().await;
    for table in tables() {
        for walk in table.walks {
            for row in rows(&api, walk, "").await.0 {
                let (row, spec) = members(table, &row);
                let is_optional = |name: &str| OFTEN_ABSENT.contains(&(table.name, name));
                let unknown: Vec<_> = row.difference(&spec).collect();
                let missing: Vec<_> = spec.difference(&row).filter(|name| !is_optional(name)).collect();
                assert!(unknown.is_empty() && missing.is_empty(), "{}: {unknown:?} / {missing:?}", table.name);
            }
        }
    }
}

/// Documented members that answers often lack.
const OFTEN_ABSENT: &[(&str, &str)] = &[
    ("organization_fields", "description"),
    ("person_fields", "description"),
    ("product_fields", "description"),
    ("activity_fields", "description"),
    ("project_fields", "description"),
    // Only single records have these.
    ("filters", "conditions"),
    // Which list a project is on tells.
    ("projects", "is_archived"),
];

#[tokio::test]
async fn every_optional_member_can_be_asked_for() {
    let api = Api::start().await;
    for table in tables() {
        for column in table.columns {
            let Origin::Optional(name) = column.origin else { continue };
            for walk in table.walks {
                let (rows, _) = rows(&api, walk, &format!("limit=1&include_fields={name}")).await;
                assert!(rows[0].get(name).is_some(), "{} {name}", table.name);
            }
        }
    }
}

/// A value the parameter takes.
fn sample(table: &TableSpec, filter: &FilterSpec, version: ApiVersion) -> String {
    let data_type = table.column(filter.column).unwrap().data_type;
    match (filter.kind, data_type) {
        _ if !filter.accepts.is_empty() => filter.accepts[0].to_owned(),
        (FilterKind::Since | FilterKind::Until, _) => "2026-01-01T00:00:00Z".to_owned(),
        (FilterKind::Selects, ColumnType::Int64) => filter_of(table).to_string(),
        (_, ColumnType::Boolean) if version == ApiVersion::V1 => "1".to_owned(),
        (_, ColumnType::Boolean) => "true".to_owned(),
        (_, ColumnType::Date) => "2026-01-01".to_owned(),
        (_, ColumnType::Text) => "adf21080-0e10-41eb-879b-05d71fb426ec".to_owned(),
        _ => "1".to_owned(),
    }
}

/// The id of a saved filter that fits the table.
fn filter_of(table: &TableSpec) -> u32 {
    match table.name {
        "persons" => 4,
        "organizations" => 5,
        "activities" => 6,
        "leads" => 8,
        "products" => 9,
        _ => 1,
    }
}

#[tokio::test]
async fn every_filter_and_every_sort_is_accepted() {
    let api = Api::start().await;
    for table in tables() {
        for walk in table.walks {
            let of_walk = |filter: &&FilterSpec| filter.walks.is_empty() || filter.walks.contains(&walk.name);
            // The account has no saved filter of projects.
            let is_there = |filter: &&FilterSpec| table.name != "projects" || filter.parameter != "filter_id";
            for filter in table.filters.iter().filter(of_walk).filter(is_there) {
                let value = sample(table, filter, walk.route.version);
                // A period has two ends.
                let other = match filter.parameter {
                    "period.start" => "&period.end=2026-12-31",
                    "period.end" => "&period.start=2026-01-01",
                    _ => "",
                };
                rows(&api, walk, &format!("{}={value}{other}", filter.parameter)).await;
            }
            for sort in table.sorts {
                let order = match walk.route.version {
                    ApiVersion::V1 => format!("sort={}%20DESC", sort.parameter),
                    ApiVersion::V2 => format!("sort_by={}&sort_direction=desc", sort.parameter),
                };
                rows(&api, &WalkSpec { fixed: &[], ..*walk }, &order).await;
            }
        }
    }
}
