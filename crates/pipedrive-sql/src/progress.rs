//! The line that shows how far a running statement is.

use std::cell::RefCell;
use std::sync::Arc;
use std::time::{Duration, Instant};

use pipedrive_datafusion::{Counts, PipedriveScan, PipedriveSession, QueryResult, QueryScope};

use crate::console::Console;
use crate::wording::counted;

/// A statement that is done sooner needs no progress.
const DELAY: Duration = Duration::from_millis(300);
/// Time between two looks at the counts.
pub(crate) const INTERVAL: Duration = Duration::from_millis(100);

/// What is known about the statement that is running.
pub(crate) struct Progress<'a> {
    console: &'a Console,
    session: &'a PipedriveSession,
    started: Instant,
    before: Counts,
    /// The tables being read and their accounting, once there is a plan.
    scan: RefCell<Option<(String, Arc<QueryScope>)>>,
}

impl<'a> Progress<'a> {
    pub(crate) fn new(console: &'a Console, session: &'a PipedriveSession) -> Self {
        Self { console, session, started: Instant::now(), before: session.totals(), scan: RefCell::default() }
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
            plans.extend(plan.children());
        }
        tables.reverse();
        self.scan.replace(Some((tables.join(", "), Arc::clone(result.scope()))));
    }

    /// Shows the line, if it is time and there is a terminal to show it on.
    pub(crate) fn show(&self) {
        if !self.console.shows_progress() || self.started.elapsed() < DELAY {
            return;
        }
        let burst = self.session.budget().burst_limit;
        let line = match self.scan.borrow().as_ref() {
            Some((tables, scope)) => line(tables, scope.counts(), scope.waiting(), burst),
            None => line("", self.spent(), None, burst),
        };
        self.console.status(&line);
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

fn line(tables: &str, counts: Counts, waiting: Option<Duration>, burst: Option<u64>) -> String {
    if let Some(wait) = waiting.filter(|wait| !wait.is_zero()) {
        let limit = burst.map(|requests| format!(" ({requests} requests / 2 s)")).unwrap_or_default();
        return format!("waiting {:.1} s for the rate limit{limit}", wait.as_secs_f64());
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
}
