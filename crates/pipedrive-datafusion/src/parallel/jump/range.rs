//! A range of ids and the one walk that reads it, upwards.

/// A range: it begins at an id and ends where the next one begins, a row of which its walk must see.
#[derive(Debug)]
pub(super) struct Range {
    /// Smallest id that may be in it.
    pub(super) begin: i64,
    /// Its walk.
    pub(super) leg: usize,
    pub(super) busy: bool,
    /// Whether the walk came to the end of the list.
    pub(super) ended: bool,
    /// Largest id the walk has read; one less than where it begins before any.
    pub(super) place: i64,
    /// Ids of its first page; `None` until that came.
    pub(super) head: Option<Vec<i64>>,
    /// Ids of the page with which it came to the next range; none before.
    pub(super) tail: Vec<i64>,
    /// Whether it was proven that nothing lies between it and the next.
    pub(super) joined: bool,
    /// Rows the walk has read.
    rows: u64,
}

impl Range {
    /// A range whose walk has not been asked yet.
    pub(super) fn new(begin: i64, leg: usize) -> Self {
        Self {
            begin,
            leg,
            busy: false,
            ended: false,
            place: begin - 1,
            head: None,
            tail: Vec::new(),
            joined: false,
            rows: 0,
        }
    }

    /// Whether its walk is to be asked on.
    pub(super) fn is_open(&self) -> bool {
        !self.joined && !self.ended && self.tail.is_empty()
    }

    /// Takes over the ids of a page; whether they go up from where the walk stood.
    pub(super) fn advance(&mut self, ids: &[i64], more: bool, next: i64) -> bool {
        self.busy = false;
        self.ended = !more;
        let (Some(&first), Some(&last)) = (ids.first(), ids.last()) else { return true };
        if first <= self.place || !ids.is_sorted_by(|one, other| one < other) {
            return false;
        }
        self.place = last;
        self.rows = self.rows.saturating_add(u64::try_from(ids.len()).unwrap_or(u64::MAX));
        self.head.get_or_insert_with(|| ids.to_vec());
        if last >= next {
            self.tail = ids.to_vec();
        }
        true
    }

    /// The first row its walk saw from the begin of the next range on.
    pub(super) fn met(&self, next: i64) -> Option<i64> {
        self.tail.iter().copied().find(|&id| id >= next)
    }

    /// Ids that may be unread before the next range.
    pub(super) fn keys_left(&self, next: i64) -> u64 {
        if self.is_open() { next.saturating_sub(self.place).saturating_sub(1).max(0).unsigned_abs() } else { 0 }
    }

    /// Rows its walk has read, and in how many ids from the range's begin on.
    pub(super) fn covered(&self) -> (u64, u64) {
        (self.rows, self.place.abs_diff(self.begin.saturating_sub(1)))
    }

    /// Rows its walk has read, and in how many ids; what lies before its first row does not count.
    pub(super) fn read(&self) -> (u64, u64) {
        let first = self.head.as_ref().and_then(|head| head.first());
        first.map_or((0, 0), |first| (self.rows, self.place.abs_diff(*first).saturating_add(1)))
    }
}
