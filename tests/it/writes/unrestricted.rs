//! Conditions that choose none of the rows are no conditions: an UPDATE or DELETE with nothing else is refused.

use datafusion::prelude::{SessionConfig, SessionContext};
use pipedrive_datafusion::{Error, register};
use pipedrive_sandbox::Sandbox;

use super::writes;
use crate::fixture::{Fixture, describe, small, texts, written};

/// Conditions that are true of every row, or of all or none.
const EVERY: &[&str] = &[
    "id = id",
    "id IS NOT NULL",
    "NOT id IS NULL",
    "id IS DISTINCT FROM NULL",
    "deals.id >= id AND 2 > 1",
    "title = title",
    "title LIKE '%'",
    "id IN (id, 5)",
    "id BETWEEN id AND id",
    "id = 5 OR id <> 5",
    "id = 5 OR 5 <> id",
    "id = 5 OR id IS NOT NULL",
    "title IS NULL OR title IS NOT NULL",
    "(id <> id) IS NOT TRUE",
    "id IS NOT NULL OR false",
    "id > 0",
    "0 < id",
    "id >= 1",
    "id <> 0",
    "id > -5 AND NOT id <= 0",
    "id > '0'",
    "id > 0.5",
    "id NOT IN (0, -1, -2, -3, -4)",
    "id = 0 OR id >= 1",
    "coalesce(id, 0) = id",
    "coalesce(title, '') IS NOT NULL",
    "NOT ifnull(title, 'x') IS NULL",
    "coalesce(title, nvl(currency, CAST(id AS TEXT))) IS NOT NULL",
    "nvl(id, 0) > 0",
    "random() < 2",
    "EXISTS (SELECT 1 FROM stages)",
    "NOT EXISTS (SELECT 1 FROM stages WHERE id = 99999)",
    "EXISTS (SELECT 1 FROM stages WHERE deals.id = deals.id)",
    "5 IN (SELECT id FROM stages)",
    "(SELECT max(id) FROM stages) > 0",
    "id IN (SELECT id FROM deals)",
    "EXISTS (SELECT 1 FROM deals e WHERE e.id = deals.id)",
    // The name inside means the table inside.
    "EXISTS (SELECT 1 FROM deals WHERE deals.id = 5)",
];

/// Statements that have a condition which is not about the table they write.
const ELSEWHERE: &[&str] = &[
    "DELETE FROM deals USING users WHERE users.id = 1",
    "UPDATE deals SET title = 'x' FROM users u WHERE u.id = 1 AND deals.id = deals.id",
    "DELETE FROM deals USING deals d WHERE d.id = 5",
    "DELETE FROM deals USING deals d WHERE d.id = deals.id",
    "DELETE FROM deals WHERE id = id ORDER BY id LIMIT 2",
    "DELETE FROM deals ORDER BY id LIMIT 2",
    "PREPARE p AS DELETE FROM deals WHERE id = id",
    "DELETE FROM deal_followers WHERE deal_id IS NOT NULL",
    "DELETE FROM deal_followers WHERE deal_id > 0",
];

#[tokio::test]
async fn a_condition_that_is_true_of_every_row_is_none() {
    let fixture = Fixture::new().await;
    let statements = EVERY.iter().map(|condition| format!("DELETE FROM deals WHERE {condition}"));
    for sql in statements.chain(ELSEWHERE.iter().map(|&sql| sql.to_owned())) {
        let result = match sql.strip_prefix("PREPARE p AS ") {
            Some(_) => {
                fixture.expect(&sql).await;
                fixture.rows("EXECUTE p").await
            }
            None => fixture.rows(&sql).await,
        };
        refused(&sql, result);
    }
    assert_eq!(writes(&fixture), Vec::<String>::new());
    // A MERGE whose ON does not mention the table matches every row with every other.
    let merge = "MERGE INTO deals t USING (VALUES (1)) s ON s.column1 = 1 AND t.id = t.id WHEN MATCHED THEN DELETE";
    let error = fixture.rows(merge).await.unwrap_err();
    assert!(describe(&error).contains("ON is always true"), "{}", describe(&error));
    assert_eq!(writes(&fixture), Vec::<String>::new());
}

fn refused(sql: &str, result: Result<Vec<Vec<String>>, Error>) {
    match result {
        Ok(rows) => panic!("{sql}: {rows:?}"),
        Err(error) => {
            let text = describe(&error);
            assert!(text.contains("would concern every row of `deal"), "{sql}: {text}");
            let has_where = text.contains("its WHERE chooses every row");
            assert_eq!(has_where, sql.contains(" WHERE ") || sql.starts_with("EXECUTE"), "{sql}: {text}");
            assert!(text.contains("pipedrive.allow_unfiltered_writes"), "{sql}: {text}");
        }
    }
}

#[tokio::test]
async fn a_condition_that_chooses_rows_is_one() {
    for (condition, ids) in [
        ("id = 5 AND id = id", &["5"][..]),
        ("id IN (SELECT id FROM deals WHERE id = 5)", &["5"]),
        ("EXISTS (SELECT 1 FROM deals e WHERE e.id = deals.id AND e.id = 5)", &["5"]),
        ("(1 = 2 OR id = 5)", &["5"]),
        ("id + 0 = 5", &["5"]),
        ("title = title AND id = (SELECT 5)", &["5"]),
        ("id <> id", &[]),
        ("id > 0 AND id < 2", &["1"]),
        ("id BETWEEN 0 AND 1", &["1"]),
        ("id NOT IN (0) AND coalesce(id, 0) = 5", &["5"]),
        ("id = 0", &[]),
        ("coalesce(title, NULL) IS NOT NULL AND id = 5", &["5"]),
        // Texts are in another order than numbers.
        ("CAST(id AS VARCHAR) > '9e-1'", &[]),
    ] {
        let fixture = Fixture::new().await;
        fixture.expect(&format!("DELETE FROM deals WHERE {condition}")).await;
        let expect: Vec<String> = ids.iter().map(|id| format!("DELETE /api/v2/deals/{id} 200 3")).collect();
        assert_eq!(writes(&fixture), expect, "{condition}");
    }
    for sql in [
        "DELETE FROM deals USING deals d WHERE d.id = deals.id AND d.id = 5",
        "DELETE FROM deals USING (SELECT id FROM deals WHERE id = 5) d WHERE d.id = deals.id",
        "PREPARE p AS DELETE FROM deals WHERE deals.id = 5",
    ] {
        let fixture = Fixture::new().await;
        fixture.expect(sql).await;
        if sql.starts_with("PREPARE") {
            fixture.expect("EXECUTE p").await;
        }
        assert_eq!(writes(&fixture), ["DELETE /api/v2/deals/5 200 3"], "{sql}");
    }
}

/// Conditions with a parameter, and values with which they are true of every row.
const EVERY_WITH: &[(&str, &str)] = &[
    ("id > $1", "0"),
    ("id >= $1", "1"),
    ("id <> $1", "-1"),
    ("NOT id <= $1", "0"),
    ("$1 < id", "0"),
    ("title LIKE $1", "'%'"),
    ("coalesce(title, $1) IS NOT NULL", "''"),
    ("id = 5 OR id > $1", "0"),
    ("id NOT IN ($1, 0)", "-3"),
    ("$1 = 1", "1"),
    ("CASE WHEN $1 = 1 THEN true ELSE id = 5 END", "1"),
];

/// Conditions with a parameter, values with which they choose rows, and these.
const CHOSEN_WITH: &[(&str, &str, &[&str])] = &[
    ("id = $1", "5", &["5"]),
    ("id < $1", "3", &["1", "2"]),
    ("id > $1 AND id < 3", "1", &["2"]),
    ("id IN ($1, 6)", "5", &["5", "6"]),
    ("id IN (SELECT id FROM deals WHERE id = $1)", "5", &["5"]),
    ("id = 5 AND id > $1", "0", &["5"]),
    ("id = $1 AND 1 = 2", "5", &[]),
    ("id = $1", "NULL", &[]),
];

fn with_parameter(number: usize, condition: &str, value: &str) -> String {
    let data_type = if value.starts_with('\'') { "TEXT" } else { "BIGINT" };
    format!("PREPARE p{number}({data_type}) AS DELETE FROM deals WHERE {condition}")
}

#[tokio::test]
async fn whether_a_condition_with_a_parameter_chooses_rows_its_value_tells() {
    let fixture = Fixture::new().await;
    for (number, (condition, value)) in EVERY_WITH.iter().enumerate() {
        let sql = with_parameter(number, condition, value);
        fixture.expect(&sql).await;
        refused(&sql, fixture.rows(&format!("EXECUTE p{number}({value})")).await);
    }
    fixture.expect("PREPARE all_of AS UPDATE deals SET title = $1").await;
    let error = fixture.rows("EXECUTE all_of('x')").await.unwrap_err();
    assert!(error.to_string().contains("`UPDATE` without a WHERE"), "{}", describe(&error));
    let merge = "PREPARE m AS MERGE INTO deals t USING (VALUES (1)) s ON t.id > $1 WHEN MATCHED THEN DELETE";
    fixture.expect(merge).await;
    let error = fixture.rows("EXECUTE m(0)").await.unwrap_err();
    assert!(describe(&error).contains("ON is always true"), "{}", describe(&error));
    assert_eq!(writes(&fixture), Vec::<String>::new());
    for (number, (condition, value, ids)) in CHOSEN_WITH.iter().enumerate() {
        let fixture = Fixture::new().await;
        fixture.expect(&format!("PREPARE p{number} AS DELETE FROM deals WHERE {condition}")).await;
        let count = fixture.expect(&format!("EXECUTE p{number}({value})")).await;
        assert_eq!(count, [[ids.len().to_string()]], "{condition}");
        let expect: Vec<String> = ids.iter().map(|id| format!("DELETE /api/v2/deals/{id} 200 3")).collect();
        assert_eq!(writes(&fixture), expect, "{condition}");
    }
}

#[tokio::test]
async fn what_is_prepared_is_judged_anew_by_each_execution() {
    let fixture = Fixture::new().await;
    fixture.expect("PREPARE p AS UPDATE deals SET title = $2 WHERE id >= $1 ORDER BY id DESC LIMIT 1").await;
    fixture.rows("EXECUTE p(1, 'x')").await.unwrap_err();
    assert_eq!(fixture.expect("EXECUTE p(2, 'y')").await, [["1"]]);
    fixture.rows("EXECUTE p(0, 'z')").await.unwrap_err();
    let sent = writes(&fixture);
    assert!(sent.len() == 1 && sent[0].contains(r#"{"title":"y"}"#), "{sent:?}");
    fixture.expect("SET pipedrive.allow_unfiltered_writes = true").await;
    assert_eq!(fixture.expect("EXECUTE p(1, 'z')").await, [["1"]]);
}

async fn collect(ctx: &SessionContext, sql: &str) -> Result<Vec<Vec<String>>, Error> {
    let run = async { ctx.sql(sql).await?.collect().await };
    let batches = run.await.map_err(Error::from)?;
    Ok(batches.iter().flat_map(texts).collect())
}

#[tokio::test]
async fn the_same_holds_in_a_context_of_somebody_else_also_for_what_is_prepared() {
    let sandbox = Sandbox::start(small()).await.unwrap();
    let config = SessionConfig::new().with_default_catalog_and_schema("pipedrive", "crm").with_target_partitions(4);
    let ctx = SessionContext::new_with_config(config);
    register(&ctx, &sandbox.connection_string()).unwrap();
    for (number, condition) in EVERY.iter().enumerate() {
        let sql = format!("UPDATE deals SET title = 'x' WHERE {condition}");
        refused(&sql, collect(&ctx, &sql).await);
        if collect(&ctx, &format!("PREPARE p{number} AS {sql}")).await.is_ok() {
            let sql = format!("EXECUTE p{number}: {sql}");
            refused(&sql, collect(&ctx, &format!("EXECUTE p{number}")).await);
        }
    }
    for (number, (condition, value)) in EVERY_WITH.iter().enumerate() {
        let sql = with_parameter(1_000 + number, condition, value);
        collect(&ctx, &sql).await.unwrap();
        refused(&sql, collect(&ctx, &format!("EXECUTE p{}({value})", 1_000 + number)).await);
    }
    let sent = || -> Vec<String> { sandbox.requests().iter().filter(|one| one.method != "GET").map(written).collect() };
    assert_eq!(sent(), Vec::<String>::new());
    collect(&ctx, "PREPARE one AS DELETE FROM deals WHERE deals.id = 5 AND NOT deals.is_archived").await.unwrap();
    assert_eq!(collect(&ctx, "EXECUTE one").await.unwrap(), [["1"]]);
    collect(&ctx, "PREPARE two(BIGINT) AS DELETE FROM deals WHERE deals.id = $1").await.unwrap();
    assert_eq!(collect(&ctx, "EXECUTE two(6)").await.unwrap(), [["1"]]);
    assert_eq!(sent(), ["DELETE /api/v2/deals/5 200 3", "DELETE /api/v2/deals/6 200 3"]);
}
