//! Counting what requests cost: one meter for a query, one for a client's life.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// What has been spent so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Requests sent, retries and failures included.
    pub requests: u64,
    /// API tokens those requests cost.
    pub tokens: u64,
    /// Bytes of the bodies that came back, after decompression.
    pub bytes: u64,
    /// Requests that were sent again, whatever for.
    pub retries: u64,
    /// Pages of lists that were handed out.
    pub pages: u64,
    /// Rows the engine made of them; only a query counts rows, a client's total stays 0.
    pub rows: u64,
    /// Time spent waiting for the rate limit or before a retry. Waits of concurrent requests add up.
    pub waited: Duration,
    /// Requests on the wire at this moment.
    pub in_flight: u64,
}

/// The live form of [`Counts`].
#[derive(Debug, Default)]
pub(crate) struct Meter {
    requests: AtomicU64,
    tokens: AtomicU64,
    bytes: AtomicU64,
    retries: AtomicU64,
    pages: AtomicU64,
    rows: AtomicU64,
    waited_micros: AtomicU64,
    in_flight: AtomicU64,
}

impl Meter {
    pub(crate) fn counts(&self) -> Counts {
        Counts {
            requests: self.requests.load(Relaxed),
            tokens: self.tokens.load(Relaxed),
            bytes: self.bytes.load(Relaxed),
            retries: self.retries.load(Relaxed),
            pages: self.pages.load(Relaxed),
            rows: self.rows.load(Relaxed),
            waited: Duration::from_micros(self.waited_micros.load(Relaxed)),
            in_flight: self.in_flight.load(Relaxed),
        }
    }

    /// One request leaves; it is on the wire until the guard goes.
    pub(crate) fn sent(&self, tokens: u64) -> InFlight<'_> {
        self.requests.fetch_add(1, Relaxed);
        self.tokens.fetch_add(tokens, Relaxed);
        self.in_flight.fetch_add(1, Relaxed);
        InFlight(self)
    }

    pub(crate) fn add_bytes(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Relaxed);
    }

    pub(crate) fn add_retry(&self) {
        self.retries.fetch_add(1, Relaxed);
    }

    pub(crate) fn add_page(&self) {
        self.pages.fetch_add(1, Relaxed);
    }

    pub(crate) fn add_rows(&self, rows: u64) {
        self.rows.fetch_add(rows, Relaxed);
    }

    pub(crate) fn add_wait(&self, wait: Duration) {
        self.waited_micros.fetch_add(u64::try_from(wait.as_micros()).unwrap_or(u64::MAX), Relaxed);
    }
}

/// A request on the wire. Dropping it, also by cancelling, takes it off the count.
#[derive(Debug)]
pub(crate) struct InFlight<'a>(&'a Meter);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_in_flight_until_its_guard_goes() {
        let meter = Meter::default();
        let guard = meter.sent(10);
        assert_eq!(meter.counts(), Counts { requests: 1, tokens: 10, in_flight: 1, ..Counts::default() });
        drop(guard);
        assert_eq!(meter.counts(), Counts { requests: 1, tokens: 10, ..Counts::default() });
    }

    #[test]
    fn each_kind_of_count_adds_up_on_its_own() {
        let meter = Meter::default();
        for _ in 0..2 {
            meter.add_bytes(100);
            meter.add_retry();
            meter.add_page();
            meter.add_rows(50);
            meter.add_wait(Duration::from_millis(1500));
        }
        let expect =
            Counts { bytes: 200, retries: 2, pages: 2, rows: 100, waited: Duration::from_secs(3), ..Counts::default() };
        assert_eq!(meter.counts(), expect);
    }
}
