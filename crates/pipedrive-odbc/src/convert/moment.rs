//! Dates, times and timestamps between numbers, texts and the structs of programs.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

use crate::abi::structs;
use crate::diag::{Record, state};

const DATE: &str = "%Y-%m-%d";

/// The date so many days after 1970-01-01.
pub(crate) fn date_of_day(days: i32) -> Option<NaiveDate> {
    NaiveDate::default().checked_add_signed(Duration::days(days.into()))
}

/// The time so many nanoseconds after midnight.
pub(crate) fn time_of_nanoseconds(nanoseconds: i64) -> Option<NaiveTime> {
    let seconds = u32::try_from(nanoseconds.div_euclid(1_000_000_000)).ok()?;
    NaiveTime::from_num_seconds_from_midnight_opt(seconds, u32::try_from(nanoseconds.rem_euclid(1_000_000_000)).ok()?)
}

/// The moment so many parts of a second after 1970 in UTC.
pub(crate) fn timestamp_of(parts: i64, per_second: i64) -> Option<NaiveDateTime> {
    let fraction = parts.rem_euclid(per_second) * (1_000_000_000 / per_second);
    DateTime::from_timestamp(parts.div_euclid(per_second), u32::try_from(fraction).ok()?).map(|at| at.naive_utc())
}

/// `2025-01-31`.
pub(crate) fn date_text(date: NaiveDate) -> String {
    date.format(DATE).to_string()
}

/// `08:15:00`, with a fraction where there is one.
pub(crate) fn time_text(time: NaiveTime) -> String {
    time.format("%H:%M:%S%.f").to_string()
}

/// `2025-01-31 08:15:00.000000`, with so many digits behind the point.
pub(crate) fn timestamp_text(at: NaiveDateTime, digits: usize) -> String {
    let mut text = at.format("%Y-%m-%d %H:%M:%S").to_string();
    if digits > 0 {
        let fraction = format!("{:09}", at.nanosecond() % 1_000_000_000);
        text.push('.');
        text.push_str(&fraction[..digits.min(9)]);
    }
    text
}

fn wrong(what: &str) -> Record {
    Record::with(state::INVALID_CHARACTER_VALUE, format!("the text is not {what}"))
}

/// The date of a text; a timestamp will do if it is at midnight or `cut` allows any.
///
/// # Errors
/// 22018 for anything else.
pub(crate) fn parse_date(text: &str) -> Result<(NaiveDate, bool), Record> {
    if let Ok(date) = NaiveDate::parse_from_str(text.trim(), DATE) {
        return Ok((date, false));
    }
    let at = parse_timestamp(text).map_err(|_| wrong("a date such as `2025-01-31`"))?;
    Ok((at.date(), at.time() != NaiveTime::MIN))
}

/// The time of a text; the time of a timestamp will do.
///
/// # Errors
/// 22018 for anything else.
pub(crate) fn parse_time(text: &str) -> Result<NaiveTime, Record> {
    let time = NaiveTime::parse_from_str(text.trim(), "%H:%M:%S%.f")
        .or_else(|_| NaiveTime::parse_from_str(text.trim(), "%H:%M"));
    match time {
        Ok(time) => Ok(time),
        Err(_) => Ok(parse_timestamp(text).map_err(|_| wrong("a time such as `08:15:00`"))?.time()),
    }
}

/// The moment of a text in UTC: with a `T` or a space, with an offset or without; a date alone is its midnight.
///
/// # Errors
/// 22018 for anything else.
pub(crate) fn parse_timestamp(text: &str) -> Result<NaiveDateTime, Record> {
    let text = text.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok(at.naive_utc());
    }
    let formats = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M"];
    let whole = formats.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
    let midnight = || NaiveDate::parse_from_str(text, DATE).ok().map(|date| date.and_time(NaiveTime::MIN));
    whole.or_else(midnight).ok_or_else(|| wrong("a timestamp such as `2025-01-31 08:15:00`"))
}

fn overflow() -> Record {
    Record::new(state::DATETIME_OVERFLOW)
}

/// The struct of a date.
///
/// # Errors
/// 22008 for a year that it has no room for.
pub(crate) fn date_struct(date: NaiveDate) -> Result<structs::Date, Record> {
    let small = |number: u32| u16::try_from(number).map_err(|_| overflow());
    Ok(structs::Date {
        year: i16::try_from(date.year()).map_err(|_| overflow())?,
        month: small(date.month())?,
        day: small(date.day())?,
    })
}

/// The struct of a time, which has no room for a fraction.
///
/// # Errors
/// None in fact: every part of a time is small.
pub(crate) fn time_struct(time: NaiveTime) -> Result<structs::Time, Record> {
    let small = |number: u32| u16::try_from(number).map_err(|_| overflow());
    Ok(structs::Time { hour: small(time.hour())?, minute: small(time.minute())?, second: small(time.second())? })
}

/// The struct of a moment.
///
/// # Errors
/// 22008 for a year that it has no room for.
pub(crate) fn timestamp_struct(at: NaiveDateTime) -> Result<structs::Timestamp, Record> {
    let (date, time) = (date_struct(at.date())?, time_struct(at.time())?);
    Ok(structs::Timestamp {
        year: date.year,
        month: date.month,
        day: date.day,
        hour: time.hour,
        minute: time.minute,
        second: time.second,
        fraction: at.nanosecond() % 1_000_000_000,
    })
}

/// The date of a struct.
///
/// # Errors
/// 22007 if there is no such day.
pub(crate) fn date_from(parts: structs::Date) -> Result<NaiveDate, Record> {
    let date = NaiveDate::from_ymd_opt(parts.year.into(), parts.month.into(), parts.day.into());
    date.ok_or_else(|| Record::with(state::INVALID_DATETIME, "there is no such day"))
}

/// The time of a struct.
///
/// # Errors
/// 22007 if there is no such time.
pub(crate) fn time_from(parts: structs::Time) -> Result<NaiveTime, Record> {
    let time = NaiveTime::from_hms_opt(parts.hour.into(), parts.minute.into(), parts.second.into());
    time.ok_or_else(|| Record::with(state::INVALID_DATETIME, "there is no such time of day"))
}

/// The moment of a struct.
///
/// # Errors
/// 22007 if there is no such moment.
pub(crate) fn timestamp_from(parts: structs::Timestamp) -> Result<NaiveDateTime, Record> {
    let structs::Timestamp { year, month, day, hour, minute, second, fraction } = parts;
    let date = date_from(structs::Date { year, month, day })?;
    let time = time_from(structs::Time { hour, minute, second })?;
    let exact = time.with_nanosecond(fraction).filter(|_| fraction < 1_000_000_000);
    Ok(date.and_time(exact.ok_or_else(|| Record::with(state::INVALID_DATETIME, "a fraction is less than a second"))?))
}
