//! Pages of lists that belong to one record and are short enough to make whole.

use crate::http::{Answer, Call, Failure, Kind, Paging, Param, transparent};

/// Parameters of a list paged with row numbers.
pub(crate) const PAGE: &[Param] = &[Param::new("start", Kind::Start), Param::new("limit", Kind::Limit)];

/// Parameters of a list paged with a cursor.
pub(crate) const CURSOR: &[Param] = &[Param::new("cursor", Kind::Text), Param::new("limit", Kind::Limit)];

/// What stands before and after the id in the text behind a cursor.
pub(crate) type Spelling = (&'static str, &'static str);

/// The id in the path, if there is such a record.
///
/// # Errors
/// The 404 for that kind of record.
pub(crate) fn existing(call: &Call<'_>, count: u32, entity: &str) -> Result<u32, Failure> {
    let id = call.key.parse().ok().filter(|id| (1..=count).contains(id));
    id.ok_or_else(|| Failure::not_found(entity))
}

/// The rows from `start` on.
pub(crate) fn offset_rows<T>(call: &Call<'_>, rows: Vec<T>, write: impl Fn(T, &mut Vec<u8>)) -> Answer {
    let (start, limit) = (call.query.start(), call.query.limit());
    let more = rows.len() > start.saturating_add(limit);
    Answer::list(rows.into_iter().skip(start).take(limit), Paging::Offset { start, limit, more }, write)
}

/// The rows from the one on that the cursor names; their ids descend.
///
/// # Errors
/// v1's 400 when the cursor is none of this list's.
pub(crate) fn cursor_rows<T>(
    call: &Call<'_>,
    rows: Vec<T>,
    (before, after): Spelling,
    id: impl Fn(&T) -> u64,
    write: impl Fn(T, &mut Vec<u8>),
) -> Result<Answer, Failure> {
    let read = |cursor: &str| {
        let text = transparent(cursor)?;
        text.strip_prefix(before)?.strip_suffix(after)?.parse::<u64>().ok()
    };
    let from = match call.query.text("cursor") {
        Some(cursor) => read(cursor).ok_or_else(Failure::bad_request)?,
        None => u64::MAX,
    };
    let spell = |row: &T| format!("{before}{}{after}", id(row));
    let mut rows: Vec<T> = rows.into_iter().filter(|row| id(row) <= from).collect();
    let limit = call.query.limit();
    let paging = Paging::LegacyCursor { own: rows.first().map(spell), next: rows.get(limit).map(spell) };
    rows.truncate(limit);
    Ok(Answer::list(rows, paging, write))
}
