//! A range of ids and the walks that read it, one from below and one from above, until they meet.

/// A walk through a range.
#[derive(Debug)]
pub(super) struct Walk {
    pub(super) leg: usize,
    pub(super) busy: bool,
    /// Whether it came to the end of the list.
    pub(super) ended: bool,
    /// The last id it has read; before any, the one next to the first that it may read.
    pub(super) place: i64,
    /// Ids of its first page in the order they came; `None` until that came.
    pub(super) head: Option<Vec<i64>>,
    /// Rows it had read before it came to be a walk of a range, and in how many ids.
    before: (u64, u64),
    /// Its place before it read anything else.
    from: i64,
    rows: u64,
}

impl Walk {
    /// A walk that stands there and has read nothing.
    pub(super) fn at(place: i64, leg: usize) -> Self {
        Self { leg, busy: false, ended: false, place, head: None, before: (0, 0), from: place, rows: 0 }
    }

    /// One that has read so many rows in so many ids.
    pub(super) fn going_on(place: i64, leg: usize, busy: bool, before: (u64, u64)) -> Self {
        Self { busy, before, ..Self::at(place, leg) }
    }

    /// Takes over the ids of a page; whether they go on in order from where the walk stood.
    fn advance(&mut self, ids: &[i64], more: bool, descending: bool) -> bool {
        let goes_on = |before: &i64, next: &i64| if descending { next < before } else { next > before };
        self.busy = false;
        self.ended = !more;
        let (Some(first), Some(&last)) = (ids.first(), ids.last()) else { return true };
        if !goes_on(&self.place, first) || !ids.is_sorted_by(goes_on) {
            return false;
        }
        self.place = last;
        self.rows = self.rows.saturating_add(u64::try_from(ids.len()).unwrap_or(u64::MAX));
        self.head.get_or_insert_with(|| ids.to_vec());
        true
    }

    /// Rows it has read, and in how many ids from where it was to begin.
    fn covered(&self) -> (u64, u64) {
        (self.rows, self.place.abs_diff(self.from))
    }

    /// Rows it has read, and in how many ids; what lies before its first row does not count.
    fn read(&self) -> (u64, u64) {
        let first = self.head.as_ref().and_then(|head| head.first());
        let keys = first.map_or(0, |first| self.place.abs_diff(*first).saturating_add(1));
        (self.before.0.saturating_add(self.rows), self.before.1.saturating_add(keys))
    }
}

/// A range: it begins at an id and ends where the next one begins, with a row that both have read.
#[derive(Debug)]
pub(super) struct Range {
    /// Smallest id that may be in it.
    pub(super) begin: i64,
    /// Its walk from below.
    pub(super) up: Walk,
    /// Its walk from above, which is to begin with a row of the next range; `None` while no such row is known.
    pub(super) down: Option<Walk>,
    /// Ids of the page with which the walk from below came to the next range; none before.
    pub(super) passed: Vec<i64>,
    /// Whether it was proven that nothing lies between it and the next.
    pub(super) joined: bool,
}

impl Range {
    /// A range whose walk from below stands before `begin`.
    pub(super) fn new(begin: i64, leg: usize) -> Self {
        let up = Walk::at(begin.saturating_sub(1), leg);
        Self { begin, up, down: None, passed: Vec::new(), joined: false }
    }

    /// Whether all of it was read, and joins the next.
    pub(super) fn is_closed(&self) -> bool {
        self.joined && self.down.as_ref().is_none_or(|down| self.up.place.saturating_add(1) >= down.place)
    }

    /// Takes over the ids of a page from below, where the next range begins at `next`; whether they are in order.
    pub(super) fn advance_up(&mut self, ids: &[i64], more: bool, next: i64) -> bool {
        let in_order = self.up.advance(ids, more, false);
        if in_order && !self.joined && self.up.place >= next {
            self.passed = ids.to_vec();
        }
        in_order
    }

    /// Takes over the ids of a page from above; whether they are in order.
    pub(super) fn advance_down(&mut self, ids: &[i64], more: bool) -> bool {
        self.down.as_mut().is_none_or(|down| down.advance(ids, more, true))
    }

    /// Those of the ids that the walk from the other end has read.
    pub(super) fn read_twice(&self, ids: &[i64], descending: bool) -> u64 {
        let down = self.down.as_ref().filter(|down| down.head.is_some() || self.joined).map(|down| down.place);
        let twice =
            |id: &&i64| if descending { **id <= self.up.place } else { down.is_some_and(|place| **id >= place) };
        u64::try_from(ids.iter().filter(twice).count()).unwrap_or(u64::MAX)
    }

    /// The first row from the begin of the next range on that the walk from below saw.
    pub(super) fn met(&self, next: i64) -> Option<i64> {
        self.passed.iter().copied().find(|&id| id >= next)
    }

    /// Ids that may be unread before the next range.
    pub(super) fn keys_left(&self, next: i64) -> u64 {
        if self.is_closed() {
            return 0;
        }
        self.end(next).saturating_sub(self.up.place).saturating_sub(1).max(0).unsigned_abs()
    }

    /// The id above those that may be unread.
    pub(super) fn end(&self, next: i64) -> i64 {
        self.down.as_ref().map_or(next, |down| down.place)
    }

    /// The walk to ask next, if `width` requests may be on their way together.
    pub(super) fn idle(&self, width: usize) -> Option<usize> {
        let busy = usize::from(self.up.busy) + usize::from(self.down.as_ref().is_some_and(|down| down.busy));
        if self.is_closed() || busy >= width {
            return None;
        }
        let up = Some(&self.up).filter(|_| self.passed.is_empty());
        up.into_iter().chain(&self.down).find(|walk| !walk.busy && !walk.ended).map(|walk| walk.leg)
    }

    /// Its walk of that number.
    pub(super) fn walk(&mut self, leg: usize) -> Option<&mut Walk> {
        [Some(&mut self.up), self.down.as_mut()].into_iter().flatten().find(|walk| walk.leg == leg)
    }

    /// Whether one of its walks has that number, and if so whether it is the one from above.
    pub(super) fn descends(&self, leg: usize) -> Option<bool> {
        let down = self.down.as_ref().is_some_and(|down| down.leg == leg);
        (down || self.up.leg == leg).then_some(down)
    }

    /// Rows its walks have read, and in how many ids from where they were to begin.
    pub(super) fn covered(&self) -> (u64, u64) {
        self.sum(Walk::covered)
    }

    /// Rows its walks have read, and in how many ids.
    pub(super) fn read(&self) -> (u64, u64) {
        self.sum(Walk::read)
    }

    fn sum(&self, of: impl Fn(&Walk) -> (u64, u64)) -> (u64, u64) {
        let down = self.down.as_ref().map_or((0, 0), &of);
        let up = of(&self.up);
        (up.0.saturating_add(down.0), up.1.saturating_add(down.1))
    }
}
