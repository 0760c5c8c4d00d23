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
    let conditions = conditions(pair, spec, sort).await?;
    for (condition, keeps_nulls_out) in conditions {
        for direction in ["ASC", "DESC", "ASC NULLS FIRST", "ASC NULLS LAST", "DESC NULLS FIRST", "DESC NULLS LAST"] {
            for limit in ["", " LIMIT 7", " LIMIT 7 OFFSET 45"] {
                let from = format!("FROM {} {condition} ORDER BY {column} {direction}", spec.name);
                let pushed = same_order(pair, &format!("SELECT {column} {from}{limit}")).await?;
                same_order(pair, &format!("SELECT {column}, {key} {from}, {key} DESC{limit}")).await?;
                let may_push = !sort.nullable || keeps_nulls_out;
                if pushed != may_push {
                    return Err(format!("SELECT {column} {from}{limit}\n  pushed: {pushed}, may be: {may_push}"));
                }
            }
        }
    }
    Ok(())
}

/// Whether the order was asked of the API; an error if it is not that of SQL.
async fn same_order(pair: &Pair, sql: &str) -> Result<bool, String> {
    let (on, requests) = pair.pushed(sql).await?;
    let off = pair.plain(sql).await?;
    if on != off {
        return Err(differ(sql, &on, &off, &requests));
    }
    let (_, plan) =
        pair.on.expect(&format!("EXPLAIN {sql}")).await.pop().map(|mut row| (row.remove(0), row.remove(0))).unwrap();
    Ok(plan.contains("\n  order:"))
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
