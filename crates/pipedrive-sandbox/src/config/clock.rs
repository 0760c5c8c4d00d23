//! The time source of the limits and of the OAuth server, which tests can turn by hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Tells the rate limiter, the daily budget and the OAuth server what time it is.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The system's clock.
    #[default]
    System,
    /// Stands still until [`Clock::advance`] moves it; holds milliseconds since the Unix epoch.
    Manual(Arc<AtomicU64>),
}

impl Clock {
    /// A clock that stands at `unix_seconds`; clones show the same time.
    pub fn manual(unix_seconds: u64) -> Self {
        Self::Manual(Arc::new(AtomicU64::new(unix_seconds.saturating_mul(1000))))
    }

    /// Moves a manual clock forward, to the millisecond; the system's clock ignores it.
    pub fn advance(&self, by: Duration) {
        if let Self::Manual(millis) = self {
            millis.fetch_add(u64::try_from(by.as_millis()).unwrap_or(u64::MAX), Ordering::SeqCst);
        }
    }

    /// Time since the Unix epoch.
    pub fn now(&self) -> Duration {
        match self {
            Self::System => SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default(),
            Self::Manual(millis) => Duration::from_millis(millis.load(Ordering::SeqCst)),
        }
    }
}
