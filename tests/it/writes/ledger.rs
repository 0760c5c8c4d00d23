//! `last_write`: it tells of the last statement and of no other, and names each row by its own key.

use super::outcomes;
use crate::fixture::{Fixture, describe, small};

/// A statement that is refused after another one has written, and what is left to read of that one.
async fn check(settings: &str, refused: &str) {
    let fixture = Fixture::new().await;
    fixture.expect("UPDATE deals SET title = 'x' WHERE id = 6").await;
    assert_eq!(outcomes(&fixture.session).await, ["1 UPDATE 6 written"]);
    fixture.expect(settings).await;
    let error = fixture.rows(refused).await.unwrap_err();
    assert_eq!(outcomes(&fixture.session).await, [""; 0], "{refused}: {}", describe(&error));
    assert!(fixture.expect("SELECT * FROM sys_identity").await.is_empty(), "{refused}");
}

#[tokio::test]
async fn a_statement_that_is_refused_leaves_no_rows_of_the_one_before() {
    for (settings, refused) in [
        // While it is planned.
        ("SELECT 1", "UPDATE deals SET weighted_value = 5 WHERE id = 6"),
        ("SELECT 1", "UPDATE currencies SET name = 'x' WHERE id = 6"),
        ("SELECT 1", "UPDATE deal SET title = 'x' WHERE id = 6"),
        ("SELECT 1", "EXPLAIN ANALYZE UPDATE deal SET title = 'x' WHERE id = 6"),
        ("SELECT 1", "DELETE FROM deals"),
        ("SELECT 1", "EXPLAIN ANALYZE DELETE FROM deals"),
        ("SET pipedrive.max_tokens_per_query = 9", "INSERT INTO deals (title) VALUES ('a'), ('b')"),
        // When its rows are read.
        ("SELECT 1", "UPDATE deals SET status = 'wno' WHERE id = 6"),
        ("SET pipedrive.max_write_rows = 1", "DELETE FROM deals WHERE id IN (1, 2)"),
        ("SELECT 1", "EXPLAIN ANALYZE UPDATE deals SET status = 'wno' WHERE id = 6"),
    ] {
        check(settings, refused).await;
    }
}

#[tokio::test]
async fn a_statement_that_finds_no_rows_has_none() {
    let fixture = Fixture::new().await;
    fixture.expect("UPDATE deals SET title = 'x' WHERE id = 6").await;
    fixture.expect("UPDATE deals SET title = 'y' WHERE id = 99999").await;
    assert_eq!(outcomes(&fixture.session).await, [""; 0]);
}

#[tokio::test]
async fn a_statement_may_read_what_became_of_the_one_before() {
    let fixture = Fixture::new().await;
    fixture.expect("INSERT INTO deals (title) VALUES ('a'), ('b')").await;
    fixture.expect("UPDATE deals SET title = 'c' WHERE id IN (SELECT CAST(id AS BIGINT) FROM last_write)").await;
    assert_eq!(outcomes(&fixture.session).await, ["1 UPDATE 121 written", "2 UPDATE 122 written"]);
}

#[tokio::test]
async fn what_does_not_write_leaves_it_alone() {
    let fixture = Fixture::new().await;
    fixture.expect("UPDATE deals SET title = 'x' WHERE id = 6").await;
    fixture.expect("EXPLAIN DELETE FROM deals WHERE id = 6").await;
    fixture.rows("EXPLAIN DELETE FROM deals WHERE idd = 6").await.unwrap_err();
    fixture.rows("EXPLAIN DELETE FROM deal WHERE id = 6").await.unwrap_err();
    fixture.rows("SELECT idd FROM deals").await.unwrap_err();
    fixture.expect("SET pipedrive.dry_run = true").await;
    fixture.expect("DELETE FROM deals WHERE id = 6").await;
    fixture.rows("DELETE FROM deals WHERE idd = 6").await.unwrap_err();
    fixture.rows("UPDATE deals SET status = 'wno' WHERE id = 6").await.unwrap_err();
    assert_eq!(outcomes(&fixture.session).await, ["1 UPDATE 6 written"]);
}

#[tokio::test]
async fn a_row_of_another_record_has_a_key_of_its_own_and_that_of_the_record() {
    let fixture = Fixture::with(small(), "MaxConcurrentRequests=1").await;
    let keys = "SELECT coalesce(parent, '-') || ' ' || coalesce(id, '-') FROM last_write ORDER BY \"row\"";
    let code = "SELECT field_code FROM deal_fields WHERE lower(field_name) = 'contract type'";
    let code = fixture.column(code).await.remove(0);
    fixture
        .expect(&format!("INSERT INTO deal_field_options (field_code, label) VALUES ('{code}', 'A'), ('{code}', 'B')"))
        .await;
    let made = fixture
        .column(&format!(
            "SELECT id FROM deal_field_options WHERE field_code = '{code}' AND label IN ('A', 'B') ORDER BY label"
        ))
        .await;
    let expect: Vec<String> = made.iter().map(|id| format!("{code} {id}")).collect();
    assert_eq!(expect.len(), 2);
    assert_eq!(fixture.column(keys).await, expect);
    let of_both = format!("field_code = '{code}' AND label IN ('A', 'B')");
    fixture.expect(&format!("UPDATE deal_field_options SET label = label || '!' WHERE {of_both}")).await;
    assert_eq!(fixture.column(keys).await, expect);
    let of_both = of_both.replace("'A', 'B'", "'A!', 'B!'");
    fixture.expect(&format!("DELETE FROM deal_field_options WHERE {of_both}")).await;
    assert_eq!(fixture.column(keys).await, expect);
}

#[tokio::test]
async fn two_rows_of_the_same_record_are_two_rows() {
    let fixture = Fixture::with(small(), "MaxConcurrentRequests=1").await;
    let keys =
        "SELECT operation || ' ' || coalesce(parent, '-') || ' ' || coalesce(id, '-') FROM last_write ORDER BY \"row\"";
    let role = fixture.column("SELECT max(id) FROM roles").await.remove(0);
    let taken = fixture.column(&format!("SELECT user_id FROM role_assignments WHERE role_id = {role}")).await;
    let users = fixture.column("SELECT id FROM users ORDER BY id").await;
    let users: Vec<&String> = users.iter().filter(|id| !taken.contains(id)).take(2).collect();
    let (a, b) = (users[0], users[1]);
    fixture
        .expect(&format!("INSERT INTO role_assignments (role_id, user_id) VALUES ({role}, {a}), ({role}, {b})"))
        .await;
    assert_eq!(fixture.column(keys).await, [format!("INSERT {role} {a}"), format!("INSERT {role} {b}")]);
    let removed =
        fixture.expect(&format!("DELETE FROM role_assignments WHERE role_id = {role} AND user_id IN ({a}, {b})")).await;
    assert_eq!(removed, [["2"]]);
    let mut found = fixture.column(keys).await;
    found.sort();
    let mut expect = [format!("DELETE {role} {a}"), format!("DELETE {role} {b}")];
    expect.sort();
    assert_eq!(found, expect);
    // A deal's own products name the deal they stand in.
    fixture.expect("INSERT INTO deal_products (deal_id, product_id, item_price, quantity) VALUES (5, 1, 1, 1)").await;
    let keys = fixture.expect("SELECT parent, id FROM last_write").await;
    assert_eq!(keys[0][0], "5");
    assert_ne!(keys[0][1], "5");
    fixture.expect(&format!("DELETE FROM deal_products WHERE deal_id = 5 AND id = {}", keys[0][1])).await;
    assert_eq!(fixture.expect("SELECT parent, id FROM last_write").await, keys);
}
