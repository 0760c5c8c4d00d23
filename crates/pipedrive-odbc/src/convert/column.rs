//! A column of a batch of rows, made ready so that reading a value is one look at an array.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BinaryArray, BooleanArray, Decimal128Array, Float32Array, Float64Array, Int32Array, Int64Array,
    StringArray, StringViewArray, UInt64Array,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, TimeUnit};
use arrow::error::ArrowError;
use pipedrive_driver::json_texts;

use super::cell::Cell;
use super::moment;
use super::number::Exact;
use crate::diag::{Record, state};

/// A column whose values can be read one by one.
#[derive(Debug)]
pub(crate) enum Column {
    Null,
    Bool(BooleanArray),
    Int(Int64Array),
    UInt(UInt64Array),
    Real(Float32Array),
    Float(Float64Array),
    Decimal(Decimal128Array, u32),
    Text(StringArray),
    View(StringViewArray),
    Bytes(BinaryArray),
    Date(Int32Array),
    /// Nanoseconds since midnight.
    Time(Int64Array),
    /// Parts of a second since 1970, how many a second has, and how many digits that makes.
    Timestamp(Int64Array, i64, usize),
}

/// How many digits of the second a unit of time has.
pub(crate) const fn digits(unit: TimeUnit) -> usize {
    match unit {
        TimeUnit::Second => 0,
        TimeUnit::Millisecond => 3,
        TimeUnit::Microsecond => 6,
        TimeUnit::Nanosecond => 9,
    }
}

impl Column {
    /// Makes a column ready. Lists and structs become JSON texts; types that programs have no buffers for become texts.
    ///
    /// # Errors
    /// HY000 if Arrow cannot write the values as text.
    pub(crate) fn new(values: &ArrayRef) -> Result<Self, Record> {
        Self::from_array(values)
            .map_err(|error| Record::with(state::GENERAL, format!("the column cannot be read: {error}")))
    }

    fn from_array(values: &ArrayRef) -> Result<Self, ArrowError> {
        let to = |wanted: &DataType| {
            if values.data_type() == wanted { Ok(Arc::clone(values)) } else { cast(values, wanted) }
        };
        Ok(match values.data_type() {
            DataType::Null => Self::Null,
            DataType::Boolean => Self::Bool(typed(&to(&DataType::Boolean)?)?),
            DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Int64 => {
                Self::Int(typed(&to(&DataType::Int64)?)?)
            }
            DataType::UInt8 | DataType::UInt16 | DataType::UInt32 | DataType::UInt64 => {
                Self::UInt(typed(&to(&DataType::UInt64)?)?)
            }
            DataType::Float16 | DataType::Float32 => Self::Real(typed(&to(&DataType::Float32)?)?),
            DataType::Float64 => Self::Float(typed(&to(&DataType::Float64)?)?),
            DataType::Decimal32(precision, scale)
            | DataType::Decimal64(precision, scale)
            | DataType::Decimal128(precision, scale) => match u32::try_from(*scale) {
                Ok(digits) => Self::Decimal(typed(&to(&DataType::Decimal128(*precision, *scale))?)?, digits),
                Err(_) => Self::Text(typed(&to(&DataType::Utf8)?)?),
            },
            DataType::Utf8View => Self::View(typed(&to(&DataType::Utf8View)?)?),
            DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => {
                Self::Bytes(typed(&to(&DataType::Binary)?)?)
            }
            DataType::Date32 | DataType::Date64 => {
                Self::Date(typed(&cast(&to(&DataType::Date32)?, &DataType::Int32)?)?)
            }
            DataType::Time32(_) | DataType::Time64(_) => {
                Self::Time(typed(&cast(&to(&DataType::Time64(TimeUnit::Nanosecond))?, &DataType::Int64)?)?)
            }
            DataType::Timestamp(unit, _) => {
                let digits = digits(*unit);
                let exponent = u32::try_from(digits).unwrap_or_default();
                Self::Timestamp(typed(&to(&DataType::Int64)?)?, 10_i64.pow(exponent), digits)
            }
            DataType::Dictionary(_, inner) => Self::from_array(&to(inner)?)?,
            nested if nested.is_nested() => Self::Text(json_texts(values)?),
            _ => Self::Text(typed(&to(&DataType::Utf8)?)?),
        })
    }

    /// The value of a row, NULL behind the last one.
    ///
    /// # Errors
    /// 22008 for a date or a time that is too far away to be told.
    pub(crate) fn cell(&self, row: usize) -> Result<Cell<'_>, Record> {
        let overflow = || Record::new(state::DATETIME_OVERFLOW);
        Ok(match self {
            Self::Bool(values) if is_there(values, row) => Cell::Bool(values.value(row)),
            Self::Int(values) if is_there(values, row) => Cell::Int(values.value(row)),
            Self::UInt(values) if is_there(values, row) => Cell::UInt(values.value(row)),
            Self::Real(values) if is_there(values, row) => Cell::Real(values.value(row)),
            Self::Float(values) if is_there(values, row) => Cell::Float(values.value(row)),
            Self::Decimal(values, scale) if is_there(values, row) => {
                Cell::Decimal(Exact { unscaled: values.value(row), scale: *scale })
            }
            Self::Text(values) if is_there(values, row) => Cell::Text(values.value(row)),
            Self::View(values) if is_there(values, row) => Cell::Text(values.value(row)),
            Self::Bytes(values) if is_there(values, row) => Cell::Bytes(values.value(row)),
            Self::Date(values) if is_there(values, row) => {
                Cell::Date(moment::date_of_day(values.value(row)).ok_or_else(overflow)?)
            }
            Self::Time(values) if is_there(values, row) => {
                Cell::Time(moment::time_of_nanoseconds(values.value(row)).ok_or_else(overflow)?)
            }
            Self::Timestamp(values, per_second, digits) if is_there(values, row) => {
                let at = moment::timestamp_of(values.value(row), *per_second).ok_or_else(overflow)?;
                Cell::Timestamp(at, *digits)
            }
            _ => Cell::Null,
        })
    }
}

fn is_there(values: &impl Array, row: usize) -> bool {
    row < values.len() && values.is_valid(row)
}

/// The array as what it is.
fn typed<A: Array + Clone + 'static>(values: &ArrayRef) -> Result<A, ArrowError> {
    let found = values.as_any().downcast_ref::<A>().cloned();
    found.ok_or_else(|| ArrowError::CastError(format!("an array of {} is of another kind", values.data_type())))
}
