//! From the first poll to the session's end: what is sent, what is shared, what goes away.

use std::time::Duration;

use pipedrive_datafusion::ErrorKind;
use pipedrive_sandbox::{FaultPlan, SandboxConfig};

use super::{fixture, saved, with, writes};
use crate::fixture::{line, small};

const QUERY: &str = "SELECT id FROM deals WHERE competitor LIKE 'U%' AND NOT is_archived ORDER BY id";

#[tokio::test]
async fn a_filter_is_saved_once_and_deleted_when_the_session_is_closed() {
    let fixture = fixture().await;
    fixture.expect(&format!("EXPLAIN {QUERY}")).await;
    assert!(fixture.requests().is_empty(), "planning sends nothing");

    let first = fixture.expect(QUERY).await;
    let expect = ["GET /api/v1/dealFields?limit=500 200 20", "POST /api/v1/filters 200 10"];
    assert_eq!(writes(&fixture), expect);
    assert_eq!(saved(fixture.sandbox.account()).len(), 1);

    assert_eq!(fixture.expect(QUERY).await, first);
    assert!(writes(&fixture).is_empty(), "the filter is there already");

    fixture.session.close().await.unwrap();
    assert_eq!(writes(&fixture), ["DELETE /api/v1/filters/13 200 6"]);
    assert!(saved(fixture.sandbox.account()).is_empty());
    fixture.session.close().await.unwrap();
    assert!(writes(&fixture).is_empty(), "there is nothing to delete");

    assert_eq!(fixture.expect(QUERY).await, first, "a closed session reads without filters");
    assert!(writes(&fixture).is_empty());
}

#[tokio::test]
async fn several_filters_are_deleted_by_one_request() {
    let fixture = fixture().await;
    for name in ["G", "H", "I"] {
        fixture.expect(&format!("SELECT id FROM deals WHERE competitor LIKE '{name}%'")).await;
    }
    writes(&fixture);
    fixture.session.close().await.unwrap();
    assert_eq!(writes(&fixture), ["DELETE /api/v1/filters?ids=13,14,15 200 10"]);
}

#[tokio::test]
async fn filters_that_have_not_been_used_for_long_make_room() {
    let fixture = fixture().await;
    let sql = |number: usize| format!("SELECT id FROM deals WHERE competitor LIKE '%{number}%'");
    for number in 10..22 {
        fixture.expect(&sql(number)).await;
        let expect = (number - 9).min(9);
        assert_eq!(saved(fixture.sandbox.account()).len(), expect, "eight idle ones and the one that was made last");
    }
    writes(&fixture);
    // Those that were used last are the ones that are there.
    for (number, is_there) in [(21, true), (13, true), (12, false)] {
        fixture.expect(&sql(number)).await;
        assert_eq!(!writes(&fixture).iter().any(|request| request.starts_with("POST")), is_there, "{number}");
    }
    fixture.session.close().await.unwrap();
    assert!(saved(fixture.sandbox.account()).is_empty());
}

#[tokio::test]
async fn two_scans_at_once_share_a_filter() {
    let fixture = fixture().await;
    let sql = "SELECT a.id FROM deals a JOIN deals b ON a.value = b.value
               WHERE a.competitor LIKE 'U%' AND b.competitor LIKE 'U%'";
    fixture.expect(sql).await;
    assert_eq!(writes(&fixture).iter().filter(|request| request.starts_with("POST")).count(), 1);
}

#[tokio::test]
async fn a_query_that_is_given_up_leaves_its_filter_to_the_session() {
    let fixture = fixture().await;
    let mut rows = fixture.session.query("SELECT id FROM deals WHERE title LIKE '%e%'").await.unwrap();
    rows.next().await.unwrap().unwrap();
    drop(rows);
    assert_eq!(saved(fixture.sandbox.account()).len(), 1);
    fixture.session.close().await.unwrap();
    assert!(saved(fixture.sandbox.account()).is_empty());
}

#[tokio::test]
async fn a_filter_that_was_being_saved_when_nobody_wanted_it_any_more_is_deleted_too() {
    let fixture = fixture().await;
    let mut rows = fixture.session.query(QUERY).await.unwrap();
    // The request for the numbers of fields goes out, and then nobody polls.
    tokio::select! {
        _ = rows.next() => panic!("no row can have come yet"),
        () = fixture.sandbox.wait_for_request("/api/v1/dealFields") => {}
    }
    drop(rows);
    fixture.sandbox.wait_for_request("/api/v1/filters").await;
    fixture.session.close().await.unwrap();
    assert!(saved(fixture.sandbox.account()).is_empty());
}

#[tokio::test]
async fn a_query_that_fails_leaves_its_filter_to_the_session() {
    let fixture = fixture().await;
    fixture.sandbox.set_faults("deals:malformed*".parse().unwrap());
    assert!(fixture.rows("SELECT id FROM deals WHERE title LIKE '%e%'").await.is_err());
    fixture.sandbox.set_faults(FaultPlan::default());
    fixture.session.close().await.unwrap();
    assert!(saved(fixture.sandbox.account()).is_empty());
}

#[tokio::test]
async fn a_session_that_is_dropped_cleans_up_behind_itself() {
    let fixture = fixture().await;
    let session = fixture.session("PushdownFilters=Temporary;PageSize=10").await;
    crate::fixture::rows(&session, QUERY).await.unwrap();
    assert_eq!(saved(fixture.sandbox.account()).len(), 1);
    fixture.sandbox.clear_requests();
    drop(session);
    let filters = fixture.sandbox.account().filters();
    let path = format!("/api/v1/filters/{}", filters.last().unwrap().id);
    let deleted = fixture.sandbox.wait_for_request(&path);
    tokio::time::timeout(Duration::from_mins(1), deleted).await.unwrap();
    assert!(saved(fixture.sandbox.account()).is_empty());
}

#[tokio::test]
async fn who_may_not_save_filters_reads_all_rows() {
    let fixture = fixture().await;
    let rows = fixture.expect(QUERY).await;
    let scopes = ["deals:read", "contacts:read", "users:read", "activities:read", "admin"].map(str::to_owned).to_vec();
    let config = SandboxConfig { scopes, ..small() };
    let token = config.access_token.clone();
    let limited = crate::fixture::Fixture::with(config, "").await;
    let keys = format!(
        "AuthScheme=OAuth;OAuthAccessToken={token};BaseURL={};PushdownFilters=Temporary;PageSize=10",
        limited.sandbox.base_url()
    );
    let session = pipedrive_datafusion::PipedriveSession::connect(&keys).await.unwrap();
    assert_eq!(crate::fixture::rows(&session, QUERY).await.unwrap(), rows);
    let refused = limited.requests().iter().map(line).any(|request| request.starts_with("POST /api/v1/filters 403"));
    assert!(refused);
}

#[tokio::test]
async fn a_query_goes_on_while_no_filter_can_be_added_and_what_came_of_it_is_deleted() {
    let check = async |fault: &str, added: usize| {
        let fixture = fixture().await;
        let other = fixture.session("").await;
        let rows = crate::fixture::rows(&other, QUERY).await.unwrap();
        fixture.sandbox.set_faults(format!("/api/v1/filters:{fault}*").parse().unwrap());
        assert_eq!(fixture.expect(QUERY).await, rows, "{fault}");
        fixture.sandbox.set_faults(FaultPlan::default());
        assert_eq!(saved(fixture.sandbox.account()).len(), added, "{fault}");
        writes(&fixture);
        fixture.session.close().await.unwrap();
        assert!(saved(fixture.sandbox.account()).is_empty(), "{fault}");
        let sent = writes(&fixture);
        let expect = ["GET /api/v1/filters 200 20", "DELETE /api/v1/filters/13 200 6"];
        assert_eq!(sent, expect[..=added], "{fault}");
    };
    check("500", 0).await;
    check("truncate", 1).await;
}

#[tokio::test]
async fn a_filter_that_somebody_deleted_is_done_without() {
    let fixture = fixture().await;
    let rows = fixture.expect(QUERY).await;
    let other = fixture.session("").await;
    crate::fixture::rows(&other, "CALL DropTemporaryFilters(OlderThanMinutes => '0')").await.unwrap();
    assert!(saved(fixture.sandbox.account()).is_empty());
    assert_eq!(fixture.expect(QUERY).await, rows);
}

#[tokio::test]
async fn a_connection_that_may_only_read_saves_none() {
    let fixture = with(small(), "ReadOnly=true").await;
    fixture.expect(QUERY).await;
    assert!(writes(&fixture).is_empty());
    let error = fixture.rows("CALL DropTemporaryFilters()").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ReadOnly);
}

#[tokio::test]
async fn without_leave_none_is_saved() {
    let fixture = fixture().await;
    fixture.expect("SET pipedrive.pushdown_filters = 'Parameters'").await;
    fixture.expect(QUERY).await;
    assert!(writes(&fixture).is_empty());
}

#[tokio::test]
async fn none_is_saved_where_reading_all_rows_costs_no_more() {
    let fixture = fixture().await;
    // Now the number of rows is known, and with large pages they come in one.
    fixture.expect("SELECT count(*) FROM persons").await;
    let session = fixture.session("PushdownFilters=Temporary").await;
    crate::fixture::rows(&session, "SELECT count(*) FROM persons").await.unwrap();
    fixture.requests();
    crate::fixture::rows(&session, "SELECT id FROM persons WHERE name LIKE 'A%'").await.unwrap();
    assert!(writes(&fixture).is_empty());
}

#[tokio::test]
async fn the_limit_of_a_query_counts_its_filter() {
    let fixture = fixture().await;
    fixture.expect("SET pipedrive.max_tokens_per_query = 25").await;
    let error = fixture.rows(QUERY).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TokenLimit, "{error}");
    assert!(saved(fixture.sandbox.account()).is_empty());
}
