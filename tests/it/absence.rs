//! Answers that something is not found: a record that is absent has no rows, an address that is unknown is an error.

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use pipedrive_datafusion::{ErrorKind, PipedriveSession};
use serde_json::json;

use crate::fixture::{describe, rows};

/// The words of a 404, or `None` for a page without any.
type Words = Option<&'static str>;

fn not_found(words: Words) -> Response {
    match words {
        Some(words) => (StatusCode::NOT_FOUND, axum::Json(json!({"success": false, "error": words}))).into_response(),
        None => (StatusCode::NOT_FOUND, "<html>no such page</html>").into_response(),
    }
}

/// Followers of deal 5 come in two pages, the second of which is gone; whatever else is asked for is not found.
fn answer(words: Words, uri: &Uri) -> Response {
    let first = || uri.query().is_none_or(|query| !query.contains("cursor="));
    match uri.path() {
        "/api/v2/deals/5/followers" if first() => {
            let follower = json!({"user_id": 1, "add_time": "2026-01-31T12:00:00Z"});
            let body = json!({"success": true, "data": [follower], "additional_data": {"next_cursor": "c2"}});
            axum::Json(body).into_response()
        }
        "/api/v2/personFields" => {
            axum::Json(json!({"success": true, "data": [], "additional_data": {"next_cursor": null}})).into_response()
        }
        _ => not_found(words),
    }
}

/// A session on an account that says so of what it does not find.
async fn session(words: Words) -> PipedriveSession {
    let router = Router::new().fallback(async |State(words): State<Words>, uri: Uri| answer(words, &uri));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router.with_state(words)).await });
    PipedriveSession::connect(&format!("BaseURL=http://{address};APIToken=0123456789")).await.unwrap()
}

/// Checks how many rows a statement has, or that it fails with a part of the message and its hints.
async fn check(words: Words, sql: &str, expect: Result<usize, &str>) {
    let found = rows(&session(words).await, sql).await;
    match (found, expect) {
        (Ok(found), Ok(count)) => assert_eq!(found.len(), count, "{words:?}: {sql}"),
        (Err(error), Err(part)) => {
            assert_eq!(error.kind(), ErrorKind::NotFound, "{words:?}: {sql}: {}", describe(&error));
            assert!(describe(&error).contains(part), "{words:?}: {sql}: {}", describe(&error));
        }
        (found, expect) => {
            panic!("{words:?}: {sql}: {expect:?} expected, not {:?}", found.map_err(|error| describe(&error)))
        }
    }
}

#[tokio::test]
async fn a_record_that_is_absent_has_no_rows() {
    for words in ["Deal not found", "Team 5 does not exist", "requested lead not found"] {
        check(Some(words), "SELECT user_id FROM deal_followers WHERE deal_id = 6", Ok(0)).await;
        check(Some(words), "SELECT user_id FROM legacy_team_users WHERE team_id = 5", Ok(0)).await;
        check(Some(words), "SELECT name FROM persons WHERE id = 6", Ok(0)).await;
    }
}

#[tokio::test]
async fn an_address_that_is_unknown_is_an_error_that_names_the_table() {
    for words in [None, Some("Unknown method ."), Some("Not Found"), Some("Feature not found")] {
        let named = Err("`legacy_team_users` holds");
        check(words, "SELECT user_id FROM legacy_team_users WHERE team_id = 5", named).await;
        check(words, "SELECT name FROM persons WHERE id = 6", Err("`persons` holds")).await;
    }
}

#[tokio::test]
async fn children_that_end_in_the_middle_are_an_error() {
    let sql = "SELECT user_id FROM deal_followers WHERE deal_id = 5";
    check(Some("Deal not found"), sql, Err("Deal not found")).await;
    check(Some("Deal not found"), &format!("{sql} LIMIT 1"), Ok(1)).await;
}

#[tokio::test]
async fn fields_that_every_account_has_are_not_taken_for_none() {
    let sql = "SELECT title FROM deals WHERE id = 6";
    check(None, sql, Err("/api/v2/dealFields")).await;
    check(Some("Unknown method ."), sql, Err("/api/v2/dealFields")).await;
}

#[tokio::test]
async fn a_function_of_a_record_that_is_absent_says_what_is_missing_and_not_what_may_be_switched_off() {
    let session = session(Some("Pipeline not found")).await;
    let sql = "SELECT * FROM pipeline_movement_statistics(99, '2026-01-01', '2026-02-01')";
    let error = rows(&session, sql).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{}", describe(&error));
    assert!(error.to_string().contains("/pipelines/99/"), "{}", describe(&error));
    assert!(!describe(&error).contains("switched off"), "{}", describe(&error));
}
