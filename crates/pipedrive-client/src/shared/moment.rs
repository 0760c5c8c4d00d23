//! The same moment on two clocks: that of this process, and the one its machine's processes share.

use std::time::Duration;

use tokio::time::Instant;

/// Now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    pub(crate) instant: Instant,
    /// Microseconds since 1970.
    micros: u64,
}

impl Moment {
    pub(crate) fn now() -> Self {
        let instant = Instant::now();
        Self { instant, micros: shared_clock(instant) }
    }

    /// A moment for tests that have clocks of their own.
    #[cfg(test)]
    pub(crate) fn at(instant: Instant, micros: u64) -> Self {
        Self { instant, micros }
    }

    /// A time of this process on the shared clock.
    pub(crate) fn tell(&self, time: Instant) -> u64 {
        let micros = |span: Duration| u64::try_from(span.as_micros()).unwrap_or(u64::MAX);
        match time.checked_duration_since(self.instant) {
            Some(ahead) => self.micros.saturating_add(micros(ahead)),
            None => self.micros.saturating_sub(micros(self.instant - time)),
        }
    }

    /// A time to come on the shared clock, unless it is over, or further away than anybody can have meant.
    pub(crate) fn ahead(&self, told: u64, most: Duration) -> Option<Instant> {
        let ahead = Duration::from_micros(told.checked_sub(self.micros)?);
        (ahead <= most).then(|| self.instant + ahead)
    }

    /// A time past or to come on the shared clock, at most so far away.
    pub(crate) fn near(&self, told: u64, ago: Duration, ahead: Duration) -> Option<Instant> {
        self.ahead(told, ahead).or_else(|| self.past(told, ago))
    }

    /// A time past on the shared clock, unless it is longer ago than `most`, or still to come.
    pub(crate) fn past(&self, told: u64, most: Duration) -> Option<Instant> {
        let ago = Duration::from_micros(self.micros.checked_sub(told)?);
        if ago <= most { self.instant.checked_sub(ago) } else { None }
    }
}

/// Microseconds since 1970.
#[cfg(not(test))]
fn shared_clock(_: Instant) -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or_default()
}

/// In tests it goes with the clock of the runtime, which stands still and jumps.
#[cfg(test)]
fn shared_clock(now: Instant) -> u64 {
    static ORIGIN: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    let since = now.into_std().saturating_duration_since(*ORIGIN) + Duration::from_hours(24);
    u64::try_from(since.as_micros()).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_from_one_clock_to_the_other_and_back() {
        let instant = Instant::now() + Duration::from_secs(1_000);
        let now = Moment::at(instant, 5_000_000);
        let second = Duration::from_secs(1);
        assert_eq!((now.tell(instant + second), now.tell(instant - second)), (6_000_000, 4_000_000));
        assert_eq!(now.ahead(6_000_000, second), Some(instant + second));
        assert_eq!(now.ahead(6_000_001, second), None);
        assert_eq!(now.ahead(4_999_999, second), None);
        assert_eq!(now.near(6_000_000, second, second), Some(instant + second));
        assert_eq!(now.near(4_000_000, second, second), Some(instant - second));
        assert_eq!(now.near(3_000_000, second, second), None);
        assert_eq!(now.past(4_000_000, second), Some(instant - second));
        assert_eq!(now.past(3_999_999, second), None);
        assert_eq!(now.past(5_000_001, second), None);
    }
}
