//! How many requests keep the burst window full: what may be sent in a second, times how long an answer takes.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Most requests in flight that are of any use; `MaxConcurrentRequests` ends there too.
pub(crate) const WIDEST: usize = 64;

/// Fewest: while one page is decoded, the next is on its way.
const NARROWEST: usize = 2;

/// Requests in flight while the limit is not known: well below the smallest one.
const UNKNOWN: usize = 8;

/// What an answer is taken to need before there was one, in milliseconds.
const GUESS: u32 = 200;

/// The weight of one more answer in the mean.
const WEIGHT: u32 = 16;

/// One answer counts as at most this many times the mean, so that a single slow one does not widen everything.
const MOST_TIMES: u32 = 4;

/// How long answers take, from sending the request to the last byte, as a moving mean.
#[derive(Debug, Default)]
pub(crate) struct Latency(Mutex<Option<Duration>>);

impl Latency {
    /// Takes one more answer into account.
    pub(crate) fn observe(&self, took: Duration) {
        let mut mean = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *mean = Some(match *mean {
            Some(mean) => (mean * (WEIGHT - 1) + took.min((mean * MOST_TIMES).max(Duration::from_millis(1)))) / WEIGHT,
            None => took,
        });
    }

    fn mean(&self) -> Duration {
        let mean = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        mean.unwrap_or(Duration::from_millis(GUESS.into()))
    }

    /// The width for so many requests in 2 seconds; `None` while the limit is not known.
    pub(crate) fn width(&self, share: Option<usize>) -> usize {
        let Some(share) = share else { return UNKNOWN };
        // A half more than needed on the average, because answers are not all equally quick.
        let halves = self.mean().as_millis().saturating_mul(3 * u128::try_from(share).unwrap_or(u128::MAX));
        let width = usize::try_from(halves.div_ceil(2 * 2_000)).unwrap_or(WIDEST);
        width.clamp(NARROWEST, WIDEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(share: Option<usize>, answers: &[u64], expect: usize) {
        let latency = Latency::default();
        for took in answers {
            latency.observe(Duration::from_millis(*took));
        }
        assert_eq!(latency.width(share), expect, "{share:?} {answers:?}");
    }

    #[test]
    fn the_width_is_the_rate_times_the_latency_and_half_as_much_again() {
        check(Some(160), &[150], 18);
        check(Some(20), &[150], 3);
        check(Some(20), &[1_000], 15);
        check(Some(480), &[150], 54);
        check(Some(480), &[400], 64);
        check(Some(1_000_000), &[5], 64);
        check(Some(20), &[5], 2);
        check(Some(0), &[150], 2);
    }

    #[test]
    fn it_is_small_until_the_limit_is_known() {
        check(None, &[], 8);
        check(None, &[30_000], 8);
        check(Some(160), &[], 24);
    }

    #[test]
    fn one_slow_answer_changes_little_and_many_change_it() {
        check(Some(160), &[150, 60_000], 22);
        let mut answers = vec![150];
        answers.extend([300; 60]);
        check(Some(160), &answers, 36);
    }

    #[test]
    fn absurd_figures_do_no_harm() {
        check(Some(usize::MAX), &[u64::MAX / 2_000_000], 64);
        check(Some(160), &[0, 0], 2);
    }
}
