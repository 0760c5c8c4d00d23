//! The part of a course that has to do with written cursors.

use super::super::gap::Side;
use super::super::jump::Rest;
use super::Course;

impl Course {
    /// Cuts between ranges of ids it will be given, if it has so many rows.
    pub(crate) fn planned_cuts(&self, rows: Option<u64>) -> Option<u64> {
        self.jumping.planned(rows, self.page)
    }

    /// The API does not take the cursor that was written for a walk; whether one was.
    pub(crate) fn refuse(&mut self, leg: usize) -> bool {
        let rest = self.jumping.refuse(leg);
        self.go_on(rest);
        self.jumping.cursor(leg).is_some()
    }

    /// Goes on without written cursors, if that is what it came to.
    pub(super) fn go_on(&mut self, rest: Option<Rest>) {
        let (Some(rest), Some(gap)) = (rest, self.gaps.first_mut()) else { return };
        gap.up = Side { busy: rest.busy, ended: rest.ended, ..Side::read_by(rest.leg) };
        if rest.trusted {
            gap.low = rest.place.saturating_add(1);
            return;
        }
        gap.low = i64::MIN;
        gap.down = Side::default();
        self.trusted = false;
    }
}
