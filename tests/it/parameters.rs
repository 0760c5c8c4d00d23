//! Prepared statements: `?`, `$1` and `@name`, bound as often as wanted, with pushdown.

use datafusion::common::ScalarValue;
use pipedrive_datafusion::{Error, ErrorKind};

use crate::fixture::{Fixture, describe, line, texts};

async fn run(fixture: &Fixture, sql: &str, values: &[ScalarValue]) -> Result<Vec<String>, Error> {
    let prepared = fixture.session.prepare(sql).await?;
    let batches = fixture.session.execute(&prepared, values).await?.collect().await?;
    Ok(batches.iter().flat_map(texts).map(|row| row.join(" ")).collect())
}

fn number(value: i64) -> ScalarValue {
    ScalarValue::Int64(Some(value))
}

fn text(value: &str) -> ScalarValue {
    ScalarValue::Utf8(Some(value.to_owned()))
}

/// Runs a statement with values and compares with the same statement written out, rows and requests.
async fn check(sql: &str, values: &[ScalarValue], written_out: &str) {
    let fixture = Fixture::new().await;
    fixture.expect("SELECT id FROM deals LIMIT 0").await;
    fixture.requests();
    let rows = run(&fixture, sql, values).await.unwrap_or_else(|error| panic!("{sql}: {}", describe(&error)));
    let requests = sorted(&fixture);
    let expect: Vec<String> = fixture.expect(written_out).await.iter().map(|row| row.join(" ")).collect();
    assert_eq!(rows, expect, "{sql}");
    assert_eq!(requests, sorted(&fixture), "{sql}");
}

/// The requests since the last look; several at once come in any order.
fn sorted(fixture: &Fixture) -> Vec<String> {
    let mut requests: Vec<String> = fixture.requests().iter().map(line).collect();
    requests.sort();
    requests
}

#[tokio::test]
async fn every_style_of_parameter_binds_and_is_pushed() {
    let won = "SELECT id FROM deals WHERE owner_id = 2 AND status = 'won' ORDER BY id";
    let values = [number(2), text("won")];
    check("SELECT id FROM deals WHERE owner_id = ? AND status = ? ORDER BY id", &values, won).await;
    check("SELECT id FROM deals WHERE owner_id = $1 AND status = $2 ORDER BY id", &values, won).await;
    check("SELECT id FROM deals WHERE owner_id = @owner AND status = @status ORDER BY id", &values, won).await;
    let either = "SELECT id FROM deals WHERE owner_id = 2 OR creator_user_id = 2 ORDER BY id";
    check("SELECT id FROM deals WHERE owner_id = $1 OR creator_user_id = $1 ORDER BY id", &values[..1], either).await;
    check("SELECT id FROM deals WHERE owner_id = @u OR creator_user_id = @u ORDER BY id", &values[..1], either).await;
}

#[tokio::test]
async fn values_of_other_types_are_converted_as_literals_are() {
    check(
        "SELECT id, title FROM deals WHERE id = ?",
        &[ScalarValue::Int32(Some(7))],
        "SELECT id, title FROM deals WHERE id = 7",
    )
    .await;
    let times = "SELECT id FROM deals WHERE update_time >= '2026-08-01T00:00:00Z' ORDER BY id";
    check("SELECT id FROM deals WHERE update_time >= ? ORDER BY id", &[text("2026-08-01T00:00:00Z")], times).await;
    check(
        "SELECT id FROM deals WHERE owner_id = ?",
        &[ScalarValue::Int64(None)],
        "SELECT id FROM deals WHERE owner_id = NULL",
    )
    .await;
    check(
        "SELECT id FROM deals WHERE id IN (?, ?) ORDER BY id",
        &[number(3), number(4)],
        "SELECT id FROM deals WHERE id IN (3, 4) ORDER BY id",
    )
    .await;
    check("SELECT id FROM deals ORDER BY id LIMIT ?", &[number(3)], "SELECT id FROM deals ORDER BY id LIMIT 3").await;
    check(
        "SELECT id, filter_id FROM deals WHERE filter_id = @f ORDER BY id",
        &[number(3)],
        "SELECT id, filter_id FROM deals WHERE filter_id = 3 ORDER BY id",
    )
    .await;
}

#[tokio::test]
async fn a_statement_runs_as_often_as_wanted() {
    let fixture = Fixture::new().await;
    let prepared = fixture.session.prepare("SELECT id FROM deals WHERE id = ?").await.unwrap();
    let names: Vec<&str> = prepared.parameters().iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["1"]);
    assert_eq!(prepared.schema().field(0).name(), "id");
    fixture.requests();
    for id in [3, 4, 3] {
        let result = fixture.session.execute(&prepared, &[number(id)]).await.unwrap();
        assert_eq!(result.collect().await.unwrap().iter().flat_map(texts).collect::<Vec<_>>(), [[id.to_string()]]);
    }
    assert_eq!(fixture.requests().len(), 3);
}

#[tokio::test]
async fn preparing_sends_nothing_but_the_question_for_columns() {
    let fixture = Fixture::new().await;
    fixture.session.prepare("SELECT * FROM deals WHERE id = ?").await.unwrap();
    let sent: Vec<String> = fixture.requests().iter().map(|record| record.path.clone()).collect();
    assert_eq!(sent, ["/api/v2/dealFields"]);
    fixture.session.prepare("SELECT * FROM deals WHERE owner_id = ?").await.unwrap();
    assert!(fixture.requests().is_empty());
}

#[tokio::test]
async fn wrong_values_are_refused() {
    let fixture = Fixture::new().await;
    let refused = async |sql: &str, values: &[ScalarValue], kind: ErrorKind, message: &str| {
        let error = run(&fixture, sql, values).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{sql}: {}", describe(&error));
        assert!(error.to_string().contains(message), "{sql}: {}", describe(&error));
    };
    let one = "SELECT id FROM stages WHERE id = ?";
    refused(one, &[], ErrorKind::InvalidArgument, "1 parameter").await;
    refused(one, &[number(1), number(2)], ErrorKind::InvalidArgument, "2 values").await;
    refused("SELECT id FROM stages WHERE id = ? AND pipeline_id = $1", &[number(1)], ErrorKind::Syntax, "mix").await;
    refused("SELECT id FROM stages; SELECT id FROM users", &[], ErrorKind::Syntax, "one statement").await;
    refused("-- nothing", &[], ErrorKind::Syntax, "none").await;
    let error = run(&fixture, one, &[text("seven")]).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Conversion | ErrorKind::InvalidArgument), "{}", describe(&error));
}

#[tokio::test]
async fn a_batch_is_split_where_sql_ends_and_not_inside_texts() {
    let sql = "SELECT ';' AS a; -- one; two\nSELECT id FROM stages WHERE name = 'a;b' ;; ";
    let statements: Vec<String> =
        pipedrive_datafusion::parse(sql).unwrap().iter().map(pipedrive_datafusion::ParsedStatement::text).collect();
    assert_eq!(statements, ["SELECT ';' AS a", "SELECT id FROM stages WHERE name = 'a;b'"]);
}
