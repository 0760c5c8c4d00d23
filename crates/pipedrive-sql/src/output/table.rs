//! Rows drawn as a table for people: numbers to the right, line breaks kept, only the first rows shown.

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use arrow::util::display::ArrayFormatter;
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table};

use super::{Encoder, value_options};
use crate::settings::MaxRows;
use crate::wording::{count, counted, printable};

/// Lines and corners in the order in which the library names them: the look of `datafusion-cli`.
const LINES: &str = "||--+-++|    ++++++";

pub(super) struct TableEncoder {
    schema: SchemaRef,
    max_rows: MaxRows,
    shown: Vec<RecordBatch>,
    shown_rows: usize,
    rows: usize,
}

impl TableEncoder {
    pub(super) fn new(schema: SchemaRef, max_rows: MaxRows) -> Self {
        Self { schema, max_rows, shown: Vec::new(), shown_rows: 0, rows: 0 }
    }

    fn draw(&self) -> Result<String, ArrowError> {
        let mut table = Table::new();
        table.load_preset(LINES).set_content_arrangement(ContentArrangement::Disabled);
        table.set_header(self.schema.fields().iter().map(|field| Cell::new(printable(field.name()))));
        let options = value_options();
        for batch in &self.shown {
            let columns = batch.columns().iter().map(|column| ArrayFormatter::try_new(column.as_ref(), &options));
            let columns = columns.collect::<Result<Vec<_>, _>>()?;
            for row in 0..batch.num_rows() {
                let cells = columns.iter().map(|column| Ok(Cell::new(printable(&column.value(row).try_to_string()?))));
                table.add_row(cells.collect::<Result<Vec<_>, ArrowError>>()?);
            }
        }
        for (field, column) in self.schema.fields().iter().zip(table.column_iter_mut()) {
            if field.data_type().is_numeric() {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        Ok(table.to_string())
    }
}

impl Encoder for TableEncoder {
    fn begin(&mut self, _out: &mut Vec<u8>) -> Result<(), ArrowError> {
        Ok(())
    }

    fn rows(&mut self, batch: &RecordBatch, _out: &mut Vec<u8>) -> Result<(), ArrowError> {
        self.rows += batch.num_rows();
        let room = self.max_rows.0.map_or(usize::MAX, |most| most - self.shown_rows);
        let taken = batch.num_rows().min(room);
        if taken > 0 {
            self.shown_rows += taken;
            self.shown.push(batch.slice(0, taken));
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut Vec<u8>) -> Result<(), ArrowError> {
        out.extend(self.draw()?.into_bytes());
        out.push(b'\n');
        let hidden = self.rows - self.shown_rows;
        if hidden > 0 {
            let more = counted(count(hidden), "more row");
            out.extend(format!("… {more}; `--maxrows inf` or `\\pset maxrows inf` shows all\n").into_bytes());
        }
        Ok(())
    }
}
