//! The record of what clients asked and what it cost them.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Serialize, Serializer};
use serde_json::Value;
use tokio::sync::Notify;

/// One request the sandbox answered, or refused to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RequestRecord {
    /// HTTP method.
    pub method: String,
    /// Path with its version prefix.
    pub path: String,
    /// Query in readable form, percent-decoded, in the order it came; secrets in it are masked.
    pub query: String,
    /// JSON body of a write, or the fields of a form, with secrets masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// `authorization_code` or `refresh_token`, for requests to `/oauth/token`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant_type: Option<&'static str>,
    /// HTTP status; 0 when the connection closed without an answer.
    pub status: u16,
    /// API tokens charged; refused requests cost none.
    pub tokens: u32,
    /// Time until the answer was ready, latency included.
    #[serde(rename = "duration_ms", serialize_with = "milliseconds")]
    pub duration: Duration,
}

fn milliseconds<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(duration.as_secs_f64() * 1000.0)
}

/// The latest requests.
#[derive(Debug, Default)]
pub(crate) struct RequestLog {
    records: Mutex<VecDeque<RequestRecord>>,
    pushed: Notify,
}

impl RequestLog {
    /// Requests kept; older ones are forgotten, so that a long-running sandbox stays small.
    pub(crate) const CAPACITY: usize = 100_000;

    pub(crate) fn push(&self, record: RequestRecord) {
        let mut records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        if records.len() == Self::CAPACITY {
            records.pop_front();
        }
        records.push_back(record);
        drop(records);
        self.pushed.notify_waiters();
    }

    /// Waits until there is a request to that path.
    pub(crate) async fn wait_for(&self, path: &str) {
        loop {
            // Before looking, so that one that comes in between is not missed.
            let pushed = self.pushed.notified();
            if self.all().iter().any(|record| record.path == path) {
                return;
            }
            pushed.await;
        }
    }

    pub(crate) fn all(&self) -> Vec<RequestRecord> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    pub(crate) fn clear(&self) {
        self.records.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
