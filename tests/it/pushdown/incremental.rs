//! Reading what changed: the bounds that are sent, and that a copy kept up to date by them is the table.

use std::collections::BTreeMap;

use pipedrive_schema::{FilterKind, TABLES};

use super::{Pair, differ};
use crate::fixture::small;

/// Keys with their times of change; rows without one are not among them.
async fn rows(pair: &Pair, table: &str, condition: &str) -> (BTreeMap<String, String>, Vec<String>) {
    let sql = format!("SELECT id, update_time FROM {table} WHERE {condition}");
    let (rows, requests) = pair.pushed(&sql).await.unwrap();
    (rows.into_iter().map(|mut row| (row.swap_remove(0), row.swap_remove(0))).collect(), requests)
}

/// A copy as of each time of change, brought up to date from there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_brought_up_to_date_is_the_table_and_the_boundary_row_is_there_once() {
    let pair = Pair::of(small()).await;
    let has_bound = |filter: &pipedrive_schema::FilterSpec| filter.kind == FilterKind::Since;
    for spec in TABLES.iter().filter(|spec| spec.filters.iter().any(has_bound)) {
        let (all, _) = rows(&pair, spec.name, "update_time IS NOT NULL").await;
        let mut times: Vec<&String> = all.values().collect();
        times.sort();
        for place in [0, times.len() / 2, times.len() - 1] {
            let mut copy: BTreeMap<String, String> = all
                .iter()
                .filter(|(_, time)| *time <= times[place])
                .map(|(id, time)| (id.clone(), time.clone()))
                .collect();
            let latest = copy.values().max().unwrap().clone();
            let at_boundary: Vec<String> =
                copy.iter().filter(|(_, time)| **time == latest).map(|(id, _)| id.clone()).collect();
            let (changed, requests) = rows(&pair, spec.name, &format!("update_time >= '{latest}'")).await;
            assert!(requests.iter().any(|request| request.contains("updated_since=")), "{requests:?}");
            assert!(at_boundary.iter().all(|id| changed.contains_key(id)), "{}: {at_boundary:?}", spec.name);
            copy.extend(changed);
            assert_eq!(copy, all, "{} since {latest}", spec.name);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bounds_of_every_form_keep_the_same_rows() {
    let pair = Pair::of(small()).await;
    let mut failures = Vec::new();
    for table in ["deals", "leads", "notes", "products"] {
        let (all, _) = rows(&pair, table, "update_time IS NOT NULL").await;
        let mut times: Vec<&String> = all.values().collect();
        times.sort();
        let (low, middle) = (times[times.len() / 4], times[times.len() / 2]);
        let conditions = [
            format!("update_time = '{middle}'"),
            format!("update_time IN ('{low}', '{middle}')"),
            format!("update_time = '{low}' OR update_time = '{middle}'"),
            format!("update_time BETWEEN '{low}' AND '{middle}'"),
            format!("update_time > '{low}' AND update_time <= '{middle}'"),
            format!("update_time > timestamp '{low}' - INTERVAL '1 microsecond' AND update_time < '{middle}'"),
            format!("update_time >= timestamp '{}+02:00'", low.trim_end_matches('Z')),
            format!("update_time NOT IN ('{low}')"),
            "update_time IN (NULL)".to_owned(),
        ];
        for condition in conditions {
            let sql = format!("SELECT id FROM {table} WHERE {condition} ORDER BY id");
            let off = pair.plain(&sql).await.unwrap();
            match pair.pushed(&sql).await {
                Ok((on, _)) if on == off => {}
                Ok((on, requests)) => failures.push(differ(&sql, &on, &off, &requests)),
                Err(error) => failures.push(error),
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[tokio::test]
async fn an_instant_sends_both_its_bounds() {
    let pair = Pair::of(small()).await;
    let check = async |condition: &str, expect: &str| {
        pair.pushed("EXPLAIN SELECT id FROM deals").await.unwrap();
        let (_, requests) = rows(&pair, "deals", &format!("NOT is_archived AND {condition}")).await;
        assert_eq!(requests, [format!("GET /api/v2/deals?{expect}&limit=50 200 10")], "{condition}");
    };
    let window = |since: &str, until: &str| format!("updated_since=2026-0{since}Z&updated_until=2026-0{until}Z");
    check("update_time = '2026-08-01T12:00:00Z'", &window("8-01T12:00:00", "8-01T12:00:01")).await;
    check("update_time = '2026-08-01T12:00:00.25Z'", &window("8-01T12:00:00", "8-01T12:00:01")).await;
    check("update_time IN ('2026-08-03', '2026-08-01', '2026-08-02')", &window("8-01T00:00:00", "8-03T00:00:01")).await;
    check("update_time BETWEEN '2026-08-01' AND '2026-08-02'", &window("8-01T00:00:00", "8-02T00:00:01")).await;
}
