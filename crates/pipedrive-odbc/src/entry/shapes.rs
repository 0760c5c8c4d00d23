//! The columns of the results of catalogue functions, as the standard lists them.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int16Array, Int32Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema};

use crate::convert::{Cell, Column};
use crate::diag::{Record, state};

/// What a column holds: text, or numbers of 16 or 32 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Short,
    Long,
}

use Kind::{Long, Short, Text};

/// Columns by name.
pub(super) type Shape = &'static [(&'static str, Kind)];

pub(super) const TABLES: Shape =
    &[("TABLE_CAT", Text), ("TABLE_SCHEM", Text), ("TABLE_NAME", Text), ("TABLE_TYPE", Text), ("REMARKS", Text)];

pub(super) const COLUMNS: Shape = &[
    ("TABLE_CAT", Text),
    ("TABLE_SCHEM", Text),
    ("TABLE_NAME", Text),
    ("COLUMN_NAME", Text),
    ("DATA_TYPE", Short),
    ("TYPE_NAME", Text),
    ("COLUMN_SIZE", Long),
    ("BUFFER_LENGTH", Long),
    ("DECIMAL_DIGITS", Short),
    ("NUM_PREC_RADIX", Short),
    ("NULLABLE", Short),
    ("REMARKS", Text),
    ("COLUMN_DEF", Text),
    ("SQL_DATA_TYPE", Short),
    ("SQL_DATETIME_SUB", Short),
    ("CHAR_OCTET_LENGTH", Long),
    ("ORDINAL_POSITION", Long),
    ("IS_NULLABLE", Text),
];

pub(super) const PRIMARY_KEYS: Shape = &[
    ("TABLE_CAT", Text),
    ("TABLE_SCHEM", Text),
    ("TABLE_NAME", Text),
    ("COLUMN_NAME", Text),
    ("KEY_SEQ", Short),
    ("PK_NAME", Text),
];

pub(super) const FOREIGN_KEYS: Shape = &[
    ("PKTABLE_CAT", Text),
    ("PKTABLE_SCHEM", Text),
    ("PKTABLE_NAME", Text),
    ("PKCOLUMN_NAME", Text),
    ("FKTABLE_CAT", Text),
    ("FKTABLE_SCHEM", Text),
    ("FKTABLE_NAME", Text),
    ("FKCOLUMN_NAME", Text),
    ("KEY_SEQ", Short),
    ("UPDATE_RULE", Short),
    ("DELETE_RULE", Short),
    ("FK_NAME", Text),
    ("PK_NAME", Text),
    ("DEFERRABILITY", Short),
];

pub(super) const STATISTICS: Shape = &[
    ("TABLE_CAT", Text),
    ("TABLE_SCHEM", Text),
    ("TABLE_NAME", Text),
    ("NON_UNIQUE", Short),
    ("INDEX_QUALIFIER", Text),
    ("INDEX_NAME", Text),
    ("TYPE", Short),
    ("ORDINAL_POSITION", Short),
    ("COLUMN_NAME", Text),
    ("ASC_OR_DESC", Text),
    ("CARDINALITY", Long),
    ("PAGES", Long),
    ("FILTER_CONDITION", Text),
];

pub(super) const SPECIAL_COLUMNS: Shape = &[
    ("SCOPE", Short),
    ("COLUMN_NAME", Text),
    ("DATA_TYPE", Short),
    ("TYPE_NAME", Text),
    ("COLUMN_SIZE", Long),
    ("BUFFER_LENGTH", Long),
    ("DECIMAL_DIGITS", Short),
    ("PSEUDO_COLUMN", Short),
];

pub(super) const PROCEDURES: Shape = &[
    ("PROCEDURE_CAT", Text),
    ("PROCEDURE_SCHEM", Text),
    ("PROCEDURE_NAME", Text),
    ("NUM_INPUT_PARAMS", Long),
    ("NUM_OUTPUT_PARAMS", Long),
    ("NUM_RESULT_SETS", Long),
    ("REMARKS", Text),
    ("PROCEDURE_TYPE", Short),
];

pub(super) const PROCEDURE_COLUMNS: Shape = &[
    ("PROCEDURE_CAT", Text),
    ("PROCEDURE_SCHEM", Text),
    ("PROCEDURE_NAME", Text),
    ("COLUMN_NAME", Text),
    ("COLUMN_TYPE", Short),
    ("DATA_TYPE", Short),
    ("TYPE_NAME", Text),
    ("COLUMN_SIZE", Long),
    ("BUFFER_LENGTH", Long),
    ("DECIMAL_DIGITS", Short),
    ("NUM_PREC_RADIX", Short),
    ("NULLABLE", Short),
    ("REMARKS", Text),
    ("COLUMN_DEF", Text),
    ("SQL_DATA_TYPE", Short),
    ("SQL_DATETIME_SUB", Short),
    ("CHAR_OCTET_LENGTH", Long),
    ("ORDINAL_POSITION", Long),
    ("IS_NULLABLE", Text),
];

pub(super) const TABLE_PRIVILEGES: Shape = &[
    ("TABLE_CAT", Text),
    ("TABLE_SCHEM", Text),
    ("TABLE_NAME", Text),
    ("GRANTOR", Text),
    ("GRANTEE", Text),
    ("PRIVILEGE", Text),
    ("IS_GRANTABLE", Text),
];

pub(super) const COLUMN_PRIVILEGES: Shape = &[
    ("TABLE_CAT", Text),
    ("TABLE_SCHEM", Text),
    ("TABLE_NAME", Text),
    ("COLUMN_NAME", Text),
    ("GRANTOR", Text),
    ("GRANTEE", Text),
    ("PRIVILEGE", Text),
    ("IS_GRANTABLE", Text),
];

pub(super) const TYPES: Shape = &[
    ("TYPE_NAME", Text),
    ("DATA_TYPE", Short),
    ("COLUMN_SIZE", Long),
    ("LITERAL_PREFIX", Text),
    ("LITERAL_SUFFIX", Text),
    ("CREATE_PARAMS", Text),
    ("NULLABLE", Short),
    ("CASE_SENSITIVE", Short),
    ("SEARCHABLE", Short),
    ("UNSIGNED_ATTRIBUTE", Short),
    ("FIXED_PREC_SCALE", Short),
    ("AUTO_UNIQUE_VALUE", Short),
    ("LOCAL_TYPE_NAME", Text),
    ("MINIMUM_SCALE", Short),
    ("MAXIMUM_SCALE", Short),
    ("SQL_DATA_TYPE", Short),
    ("SQL_DATETIME_SUB", Short),
    ("NUM_PREC_RADIX", Long),
    ("INTERVAL_PRECISION", Short),
];

/// One value of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Item {
    Null,
    Text(String),
    Number(i32),
}

impl Item {
    /// A text.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A number, or NULL.
    pub(super) fn number(number: Option<impl Into<i32>>) -> Self {
        number.map_or(Self::Null, |number| Self::Number(number.into()))
    }

    /// A size; what is larger than there is room for is the largest.
    pub(super) fn size(size: usize) -> Self {
        Self::Number(i32::try_from(size).unwrap_or(i32::MAX))
    }

    fn as_number(&self) -> Option<i32> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }
}

/// The rows as a batch of that shape.
///
/// # Errors
/// HY000 if a row has too few values, which would be a mistake here.
pub(super) fn build(shape: Shape, rows: &[Vec<Item>]) -> Result<RecordBatch, Record> {
    let mut arrays: Vec<ArrayRef> = Vec::with_capacity(shape.len());
    let mut fields = Vec::with_capacity(shape.len());
    for (index, (name, kind)) in shape.iter().enumerate() {
        let numbers = rows.iter().map(|row| row.get(index).and_then(Item::as_number));
        let (data_type, array): (DataType, ArrayRef) = match kind {
            Text => {
                let texts = rows.iter().map(|row| match row.get(index) {
                    Some(Item::Text(text)) => Some(text.as_str()),
                    _ => None,
                });
                (DataType::Utf8, Arc::new(texts.collect::<StringArray>()))
            }
            Short => {
                let shorts = numbers.map(|number| number.and_then(|number| i16::try_from(number).ok()));
                (DataType::Int16, Arc::new(shorts.collect::<Int16Array>()))
            }
            Long => (DataType::Int32, Arc::new(numbers.collect::<Int32Array>())),
        };
        fields.push(Field::new(*name, data_type, true));
        arrays.push(array);
    }
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays);
    batch.map_err(|error| Record::with(state::GENERAL, error.to_string()))
}

/// The driver's rows, read by the names of their columns.
pub(super) struct Rows {
    names: Vec<String>,
    columns: Vec<Column>,
    pub(super) count: usize,
}

impl Rows {
    /// Makes rows ready.
    ///
    /// # Errors
    /// HY000 if they cannot be read.
    pub(super) fn new(batch: &RecordBatch) -> Result<Self, Record> {
        let names = batch.schema().fields().iter().map(|field| field.name().clone()).collect();
        let columns = batch.columns().iter().map(Column::new).collect::<Result<_, _>>()?;
        Ok(Self { names, columns, count: batch.num_rows() })
    }

    /// The value of a column, NULL where there is no such one.
    pub(super) fn item(&self, row: usize, name: &str) -> Item {
        let column = self.names.iter().position(|known| known == name).and_then(|index| self.columns.get(index));
        match column.map(|column| column.cell(row)) {
            Some(Ok(Cell::Text(text))) => Item::text(text),
            Some(Ok(Cell::Int(number))) => Item::number(i32::try_from(number).ok()),
            Some(Ok(Cell::Bool(flag))) => Item::Number(flag.into()),
            // The catalogue has values of no other kinds.
            _ => Item::Null,
        }
    }

    /// Whether a column says yes.
    pub(super) fn is(&self, row: usize, name: &str) -> bool {
        self.item(row, name) == Item::Number(1)
    }
}
