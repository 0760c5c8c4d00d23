//! The example answers of the official API description, decoded through the whole engine: no member is lost.
//!
//! Set `PIPEDRIVE_SPEC_DIR` to a folder with `openapi-v1.yaml` and `openapi-v2.yaml`; without it and without the
//! usual folder beside the checkout the test says that it was skipped.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{env, fs};

use axum::Router;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use pipedrive_datafusion::PipedriveSession;
use pipedrive_schema::{
    ApiVersion, ArgumentSpec, ColumnSpec, ColumnType, FUNCTIONS, Origin, ParentKey, RouteSpec, RowShape, TABLES,
    TableSpec, WalkSpec,
};
use serde_json::{Value, json};

use crate::fixture::{describe, rows};

/// Both documents, by generation.
struct Description {
    v1: Value,
    v2: Value,
}

fn load() -> Option<Description> {
    let named = env::var_os("PIPEDRIVE_SPEC_DIR").map(PathBuf::from);
    let usual = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/spec");
    if named.is_none() && !usual.exists() {
        return None;
    }
    let folder = named.unwrap_or(usual);
    let read = |name: &str| yaml_serde::from_str(&fs::read_to_string(folder.join(name)).unwrap()).unwrap();
    Some(Description { v1: read("openapi-v1.yaml"), v2: read("openapi-v2.yaml") })
}

impl Description {
    /// The bodies that the description shows for a route.
    fn examples(&self, route: &RouteSpec) -> Vec<Value> {
        let document = match route.version {
            ApiVersion::V1 => &self.v1,
            ApiVersion::V2 => &self.v2,
        };
        let response = &document["paths"][route.path]["get"]["responses"]["200"];
        let response = match response["$ref"].as_str() {
            Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
            None => response,
        };
        let answer = &response["content"]["application/json"];
        let named = answer["examples"].as_object().into_iter().flatten().map(|(_, example)| &example["value"]);
        answer.get("example").into_iter().chain(named).cloned().collect()
    }
}

/// An account that gives those bodies to those paths and an empty list to all others.
async fn serve(bodies: HashMap<String, Value>) -> String {
    let answer = async |State(bodies): State<Arc<HashMap<String, Value>>>, uri: Uri| {
        let empty = json!({"success": true, "data": []});
        axum::Json(bodies.get(uri.path()).unwrap_or(&empty).clone()).into_response()
    };
    let router = Router::new().fallback(answer).with_state(Arc::new(bodies));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("BaseURL=http://{address};APIToken=0123456789")
}

/// The same body as the only page of its list.
fn last_page(mut body: Value) -> Value {
    if let Some(body) = body.as_object_mut() {
        body.remove("additional_data");
    }
    body
}

/// Rows that stand in an answer like that.
fn rows_in(shape: RowShape, data: &Value) -> usize {
    let members = |value: &Value| value.as_object().map_or(0, serde_json::Map::len);
    match (shape, data) {
        (RowShape::Member(name) | RowShape::OptionalMember(name), data) => data[name].as_array().map_or(0, Vec::len),
        (RowShape::Entries(_), Value::Array(items)) => items.iter().map(members).sum(),
        (RowShape::Entries(_), data) => members(data),
        (_, data) => data.as_array().map_or(1, Vec::len),
    }
}

/// Key of the parent whose children an example is taken for.
fn parent_key(column: &ColumnSpec) -> &'static str {
    if column.data_type == ColumnType::Text { "0a1b2c3d-0000-4000-8000-000000000000" } else { "7" }
}

/// The address of a list, and the condition that makes the engine ask it and no other.
fn asked_by(spec: &TableSpec, walk: &WalkSpec, route: &RouteSpec) -> (String, String) {
    let mut conditions: Vec<String> =
        walk.archived.iter().map(|archived| format!("is_archived = {archived}")).collect();
    let named = spec.columns.iter().filter(|column| column.origin == Origin::Walk);
    conditions.extend(named.map(|column| format!("{} = '{}'", column.name, walk.name)));
    let mut path = route.full_path();
    if let Some(parent) = spec.parent {
        let key = parent_key(spec.column(parent.column).unwrap());
        let alone = path.contains('{') || !matches!(parent.key, ParentKey::List { .. });
        conditions.push(if alone {
            format!("{} = '{key}'", parent.column)
        } else {
            format!("{} IN ('{key}', '8')", parent.column)
        });
        path = path.replace(&format!("{{{}}}", placeholder(&path)), key);
    }
    let condition = if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) };
    (path, condition)
}

/// Reads every column of the rows of one answer; `None` if it decodes and nothing is left over.
async fn check(spec: &'static TableSpec, path: String, body: Value, sql: &str, count: usize) -> Option<String> {
    let connection = serve(HashMap::from([(path, last_page(body))])).await;
    let session = PipedriveSession::connect(&connection).await.unwrap();
    if let Err(error) = rows(&session, sql).await {
        return Some(describe(&error));
    }
    let extra = sql.replacen('*', "_extra", 1);
    let extras = rows(&session, &extra).await.unwrap();
    if extras.len() != count {
        return Some(format!("{count} rows in the example, {} in the table", extras.len()));
    }
    extras.into_iter().flatten().filter(|text| text != "NULL").find_map(|text| {
        let mut left: serde_json::Map<String, Value> = serde_json::from_str(&text).unwrap();
        left.retain(|name, _| !is_accounted_for(spec, name));
        (!left.is_empty()).then(|| format!("left over: {}", Value::from(left)))
    })
}

/// Rows that an example's `data` holds.
fn count_of(spec: &TableSpec, data: &Value) -> usize {
    let shape = spec.walks.first().map(|walk| walk.rows);
    match shape {
        Some(RowShape::Member(name) | RowShape::OptionalMember(name)) if data.is_object() => {
            data[name].as_array().map_or(1, Vec::len)
        }
        Some(RowShape::Grouped { maps, .. }) => data[maps[0]].as_object().map_or(0, serde_json::Map::len),
        _ => data.as_array().map_or(1, Vec::len),
    }
}

/// Some value for an argument, as SQL and as a request writes it.
fn some_value(argument: ArgumentSpec) -> (String, String) {
    let text = match argument.column.data_type {
        ColumnType::Int64 => return ("5".to_owned(), "5".to_owned()),
        ColumnType::Boolean => return ("true".to_owned(), "true".to_owned()),
        ColumnType::Date => "2026-01-31",
        ColumnType::Timestamp => "2026-01-31 12:00:00",
        _ => argument.values().first().copied().unwrap_or("x"),
    };
    (format!("'{text}'"), text.to_owned())
}

/// Custom fields are columns only where the account defines them, which this one does not.
fn is_accounted_for(spec: &TableSpec, name: &str) -> bool {
    let bare = name.split('_').next().unwrap_or(name);
    let is_key = bare.len() == 40 && bare.chars().all(|c| c.is_ascii_hexdigit());
    spec.custom_fields.is_some() && (name == "custom_fields" || is_key)
}

/// The name in the braces of a path.
fn placeholder(path: &str) -> &str {
    path.split_once('{').and_then(|(_, rest)| rest.split_once('}')).map_or("", |(name, _)| name)
}

#[tokio::test]
async fn every_example_of_a_function_decodes_without_a_rest() {
    let Some(description) = load() else { return };
    let (mut failures, mut examples) = (Vec::new(), 0);
    for &spec in FUNCTIONS {
        for walk in spec.walks {
            let mut path = walk.route.full_path();
            let mut arguments = Vec::new();
            for argument in spec.arguments().filter(ArgumentSpec::required) {
                let (sql, text) = some_value(argument);
                arguments.push(format!("{} => {sql}", argument.name()));
                if argument.filter.parameter.starts_with('{') {
                    path = path.replace(argument.filter.parameter, &text);
                }
            }
            for body in description.examples(&walk.route) {
                examples += 1;
                let sql = format!("SELECT * FROM {}({})", spec.name, arguments.join(", "));
                let count = count_of(spec, &body["data"]);
                let failure = check(spec, path.clone(), body, &sql, count).await;
                failures.extend(failure.map(|failure| format!("{}: {failure}", spec.name)));
            }
        }
    }
    assert!(examples + 1 >= FUNCTIONS.len(), "{examples}");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[tokio::test]
#[expect(clippy::print_stdout, reason = "a comparison says how much it compared")]
async fn every_example_of_the_description_decodes_without_a_rest() {
    let Some(description) = load() else {
        println!("skipped: the official descriptions are not at hand");
        return;
    };
    let (mut failures, mut lists, mut records) = (Vec::new(), 0, 0);
    for &spec in TABLES {
        for walk in spec.walks {
            let one = match spec.parent.map(|parent| parent.key) {
                Some(ParentKey::List { one, .. }) => one,
                _ => None,
            };
            // Walks that are told apart by nothing a condition can name are all read. Here they show the same records,
            // each of which comes once if it has a key.
            let named = walk.archived.is_some() || spec.columns.iter().any(|column| column.origin == Origin::Walk);
            let named = named || spec.primary_key.is_some();
            let alike = spec.walks.iter().filter(|other| other.route.path == walk.route.path).count();
            for route in [Some(walk.route), one].into_iter().flatten() {
                let (path, condition) = asked_by(spec, walk, &route);
                let bodies = description.examples(&route);
                if bodies.is_empty() {
                    failures.push(format!("{}: the description shows no answer of {}", spec.name, route.path));
                }
                for body in bodies {
                    lists += 1;
                    let sql = format!("SELECT * FROM {}{condition}", spec.name);
                    let count = rows_in(walk.rows, &body["data"]) * if named { 1 } else { alike };
                    let failure = check(spec, path.clone(), body, &sql, count).await;
                    failures.extend(failure.map(|failure| format!("{} ({}): {failure}", spec.name, walk.name)));
                }
            }
        }
        if let (Some(route), Some(key)) = (spec.single, spec.primary_key) {
            for body in description.examples(&route) {
                records += 1;
                let id = &body["data"].get(0).unwrap_or(&body["data"])[key];
                let id = id.as_str().map_or_else(|| id.to_string(), ToOwned::to_owned);
                let mut condition = format!("{key} = '{id}'");
                let mut path = route.full_path();
                if let Some(parent) = spec.parent.filter(|_| path.matches('{').count() > 1) {
                    let above = parent_key(spec.column(parent.column).unwrap());
                    condition = format!("{condition} AND {} = '{above}'", parent.column);
                    path = path.replace(&format!("{{{}}}", placeholder(&path)), above);
                }
                let path = path.replace(&format!("{{{}}}", placeholder(&path)), &id);
                let sql = format!("SELECT * FROM {} WHERE {condition}", spec.name);
                let failure = check(spec, path, body, &sql, 1).await;
                failures.extend(failure.map(|failure| format!("{} (one record): {failure}", spec.name)));
            }
        }
    }
    println!("checked {lists} lists and {records} single records");
    assert!(lists >= TABLES.len(), "{lists}");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
