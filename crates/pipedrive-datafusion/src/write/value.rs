//! Values of columns as JSON, as the API writes them.

use arrow::array::{Array, ArrayRef};
use arrow::datatypes::DataType;
use chrono::{DateTime, SecondsFormat, Utc};
use datafusion::common::ScalarValue;
use pipedrive_schema::{ColumnType, MemberSpec};
use serde_json::{Map, Number, Value};

/// Whole numbers up to this size are the same as floating ones: 2^53.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The value as JSON; `null` for NULL.
///
/// # Errors
/// What is wrong with it.
pub(super) fn json(value: &ScalarValue, data_type: ColumnType) -> Result<Value, String> {
    if value.is_null() {
        return Ok(Value::Null);
    }
    Ok(match (data_type, value) {
        (ColumnType::Json, value) => match text(value) {
            Some(text) => serde_json::from_str(text).map_err(|error| format!("the text is no JSON: {error}"))?,
            None => return Err("the value is no text".to_owned()),
        },
        (ColumnType::StructList(members), value) => structs(value, members)?,
        (_, value) => plain(value)?,
    })
}

fn plain(value: &ScalarValue) -> Result<Value, String> {
    if value.is_null() {
        return Ok(Value::Null);
    }
    if let Some(text) = text(value) {
        return Ok(Value::String(text.to_owned()));
    }
    Ok(match value {
        ScalarValue::Int64(Some(number)) => Value::from(*number),
        ScalarValue::Int32(Some(number)) => Value::from(*number),
        ScalarValue::UInt64(Some(number)) => Value::from(*number),
        ScalarValue::Boolean(Some(flag)) => Value::Bool(*flag),
        ScalarValue::Float64(Some(number)) => float(*number)?,
        ScalarValue::Float32(Some(number)) => float(f64::from(*number))?,
        ScalarValue::Date32(Some(_)) => Value::String(value.to_string()),
        ScalarValue::Time64Microsecond(Some(micros)) => {
            // The start of 1970 and a time of day together are an instant of that day.
            let at = instant(*micros).ok_or_else(|| "the time is out of range".to_owned())?;
            Value::String(at.format("%H:%M:%S").to_string())
        }
        ScalarValue::TimestampMicrosecond(Some(micros), _) => {
            let at = instant(*micros).ok_or_else(|| "the instant is out of range".to_owned())?;
            Value::String(at.to_rfc3339_opts(SecondsFormat::Secs, true))
        }
        ScalarValue::List(list) => {
            let items = list.value(0);
            items_of(&items)?.iter().map(plain).collect::<Result<_, _>>()?
        }
        ScalarValue::Struct(fields) => {
            let mut object = Map::new();
            for (field, column) in fields.fields().iter().zip(fields.columns()) {
                let value = ScalarValue::try_from_array(column, 0).map_err(|error| error.to_string())?;
                if !value.is_null() {
                    object.insert(field.name().clone(), plain(&value)?);
                }
            }
            Value::Object(object)
        }
        other => return Err(format!("a value of type {} cannot be sent", other.data_type())),
    })
}

fn float(number: f64) -> Result<Value, String> {
    if number.fract() == 0.0 && number.abs() < EXACT {
        // Written without a point, as people and the API do.
        if let Ok(whole) = format!("{number:.0}").parse::<i64>() {
            return Ok(Value::from(whole));
        }
    }
    Number::from_f64(number).map(Value::Number).ok_or_else(|| format!("{number} is no number the API takes"))
}

/// A list of structs: as such, as the JSON text of one, or as values of which the first is the primary one.
fn structs(value: &ScalarValue, members: &'static [MemberSpec]) -> Result<Value, String> {
    if let Some(text) = text(value) {
        return match serde_json::from_str(text) {
            Ok(list @ Value::Array(_)) => Ok(list),
            _ if value_member(members).is_none() => Err("the text is no JSON list of objects".to_owned()),
            _ => Ok(Value::Array(vec![entry(Value::String(text.to_owned()), true, members)])),
        };
    }
    let ScalarValue::List(list) = value else { return plain(value) };
    let items = list.value(0);
    if matches!(items.data_type(), DataType::Struct(_)) {
        return plain(value);
    }
    if value_member(members).is_none() {
        return Err("the items of the list are no objects".to_owned());
    }
    let entries =
        items_of(&items)?.into_iter().enumerate().map(|(at, item)| Ok(entry(plain(&item)?, at == 0, members)));
    entries.collect::<Result<Vec<_>, String>>().map(Value::Array)
}

/// The member that alone can stand for an entry of a list; without one an entry of a single value would be empty.
fn value_member(members: &[MemberSpec]) -> Option<&'static str> {
    ["value", "person_id"].into_iter().find(|name| members.iter().any(|member| member.name == *name))
}

/// An entry of a list with that value.
fn entry(value: Value, is_primary: bool, members: &[MemberSpec]) -> Value {
    let has = |name: &str| members.iter().any(|member| member.name == name);
    let name = value_member(members).unwrap_or("value");
    let mut object = Map::from_iter([(name.to_owned(), value)]);
    if has("primary") {
        object.insert("primary".to_owned(), Value::Bool(is_primary));
    }
    Value::Object(object)
}

fn items_of(items: &ArrayRef) -> Result<Vec<ScalarValue>, String> {
    (0..items.len()).map(|at| ScalarValue::try_from_array(items, at).map_err(|error| error.to_string())).collect()
}

/// The text of a value that is one.
pub(super) fn text(value: &ScalarValue) -> Option<&str> {
    value.try_as_str().flatten()
}

/// The instant of a timestamp.
pub(super) fn instant(micros: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_micros(micros)
}

/// A value as it stands in a path: `7`, `a-b`.
pub(super) fn key_text(value: &ScalarValue) -> Option<String> {
    if value.is_null() {
        return None;
    }
    match plain(value).ok()? {
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}

/// The same of a value that came back.
pub(crate) fn key_of_json(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &ScalarValue, data_type: ColumnType, expect: &str) {
        assert_eq!(json(value, data_type).unwrap().to_string(), expect, "{value:?}");
    }

    #[test]
    fn values_are_written_as_the_api_writes_them() {
        check(&ScalarValue::Int64(Some(7)), ColumnType::Int64, "7");
        check(&ScalarValue::Int64(None), ColumnType::Int64, "null");
        check(&ScalarValue::Float64(Some(5000.0)), ColumnType::Float64, "5000");
        check(&ScalarValue::Float64(Some(-12.5)), ColumnType::Float64, "-12.5");
        check(&ScalarValue::Float64(Some(1e300)), ColumnType::Float64, "1e+300");
        check(&ScalarValue::Boolean(Some(true)), ColumnType::Boolean, "true");
        check(&ScalarValue::Utf8(Some("a\"b".to_owned())), ColumnType::Text, r#""a\"b""#);
        check(&ScalarValue::Date32(Some(20_848)), ColumnType::Date, r#""2027-01-30""#);
        check(&ScalarValue::Time64Microsecond(Some(36_900_000_000)), ColumnType::Time, r#""10:15:00""#);
        let at = ScalarValue::TimestampMicrosecond(Some(1_790_000_000_000_000), Some("UTC".into()));
        check(&at, ColumnType::Timestamp, r#""2026-09-21T14:13:20Z""#);
        check(&ScalarValue::Utf8(Some(r#"{"a":[1]}"#.to_owned())), ColumnType::Json, r#"{"a":[1]}"#);
        let list = ScalarValue::List(ScalarValue::new_list_nullable(
            &[ScalarValue::Int64(Some(1)), ScalarValue::Int64(Some(2))],
            &DataType::Int64,
        ));
        check(&list, ColumnType::Int64List, "[1,2]");
    }

    #[test]
    fn what_json_cannot_hold_is_refused() {
        assert!(json(&ScalarValue::Float64(Some(f64::NAN)), ColumnType::Float64).is_err());
        assert!(json(&ScalarValue::Utf8(Some("{".to_owned())), ColumnType::Json).is_err());
    }

    #[test]
    fn a_text_or_a_list_of_texts_becomes_entries_of_which_the_first_is_primary() {
        const MEMBERS: &[MemberSpec] = &[
            MemberSpec { name: "value", data_type: ColumnType::Text },
            MemberSpec { name: "primary", data_type: ColumnType::Boolean },
        ];
        let entries = ColumnType::StructList(MEMBERS);
        check(&ScalarValue::Utf8(Some("a@x".to_owned())), entries, r#"[{"primary":true,"value":"a@x"}]"#);
        check(&ScalarValue::Utf8(Some(r#"[{"value":"b"}]"#.to_owned())), entries, r#"[{"value":"b"}]"#);
        let list = ["a", "b"].map(|text| ScalarValue::Utf8(Some(text.to_owned())));
        let list = ScalarValue::List(ScalarValue::new_list_nullable(&list, &DataType::Utf8));
        check(&list, entries, r#"[{"primary":true,"value":"a"},{"primary":false,"value":"b"}]"#);
    }
}
