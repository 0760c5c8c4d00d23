//! Rows shown one below the other, one line a column, for tables that are wider than the terminal.

use arrow::array::RecordBatch;
use arrow::datatypes::Schema;
use arrow::error::ArrowError;
use arrow::util::display::ArrayFormatter;

use super::value_options;
use crate::wording::printable;

/// The rows of all batches; further lines of a value stand below its first.
pub(super) fn draw(schema: &Schema, batches: &[RecordBatch], width: usize) -> Result<String, ArrowError> {
    let names: Vec<String> = schema.fields().iter().map(|field| printable(field.name())).collect();
    let longest = names.iter().map(|name| name.chars().count()).max().unwrap_or_default();
    let options = value_options();
    let mut lines = Vec::new();
    let mut number = 0;
    for batch in batches {
        let columns = batch.columns().iter().map(|column| ArrayFormatter::try_new(column.as_ref(), &options));
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        for row in 0..batch.num_rows() {
            number += 1;
            let title = format!("-[ row {number} ]");
            lines.push(format!("{title:-<width$}"));
            for (name, column) in names.iter().zip(&columns) {
                let value = printable(&column.value(row).try_to_string()?);
                let mut values = value.lines();
                lines.push(format!("{name:longest$} | {}", values.next().unwrap_or_default()).trim_end().to_owned());
                lines.extend(values.map(|line| format!("{:longest$} | {line}", "").trim_end().to_owned()));
            }
        }
    }
    Ok(lines.join("\n"))
}
