//! A guess at how many rows a list has, from the first page of it: records get their ids in the order they are added, so
//! the rate at which the first ones were added tells how many there may be by now.
//!
//! The guess decides what is asked next and never what is given out.

use super::facts::PageFacts;

/// Seconds in which half a page must have been added: what is added faster came with an import, and tells nothing.
const SLOWEST_IMPORT: i64 = 24 * 3600;

/// Rows of the list that begins with this page by ascending id; `None` where that cannot be told.
pub(super) fn extrapolated(first: &PageFacts) -> Option<u64> {
    let added: Option<Vec<i64>> = first.rows.iter().map(|row| row.added).collect();
    let mut earlier = added?;
    // Some of them may have been brought along with the time they had elsewhere, so that only medians count.
    let mut later = earlier.split_off(earlier.len() / 2);
    let rows = u64::try_from(earlier.len()).ok()?;
    let (from, to) = (median(&mut earlier)?, median(&mut later)?);
    let apart = to.checked_sub(from).filter(|&apart| apart >= SLOWEST_IMPORT)?;
    let age = first.answered?.checked_sub(from)?;
    let guess = i128::from(rows) * i128::from(age) / i128::from(apart);
    // Rather a tenth too few: a gap too many costs requests, a gap too few costs time.
    u64::try_from(guess - guess / 10).ok()
}

fn median(times: &mut [i64]) -> Option<i64> {
    let middle = times.len() / 2;
    (!times.is_empty()).then(|| *times.select_nth_unstable(middle).1)
}

#[cfg(test)]
mod tests {
    use super::super::facts::RowFacts;
    use super::*;

    const DAY: i64 = 24 * 3600;

    /// A first page of rows added on these days, read on day 1000.
    fn check(days: &[i64], expect: Option<u64>) {
        let row = |(id, day): (i64, &i64)| RowFacts { id, updated: None, added: Some(day * DAY) };
        let rows = (1..).zip(days).map(row).collect();
        let page = PageFacts { rows, more: true, answered: Some(1000 * DAY), waited: 1, next: None };
        assert_eq!(extrapolated(&page), expect, "{days:?}");
    }

    #[test]
    fn the_rate_of_the_first_rows_tells_how_many_there_are() {
        check(&[0, 10, 20, 30, 40, 50, 60, 70], Some(89));
        // One that was brought along does not count.
        check(&[0, 10, 20, 30, -9000, 50, 60, 70], Some(89));
        check(&[900, 910, 920, 930], Some(9));
    }

    #[test]
    fn an_import_tells_nothing() {
        check(&[5; 8], None);
        check(&[], None);
        check(&[7], None);
    }
}
