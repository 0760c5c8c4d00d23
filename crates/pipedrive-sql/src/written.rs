//! What is told of the rows of a statement that was writing when it broke off.

use pipedrive_datafusion::{WriteKeys, WriteProgress};

use crate::wording::{count, counted, grouped};

/// Most ids that are named where `last_write` can be asked for all.
const FEW: usize = 10;
/// The same where nothing can be asked afterwards: a little more than what one statement writes unless told otherwise.
const MANY: usize = 2_000;

/// Where the ids of all rows are, in a session that goes on.
const LOOK: &str = "; `SELECT * FROM last_write` names all";

/// `; 12 of 50 rows were written (ids 1, 2, …)`, how many only in part, and what is not known of others. `answered` says whether all answers
/// have come that will; `goes_on` whether the session can still be asked.
pub(crate) fn told(write: WriteProgress, keys: &WriteKeys, answered: bool, goes_on: bool) -> String {
    let (written, unknown) = (ids(&keys.written, goes_on), ids(&keys.unknown, goes_on));
    if write.is_call && write.rows == 1 {
        return match (write.written, write.unknown) {
            (0, 0) => String::new(),
            (0, _) => "; nobody knows whether the call was carried out".to_owned(),
            _ => format!("; the call was carried out{written}"),
        };
    }
    let rows = counted(count(write.rows), if write.is_call { "call" } else { "row" });
    let verb = if write.written == 1 { "was" } else { "were" };
    let done = match write.written {
        0 if write.rows == 1 && write.unknown == 1 => return format!("; {}{unknown}", unanswered(answered)),
        0 if write.rows == 1 && write.partly == 1 => {
            return format!("; a part of its row was written{}", ids(&keys.partly, goes_on));
        }
        0 if write.rows == 1 => "; nothing was written".to_owned(),
        0 => format!("; none of {rows} was written"),
        done => format!("; {} of {rows} {verb} written{written}", grouped(count(done))),
    };
    let part = match write.partly {
        0 => String::new(),
        part => format!(", {} only in part{}", grouped(count(part)), ids(&keys.partly, goes_on)),
    };
    let open = match write.unknown {
        0 => String::new(),
        open if answered => format!(", of {} it is not known{unknown}", grouped(count(open))),
        1 => format!(", and 1 has not been answered yet{unknown}"),
        open => format!(", and {} have not been answered yet{unknown}", grouped(count(open))),
    };
    let is_more = goes_on && keys.written.len().max(keys.partly.len()).max(keys.unknown.len()) > FEW;
    format!("{done}{part}{open}{}", if is_more { LOOK } else { "" })
}

/// All rows that are written, where an error has not named them all, and those that may be, or are in part.
pub(crate) fn all(keys: &WriteKeys) -> Option<String> {
    if keys.written.len() <= WriteKeys::LISTED {
        return None;
    }
    let also = |what: &str, keys: &[String]| match ids(keys, false) {
        ids if ids.is_empty() => ids,
        ids => format!("; {what}{ids}"),
    };
    let (part, open) = (also("only in part", &keys.partly), also("not known", &keys.unknown));
    Some(format!("all that was written:{}{part}{open}", ids(&keys.written, false)))
}

/// What is told of a statement of one row that was sent.
fn unanswered(answered: bool) -> &'static str {
    if answered { "of its row it is not known whether it was written" } else { "its row has not been answered yet" }
}

/// ` (ids 1, 2, 3)`, ` (id 1)`; nothing where none is known.
fn ids(keys: &[String], goes_on: bool) -> String {
    let most = if goes_on { FEW } else { MANY };
    let noun = match keys.len() {
        0 => return String::new(),
        1 => "id",
        _ => "ids",
    };
    let more = match keys.len().saturating_sub(most) {
        0 => String::new(),
        more => format!(" and {} more", grouped(count(more))),
    };
    format!(" ({noun} {}{more})", keys[..keys.len().min(most)].join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(rows: usize, written: usize, unknown: usize) -> WriteProgress {
        WriteProgress { number: 1, rows, written, partly: 0, unknown, ended: false, is_call: false, upload: None }
    }

    fn keys(written: usize, unknown: usize) -> WriteKeys {
        let from = |first: usize, count| (first..first + count).map(|id| id.to_string()).collect();
        WriteKeys { written: from(1, written), partly: Vec::new(), unknown: from(901, unknown) }
    }

    #[test]
    fn what_is_written_in_part_is_told_apart() {
        let check = |rows, written, unknown, expect: &str| {
            let progress = WriteProgress { partly: 1, ..write(rows, written, unknown) };
            let keys = WriteKeys { partly: vec!["801".to_owned()], ..keys(written, unknown) };
            assert_eq!(told(progress, &keys, true, true), expect);
        };
        check(1, 0, 0, "; a part of its row was written (id 801)");
        check(50, 0, 0, "; none of 50 rows was written, 1 only in part (id 801)");
        check(50, 2, 0, "; 2 of 50 rows were written (ids 1, 2), 1 only in part (id 801)");
        let expect = "; 1 of 50 rows was written (id 1), 1 only in part (id 801), of 1 it is not known (id 901)";
        check(50, 1, 1, expect);
        let keys = WriteKeys { partly: vec!["801".to_owned()], ..keys(21, 2) };
        let ending = ", 21); only in part (id 801); not known (ids 901, 902)";
        assert!(all(&keys).unwrap().ends_with(ending), "{:?}", all(&keys));
    }

    #[test]
    fn a_statement_that_broke_off_says_how_many_rows_it_wrote_and_which() {
        let check = |write, keys: WriteKeys, answered, expect: &str| {
            assert_eq!(told(write, &keys, answered, true), expect);
        };
        check(write(50, 3, 0), keys(3, 0), true, "; 3 of 50 rows were written (ids 1, 2, 3)");
        check(
            write(50, 1, 2),
            keys(1, 2),
            true,
            "; 1 of 50 rows was written (id 1), of 2 it is not known (ids 901, 902)",
        );
        check(write(50, 1, 2), keys(1, 0), true, "; 1 of 50 rows was written (id 1), of 2 it is not known");
        check(write(1, 0, 0), keys(0, 0), true, "; nothing was written");
        check(write(1, 0, 1), keys(0, 0), true, "; of its row it is not known whether it was written");
        check(write(1, 0, 1), keys(0, 1), false, "; its row has not been answered yet (id 901)");
        check(write(50, 0, 1), keys(0, 0), false, "; none of 50 rows was written, and 1 has not been answered yet");
        check(
            write(50, 1, 3),
            keys(1, 0),
            false,
            "; 1 of 50 rows was written (id 1), and 3 have not been answered yet",
        );
    }

    #[test]
    fn a_call_is_told_without_rows() {
        let call = |written, unknown| WriteProgress { is_call: true, ..write(1, written, unknown) };
        assert_eq!(told(call(1, 0), &keys(1, 0), true, false), "; the call was carried out (id 1)");
        assert_eq!(told(call(0, 1), &keys(0, 0), true, false), "; nobody knows whether the call was carried out");
        assert_eq!(told(call(0, 0), &keys(0, 0), true, false), "");
    }

    #[test]
    fn an_error_names_all_rows_unless_there_are_many() {
        assert_eq!(all(&keys(20, 3)), None);
        assert!(all(&keys(21, 0)).unwrap().ends_with(", 20, 21)"));
    }

    #[test]
    fn many_ids_are_named_where_nothing_can_be_asked_afterwards() {
        let goes_on = told(write(50, 12, 0), &keys(12, 0), true, true);
        let expect = "; 12 of 50 rows were written (ids 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more); \
                      `SELECT * FROM last_write` names all";
        assert_eq!(goes_on, expect);
        let ends = told(write(50, 12, 0), &keys(12, 0), true, false);
        assert_eq!(ends, "; 12 of 50 rows were written (ids 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)");
        let ends = told(write(3_000, 2_500, 0), &keys(2_500, 0), true, false);
        assert!(ends.ends_with("2000 and 500 more)"), "{ends}");
    }
}
