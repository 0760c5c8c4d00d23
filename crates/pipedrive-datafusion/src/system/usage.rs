//! `api_usage`: what the session's requests cost so far.

use pipedrive_client::Counts;

use super::{Row, Source, SystemColumn, SystemTable, count, number, perhaps, text};
use crate::system::counted;
use pipedrive_schema::ColumnType;

/// `api_usage`.
pub(super) static API_USAGE: SystemTable = SystemTable {
    name: "api_usage",
    comment: "what this session's requests cost so far, by route; one row where `path` is NULL has the total",
    columns: &[
        text("tablename", "table the route belongs to"),
        text("path", "route; NULL for the total"),
        number("requests", "requests sent, retries and failures included"),
        number("tokens", "API tokens they cost"),
        number("bytes", "bytes that came back"),
        number("retries", "requests that were sent again"),
        number("pages", "pages of lists"),
        SystemColumn {
            name: "waited_seconds",
            data_type: ColumnType::Float64,
            comment: "time spent waiting for the rate limit or before a retry",
        },
        number("tokens_left_today", "API tokens the company has left today, in the total and where the API told"),
    ],
    fields_of: None,
    rows: usage,
};

fn usage(source: &Source<'_>) -> Vec<Row> {
    let client = source.account.client();
    let left = client.budget().daily_remaining.and_then(|left| i64::try_from(left).ok());
    let mut rows: Vec<Row> = Vec::new();
    rows.push(row(None, None, &client.totals(), left));
    rows
}

fn row(table: Option<&str>, path: Option<String>, counts: &Counts, left: Option<i64>) -> Row {
    vec![
        perhaps(table),
        perhaps(path),
        count(counts.requests),
        count(counts.tokens),
        count(counts.bytes),
        count(counts.retries),
        count(counts.pages),
        datafusion::common::ScalarValue::Float64(Some(counts.waited.as_secs_f64())),
        counted(left),
    ]
}
