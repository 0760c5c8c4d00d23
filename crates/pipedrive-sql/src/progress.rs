//! The line that shows how far a running statement is.

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::time::{Duration, Instant};

use pipedrive_datafusion::{
    Counts, PipedriveScan, PipedriveSession, QueryResult, QueryScope, UploadProgress, WriteProgress,
};

use crate::console::Console;
use crate::wording::{count, counted, grouped, megabytes};
use crate::written::{all, told};

/// The node of a plan that writes.
const WRITE: &str = "PipedriveWrite";
/// A statement that is done sooner needs no progress.
const DELAY: Duration = Duration::from_millis(300);
/// Time between two looks at the counts.
pub(crate) const INTERVAL: Duration = Duration::from_millis(100);
/// Longest wait for the answers to what a cancelled statement has sent.
const ANSWERS: Duration = Duration::from_secs(10);

/// What is known about the statement that is running.
pub(crate) struct Progress<'a> {
    console: &'a Console,
    session: &'a PipedriveSession,
    started: Instant,
    before: Counts,
    /// The tables being read and their accounting, once there is a plan.
    scan: RefCell<Option<(String, Arc<QueryScope>)>>,
    /// Which of the session's statements that wrote was the last before this one.
    last_write: u64,
    /// Whether the plan writes to the account.
    writes: Cell<bool>,
}

impl<'a> Progress<'a> {
    pub(crate) fn new(console: &'a Console, session: &'a PipedriveSession) -> Self {
        Self {
            console,
            session,
            started: Instant::now(),
            before: session.totals(),
            scan: RefCell::default(),
            writes: Cell::new(false),
            last_write: session.write_progress().map(|write| write.number).unwrap_or_default(),
        }
    }

    /// From here on the rows of this result are what is waited for.
    pub(crate) fn follow(&self, result: &QueryResult) {
        let mut tables: Vec<&str> = Vec::new();
        let mut plans = vec![result.plan()];
        while let Some(plan) = plans.pop() {
            if let Some(scan) = plan.downcast_ref::<PipedriveScan>()
                && !tables.contains(&scan.table())
            {
                tables.push(scan.table());
            }
            self.writes.set(self.writes.get() || plan.name() == WRITE);
            plans.extend(plan.children());
        }
        tables.reverse();
        self.scan.replace(Some((tables.join(", "), Arc::clone(result.scope()))));
    }

    /// Whether the statement writes to the account, or calls a procedure that has begun to.
    pub(crate) fn writes(&self) -> bool {
        self.writes.get() || self.written().is_some()
    }

    /// Shows the line, if it is time and there is a terminal to show it on.
    pub(crate) fn show(&self) {
        if !self.console.shows_progress() || self.started.elapsed() < DELAY {
            return;
        }
        let burst = self.session.budget().burst_limit;
        let line = match (self.written(), self.scan.borrow().as_ref()) {
            (Some(WriteProgress { upload: Some(upload), .. }), Some((_, scope))) => {
                uploaded_line(upload, scope.counts(), scope.waiting(), burst)
            }
            (Some(WriteProgress { is_call: true, .. }), Some((_, scope))) => {
                line("", scope.counts(), scope.waiting(), burst)
            }
            (Some(write), Some((_, scope))) => written_line(write, scope.counts(), scope.waiting(), burst),
            (None, Some((tables, scope))) => line(tables, scope.counts(), scope.waiting(), burst),
            (_, None) => line("", self.spent(), None, burst),
        };
        self.console.status(&line);
    }

    /// How far the statement is with its writing; `None` before its first request that writes.
    fn written(&self) -> Option<WriteProgress> {
        self.session.write_progress().filter(|write| write.number > self.last_write)
    }

    /// Waits until what a cancelled statement has sent is answered, and says what became of its rows; nothing if it wrote
    /// none. `goes_on` says whether the session can still be asked afterwards.
    pub(crate) async fn settled(&self, goes_on: bool) -> String {
        if !self.writes() {
            return String::new();
        }
        // What was cancelled stops at its next pause, and may just have begun to write.
        let ended = async {
            loop {
                tokio::time::sleep(INTERVAL).await;
                if self.written().is_none_or(|write| write.ended) {
                    return;
                }
            }
        };
        let answered = tokio::time::timeout(ANSWERS, ended).await.is_ok();
        self.written().map(|write| told(write, &self.session.write_keys(), answered, goes_on)).unwrap_or_default()
    }

    /// All that a failed statement has written, where its error does not name all of it.
    pub(crate) fn unlisted(&self) -> Option<String> {
        self.written()?;
        all(&self.session.write_keys())
    }

    /// What the statement has cost so far, field definitions included.
    pub(crate) fn spent(&self) -> Counts {
        let now = self.session.totals();
        Counts {
            requests: now.requests.saturating_sub(self.before.requests),
            tokens: now.tokens.saturating_sub(self.before.tokens),
            bytes: now.bytes.saturating_sub(self.before.bytes),
            retries: now.retries.saturating_sub(self.before.retries),
            pages: now.pages.saturating_sub(self.before.pages),
            waited: now.waited.saturating_sub(self.before.waited),
            ..now
        }
    }

    /// How long it has been running.
    pub(crate) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}

fn written_line(write: WriteProgress, counts: Counts, waiting: Option<Duration>, burst: Option<u64>) -> String {
    if let Some(wait) = waiting_line(waiting, burst) {
        return wait;
    }
    let written = format!("{} of {} written", grouped(count(write.written)), counted(count(write.rows), "row"));
    let mut parts = vec![written, counted(counts.tokens, "token")];
    if counts.in_flight > 0 {
        parts.push(format!("{} in flight", counts.in_flight));
    }
    parts.join(" · ")
}

/// `1.5 of 10.0 MB sent · 10 tokens`.
fn uploaded_line(upload: UploadProgress, counts: Counts, waiting: Option<Duration>, burst: Option<u64>) -> String {
    if let Some(wait) = waiting_line(waiting, burst) {
        return wait;
    }
    let sent = format!("{} of {} MB sent", megabytes(upload.sent), megabytes(upload.size));
    [sent, counted(counts.tokens, "token")].join(" · ")
}

fn waiting_line(waiting: Option<Duration>, burst: Option<u64>) -> Option<String> {
    let wait = waiting.filter(|wait| !wait.is_zero())?;
    let limit = burst.map(|requests| format!(" ({requests} requests / 2 s)")).unwrap_or_default();
    Some(format!("waiting {:.1} s for the rate limit{limit}", wait.as_secs_f64()))
}

fn line(tables: &str, counts: Counts, waiting: Option<Duration>, burst: Option<u64>) -> String {
    if let Some(wait) = waiting_line(waiting, burst) {
        return wait;
    }
    let mut parts = Vec::new();
    if !tables.is_empty() {
        parts.push(format!("{tables}: {}", counted(counts.rows, "row")));
        parts.push(counted(counts.pages, "page"));
    } else if counts.requests > 0 {
        parts.push(counted(counts.requests, "request"));
    } else {
        return "working …".to_owned();
    }
    parts.push(counted(counts.tokens, "token"));
    if counts.in_flight > 0 {
        parts.push(format!("{} in flight", counts.in_flight));
    }
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_shows_rows_pages_tokens_or_the_wait() {
        let counts = Counts { requests: 70, tokens: 690, pages: 69, rows: 34_500, in_flight: 12, ..Counts::default() };
        let check = |tables, counts, wait: Option<u64>, burst, expect: &str| {
            assert_eq!(line(tables, counts, wait.map(Duration::from_millis), burst), expect);
        };
        check("deals", counts, None, None, "deals: 34,500 rows · 69 pages · 690 tokens · 12 in flight");
        check("deals", Counts::default(), None, None, "deals: 0 rows · 0 pages · 0 tokens");
        check("", counts, None, None, "70 requests · 690 tokens · 12 in flight");
        check("", Counts::default(), None, None, "working …");
        check("deals", counts, Some(1400), None, "waiting 1.4 s for the rate limit");
        check("deals", counts, Some(1400), Some(20), "waiting 1.4 s for the rate limit (20 requests / 2 s)");
        check("deals", Counts::default(), Some(0), None, "deals: 0 rows · 0 pages · 0 tokens");
    }

    fn write(rows: usize, written: usize, unknown: usize) -> WriteProgress {
        WriteProgress { number: 1, rows, written, partly: 0, unknown, ended: false, is_call: false, upload: None }
    }

    #[test]
    fn the_line_of_a_write_shows_the_rows_that_are_written() {
        let counts = Counts { tokens: 6_000, in_flight: 4, ..Counts::default() };
        let check = |counts, wait: Option<u64>, expect: &str| {
            assert_eq!(written_line(write(2_000, 1_200, 4), counts, wait.map(Duration::from_millis), None), expect);
        };
        check(counts, None, "1,200 of 2,000 rows written · 6,000 tokens · 4 in flight");
        check(Counts::default(), None, "1,200 of 2,000 rows written · 0 tokens");
        check(counts, Some(700), "waiting 0.7 s for the rate limit");
    }

    #[test]
    fn the_line_of_an_upload_shows_how_much_is_sent() {
        let counts = Counts { tokens: 10, in_flight: 1, ..Counts::default() };
        let check = |sent, size, wait: Option<u64>, expect: &str| {
            let upload = UploadProgress { sent, size };
            assert_eq!(uploaded_line(upload, counts, wait.map(Duration::from_millis), None), expect);
        };
        check(0, 400, None, "0.0 of 0.0 MB sent · 10 tokens");
        check(1_550_000, 12_345_678, None, "1.5 of 12.3 MB sent · 10 tokens");
        check(0, 400, Some(700), "waiting 0.7 s for the rate limit");
    }
}
