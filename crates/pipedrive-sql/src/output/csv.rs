//! Comma-separated values: RFC 4180 (<https://www.rfc-editor.org/rfc/rfc4180>) with line feeds.

use arrow::array::RecordBatch;
use arrow::csv::WriterBuilder;
use arrow::datatypes::{Schema, SchemaRef};
use arrow::error::ArrowError;

use super::Encoder;
use super::flat::{flat, flat_schema};

pub(super) struct CsvEncoder {
    schema: SchemaRef,
}

impl CsvEncoder {
    pub(super) fn new(schema: &Schema) -> Self {
        Self { schema: flat_schema(schema) }
    }
}

impl Encoder for CsvEncoder {
    fn begin(&mut self, out: &mut Vec<u8>) -> Result<(), ArrowError> {
        // The writer has no word for a header alone; one for no rows is the same.
        WriterBuilder::new().with_header(true).build(out).write(&RecordBatch::new_empty(self.schema.clone()))
    }

    fn rows(&mut self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<(), ArrowError> {
        WriterBuilder::new().with_header(false).build(out).write(&flat(&self.schema, batch)?)
    }

    fn finish(&mut self, _out: &mut Vec<u8>) -> Result<(), ArrowError> {
        Ok(())
    }
}
