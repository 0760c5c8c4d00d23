//! The key of a record whose children are asked for.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use pipedrive_schema::{ColumnType, TableSpec};

use crate::pushdown::{has_uuids, is_uuid};

/// One key, in the order in which keys are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Key {
    Number(i64),
    Text(String),
}

impl Key {
    /// The keys among the values compared with the parent column of `spec`, sorted and each once; `None` if a value
    /// is not of the column's type.
    ///
    /// A value that no record can have as its key (NULL, a number below 1, a text that is no UUID where the API
    /// gives out UUIDs, a UUID in capitals) is left out: no row has it, and sent it could meet another route, or the
    /// record that the API takes it for, whose children do not have that text in their parent column.
    pub(crate) fn all(spec: &'static TableSpec, values: &[ScalarValue]) -> Option<Vec<Self>> {
        let column = spec.column(spec.parent?.column)?;
        let uuids = column.references.and_then(|(table, _)| pipedrive_schema::table(table)).is_some_and(has_uuids);
        let mut keys = Vec::new();
        for value in values.iter().filter(|value| !value.is_null()) {
            let key = match (column.data_type, value) {
                (ColumnType::Int64, ScalarValue::Int64(Some(number))) => Self::Number(*number),
                (ColumnType::Text, value) => Self::Text(value.try_as_str()??.to_owned()),
                _ => return None,
            };
            let possible = match &key {
                Self::Number(number) => *number > 0,
                Self::Text(text) if is_uuid(text) => !text.contains(|c: char| c.is_ascii_uppercase()),
                Self::Text(text) => !uuids && !text.is_empty() && !text.contains(','),
            };
            if possible {
                keys.push(key);
            }
        }
        keys.sort();
        keys.dedup();
        Some(keys)
    }

    /// The keys in a column of the parents' table, without NULLs.
    ///
    /// # Errors
    /// If the column is neither of numbers nor of texts.
    pub(crate) fn column(array: &ArrayRef) -> Result<Vec<Self>> {
        if array.data_type() == &DataType::Int64 {
            return Ok(array.as_primitive::<Int64Type>().iter().flatten().map(Self::Number).collect());
        }
        let texts = cast(array, &DataType::Utf8)?;
        Ok(texts.as_string::<i32>().iter().flatten().map(|text| Self::Text(text.to_owned())).collect())
    }

    /// Whether it lies beyond the ids of the API, which calls such a key invalid.
    pub(crate) fn is_beyond(&self) -> bool {
        matches!(self, Self::Number(number) if *number > i64::from(i32::MAX))
    }

    /// The key as a request names it.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.clone(),
        }
    }

    /// The key as the parent column's value.
    pub(crate) fn value(&self) -> ScalarValue {
        match self {
            Self::Number(number) => ScalarValue::Int64(Some(*number)),
            Self::Text(text) => ScalarValue::Utf8(Some(text.clone())),
        }
    }
}
