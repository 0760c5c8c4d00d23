//! Custom fields: the columns of one field, which go out as one value.

use std::collections::HashMap;

use pipedrive_schema::CustomShape;
use serde_json::{Map, Value};

use super::columns::{flat_part, part_of};
use super::draft::Kind;
use super::labels;
use super::rows::Row;
use super::value::json;
use crate::error::Error;
use crate::layout::{LayoutColumn, Source};

/// Adds the custom fields the statement sets to the members of a row.
///
/// # Errors
/// If a value is none the field takes.
pub(super) fn write(row: &Row<'_>, members: &mut Map<String, Value>) -> Result<(), Error> {
    let layout = &row.draft.layout;
    let shape = layout.spec.custom_fields.map(|custom| custom.shape);
    let mut fields: Vec<(&str, Vec<usize>)> = Vec::new();
    for given in &row.action.given {
        let Some(field) = &layout.columns[given.column].field else { continue };
        match fields.iter_mut().find(|(code, _)| *code == field.code) {
            Some((_, columns)) => columns.push(given.column),
            None => fields.push((&field.code, vec![given.column])),
        }
    }
    let mut nested = Map::new();
    for (code, columns) in fields {
        let place = if shape == Some(CustomShape::Nested) { &mut nested } else { &mut *members };
        write_field(row, code, &columns, place)?;
    }
    // An empty object would clear every field.
    if !nested.is_empty() {
        members.insert("custom_fields".to_owned(), Value::Object(nested));
    }
    Ok(())
}

fn write_field(row: &Row<'_>, code: &str, columns: &[usize], place: &mut Map<String, Value>) -> Result<(), Error> {
    let layout = &row.draft.layout;
    let is_object = columns.iter().any(|column| part_of(&layout.columns[*column]).is_some());
    let mut set: Vec<(&LayoutColumn, Value)> = Vec::new();
    for column in columns {
        let spec = &layout.columns[*column];
        let value = row.given(*column)?.map_or(Ok(Value::Null), |value| json(&value, spec.data_type));
        let value = value.and_then(|value| option_ids(spec, value)).map_err(|what| row.wrong(spec, what))?;
        set.push((spec, value));
    }
    if is_object {
        return write_object(row, code, &set, place);
    }
    for (column, value) in set {
        if value.is_null() && row.action.kind == Kind::Insert {
            continue;
        }
        let member = member_of(column, code);
        if place.get(&member).is_some_and(|other| *other != value) {
            return Err(row.wrong(column, "another column of the same field says something else"));
        }
        place.insert(member, value);
    }
    add_present(row, code, place)
}

/// Adds the parts of a field that the statement does not set, as they stand: whether the API takes some alone is not
/// documented.
fn add_present(row: &Row<'_>, code: &str, place: &mut Map<String, Value>) -> Result<(), Error> {
    if place.get(code).is_some_and(Value::is_null) {
        return Ok(());
    }
    let zone = format!("{code}_timezone");
    let sets_zone = place.keys().any(|member| member.starts_with(&zone));
    for present in &row.action.row {
        let column = &row.draft.layout.columns[present.column];
        let Some(member) = flat_part(column, code) else { continue };
        // A zone has a name and a number; the one that is set replaces both.
        if sets_zone && member.starts_with(&zone) {
            continue;
        }
        let value = row.present(present.column)?.map_or(Ok(Value::Null), |value| json(&value, column.data_type));
        let value = value.map_err(|what| row.wrong(column, what))?;
        if !value.is_null() {
            place.entry(member).or_insert(value);
        }
    }
    Ok(())
}

/// The member that a column of a field without parts, or of one whose parts stand side by side, is.
fn member_of(column: &LayoutColumn, code: &str) -> String {
    match &column.source {
        Source::Path(path) | Source::Raw(path) => path.last().cloned().unwrap_or_else(|| code.to_owned()),
        _ => code.to_owned(),
    }
}

/// An object of several parts, which replaces the one there.
fn write_object(
    row: &Row<'_>,
    code: &str,
    set: &[(&LayoutColumn, Value)],
    place: &mut Map<String, Value>,
) -> Result<(), Error> {
    let Some(&(first, _)) = set.first() else { return Ok(()) };
    let given: HashMap<&str, &Value> =
        set.iter().filter_map(|(column, value)| Some((part_of(column)?, value))).collect();
    let anything = given.values().any(|value| !value.is_null());
    if given.get("value").is_some_and(|value| value.is_null()) || (row.action.kind == Kind::Insert && !anything) {
        return match (anything, row.action.kind) {
            (true, _) => Err(row.wrong(first, "the field is NULL and a part of it is not")),
            (false, Kind::Insert) => Ok(()),
            (false, _) => {
                place.insert(code.to_owned(), Value::Null);
                Ok(())
            }
        };
    }
    let mut object = Map::new();
    for present in &row.action.row {
        let column = &row.draft.layout.columns[present.column];
        let same = column.field.as_ref().is_some_and(|field| field.code == code);
        let (true, Some(part)) = (same, part_of(column)) else { continue };
        // A zone has a name and a number; the one that is set replaces both.
        let replaced = part.starts_with("timezone_") && given.keys().any(|part| part.starts_with("timezone_"));
        // The number is only there for zones without a name.
        let redundant = part == "timezone_id" && object.contains_key("timezone_name");
        if replaced || redundant {
            continue;
        }
        let value = row.present(present.column)?.map_or(Ok(Value::Null), |value| json(&value, column.data_type));
        let value = value.map_err(|what| row.wrong(column, what))?;
        if !value.is_null() {
            object.insert(part.to_owned(), value);
        }
    }
    for (part, value) in given {
        if !value.is_null() {
            object.insert(part.to_owned(), value.clone());
        }
    }
    if !object.contains_key("value") && !anything {
        // A part of what is not there is NULL by now.
        return Ok(());
    }
    if !object.contains_key("value") {
        return Err(row.wrong(first, "it is a part of a field that has no value; set that too"));
    }
    place.insert(code.to_owned(), Value::Object(object));
    Ok(())
}

/// Ids in the place of labels, and a check of ids.
fn option_ids(column: &LayoutColumn, value: Value) -> Result<Value, String> {
    let Some(field) = &column.field else { return Ok(value) };
    let known: HashMap<String, String> =
        field.options.iter().map(|option| (option.id.clone(), option.label.clone())).collect();
    let list_as_text = |list: Vec<Value>| {
        let texts: Vec<String> = list.iter().map(ToString::to_string).collect();
        Value::String(texts.join(","))
    };
    let by_label = |value: &Value| match value.as_str() {
        Some(label) => labels::id_of(label, &known),
        None => Err("a label is no text".to_owned()),
    };
    let checked = |value: Value| labels::check_id(&value, &known).map(|()| value);
    Ok(match (&column.source, value) {
        (_, Value::Null) => Value::Null,
        (_, Value::Array(list)) if list.is_empty() => Value::Null,
        (Source::Label(..), value) => by_label(&value)?,
        (Source::Labels(..), Value::Array(list)) => list.iter().map(by_label).collect::<Result<_, _>>()?,
        (Source::SplitLabels(..), Value::Array(list)) => {
            list_as_text(list.iter().map(by_label).collect::<Result<_, _>>()?)
        }
        (Source::SplitIds(_), Value::Array(list)) => {
            list_as_text(list.into_iter().map(checked).collect::<Result<_, _>>()?)
        }
        (_, Value::Array(list)) if field.field_type == "set" => {
            list.into_iter().map(checked).collect::<Result<_, _>>()?
        }
        (_, value) if field.field_type == "enum" => checked(value)?,
        (_, value) => value,
    })
}
