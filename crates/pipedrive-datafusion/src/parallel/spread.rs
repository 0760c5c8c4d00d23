//! How the keys of a list's rows are spread: a few of them, between which about as many rows lie each time. A list that
//! was read once is cut there when it is read again, so that all its gaps are equally long.
//!
//! What has changed since makes gaps unequal and nothing else: where a gap begins and ends is never taken for known.

use super::facts::RowFacts;

/// Shares of a list that are told apart.
const SHARES: usize = 64;

/// Rows of which a reading remembers the keys, at most.
const SAMPLE: usize = 16 * 1024;

/// Seconds that RFC 3339 can write, from 1970 to the year 9999.
const WRITABLE: std::ops::Range<i64> = 0..253_402_300_800;

/// Where the rows of a list were when it was last read.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
pub(crate) struct Spread {
    /// Seconds of the last change, ascending; about as many rows lie between two of them.
    times: Vec<i64>,
    /// Whether every row had such a time.
    all_timed: bool,
}

impl Spread {
    /// Whether every row had a time of its last change.
    pub(super) fn is_all_timed(&self) -> bool {
        self.all_timed
    }

    /// Times that cut the list into so many parts of about as many rows each; fewer where times do not suffice.
    pub(super) fn cuts(&self, parts: u64) -> Vec<i64> {
        let parts = usize::try_from(parts).unwrap_or(usize::MAX).min(self.times.len());
        let at = |part: usize| self.times.get(part * self.times.len() / parts).copied();
        let mut cuts: Vec<i64> = (1..parts).filter_map(at).filter(|at| WRITABLE.contains(at)).collect();
        // They come from a file that anybody may have changed.
        cuts.sort_unstable();
        cuts.dedup();
        cuts
    }
}

/// Keys of some rows of a list, from which its [`Spread`] is made.
#[derive(Debug, Default)]
pub(super) struct Sample {
    rows: usize,
    /// One row of two to this power is remembered.
    sparse: u32,
    times: Vec<i64>,
    some_untimed: bool,
}

impl Sample {
    /// Takes a row into account.
    pub(super) fn add(&mut self, row: &RowFacts) {
        let Some(time) = row.updated else {
            self.some_untimed = true;
            return;
        };
        if self.rows.trailing_zeros() >= self.sparse {
            self.times.push(time);
        }
        self.rows += 1;
        if self.times.len() > SAMPLE {
            // Those at even places are what would have been remembered all along.
            let mut is_even = false;
            self.times.retain(|_| {
                is_even = !is_even;
                is_even
            });
            self.sparse += 1;
        }
    }

    /// How the rows are spread; `None` if too few are known to tell.
    pub(super) fn spread(&self) -> Option<Spread> {
        if self.times.len() < SHARES * 8 {
            return None;
        }
        let mut sorted = self.times.clone();
        sorted.sort_unstable();
        let times = (0..SHARES).filter_map(|share| sorted.get(share * sorted.len() / SHARES)).copied().collect();
        Some(Spread { times, all_timed: !self.some_untimed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cuts of a list whose rows changed at these seconds, in that order.
    fn check(times: impl Iterator<Item = Option<i64>>, parts: u64, expect: Option<&[i64]>) {
        let mut sample = Sample::default();
        for (id, updated) in (1..).zip(times) {
            sample.add(&RowFacts { id, updated, added: None });
        }
        assert!(sample.times.len() <= SAMPLE);
        assert_eq!(sample.spread().map(|spread| spread.cuts(parts)).as_deref(), expect);
    }

    #[test]
    fn cuts_leave_as_many_rows_on_every_side() {
        check((0..6400).map(Some), 4, Some(&[1600, 3200, 4800]));
        check((0..6400).rev().map(Some), 4, Some(&[1600, 3200, 4800]));
        // Half of them in the last hundredth of the time.
        check((0..3200).map(|n| Some(n * 100)).chain((320_000..323_200).map(Some)), 4, Some(&[160_000, 320_000, 321_600]));
    }

    #[test]
    fn many_rows_are_told_by_some_of_them() {
        check((0..1_024_000).map(Some), 2, Some(&[512_000]));
    }

    #[test]
    fn rows_without_a_time_do_not_count() {
        check((0..6400).flat_map(|n| [None, Some(n)]), 2, Some(&[3200]));
    }

    #[test]
    fn one_second_is_not_cut() {
        check((0..6400).map(|_| Some(7)), 3, Some(&[7]));
        check((0..100).map(Some), 2, None);
    }
}
