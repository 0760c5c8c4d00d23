//! How the rows of a list are spread over time: a few times of their last change, between which as many rows lie each
//! time. A list that was read once is cut there when it is read again, so that all its gaps are equally long and few of
//! their last pages are nearly empty.
//!
//! What has changed since makes gaps unequal and nothing else: where a gap begins and ends is never taken for known.

use super::facts::RowFacts;

/// Shares of a list that are told apart.
const SHARES: usize = 256;

/// Rows of which a reading remembers the time, at most: 1 MiB.
const SAMPLE: usize = 128 * 1024;

/// Seconds that RFC 3339 can write, from 1970 to the year 9999.
const WRITABLE: std::ops::Range<i64> = 0..253_402_300_800;

/// Where the rows of a list were when it was last read.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
pub(crate) struct Spread {
    /// Rows that had a time of their last change.
    rows: u64,
    /// The times at which the shares of these rows begin, in seconds since the Unix epoch, and the latest of all.
    times: Vec<i64>,
    /// Whether every row had such a time.
    all_timed: bool,
}

impl Spread {
    /// Whether every row had a time of its last change.
    pub(super) fn is_all_timed(&self) -> bool {
        self.all_timed
    }

    /// Times that cut the list into pieces of as many pages, which are full but for a tenth of one; what remains is the
    /// latest piece. An even number of pages is read from both ends in the time that one page fewer would take.
    pub(super) fn cuts(&self, pieces: u64, page: u64) -> Vec<i64> {
        let pages = self.rows.div_ceil(pieces.max(1)).div_ceil(page.max(1));
        let even = pages.saturating_add(pages % 2);
        let rows = even.saturating_mul(page).saturating_sub(page / 10).max(1);
        let is_inside = |rank: &u64| rank.saturating_add(page) < self.rows;
        let ranks = (1..pieces).map(|piece| piece.saturating_mul(rows)).take_while(is_inside);
        let mut cuts: Vec<i64> =
            ranks.filter_map(|rank| self.time_of(rank)).filter(|at| WRITABLE.contains(at)).collect();
        // They come from a file that anybody may have changed.
        cuts.sort_unstable();
        cuts.dedup();
        cuts
    }

    /// Whether few rows have changed since, if these are the latest ones.
    pub(super) fn is_fresh(&self, latest: &[RowFacts], page: u64) -> bool {
        let Some(&then) = self.times.last() else { return false };
        let since = latest.iter().take_while(|row| row.updated.is_some_and(|time| time > then)).count();
        since < latest.len() && u64::try_from(since).is_ok_and(|since| since <= page / 10)
    }

    /// The time before which about so many rows had last changed.
    fn time_of(&self, rank: u64) -> Option<i64> {
        let shares = u128::try_from(self.times.len().checked_sub(1)?).ok()?;
        let place = u128::from(rank) * shares * 1000 / u128::from(self.rows.max(1));
        let share = usize::try_from(place / 1000).ok()?;
        let (from, to) = (*self.times.get(share)?, *self.times.get(share + 1)?);
        let part = i128::try_from(place % 1000).ok()?;
        i64::try_from(i128::from(from) + (i128::from(to) - i128::from(from)) * part / 1000).ok()
    }
}

/// Times of some rows of a list, from which its [`Spread`] is made.
#[derive(Debug, Default)]
pub(super) struct Sample {
    rows: u64,
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

    /// How the rows are spread; `None` if they are too few for it to matter.
    pub(super) fn spread(&self) -> Option<Spread> {
        if self.times.len() < SHARES * 8 {
            return None;
        }
        let mut sorted = self.times.clone();
        sorted.sort_unstable();
        let begins = (0..SHARES).filter_map(|share| sorted.get(share * sorted.len() / SHARES));
        let times = begins.chain(sorted.last()).copied().collect();
        Some(Spread { rows: self.rows, times, all_timed: !self.some_untimed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: u64 = 100;

    fn spread(times: impl Iterator<Item = Option<i64>>) -> Option<Spread> {
        let mut sample = Sample::default();
        for (id, updated) in (1..).zip(times) {
            sample.add(&RowFacts { id, updated, added: None });
        }
        assert!(sample.times.len() <= SAMPLE);
        sample.spread()
    }

    /// Rows on every side of the cuts of a list whose rows changed at these seconds, in that order.
    fn check(times: impl Iterator<Item = Option<i64>> + Clone, pieces: u64, expect: &[usize]) {
        let cuts = spread(times.clone()).unwrap().cuts(pieces, PAGE);
        let mut sorted: Vec<i64> = times.flatten().collect();
        sorted.sort_unstable();
        let mut ranks: Vec<usize> = cuts.iter().map(|cut| sorted.partition_point(|time| time < cut)).collect();
        ranks.push(sorted.len());
        let sizes: Vec<usize> =
            ranks.iter().scan(0, |before, rank| Some(rank - std::mem::replace(before, *rank))).collect();
        assert_eq!(sizes, expect);
    }

    #[test]
    fn pieces_fill_their_pages() {
        check((0..6400).map(Some), 4, &[1590, 1590, 1590, 1630]);
        check((0..6400).rev().map(Some), 4, &[1590, 1590, 1590, 1630]);
        check((0..6400).map(Some), 9, &[790, 790, 790, 790, 790, 790, 790, 870]);
        check((0..6400).map(Some), 1, &[6400]);
    }

    #[test]
    fn what_crowds_is_cut_where_it_crowds() {
        let crowded = (0..3200).map(|n| Some(n * 100)).chain((320_000..323_200).map(Some));
        check(crowded, 4, &[1590, 1590, 1590, 1630]);
        check((0..6400).flat_map(|n| [None, Some(n)]), 2, &[3190, 3210]);
        // One second cannot be cut.
        check((0..6400).map(|_| Some(7)), 3, &[0, 6400]);
    }

    #[test]
    fn many_rows_are_told_by_some_of_them() {
        let cuts = spread((0..1_024_000).map(Some)).unwrap().cuts(2, 500);
        assert!(matches!(cuts[..], [cut] if cut.abs_diff(512_000) < 1_000), "{cuts:?}");
    }

    #[test]
    fn few_rows_are_not_worth_it() {
        assert_eq!(spread((0..100).map(Some)), None);
    }

    #[test]
    fn it_is_fresh_while_few_rows_have_changed_since() {
        let spread = spread((0..6400).map(Some)).unwrap();
        let latest = |since: i64| -> Vec<RowFacts> {
            let times = (0..100).map(|nth| 6399 + since - nth);
            times.map(|time| RowFacts { id: time, updated: Some(time), added: None }).collect()
        };
        assert!(spread.is_fresh(&latest(0), PAGE) && spread.is_fresh(&latest(10), PAGE));
        assert!(
            !spread.is_fresh(&latest(11), PAGE) && !spread.is_fresh(&latest(5000), PAGE) && !spread.is_fresh(&[], PAGE)
        );
    }

    #[test]
    fn a_damaged_file_leads_to_no_cut_or_a_useless_one() {
        for times in [vec![], vec![5], vec![i64::MIN, i64::MAX], vec![9, 7, 5, 3], vec![-5, i64::MAX, 4]] {
            let spread = Spread { rows: u64::MAX, times, all_timed: true };
            for (pieces, page) in [(0, PAGE), (1, PAGE), (2, PAGE), (9, PAGE), (9, 1), (9, 0)] {
                let cuts = spread.cuts(pieces, page);
                assert!(cuts.is_sorted() && cuts.iter().all(|cut| WRITABLE.contains(cut)), "{cuts:?}");
            }
        }
    }
}
