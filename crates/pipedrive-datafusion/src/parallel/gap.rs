//! A gap: a range of keys in which rows may be unread, read from below and from above until both ends meet.
//!
//! The ends are never compared by how many rows were read but by their keys, so that rows that come, go or change
//! meanwhile cannot make them miss each other. A row whose key stays where it is lies in one gap from the beginning,
//! and the gap is only closed when one of its ends has gone past that key.

use super::facts::RowFacts;
use super::leg::By;

/// A range of keys with unread rows: ids, or seconds of the last change.
#[derive(Debug)]
pub(super) struct Gap {
    pub(super) by: By,
    /// Smallest key that may be unread.
    pub(super) low: i64,
    /// Largest key that may be unread.
    pub(super) high: i64,
    pub(super) up: Side,
    pub(super) down: Side,
    /// Rows in so many keys, as long as the gap has no page of its own.
    assumed: Option<Density>,
    /// Whether its lower or upper end is one of the list, which alone shows rows that have no key, and was not read when
    /// the gap was cut.
    shows: [bool; 2],
}

/// One end of a gap.
#[derive(Debug, Default)]
pub(super) struct Side {
    /// Its walk; `None` while nobody reads from there.
    pub(super) leg: Option<usize>,
    /// Whether a page of it is on its way.
    pub(super) busy: bool,
    /// Whether its walk came to the end of the list.
    pub(super) ended: bool,
    /// What its pages had.
    pub(super) read: Option<Density>,
}

/// So many rows in so many keys.
#[derive(Clone, Copy, Debug)]
pub(super) struct Density {
    rows: u64,
    keys: u64,
}

impl Density {
    fn rows_in(self, keys: u64) -> u64 {
        let rows = u128::from(keys) * u128::from(self.rows) / u128::from(self.keys.max(1));
        u64::try_from(rows).unwrap_or(u64::MAX)
    }

    fn and(self, other: Self) -> Self {
        Self { rows: self.rows.saturating_add(other.rows), keys: self.keys.saturating_add(other.keys) }
    }

    /// The rows and the keys.
    pub(super) fn counted(self) -> (u64, u64) {
        (self.rows, self.keys)
    }
}

/// A page that does not come in the order that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OutOfOrder;

impl Side {
    /// An end that the walk with this number reads from.
    pub(super) fn read_by(leg: usize) -> Self {
        Self { leg: Some(leg), ..Self::default() }
    }

    /// Whether the walk may be asked for a page.
    pub(super) fn is_ready(&self) -> bool {
        self.leg.is_some() && !self.busy && !self.ended
    }

    /// Whether a page of it came.
    pub(super) fn has_begun(&self) -> bool {
        self.read.is_some()
    }
}

impl Gap {
    /// Everything, by that key.
    pub(super) fn whole(by: By, up: Side, down: Side) -> Self {
        Self { by, low: i64::MIN, high: i64::MAX, up, down, assumed: None, shows: [false; 2] }
    }

    /// Whether nothing is left to read.
    pub(super) fn is_closed(&self) -> bool {
        let is_shown = |side: &Side| side.has_begun() || side.ended;
        let [up, down] = self.shows;
        (self.low > self.high || self.up.ended || self.down.ended)
            && (!up || is_shown(&self.up))
            && (!down || is_shown(&self.down))
    }

    /// Takes over what a page of one of the ends tells: how many of its rows the other end has read.
    ///
    /// # Errors
    /// If its rows are not in order, so that nothing can be concluded from where it ends.
    pub(super) fn advance(&mut self, descending: bool, rows: &[RowFacts], more: bool) -> Result<u64, OutOfOrder> {
        let by = self.by;
        let mut keys = Vec::with_capacity(rows.len());
        for row in rows {
            let key = match by {
                By::Id => row.id,
                By::UpdateTime => row.updated.ok_or(OutOfOrder)?,
            };
            keys.push(key);
        }
        if descending {
            keys.reverse();
        }
        if !keys.is_sorted() {
            return Err(OutOfOrder);
        }
        let side = if descending { &mut self.down } else { &mut self.up };
        side.busy = false;
        side.ended = !more;
        let (Some(&first), Some(&last)) = (keys.first(), keys.last()) else { return Ok(0) };
        let other_end = if descending { &self.up } else { &self.down };
        let is_read =
            |key: &&i64| other_end.read.is_some() && if descending { **key < self.low } else { **key > self.high };
        let twice = u64::try_from(keys.iter().filter(is_read).count()).unwrap_or(u64::MAX);
        let side = if descending { &mut self.down } else { &mut self.up };
        let page = Density {
            rows: u64::try_from(keys.len()).unwrap_or(u64::MAX),
            keys: last.abs_diff(first).saturating_add(1),
        };
        side.read = Some(side.read.map_or(page, |before| before.and(page)));
        // Further rows may share the second with which a page ends, but no id.
        let beyond = i64::from(by == By::Id);
        if descending {
            self.high = self.high.min(first.saturating_sub(beyond));
        } else {
            self.low = self.low.max(last.saturating_add(beyond));
        }
        Ok(twice)
    }

    /// Guess at the rows that are left, 0 only if none are; `None` while there is nothing to guess from.
    pub(super) fn rows_left(&self) -> Option<u64> {
        if self.is_closed() {
            return Some(0);
        }
        // Before both ends are known there is no range to count in.
        if self.low == i64::MIN || self.high == i64::MAX {
            return None;
        }
        let keys = self.high.abs_diff(self.low).saturating_add(1);
        let guess = match (self.up.read, self.down.read) {
            (Some(up), Some(down)) => u64::midpoint(up.rows_in(keys), down.rows_in(keys)),
            (Some(one), None) | (None, Some(one)) => one.rows_in(keys),
            (None, None) => self.assumed?.rows_in(keys),
        };
        Some(if self.by == By::Id { guess.min(keys) } else { guess }.max(1))
    }

    /// Requests that may be on their way together: one where the next page may already be the last, so that the other
    /// end does not read the same rows.
    pub(super) fn width(&self, page: u64) -> usize {
        match self.rows_left() {
            Some(0) => 0,
            // The other end of the list first tells how much there is.
            None if self.up.has_begun() && !self.down.has_begun() && self.down.leg.is_some() => 1,
            Some(rows) if rows <= page.saturating_add(page / 10) => 1,
            _ => 2,
        }
    }

    /// The first end that may be asked for a page: from below, unless only the other is there.
    pub(super) fn ready(&self, page: u64) -> Option<(usize, bool)> {
        let busy = usize::from(self.up.busy) + usize::from(self.down.busy);
        if busy >= self.width(page) {
            return None;
        }
        if self.rows_left().is_none() && self.up.has_begun() && self.down.is_ready() {
            return self.down.leg.map(|leg| (leg, true));
        }
        // A row without a time at the other end ends the reading by time: until that is known no further page is asked.
        let waits = |side: &Side| self.by == By::UpdateTime && self.rows_left().is_none() && side.has_begun();
        let side = |side: &Side, descending: bool| {
            side.leg.filter(|_| side.is_ready() && !waits(side)).map(|leg| (leg, descending))
        };
        side(&self.up, false).or_else(|| side(&self.down, true))
    }

    /// Whether this walk reads from one of its ends.
    pub(super) fn is_read_by(&self, leg: usize) -> bool {
        [&self.up, &self.down].into_iter().any(|side| side.leg == Some(leg))
    }

    /// The end that this walk reads from.
    pub(super) fn side_of(&mut self, leg: usize) -> Option<&mut Side> {
        [&mut self.up, &mut self.down].into_iter().find(|side| side.leg == Some(leg))
    }

    /// Keys that cut it into `parts` with about as many rows each; fewer where the keys do not suffice.
    ///
    /// Between the densities at the two ends the rows are taken to become evenly denser or sparser.
    pub(super) fn cuts(&self, parts: u64) -> Vec<i64> {
        let (Some(up), Some(down)) = (self.up.read.or(self.assumed), self.down.read.or(self.assumed)) else {
            return Vec::new();
        };
        let keys = self.high.abs_diff(self.low);
        let (rare, dense) = (up.rows_in(keys).max(1), down.rows_in(keys).max(1));
        // Twice the rows below so many thousandths of the range, a million times over, to stay in whole numbers.
        let below = |step: u64| {
            let (step, rare, dense) = (u128::from(step), u128::from(rare), u128::from(dense));
            step * (2000 - step) * rare + step * step * dense
        };
        let total = below(1000);
        let mut cuts = Vec::new();
        for part in 1..parts {
            let wanted = total * u128::from(part) / u128::from(parts.max(1));
            let step = (0..=1000_u64).find(|&step| below(step) >= wanted).unwrap_or(1000);
            let offset = u128::from(keys) * u128::from(step) / 1000;
            let cut = i64::try_from(offset).ok().and_then(|offset| self.low.checked_add(offset));
            let last = cuts.last().copied().unwrap_or(self.low);
            cuts.extend(cut.filter(|&cut| cut > last && cut <= self.high));
        }
        cuts
    }

    /// Cuts it at a key: what is below stays, what is at or above it is the gap that comes back. The two new ends are
    /// read by those walks.
    pub(super) fn cut(&mut self, at: i64, down: usize, up: usize) -> Self {
        let keys = self.high.abs_diff(self.low).saturating_add(1);
        let assumed = self.rows_left().map(|rows| Density { rows, keys });
        let upper = std::mem::replace(&mut self.down, Side::read_by(down));
        let [shows_low, shows_high] = [self.low == i64::MIN, self.high == i64::MAX];
        let up = Side::read_by(up);
        let above =
            Self { by: self.by, low: at, high: self.high, up, down: upper, assumed, shows: [false, shows_high] };
        self.high = at - 1;
        self.assumed = assumed;
        self.shows = [shows_low, false];
        above
    }
}
