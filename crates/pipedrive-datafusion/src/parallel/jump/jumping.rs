//! Whether a list is read by written cursors, from the first pages that show their form to what ends it.

use std::collections::HashMap;

use super::super::facts::PageFacts;
use super::super::gap::{Density, Gap, Side};
use super::super::leg::Leg;
use super::form::{Form, Forms};
use super::range::Walk;
use super::ranges::{Beginning, FEWEST_CUTS, Ranges, cuts_for};
use super::surprise::Surprise;

/// What one list has to do with written cursors.
#[derive(Debug, Default)]
pub(crate) struct Jumping {
    /// Whether they may be written still.
    is_allowed: bool,
    /// What follows the last page of the walk from below, and the last id of that page.
    follows: Option<(String, i64)>,
    /// The same of the walk from above.
    precedes: Option<(String, i64)>,
    ranges: Option<Ranges>,
    /// The cursor each walk begins with that has one.
    written: HashMap<usize, String>,
    /// What ended it, until somebody took notice.
    surprise: Option<Surprise>,
}

/// What goes on when no cursor is written any more.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rest {
    /// The walk from below: everything before its place is read.
    pub(crate) up: Standing,
    /// The walk from the list's end, where the order of the list can still be relied on.
    pub(crate) down: Option<Standing>,
}

/// Where a walk stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing {
    pub(crate) leg: usize,
    pub(crate) busy: bool,
    pub(crate) ended: bool,
    /// The last id it has read.
    pub(crate) place: i64,
}

impl From<&Walk> for Standing {
    fn from(walk: &Walk) -> Self {
        Self { leg: walk.leg, busy: walk.busy, ended: walk.ended, place: walk.place }
    }
}

impl Jumping {
    /// A list whose cursors may be written, or not.
    pub(crate) fn new(is_allowed: bool) -> Self {
        Self { is_allowed, ..Self::default() }
    }

    /// Whether cursors may be written still.
    pub(crate) fn is_allowed(&self) -> bool {
        self.is_allowed
    }

    /// Cuts that a list of so many rows will be given; `None` if it is to be read otherwise. Of a list that was not
    /// counted it can only be said that there may be some.
    pub(crate) fn planned(&self, rows: Option<u64>, page: u64) -> Option<u64> {
        let cuts = rows.map_or(FEWEST_CUTS, |rows| cuts_for(rows, page));
        Some(cuts).filter(|&cuts| self.is_allowed && cuts >= FEWEST_CUTS)
    }

    /// Whether ranges are being read.
    pub(crate) fn ranges(&self) -> Option<&Ranges> {
        self.ranges.as_ref()
    }

    /// Notes what a page of the two documented walks by id shows.
    pub(crate) fn note(&mut self, descending: bool, page: &PageFacts) {
        if self.is_allowed && !page.rows.is_empty() {
            let end = if descending { &mut self.precedes } else { &mut self.follows };
            *end = page.next.clone().zip(page.rows.last().map(|row| row.id));
        }
    }

    /// Whether ranges are read of a gap whose ends have been read: it must be large enough, and the cursors of both
    /// ends must be understood.
    pub(crate) fn begin(&mut self, list: usize, page: u64, gap: &Gap) -> bool {
        if self.ranges.is_some() || !self.is_allowed {
            return self.ranges.is_some();
        }
        let (Some((next, low)), Some((before, high))) = (&self.follows, &self.precedes) else { return false };
        let (Some(up), Some(down), Some(rows)) = (gap.up.leg, gap.down.leg, gap.rows_left()) else { return false };
        if cuts_for(rows, page) < FEWEST_CUTS {
            return false;
        }
        let (Some(upwards), Some(downwards)) = (Form::read(next, *low, false), Form::read(before, *high, true)) else {
            self.end(Surprise::Unreadable, None);
            return false;
        };
        let forms = Forms { up: upwards, down: downwards };
        let walk = |place: i64, leg: usize, side: &Side| {
            Walk::going_on(place, leg, side.busy, side.read.map_or((0, 0), Density::counted))
        };
        let (up, down) = (walk(*low, up, &gap.up), walk(*high, down, &gap.down));
        self.ranges = Some(Ranges::new(Beginning { list, page, forms, up, down, rows }));
        true
    }

    /// Marks a walk as asked, if it is one of a range.
    pub(crate) fn ask(&mut self, leg: usize) {
        if let Some(ranges) = self.ranges.as_mut() {
            ranges.ask(leg);
        }
    }

    /// Takes over a page of a range; what goes on instead if it does not fit.
    pub(crate) fn take(&mut self, leg: usize, page: &PageFacts, legs: &mut Vec<Leg>) -> Option<Rest> {
        let ids: Vec<i64> = page.rows.iter().map(|row| row.id).collect();
        let ranges = self.ranges.as_mut()?;
        let taken = ranges.take(leg, &ids, page.more, legs);
        self.written.extend(ranges.take_opened());
        taken.err().and_then(|surprise| self.end(surprise, None))
    }

    /// The API does not take the cursor of that walk; what goes on instead, if that matters still.
    pub(crate) fn refuse(&mut self, leg: usize) -> Option<Rest> {
        self.ranges.as_ref().filter(|ranges| ranges.has(leg) && self.written.contains_key(&leg))?;
        self.end(Surprise::Refused, Some(leg))
    }

    /// Cuts off a range for a walk that has nothing to do.
    pub(crate) fn cut(&mut self, width: usize, legs: &mut Vec<Leg>) -> bool {
        let Some(ranges) = self.ranges.as_mut() else { return false };
        let is_cut = ranges.cut(width, legs);
        self.written.extend(ranges.take_opened());
        is_cut
    }

    /// The cursor that a walk begins with, if one was written for it.
    pub(crate) fn cursor(&self, leg: usize) -> Option<&str> {
        self.written.get(&leg).map(String::as_str)
    }

    /// Walks that began with a written cursor.
    pub(crate) fn written(&self) -> usize {
        self.written.len()
    }

    /// What ended it, once.
    pub(crate) fn take_surprise(&mut self) -> Option<Surprise> {
        self.surprise.take()
    }

    fn end(&mut self, surprise: Surprise, refused: Option<usize>) -> Option<Rest> {
        self.is_allowed = false;
        self.surprise = Some(surprise);
        let ranges = self.ranges.take()?;
        let up = ranges.furthest(surprise, refused)?.into();
        let down = ranges.top().filter(|_| surprise.is_harmless()).map(Standing::from);
        Some(Rest { up, down })
    }
}
