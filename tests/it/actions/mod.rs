//! Procedures that write, end to end: what is sent, what is there afterwards, and what no mistake can do.

mod conversions;
mod files;
mod lost;
mod records;
mod safety;
mod sources;

use crate::fixture::{Fixture, written};

/// The requests since the last call, those that only read as `GET …` and without their answers.
fn sent(fixture: &Fixture) -> Vec<String> {
    let line = |record: &pipedrive_sandbox::RequestRecord| {
        if record.method == "GET" { format!("GET {}", record.path) } else { written(record) }
    };
    fixture.requests().iter().map(line).collect()
}

/// Calls a procedure and compares its row and what was sent.
async fn check(fixture: &Fixture, call: &str, row: &[&str], requests: &[&str]) {
    fixture.requests();
    assert_eq!(fixture.expect(call).await, [row], "{call}");
    assert_eq!(sent(fixture), requests, "{call}");
}

/// The one value of a query.
async fn one(fixture: &Fixture, sql: &str) -> String {
    let mut rows = fixture.column(sql).await;
    assert_eq!(rows.len(), 1, "{sql}");
    rows.remove(0)
}
