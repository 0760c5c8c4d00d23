//! Pushdown on and pushdown off give the same rows, for every filter and every sort that a table declares.
//!
//! The cases are made from the tables' data and from what the account holds, so a filter that is added later is
//! tested without a line here.

mod extremes;
mod incremental;
mod newest;
mod predicates;
mod selects;
mod sorts;
mod values;

use std::sync::Arc;

use futures::stream::{self, StreamExt};
use pipedrive_datafusion::PipedriveSession;
use pipedrive_sandbox::SandboxConfig;
use pipedrive_schema::{TABLES, TableSpec};

use crate::fixture::{self, Fixture, describe, small};

/// Tables compared at a time: more would only wait for each other, and longer than a statement may take.
const AT_ONCE: usize = 6;

/// One account with two sessions, of which one lets the API do what it can.
struct Pair {
    on: Fixture,
    off: PipedriveSession,
}

impl Pair {
    /// Pages of 50 rows, so that no table of the account fits on one.
    async fn new() -> Self {
        Self::of(small()).await
    }

    /// The account for one table: a small one where each parent takes a request.
    async fn for_table(spec: &TableSpec) -> Self {
        let deals = if spec.parent.is_some() { 30 } else { small().deals };
        Self::of(SandboxConfig { deals, ..small() }).await
    }

    async fn of(config: SandboxConfig) -> Self {
        let on = Fixture::with(config, "PageSize=50").await;
        let off = on.session("").await;
        fixture::rows(&off, "SET pipedrive.pushdown = false").await.unwrap();
        // Without pushdown nobody's children are asked for by name.
        for session in [&on.session, &off] {
            fixture::rows(session, "SET pipedrive.allow_fan_out = true").await.unwrap();
        }
        Self { on, off }
    }

    /// The rows of a query without pushdown.
    async fn plain(&self, sql: &str) -> Result<Vec<Vec<String>>, String> {
        fixture::rows(&self.off, sql).await.map_err(|error| format!("{sql}\n  off: {}", describe(&error)))
    }

    /// The rows of a query with pushdown, and the requests it sent.
    async fn pushed(&self, sql: &str) -> Result<(Vec<Vec<String>>, Vec<String>), String> {
        self.on.requests();
        let rows = self.on.rows(sql).await.map_err(|error| format!("{sql}\n  on: {}", describe(&error)))?;
        Ok((rows, self.on.requests().iter().map(fixture::line).collect()))
    }
}

/// What is different, short enough to read.
fn differ(sql: &str, on: &[Vec<String>], off: &[Vec<String>], requests: &[String]) -> String {
    let only = |one: &[Vec<String>], other: &[Vec<String>]| {
        let rows: Vec<String> =
            one.iter().filter(|row| !other.contains(row)).take(5).map(|row| row.join(" ")).collect();
        rows.join("; ")
    };
    format!(
        "{sql}\n  {} rows on, {} rows off; only on: {}; only off: {}\n  requests: {}",
        on.len(),
        off.len(),
        only(on, off),
        only(off, on),
        requests.join(", ")
    )
}

/// Runs a check for every table and shows all failures together.
async fn each_table<F, Checked>(check: F)
where
    F: Fn(Arc<Pair>, &'static TableSpec) -> Checked,
    Checked: Future<Output = Vec<String>> + Send + 'static,
{
    let check = &check;
    let running = TABLES
        .iter()
        .map(async |&spec| tokio::spawn(check(Arc::new(Pair::for_table(spec).await), spec)).await.unwrap());
    let all: Vec<Vec<String>> = stream::iter(running).buffer_unordered(AT_ONCE).collect().await;
    let failures: Vec<String> = all.into_iter().flatten().collect();
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}
