//! Names and values that could be taken for others: a statement writes the table it names, or nothing.

use super::writes;
use crate::fixture::{Fixture, describe};

#[tokio::test]
async fn a_query_of_the_same_name_does_not_take_the_place_of_the_table() {
    let fixture = Fixture::new().await;
    let person =
        "SELECT person_id FROM deals WHERE person_id IS NOT NULL AND person_id <> 3 AND NOT is_archived LIMIT 1";
    assert!(!fixture.expect(person).await.is_empty());
    fixture.expect("UPDATE deals SET title = 'the one' WHERE id = 3").await;
    fixture.requests();
    let others = "WITH deals AS (SELECT person_id AS id, title FROM pipedrive.crm.deals)";
    fixture.expect(&format!("{others} UPDATE deals SET title = 'changed' WHERE title = 'the one'")).await;
    assert_eq!(writes(&fixture), [r#"PATCH /api/v2/deals/3 {"title":"changed"} 200 5"#]);
    fixture.expect(&format!("{others} DELETE FROM deals WHERE deals.title = 'changed'")).await;
    assert_eq!(writes(&fixture), ["DELETE /api/v2/deals/3 200 3"]);
}

#[tokio::test]
async fn what_may_mean_something_else_is_refused_before_anything_is_sent() {
    let fixture = Fixture::new().await;
    let refused = async |sql: &str, expect: &str| {
        let error = describe(&fixture.rows(sql).await.expect_err(sql));
        assert!(error.contains(expect), "{sql}: {error}");
        assert_eq!(writes(&fixture), Vec::<String>::new(), "{sql}");
    };
    refused("DELETE FROM deals TABLESAMPLE BERNOULLI (1) WHERE status = 'lost'", "only a table, perhaps with an alias")
        .await;
    refused("UPDATE deals SET expected_close_date = 2026-12-31 WHERE id = 1", "`1983` is not a date").await;
    refused("UPDATE deals SET won_time = 5 WHERE id = 1", "`5` is not").await;
    refused("UPDATE activities SET done = 2 WHERE id = 1", "`2` is not").await;
    refused("INSERT INTO activities (subject) VALUES (NULL)", "nothing but NULL").await;
    fixture.expect("SET datafusion.catalog.default_schema = 'information_schema'").await;
    refused("DELETE FROM deals WHERE id < 10", "may mean a table elsewhere").await;
}
