//! Requests that take longer than others.

use std::time::Duration;

/// A further delay of the requests that match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delay {
    /// What their path ends with, such as `/deals/archived`.
    pub path: String,
    /// What their query holds, as the request log shows it: `updated_since=2026-01-01`; empty for every query.
    pub query: String,
    /// Added to [`latency`](crate::SandboxConfig::latency) and jitter.
    pub latency: Duration,
}

impl Delay {
    /// Whether a request is one of those.
    pub(crate) fn covers(&self, path: &str, query: &str) -> bool {
        path.ends_with(&self.path) && query.contains(&self.query)
    }
}
