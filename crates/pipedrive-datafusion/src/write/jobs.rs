//! The requests that write the rows, all of them made before the first is sent.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use datafusion::common::ScalarValue;
use pipedrive_client::{ApiRequest, ErrorKind, Method};
use pipedrive_schema::{AnswerSpec, ArchiveSpec, NullForm, UpdateSpec, WriteBody, WriteRoute};
use serde_json::{Map, Value};

use super::columns::{incomplete, missing};
use super::draft::Kind;
use super::encode::{add_present, formed, members, with_custom_fields};
use super::rows::{Row, Rows};
use super::value::{json, key_text};
use crate::error::Error;

/// What is sent for a row, or for several that go out together.
#[derive(Clone, Debug)]
pub(super) struct Job {
    /// Numbers of the rows, from 1.
    pub(super) rows: Vec<usize>,
    pub(super) kind: Kind,
    /// Key of the record the rows belong to, if they are named by that.
    pub(super) parent: Option<String>,
    /// The keys of the rows themselves as far as they are known by now, in the same order.
    pub(super) ids: Vec<Option<String>>,
    /// The requests, one after the other.
    pub(super) steps: Vec<Step>,
    /// What the answer to the last of them says of the row.
    pub(super) answer: AnswerSpec,
}

/// One request.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Step {
    pub(super) route: WriteRoute,
    /// What fills the path.
    pub(super) keys: Vec<String>,
    /// Its one parameter, if it has one.
    pub(super) parameter: Option<(&'static str, String)>,
    pub(super) body: Option<Value>,
}

impl Step {
    /// The request to send.
    pub(super) fn request(&self) -> ApiRequest {
        let mut request = ApiRequest::new(self.route.route).with_method(method(self.route.method));
        for key in &self.keys {
            request = request.with_key(key);
        }
        if let Some((name, value)) = &self.parameter {
            request = request.param(*name, value.clone());
        }
        match (&self.body, self.route.body) {
            (Some(Value::Object(members)), WriteBody::Form) => request.with_form(form(members)),
            (Some(body), _) => request.with_json(body.to_string()),
            (None, _) => request,
        }
    }

    /// Its price in tokens.
    pub(super) fn cost(&self) -> u64 {
        u64::from(self.route.route.cost)
    }
}

/// The method as the client knows it.
pub(crate) fn method(method: pipedrive_schema::Method) -> Method {
    match method {
        pipedrive_schema::Method::Post => Method::Post,
        pipedrive_schema::Method::Put => Method::Put,
        pipedrive_schema::Method::Patch => Method::Patch,
        pipedrive_schema::Method::Delete => Method::Delete,
    }
}

/// The members as pairs of a form.
fn form(members: &Map<String, Value>) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    members.iter().map(|(name, value)| (name.clone(), text(value))).collect()
}

/// The requests for all rows.
///
/// # Errors
/// If a value is none the API takes, a new row lacks something, or a row is named twice.
pub(super) fn jobs(rows: &Rows<'_>) -> Result<Vec<Job>, Error> {
    let mut jobs = Vec::new();
    // The same key by another route is another row: tasks and activities of a plan are numbered apart.
    let mut named: HashMap<(Option<&str>, Vec<String>), Vec<Step>> = HashMap::new();
    let mut new: HashMap<Vec<String>, usize> = HashMap::new();
    for row in rows.iter() {
        let row = row?;
        if let (Kind::Insert, Some(key)) = (row.action.kind, row.match_key()?)
            && let Some(first) = new.insert(key.clone(), row.number)
        {
            return Err(twice_new(&row, &key, first));
        }
        let job = match row.action.kind {
            Kind::Insert => inserted(&row)?,
            Kind::Update => updated(&row)?,
            Kind::Delete => deleted(&row)?,
        };
        if row.action.kind != Kind::Insert {
            let path = match (row.action.kind, row.draft.write.update) {
                (Kind::Update, Some(update)) => Some(route(&row, &update)?.route.path),
                _ => None,
            };
            match named.entry((path, row.identity()?)) {
                // A record that is joined with several rows, or that the table lists several times, is written once.
                Entry::Occupied(same) if *same.get() == job.steps => continue,
                Entry::Occupied(other) => return Err(twice(&row, &other.key().1)),
                Entry::Vacant(place) => drop(place.insert(job.steps.clone())),
            }
        }
        jobs.push(job);
    }
    Ok(super::bulk::together(rows.draft(), jobs))
}

fn twice(row: &Row<'_>, key: &[String]) -> Error {
    let (verb, table) = (row.draft.verb(), row.draft.layout.spec.name);
    let message = format!(
        "this `{verb}` says two things about the row of `{table}` with key {}; nothing was sent",
        key.join("/")
    );
    Error::new(ErrorKind::InvalidArgument, message)
        .with_hint("it is joined with several rows: make them one with GROUP BY or DISTINCT first")
}

/// The error for two rows of a MERGE that are both new, and would be one if the first were there by then.
fn twice_new(row: &Row<'_>, key: &[String], first: usize) -> Error {
    let columns = row.draft.matched_by.iter().map(|(name, _)| name);
    let pairs: Vec<String> = columns.zip(key).map(|(name, value)| format!("`{name}` = {value}")).collect();
    let (table, number, pairs) = (row.draft.layout.spec.name, row.number, pairs.join(" and "));
    let message = format!(
        "rows {first} and {number} of this `MERGE` would both be added to `{table}` with {pairs}; nothing was sent"
    );
    Error::new(ErrorKind::Cardinality, message)
        .with_hint("the source must have one row for each: make them one with GROUP BY or DISTINCT first")
}

fn inserted(row: &Row<'_>) -> Result<Job, Error> {
    let Some(insert) = row.draft.write.insert else { return Err(unplanned()) };
    let layout = &row.draft.layout;
    let mut given = HashSet::new();
    for column in &row.action.given {
        if row.given(column.column)?.is_some_and(|value| !value.is_null()) {
            given.insert(layout.columns[column.column].name.as_str());
        }
    }
    if let Some(missing) = missing(&insert, |name| given.contains(name)) {
        return Err(incomplete(layout, &missing, Some(row.number)));
    }
    let mut keys = Vec::new();
    for name in insert.route.keys {
        let place = layout.index_of(name).ok_or_else(unplanned)?;
        let value = row.given(place)?.as_ref().and_then(key_text).ok_or_else(unplanned)?;
        keys.push(value);
    }
    let members = with_custom_fields(row, members(row, |_| true)?)?;
    if members.is_empty() && !matches!(insert.route.body, WriteBody::Nothing | WriteBody::KeysIn(_)) {
        let (table, number) = (layout.spec.name, row.number);
        let message = format!("row {number} of `INSERT` on `{table}` has nothing but NULL; nothing was sent");
        return Err(Error::new(ErrorKind::InvalidArgument, message));
    }
    let parent = joined(&keys);
    let step = step(insert.route, keys, members);
    let ids = vec![row.own_key()?];
    Ok(Job { rows: vec![row.number], kind: Kind::Insert, parent, ids, steps: vec![step], answer: insert.answer })
}

fn updated(row: &Row<'_>) -> Result<Job, Error> {
    let Some(update) = row.draft.write.update else { return Err(unplanned()) };
    let layout = &row.draft.layout;
    let route = route(row, &update)?;
    let keys = key(row, route.keys)?;
    let mut steps = Vec::new();
    let archive = |name: &str| update.archive.is_some_and(|a| a.flag == name || a.with.contains(&name));
    let archived = update.archive.map(|spec| archived(row, &spec)).transpose()?;
    // What goes out with the flag goes out without it where the flag stays.
    let apart = archived.is_some_and(|flag| flag.now.is_some());
    let mut body = with_custom_fields(row, members(row, |name| !(apart && archive(name)))?)?;
    if !body.is_empty() {
        add_present(row, update.always, &mut body)?;
        if let Some(absent) = update.always.iter().find(|name| is_unknown(row, name)) {
            let column = &layout.columns[layout.index_of(absent).ok_or_else(unplanned)?];
            return Err(row
                .wrong(column, "the API wants it with every change, and the list does not tell it")
                .with_hint(format!(
                    "set `{absent}` too, or name the row by its key: `WHERE {} = …`",
                    route.keys.join(", ")
                )));
        }
        steps.extend(steps_of(route, &keys, body));
    }
    if let (Some(spec), Some(flag)) = (update.archive, archived) {
        flag_step(row, &spec, flag, route, &keys, &mut steps)?;
    }
    let (parent, id) = named(row, &keys)?;
    Ok(Job { rows: vec![row.number], kind: Kind::Update, parent, ids: vec![id], steps, answer: update.answer })
}

/// Whether nobody knows what a column that cannot be NULL holds: the statement does not set it, and the row lacks it.
fn is_unknown(row: &Row<'_>, name: &str) -> bool {
    let layout = &row.draft.layout;
    let never_null = row.draft.write.column(name).is_some_and(|spec| spec.null == NullForm::Refused);
    let is_set = row.action.given.iter().any(|given| layout.columns[given.column].name == name);
    let present = layout.index_of(name).and_then(|place| row.present(place).ok()?);
    never_null && !is_set && present.is_none_or(|value| value.is_null())
}

/// Whether a row is archived, and what the statement sets that to.
#[derive(Clone, Copy)]
struct Archived {
    was: bool,
    now: Option<bool>,
}

fn archived(row: &Row<'_>, spec: &ArchiveSpec) -> Result<Archived, Error> {
    let Some(place) = row.draft.layout.index_of(spec.flag) else { return Err(unplanned()) };
    let is = |value: Option<ScalarValue>| match value {
        Some(ScalarValue::Boolean(flag)) => flag,
        _ => None,
    };
    let was = is(row.present(place)?).unwrap_or_default();
    let given = row.given(place)?;
    if given.as_ref().is_some_and(ScalarValue::is_null) {
        return Err(row.wrong(&row.draft.layout.columns[place], "it cannot be cleared"));
    }
    Ok(Archived { was, now: is(given) })
}

/// Adds the request that archives a row or takes it back, and refuses what an archived row would.
fn flag_step(
    row: &Row<'_>,
    spec: &ArchiveSpec,
    flag: Archived,
    usual: WriteRoute,
    keys: &[String],
    steps: &mut Vec<Step>,
) -> Result<(), Error> {
    let layout = &row.draft.layout;
    let column = &layout.columns[layout.index_of(spec.flag).ok_or_else(unplanned)?];
    let key = format!("{} {}", layout.spec.primary_key.unwrap_or("key"), keys.join("/"));
    if flag.was && flag.now != Some(false) && !steps.is_empty() {
        return Err(row.wrong(column, format!("{key} is archived, and what is archived cannot be changed")));
    }
    let Some(now) = flag.now.filter(|now| *now != flag.was || spec_with_given(row, spec)) else { return Ok(()) };
    if !now && flag.was && !spec.reversible {
        return Err(row.wrong(column, format!("{key} is archived and stays so")));
    }
    let mut body = members(row, |name| spec.with.contains(&name))?;
    let one = match spec.route {
        Some(route) if now => step(route, keys.to_vec(), body),
        _ => {
            body.insert(spec.flag.to_owned(), Value::Bool(now));
            step(usual, keys.to_vec(), body)
        }
    };
    if now {
        steps.push(one);
    } else {
        steps.insert(0, one);
    }
    Ok(())
}

fn spec_with_given(row: &Row<'_>, spec: &ArchiveSpec) -> bool {
    row.action.given.iter().any(|given| spec.with.contains(&row.draft.layout.columns[given.column].name.as_str()))
}

fn deleted(row: &Row<'_>) -> Result<Job, Error> {
    let Some(delete) = row.draft.write.delete else { return Err(unplanned()) };
    let keys = key(row, delete.route.keys)?;
    let mut body = Map::new();
    for name in delete.body {
        let place = row.draft.layout.index_of(name).ok_or_else(unplanned)?;
        let column = &row.draft.layout.columns[place];
        let value = row.present(place)?.unwrap_or(ScalarValue::Null);
        let value = match row.draft.write.column(name) {
            Some(spec) if !value.is_null() => formed(row, column, spec, &value)?,
            _ => json(&value, column.data_type).map_err(|what| row.wrong(column, what))?,
        };
        body.insert((*name).to_owned(), value);
    }
    let (parent, id) = named(row, &keys)?;
    let steps = vec![step(delete.route, keys, body)];
    Ok(Job { rows: vec![row.number], kind: Kind::Delete, parent, ids: vec![id], steps, answer: AnswerSpec::NOTHING })
}

/// The route that changes a row.
fn route(row: &Row<'_>, update: &UpdateSpec) -> Result<WriteRoute, Error> {
    for choice in update.instead {
        let Some(place) = row.draft.layout.index_of(choice.column) else { continue };
        if row.present(place)?.as_ref().and_then(key_text).as_deref() == Some(choice.value) {
            return Ok(choice.route);
        }
    }
    Ok(update.route)
}

/// What names a row: the key of the record it belongs to, if there is one, and its own.
fn named(row: &Row<'_>, keys: &[String]) -> Result<(Option<String>, Option<String>), Error> {
    Ok(match (row.own_key()?, keys) {
        (Some(own), parents) => (joined(parents), Some(own)),
        (None, [parents @ .., last]) => (joined(parents), Some(last.clone())),
        (None, []) => (None, None),
    })
}

fn joined(keys: &[String]) -> Option<String> {
    (!keys.is_empty()).then(|| keys.join("/"))
}

impl Row<'_> {
    /// The value by which a row is told from the others of its parent where that stands in the body and not in the path:
    /// `None` where it does not, or is not known by now.
    fn own_key(&self) -> Result<Option<String>, Error> {
        let Some([.., name]) = self.draft.write.delete.map(|delete| delete.body) else { return Ok(None) };
        let Some(place) = self.draft.layout.index_of(name) else { return Ok(None) };
        let value = if self.action.kind == Kind::Insert { self.given(place) } else { self.present(place) };
        Ok(value?.as_ref().and_then(key_text))
    }

    /// What tells a row that is changed or removed from every other one.
    ///
    /// # Errors
    /// If a part of its key is NULL.
    pub(super) fn identity(&self) -> Result<Vec<String>, Error> {
        let mut key = key(self, super::columns::keys(self.draft.write, self.action.kind))?;
        key.extend(self.own_key()?);
        Ok(key)
    }
}

/// The values of a row's key.
fn key(row: &Row<'_>, names: &[&str]) -> Result<Vec<String>, Error> {
    let layout = &row.draft.layout;
    names
        .iter()
        .map(|name| {
            let place = layout.index_of(name).ok_or_else(unplanned)?;
            let value = row.present(place)?.as_ref().and_then(key_text);
            value.ok_or_else(|| row.wrong(&layout.columns[place], "without it nobody can tell which row is meant"))
        })
        .collect()
}

/// A request with those members.
fn step(route: WriteRoute, keys: Vec<String>, members: Map<String, Value>) -> Step {
    let body = match route.body {
        WriteBody::Object | WriteBody::Form if !members.is_empty() => Some(Value::Object(members)),
        WriteBody::Object | WriteBody::Form | WriteBody::Nothing | WriteBody::KeysIn(_) => None,
        WriteBody::List => Some(Value::Array(vec![Value::Object(members)])),
        WriteBody::ListUnder(name) => Some(under(name, Value::Array(vec![Value::Object(members)]))),
        WriteBody::ValuesUnder(name) => Some(under(name, members.into_iter().map(|(_, value)| value).collect())),
        // Each member is a request of its own, see `steps_of`.
        WriteBody::Setting { .. } => Some(Value::Object(members)),
    };
    Step { route, keys, parameter: None, body }
}

/// The requests with those members: one, or one for each of them.
fn steps_of(route: WriteRoute, keys: &[String], members: Map<String, Value>) -> Vec<Step> {
    let WriteBody::Setting { name, value } = route.body else { return vec![step(route, keys.to_vec(), members)] };
    let pair = |(member, set): (String, Value)| {
        let body = Map::from_iter([(name.to_owned(), Value::String(member)), (value.to_owned(), set)]);
        step(route, keys.to_vec(), body)
    };
    members.into_iter().map(pair).collect()
}

pub(super) fn under(name: &str, value: Value) -> Value {
    Value::Object(Map::from_iter([(name.to_owned(), value)]))
}

/// The error for what planning has ruled out.
fn unplanned() -> Error {
    Error::new(ErrorKind::Internal, "a write was planned without what it needs")
}
