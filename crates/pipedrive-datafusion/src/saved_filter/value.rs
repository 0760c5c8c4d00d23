//! Literals as conditions compare them, widened where the API may see them otherwise.

use arrow::temporal_conversions::date32_to_datetime;
use chrono::{DateTime, Datelike, Days, NaiveDate};
use datafusion::common::ScalarValue;

/// Longest text that conditions carry.
const MAX_TEXT: usize = 250;

/// Largest number whose neighbours are still whole numbers of their own, in whatever the API keeps it.
const MAX_NUMBER: f64 = 16_777_216.0;

/// A text by which a condition may compare; `None` where the API might read it in another way.
///
/// # Soundness
/// It may not end or begin with a blank, which the API could cut off, nor hold a backslash, which a pattern could take
/// for an escape. A `%` or `_` could be taken for a joker, which only keeps more rows.
pub(super) fn text(value: &ScalarValue) -> Option<String> {
    usable(value.try_as_str().flatten()?).then(|| value.try_as_str().flatten().map(str::to_owned))?
}

/// Whether a condition may compare with that text.
pub(super) fn usable(text: &str) -> bool {
    let odd = |c: char| c == '\\' || c.is_control();
    !text.is_empty() && text.len() <= MAX_TEXT && text.trim() == text && !text.contains(odd)
}

/// The id of a record or option; `Some(None)` for a number that is no id.
#[expect(clippy::option_option, reason = "a number nobody has as an id and a literal of another kind are two things")]
pub(super) fn reference(value: &ScalarValue) -> Option<Option<String>> {
    match value {
        ScalarValue::Int64(Some(id)) => Some((*id > 0).then(|| id.to_string())),
        _ => None,
    }
}

/// A number of moderate size.
pub(super) fn number(value: &ScalarValue) -> Option<f64> {
    let number = match value {
        ScalarValue::Float64(Some(number)) => *number,
        ScalarValue::Int64(Some(number)) => f64::from(i32::try_from(*number).ok()?),
        _ => return None,
    };
    (number.abs() <= MAX_NUMBER).then_some(number)
}

/// Whether every way of keeping the number keeps it as it is.
pub(super) fn is_whole(number: f64) -> bool {
    number.fract() == 0.0
}

/// First and last day on which an instant, or a day, can fall: in any time zone if it is compared in an unknown one.
///
/// # Soundness
/// Time zones are at most 14 hours from UTC, so that the day anywhere is the one in UTC or one beside it.
pub(super) fn days(value: &ScalarValue, unknown_zone: bool) -> Option<(NaiveDate, NaiveDate)> {
    let day = match value {
        ScalarValue::Date32(Some(days)) => date32_to_datetime(*days)?.date(),
        ScalarValue::TimestampMicrosecond(Some(micros), _) => DateTime::from_timestamp_micros(*micros)?.date_naive(),
        ScalarValue::TimestampNanosecond(Some(nanos), _) => DateTime::from_timestamp_nanos(*nanos).date_naive(),
        _ => return None,
    };
    let slack = Days::new(u64::from(unknown_zone));
    let (first, last) = (day.checked_sub_days(slack)?, day.checked_add_days(slack)?);
    let is_written = |day: NaiveDate| (1..=9999).contains(&day.year());
    (is_written(first) && is_written(last)).then_some((first, last))
}
