//! Errors and values between the driver underneath and the records and values here.

use chrono::{Datelike, Timelike};
use datafusion::common::ScalarValue;

use crate::convert::Value;
use crate::diag::{Record, state};

/// The diagnostic of an error: its message, and its advice behind it, because programs show nothing else.
pub(crate) fn record(error: &pipedrive_driver::Error) -> Record {
    let mut message = error.message().to_owned();
    for hint in error.hints() {
        message.push_str("; hint: ");
        message.push_str(hint);
    }
    Record { native: error.native_code(), ..Record::with(error.sqlstate(), message) }
}

impl From<pipedrive_driver::Error> for Record {
    fn from(error: pipedrive_driver::Error) -> Self {
        record(&error)
    }
}

/// Days from the first day of the common era to 1970-01-01.
const EPOCH: i32 = 719_163;

/// The engine's value of a parameter.
///
/// # Errors
/// 22003 for an exact number with more than 38 digits, 22008 for a moment that is too far away.
pub(crate) fn scalar(value: Value) -> Result<ScalarValue, Record> {
    Ok(match value {
        Value::Null => ScalarValue::Null,
        Value::Bool(flag) => ScalarValue::Boolean(Some(flag)),
        Value::Int(number) => ScalarValue::Int64(Some(number)),
        Value::UInt(number) => ScalarValue::UInt64(Some(number)),
        Value::Float(number) => ScalarValue::Float64(Some(number)),
        Value::Decimal(number) => {
            let scale = i8::try_from(number.scale).ok().filter(|scale| *scale <= 38);
            let scale = scale.ok_or_else(|| Record::new(state::OUT_OF_RANGE))?;
            if number.unscaled.unsigned_abs() >= 10_u128.pow(38) {
                return Err(Record::new(state::OUT_OF_RANGE));
            }
            ScalarValue::Decimal128(Some(number.unscaled), 38, scale)
        }
        Value::Text(text) => ScalarValue::Utf8(Some(text)),
        Value::Bytes(bytes) => ScalarValue::Binary(Some(bytes)),
        Value::Date(date) => ScalarValue::Date32(Some(date.num_days_from_ce() - EPOCH)),
        Value::Time(time) => {
            let seconds = i64::from(time.num_seconds_from_midnight());
            ScalarValue::Time64Nanosecond(Some(seconds * 1_000_000_000 + i64::from(time.nanosecond())))
        }
        Value::Timestamp(at) => ScalarValue::TimestampMicrosecond(Some(at.and_utc().timestamp_micros()), None),
    })
}
