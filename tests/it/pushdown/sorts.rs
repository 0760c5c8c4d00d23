//! Every declared sort: the order of SQL, ascending and descending, whole and cut, over all walks.

use pipedrive_schema::{FilterKind, SortSpec, TableSpec};

use super::values::{held, sample};
use super::{Pair, differ, each_table};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_sort_gives_the_order_of_sql() {
    each_table(async |pair, spec| {
        let mut failures = Vec::new();
        for sort in spec.sorts {
            failures.extend(check(&pair, spec, sort).await.err());
        }
        failures
    })
    .await;
}

async fn check(pair: &Pair, spec: &'static TableSpec, sort: &SortSpec) -> Result<(), String> {
    let key = spec.primary_key.unwrap_or(sort.column);
    let column = sort.column;
    let columns = if key == column { key.to_owned() } else { format!("{column}, {key}") };
    let conditions = conditions(pair, spec, sort).await?;
    for (condition, keeps_nulls_out) in &conditions {
        let from = format!("FROM {} {condition} ORDER BY {column}", spec.name);
        for (direction, limit) in ORDERS {
            same_order(pair, &format!("SELECT {column} {from} {direction} {limit}")).await?;
        }
        for direction in ["ASC", "DESC"] {
            same_order(pair, &format!("SELECT {columns} {from} {direction}, {key} DESC LIMIT 9 OFFSET 3")).await?;
        }
        let pushed = is_pushed(pair, &format!("SELECT {column} {from}")).await;
        let may_push = !sort.nullable || *keeps_nulls_out;
        if pushed && !may_push || !pushed && condition.is_empty() && may_push {
            return Err(format!("SELECT {column} {from}\n  pushed: {pushed}, may be: {may_push}"));
        }
    }
    Ok(())
}

/// Every direction, and limits that end on the first page and on a later one.
const ORDERS: &[(&str, &str)] = &[
    ("ASC", ""),
    ("DESC", ""),
    ("ASC NULLS FIRST", ""),
    ("ASC NULLS LAST", "LIMIT 7"),
    ("DESC NULLS FIRST", "LIMIT 7"),
    ("DESC NULLS LAST", "LIMIT 7 OFFSET 45"),
    ("ASC", "LIMIT 7 OFFSET 45"),
];

/// An error if the order is not that of SQL.
async fn same_order(pair: &Pair, sql: &str) -> Result<(), String> {
    let (on, requests) = pair.pushed(sql).await?;
    let off = pair.plain(sql).await?;
    if on == off { Ok(()) } else { Err(differ(sql, &on, &off, &requests)) }
}

/// Whether the order is asked of the API.
async fn is_pushed(pair: &Pair, sql: &str) -> bool {
    let plan = pair.on.expect(&format!("EXPLAIN {sql}")).await;
    plan.iter().any(|row| row[0] == "pipedrive_requests" && row[1].contains("\n  order:"))
}

/// No condition; a bound that keeps NULLs out; a list that makes several walks.
async fn conditions(pair: &Pair, spec: &'static TableSpec, sort: &SortSpec) -> Result<Vec<(String, bool)>, String> {
    let mut conditions = vec![(String::new(), false)];
    let bound = spec.filters.iter().find(|f| f.column == sort.column && f.kind == FilterKind::Since);
    if let Some(bound) = bound {
        let values = held(pair, spec, sort.column).await?;
        conditions.push((format!("WHERE {} >= {}", sort.column, values[values.len() / 3]), bound.walks.is_empty()));
    }
    if let Some(filter) = spec.filters.iter().find(|f| f.kind == FilterKind::Equals) {
        let values = sample(&held(pair, spec, filter.column).await?).join(", ");
        conditions.push((format!("WHERE {} IN ({values})", filter.column), false));
    }
    Ok(conditions)
}
