//! A list cut into ranges of ids: which walk is asked next, and where walks meet.

use super::super::leg::{By, Leg};
use super::form::Form;
use super::range::Range;
use super::surprise::Surprise;

/// A range of fewer pages is left to its walk.
const PAGES_WORTH_A_CUT: u64 = 6;

/// Requests in a thousand that may be read twice where ranges meet: half a page each.
const WASTE_IN_A_THOUSAND: u64 = 20;

/// Fewest cuts that are worth it: two ends by id read a list as wide as one cut.
pub(super) const FEWEST_CUTS: u64 = 2;

/// New ranges at a time for each one before that had rows: ids may have holes that are larger than all the rest.
const NEXT_TO_EACH_GOOD_ONE: u64 = 3;

/// Ranges without rows that are put up with at first, and pages read for each one more.
const IN_VAIN: (u64, u64) = (3, 50);

/// The ranges of a list, in the order of their ids.
#[derive(Debug)]
pub(crate) struct Ranges {
    list: usize,
    page: u64,
    form: Form,
    parts: Vec<Range>,
    /// Ids of the lowest page from the list's upper end, with which the last range ends.
    top: Vec<i64>,
    /// Rows in so many ids, as long as no written cursor has told more.
    assumed: (u64, u64),
    /// Ranges that were cut off, those whose walk found rows in them, and those whose walk found none.
    made: u64,
    good: u64,
    vain: u64,
}

/// What is known of a list when its cutting begins.
#[derive(Debug)]
pub(super) struct Beginning {
    pub(super) list: usize,
    /// Rows of a page.
    pub(super) page: u64,
    pub(super) form: Form,
    /// The walk from the list's beginning.
    pub(super) leg: usize,
    /// Largest id it has read.
    pub(super) place: i64,
    /// Ids of the lowest page from the list's upper end, upwards.
    pub(super) top: Vec<i64>,
    /// Rows that are thought to be between.
    pub(super) rows: u64,
}

impl Ranges {
    pub(super) fn new(beginning: Beginning) -> Self {
        let Beginning { list, page, form, leg, place, top, rows } = beginning;
        let first = vec![Range::new(place.saturating_add(1), leg)];
        let assumed = (0, 0);
        let mut ranges = Self { list, page, form, parts: first, top, assumed, made: 0, good: 0, vain: 0 };
        ranges.assumed = (rows, ranges.keys_left(0));
        ranges
    }

    /// Whether the walk reads one of the ranges.
    pub(crate) fn has(&self, leg: usize) -> bool {
        self.parts.iter().any(|range| range.leg == leg)
    }

    /// Whether every row was read: all ranges meet, or a walk went on from proven rows to the end of the list.
    pub(crate) fn is_done(&self) -> bool {
        self.parts.get(self.proven()).is_none_or(|range| range.ended)
    }

    /// The walk that has come furthest without a gap behind it, or with rows out of order the one that began at the
    /// beginning.
    pub(super) fn furthest(&self, surprise: Surprise) -> Option<&Range> {
        let proven = if surprise == Surprise::Disorder { 0 } else { self.proven() };
        self.parts.get(proven).or(self.parts.last())
    }

    /// The walk to ask next, and the rows it has before it.
    pub(crate) fn ready(&self) -> Option<(u64, usize)> {
        let waiting = |(at, range): (usize, &Range)| {
            (range.is_open() && !range.busy).then(|| (self.rows_left(at).max(1), range.leg))
        };
        self.parts.iter().enumerate().filter_map(waiting).max_by_key(|(rows, _)| *rows)
    }

    pub(super) fn ask(&mut self, leg: usize) {
        if let Some(range) = self.parts.iter_mut().find(|range| range.leg == leg) {
            range.busy = true;
        }
    }

    /// A page further down from the list's upper end came, which only matters before the last walk came to it.
    pub(super) fn lower_top(&mut self, ids: Vec<i64>) {
        let place = self.parts.last().map(|range| range.place);
        if place < ids.first().copied() && ids.first() < self.top.first() {
            self.top = ids;
        }
    }

    /// Takes over the ids of a page.
    ///
    /// # Errors
    /// If they do not go with those that came before.
    pub(super) fn take(&mut self, leg: usize, ids: &[i64], more: bool) -> Result<(), Surprise> {
        let Some(at) = self.parts.iter().position(|range| range.leg == leg) else { return Ok(()) };
        let next = self.next_begin(at);
        let Some(range) = self.parts.get_mut(at) else { return Ok(()) };
        let is_first = range.head.is_none();
        if !range.advance(ids, more, next) {
            return Err(Surprise::Disorder);
        }
        if at > 0 && is_first && !ids.is_empty() {
            let is_vain = ids.first().is_some_and(|&first| first >= next);
            *(if is_vain { &mut self.vain } else { &mut self.good }) += 1;
        }
        if at > 0 {
            self.join(at - 1)?;
        }
        // Joining may have taken ranges away, and always behind this one.
        let Some(at) = self.parts.iter().position(|range| range.leg == leg) else { return Ok(()) };
        self.join(at)
    }

    /// Whether a range meets the next one, as far as both have come.
    fn join(&mut self, at: usize) -> Result<(), Surprise> {
        loop {
            let next = self.next_begin(at);
            let proven = self.proven();
            let following = self.parts.get(at + 1).map(|range| (range.head.as_ref(), range.busy));
            let Some(range) = self.parts.get(at).filter(|range| !range.joined) else { return Ok(()) };
            let Some(met) = range.met(next) else {
                // The end of the list is only believed of a walk that is known to have missed nothing.
                return if range.ended && at != proven { Err(Surprise::FellShort) } else { Ok(()) };
            };
            let head = match following {
                Some((Some(head), _)) => head,
                Some((None, true)) => return Ok(()),
                Some((None, false)) => {
                    // Nobody has begun it, and its begin is read by now.
                    self.parts.remove(at + 1);
                    self.reopen(at);
                    continue;
                }
                None => &self.top,
            };
            if !head.contains(&met) {
                return Err(Surprise::Skipped);
            }
            if let Some(range) = self.parts.get_mut(at) {
                range.joined = true;
            }
            return Ok(());
        }
    }

    /// Lets a walk go on that came to the begin of a range which is no longer there.
    fn reopen(&mut self, at: usize) {
        let next = self.next_begin(at);
        if let Some(range) = self.parts.get_mut(at)
            && range.place < next
        {
            range.tail.clear();
        }
    }

    /// Cuts the largest range for a walk that has nothing to do, as far as that is allowed.
    ///
    /// What is cut off is an even share for each of `width` walks, or half of the range.
    pub(super) fn cut(&mut self, width: usize, legs: &mut Vec<Leg>) -> Option<(usize, String)> {
        if !self.may_cut() {
            return None;
        }
        let left: Vec<u64> = (0..self.parts.len()).map(|at| self.rows_left(at)).collect();
        let (at, &rows) = left.iter().enumerate().max_by_key(|(_, rows)| **rows)?;
        if rows < self.page.saturating_mul(PAGES_WORTH_A_CUT) {
            return None;
        }
        let even = left.iter().sum::<u64>() / u64::try_from(width).unwrap_or(u64::MAX).max(1);
        let share = if self.good > 0 { even.min(rows / 2) } else { rows / 2 };
        let keys = i64::try_from(portion(self.keys_left(at), share, rows)).ok()?;
        let begin = self.next_begin(at).checked_sub(keys.max(1))?;
        if begin <= self.parts.get(at)?.place + 1 {
            return None;
        }
        legs.push(Leg::whole(self.list, By::Id, false));
        let leg = legs.len() - 1;
        self.parts.insert(at + 1, Range::new(begin, leg));
        self.made += 1;
        Some((leg, self.form.write(begin)))
    }

    /// Whether another cut is likely to be worth its price.
    fn may_cut(&self) -> bool {
        let unanswered = self.parts.iter().skip(1).filter(|range| range.head.is_none()).count();
        let at_once = self.good.saturating_mul(NEXT_TO_EACH_GOOD_ONE).max(1);
        let (rows, covered) = self.sum(Range::covered);
        let left = (0..self.parts.len()).fold(0, |keys: u64, at| keys.saturating_add(self.keys_left(at)));
        let (of, to) = if self.made == 0 { self.assumed } else { (rows, covered) };
        let worth = cuts_for(rows.saturating_add(portion(left, of, to)), self.page).max(FEWEST_CUTS);
        let pages = rows / self.page.max(1);
        u64::try_from(unanswered).is_ok_and(|unanswered| unanswered < at_once)
            && self.vain <= IN_VAIN.0 + pages / IN_VAIN.1
            && self.made < worth
    }

    /// Rows and ids of all ranges.
    fn sum(&self, of: impl Fn(&Range) -> (u64, u64)) -> (u64, u64) {
        let add = |sum: (u64, u64), (rows, keys): (u64, u64)| (sum.0.saturating_add(rows), sum.1.saturating_add(keys));
        self.parts.iter().map(of).fold((0, 0), add)
    }

    /// Ranges from the first on that meet the next one.
    fn proven(&self) -> usize {
        self.parts.iter().take_while(|range| range.joined).count()
    }

    fn next_begin(&self, at: usize) -> i64 {
        let following = self.parts.get(at + 1).map(|range| range.begin);
        following.or(self.top.first().copied()).unwrap_or(i64::MAX)
    }

    fn keys_left(&self, at: usize) -> u64 {
        self.parts.get(at).map_or(0, |range| range.keys_left(self.next_begin(at)))
    }

    /// Guess at the rows of a range that are unread: as dense as those its own walk has read, or else all walks.
    fn rows_left(&self, at: usize) -> u64 {
        let own = self.parts.get(at).map_or((0, 0), Range::read);
        let all = if self.good > 0 { self.sum(Range::read) } else { (0, 0) };
        let (rows, keys) = [own, all, self.assumed].into_iter().find(|(rows, _)| *rows > 0).unwrap_or((1, 1));
        let left = self.keys_left(at);
        portion(left, rows, keys).clamp(left.min(1), left)
    }
}

/// Cuts that waste no more than they may in a list of so many rows.
pub(super) fn cuts_for(rows: u64, page: u64) -> u64 {
    (rows / page.max(1)).saturating_mul(2 * WASTE_IN_A_THOUSAND) / 1000
}

/// So many times one number by another, without overflow.
fn portion(of: u64, by: u64, to: u64) -> u64 {
    u64::try_from(u128::from(of) * u128::from(by) / u128::from(to.max(1))).unwrap_or(u64::MAX)
}
