//! What all v2 lists do: order, walk, pick by id or by saved filter, cut by time of change.

use std::ops::Range;
use std::sync::Arc;

use crate::data::{Record, Table};
use crate::http::{Answer, Call, Failure, Query, Rows, SortKey, page};
use crate::{FilterType, SavedFilter};

/// A table to list.
pub(crate) struct Listing<'a> {
    pub(crate) table: Table,
    /// Number of records; ids run from 1.
    pub(crate) count: u32,
    /// Fields to order by.
    pub(crate) sorts: &'static [&'static str],
    /// A record's value of such a field.
    pub(crate) key: &'a dyn Fn(u32, &str) -> SortKey,
}

/// The page a request asks for, of the records that `keep` keeps.
pub(crate) fn list(
    call: &Call<'_>,
    listing: &Listing<'_>,
    keep: impl Fn(u32) -> bool,
    write: impl Fn(u32, &mut Vec<u8>),
) -> Result<Answer, Failure> {
    let order = call.order(listing.sorts);
    let marker = call.marker(order)?;
    let key = |id: u32| (listing.key)(id, order.field);
    let rows = match picked(&call.query) {
        Some(ids) => {
            let mut ids: Vec<u32> = ids.iter().copied().filter(|id| (1..=listing.count).contains(id)).collect();
            ids.sort_by_cached_key(|&id| (key(id), id));
            ids.dedup();
            Rows::Picked(ids)
        }
        None => rows_in_window(call, listing, order.field),
    };
    let page = page(&rows, order, marker, call.query.limit(), key, keep);
    call.listed.replace(page.ids.clone());
    Ok(Answer::page(page, write))
}

/// The rows in their order, without most of those that lie outside the window of changes asked for.
fn rows_in_window(call: &Call<'_>, listing: &Listing<'_>, field: &'static str) -> Rows {
    const CHANGED: &str = "update_time";
    let index =
        |field: &'static str| call.account.index(listing.table, field, listing.count, |id| (listing.key)(id, field));
    let is_cut = ["updated_since", "updated_until"].into_iter().any(|name| call.query.contains(name));
    if is_cut && listing.sorts.contains(&CHANGED) {
        let changed = index(CHANGED);
        let window = window(&call.query, &changed, |id| (listing.key)(id, CHANGED));
        if field == CHANGED {
            return Rows::Indexed(changed, window);
        }
        // Sorting few rows for each page costs less than walking all of them.
        if window.len() < changed.len() / 8 {
            let mut ids = changed[window].to_vec();
            ids.sort_by_cached_key(|&id| ((listing.key)(id, field), id));
            return Rows::Picked(ids);
        }
    }
    if field == "id" {
        return Rows::All(listing.count);
    }
    let ids = index(field);
    let all = 0..ids.len();
    Rows::Indexed(ids, all)
}

/// The places of an index by time of change that lie in the window asked for.
fn window(query: &Query, ids: &[u32], key: impl Fn(u32) -> SortKey) -> Range<usize> {
    let before = |time: i64| ids.partition_point(|&id| key(id) < SortKey::Number(time));
    let (since, until) = (query.time("updated_since"), query.time("updated_until"));
    let end = until.map_or(ids.len(), before);
    since.map_or(0, before).min(end)..end
}

/// The ids asked for, unless a saved filter overrides them.
fn picked(query: &Query) -> Option<&[u32]> {
    if query.contains("filter_id") { None } else { query.numbers("ids") }
}

/// Reads a parameter that a saved filter overrides.
pub(crate) fn unless_filtered(query: &Query, name: &str) -> Option<u32> {
    if query.contains("filter_id") { None } else { query.number(name) }
}

/// Whether a value is the one asked for, if one is asked for.
pub(crate) fn is_wanted(wanted: Option<u32>, value: Option<u32>) -> bool {
    wanted.is_none() || wanted == value
}

/// Whether a time of change lies in the window asked for: its start belongs to it, its end does not, and a record
/// whose change has no time lies in no window.
pub(crate) fn changed_in_window(query: &Query, update_time: Option<i64>) -> bool {
    let since = query.time("updated_since");
    let until = query.time("updated_until");
    since.is_none_or(|since| update_time.is_some_and(|time| time >= since))
        && until.is_none_or(|until| update_time.is_some_and(|time| time < until))
}

/// The saved filter asked for.
///
/// # Errors
/// When there is none of that id for that kind of record.
pub(crate) fn saved_filter(call: &Call<'_>, kind: FilterType) -> Result<Option<Arc<SavedFilter>>, Failure> {
    let Some(id) = call.query.number("filter_id") else { return Ok(None) };
    match call.account.filter(id) {
        Some(filter) if filter.kind == kind => Ok(Some(filter)),
        _ => Err(Failure::not_found("Filter")),
    }
}

/// Whether the filter picks the record; without a filter every record is picked.
pub(crate) fn is_picked(call: &Call<'_>, filter: Option<&SavedFilter>, record: &Record<'_>) -> bool {
    filter.is_none_or(|filter| filter.picks(call.account, record))
}

/// Whether an id exists.
///
/// # Errors
/// The 404 for that kind of record.
pub(crate) fn existing(call: &Call<'_>, count: u32, entity: &str) -> Result<u32, Failure> {
    let id = call.id()?;
    if (1..=count).contains(&id) { Ok(id) } else { Err(Failure::not_found(entity)) }
}

/// A page of a table small enough to sort for every request.
pub(crate) fn list_small(
    call: &Call<'_>,
    mut ids: Vec<u32>,
    sorts: &[&'static str],
    key: impl Fn(u32, &str) -> SortKey,
    write: impl Fn(u32, &mut Vec<u8>),
) -> Result<Answer, Failure> {
    let order = call.order(sorts);
    let marker = call.marker(order)?;
    let key = |id: u32| call.account.placed(key(id, order.field));
    ids.sort_by_cached_key(|&id| (key(id), id));
    Ok(Answer::page(page(&Rows::Picked(ids), order, marker, call.query.limit(), key, |_| true), write))
}
