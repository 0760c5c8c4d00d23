//! The least and greatest value of a column that the API has an order by: one row, and the same as of all rows.

use pipedrive_sandbox::{MissingChangeTimes, Quirks, SandboxConfig};

use super::{Pair, differ};
use crate::fixture::small;

const QUERIES: &[&str] = &[
    "SELECT max(update_time) FROM persons",
    "SELECT min(update_time) FROM persons",
    "SELECT min(update_time), max(update_time) FROM persons",
    "SELECT max(id) FROM deals",
    "SELECT max(id), min(id), max(add_time) FROM deals",
    "SELECT max(update_time) AS newest FROM deals d WHERE NOT d.is_archived",
    "SELECT max(update_time) + interval '1 day', max(id) FROM deals WHERE status = 'won' AND owner_id = 3",
    "SELECT max(update_time) FROM deals WHERE stage_id = 999",
    "SELECT max(update_time) FROM deals WHERE owner_id IN (1, 2)",
    "SELECT max(id) FROM deals WHERE id IN (3, 4, 400)",
    "SELECT max(id) FROM deals WHERE false",
    "SELECT max(update_time) FROM deals WHERE is_deleted",
    "SELECT max(update_time) FROM deals WHERE is_deleted IN (true, false)",
    "SELECT max(update_time) FROM deals WHERE value > 5000",
    "SELECT max(update_time), count(*) FROM deals",
    "SELECT max(value), max(id) FROM deals",
    "SELECT status, max(update_time) FROM deals GROUP BY status ORDER BY status",
    "SELECT max(update_time) FILTER (WHERE owner_id = 3) FROM deals",
    "SELECT id FROM deals WHERE update_time = (SELECT max(update_time) FROM deals)",
    "SELECT (SELECT max(id) FROM persons), (SELECT min(add_time) FROM organizations)",
    "SELECT max(t) FROM (SELECT update_time AS t FROM notes)",
    "SELECT max(add_time), max(update_time) FROM leads",
    "SELECT max(due_date) FROM activities",
    "SELECT max(id) FROM stages HAVING max(id) > 3",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_values_are_those_of_all_rows() {
    for missing_change_times in [MissingChangeTimes::First, MissingChangeTimes::Last, MissingChangeTimes::Nowhere] {
        let quirks = Quirks { missing_change_times, ..Quirks::default() };
        let pair = Pair::of(SandboxConfig { quirks, ..small() }).await;
        let mut failures = Vec::new();
        for sql in QUERIES {
            let off = pair.plain(sql).await.unwrap();
            match pair.pushed(sql).await {
                Ok((on, _)) if on == off => {}
                Ok((on, requests)) => failures.push(differ(sql, &on, &off, &requests)),
                Err(error) => failures.push(error),
            }
        }
        assert!(failures.is_empty(), "{missing_change_times:?}:\n{}", failures.join("\n"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_row_is_read_where_that_costs_less() {
    let quirks = Quirks { missing_change_times: MissingChangeTimes::Last, ..Quirks::default() };
    let pair = Pair::of(SandboxConfig { quirks, ..small() }).await;
    let check = async |sql: &str, expect: &[&str]| {
        pair.pushed(&format!("EXPLAIN {sql}")).await.unwrap();
        let (_, mut requests) = pair.pushed(sql).await.unwrap();
        requests.sort();
        assert_eq!(requests, expect, "{sql}");
    };
    let last = "GET /api/v2/persons?sort_by=id&sort_direction=desc&limit=1 200 10";
    check("SELECT max(id) FROM persons", &[last]).await;
    let first = "GET /api/v2/persons?sort_by=id&sort_direction=asc&limit=1 200 10";
    check("SELECT min(id), max(id) FROM persons", &[first, last]).await;
    let newest = "GET /api/v1/notes?sort=update_time DESC, id ASC&limit=1 200 20";
    check("SELECT max(update_time) AS newest FROM notes n", &[newest]).await;
    let won = "GET /api/v2/deals?status=won&sort_by=add_time&sort_direction=asc&limit=1 200 10";
    check("SELECT min(add_time) FROM deals WHERE status = 'won' AND NOT is_archived", &[won]).await;
    // One page has all of them.
    check("SELECT min(id), max(id) FROM pipelines", &["GET /api/v2/pipelines?limit=50 200 5"]).await;
    // The list by time of change begins with rows that have one.
    let oldest = "GET /api/v2/products?sort_by=update_time&sort_direction=asc&limit=1 200 10";
    check("SELECT min(update_time) FROM products", &[oldest]).await;
}
