//! Making, changing and deleting rows of a shelf by its description.

use std::cell::RefCell;

use serde_json::{Map, Value, json};

use super::{Form, Place, Shelf};
use crate::data::{CustomField, Owner, mix, uuid};
use crate::http::{Answer, Call, Failure, Operation, Query, QueryValue, Version};
use crate::json::value;
use crate::write::{Draft, Rules};
use crate::{v1, v2};

/// How the keys of new rows are made.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Keys {
    /// Numbers from this one on.
    From(u32),
    Uuid,
}

/// A shelf that clients write on.
pub(crate) struct Resource {
    pub(crate) shelf: &'static Shelf,
    pub(crate) rules: Rules,
    pub(crate) keys: Keys,
    /// What a new row has before the body is put into it.
    pub(crate) blank: fn(&Call<'_>) -> Value,
    /// Completes a draft by the rules of the kind; the row is the one to change.
    pub(crate) prepare: fn(&Call<'_>, Option<&Value>, &mut Draft) -> Result<(), Failure>,
}

/// Makes a row; in a path with a record before it, one that belongs to that record.
pub(crate) fn create(call: &Call<'_>, body: &Value, resource: &Resource) -> Result<Answer, Failure> {
    let mut draft = Draft::read(call, &resource.rules, body, true)?;
    (resource.prepare)(call, None, &mut draft)?;
    let row = insert(call, resource, draft);
    Ok(Answer::object(|out| value(out, &row)))
}

/// Puts a new row on the shelf.
pub(crate) fn insert(call: &Call<'_>, resource: &Resource, draft: Draft) -> Value {
    let table = resource.shelf.table;
    let mut members = match (resource.blank)(call) {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    let key = match resource.keys {
        Keys::From(first) => Value::from(call.account.next_document_id(table, first)),
        Keys::Uuid => {
            let number = u64::from(call.account.next_document_id(table, 1));
            let high = mix(call.account.seed ^ mix(table as u64) ^ number);
            Value::from(uuid(high, mix(high)))
        }
    };
    members.insert(resource.shelf.key.to_owned(), key.clone());
    if let Some(owner) = resource.rules.custom {
        members.insert("custom_fields".to_owned(), custom_members(call, owner, None, &draft));
    }
    members.extend(draft.values);
    let text = key.as_str().map_or_else(|| key.to_string(), str::to_owned);
    let parent = (!call.key.is_empty()).then(|| call.key.clone());
    call.account.shelve(table, &text, |document| {
        document.is_created = true;
        document.parent = parent;
        document.members.clone_from(&members);
    });
    Value::Object(members)
}

/// Changes the row named in the path.
pub(crate) fn update(call: &Call<'_>, body: &Value, resource: &Resource) -> Result<Answer, Failure> {
    let before = current(call, resource.shelf)?;
    let mut draft = Draft::read(call, &resource.rules, body, false)?;
    (resource.prepare)(call, Some(&before), &mut draft)?;
    let custom = resource.rules.custom.filter(|_| draft.has_empty_custom || !draft.custom.is_empty());
    if let Some(owner) = custom {
        // An empty object has been seen to clear everything.
        let base = (!draft.has_empty_custom).then(|| &before["custom_fields"]);
        let members = custom_members(call, owner, base, &draft);
        draft.set("custom_fields", members);
    }
    call.account.shelve(resource.shelf.table, key(call), |document| document.members.extend(draft.values));
    let after = current(call, resource.shelf)?;
    Ok(Answer::object(|out| value(out, &after)))
}

/// Every custom field of a table: as the draft says, or else as before, or else `null`.
fn custom_members(call: &Call<'_>, owner: Owner, before: Option<&Value>, draft: &Draft) -> Value {
    let fields = call.account.custom_fields(owner);
    let member = |field: &CustomField| match draft.custom.get(&field.key) {
        Some(given) => {
            let mut out = Vec::new();
            field.write_nested(given, false, &mut out);
            serde_json::from_slice(&out).unwrap_or_default()
        }
        None => before.map_or(Value::Null, |before| before[&field.key].clone()),
    };
    Value::Object(fields.iter().map(|field| (field.key.clone(), member(field))).collect())
}

/// Deletes the row named in the path, and answers its key.
pub(crate) fn delete(call: &Call<'_>, shelf: &Shelf) -> Result<Answer, Failure> {
    let row = remove(call, shelf)?;
    Ok(Answer::object(|out| value(out, &json!({ shelf.key: row[shelf.key] }))))
}

/// Deletes the row named in the path, and tells what it was.
pub(crate) fn remove(call: &Call<'_>, shelf: &Shelf) -> Result<Value, Failure> {
    let row = current(call, shelf)?;
    call.account.shelve(shelf.table, key(call), |document| document.is_deleted = true);
    Ok(row)
}

/// The key of the record that a path names: the last of its placeholders.
pub(crate) fn key<'a>(call: &'a Call<'_>) -> &'a str {
    if call.subkey.is_empty() { &call.key } else { &call.subkey }
}

/// The row that the path names, as the shelf's first route has it.
///
/// # Errors
/// The 404 of its kind if there is none, or it was deleted.
pub(crate) fn current(call: &Call<'_>, shelf: &Shelf) -> Result<Value, Failure> {
    let missing = shelf.missing;
    let key = key(call);
    if call.account.document(shelf.table, key).is_some_and(|document| document.is_deleted) {
        return Err(missing());
    }
    let place = shelf.places.first().ok_or_else(missing)?;
    let answer = ask(call, shelf, place);
    match (place.form, answer) {
        (Form::One, Some(row)) => Ok(row),
        (Form::Nested(member), Some(row)) => {
            let rows = row[member].as_array().cloned().unwrap_or_default();
            rows.into_iter().find(|row| shelf.key_of(row) == key).ok_or_else(missing)
        }
        (_, Some(Value::Array(rows))) => {
            let is_it =
                |row: &Value| row[shelf.key].as_str().map_or_else(|| row[shelf.key].to_string(), str::to_owned) == key;
            rows.into_iter().find(is_it).ok_or_else(missing)
        }
        _ => Err(missing()),
    }
    .and_then(|row| if shelf.says_deleted(&row) { Err(missing()) } else { Ok(row) })
}

/// The `data` of a GET of a place with the path's keys.
fn ask(call: &Call<'_>, shelf: &Shelf, place: &Place) -> Option<Value> {
    let placeholders = place.path.matches('{').count();
    let key = if placeholders > 0 { call.key.clone() } else { String::new() };
    let subkey = if placeholders > 1 { call.subkey.clone() } else { String::new() };
    let mut query = Query::default();
    // A list that is not below the record in the path is asked for what belongs to that record.
    if let (0, Ok(parent)) = (placeholders, call.key.parse())
        && !call.subkey.is_empty()
    {
        shelf.filters.iter().for_each(|(param, _)| query.insert(param, QueryValue::Numbers(vec![parent])));
    }
    let call = Call { query, key, subkey, listed: RefCell::default(), ..*call };
    data(operation(place)?.ask(&call).ok()?)
}

/// The row that a place would have of a record if no client had written on it.
pub(super) fn drawn(call: &Call<'_>, place: &Place, key: &str) -> Option<Value> {
    let (key, subkey) = match place.path.matches('{').count() {
        1 => (key.to_owned(), String::new()),
        _ => (call.key.clone(), key.to_owned()),
    };
    let call = Call { query: Query::default(), key, subkey, listed: RefCell::default(), ..*call };
    data((operation(place)?.answer)(&call).ok()?)
}

fn operation(place: &Place) -> Option<&'static Operation> {
    let operations = match place.version {
        Version::V1 => v1::OPERATIONS,
        Version::V2 => v2::OPERATIONS,
    };
    operations.iter().copied().flatten().find(|operation| operation.path == place.path)
}

/// What an answer has as `data`.
pub(crate) fn data(answer: Answer) -> Option<Value> {
    match answer {
        Answer::Object(row) | Answer::List { rows: row, .. } => serde_json::from_slice(&row).ok(),
        Answer::Beside(answer, _) => data(*answer),
        Answer::Found { .. } | Answer::Nothing | Answer::Content(..) | Answer::Elsewhere(_) => None,
    }
}
