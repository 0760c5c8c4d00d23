//! The part of a course that has to do with written cursors.

use super::super::gap::Side;
use super::super::jump::{Rest, Standing};
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
        let (Some(Rest { up, down }), Some(gap)) = (rest, self.gaps.first_mut()) else { return };
        let side = |walk: Standing, before: &Side| Side {
            leg: Some(walk.leg),
            busy: walk.busy,
            ended: walk.ended,
            read: before.read,
        };
        gap.up = side(up, &gap.up);
        if let Some(down) = down {
            gap.low = up.place.saturating_add(1);
            gap.high = down.place.saturating_sub(1);
            gap.down = side(down, &gap.down);
            return;
        }
        gap.low = i64::MIN;
        gap.down = Side::default();
        self.trusted = false;
    }
}
