//! Tokens: a query stops before it spends more than it may, and the day's budget ends queries at once.

use pipedrive_datafusion::{ErrorKind, PipedriveSession};
use pipedrive_sandbox::SandboxConfig;

use crate::fixture::{self, Fixture, describe, small};

/// Tokens the sandbox charged since the last look.
fn charged(fixture: &Fixture) -> u32 {
    fixture.requests().iter().map(|record| record.tokens).sum()
}

/// The account with the columns of deals and activities known and nothing charged yet.
async fn warm(config: SandboxConfig, keys: &str) -> Fixture {
    let fixture = Fixture::with(config, keys).await;
    fixture.expect("EXPLAIN SELECT * FROM deals JOIN activities ON activities.deal_id = deals.id").await;
    fixture.requests();
    fixture
}

/// Runs a query that may spend `limit` tokens: what it must be charged, and the error it must end with.
async fn check(fixture: &Fixture, limit: u64, sql: &str, tokens: u32, error: Option<&str>) {
    fixture.expect(&format!("SET pipedrive.max_tokens_per_query = {limit}")).await;
    let result = fixture.rows(sql).await;
    assert_eq!(charged(fixture), tokens, "{limit} {sql}");
    match (result, error) {
        (Ok(_), None) => {}
        (Err(found), Some(message)) => {
            assert_eq!(found.kind(), ErrorKind::TokenLimit, "{}", describe(&found));
            assert!(found.to_string().contains(message), "{limit} {sql}\n{}", describe(&found));
            assert!(!found.hints().is_empty(), "{sql}");
        }
        (result, error) => panic!("{limit} {sql}: {:?} instead of {error:?}", result.map_err(|e| describe(&e))),
    }
    fixture.expect("SET pipedrive.max_tokens_per_query = 0").await;
}

#[tokio::test]
async fn a_query_of_known_size_is_refused_before_its_first_request() {
    let fixture = warm(small(), "PageSize=50").await;
    let all = "SELECT id FROM activities";
    let pages = u32::try_from(fixture.expect(all).await.len().div_ceil(50)).unwrap();
    assert_eq!(charged(&fixture), pages * 10);
    let price = pages * 10;
    check(&fixture, u64::from(price), all, price, None).await;
    let needs = format!("needs about {price} tokens");
    check(&fixture, u64::from(price) - 1, all, 0, Some(&needs)).await;
    check(&fixture, 3, "SELECT id FROM deals WHERE id IN (1, 2, 3, 4)", 0, Some("needs about 4 tokens")).await;
    check(&fixture, 4, "SELECT id FROM deals WHERE id IN (1, 2, 3, 4)", 4, None).await;
    check(&fixture, 1, "SELECT id FROM deals WHERE id IN (NULL)", 0, None).await;
}

#[tokio::test]
async fn a_query_of_unknown_size_stops_before_the_request_that_is_too_much() {
    let fixture = warm(small(), "PageSize=50").await;
    let all = "SELECT id FROM activities";
    let stops = "the next request costs 10 API tokens, which with the 20 already spent is more than the 25";
    check(&fixture, 25, all, 20, Some(stops)).await;
    check(&fixture, 9, all, 0, Some("needs about 10 tokens")).await;
    check(&fixture, 10, "SELECT id FROM activities LIMIT 50", 10, None).await;
}

#[tokio::test]
async fn all_scans_of_a_query_spend_from_one_limit() {
    // One request after the other, so that it is certain which of them is refused.
    let fixture = warm(small(), "PageSize=50;MaxConcurrentRequests=1").await;
    fixture.expect("SET pipedrive.parallel_scan = false").await;
    let joined = "SELECT a.id FROM activities a JOIN activities b ON a.id = b.id";
    check(&fixture, 35, joined, 30, Some("more than the 35")).await;
    let union = "SELECT id FROM activities UNION ALL SELECT id FROM deals";
    check(&fixture, 19, union, 0, Some("needs about")).await;
    // The next query has a limit of its own.
    check(&fixture, 10, "SELECT id FROM stages", 5, None).await;
}

#[tokio::test]
async fn the_connection_key_sets_the_limit_and_a_session_can_change_it() {
    let fixture = warm(small(), "PageSize=50;MaxTokensPerQuery=15").await;
    let error = fixture.rows("SELECT id FROM activities").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TokenLimit, "{}", describe(&error));
    assert_eq!(charged(&fixture), 10);
    fixture.expect("SET pipedrive.max_tokens_per_query = 1000").await;
    fixture.expect("SELECT id FROM activities").await;
}

#[tokio::test]
async fn explain_is_never_refused_and_costs_nothing() {
    let fixture = warm(small(), "MaxTokensPerQuery=1").await;
    let plan = fixture.expect("EXPLAIN SELECT * FROM activities").await;
    assert!(plan.concat().concat().ends_with("of 149,990 left today"), "{plan:?}");
    assert_eq!(charged(&fixture), 0);
    let error = fixture.rows("EXPLAIN ANALYZE SELECT * FROM activities").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TokenLimit, "{}", describe(&error));
    assert_eq!(charged(&fixture), 0);
}

#[tokio::test]
async fn a_spent_day_ends_queries_at_once() {
    let fixture =
        Fixture::with(SandboxConfig { daily_budget: Some(35), unlimited: false, ..small() }, "PageSize=50").await;
    // One request after the other, so that it is certain which of them is refused.
    fixture.expect("SET pipedrive.parallel_scan = false").await;
    let error = fixture.rows("SELECT id FROM activities").await.unwrap_err();
    assert_eq!((error.kind(), error.native_code()), (ErrorKind::BudgetSpent, 429), "{}", describe(&error));
    assert!(error.to_string().contains("of 35 left"), "{error}");
    let statuses: Vec<u16> = fixture.requests().iter().map(|record| record.status).collect();
    assert_eq!(statuses, [200, 200, 200, 200, 429], "the fourth page still begins within the budget");
}

#[tokio::test]
async fn a_reserve_of_the_day_is_left_to_others() {
    let fixture =
        Fixture::with(SandboxConfig { daily_budget: Some(100), unlimited: false, ..small() }, "PageSize=50").await;
    fixture.expect("SET pipedrive.min_tokens_left = 75").await;
    // Else the first page can still be on its way when the second is refused.
    fixture.expect("SET pipedrive.parallel_scan = false").await;
    let error = fixture.rows("SELECT id FROM activities").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TokenLimit, "{}", describe(&error));
    assert_eq!(fixture.session.budget().daily_remaining, Some(80));
}

#[tokio::test]
async fn a_result_knows_what_it_cost() {
    let fixture = warm(small(), "PageSize=50").await;
    let counted = async |session: &PipedriveSession, sql: &str| {
        let mut result = session.query(sql).await.unwrap();
        while result.next().await.unwrap().is_some() {}
        result.counts()
    };
    for sql in ["SELECT id FROM activities", "SELECT count(*) FROM deals", "SELECT id FROM deals WHERE id IN (1, 2)"] {
        let counts = counted(&fixture.session, sql).await;
        let records = fixture.requests();
        assert_eq!(counts.requests, u64::try_from(records.len()).unwrap(), "{sql}");
        assert_eq!(counts.tokens, records.iter().map(|r| u64::from(r.tokens)).sum::<u64>(), "{sql}");
        assert!(counts.rows > 0 && counts.bytes > 0, "{sql}: {counts:?}");
    }
    let analyzed = fixture.expect("EXPLAIN ANALYZE SELECT id FROM deals WHERE id = 3").await;
    let bill = &analyzed.iter().find(|row| row[0] == "pipedrive_requests").unwrap()[1];
    assert!(bill.starts_with("requests: 1, tokens: 1, "), "{bill}");
    let session = fixture.session("").await;
    fixture::rows(&session, "SELECT id FROM stages").await.unwrap();
    assert_eq!((session.totals().requests, session.totals().tokens), (1, 5));
}
