//! Servers and clocks that make keeping to the limits hard: the answer is right, or the error says what happened.

use super::*;
use crate::PlanLimits;
use crate::testing::LEADS;

/// 40 requests in 2 seconds, of which so many remain.
fn limited(reply: Reply, limit: u64, remaining: u64) -> Reply {
    reply.with("x-ratelimit-limit", limit).with("x-ratelimit-remaining", remaining)
}

fn later(milliseconds: u64, reply: Reply) -> Reply {
    Reply::After(Duration::from_millis(milliseconds), Box::new(reply))
}

/// Most requests that a server saw within 2 seconds.
fn densest(times: &[u128]) -> usize {
    let within = |from: &u128| times.iter().filter(|time| (*from..from + 2_000).contains(*time)).count();
    times.iter().map(within).max().unwrap_or_default()
}

/// Sends so many requests at once and gives when they left.
async fn send_all(count: usize, reply: impl Fn(usize) -> Reply + Send + Sync + 'static) -> Vec<u128> {
    let (client, script) = client_with(&[TOKEN], 64, move |number, _| reply(number));
    let scope = QueryScope::default();
    join_all((0..count).map(|_| async { client.send(&deals(), &scope).await.unwrap() })).await;
    script.times()
}

#[tokio::test(start_paused = true)]
async fn a_limit_that_falls_in_the_middle_holds_from_the_answer_that_tells_it() {
    let times =
        send_all(300, |number| later(100, limited(Reply::data("[]"), if number < 100 { 100 } else { 20 }, 99))).await;
    // What left before anybody knew better was allowed by the limit of its time.
    let told = times[100] + 100;
    let after: Vec<u128> = times.into_iter().filter(|time| *time > told).collect();
    assert!(after.len() > 100, "{}", after.len());
    assert_eq!(densest(&after), 20);
}

#[tokio::test(start_paused = true)]
async fn a_limit_that_rises_in_the_middle_is_used() {
    let times = send_all(400, |number| {
        let limit = if number < 50 { 20 } else { 160 };
        later(100, limited(Reply::data("[]"), limit, limit - 1))
    })
    .await;
    assert_eq!(densest(&times[..40]), 20);
    assert!(densest(&times) > 150, "{}", densest(&times));
}

#[tokio::test(start_paused = true)]
async fn without_headers_the_smallest_limit_holds() {
    let times = send_all(60, |_| later(100, Reply::data("[]"))).await;
    assert_eq!(densest(&times), 20);
    assert!(*times.last().unwrap() < 4_500, "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn some_slow_answers_hold_up_nobody_else() {
    let times = send_all(100, |number| {
        let reply = limited(Reply::data("[]"), 100, 99);
        if number % 10 == 0 { later(30_000, reply) } else { later(100, reply) }
    })
    .await;
    assert!(*times.last().unwrap() < 3_000, "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn a_token_that_others_use_too_leaves_them_their_part() {
    let ours: std::sync::Mutex<Vec<Instant>> = std::sync::Mutex::default();
    // For ten seconds others have forty requests in each window.
    let began = Instant::now();
    let (client, script) = client_with(&[TOKEN], 64, move |_, _| {
        let (now, mut ours) = (Instant::now(), ours.lock().unwrap());
        ours.push(now);
        ours.retain(|then| now - *then < Duration::from_secs(2));
        let others = if now - began < Duration::from_secs(10) { 40 } else { 0 };
        let taken = u64::try_from(ours.len()).unwrap() + others;
        later(100, limited(Reply::data("[]"), 100, 100_u64.saturating_sub(taken)))
    });
    let scope = QueryScope::default();
    let send = |count| join_all((0..count).map(|_| async { client.send(&deals(), &scope).await.unwrap() }));
    send(200).await;
    let times = script.times();
    // What left together with the first request, nobody can tell from the requests of others by its answer.
    let later: Vec<u128> = times.iter().copied().filter(|time| *time > 1_000).collect();
    assert!(densest(&later) <= 60, "sixty and the forty of others are a hundred, but {}", densest(&later));
    assert!(later.len() > 80, "{times:?}");
    assert!(*times.last().unwrap() < 8_000, "{times:?}");
    let shared = client.width();
    tokio::time::sleep(Duration::from_secs(10)).await;
    send(200).await;
    assert!(densest(&script.times()) > 90, "when they are gone, all is ours again");
    assert!(client.width() > shared, "{shared}");
}

#[tokio::test(start_paused = true)]
async fn the_width_follows_the_limit_and_the_latency_up_to_the_cap() {
    for (most, milliseconds, limit, expect) in
        [(64, 150, 160, 18), (8, 150, 160, 8), (64, 150, 20, 3), (1, 150, 160, 1), (64, 1_000, 480, 64)]
    {
        let (client, _) =
            client_with(&[TOKEN], most, move |_, _| later(milliseconds, limited(Reply::data("[]"), limit, limit - 1)));
        assert_eq!(client.width(), most.min(8), "nothing is known yet");
        client.send(&deals(), &QueryScope::default()).await.unwrap();
        assert_eq!(client.width(), expect, "{most} {milliseconds} {limit}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_recalled_limit_widens_scans_and_not_the_window() {
    let (client, script) = client_with(&[TOKEN], 64, |_, _| later(150, limited(Reply::data("[]"), 40, 20)));
    client.recall_limits(PlanLimits { burst: Some(480), daily: None });
    assert_eq!(client.width(), 64, "200 ms are a guess");
    let scope = QueryScope::default();
    join_all((0..60).map(|_| async { client.send(&deals(), &scope).await.unwrap() })).await;
    let at_once = script.times().iter().filter(|time| **time < 150).count();
    assert_eq!(at_once, 20, "the plan may have become a smaller one");
    assert!(client.width() <= 5, "{}", client.width());
}

#[tokio::test(start_paused = true)]
async fn a_budget_smaller_than_the_first_request_sends_nothing() {
    let (client, script) = client(|_, _| Reply::data("[]"));
    let scope = QueryScope::new(Some(15), None);
    let error = client.send(&ApiRequest::new(LEADS), &scope).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TokenLimit);
    assert!(error.to_string().contains("costs 20 API tokens") && error.to_string().contains("not sent"), "{error}");
    assert_eq!((script.paths().len(), scope.counts().tokens), (0, 0));
    client.send(&deals(), &scope).await.unwrap();
}

/// A 429 that says when to come back by a clock of its own, which is wrong by years.
async fn check_skew(date: &'static str, retry_after: &'static str, waits: u128) {
    let (client, script) = client(move |number, _| match number {
        0 => Reply::body(429, "{}")
            .with("date", HeaderValue::from_static(date))
            .with("retry-after", HeaderValue::from_static(retry_after)),
        _ => Reply::data("[]").with("date", HeaderValue::from_static(date)),
    });
    let answer = client.send(&deals(), &QueryScope::default()).await.unwrap();
    assert!(answer.server_time.is_some());
    assert_eq!(script.times(), [0, waits], "{date} {retry_after}");
}

#[tokio::test(start_paused = true)]
async fn a_server_whose_clock_is_years_off_is_waited_for_by_its_own_clock() {
    check_skew("Mon, 21 Sep 2020 14:13:20 GMT", "Mon, 21 Sep 2020 14:13:25 GMT", 5_000).await;
    check_skew("Mon, 21 Sep 2048 14:13:20 GMT", "Mon, 21 Sep 2048 14:13:25 GMT", 5_000).await;
    check_skew("Mon, 21 Sep 2048 14:13:20 GMT", "7", 7_000).await;
    // A time to come back that is over means the usual pause.
    check_skew("Mon, 21 Sep 2020 14:13:20 GMT", "Mon, 21 Sep 2020 14:13:19 GMT", 2_000).await;
}
