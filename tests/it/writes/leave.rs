//! Whether a statement may write at all: `ReadOnly`, dry runs, statements prepared before either.

use datafusion::physical_plan::collect;
use pipedrive_datafusion::{Error, ErrorKind};

use super::{outcomes, writes};
use crate::fixture::{Fixture, describe, small};

const STATEMENTS: &[&str] = &[
    "INSERT INTO deals (title) VALUES ('x')",
    "INSERT INTO deals SELECT title FROM deals WHERE id = 1",
    "UPDATE deals SET title = 'x' WHERE id = 1",
    "DELETE FROM deals WHERE id = 1",
    "WITH t AS (SELECT 1 AS id) DELETE FROM deals WHERE id IN (SELECT id FROM t)",
    "MERGE INTO deals d USING (VALUES (1)) s ON d.id = s.column1 WHEN MATCHED THEN DELETE",
    "PREPARE p AS DELETE FROM deals WHERE id = 1",
    "EXPLAIN ANALYZE DELETE FROM deals WHERE id = 1",
];

#[tokio::test]
async fn a_connection_that_only_reads_refuses_before_anything_is_sent() {
    let fixture = Fixture::with(small(), "ReadOnly=true").await;
    for sql in STATEMENTS {
        let error = fixture.rows(sql).await.unwrap_err();
        assert_eq!((error.kind(), error.sqlstate()), (ErrorKind::ReadOnly, "25006"), "{sql}: {}", describe(&error));
        assert!(fixture.requests().is_empty(), "{sql}");
    }
    // What only shows is no write.
    fixture.expect("EXPLAIN DELETE FROM deals WHERE id = 1").await;
    fixture.expect("SET pipedrive.dry_run = true").await;
    fixture.expect("DELETE FROM deals WHERE id = 1").await;
    assert!(writes(&fixture).is_empty());
}

#[tokio::test]
async fn a_dry_run_shows_the_requests_and_sends_none() {
    let fixture = Fixture::new().await;
    fixture.expect("SET pipedrive.dry_run = true").await;
    for sql in STATEMENTS.iter().filter(|sql| !sql.starts_with("PREPARE") && !sql.starts_with("EXPLAIN")) {
        let rows = fixture.expect(sql).await;
        assert_eq!(rows.len(), 1, "{sql}");
        assert!(rows[0][2].starts_with("/api/v2/deals"), "{sql}: {rows:?}");
    }
    assert!(writes(&fixture).is_empty());
    assert!(fixture.expect("SELECT * FROM last_write").await.is_empty());
}

#[tokio::test]
async fn a_statement_prepared_before_a_dry_run_does_not_write_either() {
    let fixture = Fixture::new().await;
    let prepared = fixture.session.prepare("DELETE FROM deals WHERE id = 1").await.unwrap();
    fixture.expect("PREPARE p AS DELETE FROM deals WHERE id = 2").await;
    let mut planned = fixture.session.query("DELETE FROM deals WHERE id = 3").await.unwrap();
    fixture.expect("SET pipedrive.dry_run = true").await;
    let rows = fixture.session.execute(&prepared, &[]).await.unwrap().collect().await.unwrap();
    assert_eq!(rows[0].num_columns(), 5);
    fixture.expect("EXECUTE p").await;
    // This one was started before.
    planned.next().await.unwrap();
    assert_eq!(writes(&fixture), ["DELETE /api/v2/deals/3 200 3"]);
}

#[tokio::test]
async fn a_plan_made_before_a_dry_run_does_not_write_either() {
    let fixture = Fixture::new().await;
    let ctx = fixture.session.context();
    fixture.expect("PREPARE p AS DELETE FROM deals WHERE id = 1").await;
    let plan = ctx.sql("EXECUTE p").await.unwrap().create_physical_plan().await.unwrap();
    fixture.expect("SET pipedrive.dry_run = true").await;
    let error = Error::from(collect(plan, ctx.task_ctx()).await.unwrap_err());
    assert_eq!(error.kind(), ErrorKind::ReadOnly, "{}", describe(&error));
    assert!(writes(&fixture).is_empty());
}

#[tokio::test]
async fn planning_and_preparing_send_nothing_that_writes() {
    let fixture = Fixture::new().await;
    for sql in STATEMENTS.iter().filter(|sql| !sql.starts_with("EXPLAIN")) {
        fixture.session.prepare(sql).await.unwrap();
        fixture.session.query(sql).await.unwrap();
        if !sql.starts_with("PREPARE") {
            fixture.expect(&format!("EXPLAIN {sql}")).await;
        }
    }
    assert!(writes(&fixture).is_empty());
}

#[tokio::test]
async fn to_analyze_a_statement_is_to_carry_it_out_with_all_its_safeguards() {
    const ANALYZED: &str = "EXPLAIN ANALYZE DELETE FROM deals WHERE id = 1";
    let fixture = Fixture::new().await;
    for (sql, kind) in [
        ("EXPLAIN ANALYZE DELETE FROM deals", ErrorKind::Unsupported),
        ("EXPLAIN ANALYZE UPDATE deals SET title = 'x' WHERE 1 = 1", ErrorKind::Unsupported),
        ("EXPLAIN ANALYZE UPDATE deals SET title = NULL WHERE id = 1", ErrorKind::InvalidArgument),
    ] {
        let error = fixture.rows(sql).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{sql}: {}", describe(&error));
    }
    fixture.expect("SET pipedrive.max_write_rows = 1").await;
    let error = fixture.rows("EXPLAIN ANALYZE DELETE FROM deals WHERE id IN (1, 2)").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{}", describe(&error));
    fixture.expect("SET pipedrive.dry_run = true").await;
    let plan = format!("{:?}", fixture.expect(ANALYZED).await);
    assert!(plan.contains("PipedriveWrite: DELETE deals"), "{plan}");
    fixture.expect("EXPLAIN ANALYZE SELECT * FROM ArchiveDeal(1)").await;
    assert!(writes(&fixture).is_empty());
    fixture.expect("SET pipedrive.dry_run = false").await;
    let plan = format!("{:?}", fixture.expect(ANALYZED).await);
    assert!(plan.contains("1 request") && plan.contains("3 tokens"), "{plan}");
    assert_eq!(writes(&fixture), ["DELETE /api/v2/deals/1 200 3"]);
    assert_eq!(outcomes(&fixture.session).await, ["1 DELETE 1 written"]);
    let fixture = Fixture::with(small(), "ReadOnly=true").await;
    for sql in [ANALYZED, "EXPLAIN ANALYZE SELECT * FROM ArchiveDeal(1)"] {
        let error = fixture.rows(sql).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ReadOnly, "{sql}: {}", describe(&error));
    }
    assert!(writes(&fixture).is_empty());
}
