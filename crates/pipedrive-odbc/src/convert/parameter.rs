//! From a program's parameter to a value.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Timelike};

use super::number::{Exact, Number};
use super::{binary, fixed_size, moment};
use crate::abi::{c_type, length, sql_type as sql, structs};
use crate::diag::{Record, state};
use crate::memory;
use crate::text::{self, Encoding};

/// A value that a program passes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Int(i64),
    UInt(u64),
    Float(f64),
    Decimal(Exact),
    Text(String),
    Bytes(Vec<u8>),
    Date(NaiveDate),
    Time(NaiveTime),
    Timestamp(NaiveDateTime),
}

/// Where a parameter is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source {
    /// The type of the buffer.
    pub(crate) c_type: i16,
    /// The value.
    pub(crate) data: *const u8,
    /// Its length in bytes, `SQL_NTS` or `SQL_NULL_DATA`; of no other meaning for types that have a size.
    pub(crate) length: isize,
}

/// The value of a parameter as its buffer's type says.
///
/// # Errors
/// HY009 if there is no buffer, HY090 for a length that is none, HY003 for a type that is none, 22007 for a date that is
/// none, 22018 for text that is not UTF-8, 07006 for intervals.
///
/// # Safety
/// The buffer is null or has a value of the type and the length.
pub(crate) unsafe fn read(source: Source) -> Result<Value, Record> {
    if source.length == length::NULL_DATA {
        return Ok(Value::Null);
    }
    if source.length == length::DEFAULT_PARAM {
        return Err(Record::with(
            state::NOT_IMPLEMENTED,
            "default parameters: leave the argument out of the call instead",
        ));
    }
    if source.data.is_null() {
        return Err(Record::new(state::NULL_POINTER));
    }
    match source.c_type {
        // SAFETY: the caller vouches for the text.
        c_type::CHAR => unsafe { read_text(Encoding::Narrow, source) },
        // SAFETY: as above.
        c_type::WCHAR => unsafe { read_text(Encoding::Wide, source) },
        c_type::BINARY => {
            let bytes = usize::try_from(source.length).map_err(|_| Record::new(state::INVALID_LENGTH))?;
            // SAFETY: the caller vouches for the bytes.
            Ok(Value::Bytes(unsafe { memory::get_bytes(source.data, bytes) }))
        }
        // SAFETY: the caller vouches for a value of the type.
        _ => unsafe { read_fixed(source) },
    }
}

unsafe fn read_text(encoding: Encoding, source: Source) -> Result<Value, Record> {
    let width = isize::try_from(encoding.width()).unwrap_or(1);
    let units = if source.length < 0 { source.length } else { source.length / width };
    // SAFETY: the caller vouches for the text.
    let text = unsafe { text::read(encoding, source.data.cast(), units)? };
    Ok(text.map_or(Value::Null, Value::Text))
}

unsafe fn read_fixed(source: Source) -> Result<Value, Record> {
    let Some(size) = fixed_size(source.c_type) else { return Err(Record::new(state::INVALID_BUFFER_TYPE)) };
    // SAFETY: the caller vouches for a value of the type, which has that size.
    let bytes = unsafe { memory::get_bytes(source.data, size) };
    fixed(source.c_type, &bytes).ok_or_else(|| Record::new(state::INVALID_BUFFER_TYPE))?
}

/// The value of a type that has a size, out of its bytes.
fn fixed(c_type: i16, bytes: &[u8]) -> Option<Result<Value, Record>> {
    let short = |at: usize| Some(u16::from_ne_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    let year = || Some(i16::from_ne_bytes(bytes.get(..2)?.try_into().ok()?));
    let value = match c_type {
        c_type::BIT => Value::Bool(*bytes.first()? != 0),
        c_type::STINYINT | c_type::TINYINT => Value::Int(i8::from_ne_bytes(bytes.try_into().ok()?).into()),
        c_type::UTINYINT => Value::Int(u8::from_ne_bytes(bytes.try_into().ok()?).into()),
        c_type::SSHORT | c_type::SHORT => Value::Int(i16::from_ne_bytes(bytes.try_into().ok()?).into()),
        c_type::USHORT => Value::Int(u16::from_ne_bytes(bytes.try_into().ok()?).into()),
        c_type::SLONG | c_type::LONG => Value::Int(i32::from_ne_bytes(bytes.try_into().ok()?).into()),
        c_type::ULONG => Value::Int(u32::from_ne_bytes(bytes.try_into().ok()?).into()),
        c_type::SBIGINT => Value::Int(i64::from_ne_bytes(bytes.try_into().ok()?)),
        c_type::UBIGINT => Value::UInt(u64::from_ne_bytes(bytes.try_into().ok()?)),
        c_type::FLOAT => Value::Float(f32::from_ne_bytes(bytes.try_into().ok()?).into()),
        c_type::DOUBLE => Value::Float(f64::from_ne_bytes(bytes.try_into().ok()?)),
        c_type::TYPE_DATE | c_type::DATE => {
            let parts = structs::Date { year: year()?, month: short(2)?, day: short(4)? };
            return Some(moment::date_from(parts).map(Value::Date));
        }
        c_type::TYPE_TIME | c_type::TIME => {
            let parts = structs::Time { hour: short(0)?, minute: short(2)?, second: short(4)? };
            return Some(moment::time_from(parts).map(Value::Time));
        }
        c_type::TYPE_TIMESTAMP | c_type::TIMESTAMP => {
            let fraction = u32::from_ne_bytes(bytes.get(12..16)?.try_into().ok()?);
            let (month, day, hour, minute, second) = (short(2)?, short(4)?, short(6)?, short(8)?, short(10)?);
            let parts = structs::Timestamp { year: year()?, month, day, hour, minute, second, fraction };
            return Some(moment::timestamp_from(parts).map(Value::Timestamp));
        }
        c_type::NUMERIC => return Some(numeric(bytes)),
        c_type::GUID => Value::Text(binary::guid_text(&structs::Guid {
            data1: u32::from_ne_bytes(bytes.get(..4)?.try_into().ok()?),
            data2: short(4)?,
            data3: short(6)?,
            data4: bytes.get(8..16)?.try_into().ok()?,
        })),
        _ => return Some(Err(Record::new(state::RESTRICTED_TYPE))),
    };
    Some(Ok(value))
}

fn numeric(bytes: &[u8]) -> Result<Value, Record> {
    let out_of_range = || Record::new(state::OUT_OF_RANGE);
    let [_, scale, sign, unscaled @ ..] = bytes else { return Err(out_of_range()) };
    let unscaled = <[u8; 16]>::try_from(unscaled).map_err(|_| out_of_range())?;
    let unscaled = i128::try_from(u128::from_le_bytes(unscaled)).map_err(|_| out_of_range())?;
    let scale = i8::from_ne_bytes([*scale]);
    let exact = if let Ok(scale) = u32::try_from(scale) {
        Exact { unscaled, scale }
    } else {
        // A negative scale means zeros at the end.
        let unit = 10_i128.checked_pow(scale.unsigned_abs().into()).ok_or_else(out_of_range)?;
        Exact { unscaled: unscaled.checked_mul(unit).ok_or_else(out_of_range)?, scale: 0 }
    };
    Ok(Value::Decimal(if *sign == 0 { Exact { unscaled: -exact.unscaled, ..exact } } else { exact }))
}

/// The value as the SQL type of the parameter wants it. What is no text stays what it is where text is wanted: the engine
/// compares a number with a text column better than its digits with a number column.
///
/// # Errors
/// 22018 for text that is not of the type, 22003 for numbers that do not fit.
pub(crate) fn convert(value: Value, sql_type: i16) -> Result<Value, Record> {
    Ok(match (sql_type, value) {
        (sql::TYPE_DATE | sql::DATE_2, Value::Text(text)) => day(moment::parse_date(&text)?)?,
        (sql::TYPE_DATE | sql::DATE_2, Value::Timestamp(at)) => day((at.date(), at.time() != NaiveTime::MIN))?,
        (sql::TYPE_TIME | sql::TIME_2, Value::Text(text)) => Value::Time(moment::parse_time(&text)?),
        (sql::TYPE_TIME | sql::TIME_2, Value::Timestamp(at)) if at.nanosecond() == 0 => Value::Time(at.time()),
        (sql::TYPE_TIME | sql::TIME_2, Value::Timestamp(_)) => return Err(cut("a fraction of a second")),
        (sql::TYPE_TIMESTAMP | sql::TIMESTAMP_2, Value::Text(text)) => exact(moment::parse_timestamp(&text)?)?,
        (_, Value::Timestamp(at)) => exact(at)?,
        (sql::TYPE_TIMESTAMP | sql::TIMESTAMP_2, Value::Date(date)) => Value::Timestamp(date.and_time(NaiveTime::MIN)),
        (sql::BIT, Value::Text(text)) => Value::Bool(boolean(&text)?),
        (sql::BIT, Value::Int(number @ (0 | 1))) => Value::Bool(number == 1),
        (sql::TINYINT | sql::SMALLINT | sql::INTEGER | sql::BIGINT, Value::Text(text)) => whole(Number::parse(&text)?)?,
        (sql::TINYINT | sql::SMALLINT | sql::INTEGER | sql::BIGINT, Value::Decimal(number)) => {
            whole(Number::Exact(number))?
        }
        (sql::REAL | sql::FLOAT | sql::DOUBLE, Value::Text(text)) => Value::Float(Number::parse(&text)?.to_float()),
        (sql::REAL | sql::FLOAT | sql::DOUBLE, Value::Decimal(number)) => Value::Float(number.to_float()),
        (sql::NUMERIC | sql::DECIMAL, Value::Text(text)) => match Number::parse(&text)? {
            Number::Exact(number) => Value::Decimal(number),
            Number::Float(number) => Value::Float(number),
        },
        (sql::BINARY | sql::VARBINARY | sql::LONGVARBINARY, Value::Text(text)) => {
            Value::Bytes(binary::from_hex(&text)?)
        }
        (
            sql::CHAR | sql::VARCHAR | sql::LONGVARCHAR | sql::WCHAR | sql::WVARCHAR | sql::WLONGVARCHAR,
            Value::Bytes(bytes),
        ) => Value::Text(
            String::from_utf8(bytes)
                .map_err(|_| Record::with(state::INVALID_CHARACTER_VALUE, "the bytes are not UTF-8"))?,
        ),
        (_, value) => value,
    })
}

/// The date of a moment that is its midnight.
fn day((date, is_within): (NaiveDate, bool)) -> Result<Value, Record> {
    if is_within { Err(cut("a time of day")) } else { Ok(Value::Date(date)) }
}

/// A moment of as many digits as timestamps have.
fn exact(at: NaiveDateTime) -> Result<Value, Record> {
    if at.nanosecond().is_multiple_of(1000) { Ok(Value::Timestamp(at)) } else { Err(cut("a part of a microsecond")) }
}

/// The standard has no warning for a parameter of which a part would be lost.
fn cut(what: &str) -> Record {
    Record::with(state::DATETIME_OVERFLOW, format!("{what} would be cut from the parameter"))
}

fn boolean(text: &str) -> Result<bool, Record> {
    match text.trim() {
        "1" => Ok(true),
        "0" => Ok(false),
        other if other.eq_ignore_ascii_case("true") => Ok(true),
        other if other.eq_ignore_ascii_case("false") => Ok(false),
        _ => Err(Record::with(state::INVALID_CHARACTER_VALUE, "the text is not `0`, `1`, `true` or `false`")),
    }
}

fn whole(number: Number) -> Result<Value, Record> {
    let (number, was_cut) = number.truncated()?;
    if was_cut {
        return Err(Record::with(state::OUT_OF_RANGE, "the number has a fraction, the parameter is an integer"));
    }
    match (i64::try_from(number), u64::try_from(number)) {
        (Ok(number), _) => Ok(Value::Int(number)),
        (_, Ok(number)) => Ok(Value::UInt(number)),
        _ => Err(Record::new(state::OUT_OF_RANGE)),
    }
}
