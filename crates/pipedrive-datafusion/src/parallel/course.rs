//! A course: how one list is read, and how wide. A small list is read by id from both ends, which costs nothing more
//! than reading it from one. A large one is cut into gaps of the time of the last change, beside a walk through the rows
//! that have none (`timeless.rs`). Where it cannot be asked by that, it is split by a column that has few values.
//!
//! The first page of a list of unknown size comes by ascending id: if it is the only one nothing is lost, and if not it
//! often tells how many follow (`size.rs`). If it does not, the page from the other end does. The pages before a list
//! is cut are read twice.

mod jump;
mod timeless;
mod wider;

use timeless::Timeless;

use super::facts::{PageFacts, RowFacts};
use super::gap::{Gap, OutOfOrder, Side};
use super::jump::Jumping;
use super::leg::{By, Leg, Partition};
use super::spread::Spread;

/// Requests at a time for which a list that two ends read is begun anew in gaps.
const WORTH_CUTTING: usize = 6;

/// What is known about a list before it is read.
#[derive(Clone, Debug, Default)]
pub(crate) struct ListFacts {
    /// Whether it can be sorted by the last change, and asked for what changed since and until a time.
    pub(crate) by_time: bool,
    /// Whether it can be asked for what changed since a time.
    pub(crate) since: bool,
    /// Whether cursors may be written for it.
    pub(crate) jumps: bool,
    /// Rows it had when they were last counted.
    pub(crate) rows: Option<u64>,
    /// Where its rows were then.
    pub(crate) spread: Option<Spread>,
    /// How it can be split.
    pub(crate) partition: Option<Partition>,
}

/// One list on its way.
#[derive(Debug)]
pub(super) struct Course {
    list: usize,
    page: u64,
    /// Whether it may be cut into gaps of time.
    by_time: bool,
    /// How it may be split.
    partition: Option<Partition>,
    /// How it is split.
    split: Option<Partition>,
    /// Rows it has, as far as is known by now.
    rows: Option<u64>,
    /// Where its rows were when it was last read.
    spread: Option<Spread>,
    /// Where it is cut once more if nearly all of them are there still.
    finer: Vec<i64>,
    /// Pages that came.
    pages: u64,
    gaps: Vec<Gap>,
    /// Gaps there may be in all, so that no more than the allowed requests are wasted where their ends meet.
    allowed: u64,
    made: u64,
    /// Rows that both ends of a gap have read.
    twice: u64,
    /// Whether its order can be relied on. Without it only the end of the list ends the reading.
    trusted: bool,
    /// Time of the latest change when its reading began, where it is read by time.
    newest: Option<i64>,
    /// Whether a row without a time was met.
    has_timeless: bool,
    /// The walk that reads those rows.
    timeless: Option<Timeless>,
    /// Reading by written cursors.
    pub(super) jumping: Jumping,
}

impl Course {
    /// The course of a list, whose first walks join `legs`.
    pub(super) fn new(list: usize, facts: &ListFacts, page: u64, width: usize, legs: &mut Vec<Leg>) -> Self {
        let mut course = Self {
            list,
            page,
            by_time: facts.by_time,
            partition: facts.partition.filter(|_| width > 1),
            split: None,
            rows: facts.rows,
            spread: facts.spread.clone(),
            finer: Vec::new(),
            pages: 0,
            gaps: Vec::new(),
            allowed: 1,
            made: 1,
            twice: 0,
            trusted: width > 1,
            newest: None,
            has_timeless: false,
            timeless: None,
            jumping: Jumping::new(facts.jumps && width > 1),
        };
        match facts.rows {
            Some(rows) if course.jumping.planned(facts.rows, page).is_some() => course.read_by_id(rows > page, legs),
            Some(rows) if course.can_be_cut(rows) => {
                course.read_by_time(rows, legs);
                course.cut_as_before(width, legs);
            }
            Some(rows) if course.can_be_split(rows, width) => course.read_in_parts(legs),
            Some(rows) if rows > page && course.trusted => course.read_by_id(true, legs),
            _ => course.read_by_id(false, legs),
        }
        course
    }

    /// Whether every row was read.
    pub(super) fn is_done(&self) -> bool {
        if let Some(ranges) = self.jumping.ranges() {
            return ranges.is_done();
        }
        self.gaps.iter().all(Gap::is_closed) && self.timeless.is_none_or(|walk| walk.is_done)
    }

    /// Time of the latest change when the reading by time began.
    pub(super) fn newest(&self) -> Option<i64> {
        self.newest
    }

    /// Whether a change can take a row from a place that is yet to be read to one that was.
    pub(super) fn can_be_fled(&self) -> bool {
        self.split.is_some() || self.planned_gaps().is_some()
    }

    /// Pages that came.
    pub(super) fn pages(&self) -> u64 {
        self.pages
    }

    /// Pages it has, as far as is known by now.
    pub(super) fn pages_in_all(&self) -> Option<u64> {
        self.rows.map(|rows| rows.div_ceil(self.page.max(1)))
    }

    /// The values it is split by.
    pub(super) fn parts(&self) -> Option<Partition> {
        self.split
    }

    /// Whether all rows have a time of their last change; `None` if nothing was read by it.
    pub(super) fn has_times(&self) -> Option<bool> {
        if self.has_timeless { Some(false) } else { self.newest.map(|_| true) }
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
        if let Some(ranges) = self.jumping.ranges() {
            return ranges.ready();
        }
        if let Some(walk) = self.timeless.filter(|walk| !walk.busy && !walk.is_done) {
            // No other walk can take a part of what lies before it.
            return Some((u64::MAX, walk.leg));
        }
        let waiting = |gap: &Gap| {
            let rows = gap.rows_left().unwrap_or(u64::MAX);
            gap.ready(self.page).map(|(leg, _)| (rows / u64::try_from(gap.width(self.page).max(1)).unwrap_or(1), leg))
        };
        self.gaps.iter().filter_map(waiting).max_by_key(|(rows, _)| *rows)
    }

    /// Marks a walk as asked.
    pub(super) fn ask(&mut self, leg: usize) {
        self.jumping.ask(leg);
        if let Some(walk) = self.timeless.as_mut().filter(|walk| walk.reads(leg)) {
            walk.busy = true;
        } else if let Some(side) = self.gaps.iter_mut().find_map(|gap| gap.side_of(leg)) {
            side.busy = true;
        }
    }

    /// Takes over what a page tells; whether it belongs to a walk that still counts does not matter.
    pub(super) fn take(&mut self, leg: usize, page: &PageFacts, width: usize, legs: &mut Vec<Leg>) {
        let Some(asked) = legs.get(leg).copied() else { return };
        self.pages += 1;
        if page.rows.iter().any(|row| row.updated.is_none()) {
            self.has_timeless = true;
        }
        if self.jumping.ranges().is_some_and(|ranges| ranges.has(leg)) {
            let rest = self.jumping.take(leg, page, legs);
            return self.go_on(rest);
        }
        if let Some(walk) = self.timeless.as_mut().filter(|walk| walk.reads(leg)) {
            if walk.advance(page) == Err(OutOfOrder) {
                self.start_again(width, legs);
            }
            return;
        }
        let without = if asked.by == By::UpdateTime { self.set_apart(leg, asked, page, legs) } else { Ok(0) };
        let Ok(without) = without else { return self.start_again(width, legs) };
        let rows = page.rows.get(without..).unwrap_or_default();
        let trusted = self.trusted;
        let Some(gap) = self.gaps.iter_mut().find(|gap| gap.is_read_by(leg)) else {
            // The walk goes on through rows without a time: that there are others is known by now.
            if self.timeless.is_some_and(|walk| walk.reads(leg)) {
                self.open_upper_ends(legs);
            }
            return;
        };
        let taken = gap.advance(asked.descending, rows, page.more);
        self.twice = self.twice.saturating_add(taken.unwrap_or(0));
        if taken == Err(OutOfOrder) {
            if let Some(side) = gap.side_of(leg) {
                side.busy = false;
                // A list in no order is read to its end by the one walk there is.
                side.ended = !trusted && !page.more;
            }
            if trusted {
                self.start_again(width, legs);
            }
            return;
        }
        if asked.by == By::Id {
            self.jumping.note(asked.descending, page);
        }
        if !trusted {
            gap.low = i64::MIN;
            return;
        }
        if asked.by == By::UpdateTime && asked.descending && asked.until.is_none() && self.newest.is_none() {
            self.newest = rows.first().and_then(|row: &RowFacts| row.updated);
            self.cut_finer(rows, legs);
        }
        self.widen(page, width, legs);
    }

    fn read_by_id(&mut self, pair: bool, legs: &mut Vec<Leg>) {
        let up = add(legs, Leg::whole(self.list, By::Id, false));
        self.gaps = vec![Gap::whole(By::Id, Side::read_by(up), Side::default())];
        if pair {
            self.open_upper_ends(legs);
        }
    }

    /// Begins with the lower end of each part: one that has no rows takes one request.
    fn read_in_parts(&mut self, legs: &mut Vec<Leg>) {
        let Some(Partition { parameter, values }) = self.partition else { return };
        let lower_end = |value: &&'static str| {
            let whole = Leg::whole(self.list, By::Id, false);
            let up = add(legs, Leg { part: Some((parameter, *value)), ..whole });
            Gap::whole(By::Id, Side::read_by(up), Side::default())
        };
        self.gaps = values.iter().map(lower_end).collect();
        self.split = self.partition;
    }

    /// Reads from the other end too where the first page was not the last.
    fn open_upper_ends(&mut self, legs: &mut Vec<Leg>) {
        for gap in self.gaps.iter_mut().filter(|gap| gap.down.leg.is_none() && !gap.is_closed()) {
            let Some(&lower) = gap.up.leg.and_then(|leg| legs.get(leg)) else { continue };
            if gap.up.has_begun() || self.split.is_none() {
                gap.down = Side::read_by(add(legs, Leg { descending: true, ..lower }));
            }
        }
    }

    fn read_by_time(&mut self, rows: u64, legs: &mut Vec<Leg>) {
        self.allowed = self.gaps_allowed(rows);
        let up = add(legs, Leg::whole(self.list, By::UpdateTime, false));
        let down = add(legs, Leg::whole(self.list, By::UpdateTime, true));
        self.gaps = vec![Gap::whole(By::UpdateTime, Side::read_by(up), Side::read_by(down))];
    }

    /// Reads the list once more in a simpler way, after one that showed something unexpected.
    fn start_again(&mut self, width: usize, legs: &mut Vec<Leg>) {
        let by_time = self.gaps.first().is_some_and(|gap| gap.by == By::UpdateTime);
        self.trusted = self.trusted && by_time;
        self.by_time = false;
        self.timeless = None;
        self.split = None;
        self.made = 1;
        self.newest = None;
        match self.rows.filter(|_| self.trusted) {
            Some(rows) if self.can_be_split(rows, width) => self.read_in_parts(legs),
            _ => self.read_by_id(self.trusted, legs),
        }
    }
}

/// Adds a walk and returns its number.
fn add(legs: &mut Vec<Leg>, leg: Leg) -> usize {
    legs.push(leg);
    legs.len() - 1
}
