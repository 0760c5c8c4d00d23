//! The account inside a program's own DataFusion context, and local files beside it.

use std::sync::Arc;

use arrow::array::{Int64Array, RecordBatch};
use arrow::datatypes::{DataType, Field, Schema};
use datafusion::error::DataFusionError;
use datafusion::prelude::{SessionConfig, SessionContext};
use futures::StreamExt;
use pipedrive_datafusion::{Error, ErrorKind, register};
use pipedrive_sandbox::{Sandbox, SandboxConfig};

use crate::fixture::{Fixture, small, texts};

/// A context with a table `targets` of its own, and the account.
fn context(sandbox: &Sandbox, keys: &str) -> SessionContext {
    let ctx = SessionContext::new_with_config(SessionConfig::new().with_information_schema(true));
    let schema =
        Schema::new(vec![Field::new("owner_id", DataType::Int64, false), Field::new("target", DataType::Int64, false)]);
    let columns = [vec![1, 2], vec![500, 900]].map(|values| Arc::new(Int64Array::from(values)) as _);
    let targets = RecordBatch::try_new(Arc::new(schema), columns.to_vec()).unwrap();
    ctx.register_batch("targets", targets).unwrap();
    register(&ctx, &format!("{};{keys}", sandbox.connection_string())).unwrap();
    ctx
}

async fn collect(ctx: &SessionContext, sql: &str) -> Result<Vec<Vec<String>>, DataFusionError> {
    let batches = ctx.sql(sql).await?.collect().await?;
    Ok(batches.iter().flat_map(texts).collect())
}

#[tokio::test]
async fn an_account_joins_the_tables_of_an_existing_context() {
    let sandbox = Sandbox::start(small()).await.unwrap();
    let ctx = context(&sandbox, "");
    assert!(sandbox.requests().is_empty(), "registering sends nothing");
    let sql = "SELECT t.owner_id, count(d.id) FROM targets t JOIN pipedrive.crm.deals d ON d.owner_id = t.owner_id \
               GROUP BY 1 ORDER BY 1";
    let account = sandbox.account();
    let owned = |owner| account.deals().filter(|d| d.owner_id == owner && !d.is_deleted).count().to_string();
    let expect = [vec!["1".to_owned(), owned(1)], vec!["2".to_owned(), owned(2)]];
    assert_eq!(collect(&ctx, sql).await.unwrap(), expect);
    // The context's own names stay its own.
    assert!(collect(&ctx, "SELECT * FROM deals").await.is_err());
    assert_eq!(collect(&ctx, "SELECT count(*) FROM targets").await.unwrap(), [["2"]]);
}

#[tokio::test]
async fn options_work_in_an_existing_context() {
    let sandbox = Sandbox::start(small()).await.unwrap();
    let ctx = context(&sandbox, "MaxTokensPerQuery=5");
    let error = collect(&ctx, "SELECT id FROM pipedrive.crm.activities").await.unwrap_err();
    assert_eq!(Error::from(error).kind(), ErrorKind::TokenLimit);
    ctx.sql("SET pipedrive.max_tokens_per_query = 0").await.unwrap();
    assert_eq!(collect(&ctx, "SELECT count(*) FROM pipedrive.crm.stages").await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_error_of_the_account_is_found_inside_that_of_the_context() {
    let sandbox = Sandbox::start(small()).await.unwrap();
    let ctx = SessionContext::new();
    let wrong = sandbox.connection_string().replace(&sandbox.config().api_token, "00000000");
    register(&ctx, &wrong).unwrap();
    for sql in
        ["SELECT id FROM pipedrive.crm.stages", "SELECT count(*) FROM pipedrive.crm.stages s, pipedrive.crm.users u"]
    {
        let error = Error::from(collect(&ctx, sql).await.unwrap_err());
        assert_eq!(
            (error.kind(), error.sqlstate(), error.native_code()),
            (ErrorKind::Unauthenticated, "28000", 401),
            "{sql}"
        );
    }
}

#[tokio::test]
async fn a_refusal_on_a_later_page_keeps_its_kind_through_joins_and_groups() {
    // The budget lasts for some pages and not for all.
    let config = SandboxConfig { daily_budget: Some(65), unlimited: false, ..small() };
    for sql in [
        "SELECT id FROM activities",
        "SELECT owner_id, count(*) FROM activities GROUP BY 1 ORDER BY 2",
        "SELECT a.id FROM activities a LEFT JOIN stages s ON s.id = a.id ORDER BY a.subject",
        "SELECT id FROM activities UNION ALL SELECT id FROM users",
    ] {
        let fixture = Fixture::with(config.clone(), "PageSize=20").await;
        let error = fixture.rows(sql).await.unwrap_err();
        assert_eq!((error.kind(), error.native_code()), (ErrorKind::BudgetSpent, 429), "{sql}");
        assert!(fixture.requests().len() > 3, "{sql}");
    }
}

#[tokio::test]
async fn dropping_a_result_stops_its_requests() {
    let fixture = Fixture::with(small(), "PageSize=5").await;
    let mut result = fixture.session.query("SELECT id FROM activities").await.unwrap();
    assert!(fixture.requests().is_empty(), "nothing is sent before a row is asked for");
    result.next().await.unwrap();
    drop(result);
    // Whatever was still under way has its chance to arrive, and then whatever would come after it.
    for most in [2, 0] {
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        fixture.expect("SELECT id FROM stages LIMIT 1").await;
        let sent = fixture.requests();
        let of_dropped = sent.iter().filter(|record| !record.path.ends_with("/stages")).count();
        assert!(of_dropped <= most, "{sent:?}");
    }

    let mut stream = fixture.session.sql("SELECT id FROM activities").await.unwrap().execute_stream().await.unwrap();
    stream.next().await.unwrap().unwrap();
    drop(stream);
    assert!(fixture.requests().len() <= 2);
}

#[tokio::test]
async fn answers_leave_as_files_and_files_join_with_the_account() {
    let fixture = Fixture::new().await;
    let folder = tempfile::tempdir().unwrap();
    let count = fixture.column("SELECT count(*) FROM deals WHERE status = 'won'").await;
    for (format, options) in [("parquet", ""), ("csv", " OPTIONS ('format.has_header' 'true')"), ("json", "")] {
        let file = folder.path().join(format!("won.{format}"));
        let copied = format!(
            "COPY (SELECT id, title, value, update_time FROM deals WHERE status = 'won') TO '{}' STORED AS {format}",
            file.display()
        );
        assert_eq!(fixture.column(&copied).await, count, "{format}");
        let create =
            format!("CREATE EXTERNAL TABLE won_{format} STORED AS {format} LOCATION '{}'{options}", file.display());
        fixture.expect(&create).await;
        let joined = format!("SELECT count(*) FROM won_{format} w JOIN deals d ON d.id = w.id AND d.title = w.title");
        assert_eq!(fixture.column(&joined).await, count, "{format}");
    }
    let error = fixture.rows("CREATE EXTERNAL TABLE gone STORED AS CSV LOCATION '/no/such/file.csv'").await;
    let error = match error {
        Ok(_) => fixture.rows("SELECT * FROM gone").await.unwrap_err(),
        Err(error) => error,
    };
    assert!(!error.to_string().is_empty());
}

#[tokio::test]
async fn rows_stream_page_by_page() {
    let fixture = Fixture::with(small(), "PageSize=20").await;
    let mut result = fixture.session.query("SELECT id FROM activities").await.unwrap();
    let mut pages = 0;
    while let Some(batch) = result.next().await.unwrap() {
        pages += 1;
        assert!(batch.num_rows() <= 20);
        assert!(fixture.sandbox.requests().len() <= pages + 1, "no page is fetched far ahead");
    }
    assert!(pages > 5);
}
