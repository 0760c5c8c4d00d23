//! A small sandbox account with a session on it, and the requests that reached it.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use arrow::array::RecordBatch;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use pipedrive_datafusion::{Error, PipedriveSession};
use pipedrive_sandbox::{RequestRecord, Sandbox, SandboxConfig};

/// The data's present: 2026-09-21T00:00:00Z.
pub(crate) const NOW: i64 = 1_789_948_800;

/// A statement that waits longer than this hangs, on the clock of the test, which may be paused.
const LONGEST_WAIT: Duration = Duration::from_mins(15);

/// A statement that works longer than this goes round in circles, on the real clock.
const LONGEST_WORK: Duration = Duration::from_mins(5);

/// An account of 120 deals whose limits never bite.
pub(crate) fn small() -> SandboxConfig {
    SandboxConfig { deals: 120, seed: 7, now: Some(NOW), unlimited: true, ..SandboxConfig::default() }
}

/// A session on a sandbox account.
pub(crate) struct Fixture {
    pub(crate) sandbox: Sandbox,
    pub(crate) session: PipedriveSession,
    shown: AtomicUsize,
}

impl Fixture {
    /// The small account.
    pub(crate) async fn new() -> Self {
        Self::with(small(), "").await
    }

    /// That account, opened with further keys in the connection string.
    pub(crate) async fn with(config: SandboxConfig, keys: &str) -> Self {
        let sandbox = Sandbox::start(config).await.unwrap();
        let session = PipedriveSession::connect(&format!("{};{keys}", sandbox.connection_string())).await.unwrap();
        Self { sandbox, session, shown: AtomicUsize::new(0) }
    }

    /// A second session on the same account.
    pub(crate) async fn session(&self, keys: &str) -> PipedriveSession {
        PipedriveSession::connect(&format!("{};{keys}", self.sandbox.connection_string())).await.unwrap()
    }

    /// The rows of a statement as text.
    pub(crate) async fn rows(&self, sql: &str) -> Result<Vec<Vec<String>>, Error> {
        rows(&self.session, sql).await
    }

    /// The rows of a statement that must not fail.
    pub(crate) async fn expect(&self, sql: &str) -> Vec<Vec<String>> {
        self.rows(sql).await.unwrap_or_else(|error| panic!("{sql}\n{}", describe(&error)))
    }

    /// The first column of a statement that must not fail.
    pub(crate) async fn column(&self, sql: &str) -> Vec<String> {
        self.expect(sql).await.into_iter().map(|mut row| row.swap_remove(0)).collect()
    }

    /// The requests since the last call.
    pub(crate) fn requests(&self) -> Vec<RequestRecord> {
        let all = self.sandbox.requests();
        let shown = self.shown.swap(all.len(), Ordering::Relaxed);
        all.into_iter().skip(shown).collect()
    }
}

/// The rows of a statement as text; fails the test if it hangs.
pub(crate) async fn rows(session: &PipedriveSession, sql: &str) -> Result<Vec<Vec<String>>, Error> {
    let run = async { session.query(sql).await?.collect().await };
    let ends = tokio::time::timeout(LONGEST_WAIT, guarded(sql, run)).await;
    let batches = ends.unwrap_or_else(|_| panic!("hangs: {sql}"))?;
    Ok(batches.iter().flat_map(texts).collect())
}

/// The same future, which fails the test when it works for too long: a paused clock never comes to that end.
async fn guarded<F: Future>(sql: &str, future: F) -> F::Output {
    let began = Instant::now();
    let mut future = pin!(future);
    poll_fn(|context| {
        assert!(began.elapsed() < LONGEST_WORK, "goes round in circles: {sql}");
        future.as_mut().poll(context)
    })
    .await
}

/// Every value of a batch as text, NULL as `NULL`.
pub(crate) fn texts(batch: &RecordBatch) -> Vec<Vec<String>> {
    let options = FormatOptions::new().with_null("NULL");
    let columns: Vec<ArrayFormatter<'_>> =
        batch.columns().iter().map(|array| ArrayFormatter::try_new(array, &options).unwrap()).collect();
    (0..batch.num_rows()).map(|row| columns.iter().map(|column| column.value(row).to_string()).collect()).collect()
}

/// One request as `GET /api/v2/deals?limit=500 200 10`: what was asked, the status and the tokens.
pub(crate) fn line(record: &RequestRecord) -> String {
    let query = if record.query.is_empty() { String::new() } else { format!("?{}", record.query) };
    format!("{} {}{query} {} {}", record.method, record.path, record.status, record.tokens)
}

/// A request that writes, with its body.
pub(crate) fn written(record: &RequestRecord) -> String {
    let query = if record.query.is_empty() { String::new() } else { format!("?{}", record.query) };
    let body = record.body.as_ref().map(|body| format!(" {body}")).unwrap_or_default();
    format!("{} {}{query}{body} {} {}", record.method, record.path, record.status, record.tokens)
}

/// An error with all that users see of it.
pub(crate) fn describe(error: &Error) -> String {
    let hints = error.hints().iter().fold(String::new(), |all, hint| all + "\nhint: " + hint);
    format!("[{}] {error}{hints}", error.sqlstate())
}
