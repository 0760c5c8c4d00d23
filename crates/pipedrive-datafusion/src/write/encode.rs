//! The members of a request's body, made of a row.

use datafusion::common::ScalarValue;
use pipedrive_schema::{ColumnType, Extent, NullForm, WriteBody, WriteColumnSpec, WriteForm};
use serde_json::{Map, Value};

use super::draft::Kind;
use super::rows::Row;
use super::value::{instant, json};
use super::{custom, labels};
use crate::error::Error;
use crate::layout::{LayoutColumn, Source};

/// The members that `columns` of the statement become: those for which it is true.
///
/// # Errors
/// If a value is none the API takes.
pub(super) fn members(row: &Row<'_>, is_wanted: impl Fn(&str) -> bool) -> Result<Map<String, Value>, Error> {
    let layout = &row.draft.layout;
    let mut members = Map::new();
    for given in &row.action.given {
        let column = &layout.columns[given.column];
        let spec = row.draft.write.column(&column.name).filter(|_| column.field.is_none());
        if let Some(spec) = spec.filter(|spec| is_wanted(spec.column)) {
            let value = row.given(given.column)?.unwrap_or(ScalarValue::Null);
            write(row, column, spec, &value, &mut members)?;
        }
    }
    Ok(members)
}

/// The custom fields too.
pub(super) fn with_custom_fields(row: &Row<'_>, mut members: Map<String, Value>) -> Result<Map<String, Value>, Error> {
    custom::write(row, &mut members)?;
    Ok(members)
}

/// Adds what a row as it stands has in those columns, unless it is there by now.
pub(super) fn add_present(row: &Row<'_>, names: &[&str], members: &mut Map<String, Value>) -> Result<(), Error> {
    let layout = &row.draft.layout;
    for name in names {
        let (Some(place), Some(spec)) = (layout.index_of(name), row.draft.write.column(name)) else { continue };
        let column = &layout.columns[place];
        let Some(value) = row.present(place)? else { continue };
        if is_there(members, spec.path) {
            continue;
        }
        let value = match (value.is_null(), spec.null) {
            (false, _) => formed(row, column, spec, &value)?,
            (true, NullForm::Null) => Value::Null,
            (true, NullForm::EmptyList) => Value::Array(Vec::new()),
            (true, NullForm::NullMember | NullForm::EmptyText | NullForm::Refused) => continue,
        };
        put(members, spec.path, value);
    }
    Ok(())
}

fn write(
    row: &Row<'_>,
    column: &LayoutColumn,
    spec: &WriteColumnSpec,
    value: &ScalarValue,
    members: &mut Map<String, Value>,
) -> Result<(), Error> {
    if value.is_null() && row.action.kind == Kind::Insert {
        return Ok(());
    }
    let formed = match (value.is_null(), spec.form) {
        (true, WriteForm::PrimaryOf(_) | WriteForm::PrimaryPersonOf(_)) | (false, _) => {
            formed(row, column, spec, value)?
        }
        (true, _) => match spec.null {
            NullForm::Null => Value::Null,
            NullForm::EmptyList => Value::Array(Vec::new()),
            NullForm::EmptyText => Value::String(String::new()),
            NullForm::NullMember => {
                members.insert(spec.path[0].to_owned(), Value::Null);
                return Ok(());
            }
            NullForm::Refused => {
                return Err(row
                    .wrong(column, "it cannot be cleared")
                    .with_hint("the API has no way to make it NULL; leave it out to keep what is there"));
            }
        },
    };
    // Each setting goes out in a request of its own, under its name.
    let setting = [spec.column];
    let path = if sets_by_name(row) { &setting } else { spec.path };
    if is_there(members, path) {
        return Err(row.wrong(column, format!("another column sets `{}` too; set one of them", path.join("."))));
    }
    put(members, path, formed);
    let set =
        |name: &&&str| row.action.given.iter().any(|given| row.draft.layout.columns[given.column].name == ***name);
    if row.action.kind == Kind::Insert {
        if let Some(missing) = spec.along.iter().find(|name| !set(name)) {
            return Err(row.wrong(column, format!("it needs `{missing}` beside it")));
        }
        return Ok(());
    }
    if spec.extent == Extent::Part || !spec.along.is_empty() {
        let names = row.draft.write.read_for(spec);
        let names: Vec<&str> = names.iter().filter(|name| !set(name)).copied().collect();
        add_present(row, &names, members)?;
    }
    Ok(())
}

/// Whether what the statement changes are settings, of which a request names one.
fn sets_by_name(row: &Row<'_>) -> bool {
    let update = row.draft.write.update.filter(|_| row.action.kind == Kind::Update);
    update.is_some_and(|update| matches!(update.route.body, WriteBody::Setting { .. }))
}

/// A value in the form of its column.
pub(super) fn formed(
    row: &Row<'_>,
    column: &LayoutColumn,
    spec: &WriteColumnSpec,
    value: &ScalarValue,
) -> Result<Value, Error> {
    let wrong = |what: String| row.wrong(column, what);
    let mut plain = json(value, column.data_type).map_err(|what| match example(spec, column) {
        Some(hint) => wrong(what).with_hint(hint),
        None => wrong(what),
    })?;
    if !spec.values.is_empty() {
        let text = plain.as_str().map_or_else(|| plain.to_string(), str::to_owned);
        if !spec.values.contains(&text.as_str()) {
            // Labels of other fields may be written in any case, too.
            let known = spec.values.iter().find(|known| known.eq_ignore_ascii_case(&text));
            let known = known.ok_or_else(|| wrong(labels::unknown(&text, spec.values.iter().copied())))?;
            plain = Value::String((*known).to_owned());
        }
    }
    let layout = &row.draft.layout;
    Ok(match (spec.form, plain) {
        (WriteForm::Flag, Value::Bool(flag)) => Value::from(u8::from(flag)),
        (WriteForm::SpacedInstant, plain) => match value {
            ScalarValue::TimestampMicrosecond(Some(micros), _) => {
                let at = instant(*micros).ok_or_else(|| wrong("the instant is out of range".to_owned()))?;
                Value::String(at.format("%Y-%m-%d %H:%M:%S").to_string())
            }
            _ => plain,
        },
        (WriteForm::Digits, Value::Number(number)) => Value::String(number.to_string()),
        (WriteForm::Number, Value::String(text)) => {
            let number = text.trim().parse::<i64>();
            Value::from(number.map_err(|_| wrong(format!("`{text}` is not a whole number")))?)
        }
        (WriteForm::Members(names), Value::Array(list)) => {
            let list = list.into_iter().map(|entry| with_members(entry, names, column.data_type));
            Value::Array(list.collect::<Result<_, _>>().map_err(wrong)?)
        }
        (WriteForm::PrimaryOf(list), plain) => primary(row, list, "value", plain)?,
        (WriteForm::PrimaryPersonOf(list), plain) => primary(row, list, "person_id", plain)?,
        (WriteForm::LabelsOf(_), Value::Array(list)) => {
            let Source::Labels(_, known) = &column.source else { return Ok(Value::Array(list)) };
            let id = |label: &Value| labels::id_of(label.as_str().unwrap_or_default(), known);
            list.iter().map(id).collect::<Result<_, _>>().map_err(wrong)?
        }
        (WriteForm::OptionOf(field), Value::String(text)) => match layout.options.get(field) {
            Some(known) if !known.contains_key(&text) => labels::id_of(&text, known).map_err(wrong)?,
            _ => labels::sent(&text),
        },
        (_, plain) => plain,
    })
}

/// How a list of objects is written, where a column takes one.
fn example(spec: &WriteColumnSpec, column: &LayoutColumn) -> Option<String> {
    let (ColumnType::StructList(_), WriteForm::Members(names)) = (column.data_type, spec.form) else { return None };
    let members: Vec<String> = names.iter().map(|name| format!("\"{name}\": …")).collect();
    Some(format!("write its JSON text: `'[{{{}}}]'`", members.join(", ")))
}

/// An entry of a list with those of its members that can be written. Those that are only read may stand there too, for a
/// list is often made of another.
fn with_members(entry: Value, names: &[&str], data_type: ColumnType) -> Result<Value, String> {
    let Value::Object(members) = entry else { return Ok(entry) };
    let is_read = |name: &str| match data_type {
        ColumnType::StructList(members) => members.iter().any(|member| member.name == name),
        _ => false,
    };
    if let Some(other) = members.keys().find(|name| !names.contains(&name.as_str()) && !is_read(name)) {
        return Err(labels::unknown(other, names.iter().copied()));
    }
    let kept: Map<String, Value> = members.into_iter().filter(|(name, _)| names.contains(&name.as_str())).collect();
    if kept.is_empty() {
        return Err(format!("an entry has none of the members {}", names.join(", ")));
    }
    Ok(Value::Object(kept))
}

/// The list of a primary entry with another one, or without it.
fn primary(row: &Row<'_>, list: &str, member: &str, value: Value) -> Result<Value, Error> {
    let layout = &row.draft.layout;
    let mut entries = match layout.index_of(list) {
        Some(place) => {
            let present = row.present(place)?.unwrap_or(ScalarValue::Null);
            let present = json(&present, layout.columns[place].data_type);
            present.map_err(|what| row.wrong(&layout.columns[place], what))?
        }
        None => Value::Null,
    };
    let mut entries: Vec<Map<String, Value>> = match entries.take() {
        Value::Array(list) => list.into_iter().filter_map(object).collect(),
        _ => Vec::new(),
    };
    let is_primary = |entry: &Map<String, Value>| entry.get("primary") == Some(&Value::Bool(true));
    let old = entries.iter().position(is_primary).or_else(|| (!entries.is_empty()).then_some(0));
    if value.is_null() {
        if let Some(old) = old {
            entries.remove(old);
        }
    } else {
        for entry in &mut entries {
            entry.insert("primary".to_owned(), Value::Bool(false));
        }
        let same = entries.iter().position(|entry| entry.get(member) == Some(&value));
        let at = same.or(old).unwrap_or_else(|| {
            entries.push(Map::new());
            entries.len() - 1
        });
        entries[at].insert(member.to_owned(), value);
        entries[at].insert("primary".to_owned(), Value::Bool(true));
    }
    Ok(entries.into_iter().map(Value::Object).collect())
}

fn object(value: Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(object) => Some(object),
        _ => None,
    }
}

fn is_there(members: &Map<String, Value>, path: &[&str]) -> bool {
    match path {
        [] => false,
        [last] => members.contains_key(*last),
        [first, rest @ ..] => match members.get(*first) {
            Some(Value::Object(inner)) => is_there(inner, rest),
            Some(_) => true,
            None => false,
        },
    }
}

fn put(members: &mut Map<String, Value>, path: &[&str], value: Value) {
    match path {
        [] => {}
        [last] => drop(members.insert((*last).to_owned(), value)),
        [first, rest @ ..] => {
            let inner = members.entry(*first).or_insert_with(|| Value::Object(Map::new()));
            if !inner.is_object() {
                *inner = Value::Object(Map::new());
            }
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}
