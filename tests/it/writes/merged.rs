//! A MERGE whose source names the same new row twice.

use pipedrive_datafusion::ErrorKind;

use super::writes;
use crate::fixture::{Fixture, describe};

const INSERT: &str = "WHEN NOT MATCHED THEN INSERT (name, primary_email) VALUES (c.name, c.email)";

fn merge(values: &str, on: &str) -> String {
    format!("MERGE INTO persons AS p USING (VALUES {values}) AS c (name, email) ON {on} {INSERT}")
}

#[tokio::test]
async fn two_new_rows_with_the_same_key_are_refused() {
    for on in [
        "p.primary_email = c.email",
        "c.email = persons.primary_email",
        "(p.primary_email = lower(c.email))",
        "primary_email = c.email",
        "primary_email = email",
        "p.primary_email = c.email AND c.email <> ''",
        "c.email IS NOT NULL AND (c.name <> 'x' OR c.email = 'x') AND p.primary_email = c.email",
        "lower(p.primary_email) = lower(c.email)",
        "trim(lower(primary_email)) = lower(email)",
    ] {
        let fixture = Fixture::new().await;
        let sql = merge("('Ada', 'new@x.example'), ('Bob', 'other@x.example'), ('Ada B', 'new@x.example')", on);
        let sql = if on.contains("persons.") { sql.replace(" AS p ", " ") } else { sql };
        let error = fixture.rows(&sql).await.unwrap_err();
        assert_eq!((error.kind(), error.sqlstate()), (ErrorKind::Cardinality, "21000"), "{}", describe(&error));
        let text = error.to_string();
        assert!(text.contains("would both be added to `persons` with `primary_email` = 'new@x.example'"), "{text}");
        assert_eq!(writes(&fixture), Vec::<String>::new(), "{on}");
    }
}

#[tokio::test]
async fn new_rows_that_differ_or_have_no_key_are_added() {
    for (values, on, count) in [
        ("('Ada', 'a@x.example'), ('Bob', 'b@x.example')", "p.primary_email = c.email", 2),
        // NULL is the same as nothing.
        ("('Ada', CAST(NULL AS TEXT)), ('Bob', NULL)", "p.primary_email = c.email", 2),
        ("('Ada', 'a@x.example'), ('Bob', 'a@x.example')", "p.primary_email = c.email AND p.name = c.name", 2),
        // What holds of the source alone says which of its rows may be found.
        ("('Ada', ''), ('Bob', '')", "p.primary_email = c.email AND c.email <> ''", 2),
        ("('Ada', 'a@x.example'), ('Bob', 'a@x.example')", "p.primary_email = c.email AND c.name = 'Ada'", 2),
        ("('Ada', 'a@x.example'), ('Ada', 'b@x.example')", "lower(p.primary_email) = lower(c.email)", 2),
        // Which rows are the same is up to more than the key.
        ("('Ada', 'a@x.example'), ('Bob', 'a@x.example')", "p.primary_email = c.email AND p.id > 5", 2),
    ] {
        let fixture = Fixture::new().await;
        fixture.expect(&merge(values, on)).await;
        assert_eq!(writes(&fixture).len(), count, "{values} {on}");
    }
}

#[tokio::test]
async fn a_row_that_is_there_may_be_found_twice_if_both_say_the_same() {
    let fixture = Fixture::new().await;
    let sql = "MERGE INTO deals d USING (VALUES (5, 'x'), (5, 'x')) s (id, title) ON d.id = s.id \
               WHEN MATCHED THEN UPDATE SET title = s.title WHEN NOT MATCHED THEN INSERT (title) VALUES (s.title)";
    fixture.expect(sql).await;
    assert_eq!(writes(&fixture).len(), 1);
}

#[tokio::test]
async fn a_column_may_be_compared_twice() {
    let fixture = Fixture::new().await;
    let name = fixture.column("SELECT name FROM persons WHERE id = 1").await.remove(0);
    let sql = format!(
        "MERGE INTO persons t USING (VALUES ('{name}', '{name}')) s (a, b) ON t.name = s.a AND t.name = s.b \
         WHEN MATCHED THEN UPDATE SET job_title = 'x'"
    );
    fixture.expect(&sql).await;
    assert_eq!(writes(&fixture), [r#"PATCH /api/v2/persons/1 {"job_title":"x"} 200 5"#]);
}
