//! How a list is read wider once enough is known of it: from the other end too, in gaps of time, or in parts.

use super::super::facts::{PageFacts, RowFacts};
use super::super::gap::Gap;
use super::super::leg::{By, Leg};
use super::super::size::extrapolated;
use super::{Course, WORTH_CUTTING, add};

/// Requests in a thousand that cutting a list may add to it.
const WASTE_IN_A_THOUSAND: u64 = 25;

/// The same where the list is split, or its size had to be found out: either is a matter of one request or two.
const MORE_WASTE_IN_A_THOUSAND: u64 = 28;

/// Requests beside the gaps: the reads of what changed meanwhile, of this list and of one other.
const FINAL_REQUESTS: u64 = 2;

/// Fewest gaps that are worth it: two ends by id are one gap already, and need no proof.
const FEWEST_GAPS: u64 = 3;

/// Gaps whose pages are full, for one that is likely to waste half a page.
const FULL_FOR_HALF: u64 = 2;

/// A gap of fewer pages is left to the ends that read it.
const PAGES_WORTH_A_CUT: u64 = 6;

impl Course {
    /// Opens the other end, or cuts or splits, once enough is known.
    pub(super) fn widen(&mut self, page: &PageFacts, width: usize, legs: &mut Vec<Leg>) {
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
        let ends = gap.up.has_begun() && gap.down.has_begun();
        let parts = self.pieces_at_first(width);
        if self.made == 1 && parts > 1 && ends {
            let cuts = self.gaps.first().map(|gap| gap.cuts(parts)).unwrap_or_default();
            self.cut_first(&cuts, legs);
        }
    }

    /// Cuts the largest gap in two for ends that have nothing to do, as far as that is allowed.
    pub(crate) fn cut_for_idle(&mut self, width: usize, legs: &mut Vec<Leg>) -> bool {
        if self.jumping.ranges().is_some() {
            return self.jumping.cut(width, legs);
        }
        // Half a page is set aside for each gap that is open, and what was read twice is spent.
        let open = self.gaps.iter().filter(|gap| !gap.is_closed()).count();
        let spent = self.twice.saturating_mul(2).div_ceil(self.page.max(1));
        let taken = spent.saturating_add(u64::try_from(open).unwrap_or(u64::MAX));
        let begun = self.made > 1 && taken < self.pieces_allowed();
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

    /// Cuts a list that was read before where that reading has found as many rows on every side: into no more gaps than
    /// another list for now, since where its rows are may have changed.
    pub(super) fn cut_as_before(&mut self, width: usize, legs: &mut Vec<Leg>) {
        let Some(spread) = &self.spread else { return };
        let at_first = self.pieces_at_first(width);
        let pieces = at_first.saturating_mul(FULL_FOR_HALF).min(u64::try_from(width / 2).unwrap_or(1));
        let cuts = spread.cuts(pieces, self.page);
        let at_once = usize::try_from(at_first).unwrap_or(usize::MAX);
        let step = (cuts.len() + 1).div_ceil(at_once.max(1));
        let is_first = |(nth, _): &(usize, &i64)| (nth + 1).is_multiple_of(step);
        let first: Vec<i64> = cuts.iter().enumerate().filter(is_first).map(|(_, at)| *at).collect();
        self.finer = cuts.into_iter().filter(|at| !first.contains(at)).collect();
        self.cut_first(&first, legs);
    }

    /// Cuts it once more if its latest rows show that few have changed since it was read: then pages are full where its
    /// gaps meet, and hardly one is wasted.
    pub(super) fn cut_finer(&mut self, latest: &[RowFacts], legs: &mut Vec<Leg>) {
        let cuts = std::mem::take(&mut self.finer);
        if !self.spread.as_ref().is_some_and(|spread| spread.is_fresh(latest, self.page)) {
            return;
        }
        for at in cuts {
            let Some(place) = self.gaps.iter().position(|gap| gap.low < at && at <= gap.high) else { continue };
            let Some(gap) = self.gaps.get_mut(place) else { continue };
            let above = cut(gap, self.list, at, legs);
            self.gaps.insert(place + 1, above);
            self.made += 1;
        }
    }

    /// Gaps that are begun with: two requests at a time read each.
    fn pieces_at_first(&self, width: usize) -> u64 {
        self.pieces_allowed().min(u64::try_from(width / 2).unwrap_or(1))
    }

    fn cut_first(&mut self, cuts: &[i64], legs: &mut Vec<Leg>) {
        let Some(mut last) = self.gaps.pop() else { return };
        for &at in cuts {
            let above = cut(&mut last, self.list, at, legs);
            self.gaps.push(std::mem::replace(&mut last, above));
            self.made += 1;
        }
        self.gaps.push(last);
    }

    /// Begins a list that is read by id anew in gaps or parts, if that pays. What was read comes again, and is recognised.
    fn begin_wider(&mut self, rows: u64, width: usize, legs: &mut Vec<Leg>) -> bool {
        self.rows = Some(rows);
        let by_parts = self.can_be_split(rows, width);
        let parts = self.partition.filter(|_| by_parts).and_then(|parts| u64::try_from(parts.values.len()).ok());
        let gaps = self.gaps_allowed(rows).saturating_sub(u64::from(self.has_timeless));
        if width >= WORTH_CUTTING && self.can_be_cut(rows) && parts.is_none_or(|parts| gaps >= parts) {
            self.read_by_time(rows, legs);
        } else if by_parts {
            self.read_in_parts(legs);
        } else {
            return false;
        }
        true
    }

    /// Whether a list of that many rows may be cut into enough gaps.
    pub(super) fn can_be_cut(&self, rows: u64) -> bool {
        self.by_time && self.gaps_allowed(rows) >= FEWEST_GAPS
    }

    /// Every gap but the first is likely to waste half a page where its ends meet.
    pub(super) fn gaps_allowed(&self, rows: u64) -> u64 {
        let wasted = self.wasted();
        let in_a_thousand = if wasted == 0 { WASTE_IN_A_THOUSAND } else { MORE_WASTE_IN_A_THOUSAND };
        self.halves_allowed(rows, in_a_thousand, wasted) + 1
    }

    /// Gaps there may be beside the walk through rows without a time, which ends among those that have one.
    fn pieces_allowed(&self) -> u64 {
        let had_timeless = self.spread.as_ref().is_some_and(|spread| !spread.is_all_timed());
        self.allowed.saturating_sub(u64::from(self.has_timeless || had_timeless))
    }

    /// Whether a list of that many rows may be split, where every part but the first is likely to waste half a page.
    pub(super) fn can_be_split(&self, rows: u64, width: usize) -> bool {
        let allowed = self.halves_allowed(rows, MORE_WASTE_IN_A_THOUSAND, self.wasted());
        let pays = |parts: usize| parts > 1 && u64::try_from(parts - 1).is_ok_and(|halves| halves <= allowed);
        width >= WORTH_CUTTING && self.partition.is_some_and(|partition| pays(partition.values.len()))
    }

    /// Half pages that may yet be wasted.
    fn halves_allowed(&self, rows: u64, in_a_thousand: u64, wasted: u64) -> u64 {
        let pages = rows / self.page.max(1);
        let halves = pages.saturating_mul(2 * in_a_thousand) / 1000;
        halves.saturating_sub(2 * (wasted + FINAL_REQUESTS))
    }

    /// Pages that came, or are on their way, and would come again.
    fn wasted(&self) -> u64 {
        let sides = self.gaps.iter().flat_map(|gap| [&gap.up, &gap.down]);
        self.pages + sides.map(|side| u64::from(side.busy)).sum::<u64>()
    }
}

fn cut(gap: &mut Gap, list: usize, at: i64, legs: &mut Vec<Leg>) -> Gap {
    let part = Leg::whole(list, By::UpdateTime, true);
    let down = add(legs, Leg { until: Some(at), ..part });
    let up = add(legs, Leg { since: Some(at), descending: false, ..part });
    gap.cut(at, down, up)
}
