//! What a statement tells of its rows is what became of them.

use super::{outcomes, writes};
use crate::fixture::{Fixture, describe, rows};

#[tokio::test]
async fn what_somebody_else_removed_after_a_lost_request_is_gone() {
    let fixture = Fixture::new().await;
    let other = fixture.session("").await;
    rows(&other, "SELECT id FROM deals WHERE id = 1").await.unwrap();
    fixture.expect("SELECT id FROM deals WHERE id = 1").await;
    fixture.requests();
    // The first request is lost on its way, and the look still finds the row.
    fixture.sandbox.set_faults("DELETE deals:unreached,GET deals/1:slow@2".parse().unwrap());
    let sent = fixture.sandbox.requests().len();
    let meanwhile = async {
        let looks = || {
            let requests = fixture.sandbox.requests();
            requests.iter().skip(sent).filter(|one| one.method == "GET" && one.path.ends_with("/deals/1")).count()
        };
        while looks() < 2 {
            tokio::task::yield_now().await;
        }
        rows(&other, "DELETE FROM deals WHERE id = 1").await
    };
    let (result, _) = tokio::join!(fixture.rows("DELETE FROM deals WHERE id = 1"), meanwhile);
    assert_eq!(result.map_err(|error| describe(&error)).unwrap(), [["1"]]);
    assert_eq!(outcomes(&fixture.session).await, ["1 DELETE 1 written"]);
}

#[tokio::test]
async fn a_task_and_an_activity_of_one_number_are_two_items_of_a_plan() {
    let fixture = Fixture::new().await;
    fixture.expect("UPDATE activities SET project_id = 4 WHERE id = 33").await;
    fixture.requests();
    let count = fixture.expect("UPDATE project_plan SET phase_id = 5 WHERE project_id = 4 AND item_id = 33").await;
    assert_eq!(count, [["2"]]);
    assert_eq!(
        writes(&fixture),
        [
            r#"PUT /api/v1/projects/4/plan/activities/33 {"phase_id":5} 200 10"#,
            r#"PUT /api/v1/projects/4/plan/tasks/33 {"phase_id":5} 200 10"#
        ]
    );
}

async fn refused(sql: &str, expect: &str) {
    let fixture = Fixture::new().await;
    let error = fixture.rows(sql).await.unwrap_err();
    assert_eq!(describe(&error), expect, "{sql}");
    assert_eq!(writes(&fixture), Vec::<String>::new(), "{sql}");
}

#[tokio::test]
async fn a_member_that_is_none_is_refused() {
    refused(
        r#"INSERT INTO products (name, prices) VALUES ('x', '[{"price": 5, "curency": "EUR"}]')"#,
        "[22023] `products.prices` in row 1: there is no `curency`; did you mean `currency`?; \
         allowed: cost, currency, direct_cost, notes, price; nothing was sent",
    )
    .await;
    refused(
        r#"INSERT INTO deal_fields (field_name, field_type, options) VALUES ('x', 'enum', '[{"label": "a", "name": "b"}]')"#,
        "[22023] `deal_fields.options` in row 1: there is no `name`; allowed: label; nothing was sent",
    )
    .await;
}

#[tokio::test]
async fn a_misspelt_table_comes_with_the_nearest() {
    for sql in [
        "DELETE FROM deal WHERE id = 1",
        "UPDATE deal SET title = 'x' WHERE id = 1",
        "INSERT INTO deal (title) VALUES ('x')",
        "INSERT INTO deal SELECT 'x' AS title",
        "MERGE INTO deal USING (SELECT 1 AS id) s ON deal.id = s.id WHEN MATCHED THEN DELETE",
        "EXPLAIN DELETE FROM deal WHERE id = 1",
    ] {
        refused(sql, "[42S02] no table `deal`\nhint: did you mean `deals`?").await;
    }
    let fixture = Fixture::new().await;
    fixture.expect("CREATE TABLE deal AS SELECT 1 AS id").await;
    let error = fixture.rows("DELETE FROM deal WHERE id = 1").await.unwrap_err();
    assert!(describe(&error).contains("not supported for local tables"), "{}", describe(&error));
    fixture.expect("INSERT INTO deal VALUES (2)").await;
}

#[tokio::test]
async fn a_row_of_which_a_part_is_refused_is_partly_written() {
    let fixture = Fixture::new().await;
    fixture.expect("CALL ArchiveDeal(5)").await;
    fixture.requests();
    let sql = "UPDATE deals SET is_archived = false, stage_id = 99999 WHERE id = 5";
    let error = fixture.rows(sql).await.unwrap_err();
    assert!(error.to_string().contains(", after a part of it was written"), "{}", describe(&error));
    assert_eq!(outcomes(&fixture.session).await, ["1 UPDATE 5 partly written"]);
    assert_eq!(writes(&fixture).len(), 2);
    assert_eq!(fixture.column("SELECT is_archived FROM deals WHERE id = 5").await, ["false"]);
}
