//! When a reading began, by the clock of the server that writes the times of changes.

use super::facts::PageFacts;

/// Seconds by which the server's clock is put back: it tells whole seconds, and its parts may disagree a little.
const MARGIN: i64 = 2;

/// Seconds by which the newest change is put back where no clock is told, for a change that was shown late.
const LONG_MARGIN: i64 = 60;

/// Pages that count as the first ones.
const FIRST_PAGES: u64 = 2;

/// Seconds within which a few answers count as one.
const AT_ONCE: i64 = 5;

/// What the answers tell about the second in which the first request left.
#[derive(Debug, Default)]
pub(super) struct Beginning {
    server: Option<i64>,
    /// Latest change among the first pages: they were made later than that.
    newest: Option<i64>,
    pages: u64,
    waited: i64,
}

impl Beginning {
    /// Takes over what a page tells.
    pub(super) fn learn(&mut self, page: &PageFacts) {
        self.pages += 1;
        self.waited = self.waited.max(page.waited);
        // Every answer was made after the first request left, whichever comes first.
        let left = page.answered.map(|clock| clock.saturating_sub(page.waited));
        self.server = [self.server, left].into_iter().flatten().min();
        if self.pages <= FIRST_PAGES {
            self.newest = self.newest.max(page.rows.iter().filter_map(|row| row.updated).max());
        }
    }

    /// The second from which on a change can have escaped the reading. Where the server tells no clock it is that of
    /// a change which was there before: the latest of the first pages, or else `newest`.
    pub(super) fn since(&self, newest: Option<i64>) -> Option<i64> {
        let change = self.newest.or(newest).map(|time| time.saturating_sub(LONG_MARGIN));
        self.server.map(|time| time.saturating_sub(MARGIN)).or(change)
    }

    /// Whether all answers came so soon after the first request that they show the account at about one moment.
    pub(super) fn is_just_now(&self) -> bool {
        self.waited <= AT_ONCE
    }
}

#[cfg(test)]
mod tests {
    use super::super::facts::RowFacts;
    use super::*;

    /// Pages as (server's clock, seconds waited, latest change), and from when on changes count.
    fn check(pages: &[(Option<i64>, i64, Option<i64>)], expect: Option<i64>) {
        let mut beginning = Beginning::default();
        for &(answered, waited, updated) in pages {
            let rows = vec![RowFacts { id: 1, updated, added: None }];
            beginning.learn(&PageFacts { rows, more: true, answered, waited, next: None });
        }
        assert_eq!(beginning.since(Some(300)), expect, "{pages:?}");
    }

    #[test]
    fn the_first_request_left_before_any_answer_by_as_long_as_it_took() {
        check(&[(Some(1000), 1, Some(900))], Some(997));
        check(&[(Some(1000), 7, Some(900)), (Some(1003), 8, None)], Some(991));
        check(&[(None, 1, Some(900)), (Some(1003), 8, None)], Some(993));
    }

    #[test]
    fn without_a_clock_the_latest_change_of_the_first_pages_counts() {
        check(&[(None, 1, Some(900)), (None, 2, Some(800)), (None, 3, Some(1000))], Some(840));
        check(&[(None, 1, None), (None, 2, None), (None, 3, Some(1000))], Some(240));
    }
}
