//! `profiles.toml`: one table of keys per profile.

use std::path::Path;

use toml::{Table, Value};

use crate::{ConnectionError, Secret};

/// The profiles of a file, by name.
///
/// # Errors
/// [`ConnectionError::MalformedFile`] when the text is not TOML.
pub(crate) fn parse(text: &str, path: &Path) -> Result<Vec<(String, Table)>, ConnectionError> {
    // The parser's own message can quote the line, which can hold a secret; only the place is passed on.
    let table: Table = text.parse().map_err(|error: toml::de::Error| ConnectionError::MalformedFile {
        path: path.to_owned(),
        line: error.span().and_then(|span| text.get(..span.start)).map(|before| before.matches('\n').count() + 1),
        problem: "is not a TOML file of profiles",
    })?;
    let profiles = table.into_iter().filter_map(|(name, value)| match value {
        Value::Table(profile) => Some((name, profile)),
        _ => None,
    });
    Ok(profiles.collect())
}

/// The text a connection string would hold for a TOML value.
pub(crate) fn text_of(value: Value) -> Option<Secret> {
    match value {
        Value::String(text) => Some(Secret::new(text)),
        Value::Integer(number) => Some(Secret::new(number.to_string())),
        Value::Float(number) => Some(Secret::new(number.to_string())),
        Value::Boolean(flag) => Some(Secret::new(flag.to_string())),
        Value::Array(values) => {
            let names: Option<Vec<String>> =
                values.into_iter().map(|value| value.as_str().map(str::to_owned)).collect();
            Some(Secret::new(names?.join(",")))
        }
        Value::Datetime(_) | Value::Table(_) => None,
    }
}
