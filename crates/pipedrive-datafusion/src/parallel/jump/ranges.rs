//! A list cut into ranges of ids: which walk is asked next, and where walks meet.

use super::super::leg::{By, Leg};
use super::form::Forms;
use super::range::{Range, Walk};
use super::surprise::Surprise;

/// A range of fewer pages is left to its walks.
const PAGES_WORTH_A_CUT: u64 = 6;

/// Requests in a thousand that may be added to those the rows need: half a page is read twice in each range.
const WASTE_IN_A_THOUSAND: u64 = 26;

/// Half pages of these that are not for cuts: two requests ask in the end what changed, of this list and of one other,
/// and where the two ends of the other list meet half a page is read twice. At most half of all.
const HALVES_FOR_OTHERS: u64 = 5;

/// Fewest cuts that are worth it.
pub(super) const FEWEST_CUTS: u64 = 1;

/// New ranges at a time for each one before that had rows: ids may have holes that are larger than all the rest.
const NEXT_TO_EACH_GOOD_ONE: u64 = 3;

/// Pages of one range that tell how dense the rest of it is.
const PAGES_TO_JUDGE_BY: u64 = 6;

/// Ranges without rows that are put up with at first, and pages read for each one more.
const IN_VAIN: (u64, u64) = (3, 50);

/// The ranges of a list, in the order of their ids.
#[derive(Debug)]
pub(crate) struct Ranges {
    list: usize,
    page: u64,
    forms: Forms,
    parts: Vec<Range>,
    /// Rows in so many ids, as long as no written cursor has told more.
    assumed: (u64, u64),
    /// Ranges that were cut off, those whose walk found rows in them, and those whose walk found none.
    made: u64,
    good: u64,
    vain: u64,
    /// Rows that were read twice.
    twice: u64,
    /// Walks that were begun with written cursors since this was last asked.
    opened: Vec<(usize, String)>,
}

/// What is known of a list when its cutting begins.
#[derive(Debug)]
pub(super) struct Beginning {
    pub(super) list: usize,
    /// Rows of a page.
    pub(super) page: u64,
    pub(super) forms: Forms,
    /// The walk from the list's beginning.
    pub(super) up: Walk,
    /// The walk from the list's end.
    pub(super) down: Walk,
    /// Rows that are thought to be between.
    pub(super) rows: u64,
}

impl Ranges {
    pub(super) fn new(beginning: Beginning) -> Self {
        let Beginning { list, page, forms, up, down, rows } = beginning;
        let begin = up.place.saturating_add(1);
        let first = Range { begin, up, down: Some(down), passed: Vec::new(), joined: true };
        let assumed = (rows, first.keys_left(i64::MAX));
        Self { list, page, forms, parts: vec![first], assumed, made: 0, good: 0, vain: 0, twice: 0, opened: Vec::new() }
    }

    /// Whether the walk reads one of the ranges.
    pub(crate) fn has(&self, leg: usize) -> bool {
        self.position(leg).is_some()
    }

    /// Whether every row was read: all ranges are and meet, or the walk from the list's beginning came to its end.
    pub(crate) fn is_done(&self) -> bool {
        self.parts.iter().all(Range::is_closed) || self.parts.first().is_some_and(|range| range.up.ended)
    }

    /// The walk from below that has come furthest without a gap behind it. It is the one from the list's beginning
    /// after rows out of order, and where no other can go on.
    pub(super) fn furthest(&self, surprise: Surprise, refused: Option<usize>) -> Option<&Walk> {
        let proven = self.parts.iter().take_while(|range| range.is_closed()).count();
        let goes_on = |walk: &&Walk| surprise != Surprise::Disorder && !walk.ended && Some(walk.leg) != refused;
        let furthest = self.parts.get(proven).map(|range| &range.up).filter(goes_on);
        furthest.or(self.parts.first().map(|range| &range.up))
    }

    /// The walk from the list's end.
    pub(super) fn top(&self) -> Option<&Walk> {
        self.parts.last().and_then(|range| range.down.as_ref())
    }

    /// The walk to ask next, and the rows it has before it.
    pub(crate) fn ready(&self) -> Option<(u64, usize)> {
        let waiting = |(at, range): (usize, &Range)| {
            let rows = self.rows_left(at).max(1);
            // Where the next page may already be the last, the other end is not to read the same rows.
            let width: u8 = if rows <= self.page.saturating_add(self.page / 10) { 1 } else { 2 };
            range.idle(width.into()).map(|leg| (rows / u64::from(width), leg))
        };
        self.parts.iter().enumerate().filter_map(waiting).max_by_key(|(rows, _)| *rows)
    }

    pub(super) fn ask(&mut self, leg: usize) {
        if let Some(walk) = self.parts.iter_mut().find_map(|range| range.walk(leg)) {
            walk.busy = true;
        }
    }

    /// Walks that were begun with written cursors since this was last asked.
    pub(super) fn take_opened(&mut self) -> Vec<(usize, String)> {
        std::mem::take(&mut self.opened)
    }

    /// Takes over the ids of a page.
    ///
    /// # Errors
    /// If they do not go with those that came before.
    pub(super) fn take(&mut self, leg: usize, ids: &[i64], more: bool, legs: &mut Vec<Leg>) -> Result<(), Surprise> {
        let Some((at, descending)) = self.position(leg) else { return Ok(()) };
        let next = self.next_begin(at);
        let Some(range) = self.parts.get_mut(at) else { return Ok(()) };
        let is_first = range.up.head.is_none();
        self.twice = self.twice.saturating_add(range.read_twice(ids, descending));
        let in_order = if descending { range.advance_down(ids, more) } else { range.advance_up(ids, more, next) };
        if !in_order {
            return Err(Surprise::Disorder);
        }
        if descending {
            self.join_from_above(at)?;
        } else if at > 0 {
            let is_vain = ids.first().is_none_or(|&first| first >= range.end(next));
            if is_first && is_vain && !ids.is_empty() {
                // What its walk found is read from above: there is nothing to be read here.
                self.vain += 1;
                self.merge(at - 1);
            } else if is_first {
                self.good += 1;
            }
            self.join(at - 1, legs)?;
        }
        let Some((at, _)) = self.position(leg) else { return Ok(()) };
        self.join(at, legs)?;
        let fell_short = |range: &Range| {
            let ended = descending || at > 0;
            ended && !more && !range.is_closed()
        };
        if self.parts.get(at).is_some_and(fell_short) { Err(Surprise::FellShort) } else { Ok(()) }
    }

    /// Whether the first page from above begins with a row of the next range.
    fn join_from_above(&mut self, at: usize) -> Result<(), Surprise> {
        let head = self.parts.get(at + 1).and_then(|next| next.up.head.clone());
        let Some(range) = self.parts.get_mut(at).filter(|range| !range.joined) else { return Ok(()) };
        let first = range.down.as_ref().and_then(|down| down.head.as_ref()?.first());
        if !first.is_some_and(|first| head.is_some_and(|head| head.contains(first))) {
            return Err(Surprise::Skipped);
        }
        range.joined = true;
        Ok(())
    }

    /// Joins a range with the next one as far as both have come: it is read from above too once the next one has rows,
    /// unless it has come there from below.
    fn join(&mut self, at: usize, legs: &mut Vec<Leg>) -> Result<(), Surprise> {
        loop {
            let next = self.next_begin(at);
            let Some([range, following]) = self.parts.get_mut(at..).and_then(|parts| parts.get_mut(..2)) else {
                return Ok(());
            };
            if range.joined {
                return Ok(());
            }
            match (&following.up.head, range.met(next)) {
                (None, None) => return Ok(()),
                (None, Some(_)) if following.up.busy => return Ok(()),
                // Nobody has begun it, and its begin is read by now.
                (None, Some(_)) => self.merge(at),
                (Some(head), Some(met)) => {
                    if !head.contains(&met) {
                        return Err(Surprise::Skipped);
                    }
                    let twice = range.passed.iter().filter(|id| **id >= met).count();
                    self.twice = self.twice.saturating_add(u64::try_from(twice).unwrap_or(u64::MAX));
                    range.joined = true;
                    range.down = None;
                    return Ok(());
                }
                (Some(head), None) => {
                    // The second row is there still if the first one is deleted now.
                    let Some(&begin) = head.get(1).or(head.first()).filter(|_| range.down.is_none()) else {
                        return Ok(());
                    };
                    legs.push(Leg::whole(self.list, By::Id, true));
                    let leg = legs.len() - 1;
                    range.down = Some(Walk::at(begin.saturating_add(1), leg));
                    self.opened.push((leg, self.forms.down.write(begin)));
                    return Ok(());
                }
            }
        }
    }

    /// Gives the range behind that one to it.
    fn merge(&mut self, at: usize) {
        if at + 1 >= self.parts.len() {
            return;
        }
        let following = self.parts.remove(at + 1);
        let next = self.next_begin(at);
        if let Some(range) = self.parts.get_mut(at) {
            (range.down, range.joined) = (following.down, following.joined);
            if range.joined || range.up.place < next {
                range.passed.clear();
            }
        }
    }

    /// Cuts the largest range for a walk that has nothing to do, as far as that is allowed.
    ///
    /// What is cut off is an even share for each of the ranges that `width` requests at a time can read from both ends.
    pub(super) fn cut(&mut self, width: usize, legs: &mut Vec<Leg>) -> bool {
        if !self.may_cut() {
            return false;
        }
        let left: Vec<u64> = (0..self.parts.len()).map(|at| self.rows_left(at)).collect();
        let Some((at, &rows)) = left.iter().enumerate().max_by_key(|(_, rows)| **rows) else { return false };
        if rows < self.page.saturating_mul(PAGES_WORTH_A_CUT) {
            return false;
        }
        let open = left.iter().filter(|rows| **rows > 0).count();
        let may_be = u64::try_from(open).unwrap_or(u64::MAX).saturating_add(self.cuts_left());
        let ranges = u64::try_from(width.div_ceil(2)).unwrap_or(u64::MAX).min(may_be).max(2);
        let even = left.iter().sum::<u64>().div_ceil(ranges);
        let share = rows / ((rows + even / 2) / even.max(1)).max(2);
        let share = self.filling(share);
        let Ok(keys) = i64::try_from(portion(self.keys_left(at), share, rows)) else { return false };
        let next = self.next_begin(at);
        let Some(range) = self.parts.get_mut(at) else { return false };
        let begin = range.end(next).saturating_sub(keys.max(1));
        if begin <= range.up.place.saturating_add(1) {
            return false;
        }
        legs.push(Leg::whole(self.list, By::Id, false));
        let leg = legs.len() - 1;
        let mut above = Range::new(begin, leg);
        (above.down, above.joined) = (range.down.take(), range.joined);
        range.joined = false;
        self.parts.insert(at + 1, above);
        self.made += 1;
        self.opened.push((leg, self.forms.up.write(begin)));
        true
    }

    /// Somewhat fewer rows, which fill their pages but for a quarter of the last one: a few more than were guessed then
    /// take no further page.
    fn filling(&self, rows: u64) -> u64 {
        let full = rows - rows % self.page.max(1);
        if full > self.page { full - self.page / 4 } else { rows }
    }

    /// Whether another cut is likely to be worth its price.
    fn may_cut(&self) -> bool {
        let unanswered = self.parts.iter().skip(1).filter(|range| range.up.head.is_none()).count();
        let at_once = self.good.saturating_mul(NEXT_TO_EACH_GOOD_ONE).max(1);
        let pages = self.sum(Range::covered).0 / self.page.max(1);
        u64::try_from(unanswered).is_ok_and(|unanswered| unanswered < at_once)
            && self.vain <= IN_VAIN.0 + pages / IN_VAIN.1
            && self.cuts_left() > 0
    }

    /// Cuts that there may be yet: half a page is set aside for each that is open, and what was read twice is spent.
    fn cuts_left(&self) -> u64 {
        let open = self.parts.iter().filter(|range| !range.is_closed()).count();
        let spent = self.twice.saturating_mul(2).div_ceil(self.page.max(1));
        let taken = u64::try_from(open).unwrap_or(u64::MAX).saturating_sub(1).saturating_add(spent);
        self.cuts_worth().saturating_sub(taken)
    }

    /// Cuts in all that are worth their price, as far as is known by now.
    fn cuts_worth(&self) -> u64 {
        let (rows, covered) = self.sum(Range::covered);
        let left = (0..self.parts.len()).fold(0, |keys: u64, at| keys.saturating_add(self.keys_left(at)));
        let (of, to) = if self.made == 0 { self.assumed } else { (rows, covered) };
        cuts_for(rows.saturating_add(portion(left, of, to)), self.page).max(FEWEST_CUTS)
    }

    /// Rows and ids of all ranges.
    fn sum(&self, of: impl Fn(&Range) -> (u64, u64)) -> (u64, u64) {
        let add = |sum: (u64, u64), (rows, keys): (u64, u64)| (sum.0.saturating_add(rows), sum.1.saturating_add(keys));
        self.parts.iter().map(of).fold((0, 0), add)
    }

    /// The range a walk reads, and whether from above.
    fn position(&self, leg: usize) -> Option<(usize, bool)> {
        self.parts.iter().enumerate().find_map(|(at, range)| Some((at, range.descends(leg)?)))
    }

    fn next_begin(&self, at: usize) -> i64 {
        self.parts.get(at + 1).map_or(i64::MAX, |range| range.begin)
    }

    fn keys_left(&self, at: usize) -> u64 {
        self.parts.get(at).map_or(0, |range| range.keys_left(self.next_begin(at)))
    }

    /// Guess at the rows of a range that are unread: as dense as those its own walks have read, or before these have
    /// read enough, all walks.
    fn rows_left(&self, at: usize) -> u64 {
        let enough = self.page.saturating_mul(PAGES_TO_JUDGE_BY);
        let own = self.parts.get(at).map_or((0, 0), Range::read);
        let own = if own.0 < enough && self.good > 0 { (0, 0) } else { own };
        let all = if self.good > 0 { self.sum(Range::read) } else { (0, 0) };
        let (rows, keys) = [own, all, self.assumed].into_iter().find(|(rows, _)| *rows > 0).unwrap_or((1, 1));
        let left = self.keys_left(at);
        portion(left, rows, keys).clamp(left.min(1), left)
    }
}

/// Cuts that waste no more than they may in a list of so many rows.
pub(super) fn cuts_for(rows: u64, page: u64) -> u64 {
    let halves = (rows / page.max(1)).saturating_mul(2 * WASTE_IN_A_THOUSAND) / 1000;
    halves.saturating_sub(HALVES_FOR_OTHERS).max(halves / 2)
}

/// So many times one number by another, without overflow.
fn portion(of: u64, by: u64, to: u64) -> u64 {
    u64::try_from(u128::from(of) * u128::from(by) / u128::from(to.max(1))).unwrap_or(u64::MAX)
}
