//! What the field definitions cost that a statement which writes has to fetch counts against its limits.

use pipedrive_datafusion::ErrorKind;
use pipedrive_sandbox::SandboxConfig;

use super::writes;
use crate::fixture::{Fixture, describe, small};

const INSERT: &str = "INSERT INTO deals (title) VALUES ('x')";

/// Runs a statement on a new session: the tokens it must be charged, and the error it must end with.
async fn check(fixture: &Fixture, settings: &str, sql: &str, tokens: u32, error: Option<(ErrorKind, &str)>) {
    fixture.expect(settings).await;
    fixture.requests();
    let result = fixture.rows(sql).await;
    let requests = fixture.requests();
    assert_eq!(requests.iter().map(|one| one.tokens).sum::<u32>(), tokens, "{settings}: {sql}");
    let wrote = requests.iter().any(|one| one.method != "GET");
    match (result, error) {
        (Ok(_), None) => assert!(wrote, "{settings}: {sql}"),
        (Err(found), Some((kind, message))) => {
            assert_eq!(found.kind(), kind, "{settings}: {}", describe(&found));
            assert!(found.to_string().contains(message), "{settings}: {}", describe(&found));
            assert!(!wrote, "{settings}: {sql}");
        }
        (result, error) => panic!("{settings}: {result:?} instead of {error:?}"),
    }
}

#[tokio::test]
async fn definitions_count_against_what_a_statement_may_spend() {
    let too_much = |message| Some((ErrorKind::TokenLimit, message));
    let with_definitions = "needs about 5 tokens, which with the 10 for field definitions is more than";
    for (limit, sql, tokens, error) in [
        (9, INSERT, 0, too_much("the next request costs 10")),
        (14, INSERT, 10, too_much(with_definitions)),
        (15, INSERT, 15, None),
        // The row is read for 1 token, and the limit is reached before it is written.
        (15, "UPDATE deals SET title = 'x' WHERE id = 1", 11, too_much("which with the 11 already spent is more")),
        (16, "UPDATE deals SET title = 'x' WHERE id = 1", 16, None),
        (14, &format!("EXPLAIN ANALYZE {INSERT}"), 10, too_much(with_definitions)),
        // Another table's definitions are the statement's, too.
        (
            20,
            "DELETE FROM deals WHERE person_id IN (SELECT id FROM persons WHERE id = 1)",
            20,
            too_much("the 20 for field definitions"),
        ),
    ] {
        let fixture = Fixture::new().await;
        check(&fixture, &format!("SET pipedrive.max_tokens_per_query = {limit}"), sql, tokens, error).await;
    }
}

#[tokio::test]
async fn what_is_planned_once_is_paid_once() {
    let fixture = Fixture::new().await;
    let prepared = fixture.session.prepare(INSERT).await.unwrap();
    fixture.expect("SET pipedrive.max_tokens_per_query = 15").await;
    fixture.session.execute(&prepared, &[]).await.unwrap().collect().await.unwrap();
    fixture.expect("SET pipedrive.max_tokens_per_query = 5").await;
    fixture.session.execute(&prepared, &[]).await.unwrap().collect().await.unwrap();
    // The definitions are known by now.
    fixture.expect(INSERT).await;
    assert_eq!(writes(&fixture).len(), 3);
}

#[tokio::test]
async fn definitions_are_not_fetched_from_what_is_to_stay_of_the_day() {
    let config = SandboxConfig { daily_budget: Some(30), unlimited: false, ..small() };
    let fixture = Fixture::with(config, "").await;
    // The answer tells what is left: 25.
    fixture.expect("SELECT id FROM stages").await;
    let reserve = "SET pipedrive.min_tokens_left = 16";
    check(&fixture, reserve, INSERT, 0, Some((ErrorKind::TokenLimit, "16"))).await;
    let reserve = "SET pipedrive.min_tokens_left = 11";
    check(&fixture, reserve, INSERT, 10, Some((ErrorKind::BudgetSpent, "15 are left today, of which 11 are to stay")))
        .await;
    check(&fixture, "SET pipedrive.min_tokens_left = 10", INSERT, 5, None).await;
}
