//! The error of a statement that failed in the middle: what was written, and where to look.

use super::draft::Draft;
use super::ledger::{Entry, Outcome, Record};
use super::send::Failed;
use crate::error::Error;

/// Most ids an error lists.
const LISTED: usize = 20;

/// The error of a failed statement.
pub(super) fn failure(failed: Failed, draft: &Draft, record: &Record) -> Error {
    let Failed { rows, kind, cause, in_doubt, begun } = failed;
    let table = draft.layout.spec.name;
    let place = match &rows[..] {
        [row] => format!("row {row}"),
        [first, .., last] => format!("rows {first} to {last}"),
        [] => "a row".to_owned(),
    };
    let written: Vec<&Entry> = record.entries.iter().filter(|entry| entry.outcome == Outcome::Written).collect();
    let unknown = record.entries.iter().filter(|entry| entry.outcome == Outcome::Unknown).count();
    let total = record.entries.len();
    let doubt = match (in_doubt, begun) {
        (true, _) => ", and nobody knows whether it was carried out: it was not sent again",
        (false, true) => ", after a part of it was written",
        (false, false) => "",
    };
    let done = match written.len() {
        0 => format!("none of the {total} rows was written"),
        1 => format!("1 of the {total} rows was written{}", ids(&written)),
        count => format!("{count} of the {total} rows were written{}", ids(&written)),
    };
    // The rows of this failure are among them if it is in doubt.
    let others = unknown - if in_doubt { rows.len().min(unknown) } else { 0 };
    let open = if others > 0 { format!("; of {others} more it is not known") } else { String::new() };
    let message = format!("{place} of `{}` on `{table}`: {cause}{doubt}; {done}{open}", draft.verb());
    let mut report =
        cause.reworded(kind, message).with_hint("`SELECT * FROM last_write` tells what became of each row");
    if in_doubt {
        let look = format!("look for it in `{table}` before you write it again");
        report = report.with_hint(look);
    }
    report
}

/// ` (ids 1, 2, 3)`, ` (id 1)`.
fn ids(entries: &[&Entry]) -> String {
    let known: Vec<&str> = entries.iter().filter_map(|entry| entry.id.as_deref()).collect();
    if known.is_empty() {
        return String::new();
    }
    let more = known.len().saturating_sub(LISTED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let shown: Vec<&str> = known.into_iter().take(LISTED).collect();
    let noun = if shown.len() == 1 { "id" } else { "ids" };
    format!(" ({noun} {}{more})", shown.join(", "))
}
