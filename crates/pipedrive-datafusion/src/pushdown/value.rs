//! Literals in the forms the API's parameters take.

use chrono::{DateTime, SecondsFormat};
use datafusion::common::ScalarValue;
use pipedrive_schema::ApiVersion;

/// The text of a literal for a parameter compared by equality; `None` if the API has no form for it.
///
/// A text with a comma cannot stand in a comma-separated list, so `in_list` refuses it.
pub(super) fn equality(value: &ScalarValue, version: ApiVersion, in_list: bool) -> Option<String> {
    match value {
        // The integers that parameters compare are ids, which begin at 1; the API refuses others.
        ScalarValue::Int64(Some(number)) => (*number > 0).then(|| number.to_string()),
        ScalarValue::Date32(Some(_)) => Some(value.to_string()),
        ScalarValue::Boolean(Some(flag)) => Some(match version {
            ApiVersion::V2 => flag.to_string(),
            // v1 takes its flags as numbers.
            ApiVersion::V1 => i32::from(*flag).to_string(),
        }),
        ScalarValue::Utf8(Some(text)) | ScalarValue::Utf8View(Some(text)) | ScalarValue::LargeUtf8(Some(text)) => {
            let fits = !text.is_empty() && (!in_list || !text.contains(','));
            fits.then(|| text.clone())
        }
        _ => None,
    }
}

/// The text of an argument of a table function, which may also be an instant: of that the API takes whole seconds, in v1
/// without a time zone and in UTC.
pub(super) fn argument(value: &ScalarValue, version: ApiVersion) -> Option<String> {
    let instant = instant(value, false).map(|text| match version {
        ApiVersion::V1 => text.trim_end_matches('Z').replace('T', " "),
        ApiVersion::V2 => text,
    });
    instant.or_else(|| equality(value, version, false))
}

/// Whole seconds of an instant, rounded down or up, in RFC 3339.
///
/// # Soundness
/// `updated_since` gets the bound rounded down and `updated_until` rounded up, so that rounding can only
/// add rows; a fraction of a second is refused by the API (400).
pub(super) fn instant(value: &ScalarValue, round_up: bool) -> Option<String> {
    let (ticks, per_second) = match value {
        ScalarValue::TimestampMicrosecond(Some(micros), _) => (*micros, 1_000_000),
        ScalarValue::TimestampNanosecond(Some(nanos), _) => (*nanos, 1_000_000_000),
        _ => return None,
    };
    let mut seconds = ticks.div_euclid(per_second);
    if round_up && ticks.rem_euclid(per_second) != 0 {
        seconds = seconds.checked_add(1)?;
    }
    let time = DateTime::from_timestamp(seconds, 0)?;
    // The API's parser takes years of four digits.
    (0..=9999).contains(&chrono::Datelike::year(&time)).then(|| time.to_rfc3339_opts(SecondsFormat::Secs, true))
}

/// The instant one tick later: the open bound above a closed one.
pub(super) fn just_after(value: &ScalarValue) -> Option<ScalarValue> {
    match value {
        ScalarValue::TimestampMicrosecond(Some(micros), zone) => {
            Some(ScalarValue::TimestampMicrosecond(Some(micros.checked_add(1)?), zone.clone()))
        }
        ScalarValue::TimestampNanosecond(Some(nanos), zone) => {
            Some(ScalarValue::TimestampNanosecond(Some(nanos.checked_add(1)?), zone.clone()))
        }
        _ => None,
    }
}
