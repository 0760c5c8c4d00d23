//! Lists read by written cursors, with `ParallelScan=Jump`: every row once, whatever the account makes of them.

use std::collections::BTreeSet;

use pipedrive_sandbox::{CursorForm, Quirks, SandboxConfig};

use crate::fixture::{Fixture, line, small};

/// Rows a page has.
const PAGE: usize = 10;

/// An account with deals that have no time of change, read in small pages.
async fn large(cursors: CursorForm) -> Fixture {
    let quirks = Quirks { cursors, ..Quirks::default() };
    let keys = format!("PageSize={PAGE};MaxConcurrentRequests=8;ParallelScan=Jump");
    Fixture::with(SandboxConfig { deals: 1_500, quirks, ..small() }, &keys).await
}

/// What a scan gave and asked for.
struct Scan {
    ids: BTreeSet<String>,
    /// Requests for deals.
    requests: Vec<String>,
    /// Those that were refused.
    refused: usize,
}

async fn scan(fixture: &Fixture) -> Scan {
    fixture.requests();
    let ids = fixture.column("SELECT id FROM deals WHERE NOT is_archived").await;
    let lines = fixture.requests().iter().map(line).collect::<Vec<_>>();
    let requests: Vec<String> = lines.into_iter().filter(|line| line.contains("/deals")).collect();
    let distinct: BTreeSet<String> = ids.iter().cloned().collect();
    assert_eq!(distinct.len(), ids.len(), "a row came twice");
    Scan { ids: distinct, refused: requests.iter().filter(|line| line.contains(" 400 ")).count(), requests }
}

async fn check(cursors: CursorForm, expect_refused: usize, expect_note: &str) {
    let fixture = large(cursors).await;
    let jumped = scan(&fixture).await;
    let analyzed = fixture.expect("EXPLAIN ANALYZE SELECT id FROM deals WHERE NOT is_archived").await.concat().concat();
    assert!(analyzed.contains(expect_note), "{analyzed}");
    fixture.expect("SET pipedrive.parallel_scan = 'off'").await;
    let one_by_one = scan(&fixture).await;
    assert_eq!(jumped.ids, one_by_one.ids);
    assert_eq!(jumped.refused, expect_refused, "{:#?}", jumped.requests);
    let surplus = jumped.requests.len() - one_by_one.requests.len();
    assert!(surplus <= 6, "{surplus} requests more than page after page: {:#?}", jumped.requests);
}

#[tokio::test]
async fn a_long_list_is_read_from_many_places() {
    check(CursorForm::Readable, 0, "written_cursors=").await;
}

#[tokio::test]
async fn cursors_that_are_refused_are_written_once() {
    check(CursorForm::Issued, 1, "cursors_refused=1").await;
}

#[tokio::test]
async fn cursors_that_say_nothing_are_not_written() {
    check(CursorForm::Opaque, 0, "cursors_not_understood=1").await;
}

#[tokio::test]
async fn only_a_session_that_asks_for_it_writes_cursors() {
    let fixture = large(CursorForm::Issued).await;
    for (mode, jumps) in [("auto", false), ("false", false), ("Jump", true), ("true", false)] {
        fixture.expect(&format!("SET pipedrive.parallel_scan = '{mode}'")).await;
        assert_eq!(scan(&fixture).await.refused, usize::from(jumps), "{mode}");
        for table in ["persons", "deals WHERE NOT is_archived"] {
            let plan = fixture.expect(&format!("EXPLAIN SELECT id FROM {table}")).await.concat().concat();
            assert_eq!(plan.contains("ranges of id by written cursors"), jumps, "{mode}: {plan}");
        }
    }
    let error = fixture.rows("SET pipedrive.parallel_scan = 'wide'").await.unwrap_err();
    assert!(error.to_string().contains("takes Auto, Off or Jump, not `wide`"), "{error}");
}
