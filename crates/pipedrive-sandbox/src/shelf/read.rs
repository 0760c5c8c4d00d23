//! Answers with what clients wrote put into them.

use serde_json::{Map, Value};

use super::{Form, Place, SHELVES, Shelf};
use crate::data::Document;
use crate::http::{Answer, Call, Failure, Operation, Paging};
use crate::json::value;

/// The answer of a GET operation, with rows that clients added, changed or deleted.
///
/// # Errors
/// Those of the operation, and the 404 for what was deleted.
pub(crate) fn shelved(operation: &Operation, call: &Call<'_>) -> Result<Answer, Failure> {
    let answer = (operation.answer)(call);
    if !call.account.has_documents() {
        return answer;
    }
    let found = SHELVES.iter().find_map(|shelf| {
        let is_it = |place: &&Place| place.version == operation.version && place.path == operation.path;
        shelf.places.iter().find(is_it).map(|place| (*shelf, place))
    });
    let Some((shelf, place)) = found else { return answer };
    match place.form {
        Form::One => one(shelf, place, call, answer),
        Form::List => match answer {
            Ok(answer) => Ok(listed(shelf, place, call, answer)),
            Err(failure) => with_parent_made(shelf, place, call, failure),
        },
        Form::Member(member) => match call.account.document(shelf.table, &call.key) {
            Some(Document { members, .. }) if members.contains_key(member) => {
                let items = members[member].as_array().cloned().unwrap_or_default();
                Ok(Answer::list(items, Paging::Whole, |item, out| value(out, &item)))
            }
            _ => answer,
        },
        Form::Nested(member) => answer.map(|answer| nested(shelf, place, call, answer, member)),
    }
}

/// The key of the record that a path names: the last of its placeholders.
fn key<'a>(call: &'a Call<'_>) -> &'a str {
    if call.subkey.is_empty() { &call.key } else { &call.subkey }
}

fn one(shelf: &Shelf, place: &Place, call: &Call<'_>, answer: Result<Answer, Failure>) -> Result<Answer, Failure> {
    let Some(document) = call.account.document(shelf.table, key(call)) else { return answer };
    if document.is_deleted && shelf.deleted.is_none() {
        return Err((shelf.missing)());
    }
    if document.is_created {
        if document.parent.is_some() && !call.subkey.is_empty() && document.parent.as_deref() != Some(&call.key) {
            return answer;
        }
        let row = (place.shape)(call, &members(shelf, &document));
        return Ok(Answer::object(|out| value(out, &row)));
    }
    answer.map(|answer| patched_one(answer, &(place.shape)(call, &members(shelf, &document))))
}

/// The members of a document, with the flag its table has for what was deleted.
fn members(shelf: &Shelf, document: &Document) -> Map<String, Value> {
    let mut members = document.members.clone();
    if let Some((name, json)) = shelf.deleted.filter(|_| document.is_deleted) {
        members.insert(name.to_owned(), serde_json::from_str(json).unwrap_or_default());
    }
    members
}

fn patched_one(answer: Answer, members: &Value) -> Answer {
    match answer {
        Answer::Object(row) => {
            let mut row: Value = serde_json::from_slice(&row).unwrap_or_default();
            merge(&mut row, members);
            Answer::object(|out| value(out, &row))
        }
        Answer::Beside(answer, beside) => Answer::Beside(Box::new(patched_one(*answer, members)), beside),
        other => other,
    }
}

/// Overwrites the members a row has; shapes of a route may know fewer than were written.
fn merge(row: &mut Value, members: &Value) {
    if let (Value::Object(row), Value::Object(members)) = (row, members) {
        for (name, member) in members {
            if row.contains_key(name) {
                row.insert(name.clone(), member.clone());
            }
        }
    }
}

/// A list below a record that only the shelves know is what they hold.
fn with_parent_made(shelf: &Shelf, place: &Place, call: &Call<'_>, failure: Failure) -> Result<Answer, Failure> {
    let documents = call.account.documents(shelf.table);
    let rows: Vec<Value> = documents
        .iter()
        .filter(|document| document.is_created && !document.is_deleted && is_of_parent(call, document))
        .map(|document| (place.shape)(call, &document.members))
        .filter(|row| is_shown(shelf, place, call, row))
        .collect();
    if rows.is_empty() {
        return Err(failure);
    }
    Ok(Answer::list(rows, Paging::Whole, |row, out| value(out, &row)))
}

fn listed(shelf: &Shelf, place: &Place, call: &Call<'_>, answer: Answer) -> Answer {
    match answer {
        Answer::List { rows, paging, .. } => {
            let rows: Vec<Value> = serde_json::from_slice(&rows).unwrap_or_default();
            let is_last = match &paging {
                Paging::Cursor { next, .. } => next.is_none(),
                Paging::LegacyCursor { next, .. } => next.is_none(),
                Paging::Offset { more, .. } | Paging::Recent { more, .. } => !more,
                Paging::Whole | Paging::Plain => true,
            };
            Answer::list(put_in(shelf, place, call, rows, is_last), paging, |row, out| value(out, &row))
        }
        Answer::Beside(answer, beside) => Answer::Beside(Box::new(listed(shelf, place, call, *answer)), beside),
        other => other,
    }
}

fn nested(shelf: &Shelf, place: &Place, call: &Call<'_>, answer: Answer, member: &str) -> Answer {
    match answer {
        Answer::Object(row) => {
            let mut row: Value = serde_json::from_slice(&row).unwrap_or_default();
            let rows = row[member].as_array().cloned().unwrap_or_default();
            row[member] = Value::Array(put_in(shelf, place, call, rows, true));
            Answer::object(|out| value(out, &row))
        }
        Answer::Beside(answer, beside) => Answer::Beside(Box::new(nested(shelf, place, call, *answer, member)), beside),
        other => other,
    }
}

/// Rows without those deleted, with those changed, and after the last of them those added.
fn put_in(shelf: &Shelf, place: &Place, call: &Call<'_>, rows: Vec<Value>, is_last: bool) -> Vec<Value> {
    let documents = call.account.documents(shelf.table);
    let mut kept = Vec::with_capacity(rows.len());
    for mut row in rows {
        let key = shelf.key_of(&row);
        let Some(document) = documents.iter().find(|document| document.key == key) else {
            kept.push(row);
            continue;
        };
        merge(&mut row, &(place.shape)(call, &document.members));
        let is_elsewhere = document.parent.is_some() && document.parent.as_deref() != Some(&call.key);
        if !document.is_deleted && !is_elsewhere && is_shown(shelf, place, call, &row) {
            kept.push(row);
        }
    }
    if is_last {
        for document in documents.iter().filter(|document| !document.is_deleted && is_of_parent(call, document)) {
            let row = if document.is_created {
                Some((place.shape)(call, &document.members))
            } else {
                moved_here(shelf, place, call, document)
            };
            kept.extend(row.filter(|row| !document.is_created || is_shown(shelf, place, call, row)));
        }
    }
    kept
}

/// The row of a record that was drawn and changed, if the list would not have had it before.
fn moved_here(shelf: &Shelf, place: &Place, call: &Call<'_>, document: &Document) -> Option<Value> {
    let one = shelf.places.iter().find(|other| matches!(other.form, Form::One) && other.version == place.version)?;
    let drawn = super::resource::drawn(call, one, &document.key)?;
    let mut row = drawn.clone();
    merge(&mut row, &Value::Object(document.members.clone()));
    let is_new = !is_shown(shelf, place, call, &drawn) && is_shown(shelf, place, call, &row);
    (is_new && !shelf.says_deleted(&drawn)).then_some(row)
}

/// Whether a document belongs to the record in the path, if there is one.
fn is_of_parent(call: &Call<'_>, document: &Document) -> bool {
    call.key.is_empty() || document.parent.is_none() || document.parent.as_deref() == Some(&call.key)
}

/// Whether a list has a row: it is of the route's kind, and meets the parameters as far as it says something about them.
fn is_shown(shelf: &Shelf, place: &Place, call: &Call<'_>, row: &Value) -> bool {
    (place.keeps)(row) && shelf.filters.iter().all(|(param, member)| is_met(call, param, &row[*member]))
}

fn is_met(call: &Call<'_>, param: &str, given: &Value) -> bool {
    let wanted: Vec<Value> = match (call.query.number(param), call.query.flag(param), call.query.numbers(param)) {
        (Some(number), ..) => vec![number.into()],
        (_, Some(flag), _) => vec![flag.into()],
        (.., Some(numbers)) => numbers.iter().map(|&number| number.into()).collect(),
        _ => match call.query.text(param) {
            Some("null") => vec![Value::Null],
            Some(text) => text.split(',').map(|word| parsed(word.trim())).collect(),
            None => return true,
        },
    };
    match given {
        Value::Array(items) => wanted.iter().any(|wanted| items.contains(wanted)),
        given => wanted.contains(given),
    }
}

fn parsed(word: &str) -> Value {
    word.parse::<u32>().map_or_else(|_| Value::from(word), Value::from)
}
