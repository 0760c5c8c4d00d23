//! Texts of JSON scalars to typed arrays, refusing what would lose anything.
//!
//! An empty text and the all-zero dates of v1 are NULL: that is how the API spells "none" in them.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, StringArray, Time64MicrosecondArray,
    TimestampMicrosecondArray,
};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use pipedrive_schema::ColumnType;

use super::Misfit;

/// Converts every text; list types are not scalars and stay as they are.
pub(super) fn convert(texts: &StringArray, data_type: ColumnType) -> Result<ArrayRef, Misfit> {
    Ok(match data_type {
        ColumnType::Int64 => Arc::new(each::<_, Int64Array>(texts, "a whole number", parse_integer)?),
        ColumnType::Float64 => Arc::new(each::<_, Float64Array>(texts, "a number", parse_float)?),
        ColumnType::Boolean => Arc::new(each::<_, BooleanArray>(texts, "true or false", parse_flag)?),
        ColumnType::Date => Arc::new(each::<_, Date32Array>(texts, "a date like 2026-01-31", parse_date)?),
        ColumnType::Time => {
            Arc::new(each::<_, Time64MicrosecondArray>(texts, "a time of day like 09:30:00", parse_time)?)
        }
        ColumnType::Timestamp => {
            let array: TimestampMicrosecondArray = each(texts, "a time like 2026-01-31T09:30:00Z", parse_timestamp)?;
            Arc::new(array.with_timezone("UTC"))
        }
        ColumnType::Text
        | ColumnType::Json
        | ColumnType::Int64List
        | ColumnType::TextList
        | ColumnType::StructList(_) => Arc::new(texts.clone()),
    })
}

fn each<T, A>(texts: &StringArray, expected: &str, parse: impl Fn(&str) -> Option<T>) -> Result<A, Misfit>
where
    A: FromIterator<Option<T>>,
{
    let parsed = texts.iter().enumerate().map(|(row, text)| match text {
        None | Some("") => Ok(None),
        Some(zero) if zero.starts_with("0000-00-00") => Ok(None),
        Some(text) => match parse(text) {
            Some(value) => Ok(Some(value)),
            None => Err(Misfit::value(expected, texts, row)),
        },
    });
    parsed.collect()
}

fn parse_integer(text: &str) -> Option<i64> {
    text.parse().ok().or_else(|| whole(text))
}

/// `12.0` and `1e3` are whole numbers written as fractions; `12.7` and what a float cannot hold are not.
fn whole(text: &str) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let number = parse_float(text)?;
    (number.fract() == 0.0 && number.abs() <= EXACT).then(|| format!("{number:.0}").parse().ok()).flatten()
}

fn parse_float(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

fn parse_flag(text: &str) -> Option<bool> {
    match text {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

fn parse_date(text: &str) -> Option<i32> {
    let date = match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        Ok(date) => date,
        // Midnight is the only time of day that a date can hold without losing it.
        Err(_) => naive_time(text).filter(|t| t.time() == NaiveTime::MIN)?.date(),
    };
    i32::try_from(date.signed_duration_since(NaiveDate::default()).num_days()).ok()
}

fn parse_time(text: &str) -> Option<i64> {
    let time =
        NaiveTime::parse_from_str(text, "%H:%M:%S%.f").or_else(|_| NaiveTime::parse_from_str(text, "%H:%M")).ok()?;
    let seconds = i64::from(time.num_seconds_from_midnight());
    Some(seconds * 1_000_000 + i64::from(time.nanosecond() / 1_000))
}

fn parse_timestamp(text: &str) -> Option<i64> {
    naive_time(text).map(|time| time.and_utc().timestamp_micros())
}

/// RFC 3339, the v1 form `2026-01-31 09:30:00` in UTC, or a date alone for its midnight.
fn naive_time(text: &str) -> Option<NaiveDateTime> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.naive_utc());
    }
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f")
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f"))
        .ok()
        .or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0))
}
