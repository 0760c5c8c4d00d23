//! The error of a statement that failed in the middle: what was written, and where to look.

use pipedrive_client::ErrorKind;

use super::draft::Draft;
use super::ledger::{Entry, Outcome, Record, WriteKeys};
use super::send::{Failed, Shortage};
use crate::error::Error;

/// The error of a failed statement.
pub(super) fn failure(failed: Failed, draft: &Draft, record: &Record) -> Error {
    let Failed { rows, columns, kind, cause, in_doubt, begun } = failed;
    let table = draft.layout.spec.name;
    let place = match &rows[..] {
        [row] => format!("row {row}"),
        [first, .., last] => format!("rows {first} to {last}"),
        [] => "a row".to_owned(),
    };
    let blamed: Vec<String> = columns.iter().map(|column| format!("`{table}.{column}`")).collect();
    let subject = match &blamed[..] {
        [] => format!("{place} of `{}` on `{table}`", draft.verb()),
        columns => format!("{} in {place} of `{}`", columns.join(", "), draft.verb()),
    };
    let unknown = count(record, Outcome::Unknown);
    let total = record.entries.len();
    let doubt = match (in_doubt, begun) {
        (true, _) => ", and nobody knows whether it was carried out: it was not sent again",
        (false, true) => ", after a part of it was written",
        (false, false) => "",
    };
    // What became of the rows themselves is said by then.
    let is_said = in_doubt || begun;
    let others = total.saturating_sub(rows.len());
    let done = match count(record, Outcome::Written) {
        0 if total == 1 && is_said => String::new(),
        0 if total == 1 => "nothing was written".to_owned(),
        0 if is_said && others == 1 => "the other row was not written".to_owned(),
        0 if is_said => format!("none of the other {others} rows was written"),
        _ => written(record),
    };
    // The rows of this failure are among them if it is in doubt.
    let others = unknown - if in_doubt { rows.len().min(unknown) } else { 0 };
    let done = if done.is_empty() { done } else { format!("; {done}") };
    let open = if others > 0 { format!("; of {others} more it is not known") } else { String::new() };
    let message = format!("{subject}: {cause}{doubt}{done}{open}");
    let mut report =
        cause.reworded(kind, message).with_hint("`SELECT * FROM last_write` tells what became of each row");
    if in_doubt {
        let look = format!("look for it in `{table}` before you write it again");
        report = report.with_hint(look);
    }
    report
}

/// The error of a statement that stops because too little is left of the day.
pub(super) fn unaffordable(shortage: &Shortage, record: &Record) -> Error {
    let Shortage { rows, needed, left, reserve } = shortage;
    let others = if *rows == 1 { "the other row".to_owned() } else { format!("the other {rows} rows") };
    let message = format!(
        "writing {others} needs {needed} tokens, and {left} are left today, of which {reserve} are to stay; {}",
        written(record)
    );
    Error::new(ErrorKind::BudgetSpent, message)
        .with_hint("`SELECT * FROM last_write` tells what became of each row")
        .with_hint("write fewer rows, or wait for the next day")
}

fn count(record: &Record, outcome: Outcome) -> usize {
    record.entries.iter().filter(|entry| entry.outcome == outcome).count()
}

/// `2 of the 4 rows were written (ids 121, 122)`.
fn written(record: &Record) -> String {
    let total = record.entries.len();
    let written: Vec<&Entry> = record.entries.iter().filter(|entry| entry.outcome == Outcome::Written).collect();
    match written.len() {
        0 => format!("none of the {total} rows was written"),
        1 => format!("1 of the {total} rows was written{}", ids(&written)),
        count => format!("{count} of the {total} rows were written{}", ids(&written)),
    }
}

/// ` (ids 1, 2, 3)`, ` (id 1)`.
fn ids(entries: &[&Entry]) -> String {
    let known: Vec<&str> = entries.iter().filter_map(|entry| entry.id.as_deref()).collect();
    if known.is_empty() {
        return String::new();
    }
    let more = known.len().saturating_sub(WriteKeys::LISTED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let shown: Vec<&str> = known.into_iter().take(WriteKeys::LISTED).collect();
    let noun = if shown.len() == 1 { "id" } else { "ids" };
    format!(" ({noun} {}{more})", shown.join(", "))
}
