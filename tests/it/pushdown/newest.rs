//! The rows that changed last and first: equal to what sorting everything gives, wherever the API puts rows without a
//! time of change, and at the price of a page.

use pipedrive_sandbox::{MissingChangeTimes, Quirks, SandboxConfig};

use super::{Pair, differ};
use crate::fixture::{Fixture, line, small};

/// Where old records stand that have no time of change.
const PLACES: [MissingChangeTimes; 3] =
    [MissingChangeTimes::First, MissingChangeTimes::Last, MissingChangeTimes::Nowhere];

const ORDERS: [&str; 4] = ["ASC NULLS FIRST", "ASC NULLS LAST", "DESC NULLS FIRST", "DESC NULLS LAST"];

/// Within a page of 50 rows, and more.
const LIMITS: [&str; 3] = ["LIMIT 1", "LIMIT 5 OFFSET 4", "LIMIT 51"];

fn account(missing_change_times: MissingChangeTimes) -> SandboxConfig {
    SandboxConfig { quirks: Quirks { missing_change_times, ..Quirks::default() }, ..small() }
}

/// Runs the queries twice: what is learnt from the first time must not change the rows.
async fn same_rows(pair: &Pair, queries: &[String]) -> Vec<String> {
    let mut failures = Vec::new();
    let mut expected = Vec::new();
    for sql in queries {
        expected.push((sql, pair.plain(sql).await.unwrap()));
    }
    for (sql, off) in expected.iter().chain(&expected) {
        match pair.pushed(sql).await {
            Ok((on, _)) if on == *off => {}
            Ok((on, requests)) => failures.push(differ(sql, &on, off, &requests)),
            Err(error) => failures.push(error),
        }
    }
    failures
}

async fn check(place: MissingChangeTimes) {
    let pair = Pair::of(account(place)).await;
    let mut queries = Vec::new();
    // One table that is split, one that is not, one that fits on a page, one of the older API.
    for table in ["deals", "persons", "stages", "notes"] {
        for order in ORDERS {
            let one = |limit| format!("SELECT update_time FROM {table} ORDER BY update_time {order} {limit}");
            queries.extend(LIMITS.map(one));
        }
    }
    let failures = same_rows(&pair, &queries).await;
    assert!(failures.is_empty(), "{place:?}: {} failures:\n{}", failures.len(), failures.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_without_a_time_of_change_stand_where_sql_puts_them() {
    for place in PLACES {
        check(place).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn filters_archives_and_deleted_rows_change_nothing_of_that() {
    let conditions = [
        "status = 'won'",
        "NOT is_archived",
        "is_archived",
        "is_archived AND owner_id = 3",
        "owner_id IN (1, 2, 3)",
        "id IN (1, 2, 3, 30, 90, 91)",
        "is_deleted",
        "is_deleted IN (true, false)",
        "id < 20",
        "value > 5000 AND NOT is_archived",
        "update_time >= '2026-06-01'",
        "stage_id = 999",
    ];
    for place in PLACES {
        let pair = Pair::of(account(place)).await;
        let mut queries = Vec::new();
        for condition in conditions {
            for order in ORDERS {
                let from = format!("FROM deals WHERE {condition} ORDER BY update_time {order}");
                queries.push(format!("SELECT update_time {from} LIMIT 4"));
            }
        }
        let failures = same_rows(&pair, &queries).await;
        assert!(failures.is_empty(), "{place:?}: {} failures:\n{}", failures.len(), failures.join("\n"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_walk_stops_once_the_rows_that_a_local_filter_lets_through_are_enough() {
    let pair = Pair::of(small()).await;
    let conditions = ["value > 5000", "value > 5000 AND NOT is_archived", "title LIKE '%a%'", "value < 0"];
    let orders = ["id", "id DESC", "add_time", "add_time DESC", "id DESC, title"];
    let queries: Vec<String> = conditions
        .iter()
        .flat_map(|condition| {
            let sql = move |order| format!("SELECT id, title FROM deals d WHERE {condition} ORDER BY {order} LIMIT 3");
            orders.map(sql)
        })
        .collect();
    let failures = same_rows(&pair, &queries).await;
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));

    let (_, requests) = pair
        .pushed("SELECT id FROM deals WHERE value > 5000 AND NOT is_archived ORDER BY id DESC LIMIT 3")
        .await
        .unwrap();
    assert_eq!(requests, ["GET /api/v2/deals?sort_by=id&sort_direction=desc&limit=50 200 10"]);
}

/// The requests of a query on an account without custom fields to ask for.
async fn requests(fixture: &Fixture, sql: &str) -> Vec<String> {
    fixture.expect(&format!("EXPLAIN {sql}")).await;
    fixture.requests();
    fixture.expect(sql).await;
    let mut requests: Vec<String> = fixture.requests().iter().map(line).collect();
    requests.sort();
    requests
}

#[tokio::test]
async fn the_proof_is_made_once() {
    let fixture = Fixture::with(account(MissingChangeTimes::Nowhere), "").await;
    let sql = "SELECT id FROM deals WHERE NOT is_archived ORDER BY update_time DESC LIMIT 10";
    let page = "GET /api/v2/deals?sort_by=update_time&sort_direction=desc&limit=10 200 10";
    let proof = "GET /api/v2/deals?sort_by=update_time&sort_direction=asc&limit=1 200 10";
    assert_eq!(requests(&fixture, sql).await, [proof, page]);
    assert_eq!(requests(&fixture, sql).await, [page]);
    let filtered = "SELECT id FROM deals WHERE NOT is_archived AND status = 'won' ORDER BY update_time DESC LIMIT 10";
    let page = "GET /api/v2/deals?status=won&sort_by=update_time&sort_direction=desc&limit=10 200 10";
    assert_eq!(requests(&fixture, filtered).await, [page]);
}

#[tokio::test]
async fn a_filtered_list_is_no_proof_for_the_others() {
    let fixture = Fixture::with(account(MissingChangeTimes::Nowhere), "").await;
    let sql = "SELECT id FROM persons WHERE owner_id = 3 ORDER BY update_time DESC LIMIT 1";
    let page = "GET /api/v2/persons?owner_id=3&sort_by=update_time&sort_direction=desc&limit=1 200 10";
    let proofs = [
        "GET /api/v2/persons?sort_by=update_time&sort_direction=asc&limit=1 200 10",
        "GET /api/v2/persons?sort_by=update_time&sort_direction=desc&limit=1 200 10",
    ];
    assert_eq!(requests(&fixture, sql).await, [page, proofs[0], proofs[1]]);
    assert_eq!(requests(&fixture, sql).await, [page]);
}

#[tokio::test]
async fn rows_that_lack_the_time_are_found_once_and_remembered() {
    let fixture = Fixture::with(account(MissingChangeTimes::First), "").await;
    let sql = "SELECT id FROM deals WHERE NOT is_archived ORDER BY update_time DESC LIMIT 10";
    let proof = "GET /api/v2/deals?sort_by=update_time&sort_direction=asc&limit=1 200 10";
    let all = "GET /api/v2/deals?limit=500 200 10";
    assert_eq!(requests(&fixture, sql).await, [all, proof]);
    assert_eq!(requests(&fixture, sql).await, [all]);
    // With NULLs last nothing has to be proved.
    let page = "GET /api/v2/deals?sort_by=update_time&sort_direction=desc&limit=10 200 10";
    let sql = "SELECT id FROM deals WHERE NOT is_archived ORDER BY update_time DESC NULLS LAST LIMIT 10";
    assert_eq!(requests(&fixture, sql).await, [page]);
}
