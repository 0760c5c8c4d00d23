//! `QueryScope`: the account book of one query, shared by all its requests.
//!
//! A limit on tokens holds before the money is spent: each request reserves its price first, atomically, so that
//! concurrent requests of one query cannot overshoot together.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::counts::{InFlight, Meter};
use crate::{ClientError, Counts};

/// What one query may spend, has spent and is waiting for.
#[derive(Debug, Default)]
pub struct QueryScope {
    max_tokens: Option<u64>,
    min_tokens_left: Option<u64>,
    meter: Meter,
    /// Tokens spent and tokens reserved by requests about to leave.
    committed: AtomicU64,
    waiting: Mutex<Waiting>,
}

#[derive(Debug, Default)]
struct Waiting {
    waiters: usize,
    until: Option<Instant>,
}

impl QueryScope {
    /// The account book of a query that may spend `max_tokens` API tokens (`None`: no limit) and must leave
    /// `min_tokens_left` of the company's daily budget (`None`: nothing need stay).
    pub fn new(max_tokens: Option<u64>, min_tokens_left: Option<u64>) -> Self {
        Self { max_tokens, min_tokens_left, ..Self::default() }
    }

    /// What has been spent so far.
    pub fn counts(&self) -> Counts {
        self.meter.counts()
    }

    /// Counts what was spent for this query before it began against what it may spend.
    pub fn charge(&self, tokens: u64) {
        self.committed.fetch_add(tokens, Ordering::AcqRel);
    }

    /// Tokens that count against what this query may spend: those spent, and those that requests about to leave cost.
    pub fn committed(&self) -> u64 {
        self.committed.load(Ordering::Acquire)
    }

    /// Counts rows made of the pages this query got.
    pub fn add_rows(&self, rows: u64) {
        self.meter.add_rows(rows);
    }

    /// How much longer a request of this query has to wait for the rate limit, if one does.
    pub fn waiting(&self) -> Option<Duration> {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.until.map(|until| until.saturating_duration_since(Instant::now()))
    }

    pub(crate) fn meter(&self) -> &Meter {
        &self.meter
    }

    /// Reserves the price of one request that is about to be sent.
    ///
    /// # Errors
    /// [`ClientError::TokenLimit`] if the query may not spend that much any more, [`ClientError::TokenReserve`]
    /// if too little of the day's budget would stay.
    pub(crate) fn reserve(&self, cost: u64, left_today: Option<u64>) -> Result<Reservation<'_>, ClientError> {
        if let (Some(left), Some(reserve)) = (left_today, self.min_tokens_left)
            && left < reserve.saturating_add(cost)
        {
            return Err(ClientError::TokenReserve { needed: cost, left, reserve });
        }
        let limit = self.max_tokens.unwrap_or(u64::MAX);
        self.committed
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |spent| {
                spent.checked_add(cost).filter(|total| *total <= limit)
            })
            .map(|_| Reservation { scope: self, cost })
            .map_err(|spent| ClientError::TokenLimit { needed: cost, limit, spent })
    }

    /// Shows that a request waits for the rate limit, until the guard goes.
    ///
    /// The time goes to this query and to `total`.
    pub(crate) fn begin_wait<'a>(&'a self, total: &'a Meter) -> WaitGuard<'a> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).waiters += 1;
        WaitGuard { scope: self, total, since: Instant::now() }
    }
}

/// The price of a request that has not left yet. Dropping it gives the tokens back.
#[derive(Debug)]
pub(crate) struct Reservation<'a> {
    scope: &'a QueryScope,
    cost: u64,
}

impl<'a> Reservation<'a> {
    /// The request leaves now: the tokens are spent, whatever comes back.
    pub(crate) fn spend(mut self) -> InFlight<'a> {
        // What is taken out here is no longer there to be given back on drop.
        self.scope.meter.sent(std::mem::take(&mut self.cost))
    }
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        self.scope.committed.fetch_sub(self.cost, Ordering::AcqRel);
    }
}

/// A request that waits for the rate limit.
#[derive(Debug)]
pub(crate) struct WaitGuard<'a> {
    scope: &'a QueryScope,
    total: &'a Meter,
    since: Instant,
}

impl WaitGuard<'_> {
    /// The wait will last until then, as far as is known now.
    pub(crate) fn until(&self, until: Instant) {
        self.scope.waiting.lock().unwrap_or_else(PoisonError::into_inner).until = Some(until);
    }
}

impl Drop for WaitGuard<'_> {
    fn drop(&mut self) {
        let waited = self.since.elapsed();
        self.scope.meter.add_wait(waited);
        self.total.add_wait(waited);
        let mut waiting = self.scope.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.waiters -= 1;
        if waiting.waiters == 0 {
            waiting.until = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    fn check(max: Option<u64>, keep: Option<u64>, left: Option<u64>, costs: &[u64], expect: Result<u64, &str>) {
        let scope = QueryScope::new(max, keep);
        let result = costs.iter().try_for_each(|cost| scope.reserve(*cost, left).map(|r| drop(r.spend())));
        match (result, expect) {
            (Ok(()), Ok(spent)) => assert_eq!(scope.counts().tokens, spent),
            (Err(error), Err(message)) => {
                assert_eq!(error.to_string(), message);
                assert_eq!(error.kind(), ErrorKind::TokenLimit);
            }
            (result, expect) => panic!("{result:?} instead of {expect:?}"),
        }
    }

    #[test]
    fn a_query_spends_up_to_its_limit_and_no_further() {
        check(None, None, None, &[10, 20], Ok(30));
        check(Some(30), None, None, &[10, 20], Ok(30));
        check(
            Some(29),
            None,
            None,
            &[10, 20],
            Err(
                "the next request costs 20 API tokens, which with the 10 already spent is more than the 29 this query may spend; it was not sent",
            ),
        );
        check(Some(u64::MAX), None, None, &[u64::MAX], Ok(u64::MAX));
    }

    #[test]
    fn a_reserve_of_the_daily_budget_stays() {
        check(None, Some(100), Some(110), &[10], Ok(10));
        check(None, Some(100), None, &[10], Ok(10));
        check(
            None,
            Some(100),
            Some(109),
            &[10],
            Err(
                "the next request costs 10 API tokens and only 109 are left today, of which 100 are to stay; it was not sent",
            ),
        );
    }

    #[test]
    fn a_reservation_that_is_not_spent_is_given_back() {
        let scope = QueryScope::new(Some(10), None);
        let held = scope.reserve(10, None).unwrap();
        assert!(scope.reserve(10, None).is_err());
        drop(held);
        drop(scope.reserve(10, None).unwrap().spend());
        assert!(scope.reserve(1, None).is_err());
        assert_eq!(scope.counts().tokens, 10);
    }

    #[test]
    fn concurrent_requests_never_overshoot_together() {
        let scope = QueryScope::new(Some(1_000), None);
        std::thread::scope(|threads| {
            for _ in 0..8 {
                threads.spawn(|| {
                    for _ in 0..100 {
                        if let Ok(reserved) = scope.reserve(7, None) {
                            drop(reserved.spend());
                        }
                    }
                });
            }
        });
        assert_eq!(scope.counts().tokens, 994);
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_shows_how_long_it_will_last() {
        let (scope, total) = (QueryScope::default(), Meter::default());
        assert_eq!(scope.waiting(), None);
        let wait = scope.begin_wait(&total);
        wait.until(Instant::now() + Duration::from_secs(2));
        tokio::time::advance(Duration::from_millis(500)).await;
        assert_eq!(scope.waiting(), Some(Duration::from_millis(1500)));
        drop(wait);
        assert_eq!(scope.waiting(), None);
        assert_eq!(scope.counts().waited, Duration::from_millis(500));
        assert_eq!(total.counts().waited, Duration::from_millis(500));
    }
}
