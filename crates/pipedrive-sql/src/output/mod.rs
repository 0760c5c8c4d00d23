//! Rows as text: one encoder a format, fed batch by batch, so that only `table` keeps rows.

mod csv;
mod flat;
mod json;
mod records;
mod table;
mod tsv;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use arrow::util::display::FormatOptions;

use crate::settings::{Format, MaxRows};

/// Turns the batches of one result into bytes.
pub(crate) trait Encoder {
    /// What comes before the rows.
    fn begin(&mut self, out: &mut Vec<u8>) -> Result<(), ArrowError>;
    /// Some rows.
    fn rows(&mut self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<(), ArrowError>;
    /// What comes after the rows.
    fn finish(&mut self, out: &mut Vec<u8>) -> Result<(), ArrowError>;
}

/// How much of a result a table shows, and where.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extent {
    /// Most rows.
    pub(crate) max_rows: MaxRows,
    /// Columns of the terminal; `None` if it does not go to a terminal.
    pub(crate) width: Option<usize>,
    /// What becomes of a table that is wider.
    pub(crate) wide: Wide,
}

/// What becomes of a table that is wider than the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wide {
    /// One line a column, row after row.
    Records,
    /// Long values are broken into lines.
    Wrap,
}

/// The encoder for a format that is not `automatic` any more.
pub(crate) fn encoder(format: Format, schema: &SchemaRef, extent: Extent) -> Box<dyn Encoder> {
    match format {
        Format::Automatic | Format::Table => Box::new(table::TableEncoder::new(schema.clone(), extent)),
        Format::Csv => Box::new(csv::CsvEncoder::new(schema)),
        Format::Tsv => Box::new(tsv::TsvEncoder::new(schema)),
        Format::Json => Box::new(json::JsonEncoder::array()),
        Format::NdJson => Box::new(json::JsonEncoder::lines()),
    }
}

/// How single values are written wherever they stand as plain text.
fn value_options() -> FormatOptions<'static> {
    FormatOptions::new().with_display_error(false).with_null("")
}

#[cfg(test)]
mod tests;
