//! A procedure that changes the account is no source of a statement that writes: its change would stay when the rows
//! are refused.

use datafusion::prelude::{SessionConfig, SessionContext};
use pipedrive_datafusion::{Error, ErrorKind, register};
use pipedrive_sandbox::Sandbox;

use super::sent;
use crate::fixture::{Fixture, describe, small};

/// Statements that write and call a procedure that does.
const BOTH: &[&str] = &[
    "INSERT INTO notes (deal_id, content) SELECT Id, NULL FROM DuplicateDeal(1)",
    "INSERT INTO notes (deal_id, content) SELECT Id, 'x' FROM DuplicateDeal(1)",
    "INSERT INTO notes (deal_id, content) SELECT 5, (SELECT CAST(Id AS TEXT) FROM DuplicateDeal(1))",
    "UPDATE deals SET title = 'x' WHERE id IN (SELECT Id FROM ArchiveDeal(5))",
    "DELETE FROM deals WHERE id = (SELECT Id FROM ArchiveDeal(5))",
    "WITH a AS (SELECT Id FROM ArchiveDeal(5)) DELETE FROM deals USING a WHERE deals.id = a.\"Id\"",
    "MERGE INTO deals d USING ArchiveDeal(5) a ON d.id = a.Id WHEN MATCHED THEN DELETE",
    "INSERT INTO notes (deal_id, content) SELECT 5, Body FROM PipedriveRequest('POST', '/v1/notes', '{}')",
];

fn check(sql: &str, error: &Error) {
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{sql}: {}", describe(error));
    let text = error.to_string();
    let procedure = ["DuplicateDeal", "ArchiveDeal", "PipedriveRequest"].into_iter().find(|name| sql.contains(name));
    assert!(text.contains(&format!("`{}` changes the account", procedure.unwrap())), "{sql}: {text}");
    assert!(text.ends_with("; nothing was sent"), "{sql}: {text}");
    assert!(error.hints()[0].contains("call it first"), "{sql}: {}", describe(error));
}

#[tokio::test]
async fn a_procedure_that_writes_is_no_source_of_rows_to_write() {
    let fixture = Fixture::new().await;
    fixture.expect("SELECT id FROM deals WHERE id = 1").await;
    fixture.requests();
    for sql in BOTH {
        check(sql, &fixture.rows(sql).await.unwrap_err());
    }
    let changes = |line: &String| !line.starts_with("GET ");
    assert_eq!(sent(&fixture).iter().filter(|line| changes(line)).count(), 0);
    assert!(fixture.expect("SELECT * FROM last_write").await.is_empty());
    // What it sends only is known once it is executed.
    let source = "SELECT 5, Body FROM PipedriveRequest($1, '/v1/users/me')";
    fixture.expect(&format!("PREPARE p(TEXT) AS INSERT INTO notes (deal_id, content) {source}")).await;
    check("EXECUTE p('PUT'): PipedriveRequest", &fixture.rows("EXECUTE p('PUT')").await.unwrap_err());
    assert_eq!(sent(&fixture).iter().filter(|line| changes(line)).count(), 0);
    assert_eq!(fixture.expect("EXECUTE p('GET')").await, [["1"]]);
    assert_eq!(sent(&fixture).iter().filter(|line| changes(line)).count(), 1);
}

#[tokio::test]
async fn the_same_holds_in_a_context_of_somebody_else() {
    let sandbox = Sandbox::start(small()).await.unwrap();
    let config = SessionConfig::new().with_default_catalog_and_schema("pipedrive", "crm");
    let ctx = SessionContext::new_with_config(config);
    register(&ctx, &sandbox.connection_string()).unwrap();
    for sql in BOTH.iter().filter(|sql| sql.starts_with("INSERT")) {
        let run = async { ctx.sql(&sql.replace("Id", "\"Id\"").replace("Body", "\"Body\"")).await?.collect().await };
        let error = run.await.map_err(Error::from).unwrap_err();
        check(sql, &error);
    }
    assert_eq!(sandbox.requests().iter().filter(|one| one.method != "GET").count(), 0);
}
