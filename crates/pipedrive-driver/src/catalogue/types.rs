//! The types as rows.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Int32Array, RecordBatch, StringArray};

use super::columns::batch;
use crate::error::Error;
use crate::sql_type::{SQL_TYPES, SqlType};

pub(super) fn type_info() -> Result<RecordBatch, Error> {
    let text = |member: fn(&SqlType) -> Option<&'static str>| -> ArrayRef {
        Arc::new(SQL_TYPES.iter().map(member).collect::<StringArray>())
    };
    let number = |member: fn(&SqlType) -> Option<i32>| -> ArrayRef {
        Arc::new(SQL_TYPES.iter().map(member).collect::<Int32Array>())
    };
    let flag = |member: fn(&SqlType) -> bool| -> ArrayRef {
        Arc::new(SQL_TYPES.iter().map(|known| Some(member(known))).collect::<BooleanArray>())
    };
    let columns = [
        ("name", text(|known| Some(known.name))),
        ("column_size", number(|known| known.column_size)),
        ("decimal_digits", number(|known| known.decimal_digits)),
        ("octet_length", number(|known| known.octet_length)),
        ("radix", number(|known| known.radix)),
        ("literal_prefix", text(|known| known.literal_prefix)),
        ("literal_suffix", text(|known| known.literal_suffix)),
        ("parameters", text(|known| known.parameters)),
        ("is_case_sensitive", flag(|known| known.is_case_sensitive)),
        ("is_like", flag(|known| known.is_like)),
    ];
    batch(columns.map(|(name, array)| (name.to_owned(), array)).into())
}
