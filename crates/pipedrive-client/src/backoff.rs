//! Waiting before another attempt: exponential, with full jitter.
//!
//! Full jitter spreads clients that failed together over the whole interval, see
//! <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>.

use std::time::Duration;

/// Longest wait before the second attempt.
const BASE: Duration = Duration::from_millis(500);

/// Longest wait before any attempt.
const CAP: Duration = Duration::from_secs(15);

/// A source of waits.
#[derive(Debug)]
pub(crate) struct Backoff {
    random: fastrand::Rng,
}

impl Backoff {
    pub(crate) fn new() -> Self {
        Self { random: fastrand::Rng::new() }
    }

    /// The same waits each time, for tests.
    #[cfg(test)]
    pub(crate) fn seeded(seed: u64) -> Self {
        Self { random: fastrand::Rng::with_seed(seed) }
    }

    /// A wait between nothing and the interval that belongs to so many failed attempts.
    pub(crate) fn after(&mut self, attempts: u32) -> Duration {
        interval(attempts).mul_f64(self.random.f64())
    }
}

/// Doubles with each failed attempt up to the cap.
fn interval(attempts: u32) -> Duration {
    BASE.saturating_mul(2_u32.saturating_pow(attempts.saturating_sub(1))).min(CAP)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(attempts: u32, longest: Duration) {
        assert_eq!(interval(attempts), longest);
        let mut backoff = Backoff::seeded(u64::from(attempts));
        let waits: Vec<Duration> = (0..1_000).map(|_| backoff.after(attempts)).collect();
        assert!(waits.iter().all(|wait| *wait < longest), "{attempts}");
        let mean = waits.iter().sum::<Duration>() / 1_000;
        assert!(mean > longest.mul_f64(0.45) && mean < longest.mul_f64(0.55), "{attempts}: {mean:?}");
    }

    #[test]
    fn waits_spread_evenly_over_an_interval_that_doubles() {
        check(1, Duration::from_millis(500));
        check(2, Duration::from_secs(1));
        check(3, Duration::from_secs(2));
        check(6, CAP);
        check(u32::MAX, CAP);
    }
}
