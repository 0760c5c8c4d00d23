//! A course: how one list is read, and how wide. A small list is read by id from both ends, which costs nothing more
//! than reading it from one. A large one whose rows all have a time of their last change is cut into gaps of time.

use super::facts::{PageFacts, RowFacts};
use super::gap::{Gap, OutOfOrder, Side};
use super::leg::{By, Leg};

/// Requests in a thousand that reading a list wide may add to it.
const WASTE_IN_A_THOUSAND: u64 = 25;

/// Requests beside the gaps: the reads of what changed meanwhile.
const FINAL_REQUESTS: u64 = 2;

/// Fewest gaps that are worth it: two ends by id are one gap already, and need no proof.
const FEWEST_GAPS: u64 = 3;

/// Requests at a time for which a list that two ends read is begun anew in gaps.
const WORTH_CUTTING: usize = 6;

/// A gap of fewer pages is left to the ends that read it.
const PAGES_WORTH_A_CUT: u64 = 6;

/// What is known about a list before it is read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ListFacts {
    /// Whether it can be sorted by the last change, and asked for what changed since and until a time.
    pub(crate) by_time: bool,
    /// Whether it can be asked for what changed since a time.
    pub(crate) since: bool,
    /// Rows it had when they were last counted.
    pub(crate) rows: Option<u64>,
}

/// One list on its way.
#[derive(Debug)]
pub(super) struct Course {
    list: usize,
    page: u64,
    /// Whether it may be cut into gaps of time.
    by_time: bool,
    gaps: Vec<Gap>,
    /// Gaps there may be in all, so that no more than the allowed requests are wasted where their ends meet.
    allowed: u64,
    made: u64,
    /// Whether its order can be relied on. Without it only the end of the list ends the reading.
    trusted: bool,
    /// Time of the latest change when its reading began, where it is read by time.
    newest: Option<i64>,
    /// Whether a row without a time was met.
    timeless: bool,
}

impl Course {
    /// The course of a list, whose first walks join `legs`.
    pub(super) fn new(list: usize, facts: ListFacts, page: u64, width: usize, legs: &mut Vec<Leg>) -> Self {
        let mut course = Self {
            list,
            page,
            by_time: facts.by_time,
            gaps: Vec::new(),
            allowed: 1,
            made: 1,
            trusted: width > 1,
            newest: None,
            timeless: false,
        };
        match facts.rows {
            Some(rows) if course.can_be_cut(rows, 0) => course.read_by_time(rows, 0, legs),
            Some(rows) if rows > page && course.trusted => course.read_by_id(true, legs),
            _ => course.read_by_id(false, legs),
        }
        course
    }

    /// Whether every row was read.
    pub(super) fn is_done(&self) -> bool {
        self.gaps.iter().all(Gap::is_closed)
    }

    /// Time of the latest change when the reading began, if changes can hide rows from it.
    pub(super) fn newest(&self) -> Option<i64> {
        self.newest
    }

    /// Whether all rows have a time of their last change; `None` if nothing was read by it.
    pub(super) fn has_times(&self) -> Option<bool> {
        if self.timeless { Some(false) } else { self.newest.map(|_| true) }
    }

    /// Gaps the list was cut into.
    #[cfg(test)]
    pub(super) fn gaps(&self) -> u64 {
        self.made
    }

    /// Gaps it may be cut into, where it is read by the time of the last change.
    pub(super) fn planned_gaps(&self) -> Option<u64> {
        self.gaps.iter().any(|gap| gap.by == By::UpdateTime).then_some(self.allowed)
    }

    /// Whether it is read from more than one place.
    pub(super) fn is_wide(&self) -> bool {
        self.gaps.iter().any(|gap| gap.down.leg.is_some())
    }

    /// The walk to ask next, and how much waits behind it: rows a walk of its gap has before it.
    pub(super) fn ready(&self) -> Option<(u64, usize)> {
        let waiting = |gap: &Gap| {
            let rows = gap.rows_left().unwrap_or(u64::MAX);
            gap.ready(self.page).map(|(leg, _)| (rows / u64::try_from(gap.width(self.page).max(1)).unwrap_or(1), leg))
        };
        self.gaps.iter().filter_map(waiting).max_by_key(|(rows, _)| *rows)
    }

    /// Marks a walk as asked.
    pub(super) fn ask(&mut self, leg: usize) {
        if let Some(side) = self.gaps.iter_mut().find_map(|gap| gap.side_of(leg)) {
            side.busy = true;
        }
    }

    /// Takes over what a page tells; whether it belongs to a walk that still counts does not matter.
    pub(super) fn take(&mut self, leg: usize, page: &PageFacts, width: usize, legs: &mut Vec<Leg>) {
        let Some(asked) = legs.get(leg).copied() else { return };
        if asked.by == By::UpdateTime && page.rows.iter().any(|row| row.updated.is_none()) {
            self.timeless = true;
        }
        let trusted = self.trusted;
        let Some(gap) = self.gaps.iter_mut().find(|gap| gap.is_read_by(leg)) else { return };
        match gap.advance(asked.descending, &page.rows, page.more) {
            Ok(()) => {}
            // A list in no order is read to its end by the one walk there is.
            Err(OutOfOrder) if !trusted => {
                if let Some(side) = gap.side_of(leg) {
                    side.busy = false;
                    side.ended = !page.more;
                }
                return;
            }
            Err(OutOfOrder) => return self.start_again(legs),
        }
        if !trusted {
            gap.low = i64::MIN;
            return;
        }
        if asked == Leg::whole(self.list, By::UpdateTime, true) && self.newest.is_none() {
            self.newest = page.rows.first().and_then(|row: &RowFacts| row.updated);
        }
        self.widen(width, legs);
    }

    /// Opens the other end, or cuts, once enough is known.
    fn widen(&mut self, width: usize, legs: &mut Vec<Leg>) {
        let Some(gap) = self.gaps.first() else { return };
        if gap.by == By::Id && !gap.is_closed() {
            if gap.down.leg.is_none() {
                self.open_upper_end(legs);
            } else if let Some(rows) =
                gap.rows_left().filter(|&rows| width >= WORTH_CUTTING && self.can_be_cut(rows, 2))
            {
                // What was read by id comes again, and is recognised.
                self.read_by_time(rows, 2, legs);
            }
            return;
        }
        let first_cut = self.made == 1 && gap.by == By::UpdateTime && !gap.is_closed();
        let parts = self.allowed.min(u64::try_from(width / 2).unwrap_or(1));
        if first_cut && parts > 1 && gap.up.has_begun() && gap.down.has_begun() {
            self.cut_first(parts, legs);
        }
    }

    /// Cuts the largest gap in two for ends that have nothing to do, as far as that is allowed.
    pub(super) fn cut_for_idle(&mut self, legs: &mut Vec<Leg>) -> bool {
        let begun = self.made > 1 && self.made < self.allowed;
        let largest = |gap: &&mut Gap| gap.rows_left().unwrap_or(0);
        let Some(gap) = self.gaps.iter_mut().filter(|_| begun).max_by_key(largest) else { return false };
        let rows = gap.rows_left().unwrap_or(0);
        let Some(&at) = gap.cuts(2).first() else { return false };
        if rows < self.page.saturating_mul(PAGES_WORTH_A_CUT) {
            return false;
        }
        let above = cut(gap, self.list, at, legs);
        self.gaps.push(above);
        self.made += 1;
        true
    }

    fn cut_first(&mut self, parts: u64, legs: &mut Vec<Leg>) {
        let Some(mut last) = self.gaps.pop() else { return };
        for at in last.cuts(parts) {
            let above = cut(&mut last, self.list, at, legs);
            self.gaps.push(std::mem::replace(&mut last, above));
            self.made += 1;
        }
        self.gaps.push(last);
    }

    /// Whether a list of that many rows may be cut into enough gaps, after so many requests in vain.
    fn can_be_cut(&self, rows: u64, wasted: u64) -> bool {
        self.by_time && self.gaps_allowed(rows, wasted) >= FEWEST_GAPS
    }

    /// Every gap but the first is likely to waste half a page where its ends meet.
    fn gaps_allowed(&self, rows: u64, wasted: u64) -> u64 {
        let pages = rows / self.page.max(1);
        let halves = pages.saturating_mul(2 * WASTE_IN_A_THOUSAND) / 1000;
        1 + halves.saturating_sub(2 * (wasted + FINAL_REQUESTS))
    }

    fn read_by_id(&mut self, pair: bool, legs: &mut Vec<Leg>) {
        let up = add(legs, Leg::whole(self.list, By::Id, false));
        self.gaps = vec![Gap::whole(By::Id, Side::read_by(up), Side::default())];
        if pair {
            self.open_upper_end(legs);
        }
    }

    fn open_upper_end(&mut self, legs: &mut Vec<Leg>) {
        let list = self.list;
        if let Some(gap) = self.gaps.first_mut() {
            gap.down = Side::read_by(add(legs, Leg::whole(list, By::Id, true)));
        }
    }

    fn read_by_time(&mut self, rows: u64, wasted: u64, legs: &mut Vec<Leg>) {
        let up = add(legs, Leg::whole(self.list, By::UpdateTime, false));
        let down = add(legs, Leg::whole(self.list, By::UpdateTime, true));
        self.gaps = vec![Gap::whole(By::UpdateTime, Side::read_by(up), Side::read_by(down))];
        self.allowed = self.gaps_allowed(rows, wasted);
    }

    /// Reads the list once more in a simpler way, after one that showed something unexpected.
    fn start_again(&mut self, legs: &mut Vec<Leg>) {
        let by_time = self.gaps.first().is_some_and(|gap| gap.by == By::UpdateTime);
        self.trusted = self.trusted && by_time;
        self.by_time = false;
        self.made = 1;
        self.newest = None;
        self.read_by_id(self.trusted, legs);
    }
}

fn cut(gap: &mut Gap, list: usize, at: i64, legs: &mut Vec<Leg>) -> Gap {
    let part = Leg::whole(list, By::UpdateTime, true);
    let down = add(legs, Leg { until: Some(at), ..part });
    let up = add(legs, Leg { since: Some(at), descending: false, ..part });
    gap.cut(at, down, up)
}

/// Adds a walk and returns its number.
fn add(legs: &mut Vec<Leg>, leg: Leg) -> usize {
    legs.push(leg);
    legs.len() - 1
}
