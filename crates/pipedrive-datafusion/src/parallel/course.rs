//! A course: how one list is read, and how wide. A small list is read by id from both ends, which costs nothing more
//! than reading it from one. A large one whose rows all have a time of their last change is cut into gaps of time. Where
//! some have none, which no bound of time would find, it is split by a column that has few values.
//!
//! The first page of a list of unknown size comes by ascending id: if it is the only one nothing is lost, and if not it
//! often tells how many follow (`size.rs`). If it does not, the page from the other end does. The pages before a list
//! is cut are read twice.

mod jump;

use super::facts::{PageFacts, RowFacts};
use super::gap::{Gap, OutOfOrder, Side};
use super::jump::Jumping;
use super::leg::{By, Leg, Partition};
use super::size::extrapolated;

/// Requests in a thousand that cutting a list may add to it.
const WASTE_IN_A_THOUSAND: u64 = 25;

/// The same where the list is split, or its size had to be found out: either is a matter of one request or two.
const MORE_WASTE_IN_A_THOUSAND: u64 = 28;

/// Requests beside the gaps: the reads of what changed meanwhile, of this list and of one other.
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
    /// Whether cursors may be written for it.
    pub(crate) jumps: bool,
    /// Rows it had when they were last counted.
    pub(crate) rows: Option<u64>,
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
    /// Pages that came.
    pages: u64,
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
    /// Reading by written cursors.
    pub(super) jumping: Jumping,
}

impl Course {
    /// The course of a list, whose first walks join `legs`.
    pub(super) fn new(list: usize, facts: ListFacts, page: u64, width: usize, legs: &mut Vec<Leg>) -> Self {
        let mut course = Self {
            list,
            page,
            by_time: facts.by_time,
            partition: facts.partition.filter(|_| width > 1),
            split: None,
            rows: facts.rows,
            pages: 0,
            gaps: Vec::new(),
            allowed: 1,
            made: 1,
            trusted: width > 1,
            newest: None,
            timeless: false,
            jumping: Jumping::new(facts.jumps && width > 1),
        };
        match facts.rows {
            Some(rows) if course.jumping.planned(facts.rows, page).is_some() => course.read_by_id(rows > page, legs),
            Some(rows) if course.can_be_cut(rows) => course.read_by_time(rows, legs),
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
        self.gaps.iter().all(Gap::is_closed)
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
        if let Some(ranges) = self.jumping.ranges() {
            return ranges.ready();
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
        if let Some(side) = self.gaps.iter_mut().find_map(|gap| gap.side_of(leg)) {
            side.busy = true;
        }
    }

    /// Takes over what a page tells; whether it belongs to a walk that still counts does not matter.
    pub(super) fn take(&mut self, leg: usize, page: &PageFacts, width: usize, legs: &mut Vec<Leg>) {
        let Some(asked) = legs.get(leg).copied() else { return };
        self.pages += 1;
        if page.rows.iter().any(|row| row.updated.is_none()) {
            self.timeless = true;
            self.by_time = false;
        }
        if self.jumping.ranges().is_some_and(|ranges| ranges.has(leg)) {
            let rest = self.jumping.take(leg, page, legs);
            return self.go_on(rest);
        }
        let trusted = self.trusted;
        let Some(gap) = self.gaps.iter_mut().find(|gap| gap.is_read_by(leg)) else { return };
        if gap.advance(asked.descending, &page.rows, page.more) == Err(OutOfOrder) {
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
        if asked == Leg::whole(self.list, By::UpdateTime, true) && self.newest.is_none() {
            self.newest = page.rows.first().and_then(|row: &RowFacts| row.updated);
        }
        self.widen(page, width, legs);
    }

    /// Opens the other end, or cuts or splits, once enough is known.
    fn widen(&mut self, page: &PageFacts, width: usize, legs: &mut Vec<Leg>) {
        if self.split.is_some() {
            return self.open_upper_ends(legs);
        }
        let Some(gap) = self.gaps.first().filter(|gap| !gap.is_closed()) else { return };
        if gap.by == By::Id {
            let is_first = gap.down.leg.is_none();
            let read = self.pages.saturating_mul(self.page);
            let left = gap.rows_left().map(|rows| rows.saturating_add(read));
            let ends = gap.up.has_begun() && gap.down.has_begun();
            if ends && self.jumping.begin(self.list, self.page, gap) {
                self.rows = self.rows.or(left);
                return;
            }
            let rows = if is_first { extrapolated(page) } else { left };
            // Where the list ends tells more of its ids than when its first rows were added.
            let is_early = !ends && self.jumping.is_allowed();
            if is_early || rows.is_none_or(|rows| !self.begin_wider(rows, width, legs)) {
                self.open_upper_ends(legs);
            }
            return;
        }
        let parts = self.allowed.min(u64::try_from(width / 2).unwrap_or(1));
        if self.made == 1 && parts > 1 && gap.up.has_begun() && gap.down.has_begun() {
            self.cut_first(parts, legs);
        }
    }

    /// Cuts the largest gap in two for ends that have nothing to do, as far as that is allowed.
    pub(super) fn cut_for_idle(&mut self, width: usize, legs: &mut Vec<Leg>) -> bool {
        if self.jumping.ranges().is_some() {
            return self.jumping.cut(width, legs);
        }
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

    /// Begins a list that is read by id anew in gaps or parts, if that pays. What was read comes again, and is recognised.
    fn begin_wider(&mut self, rows: u64, width: usize, legs: &mut Vec<Leg>) -> bool {
        self.rows = Some(rows);
        if width >= WORTH_CUTTING && self.can_be_cut(rows) {
            self.read_by_time(rows, legs);
        } else if self.can_be_split(rows, width) {
            self.read_in_parts(legs);
        } else {
            return false;
        }
        true
    }

    /// Whether a list of that many rows may be cut into enough gaps.
    fn can_be_cut(&self, rows: u64) -> bool {
        self.by_time && self.gaps_allowed(rows) >= FEWEST_GAPS
    }

    /// Every gap but the first is likely to waste half a page where its ends meet.
    fn gaps_allowed(&self, rows: u64) -> u64 {
        let known = if self.wasted() == 0 { WASTE_IN_A_THOUSAND } else { MORE_WASTE_IN_A_THOUSAND };
        self.halves_allowed(rows, known) + 1
    }

    /// Whether a list of that many rows may be split, where every part but the first is likely to waste half a page.
    fn can_be_split(&self, rows: u64, width: usize) -> bool {
        let allowed = self.halves_allowed(rows, MORE_WASTE_IN_A_THOUSAND);
        let pays = |parts: usize| parts > 1 && u64::try_from(parts - 1).is_ok_and(|halves| halves <= allowed);
        width >= WORTH_CUTTING && self.partition.is_some_and(|partition| pays(partition.values.len()))
    }

    /// Half pages that may yet be wasted.
    fn halves_allowed(&self, rows: u64, in_a_thousand: u64) -> u64 {
        let pages = rows / self.page.max(1);
        let halves = pages.saturating_mul(2 * in_a_thousand) / 1000;
        halves.saturating_sub(2 * (self.wasted() + FINAL_REQUESTS))
    }

    /// Pages that came, or are on their way, and would come again.
    fn wasted(&self) -> u64 {
        let sides = self.gaps.iter().flat_map(|gap| [&gap.up, &gap.down]);
        self.pages + sides.map(|side| u64::from(side.busy)).sum::<u64>()
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
        self.split = None;
        self.made = 1;
        self.newest = None;
        match self.rows.filter(|_| self.trusted) {
            Some(rows) if self.can_be_split(rows, width) => self.read_in_parts(legs),
            _ => self.read_by_id(self.trusted, legs),
        }
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
