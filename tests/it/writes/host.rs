//! Writes in a context that belongs to somebody else: DataFusion plans them, and not a row more is touched than they name.

use datafusion::dataframe::DataFrameWriteOptions;
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
async fn a_row_is_archived_that_was_not() {
    let archived: &[&str] = &[r#"PATCH /api/v2/deals/5 {"is_archived":true} 200 5"#];
    check("UPDATE deals SET is_archived = true WHERE id = 5", Ok(("1", archived))).await;
    let both = "UPDATE deals AS d SET is_archived = NOT d.is_archived, lost_reason = 'x' || d.id WHERE d.id = 5";
    check(both, Ok(("1", &[archived[0], r#"PATCH /api/v2/deals/5 {"lost_reason":"x5"} 200 5"#]))).await;
}

#[tokio::test]
async fn a_prepared_statement_may_name_columns_with_their_table() {
    let sandbox = Sandbox::start(small()).await.unwrap();
    let ctx = SessionContext::new_with_config(SessionConfig::new().with_default_catalog_and_schema("pipedrive", "crm"));
    register(&ctx, &sandbox.connection_string()).unwrap();
    let sql = "PREPARE p AS UPDATE tasks SET is_done = false, title = 'x' WHERE tasks.is_done AND tasks.id = 1";
    collect(&ctx, sql).await.unwrap();
    let done = collect(&ctx, "SELECT is_done FROM tasks WHERE id = 1").await.unwrap() == [["true"]];
    let count = usize::from(done).to_string();
    assert_eq!(collect(&ctx, "EXECUTE p").await.map_err(|error| describe(&error.into())).unwrap(), [[count]]);
    collect(&ctx, "PREPARE q AS UPDATE deals SET is_archived = true WHERE deals.id = 5").await.unwrap();
    assert_eq!(collect(&ctx, "EXECUTE q").await.map_err(|error| describe(&error.into())).unwrap(), [["1"]]);
    let sent: Vec<String> =
        sandbox.requests().iter().filter(|one| one.path.ends_with("/deals/5")).map(written).collect();
    assert!(sent.contains(&r#"PATCH /api/v2/deals/5 {"is_archived":true} 200 5"#.to_owned()), "{sent:?}");
}

#[tokio::test]
async fn a_data_frame_has_the_columns_of_the_table_or_is_refused() {
    let sandbox = Sandbox::start(small()).await.unwrap();
    let ctx = SessionContext::new_with_config(SessionConfig::new().with_default_catalog_and_schema("pipedrive", "crm"));
    register(&ctx, &sandbox.connection_string()).unwrap();
    let write = async |sql: &str, table: &str| {
        let frame = ctx.sql(sql).await?;
        let batches = frame.write_table(table, DataFrameWriteOptions::new()).await?;
        Ok::<_, DataFusionError>(batches.iter().flat_map(texts).collect::<Vec<_>>())
    };
    let labels = ctx.table("lead_labels").await.unwrap();
    let columns: Vec<&str> = labels.schema().fields().iter().map(|field| field.name().as_str()).collect();
    let row = |columns: &[&str]| {
        let value = |name: &&str| match *name {
            "name" => "'x' AS name".to_owned(),
            "color" => "'red' AS color".to_owned(),
            other => format!("NULL AS {other}"),
        };
        format!("SELECT {}", columns.iter().map(value).collect::<Vec<_>>().join(", "))
    };
    let mut exchanged = columns.clone();
    exchanged.swap(1, 2);
    let wide: Vec<String> = (0..60).map(|n| format!("{n} AS c{n}")).collect();
    for (sql, table) in [
        ("SELECT 'x' AS title, 5 AS value".to_owned(), "deals"),
        (format!("SELECT {}", wide.join(", ")), "lead_labels"),
        // As many, and a name would become the colour.
        (row(&exchanged), "lead_labels"),
    ] {
        let text = describe(&write(&sql, table).await.unwrap_err().into());
        assert!(text.contains(&format!("new rows of `{table}` need its")), "{sql}: {text}");
    }
    assert!(sandbox.requests().iter().all(|one| one.method == "GET"));
    let result = write(&row(&columns), "lead_labels").await;
    assert_eq!(result.map_err(|error| describe(&error.into())).unwrap(), [["1"]]);
}

#[tokio::test]
async fn what_would_concern_every_row_is_refused() {
    for sql in ["DELETE FROM deals", "UPDATE deals SET title = 'x'"] {
        check(sql, Err("without a WHERE would concern every row of `deals`")).await;
    }
    check("DELETE FROM deals WHERE true", Err("its WHERE chooses every row")).await;
    check("UPDATE deals SET update_time = now() WHERE id = 5", Err("`deals.update_time` cannot be written")).await;
}

#[tokio::test]
async fn a_merge_is_refused_with_what_carries_it_out() {
    for what in [
        "WHEN MATCHED THEN DELETE",
        "WHEN MATCHED THEN UPDATE SET title = 'x'",
        "WHEN NOT MATCHED THEN INSERT (title) VALUES ('x')",
        "WHEN MATCHED THEN UPDATE SET title = 'x' WHEN NOT MATCHED THEN INSERT (title) VALUES ('x')",
    ] {
        let merge = format!("MERGE INTO deals USING (SELECT 5 AS id) s ON deals.id = s.id {what}");
        check(&merge, Err("is not supported here; nothing was sent\nhint: a `PipedriveSession` carries out MERGE"))
            .await;
    }
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
        "DELETE FROM deals",
        "UPDATE deals SET title = 'x' WHERE id = 5",
        "INSERT INTO deals (title) VALUES ('x')",
        "TRUNCATE TABLE deals",
    ] {
        let error = Error::from(collect(&ctx, sql).await.unwrap_err());
        assert!(describe(&error).contains("was not planned by the rule"), "{sql}: {}", describe(&error));
    }
    assert!(sandbox.requests().iter().all(|one| one.method == "GET"));
}
