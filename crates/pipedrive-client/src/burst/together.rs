//! Several programs that share a token and a file, on a paused clock.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use futures::future::join_all;

use super::pace::{Program, Server, Way, both, there};
use super::*;
use crate::budget::BudgetWatch;
use crate::shared::SharedFile;

/// A limiter as a process of its own would have it.
fn limiter(folder: &Path, is_lasting: bool) -> (BurstLimiter, Arc<BudgetWatch>) {
    let budget = Arc::<BudgetWatch>::default();
    let file = SharedFile::open(folder, "file").unwrap();
    (BurstLimiter::new(20, Some(Sharing::new(file, Arc::clone(&budget), is_lasting))), budget)
}

async fn admit(limiter: &BurstLimiter) -> Result<Admission, Closed> {
    limiter.admit(&QueryScope::default(), &Meter::default()).await
}

fn told(limit: u64, remaining: u64, daily: Option<u64>) -> LimitHeaders {
    let mut headers = LimitHeaders::default();
    headers.budget.burst_limit = Some(limit);
    headers.budget.burst_remaining = Some(remaining);
    headers.budget.daily_remaining = daily;
    headers
}

/// Runs so many programs at once; none of their requests may be refused, and the window must be used.
async fn check(limit: usize, programs: usize, requests: usize, way: Way, most_times: f64) {
    let folder = tempfile::tempdir().unwrap();
    let (server, began) = (Server::new(limit), Instant::now());
    let program = Program { requests, at_a_time: 12, way };
    join_all((0..programs).map(|number| {
        let limiter = limiter(folder.path(), true).0;
        program.run(limiter, &server, u64::try_from(number).unwrap())
    }))
    .await;
    let floor = 2.0 * f64::from(u32::try_from(programs * requests).unwrap()) / f64::from(u32::try_from(limit).unwrap());
    let took = began.elapsed().as_secs_f64();
    assert_eq!(server.refused.load(Ordering::Relaxed), 0, "{programs} programs, {limit}");
    assert!(
        took <= floor * most_times,
        "{programs} programs, {limit}: {took} s is more than {most_times} times {floor} s"
    );
}

#[tokio::test(start_paused = true)]
async fn programs_together_send_no_more_than_the_window_allows() {
    for way in [there as Way, both] {
        check(160, 2, 300, way, 1.1).await;
        check(20, 2, 60, way, 1.15).await;
        check(40, 5, 40, way, 1.15).await;
    }
}

#[tokio::test(start_paused = true)]
async fn one_process_learns_what_another_was_told() {
    let folder = tempfile::tempdir().unwrap();
    let (one, budget) = limiter(folder.path(), true);
    let admission = admit(&one).await.unwrap();
    let headers = told(160, 159, Some(5_000));
    budget.pledge(0).observe(&headers.budget, Instant::now());
    one.observe(admission, Instant::now(), &headers);

    let (other, budget) = limiter(folder.path(), true);
    assert_eq!(other.share(), (159, true), "one of the 160 is the first one's");
    assert_eq!(budget.pledge(0).left_today(), Some(5_000));
    tokio::time::sleep(Duration::from_secs(11)).await;
    let (late, budget) = limiter(folder.path(), true);
    assert_eq!((late.share(), budget.pledge(0).left_today()), ((20, false), Some(5_000)));
}

#[tokio::test(start_paused = true)]
async fn requests_of_another_process_are_no_strangers() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (limiter(folder.path(), true).0, limiter(folder.path(), true).0);
    let admission = admit(&one).await.unwrap();
    for _ in 0..5 {
        admit(&other).await.unwrap();
    }
    // It has counted those six and two of somebody else.
    one.observe(admission, Instant::now(), &told(100, 92, None));
    assert_eq!(one.share(), (93, true));
}

#[tokio::test(start_paused = true)]
async fn a_pause_and_a_block_hold_for_all_processes() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (limiter(folder.path(), true).0, limiter(folder.path(), true).0);
    let (admission, began) = (admit(&one).await.unwrap(), Instant::now());
    one.pause(admission, Some(Duration::from_secs(5)));
    assert_eq!((admit(&other).await.unwrap().started - began).as_secs(), 5);
    one.block();
    assert!(matches!(admit(&other).await, Err(Closed::Blocked(_))));
    assert!(matches!(admit(&limiter(folder.path(), true).0).await, Err(Closed::Blocked(_))));
}

#[tokio::test(start_paused = true)]
async fn what_a_port_of_this_machine_refused_holds_for_its_own_process_only() {
    let folder = tempfile::tempdir().unwrap();
    let (one, budget) = limiter(folder.path(), false);
    let admission = admit(&one).await.unwrap();
    budget.pledge(0).observe(&told(160, 159, Some(0)).budget, Instant::now());
    one.pause(admission, Some(Duration::from_secs(5)));
    one.block();
    let (other, budget) = limiter(folder.path(), false);
    assert_eq!((admit(&other).await.unwrap().started, budget.pledge(0).left_today()), (admission.started, None));
    assert_eq!(other.share().0, 19, "requests count all the same");
}

#[tokio::test(start_paused = true)]
async fn whoever_keeps_the_file_holds_nobody_up_for_long() {
    let folder = tempfile::tempdir().unwrap();
    let limiter = limiter(folder.path(), true).0;
    let held = std::fs::File::open(folder.path().join("file")).unwrap();
    held.lock().unwrap();
    let began = Instant::now();
    let admission = admit(&limiter).await.unwrap();
    assert_eq!((admission.started - began).as_millis(), 20);
    limiter.observe(admission, Instant::now(), &told(40, 0, None));
    assert_eq!(limiter.share(), (40, true), "nobody is suspected while the others cannot be asked");
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_was_put_back_stops_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let limiter = limiter(folder.path(), true).0;
    let far = u64::MAX - 1;
    let file = SharedFile::open(folder.path(), "file").unwrap();
    file.update(|board| {
        (board.limit, board.limit_at, board.paused_until, board.blocked_until) = (1, far, far, far);
        board.budget = crate::shared::Budgeted { at: far, remaining: 0, limit: 1 };
        board.sent = vec![crate::shared::Sent { owner: 1, leaves: far }; 100];
    })
    .unwrap();
    let began = Instant::now();
    assert_eq!(admit(&limiter).await.unwrap().started, began);
    assert_eq!(limiter.share(), (20, false));
    assert_eq!(file.update(|board| (board.sent.len(), board.paused_until, board.blocked_until)), Ok((1, 0, 0)));
}
