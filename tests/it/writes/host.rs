//! Writes in a context that belongs to somebody else: DataFusion plans them, and not a row more is touched than they name.

use datafusion::error::DataFusionError;
use datafusion::prelude::{SessionConfig, SessionContext};
use pipedrive_datafusion::{Error, register};
use pipedrive_sandbox::Sandbox;

use crate::fixture::{describe, small, texts, written};

async fn collect(ctx: &SessionContext, sql: &str) -> Result<Vec<Vec<String>>, DataFusionError> {
    let batches = ctx.sql(sql).await?.collect().await?;
    Ok(batches.iter().flat_map(texts).collect())
}

/// A statement, the count it gives and the requests it sends; or the beginning of its error.
async fn check(sql: &str, expect: Result<(&str, &[&str]), &str>) {
    let sandbox = Sandbox::start(small()).await.unwrap();
    let config = SessionConfig::new().with_default_catalog_and_schema("pipedrive", "crm").with_target_partitions(4);
    let ctx = SessionContext::new_with_config(config);
    register(&ctx, &sandbox.connection_string()).unwrap();
    let result = collect(&ctx, sql).await.map_err(Error::from);
    let mut sent: Vec<String> = sandbox.requests().iter().filter(|one| one.method != "GET").map(written).collect();
    sent.sort();
    match (result, expect) {
        (Ok(rows), Ok((count, writes))) => {
            assert_eq!(rows, [[count]], "{sql}");
            assert_eq!(sent, writes, "{sql}");
        }
        (Err(error), Err(message)) => {
            assert!(describe(&error).contains(message), "{sql}: {}", describe(&error));
            assert!(sent.is_empty(), "{sql}: {sent:?}");
        }
        (result, _) => panic!("{sql}: {:?} {sent:?}", result.map_err(|error| describe(&error))),
    }
}

#[tokio::test]
async fn conditions_mean_what_they_say() {
    let delete_5: &[&str] = &["DELETE /api/v2/deals/5 200 3"];
    check("DELETE FROM deals WHERE id IN (SELECT 5)", Ok(("1", delete_5))).await;
    check("DELETE FROM deals WHERE id = 5 OR id IN (SELECT 5)", Ok(("1", delete_5))).await;
    check("DELETE FROM deals WHERE EXISTS (SELECT 1 FROM stages WHERE deals.id = 5)", Ok(("1", delete_5))).await;
    check("DELETE FROM deals WHERE id = 5 LIMIT 1", Ok(("1", delete_5))).await;
    check("DELETE FROM deals WHERE 1 = 0", Ok(("0", &[]))).await;
    check("DELETE FROM deals WHERE id = 5 AND id = 6", Ok(("0", &[]))).await;
    check("DELETE FROM deals WHERE id IS NULL", Ok(("0", &[]))).await;
    check("UPDATE deals SET title = 'x' WHERE id IN (1, 2) AND false", Ok(("0", &[]))).await;
    let title_5: &[&str] = &[r#"PATCH /api/v2/deals/5 {"title":"x"} 200 5"#];
    check("UPDATE deals SET title = 'x' WHERE id IN (SELECT 5)", Ok(("1", title_5))).await;
    check("UPDATE deals AS d SET title = 'x' WHERE d.id = 5", Ok(("1", title_5))).await;
}

#[tokio::test]
async fn columns_that_are_left_out_are_not_sent() {
    let posted: &[&str] = &[r#"POST /api/v2/deals {"title":"x","value":5} 200 5"#];
    check("INSERT INTO deals (title, value) VALUES ('x', 5)", Ok(("1", posted))).await;
    check("INSERT INTO deals (title, value) SELECT 'x', 5", Ok(("1", posted))).await;
}

#[tokio::test]
async fn what_would_concern_every_row_is_refused() {
    for sql in ["DELETE FROM deals", "DELETE FROM deals WHERE true", "UPDATE deals SET title = 'x'"] {
        check(sql, Err("without a WHERE would concern every row of `deals`")).await;
    }
    check("UPDATE deals SET update_time = now() WHERE id = 5", Err("`deals.update_time` cannot be written")).await;
    let merge = "MERGE INTO deals USING (SELECT 5 AS id) s ON deals.id = s.id WHEN MATCHED THEN DELETE";
    check(merge, Err("is not supported here")).await;
}

#[tokio::test]
async fn without_the_rule_nothing_is_carried_out() {
    use datafusion::execution::session_state::SessionStateBuilder;
    let sandbox = Sandbox::start(small()).await.unwrap();
    let ctx = SessionContext::new_with_config(SessionConfig::new().with_default_catalog_and_schema("pipedrive", "crm"));
    register(&ctx, &sandbox.connection_string()).unwrap();
    let state = SessionStateBuilder::new_from_existing(ctx.state());
    let rules = datafusion::optimizer::Analyzer::new().rules;
    let ctx = SessionContext::new_with_state(state.with_analyzer_rules(rules).build());
    for sql in [
        "DELETE FROM deals WHERE id IN (SELECT 5)",
        "UPDATE deals SET title = 'x' WHERE id = 5",
        "INSERT INTO deals (title) VALUES ('x')",
        "TRUNCATE TABLE deals",
    ] {
        let error = Error::from(collect(&ctx, sql).await.unwrap_err());
        assert!(describe(&error).contains("was not planned by the rule"), "{sql}: {}", describe(&error));
    }
    assert!(sandbox.requests().iter().all(|one| one.method == "GET"));
}
