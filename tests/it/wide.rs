//! Lists read wide: every row once, hardly a request in vain, and none for rows that nobody asked for.

use std::collections::BTreeSet;

use pipedrive_sandbox::{Account, MissingChangeTimes, Quirks, SandboxConfig};

use crate::fixture::{Fixture, line, small};

/// Rows a page has.
const PAGE: usize = 10;

/// A larger account, read in small pages, up to eight at a time.
async fn large(missing: MissingChangeTimes) -> Fixture {
    let quirks = Quirks { missing_change_times: missing, ..Quirks::default() };
    Fixture::with(
        SandboxConfig { deals: 1_500, quirks, ..small() },
        &format!("PageSize={PAGE};MaxConcurrentRequests=8"),
    )
    .await
}

/// The ids of a scan, each of which came once, and its requests.
async fn ids(fixture: &Fixture, sql: &str) -> (BTreeSet<String>, Vec<String>) {
    fixture.requests();
    let ids = fixture.column(sql).await;
    let requests = fixture.requests().iter().map(line).filter(|line| !line.contains("Fields")).collect();
    let distinct: BTreeSet<String> = ids.iter().cloned().collect();
    assert_eq!(distinct.len(), ids.len(), "a row came twice: {sql}");
    (distinct, requests)
}

/// Pages of so many rows that the list of active deals has, and that of archived ones.
fn lists(account: &Account, page: usize) -> [usize; 2] {
    let count = |archived| account.deals().filter(|deal| deal.is_archived == archived && !deal.is_deleted).count();
    [false, true].map(|archived| count(archived).div_ceil(page))
}

/// Pages of the two lists of deals.
fn pages(fixture: &Fixture) -> usize {
    lists(fixture.sandbox.account(), PAGE).iter().sum()
}

#[tokio::test]
async fn a_whole_table_is_read_from_many_places_and_every_row_comes_once() {
    let fixture = large(MissingChangeTimes::Nowhere).await;
    let (first, unknown) = ids(&fixture, "SELECT id FROM deals").await;
    let (second, known) = ids(&fixture, "SELECT id FROM deals").await;
    let pages = pages(&fixture);
    fixture.expect("SET pipedrive.pushdown = false").await;
    let (all, _) = ids(&fixture, "SELECT id FROM deals").await;
    assert_eq!(first, all);
    assert_eq!(second, all);
    for requests in [&unknown, &known] {
        assert!(requests.len() <= pages + 8, "{} requests for {pages} pages", requests.len());
    }
    let other_end = |line: &&String| line.contains("sort_by=id&sort_direction=desc");
    assert!(unknown.iter().any(|line| other_end(&line)), "{unknown:#?}");
}

#[tokio::test]
async fn a_table_whose_size_is_known_is_cut_by_the_time_of_the_last_change() {
    let fixture = large(MissingChangeTimes::Nowhere).await;
    ids(&fixture, "SELECT id FROM deals").await;
    let (_, requests) = ids(&fixture, "SELECT id FROM deals").await;
    assert!(requests.iter().any(|line| line.contains("updated_until=")), "{requests:#?}");
    let last = requests.last().map(String::as_str).unwrap_or_default();
    assert!(last.contains("/deals/archived?updated_since="), "{last}");
}

#[tokio::test]
async fn rows_without_a_time_of_change_are_read_from_their_end_of_the_list() {
    for missing in [MissingChangeTimes::First, MissingChangeTimes::Last] {
        let fixture = large(missing).await;
        let (first, _) = ids(&fixture, "SELECT id FROM deals").await;
        let (second, requests) = ids(&fixture, "SELECT id FROM deals").await;
        let (third, again) = ids(&fixture, "SELECT id FROM deals").await;
        fixture.expect("SET pipedrive.parallel_scan = 'off'").await;
        let (all, _) = ids(&fixture, "SELECT id FROM deals").await;
        assert_eq!((&first, &second, &third), (&all, &all, &all), "{missing:?}");
        let pages = pages(&fixture);
        for requests in [&requests, &again] {
            assert!(requests.len() <= pages + 5, "{missing:?}: {} requests for {pages} pages", requests.len());
        }
    }
}

#[tokio::test]
async fn a_limit_above_a_filter_pays_for_no_page_that_nobody_reads() {
    let fixture = large(MissingChangeTimes::Nowhere).await;
    ids(&fixture, "SELECT id FROM deals").await;
    for (sql, at_most) in [
        ("SELECT id FROM deals WHERE value > 1 LIMIT 5", 2),
        ("SELECT id FROM deals WHERE value > 1 LIMIT 0", 0),
        // The inputs of a union are read beside each other, each for as many rows as are wanted at most.
        ("SELECT id FROM (SELECT id, title FROM deals UNION ALL SELECT id, title FROM deals) LIMIT 5", 2),
    ] {
        let (_, requests) = ids(&fixture, sql).await;
        assert!(requests.len() <= at_most, "{sql}: {requests:#?}");
    }
}

#[tokio::test]
async fn a_scan_of_two_hundred_pages_adds_little_to_them() {
    for missing in [MissingChangeTimes::Nowhere, MissingChangeTimes::First, MissingChangeTimes::Last] {
        let quirks = Quirks { missing_change_times: missing, ..Quirks::default() };
        let config = SandboxConfig {
            deals: 20_500,
            quirks,
            unlimited: false,
            burst_limit: Some(160),
            daily_budget: Some(1_000_000),
            ..small()
        };
        let fixture = Fixture::with(config, "PageSize=100;MaxConcurrentRequests=12").await;
        let [active, archived] = lists(fixture.sandbox.account(), 100);
        for size in ["unknown", "known"] {
            fixture.expect("SELECT id FROM pipelines").await;
            fixture.requests();
            let rows = fixture.column("SELECT id FROM deals").await;
            let requests = fixture.requests();
            let shown: Vec<String> = requests.iter().map(line).collect();
            let case = format!("{missing:?}, size {size}\n{}", shown.join("\n"));
            assert_eq!(rows.iter().collect::<BTreeSet<_>>().len(), rows.len(), "a row came twice: {case}");
            assert!(requests.iter().all(|request| request.status == 200), "{case}");
            let lists: Vec<_> = requests.iter().filter(|request| request.path.starts_with("/api/v2/deals")).collect();
            let extra = lists.len() - active - archived;
            assert!(extra < 6, "{extra} requests more: {case}");
            let tokens: u64 = lists.iter().map(|request| u64::from(request.tokens)).sum();
            let needed = u64::try_from(10 * active + 20 * archived).unwrap();
            assert!(tokens * 100 <= needed * 103, "{tokens} tokens for {needed}: {case}");
        }
    }
}
