//! Rows drawn as a table for people: numbers to the right, line breaks kept, only the first rows shown, and those
//! that do not fit the terminal one below the other.

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use arrow::util::display::ArrayFormatter;
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table};

use super::{Encoder, Extent, Wide, records, value_options};
use crate::wording::{count, counted, printable};

/// Lines and corners in the order in which the library names them: the look of `datafusion-cli`.
const LINES: &str = "||--+-++|    ++++++";

pub(super) struct TableEncoder {
    schema: SchemaRef,
    extent: Extent,
    shown: Vec<RecordBatch>,
    shown_rows: usize,
    rows: usize,
}

impl TableEncoder {
    pub(super) fn new(schema: SchemaRef, extent: Extent) -> Self {
        Self { schema, extent, shown: Vec::new(), shown_rows: 0, rows: 0 }
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
        let drawn = table.to_string();
        // The first line is drawn of ASCII, one byte a column.
        let width = drawn.lines().next().map_or(0, str::len);
        let Some(room) = self.extent.width.filter(|room| width > *room && self.shown_rows > 0) else {
            return Ok(drawn);
        };
        match self.extent.wide {
            Wide::Records => records::draw(&self.schema, &self.shown, room),
            Wide::Wrap => {
                let room = u16::try_from(room).unwrap_or(u16::MAX);
                Ok(table.set_content_arrangement(ContentArrangement::Dynamic).set_width(room).to_string())
            }
        }
    }
}

impl Encoder for TableEncoder {
    fn begin(&mut self, _out: &mut Vec<u8>) -> Result<(), ArrowError> {
        Ok(())
    }

    fn rows(&mut self, batch: &RecordBatch, _out: &mut Vec<u8>) -> Result<(), ArrowError> {
        self.rows += batch.num_rows();
        let room = self.extent.max_rows.0.map_or(usize::MAX, |most| most - self.shown_rows);
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
