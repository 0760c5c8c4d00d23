//! Tab-separated values: one row a line whatever the values hold, which `cut` and `awk` can rely on.

use arrow::array::RecordBatch;
use arrow::datatypes::{Schema, SchemaRef};
use arrow::error::ArrowError;
use arrow::util::display::ArrayFormatter;

use super::flat::{flat, flat_schema};
use super::{Encoder, value_options};

pub(super) struct TsvEncoder {
    schema: SchemaRef,
    value: String,
}

impl TsvEncoder {
    pub(super) fn new(schema: &Schema) -> Self {
        Self { schema: flat_schema(schema), value: String::new() }
    }
}

impl Encoder for TsvEncoder {
    fn begin(&mut self, out: &mut Vec<u8>) -> Result<(), ArrowError> {
        for (i, field) in self.schema.fields().iter().enumerate() {
            separate(i, out);
            escape(field.name(), out);
        }
        out.push(b'\n');
        Ok(())
    }

    fn rows(&mut self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<(), ArrowError> {
        let batch = flat(&self.schema, batch)?;
        let options = value_options();
        let columns = batch.columns().iter().map(|column| ArrayFormatter::try_new(column.as_ref(), &options));
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        for row in 0..batch.num_rows() {
            for (i, column) in columns.iter().enumerate() {
                separate(i, out);
                self.value.clear();
                column.value(row).write(&mut self.value)?;
                escape(&self.value, out);
            }
            out.push(b'\n');
        }
        Ok(())
    }

    fn finish(&mut self, _out: &mut Vec<u8>) -> Result<(), ArrowError> {
        Ok(())
    }
}

fn separate(column: usize, out: &mut Vec<u8>) {
    if column > 0 {
        out.push(b'\t');
    }
}

fn escape(value: &str, out: &mut Vec<u8>) {
    for byte in value.bytes() {
        match byte {
            b'\t' => out.extend(b"\\t"),
            b'\n' => out.extend(b"\\n"),
            b'\r' => out.extend(b"\\r"),
            b'\\' => out.extend(b"\\\\"),
            byte => out.push(byte),
        }
    }
}
