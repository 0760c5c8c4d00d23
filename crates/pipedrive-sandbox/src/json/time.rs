//! The spellings of time in the API: RFC 3339, the older v1 form, dates, times of day.

use std::fmt;

use chrono::{DateTime, Datelike, NaiveDate, Timelike};
use serde::{Serialize, Serializer};

/// Seconds in a day.
pub(crate) const DAY: i64 = 86_400;

/// Instant in Unix seconds, spelt `2024-01-01T00:00:00Z` (v2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Time(pub(crate) i64);

/// Instant in Unix milliseconds, spelt `2024-01-01T00:00:00.000Z` (v1 leads and lead labels).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MilliTime(pub(crate) i64);

/// Instant in Unix seconds, spelt `2024-01-01 00:00:00` (most of v1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LegacyTime(pub(crate) i64);

/// Days since 1970-01-01, spelt `2024-01-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day(pub(crate) i64);

/// Seconds since midnight, spelt `09:30:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TimeOfDay(pub(crate) u32);

impl Day {
    /// The day an instant falls on in UTC.
    pub(crate) fn of(seconds: i64) -> Self {
        Self(seconds.div_euclid(DAY))
    }
}

/// Writes date, separator and time of day of an instant.
fn write(f: &mut fmt::Formatter<'_>, seconds: i64, separator: char) -> fmt::Result {
    let time = DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    write!(
        f,
        "{:04}-{:02}-{:02}{separator}{:02}:{:02}:{:02}",
        time.year(),
        time.month(),
        time.day(),
        time.hour(),
        time.minute(),
        time.second()
    )
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(f, self.0, 'T')?;
        f.write_str("Z")
    }
}

impl fmt::Display for MilliTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(f, self.0.div_euclid(1000), 'T')?;
        write!(f, ".{:03}Z", self.0.rem_euclid(1000))
    }
}

impl fmt::Display for LegacyTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(f, self.0, ' ')
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = DateTime::from_timestamp(self.0 * DAY, 0).unwrap_or_default();
        write!(f, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}:{:02}", self.0 / 3600, self.0 / 60 % 60, self.0 % 60)
    }
}

/// Serialises a type as the text it displays.
macro_rules! serialize_as_text {
    ($($name:ty),*) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
    )*};
}

serialize_as_text!(Time, MilliTime, LegacyTime, Day, TimeOfDay);

/// Reads an RFC 3339 instant of whole seconds; the API refuses fractions and a space instead of `T`.
pub(crate) fn parse_time(text: &str) -> Option<i64> {
    if text.contains('.') || !text.contains('T') {
        return None;
    }
    DateTime::parse_from_rfc3339(text).ok().map(|time| time.timestamp())
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
        assert_eq!(Time(1_700_000_000).to_string(), "2023-11-14T22:13:20Z");
        assert_eq!(MilliTime(1_700_000_000_051).to_string(), "2023-11-14T22:13:20.051Z");
        assert_eq!(LegacyTime(-1).to_string(), "1969-12-31 23:59:59");
        assert_eq!(Day::of(1_700_000_000).to_string(), "2023-11-14");
        assert_eq!(TimeOfDay(34_205).to_string(), "09:30:05");
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
    fn days_are_read_in_one_form() {
        assert_eq!(parse_day("2023-11-14"), Some(Day::of(1_700_000_000)));
        assert_eq!(parse_day("2023-1-4"), None);
        assert_eq!(parse_day("2023-02-30"), None);
    }
}
