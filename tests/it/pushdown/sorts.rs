//! Every declared sort: the order of SQL, ascending and descending, whole and cut, over all walks.

use pipedrive_schema::{FilterKind, Nulls, SortSpec, TableSpec};

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
    for condition in &conditions(pair, spec, sort).await? {
        let from = format!("FROM {} {condition} ORDER BY {column}", spec.name);
        for (direction, limit) in ORDERS {
            same_order(pair, &format!("SELECT {column} {from} {direction} {limit}")).await?;
        }
        for direction in ["ASC", "DESC"] {
            same_order(pair, &format!("SELECT {columns} {from} {direction}, {key} DESC LIMIT 9 OFFSET 3")).await?;
        }
        if condition.is_empty() {
            // What moves when a record changes, in an order or from one list to another, is taken from one page, and so
            // only where that has enough.
            let moves = sort.moves || spec.walks.len() > 1;
            let whole = (sort.nulls != Nulls::Any).then_some(if moves { "sorted" } else { "order" });
            claims(pair, &format!("SELECT {column} {from}"), whole).await?;
            claims(pair, &format!("SELECT {column} {from} LIMIT 7"), whole.map(|_| "order")).await?;
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

/// An error if the plan does not say that the API sorts (`order`) or the scan does (`sorted`), as it should.
async fn claims(pair: &Pair, sql: &str, expect: Option<&str>) -> Result<(), String> {
    let plan = pair.on.expect(&format!("EXPLAIN {sql}")).await;
    let text = plan.iter().find(|row| row[0] == "pipedrive_requests").map_or("", |row| &row[1]);
    let claim = ["order", "sorted"].into_iter().find(|name| text.contains(&format!("\n  {name}:")));
    if claim == expect { Ok(()) } else { Err(format!("{sql}\n  claims {claim:?} instead of {expect:?}\n{text}")) }
}

/// No condition; a bound that keeps NULLs out; a list that makes several walks.
async fn conditions(pair: &Pair, spec: &'static TableSpec, sort: &SortSpec) -> Result<Vec<String>, String> {
    let mut conditions = vec![String::new()];
    let bound = spec.filters.iter().find(|f| f.column == sort.column && f.kind == FilterKind::Since);
    if bound.is_some() {
        let values = held(pair, spec, sort.column).await?;
        conditions.push(format!("WHERE {} >= {}", sort.column, values[values.len() / 3]));
    }
    if let Some(filter) = spec.filters.iter().find(|f| f.kind == FilterKind::Equals) {
        let values = sample(&held(pair, spec, filter.column).await?).join(", ");
        conditions.push(format!("WHERE {} IN ({values})", filter.column));
    }
    Ok(conditions)
}
