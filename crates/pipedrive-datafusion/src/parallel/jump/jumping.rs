//! Whether a list is read by written cursors, from the first pages that show their form to what ends it.

use std::collections::HashMap;

use super::super::facts::PageFacts;
use super::super::gap::Gap;
use super::super::leg::Leg;
use super::form::Form;
use super::ranges::{Beginning, FEWEST_CUTS, Ranges, cuts_for};
use super::surprise::Surprise;

/// What one list has to do with written cursors.
#[derive(Debug, Default)]
pub(crate) struct Jumping {
    /// Whether they may be written still.
    is_allowed: bool,
    /// What follows the last page of the walk from below, and the last id of that page.
    follows: Option<(String, i64)>,
    /// Ids of the lowest page from above, upwards.
    top: Vec<i64>,
    ranges: Option<Ranges>,
    /// The cursor each walk begins with that has one.
    written: HashMap<usize, String>,
    /// What ended it, until somebody took notice.
    surprise: Option<Surprise>,
}

/// The walk that goes on when no cursor is written any more.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rest {
    pub(crate) leg: usize,
    pub(crate) busy: bool,
    pub(crate) ended: bool,
    /// Largest id it has read, and everything before is read too.
    pub(crate) place: i64,
    /// Whether the order of the list can still be relied on.
    pub(crate) trusted: bool,
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
        if !self.is_allowed || page.rows.is_empty() {
            return;
        }
        if descending {
            let top: Vec<i64> = page.rows.iter().rev().map(|row| row.id).collect();
            match self.ranges.as_mut() {
                Some(ranges) => ranges.lower_top(top),
                None => self.top = top,
            }
        } else {
            self.follows = page.next.clone().zip(page.rows.last().map(|row| row.id));
        }
    }

    /// Whether ranges are read of a gap whose ends have been read: it must be large enough, and the cursor of its
    /// lower end must be understood.
    pub(crate) fn begin(&mut self, list: usize, page: u64, gap: &Gap) -> bool {
        if self.ranges.is_some() || !self.is_allowed || self.top.is_empty() {
            return self.ranges.is_some();
        }
        let (Some((cursor, place)), Some(leg), Some(rows)) = (&self.follows, gap.up.leg, gap.rows_left()) else {
            return false;
        };
        if cuts_for(rows, page) < FEWEST_CUTS {
            return false;
        }
        let Some(form) = Form::read(cursor, *place) else {
            self.end(Surprise::Unreadable);
            return false;
        };
        let place = *place;
        let top = std::mem::take(&mut self.top);
        let mut ranges = Ranges::new(Beginning { list, page, form, leg, place, top, rows });
        if gap.up.busy {
            ranges.ask(leg);
        }
        self.ranges = Some(ranges);
        true
    }

    /// Marks a walk as asked, if it is one of a range.
    pub(crate) fn ask(&mut self, leg: usize) {
        if let Some(ranges) = self.ranges.as_mut() {
            ranges.ask(leg);
        }
    }

    /// Takes over a page of a range; what goes on instead if it does not fit.
    pub(crate) fn take(&mut self, leg: usize, page: &PageFacts) -> Option<Rest> {
        let ids: Vec<i64> = page.rows.iter().map(|row| row.id).collect();
        let taken = self.ranges.as_mut()?.take(leg, &ids, page.more);
        taken.err().and_then(|surprise| self.end(surprise))
    }

    /// The API does not take the cursor of that walk; what goes on instead, if that matters still.
    pub(crate) fn refuse(&mut self, leg: usize) -> Option<Rest> {
        self.ranges.as_ref().filter(|ranges| ranges.has(leg))?;
        self.end(Surprise::Refused)
    }

    /// Cuts off a range for a walk that has nothing to do.
    pub(crate) fn cut(&mut self, width: usize, legs: &mut Vec<Leg>) -> bool {
        let cut = self.ranges.as_mut().and_then(|ranges| ranges.cut(width, legs));
        cut.map(|(leg, cursor)| self.written.insert(leg, cursor)).is_some()
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

    fn end(&mut self, surprise: Surprise) -> Option<Rest> {
        self.is_allowed = false;
        self.surprise = Some(surprise);
        let ranges = self.ranges.take()?;
        let range = ranges.furthest(surprise)?;
        let trusted = surprise.is_harmless();
        Some(Rest { leg: range.leg, busy: range.busy, ended: range.ended, place: range.place, trusted })
    }
}
