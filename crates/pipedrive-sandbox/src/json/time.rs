//! The spellings of time in the API: RFC 3339, the older v1 form, dates, times of day.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use serde::Serialize;

/// Seconds in a day.
pub(crate) const DAY: i64 = 86_400;

/// Instant in Unix seconds, spelt `2024-01-01T00:00:00Z` (v2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "String")]
pub(crate) struct Time(pub(crate) i64);

/// Instant in Unix milliseconds, spelt `2024-01-01T00:00:00.000Z` (v1 leads and lead labels).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "String")]
pub(crate) struct MilliTime(pub(crate) i64);

/// Instant in Unix seconds, spelt `2024-01-01 00:00:00` (most of v1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "String")]
pub(crate) struct LegacyTime(pub(crate) i64);

/// Days since 1970-01-01, spelt `2024-01-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(into = "String")]
pub(crate) struct Day(pub(crate) i64);

/// Seconds since midnight, spelt `09:30:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "String")]
pub(crate) struct TimeOfDay(pub(crate) u32);

impl Day {
    /// The day an instant falls on in UTC.
    pub(crate) fn of(seconds: i64) -> Self {
        Self(seconds.div_euclid(DAY))
    }
}

/// Appends a number in that many digits, with less ado than `format!`: a page of deals holds thousands of times.
fn digits(text: &mut String, number: u32, count: u32) {
    for place in (0..count).rev() {
        let digit = number / 10_u32.pow(place) % 10;
        text.push(char::from_digit(digit, 10).unwrap_or('0'));
    }
}

/// Date, and after the separator, if there is one, the time of day.
fn spell(seconds: i64, separator: Option<char>) -> String {
    let time = DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    let mut text = String::with_capacity(24);
    digits(&mut text, time.year().unsigned_abs(), 4);
    text.push('-');
    digits(&mut text, time.month(), 2);
    text.push('-');
    digits(&mut text, time.day(), 2);
    if let Some(separator) = separator {
        text.push(separator);
        spell_clock(&mut text, time.num_seconds_from_midnight());
    }
    text
}

fn spell_clock(text: &mut String, seconds: u32) {
    digits(text, seconds / 3600, 2);
    text.push(':');
    digits(text, seconds / 60 % 60, 2);
    text.push(':');
    digits(text, seconds % 60, 2);
}

impl From<Time> for String {
    fn from(time: Time) -> Self {
        spell(time.0, Some('T')) + "Z"
    }
}

impl From<MilliTime> for String {
    fn from(time: MilliTime) -> Self {
        let millis = time.0.rem_euclid(1000);
        format!("{}.{millis:03}Z", spell(time.0.div_euclid(1000), Some('T')))
    }
}

impl From<LegacyTime> for String {
    fn from(time: LegacyTime) -> Self {
        spell(time.0, Some(' '))
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        spell(day.0 * DAY, None)
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> Self {
        let mut text = Self::with_capacity(8);
        spell_clock(&mut text, time.0);
        text
    }
}

/// Instant in Unix seconds as HTTP headers spell it: `Thu, 14 May 2026 01:00:00 GMT`.
pub(crate) fn http_date(seconds: i64) -> String {
    DateTime::from_timestamp(seconds, 0).unwrap_or_default().format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// Reads an RFC 3339 instant of whole seconds; the API refuses fractions and a space instead of `T`.
pub(crate) fn parse_time(text: &str) -> Option<i64> {
    if text.contains('.') || !text.contains('T') {
        return None;
    }
    DateTime::parse_from_rfc3339(text).ok().map(|time| time.timestamp())
}

/// Reads `YYYY-MM-DD HH:MM:SS`, the form most of v1 has.
pub(crate) fn parse_legacy_time(text: &str) -> Option<i64> {
    let time = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").ok().filter(|_| text.len() == 19)?;
    Some(time.and_utc().timestamp())
}

/// Reads a time of day, `HH:MM` or `HH:MM:SS`.
pub(crate) fn parse_clock(text: &str) -> Option<TimeOfDay> {
    let form = match text.len() {
        5 => "%H:%M",
        8 => "%H:%M:%S",
        _ => return None,
    };
    let time = NaiveTime::parse_from_str(text, form).ok()?;
    Some(TimeOfDay(time.num_seconds_from_midnight()))
}

/// Reads `YYYY-MM-DD`.
pub(crate) fn parse_day(text: &str) -> Option<Day> {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| text.len() == 10)?;
    Some(Day::of(date.and_hms_opt(0, 0, 0)?.and_utc().timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_spelt_as_the_api_does() {
        assert_eq!(String::from(Time(1_700_000_000)), "2023-11-14T22:13:20Z");
        assert_eq!(String::from(MilliTime(1_700_000_000_051)), "2023-11-14T22:13:20.051Z");
        assert_eq!(String::from(LegacyTime(-1)), "1969-12-31 23:59:59");
        assert_eq!(String::from(Day::of(1_700_000_000)), "2023-11-14");
        assert_eq!(String::from(TimeOfDay(34_205)), "09:30:05");
        assert_eq!(http_date(1_700_000_000), "Tue, 14 Nov 2023 22:13:20 GMT");
    }

    #[test]
    fn only_rfc_3339_with_whole_seconds_is_read() {
        let check = |text: &str, expect: Option<i64>| assert_eq!(parse_time(text), expect, "{text}");
        check("2023-11-14T22:13:20Z", Some(1_700_000_000));
        check("2023-11-15T00:13:20+02:00", Some(1_700_000_000));
        check("2023-11-14T22:13:20.000Z", None);
        check("2023-11-14 22:13:20", None);
        check("2023-11-14 22:13:20Z", None);
        check("2023-11-14", None);
        check("yesterday", None);
    }

    #[test]
    fn the_older_form_is_read_with_a_blank_in_the_middle() {
        assert_eq!(parse_legacy_time("2023-11-14 22:13:20"), Some(1_700_000_000));
        assert_eq!(parse_legacy_time("2023-11-14T22:13:20Z"), None);
        assert_eq!(parse_legacy_time("2023-11-14 2:13:20"), None);
    }

    #[test]
    fn days_are_read_in_one_form() {
        assert_eq!(parse_day("2023-11-14"), Some(Day::of(1_700_000_000)));
        assert_eq!(parse_day("2023-1-4"), None);
        assert_eq!(parse_day("2023-02-30"), None);
    }
}
