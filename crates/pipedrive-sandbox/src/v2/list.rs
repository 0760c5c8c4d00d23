//! What all v2 lists do: order, walk, pick by id or by saved filter, cut by time of change.

use std::sync::Arc;

use crate::data::{Record, Table};
use crate::http::{Answer, Call, Failure, Order, Query, Rows, SortKey, page};
use crate::{FilterType, MissingChangeTimes, SavedFilter};

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
    let key = |id: u32| placed(call, order, (listing.key)(id, order.field));
    let rows = match picked(&call.query) {
        Some(ids) => {
            let mut ids: Vec<u32> = ids.iter().copied().filter(|id| (1..=listing.count).contains(id)).collect();
            ids.sort_by_cached_key(|&id| (key(id), id));
            ids.dedup();
            Rows::Picked(ids)
        }
        None if order.field == "id" => Rows::All(listing.count),
        None => Rows::Indexed(call.account.index(listing.table, order.field, listing.count, key)),
    };
    Ok(Answer::page(page(&rows, order, marker, call.query.limit(), key, keep), write))
}

/// The key that puts a row without a time of change where the account has such rows.
fn placed(call: &Call<'_>, order: Order, key: SortKey) -> SortKey {
    match call.quirks.missing_change_times {
        MissingChangeTimes::Last if order.field == "update_time" => key.nulls_last(),
        MissingChangeTimes::First | MissingChangeTimes::Last | MissingChangeTimes::Nowhere => key,
    }
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
    let key = |id: u32| placed(call, order, key(id, order.field));
    ids.sort_by_cached_key(|&id| (key(id), id));
    Ok(Answer::page(page(&Rows::Picked(ids), order, marker, call.query.limit(), key, |_| true), write))
}
