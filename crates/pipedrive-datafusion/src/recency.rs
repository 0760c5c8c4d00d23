//! How much of a table changed within a range of time: a guess from the age of the range, never more than a guess.

use std::time::{SystemTime, UNIX_EPOCH};

use chrono::DateTime;

/// Ages in days, and the share of a table that last changed within them, as one in so many. Records are changed while
/// they are worked on, and then rest.
const CHANGED_WITHIN: &[(i64, usize)] = &[(1, 128), (7, 32), (31, 8), (92, 4), (366, 2)];

/// What a range that lies within one step of that table holds at least, as one in so many of the step.
const ONE_IN_STEP: usize = 8;

const DAY: i64 = 24 * 60 * 60;

/// Seconds since 1970 by this machine's clock, which may be wrong.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// Guess at how many of `rows` last changed between the bounds, which are instants in RFC 3339.
pub(crate) fn changed(rows: usize, since: Option<&str>, until: Option<&str>, now: i64) -> usize {
    let by = |bound: Option<&str>| bound.and_then(seconds).map(|bound| changed_after(rows, bound, now));
    let after = by(since).unwrap_or(rows);
    let later = by(until).unwrap_or(0);
    after.saturating_sub(later).max(after / ONE_IN_STEP).clamp(rows.min(1), rows.max(1))
}

fn changed_after(rows: usize, bound: i64, now: i64) -> usize {
    let age = now.saturating_sub(bound);
    if age < 0 {
        return 0;
    }
    let step = CHANGED_WITHIN.iter().find(|(days, _)| age <= days * DAY);
    rows / step.map_or(1, |(_, one_in)| *one_in)
}

fn seconds(text: &str) -> Option<i64> {
    DateTime::parse_from_rfc3339(text).ok().map(|time| time.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The guess of 12,800 rows on 2026-09-21.
    fn check(since: Option<&str>, until: Option<&str>, expect: usize) {
        assert_eq!(changed(12_800, since, until, 1_789_948_800), expect, "{since:?} to {until:?}");
    }

    #[test]
    fn the_nearer_the_bound_the_fewer_the_rows() {
        check(Some("2026-09-20T12:00:00Z"), None, 100);
        check(Some("2026-09-14T00:00:00Z"), None, 400);
        check(Some("2026-09-01T00:00:00+02:00"), None, 1600);
        check(Some("2026-08-01T00:00:00Z"), None, 3200);
        check(Some("2026-01-01T00:00:00Z"), None, 6400);
        check(Some("2016-01-01T00:00:00Z"), None, 12_800);
        check(None, Some("2026-01-01T00:00:00Z"), 6400);
        check(None, Some("2026-09-20T12:00:00Z"), 12_700);
        check(Some("2026-08-01T00:00:00Z"), Some("2026-09-01T00:00:00Z"), 1600);
    }

    #[test]
    fn no_range_is_thought_empty_and_none_larger_than_the_table() {
        check(Some("2030-01-01T00:00:00Z"), None, 1);
        check(Some("2016-01-01T00:00:00Z"), Some("2016-01-02T00:00:00Z"), 1600);
        check(None, Some("2016-01-01T00:00:00Z"), 1600);
        check(None, Some("2030-01-01T00:00:00Z"), 12_800);
        assert_eq!(changed(0, Some("2030-01-01T00:00:00Z"), None, 1_789_948_800), 0);
        assert_eq!(changed(1, Some("2026-09-20T12:00:00Z"), None, 1_789_948_800), 1);
    }
}
