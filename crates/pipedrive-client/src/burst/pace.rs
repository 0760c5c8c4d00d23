//! Many requests against a server that counts them as they arrive, on a paused clock: is the window kept, and filled?

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::task::JoinSet;
use tokio::time::sleep;

use super::*;

/// The server's side of the limit.
pub(super) struct Server {
    pub(super) limit: AtomicUsize,
    arrivals: Mutex<VecDeque<Instant>>,
    pub(super) refused: AtomicUsize,
}

impl Server {
    pub(super) fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self { limit: AtomicUsize::new(limit), arrivals: Mutex::default(), refused: AtomicUsize::new(0) })
    }

    /// Counts a request that arrives now and says what its answer tells.
    fn arrive(&self) -> LimitHeaders {
        let (now, limit) = (Instant::now(), self.limit.load(Ordering::Relaxed));
        let mut arrivals = self.arrivals.lock().unwrap();
        while arrivals.front().is_some_and(|then| now - *then >= Duration::from_secs(2)) {
            arrivals.pop_front();
        }
        if arrivals.len() < limit {
            arrivals.push_back(now);
        } else {
            self.refused.fetch_add(1, Ordering::Relaxed);
        }
        let mut headers = LimitHeaders::default();
        headers.budget.burst_limit = u64::try_from(limit).ok();
        headers.budget.burst_remaining = u64::try_from(limit.saturating_sub(arrivals.len())).ok();
        headers
    }
}

/// How long a request travels and its answer, in milliseconds: the number of the request and chance decide.
pub(super) type Way = fn(usize, &mut fastrand::Rng) -> (u64, u64);

/// A program that sends so many requests, so many of them at a time.
#[derive(Clone, Copy)]
pub(super) struct Program {
    pub(super) requests: usize,
    pub(super) at_a_time: usize,
    pub(super) way: Way,
}

impl Program {
    /// Sends them all. Each is one request, and a 429 makes nothing be sent again: it is a failure anyway.
    pub(super) async fn run(self, limiter: BurstLimiter, server: &Arc<Server>, seed: u64) {
        let limiter = Arc::new(limiter);
        let next = Arc::new(AtomicUsize::new(0));
        let mut senders = JoinSet::new();
        for sender in 0..self.at_a_time {
            let (limiter, next, server) = (Arc::clone(&limiter), Arc::clone(&next), Arc::clone(server));
            let mut random = fastrand::Rng::with_seed(seed * 1_000 + u64::try_from(sender).unwrap());
            senders.spawn(async move {
                let (scope, total) = (QueryScope::default(), Meter::default());
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= self.requests {
                        return;
                    }
                    let admission = limiter.admit(&scope, &total).await.unwrap();
                    let (there, back) = (self.way)(number, &mut random);
                    sleep(Duration::from_millis(there)).await;
                    let headers = server.arrive();
                    sleep(Duration::from_millis(back)).await;
                    limiter.observe(admission, Instant::now(), &headers);
                }
            });
        }
        senders.join_all().await;
    }
}

/// Runs the program against a server with that limit, three times, and compares the requests refused, of which there must
/// be none, and the time needed with the least there can be.
async fn check(limit: usize, requests: usize, at_a_time: usize, way: Way, most_times: f64) {
    let floor = Duration::from_secs(2)
        .mul_f64(f64::from(u32::try_from(requests).unwrap()) / f64::from(u32::try_from(limit).unwrap()));
    for seed in 0..3 {
        let (server, began) = (Server::new(limit), Instant::now());
        Program { requests, at_a_time, way }.run(BurstLimiter::new(20, None), &server, seed).await;
        let (took, refused) = (began.elapsed(), server.refused.load(Ordering::Relaxed));
        assert_eq!(refused, 0, "seed {seed}");
        assert!(took <= floor.mul_f64(most_times), "seed {seed}: {took:?} is more than {most_times} times {floor:?}");
    }
}

/// 150 ms, and up to 50 ms more or less on the way there.
pub(super) fn there(_: usize, random: &mut fastrand::Rng) -> (u64, u64) {
    (random.u64(100..=200), 0)
}

/// The same on the way back.
fn back(_: usize, random: &mut fastrand::Rng) -> (u64, u64) {
    (20, random.u64(80..=180))
}

/// Half of it on either way.
pub(super) fn both(_: usize, random: &mut fastrand::Rng) -> (u64, u64) {
    (random.u64(50..=100), random.u64(50..=100))
}

/// The first requests open connections, which takes three round trips more.
fn opening(number: usize, random: &mut fastrand::Rng) -> (u64, u64) {
    let (there, back) = both(number, random);
    (if number < 20 { there + 450 } else { there }, back)
}

/// The server takes its time for every tenth request.
fn slow_at_times(number: usize, random: &mut fastrand::Rng) -> (u64, u64) {
    let (there, back) = both(number, random);
    (there, if number % 10 == 9 { back + 3_000 } else { back })
}

#[tokio::test(start_paused = true)]
async fn the_window_is_filled_and_never_overfilled_however_answers_travel() {
    for way in [there as Way, back, both] {
        check(160, 200, 12, way, 1.1).await;
        check(160, 200, 20, way, 1.1).await;
        check(160, 800, 18, way, 1.1).await;
        check(40, 400, 8, way, 1.1).await;
        check(20, 200, 4, way, 1.1).await;
    }
}

#[tokio::test(start_paused = true)]
async fn opening_connections_overfills_no_window() {
    check(20, 200, 20, opening, 1.2).await;
    check(160, 800, 20, opening, 1.2).await;
}

#[tokio::test(start_paused = true)]
async fn a_server_slow_for_some_requests_slows_the_others_little() {
    check(20, 200, 8, slow_at_times, 1.25).await;
    check(160, 1_600, 64, slow_at_times, 1.25).await;
}
