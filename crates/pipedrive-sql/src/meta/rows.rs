//! Rows that the shell asks for itself, and rows that it makes.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use arrow::util::display::array_value_to_string;

use crate::failure::Failure;
use crate::output::Wide;
use crate::progress::Progress;
use crate::query::Rows;
use crate::settings::{Format, MaxRows};
use crate::shell::Shell;

/// Least room in which the beginning of a last column says something.
const LEAST: usize = 16;

/// The answer to a query of `N` columns, as text.
pub(super) async fn rows<const N: usize>(shell: &Shell, sql: &str) -> Result<Vec<[String; N]>, Failure> {
    let progress = Progress::new(&shell.console, &shell.session);
    // Planning holds much on its stack.
    let work = Box::pin(async {
        let mut result = shell.session.query(sql).await?;
        let mut found = Vec::new();
        while let Some(batch) = result.next().await? {
            for row in 0..batch.num_rows() {
                let mut values: [String; N] = std::array::from_fn(|_| String::new());
                for (value, column) in values.iter_mut().zip(batch.columns()) {
                    *value = array_value_to_string(column, row)?;
                }
                found.push(values);
            }
        }
        Ok(found)
    });
    shell.watched(&progress, work).await
}

/// Writes a list in the format of the session. Where a terminal is too narrow for it, the last column is cut, or left out
/// if hardly anything of it would be left.
pub(super) fn write_list<const N: usize>(
    shell: &Shell,
    header: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> Result<(), Failure> {
    let columns = columns(header, rows);
    let is_table = shell.settings.format.resolve(shell.console.out_is_terminal) == Format::Table;
    match shell.console.width() {
        Some(room) if is_table => write(shell, fitted(columns, room)),
        _ => write(shell, columns),
    }
}

/// Writes rows in the format of the session. Where a terminal is too narrow for them, long values are broken into lines.
pub(super) fn write_whole<const N: usize>(
    shell: &Shell,
    header: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> Result<(), Failure> {
    write(shell, columns(header, rows))
}

/// A column: its name and its values.
type Column<'a> = (&'a str, Vec<String>);

fn columns<const N: usize>(header: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> Vec<Column<'_>> {
    let mut columns: Vec<Column<'_>> = header.into_iter().map(|name| (name, Vec::new())).collect();
    for row in rows {
        for ((_, values), value) in columns.iter_mut().zip(row) {
            values.push(value);
        }
    }
    columns
}

fn write(shell: &Shell, columns: Vec<Column<'_>>) -> Result<(), Failure> {
    let arrays = columns.into_iter().map(|(name, values)| (name, Arc::new(StringArray::from(values)) as ArrayRef));
    let batch = RecordBatch::try_from_iter(arrays)?;
    let mut rows = Rows::new(&shell.console, &shell.settings, &batch.schema(), MaxRows(None), Wide::Wrap);
    rows.write(&batch)?;
    rows.finish()?;
    Ok(())
}

/// The columns of a table that is `room` wide, as far as cutting the last one can bring that about.
fn fitted(mut columns: Vec<Column<'_>>, room: usize) -> Vec<Column<'_>> {
    let widths = columns.iter().map(|(name, values)| {
        let widest = values.iter().map(|value| value.chars().count()).max();
        widest.unwrap_or_default().max(name.chars().count())
    });
    let widths: Vec<usize> = widths.collect();
    // Each column has a line and two blanks, and the table one more line.
    let taken: usize = 1 + widths.iter().map(|width| width + 3).sum::<usize>();
    let last = widths.last().copied().unwrap_or_default();
    let left = room.saturating_sub(taken - last);
    if taken <= room {
        return columns;
    }
    if left < LEAST && columns.len() > 1 {
        columns.pop();
    } else if let Some((_, values)) = columns.last_mut() {
        for value in values {
            *value = cut(value, left);
        }
    }
    columns
}

/// A text of at most `room` characters; what is missing shows as `…`.
pub(super) fn cut(text: &str, room: usize) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    let kept: String = text.chars().take(room.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_where_the_room_ends() {
        let check = |text, room, expect: &str| assert_eq!(cut(text, room), expect);
        check("opportunities", 13, "opportunities");
        check("opportunities", 12, "opportuniti…");
        check("people the account", 8, "people…");
        check("größer", 4, "grö…");
        check("x", 0, "…");
    }

    #[test]
    fn a_list_fits_because_its_last_column_is_cut_or_left_out() {
        let check = |room: usize, expect: &[&[&str]]| {
            let listed = columns(["name", "comment"], [["deals", &"x".repeat(30)].map(str::to_owned)]);
            let found: Vec<Vec<String>> = fitted(listed, room).into_iter().map(|(_, values)| values).collect();
            assert_eq!(found, expect, "{room}");
        };
        let (whole, left) = ("x".repeat(30), format!("{}…", "x".repeat(15)));
        check(42, &[&["deals"], &[&whole]]);
        check(28, &[&["deals"], &[&left]]);
        check(27, &[&["deals"]]);
    }
}
