//! Limits, clocks, cursors and answers that are not as they should be: the answer is right, or the error says what
//! happened and what was read.

use std::time::Duration;

use pipedrive_client::Counts;
use pipedrive_datafusion::ErrorKind;
use pipedrive_sandbox::{Clock, FaultPlan, MissingChangeTimes, Quirks, SandboxConfig};

use crate::fixture::{Fixture, NOW, describe, line, small};

const ALL: &str = "SELECT id FROM deals";

/// A day of the server's that ends in ten seconds, months before today.
const LATE: i64 = NOW - 10;

/// Deals with times of change, for scans of about 150 pages of ten rows.
fn large() -> SandboxConfig {
    let quirks = Quirks { missing_change_times: MissingChangeTimes::Nowhere, ..Quirks::default() };
    SandboxConfig { deals: 1_500, quirks, ..small() }
}

/// An account with so many tokens a day, where nothing but the columns of deals was asked for.
async fn poor(budget: u64, clock: Clock) -> Fixture {
    let config = SandboxConfig { daily_budget: Some(budget), unlimited: false, clock, ..small() };
    let fixture = Fixture::with(config, "PageSize=50").await;
    // One request after the other, so that it is certain which of them is refused.
    fixture.expect("SET pipedrive.parallel_scan = false").await;
    fixture.expect("EXPLAIN SELECT id FROM deals").await;
    fixture.requests();
    fixture
}

/// Checks that a scan fails, and how.
async fn check_fails(fixture: &Fixture, sql: &str, kind: ErrorKind, message: &str, hint: Option<&str>) {
    let error = fixture.rows(sql).await.unwrap_err();
    assert_eq!(error.kind(), kind, "{}", describe(&error));
    assert!(error.to_string().contains(message), "{}", describe(&error));
    let read = error.hints().iter().find(|hint| hint.starts_with("read until then"));
    assert_eq!(read.map(String::as_str), hint, "{}", describe(&error));
}

#[tokio::test]
async fn a_budget_or_reserve_smaller_than_the_first_request_sends_nothing() {
    let fixture = poor(100, Clock::System).await;
    fixture.expect("SET pipedrive.max_tokens_per_query = 9").await;
    check_fails(&fixture, ALL, ErrorKind::TokenLimit, "nothing was sent", None).await;
    fixture.expect("SET pipedrive.max_tokens_per_query = 0").await;
    fixture.expect("SET pipedrive.min_tokens_left = 81").await;
    check_fails(&fixture, ALL, ErrorKind::TokenLimit, "only 90 are left today, of which 81 are to stay", None).await;
    assert!(fixture.requests().is_empty());
    fixture.expect("SET pipedrive.min_tokens_left = 80").await;
    check_fails(
        &fixture,
        ALL,
        ErrorKind::TokenLimit,
        "not sent",
        Some("read until then: 1 request, 50 rows, 10 tokens"),
    )
    .await;
}

#[tokio::test]
async fn a_spent_day_ends_when_it_does_for_the_server() {
    let clock = Clock::manual(u64::try_from(LATE).unwrap());
    let fixture = poor(25, clock.clone()).await;
    let read = "read until then: 3 requests, 100 rows, 30 tokens";
    check_fails(&fixture, ALL, ErrorKind::BudgetSpent, "of 25 left", Some(read)).await;
    // It stays spent for as long as the server says so, whatever time it is here.
    clock.advance(Duration::from_secs(9));
    let (by_key, asked) = ("SELECT id FROM deals WHERE id = 7", "read until then: 1 request, 0 rows, 1 token");
    check_fails(&fixture, by_key, ErrorKind::BudgetSpent, "of 25 left", Some(asked)).await;
    clock.advance(Duration::from_secs(1));
    fixture.expect(by_key).await;
    assert_eq!(fixture.session.budget().daily_remaining, Some(24));
}

#[tokio::test(start_paused = true)]
async fn a_reserve_does_not_outlive_the_day_of_the_server() {
    let clock = Clock::manual(u64::try_from(LATE).unwrap());
    let fixture = poor(100, clock.clone()).await;
    fixture.expect("SET pipedrive.min_tokens_left = 85").await;
    let by_key = "SELECT id FROM deals WHERE id = 7";
    fixture.expect(by_key).await;
    check_fails(&fixture, ALL, ErrorKind::TokenLimit, "are to stay", None).await;
    // When the day begins anew no header tells, so what was seen counts for some minutes only.
    clock.advance(Duration::from_mins(1));
    tokio::time::advance(Duration::from_mins(6)).await;
    assert!(!fixture.expect("SELECT id FROM deals LIMIT 1").await.is_empty());
    assert_eq!(fixture.session.budget().daily_remaining, Some(90));
}

#[tokio::test]
async fn what_changed_lately_is_complete_by_a_clock_that_is_years_off() {
    for years in [-8, 8] {
        let now = NOW + years * 365 * 86_400;
        let clock = Clock::manual(u64::try_from(now).unwrap());
        let fixture = Fixture::with(SandboxConfig { now: Some(now), clock, ..large() }, "PageSize=10").await;
        let day = chrono::DateTime::from_timestamp(now - 40 * 86_400, 0).unwrap().format("%F").to_string();
        let lately = format!("SELECT id FROM deals WHERE update_time >= '{day}'");
        for sql in [ALL, ALL, &lately, &lately] {
            let mut ids = fixture.column(sql).await;
            let since = now - 40 * 86_400;
            let since = since - since.rem_euclid(86_400);
            let deals = fixture.sandbox.account().deals().filter(|deal| !deal.is_deleted);
            let wanted = deals.filter(|deal| sql == ALL || deal.update_time.is_some_and(|time| time >= since));
            let mut expected: Vec<String> = wanted.map(|deal| deal.id.to_string()).collect();
            ids.sort();
            expected.sort();
            assert!(!expected.is_empty(), "{sql}");
            assert_eq!(ids, expected, "{years} years: {sql}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_cursor_that_repeats_ends_the_scan_with_what_was_read() {
    let fixture = Fixture::with(small(), "PageSize=20").await;
    fixture.expect("SET pipedrive.parallel_scan = false").await;
    fixture.expect("EXPLAIN SELECT id FROM deals").await;
    fixture.sandbox.set_faults("deals:repeat-cursor@3".parse().unwrap());
    let read = "read until then: 3 requests, 40 rows, 30 tokens";
    check_fails(&fixture, ALL, ErrorKind::Protocol, "already read", Some(read)).await;
    fixture.sandbox.set_faults(FaultPlan::default());
    assert!(fixture.expect(ALL).await.len() > 60);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_slow_for_one_window_is_waited_for() {
    let fixture = Fixture::with(large(), "PageSize=10;MaxConcurrentRequests=8").await;
    let expected = fixture.expect("SELECT id FROM deals ORDER BY id").await;
    fixture.requests();
    for first in [1, 40] {
        fixture.sandbox.set_faults(format!("deals:slow@{first}*30").parse().unwrap());
        let mut result = fixture.session.query(ALL).await.unwrap();
        let mut rows = 0;
        while let Some(batch) = result.next().await.unwrap() {
            rows += batch.num_rows();
        }
        let Counts { requests, retries, .. } = result.counts();
        assert_eq!((rows, retries), (expected.len(), 0), "{requests} requests");
        let sent = fixture.requests();
        assert!(sent.len() <= expected.len() / 10 + 10, "{} requests", sent.len());
        assert!(sent.iter().all(|request| request.status == 200), "{:?}", sent.iter().map(line).collect::<Vec<_>>());
    }
}
