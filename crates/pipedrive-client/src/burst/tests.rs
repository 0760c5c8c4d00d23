//! Waiting for the window, on a paused clock.

use std::sync::Arc;

use super::*;
use crate::budget::LimitHeaders;

struct Fixture {
    limiter: Arc<BurstLimiter>,
    scope: Arc<QueryScope>,
    total: Arc<Meter>,
    began: Instant,
}

impl Fixture {
    fn new(limit: usize) -> Self {
        Self {
            limiter: Arc::new(BurstLimiter::new(limit, None)),
            scope: Arc::default(),
            total: Arc::default(),
            began: Instant::now(),
        }
    }

    /// A task that waits for its turn and says when it had it, in milliseconds.
    fn waiter(&self) -> tokio::task::JoinHandle<Result<u128, Closed>> {
        let (limiter, scope, total) = (Arc::clone(&self.limiter), Arc::clone(&self.scope), Arc::clone(&self.total));
        let began = self.began;
        tokio::spawn(async move {
            limiter.admit(&scope, &total).await.map(|admission| (admission.started - began).as_millis())
        })
    }

    async fn admit(&self) -> Result<Admission, Closed> {
        self.limiter.admit(&self.scope, &self.total).await
    }
}

/// Lets all tasks run until they wait for the clock.
async fn settle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn requests_go_in_the_order_they_came() {
    let fixture = Fixture::new(2);
    let mut times = Vec::new();
    let mut waiters = Vec::new();
    for _ in 0..5 {
        waiters.push(fixture.waiter());
        settle().await;
    }
    assert_eq!(fixture.scope.waiting(), Some(Duration::from_millis(2520)));
    for waiter in waiters {
        times.push(waiter.await.unwrap().unwrap());
    }
    assert_eq!(times.iter().map(|time| time.div_ceil(10)).collect::<Vec<_>>(), [0, 0, 252, 252, 504]);
    let waited = fixture.scope.counts().waited.as_millis() / 100;
    assert_eq!(waited, 100, "two waited for 2.52 s and one for 5.04 s, because nobody answered");
    assert_eq!(fixture.total.counts().waited, fixture.scope.counts().waited);
    assert_eq!(fixture.scope.waiting(), None);
}

#[tokio::test(start_paused = true)]
async fn one_that_gives_up_waiting_leaves_its_place_to_the_next() {
    let fixture = Fixture::new(1);
    fixture.admit().await.unwrap();
    let (first, second) = (fixture.waiter(), fixture.waiter());
    settle().await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    assert_eq!(second.await.unwrap().unwrap().div_ceil(10), 252);
}

#[tokio::test(start_paused = true)]
async fn a_higher_limit_wakes_those_who_wait() {
    let fixture = Fixture::new(1);
    let admission = fixture.admit().await.unwrap();
    let waiter = fixture.waiter();
    settle().await;
    let mut headers = LimitHeaders::default();
    headers.budget.burst_limit = Some(40);
    headers.budget.burst_remaining = Some(39);
    fixture.limiter.observe(admission, Instant::now(), &headers);
    assert_eq!(waiter.await.unwrap(), Ok(0));
}

#[tokio::test(start_paused = true)]
async fn a_429_holds_back_everybody_and_a_wait_too_long_nobody() {
    let fixture = Fixture::new(20);
    let admission = fixture.admit().await.unwrap();
    fixture.limiter.pause(admission, Some(Duration::from_secs(5)));
    let waiters = [fixture.waiter(), fixture.waiter()];
    for waiter in waiters {
        assert_eq!(waiter.await.unwrap().unwrap() / 10, 500);
    }
    let waiting = fixture.waiter();
    fixture.limiter.pause(admission, Some(Duration::from_hours(1)));
    assert_eq!(waiting.await.unwrap(), Err(Closed::Paused(Duration::from_hours(1))));
}

#[tokio::test(start_paused = true)]
async fn a_block_turns_those_away_who_wait() {
    let fixture = Fixture::new(1);
    fixture.admit().await.unwrap();
    let waiters = [fixture.waiter(), fixture.waiter()];
    settle().await;
    fixture.limiter.block();
    for waiter in waiters {
        assert_eq!(waiter.await.unwrap(), Err(Closed::Blocked(Duration::from_mins(1))));
    }
}
