//! One page of a walk over rows in an order, found from a marker rather than from a row count.

use std::ops::Range;
use std::sync::Arc;

use super::cursor::{Marker, Order, SortKey};

/// Ids of a table in ascending order of the sort key.
pub(crate) enum Rows {
    /// 1 to n: the order is by id.
    All(u32),
    /// Part of a kept index.
    Indexed(Arc<Vec<u32>>, Range<usize>),
    /// Few ids, sorted for this request.
    Picked(Vec<u32>),
}

impl Rows {
    fn len(&self) -> usize {
        match self {
            Self::All(n) => usize::try_from(*n).unwrap_or(usize::MAX),
            Self::Indexed(_, part) => part.len(),
            Self::Picked(ids) => ids.len(),
        }
    }

    fn get(&self, position: usize) -> u32 {
        match self {
            Self::All(_) => u32::try_from(position).map_or(u32::MAX, |p| p + 1),
            Self::Indexed(ids, part) => ids[part.start + position],
            Self::Picked(ids) => ids[position],
        }
    }

    /// Number of leading positions for which the test holds.
    fn partition(&self, test: impl Fn(u32) -> bool) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if test(self.get(middle)) { low = middle + 1 } else { high = middle }
        }
        low
    }
}

/// Rows of one page and where it and the next one start.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) ids: Vec<u32>,
    pub(crate) own: Option<Marker>,
    pub(crate) next: Option<Marker>,
}

/// The page that starts at `from`, or the first one: at most `limit` of the rows that `keep` keeps.
pub(crate) fn page(
    rows: &Rows,
    order: Order,
    from: Option<&Marker>,
    limit: usize,
    key: impl Fn(u32) -> SortKey,
    keep: impl Fn(u32) -> bool,
) -> Page {
    let place = |id: u32| (key(id), id);
    let positions: Box<dyn Iterator<Item = usize>> = match (from, order.descending) {
        (None, false) => Box::new(0..rows.len()),
        (None, true) => Box::new((0..rows.len()).rev()),
        (Some(marker), descending) => {
            let target = (marker.field_value.clone(), marker.id);
            if descending {
                Box::new((0..rows.partition(|id| place(id) <= target)).rev())
            } else {
                Box::new(rows.partition(|id| place(id) < target)..rows.len())
            }
        }
    };
    let mut ids: Vec<u32> =
        positions.map(|position| rows.get(position)).filter(|&id| keep(id)).take(limit + 1).collect();
    let marker = |id: u32| Marker::at(order, key(id), id);
    let next = (ids.len() > limit).then(|| ids.pop()).flatten().map(marker);
    Page { own: ids.first().copied().map(marker), ids, next }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keys with ties and nulls for the ids 1 to 9.
    fn key(id: u32) -> SortKey {
        [Some(5), Some(3), None, Some(5), Some(1), None, Some(9), Some(3), Some(5)][usize::try_from(id - 1).unwrap()]
            .into()
    }

    fn walk(order: Order, limit: usize, keep: impl Fn(u32) -> bool + Copy) -> Vec<u32> {
        let mut sorted: Vec<u32> = (1..=9).collect();
        sorted.sort_by_key(|&id| (key(id), id));
        let rows = Rows::Picked(sorted);
        let (mut all, mut from) = (Vec::new(), None);
        loop {
            let page = page(&rows, order, from.as_ref(), limit, key, keep);
            assert!(page.ids.len() <= limit);
            all.extend(page.ids);
            match page.next {
                Some(next) => from = Some(next),
                None => return all,
            }
        }
    }

    #[test]
    fn every_page_size_walks_every_row_once_in_order() {
        let ascending = [3, 6, 5, 2, 8, 1, 4, 9, 7];
        let descending = [7, 9, 4, 1, 8, 2, 5, 6, 3];
        for limit in 1..=10 {
            assert_eq!(walk(Order { field: "k", descending: false }, limit, |_| true), ascending, "limit {limit}");
            assert_eq!(walk(Order { field: "k", descending: true }, limit, |_| true), descending, "limit {limit}");
            assert_eq!(walk(Order { field: "k", descending: false }, limit, |id| id % 2 == 0), [6, 2, 8, 4]);
        }
    }

    #[test]
    fn a_full_last_page_has_no_next_cursor() {
        let page = page(&Rows::All(4), Order::BY_ID, None, 4, |id| SortKey::Number(id.into()), |_| true);
        assert_eq!((page.ids, page.next), (vec![1, 2, 3, 4], None));
    }
}
