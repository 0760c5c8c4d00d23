//! JSON: one array of objects, or one object a line. NULL is `null`, so that every object has every column.

use arrow::array::RecordBatch;
use arrow::error::ArrowError;
use arrow::json::WriterBuilder;
use arrow::json::writer::LineDelimited;

use super::Encoder;
use super::flat::in_utc;

pub(super) struct JsonEncoder {
    /// The objects stand in one array.
    is_array: bool,
    /// An object has been written.
    begun: bool,
}

impl JsonEncoder {
    pub(super) fn array() -> Self {
        Self { is_array: true, begun: false }
    }

    pub(super) fn lines() -> Self {
        Self { is_array: false, begun: false }
    }
}

impl Encoder for JsonEncoder {
    fn begin(&mut self, out: &mut Vec<u8>) -> Result<(), ArrowError> {
        if self.is_array {
            out.push(b'[');
        }
        Ok(())
    }

    fn rows(&mut self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<(), ArrowError> {
        let mut lines = Vec::new();
        let writer = WriterBuilder::new().with_explicit_nulls(true);
        let mut writer = writer.build::<_, LineDelimited>(&mut lines);
        writer.write(&in_utc(batch)?)?;
        writer.finish()?;
        drop(writer);
        if !self.is_array {
            out.append(&mut lines);
            return Ok(());
        }
        // JSON escapes line breaks inside of texts, so each line is one object.
        for object in lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            if std::mem::replace(&mut self.begun, true) {
                out.extend(b",\n");
            }
            out.extend(object);
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut Vec<u8>) -> Result<(), ArrowError> {
        if self.is_array {
            out.extend(b"]\n");
        }
        Ok(())
    }
}
