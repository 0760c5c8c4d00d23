//! A filter leaves every row that SQL keeps, whatever the conditions.

use pipedrive_datafusion::PipedriveSession;

use super::{KEYS, fixture, plain};
use crate::fixture::{self as common, Fixture, small};

/// Conditions on each table, of every kind that a filter can carry and some that it cannot.
const CONDITIONS: &[(&str, &[&str])] = &[
    (
        "deals",
        &[
            "title LIKE 'R%'",
            "title LIKE '%e%'",
            "title LIKE '%a%l%'",
            "title = 'Renewal'",
            "contains(title, 'new')",
            "owner_id IN (1, 3)",
            "creator_user_id = 2",
            "org_id IS NULL",
            "org_id IS NOT NULL",
            "person_id IN (3, 4, 5, 6, 7, 8)",
            "stage_id = 2",
            "status = 'won'",
            "currency = 'EUR'",
            "probability >= 20",
            "id BETWEEN 20 AND 60",
            "add_time >= '2026-03-01T22:30:00Z'",
            "add_time < '2026-06-01T01:00:00Z'",
            "won_time IS NOT NULL",
            "won_time >= '2026-01-01T00:00:00Z'",
            "expected_close_date > DATE '2026-09-01'",
            "expected_close_date IS NULL",
            "update_time >= '2026-01-01T00:00:00Z'",
            "contract_type = 'Renewal'",
            "contract_type IN ('Renewal', 'Pilot')",
            "contract_type_id = 27",
            "array_has(products_of_interest, 'Hardware')",
            "array_has(products_of_interest_ids, 31)",
            "competitor = 'Globex'",
            "competitor LIKE 'G%'",
            "discount > 12.5",
            "discount = 10",
            "account_manager = 2",
            "renewal_date >= DATE '2026-06-01'",
            "contract_period <= DATE '2026-06-01'",
            "value > 20000",
            "title ILIKE 'r%'",
        ],
    ),
    (
        "persons",
        &[
            "name LIKE 'A%'",
            "last_name LIKE '%s%'",
            "org_id = 7",
            "org_id IS NULL",
            "add_time >= '2026-03-01T23:30:00Z'",
            "birthday_gift = 'Wine'",
            "array_has(languages, 'Deutsch')",
            "met_on > DATE '2026-01-01'",
        ],
    ),
    (
        "organizations",
        &[
            "name LIKE '%Foods%'",
            "employee_count > 500",
            "employee_count IN (1, 2, 3)",
            "owner_id = 2",
            "tier = 'A'",
            "customer_since < DATE '2026-01-01'",
            "vat_number LIKE 'VA%'",
        ],
    ),
    (
        "activities",
        &[
            "subject LIKE '%c%'",
            "due_date = DATE '2026-09-21'",
            "due_date > DATE '2026-09-21'",
            "deal_id IN (1, 2, 3, 4, 5)",
            "org_id IS NULL",
            "marked_as_done_time >= '2026-08-01T00:00:00Z'",
            "done",
        ],
    ),
];

/// Compares a condition with and without filters; tells whether one was saved for it.
async fn check(on: &Fixture, off: &PipedriveSession, table: &str, condition: &str) -> bool {
    let sql = format!("SELECT id FROM {table} WHERE {condition} ORDER BY id");
    on.requests();
    let rows = on.expect(&sql).await;
    let requests: Vec<String> = on.requests().iter().map(common::line).collect();
    assert_eq!(rows, plain(off, &sql).await, "{sql}\n{requests:?}");
    let filtered = requests.iter().any(|request| request.contains("filter_id="));
    let refused = requests.iter().any(|request| request.contains(" 400 ") || request.contains(" 404 "));
    assert!(!refused, "{sql}\n{requests:?}");
    filtered
}

async fn without_pushdown(on: &Fixture) -> PipedriveSession {
    let off = on.session("").await;
    common::rows(&off, "SET pipedrive.pushdown = false").await.unwrap();
    off
}

#[tokio::test]
async fn every_condition_keeps_the_rows_that_sql_keeps() {
    let on = Fixture::with(small(), KEYS).await;
    let off = without_pushdown(&on).await;
    let mut saved = 0;
    for (table, conditions) in CONDITIONS {
        for condition in *conditions {
            saved += usize::from(check(&on, &off, table, condition).await);
        }
    }
    assert!(saved >= 40, "only {saved} conditions were carried by a filter");
}

#[tokio::test]
async fn conditions_joined_in_any_way_keep_the_rows_that_sql_keeps() {
    let on = Fixture::with(small(), KEYS).await;
    let off = without_pushdown(&on).await;
    let mut seed = 7_u64;
    // Numbers in no visible order, the same in every run.
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % below
    };
    let mut saved = 0;
    for (table, conditions) in CONDITIONS {
        for _ in 0..15 {
            let mut pick = || conditions[next(conditions.len())];
            let (a, b, c, d) = (pick(), pick(), pick(), pick());
            let condition = match next(4) {
                0 => format!("({a}) AND ({b})"),
                1 => format!("({a}) OR ({b})"),
                2 => format!("(({a}) OR ({b})) AND (({c}) OR ({d}))"),
                _ => format!("(({a}) AND ({b})) OR (({c}) AND NOT ({d}))"),
            };
            saved += usize::from(check(&on, &off, table, &condition).await);
        }
    }
    assert!(saved >= 15, "only {saved} conditions were carried by a filter");
}

#[tokio::test]
async fn only_what_sql_keeps_is_counted_and_limited() {
    let on = fixture().await;
    let off = without_pushdown(&on).await;
    for sql in [
        "SELECT count(*) FROM deals WHERE title LIKE 'R%' AND owner_id = 1",
        "SELECT sum(value), status FROM deals WHERE competitor LIKE 'G%' GROUP BY status ORDER BY status",
        "SELECT id FROM deals WHERE title LIKE 'R%' AND value > 20000 ORDER BY id LIMIT 3",
        "SELECT id FROM deals WHERE title LIKE 'R%' AND owner_id = 1 AND NOT is_archived ORDER BY id DESC LIMIT 2",
        "SELECT d.id FROM deals d JOIN persons p ON d.person_id = p.id WHERE p.name LIKE 'A%' ORDER BY d.id",
        "SELECT a.id, b.id FROM deals a JOIN deals b ON a.org_id = b.org_id
         WHERE a.title LIKE 'R%' AND b.title LIKE 'R%' ORDER BY 1, 2",
    ] {
        assert_eq!(on.expect(sql).await, plain(&off, sql).await, "{sql}");
    }
}
