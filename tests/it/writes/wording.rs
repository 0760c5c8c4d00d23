//! What errors advise: the column that was meant, the way to write a value, the clause that does what is wanted.

use super::writes;
use crate::fixture::{Fixture, describe};

/// A statement that is refused, and what its error and hints say.
async fn check(sql: &str, expect: &[&str]) {
    let fixture = Fixture::new().await;
    let error = fixture.rows(sql).await.unwrap_err();
    let text = describe(&error);
    for expect in expect {
        assert!(text.contains(expect), "{sql}\n{text}\n{expect}");
    }
    assert_eq!(writes(&fixture), Vec::<String>::new(), "{sql}");
}

#[tokio::test]
async fn rows_are_counted_from_one() {
    check("INSERT INTO deals (title, value) VALUES ('a', 1), ('b')", &["row 2 of VALUES has 1 value, and row 1 has 2"])
        .await;
    check("INSERT INTO deals (title, value) VALUES ('a', 1), ('b', 'x')", &["`deals.value` in row 2"]).await;
}

#[tokio::test]
async fn many_columns_are_a_few_and_those_most_like_the_one_that_was_meant_first() {
    let expect = ["hint: writable: stage_id, ", " more, which `\\d deals` in the shell shows"];
    check("UPDATE deals SET stage_change_time = '2027-01-01' WHERE id = 1", &expect).await;
    // A table of a few columns has them all.
    check("UPDATE lead_labels SET add_time = now() WHERE true", &["hint: writable: name, color"]).await;
}

#[tokio::test]
async fn a_list_of_objects_comes_with_an_example() {
    for value in ["'Hot'", "['Hot']", "'[\"Hot\"'"] {
        let sql = format!("INSERT INTO deal_fields (field_name, field_type, options) VALUES ('Heat', 'enum', {value})");
        check(&sql, &[r#"write its JSON text: `'[{"label": …}]'`"#]).await;
    }
}

#[tokio::test]
async fn a_text_in_double_quotes_is_told_to_be_a_name() {
    let hint = "a text stands in single ones: 'New deal'";
    check("INSERT INTO deals (title) VALUES (\"New deal\")", &[hint]).await;
    check("UPDATE deals SET title = \"New deal\" WHERE id = 1", &[hint]).await;
    check("UPDATE deals SET title = 'x' WHERE title = \"New deal\"", &[hint]).await;
}

#[tokio::test]
async fn a_clause_that_does_nothing_is_to_be_left_out() {
    let sql = "MERGE INTO deals d USING (VALUES (1)) s ON d.id = s.column1 WHEN MATCHED THEN DO NOTHING";
    check(sql, &["`DO NOTHING` in a MERGE is not supported", "leave the clause out"]).await;
}

#[tokio::test]
async fn one_of_a_few_words_may_be_written_in_any_case() {
    let fixture = Fixture::new().await;
    fixture.expect("UPDATE deals SET status = 'WON' WHERE id = 5").await;
    assert_eq!(writes(&fixture), [r#"PATCH /api/v2/deals/5 {"status":"won"} 200 5"#]);
}
