//! Rows without a time of their last change, which no bound of time finds: they stand at one end of the list in the
//! order of that time, and one walk reads them from there until the first row that has one.
//!
//! At which end they stand is documented nowhere, and the first pages show it. Nor is it documented that cursors lead on
//! among them: where the second page has none of them although the first one had nothing else, or their ids do not go
//! on in order, the list is read in another way.

use super::super::facts::PageFacts;
use super::super::gap::{OutOfOrder, Side};
use super::super::leg::{By, Leg};
use super::Course;

/// The walk through the rows that have no time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Timeless {
    pub(super) leg: usize,
    pub(super) busy: bool,
    /// Whether it came to a row that has a time.
    pub(super) is_done: bool,
    descending: bool,
    pages: u64,
    last: Option<i64>,
}

impl Timeless {
    /// The walk with that number, none of whose pages was looked at.
    pub(super) fn new(leg: usize, descending: bool) -> Self {
        Self { leg, busy: false, is_done: false, descending, pages: 0, last: None }
    }

    /// Whether it is to read on as that walk.
    pub(super) fn reads(&self, leg: usize) -> bool {
        self.leg == leg && !self.is_done
    }

    /// Takes over a page.
    ///
    /// # Errors
    /// If it cannot be told from it where these rows end.
    pub(super) fn advance(&mut self, page: &PageFacts) -> Result<(), OutOfOrder> {
        self.busy = false;
        let without = leading(page);
        let (rows, timed) = page.rows.split_at(without);
        for row in rows {
            let goes_on = self.last.is_none_or(|last| if self.descending { row.id < last } else { row.id > last });
            if !goes_on {
                return Err(OutOfOrder);
            }
            self.last = Some(row.id);
        }
        self.pages += 1;
        let is_mixed = timed.iter().any(|row| row.updated.is_none());
        let is_abrupt = rows.is_empty() && self.pages == 2;
        let is_endless = timed.is_empty() && !page.more && self.pages > 1;
        if is_mixed || is_abrupt || is_endless {
            return Err(OutOfOrder);
        }
        self.is_done = !timed.is_empty() || !page.more;
        Ok(())
    }
}

/// Rows without a time with which a page begins.
pub(super) fn leading(page: &PageFacts) -> usize {
    page.rows.iter().take_while(|row| row.updated.is_none()).count()
}

impl Course {
    /// Where a page from an end of the order of time begins with rows that have none: how many these are. If they are
    /// all there is, the walk goes on through them, and another one begins at the first row that has a time.
    ///
    /// # Errors
    /// If it cannot be told from it where these rows end.
    pub(super) fn set_apart(
        &mut self,
        leg: usize,
        asked: Leg,
        page: &PageFacts,
        legs: &mut Vec<Leg>,
    ) -> Result<usize, OutOfOrder> {
        let without = leading(page);
        let is_first = self.timeless.is_none() && asked == Leg::whole(asked.list, By::UpdateTime, asked.descending);
        let of_leg = self.gaps.iter_mut().find(|gap| gap.is_read_by(leg));
        let Some(gap) = of_leg.filter(|_| without > 0 && is_first) else { return Ok(0) };
        if gap.side_of(leg).is_none_or(|side| side.has_begun()) {
            return Ok(0);
        }
        let mut walk = Timeless::new(leg, asked.descending);
        walk.advance(page)?;
        self.timeless = Some(walk);
        if walk.is_done {
            return Ok(without);
        }
        // Whatever bound there is leaves out the rows that have none.
        legs.push(Leg { since: Some(0), ..asked });
        if let Some(side) = gap.side_of(leg) {
            *side = Side::read_by(legs.len() - 1);
        }
        Ok(without)
    }
}
