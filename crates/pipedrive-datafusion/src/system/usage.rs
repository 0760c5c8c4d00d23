//! `sys_endpoints` and `api_usage`: the operations of the API in use, and what they cost so far.

use pipedrive_client::Counts;
use pipedrive_schema::{ColumnType, Endpoint, Paging, RouteSpec, TABLES, TableSpec, endpoints};

use super::{Row, Source, SystemColumn, SystemTable, count, counted, number, perhaps, text, words};
use crate::account::Account;

/// `api_usage`.
pub(super) static API_USAGE: SystemTable = SystemTable {
    name: "api_usage",
    comment: "what this session's requests cost so far, by route; one row where `path` is NULL has the total",
    columns: &[
        text("tablename", "table the route belongs to, the first of several; else the function or procedure"),
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
    source: Source::Session(usage),
};

fn usage(account: &Account) -> Vec<Row> {
    let client = account.client();
    let left = client.budget().daily_remaining.and_then(|left| i64::try_from(left).ok());
    let routes = client.usage();
    let by_route = routes.iter().map(|one| row(owner(&one.route), Some(one.path.clone()), &one.counts, None));
    by_route.chain([row(None, None, &client.totals(), left)]).collect()
}

/// The table whose rows a route gives, else whatever else uses it.
fn owner(route: &RouteSpec) -> Option<&'static str> {
    let same = |other: &RouteSpec| (other.version, other.path) == (route.version, route.path);
    let gives =
        |spec: &&&TableSpec| spec.walks.iter().any(|w| same(&w.route)) || spec.single.as_ref().is_some_and(same);
    let table = TABLES.iter().find(gives).map(|spec| spec.name);
    table.or_else(|| endpoints().into_iter().find(|endpoint| same(&endpoint.route)).map(|endpoint| endpoint.name))
}

/// `sys_endpoints`.
pub(super) static SYS_ENDPOINTS: SystemTable = SystemTable {
    name: "sys_endpoints",
    comment: "operations of the API in use, with the tables, functions and procedures that use them",
    columns: &[
        text("name", "table, function or procedure"),
        text("kind", "`table`, `function` or `procedure`"),
        text("method", "HTTP method"),
        text("path", "path of the operation"),
        text("api_version", "`v1` or `v2`"),
        number("token_cost", "API tokens of one request"),
        text("scopes", "OAuth scopes of which one suffices, separated by commas"),
        text("pagination", "`cursor`, `offset` or `none`"),
    ],
    source: Source::Session(|_| endpoints().iter().map(endpoint).collect()),
};

fn endpoint(endpoint: &Endpoint) -> Row {
    let route = &endpoint.route;
    vec![
        words(endpoint.name),
        words(endpoint.kind.name()),
        words(endpoint.method),
        words(route.full_path()),
        words(route.version.name()),
        count(route.cost),
        words(route.scopes.join(",")),
        words(match route.paging {
            Paging::Cursor { .. } => "cursor",
            Paging::Offset { .. } => "offset",
            Paging::Whole => "none",
        }),
    ]
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
