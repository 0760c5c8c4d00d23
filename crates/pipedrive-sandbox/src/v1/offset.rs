//! What paged v1 lists do: sort by several fields, then cut by row number.

use crate::http::{Answer, Call, Failure, Kind, Paging, Param, SortKey};

/// Parameters of every paged list.
pub(crate) const PAGE: &[Param] =
    &[Param::new("start", Kind::Start), Param::new("limit", Kind::Limit), Param::new("sort", Kind::Text)];

/// The page of `ids` a request asks for, in the order of its `sort` (`"add_time DESC, id"`) or else by id.
///
/// # Errors
/// v1's 400 when `sort` names something other than `sorts`.
pub(crate) fn offset_page(
    call: &Call<'_>,
    ids: Vec<u32>,
    sorts: &[&'static str],
    key: impl Fn(u32, &str) -> SortKey,
    write: impl Fn(u32, &mut Vec<u8>),
) -> Result<Answer, Failure> {
    let limit = call.query.limit();
    offset_page_of(call, ids, sorts, key, write, limit)
}

/// The same with `limit` rows at most, whatever the request says.
///
/// # Errors
/// v1's 400 when `sort` names something other than `sorts`.
pub(crate) fn offset_page_of(
    call: &Call<'_>,
    mut ids: Vec<u32>,
    sorts: &[&'static str],
    key: impl Fn(u32, &str) -> SortKey,
    write: impl Fn(u32, &mut Vec<u8>),
    limit: usize,
) -> Result<Answer, Failure> {
    for term in sort_terms(call.query.text("sort").unwrap_or_default(), sorts)?.iter().rev() {
        // Sorting by the last term first, stably, leaves the first term in charge. Most lists come in order.
        if !ids.is_sorted_by_key(|&id| key(id, term.field)) {
            ids.sort_by_cached_key(|&id| key(id, term.field));
        }
        if term.descending {
            reverse_runs(&mut ids, |id| key(id, term.field));
        }
    }
    let start = call.query.start();
    let more = ids.len() > start.saturating_add(limit);
    let rows: Vec<u32> = ids.into_iter().skip(start).take(limit).collect();
    Ok(Answer::list(rows, Paging::Offset { start, limit, more }, write))
}

struct Term {
    field: &'static str,
    descending: bool,
}

fn sort_terms(text: &str, sorts: &[&'static str]) -> Result<Vec<Term>, Failure> {
    let terms = text.split(',').map(str::trim).filter(|term| !term.is_empty());
    terms
        .map(|term| {
            let (name, direction) = term.split_once(' ').unwrap_or((term, "ASC"));
            let field = sorts.iter().copied().find(|sort| *sort == name).ok_or_else(Failure::bad_request)?;
            match direction.trim().to_ascii_uppercase().as_str() {
                "ASC" => Ok(Term { field, descending: false }),
                "DESC" => Ok(Term { field, descending: true }),
                _ => Err(Failure::bad_request()),
            }
        })
        .collect()
}

/// Turns an ascending order into a descending one that keeps rows with equal keys in their order.
fn reverse_runs(ids: &mut [u32], key: impl Fn(u32) -> SortKey) {
    ids.reverse();
    for run in ids.chunk_by_mut(|a, b| key(*a) == key(*b)) {
        run.reverse();
    }
}
