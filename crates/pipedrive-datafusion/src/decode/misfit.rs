//! A value that does not fit its column, and the search for it after arrow-json has given up on a page.

use arrow::array::{Array, StringArray};
use arrow::datatypes::{DataType, Fields};
use arrow::error::ArrowError;
use pipedrive_client::ErrorKind;
use pipedrive_schema::TableSpec;
use serde_json::Value;

use crate::error::Error;

/// Longest piece of a value that an error shows, in characters.
const SHOWN: usize = 60;

/// What did not fit, before table and row id are known.
#[derive(Debug)]
pub(crate) struct Misfit {
    kind: ErrorKind,
    /// Row in the page, if it is one row's fault.
    row: Option<usize>,
    /// Column or path of members.
    place: String,
    expected: String,
    found: String,
}

impl Misfit {
    /// A value of the texts that is not what its column holds.
    pub(crate) fn value(expected: &str, texts: &StringArray, row: usize) -> Self {
        let found = if texts.is_null(row) { "null".to_owned() } else { shorten(texts.value(row)) };
        Self { kind: ErrorKind::Conversion, row: Some(row), place: String::new(), expected: expected.to_owned(), found }
    }

    /// The same, found in the column of that name.
    #[must_use]
    pub(crate) fn at(mut self, place: &str) -> Self {
        if self.place.is_empty() {
            place.clone_into(&mut self.place);
        }
        self
    }

    /// The same, with the row replaced: positions inside lists belong to the row that holds the list.
    #[must_use]
    pub(crate) fn in_row(mut self, row: usize) -> Self {
        self.row = Some(row);
        self
    }

    /// Row in the page, if it is one row's fault.
    pub(crate) fn row(&self) -> Option<usize> {
        self.row
    }

    /// The page as a whole is not what was due.
    pub(crate) fn page(expected: &str, data: &[u8]) -> Self {
        Self {
            kind: ErrorKind::Protocol,
            row: None,
            place: "data".to_owned(),
            expected: expected.to_owned(),
            found: shorten(&String::from_utf8_lossy(data)),
        }
    }

    /// A broken invariant of the decoder itself.
    pub(crate) fn internal(error: &ArrowError) -> Self {
        Self {
            kind: ErrorKind::Internal,
            row: None,
            place: "data".to_owned(),
            expected: "a page that can be decoded".to_owned(),
            found: error.to_string(),
        }
    }

    /// Finds the first value of a page that does not have the type it should have.
    pub(crate) fn find(row_type: &DataType, data: &[u8]) -> Self {
        let value: Value = match serde_json::from_slice(data) {
            Ok(value) => value,
            Err(error) => return Self { found: error.to_string(), ..Self::page("valid JSON", data) },
        };
        let rows = match value {
            Value::Array(rows) => rows,
            row => vec![row],
        };
        let clash = rows.iter().enumerate().find_map(|(i, row)| find_clash(row_type, row, "").map(|c| (i, c)));
        match clash {
            Some((row, (place, expected, found))) => {
                Self { kind: ErrorKind::Conversion, row: Some(row), place, expected, found }
            }
            None => Self::page("rows of the documented shape", data),
        }
    }

    /// The error for users: table, column, row id, what was found and what was expected.
    pub(crate) fn into_error(self, spec: &TableSpec, data: &[u8]) -> Error {
        let whose = match self.row.map(|row| row_id(spec, data, row)) {
            Some(Some((key, id))) => format!("{} with `{key}` = {id}", spec.entity),
            Some(None) => format!("a {} of the page", spec.entity),
            None => "the whole page".to_owned(),
        };
        Error::new(
            self.kind,
            format!(
                "cannot read `{}`.`{}` of {whose}: expected {}, found {}",
                spec.name, self.place, self.expected, self.found
            ),
        )
        .with_hint("leave the column out of the query to read the rest, and report the value")
    }
}

/// Path, expectation and finding of the first clash in a value.
fn find_clash(expected: &DataType, value: &Value, place: &str) -> Option<(String, String, String)> {
    let clash = |what: &str| Some((place.to_owned(), what.to_owned(), shorten(&value.to_string())));
    match (expected, value) {
        (_, Value::Null) => None,
        (DataType::Struct(fields), Value::Object(members)) => find_in_members(fields, members, place),
        (DataType::Struct(_), _) => clash("an object"),
        (DataType::List(item), Value::Array(items)) => {
            items.iter().find_map(|value| find_clash(item.data_type(), value, place))
        }
        (DataType::List(_), _) => clash("a list"),
        (_, Value::Object(_) | Value::Array(_)) => clash("a single value"),
        _ => None,
    }
}

fn find_in_members(
    fields: &Fields,
    members: &serde_json::Map<String, Value>,
    place: &str,
) -> Option<(String, String, String)> {
    fields.iter().find_map(|field| {
        let dotted = if place.is_empty() { field.name().clone() } else { format!("{place}.{}", field.name()) };
        members.get(field.name()).and_then(|value| find_clash(field.data_type(), value, &dotted))
    })
}

fn row_id(spec: &TableSpec, data: &[u8], row: usize) -> Option<(&'static str, String)> {
    let key = spec.primary_key?;
    let page: Value = serde_json::from_slice(data).ok()?;
    let id = page.get(row).unwrap_or(&page).get(key)?;
    Some((key, shorten(id.as_str().map_or_else(|| id.to_string(), str::to_owned).as_str())))
}

fn shorten(text: &str) -> String {
    let mut short: String = text.chars().take(SHOWN).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    format!("`{short}`")
}
