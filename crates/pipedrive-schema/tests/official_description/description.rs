//! Reads the official descriptions of the API, where they are at hand.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use pipedrive_schema::{ApiVersion, RouteSpec, RowShape, WriteRoute};
use serde_json::Value;

pub(crate) use super::body::Body;

/// The descriptions of both generations of the API.
pub(crate) struct Description {
    v1: Value,
    v2: Value,
}

/// One GET operation of a description.
#[derive(Clone, Copy)]
pub(crate) struct Operation<'a> {
    document: &'a Value,
    operation: &'a Value,
}

/// An operation, as far as it matters whether something uses it.
pub(crate) struct Listed {
    pub(crate) version: ApiVersion,
    /// In upper case.
    pub(crate) method: &'static str,
    /// Path below the prefix.
    pub(crate) path: String,
    pub(crate) deprecated: bool,
    pub(crate) answers_json: bool,
}

impl Listed {
    /// The path with its prefix, as routes spell it.
    pub(crate) fn full_path(&self) -> String {
        let prefix = match self.version {
            ApiVersion::V1 => "/api/v1",
            ApiVersion::V2 => "/api/v2",
        };
        format!("{prefix}{}", self.path)
    }

    /// The path without the names of its placeholders, in which the generations differ.
    pub(crate) fn shape(&self) -> String {
        let segments = self.path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment });
        segments.collect::<Vec<_>>().join("/")
    }
}

impl Description {
    /// Every operation that reads, of both generations.
    pub(crate) fn readings(&self) -> Vec<Listed> {
        self.listed(&["GET"])
    }

    /// Every operation that writes, of both generations.
    pub(crate) fn writings(&self) -> Vec<Listed> {
        self.listed(&["POST", "PUT", "PATCH", "DELETE"])
    }

    fn listed(&self, methods: &[&'static str]) -> Vec<Listed> {
        let documents = [(ApiVersion::V1, &self.v1), (ApiVersion::V2, &self.v2)];
        let paths = |(version, document): (ApiVersion, &Value)| {
            let paths = document["paths"].as_object().expect("a description has paths");
            let all = paths.iter().flat_map(|path| methods.iter().map(move |method| (path, *method)));
            let listed = |((path, operations), method): ((&String, &Value), &'static str)| {
                let operation = Operation { document, operation: operations.get(method.to_lowercase())? };
                let deprecated = operation.operation["deprecated"] == true;
                Some(Listed { version, method, path: path.clone(), deprecated, answers_json: operation.answers_json() })
            };
            all.filter_map(listed).collect::<Vec<_>>()
        };
        documents.into_iter().flat_map(paths).collect()
    }

    /// The descriptions in the folder `PIPEDRIVE_SPEC_DIR` names, or in the usual one; `None` without the
    /// variable where that one does not exist.
    pub(crate) fn load() -> Option<Self> {
        let named = env::var_os("PIPEDRIVE_SPEC_DIR").map(PathBuf::from);
        let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/spec");
        let folder = named.clone().unwrap_or_else(usual);
        if named.is_none() && !folder.exists() {
            return None;
        }
        let read = |name: &str| {
            let text = fs::read_to_string(folder.join(name)).expect("the folder holds both descriptions");
            yaml_serde::from_str(&text).expect("a description is YAML")
        };
        Some(Self { v1: read("openapi-v1.yaml"), v2: read("openapi-v2.yaml") })
    }

    /// The operation of a route, if the API has it.
    pub(crate) fn operation(&self, route: &RouteSpec) -> Option<Operation<'_>> {
        self.by_method(route, "get")
    }

    /// The operation of a route that writes, if the API has it.
    pub(crate) fn writing(&self, route: &WriteRoute) -> Option<Operation<'_>> {
        self.by_method(&route.route, &route.method.name().to_lowercase())
    }

    fn by_method(&self, route: &RouteSpec, method: &str) -> Option<Operation<'_>> {
        let document = match route.version {
            ApiVersion::V1 => &self.v1,
            ApiVersion::V2 => &self.v2,
        };
        let operation = document.get("paths")?.get(route.path)?.get(method)?;
        Some(Operation { document, operation })
    }
}

impl<'a> Operation<'a> {
    /// Whether the answer is JSON, and not the bytes of a file.
    fn answers_json(self) -> bool {
        self.resolve(&self.operation["responses"]["200"])["content"].get("application/json").is_some()
    }

    /// Tokens a request costs.
    pub(crate) fn cost(self) -> Option<u64> {
        self.operation["x-token-cost"].as_u64()
    }

    /// OAuth scopes of which one suffices.
    pub(crate) fn scopes(self) -> BTreeSet<&'a str> {
        let entries = self.operation["security"].as_array().into_iter().flatten();
        entries.filter_map(|entry| entry["oauth2"].as_array()).flatten().filter_map(Value::as_str).collect()
    }

    /// The query parameters.
    pub(crate) fn parameters(self) -> impl Iterator<Item = &'a Value> {
        let parameters = self.operation["parameters"].as_array().into_iter().flatten();
        parameters.map(move |p| self.resolve(p)).filter(|p| p["in"] == "query")
    }

    /// The query parameter of that name.
    pub(crate) fn parameter(self, name: &str) -> Option<&'a Value> {
        self.parameters().find(|p| p["name"] == name)
    }

    /// The values a query parameter lists; some are themselves lists with commas.
    pub(crate) fn listed(self, name: &str) -> impl Iterator<Item = &'a str> {
        let values = self.parameter(name).and_then(|p| p["schema"]["enum"].as_array());
        values.into_iter().flatten().filter_map(Value::as_str)
    }

    /// The single values among them.
    pub(crate) fn values(self, name: &str) -> BTreeSet<&'a str> {
        self.listed(name).flat_map(|value| value.split(',')).collect()
    }

    /// The number a parameter's prose states after `phrase`.
    pub(crate) fn stated_maximum(self, parameter: &str, phrase: &str) -> Option<u32> {
        let prose = self.parameter(parameter)?["description"].as_str()?;
        let (_, number) = prose.split_once(phrase)?;
        let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    }

    /// Whether a parameter's prose names the value.
    pub(crate) fn prose_names(self, parameter: &str, value: &str) -> bool {
        let prose = self.parameter(parameter).and_then(|p| p["description"].as_str()).unwrap_or_default();
        prose.contains(&format!("`{value}`"))
    }

    /// Paths of the members of a row that stands in `data` in this way, as the answer's schema and its examples
    /// have them.
    pub(crate) fn members(self, rows: RowShape) -> BTreeSet<Vec<String>> {
        rows_of(self.data_members(), rows)
    }

    /// The same of what a write answers.
    pub(crate) fn answered(self) -> BTreeSet<Vec<String>> {
        self.data_members()
    }

    /// What kind of body a request has, if it has one.
    pub(crate) fn body_kind(self) -> Option<&'a str> {
        let content = self.resolve(&self.operation["requestBody"])["content"].as_object()?;
        content.keys().next().map(String::as_str)
    }

    /// The body of a request, if it has one.
    pub(crate) fn body(self) -> Option<Body<'a>> {
        let content = self.resolve(&self.operation["requestBody"])["content"].as_object()?;
        let schema = &content.values().next()?["schema"];
        Some(Body::new(self, schema))
    }

    /// Paths of what `data` holds; list positions do not count.
    fn data_members(self) -> BTreeSet<Vec<String>> {
        let responses = &self.operation["responses"];
        let success = responses.get("200").unwrap_or(&responses["201"]);
        let answer = &self.resolve(success)["content"]["application/json"];
        let mut members = BTreeSet::new();
        self.schema_members(&answer["schema"], &mut Vec::new(), &mut members);
        members = members.iter().filter(|p| p[0] == "data").map(|p| p[1..].to_vec()).collect();
        let named = answer["examples"].as_object().into_iter().flatten().map(|(_, example)| &example["value"]);
        for example in answer.get("example").into_iter().chain(named) {
            value_members(&example["data"], &mut Vec::new(), &mut members);
        }
        members
    }

    fn schema_members(self, schema: &'a Value, path: &mut Vec<String>, members: &mut BTreeSet<Vec<String>>) {
        let schema = self.resolve(schema);
        let parts = ["allOf", "oneOf", "anyOf"].iter().filter_map(|key| schema[key].as_array()).flatten();
        let mut nested = false;
        for part in parts.chain(schema.get("items")) {
            nested = true;
            self.schema_members(part, path, members);
        }
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            nested = true;
            path.push(name.clone());
            self.schema_members(member, path, members);
            path.pop();
        }
        if !nested && !path.is_empty() {
            members.insert(path.clone());
        }
    }

    /// What a `$ref` stands for, else the value itself.
    pub(super) fn resolve(self, value: &'a Value) -> &'a Value {
        let Some(pointer) = value["$ref"].as_str().and_then(|r| r.strip_prefix('#')) else { return value };
        self.resolve(self.document.pointer(pointer).expect("a reference points into its document"))
    }
}

/// Paths inside a row, given those inside `data`.
fn rows_of(data: BTreeSet<Vec<String>>, rows: RowShape) -> BTreeSet<Vec<String>> {
    let below = |path: &[String]| path[1..].to_vec();
    let mut members: BTreeSet<Vec<String>> = match rows {
        RowShape::List | RowShape::Record | RowShape::Records => data,
        RowShape::Member(name) | RowShape::OptionalMember(name) => {
            data.iter().filter(|p| p.first().is_some_and(|m| m == name)).map(|p| below(p)).collect()
        }
        RowShape::Values(name) => data.into_iter().filter(Vec::is_empty).map(|_| vec![name.to_owned()]).collect(),
        RowShape::Entries(name) => {
            let inside = data.iter().filter(|p| !p.is_empty()).map(|p| below(p));
            inside.chain([vec![name.to_owned()]]).collect()
        }
        RowShape::Grouped { name, maps } => {
            let is_map = |path: &[String]| path.first().is_some_and(|m| maps.contains(&m.as_str()));
            let without_key = |path: Vec<String>| {
                let keyed = is_map(&path) && path.len() > 1;
                path.into_iter().enumerate().filter(|(i, _)| !keyed || *i != 1).map(|(_, m)| m).collect()
            };
            data.into_iter().map(without_key).chain([vec![name.to_owned()]]).collect()
        }
    };
    members.remove(&Vec::new());
    members
}

/// Paths of everything in `value` that is neither object nor list; list positions do not count.
fn value_members(value: &Value, path: &mut Vec<String>, members: &mut BTreeSet<Vec<String>>) {
    match value {
        Value::Object(object) if !object.is_empty() => {
            for (name, member) in object {
                path.push(name.clone());
                value_members(member, path, members);
                path.pop();
            }
        }
        Value::Array(entries) if !entries.is_empty() => {
            for entry in entries {
                value_members(entry, path, members);
            }
        }
        _ => {
            members.insert(path.clone());
        }
    }
}
