//! Lists read wide when something goes wrong meanwhile: the rows are right, or the error says what happened.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use datafusion::error::DataFusionError;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};
use pipedrive_datafusion::{Error, ErrorKind, register};
use pipedrive_sandbox::{Delay, FaultPlan, MissingChangeTimes, Quirks, Sandbox, SandboxConfig};

use crate::fixture::{Fixture, describe, line, small, texts};

const KEYS: &str = "PageSize=10;MaxConcurrentRequests=8";
const SQL: &str = "SELECT id FROM deals";

/// An account of about 150 pages, which is read in gaps of time once its size is known.
fn large() -> SandboxConfig {
    let quirks = Quirks { missing_change_times: MissingChangeTimes::Nowhere, ..Quirks::default() };
    SandboxConfig { deals: 1_500, quirks, ..small() }
}

fn ids(rows: Vec<Vec<String>>) -> BTreeSet<String> {
    let count = rows.len();
    let ids: BTreeSet<String> = rows.into_iter().flatten().collect();
    assert_eq!(ids.len(), count, "a row came twice");
    ids
}

/// Reads the account whole, then again while these faults strike.
async fn check(plan: &str, expect: impl Fn(Option<ErrorKind>) -> bool) {
    let fixture = Fixture::with(large(), KEYS).await;
    let all = ids(fixture.expect(SQL).await);
    fixture.sandbox.set_faults(plan.parse().unwrap());
    let result = fixture.rows(SQL).await;
    fixture.sandbox.set_faults(FaultPlan::default());
    assert!(expect(result.as_ref().err().map(Error::kind)), "{plan}: {:?}", result.map_err(|error| describe(&error)));
    if let Ok(rows) = result {
        assert_eq!(ids(rows), all, "{plan}");
    }
}

#[tokio::test(start_paused = true)]
async fn limits_that_close_in_the_middle_only_take_time() {
    check("deals:429@30*6", |error| error.is_none()).await;
    check("deals:429/20", |error| error.is_none()).await;
}

#[tokio::test(start_paused = true)]
async fn a_cursor_that_repeats_is_never_a_short_answer() {
    check("deals:repeat-cursor*", |error| error == Some(ErrorKind::Protocol)).await;
    // The walk that it strikes may have been at its end.
    check("deals:repeat-cursor@40", |error| matches!(error, None | Some(ErrorKind::Protocol))).await;
}

#[tokio::test]
async fn a_slow_end_is_waited_for_while_the_others_go_on() {
    let slow =
        |query: &str| Delay { path: "/deals".to_owned(), query: query.to_owned(), latency: Duration::from_millis(100) };
    for query in ["sort_by=update_time&sort_direction=asc", "updated_until=", "sort_direction=desc"] {
        let fixture = Fixture::with(SandboxConfig { delays: vec![slow(query)], ..large() }, KEYS).await;
        let first = ids(fixture.expect(SQL).await);
        fixture.requests();
        let second = ids(fixture.expect(SQL).await);
        assert_eq!(first, second, "{query}");
        let requests: Vec<String> = fixture.requests().iter().map(line).collect();
        assert!(requests.iter().any(|request| request.contains(query)), "{query}: {requests:#?}");
        assert!(requests.len() <= first.len() / 10 + 10, "{query}: {} requests", requests.len());
    }
}

/// Reads the account in a context with so many bytes for all queries together.
async fn with_memory(bytes: usize) -> Result<usize, DataFusionError> {
    let sandbox = Sandbox::start(large()).await.unwrap();
    let runtime = RuntimeEnvBuilder::new().with_memory_limit(bytes, 1.0).build_arc().unwrap();
    let ctx = SessionContext::new_with_config_rt(SessionConfig::new(), Arc::clone(&runtime));
    register(&ctx, &format!("{};{KEYS}", sandbox.connection_string())).unwrap();
    let batches = ctx.sql("SELECT id FROM pipedrive.crm.deals").await?.collect().await;
    assert_eq!(runtime.memory_pool.reserved(), 0, "what a scan took it gives back");
    batches.map(|batches| ids(batches.iter().flat_map(texts).collect()).len())
}

#[tokio::test]
async fn little_memory_makes_a_scan_narrow_and_too_little_makes_it_fail() {
    let ample = with_memory(100_000_000).await.unwrap();
    assert_eq!(with_memory(200_000).await.unwrap(), ample);
    let error = with_memory(2_000).await.unwrap_err();
    assert!(matches!(error.find_root(), DataFusionError::ResourcesExhausted(_)), "{error}");
}
