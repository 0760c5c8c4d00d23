//! Joins that ask for keys only: the same rows as without, and the requests they take.

use datafusion::physical_plan::displayable;
use pipedrive_datafusion::PipedriveSession;
use pipedrive_sandbox::{RequestRecord, SandboxConfig};

use crate::fixture::{self, Fixture, small};

/// Queries whose joins may narrow scans.
const JOINS: &[&str] = &[
    "SELECT d.id, p.name FROM deals d JOIN persons p ON p.id = d.person_id WHERE d.stage_id = 2",
    "SELECT d.id, p.name FROM persons p JOIN deals d ON p.id = d.person_id WHERE d.stage_id = 2",
    "SELECT d.id, p.name, o.name FROM deals d JOIN persons p ON p.id = d.person_id \
     JOIN organizations o ON o.id = p.org_id WHERE d.owner_id = 3",
    "SELECT d.id, p.name, o.name FROM organizations o JOIN persons p ON o.id = p.org_id \
     JOIN deals d ON p.id = d.person_id WHERE d.owner_id = 3",
    "SELECT d.id, p.name, o.name FROM deals d LEFT JOIN persons p ON p.id = d.person_id \
     LEFT JOIN organizations o ON o.id = d.org_id WHERE d.stage_id = 2",
    "SELECT d.id, p.id FROM persons p LEFT JOIN deals d ON d.person_id = p.id WHERE p.id < 10",
    "SELECT d.id, p.id FROM deals d RIGHT JOIN persons p ON d.person_id = p.id AND d.stage_id = 2",
    "SELECT d.id, p.id FROM deals d FULL JOIN persons p ON d.person_id = p.id AND d.stage_id = 2",
    "SELECT d.id, p.id FROM deals d LEFT JOIN persons p ON d.person_id = p.id AND p.owner_id = 3 WHERE d.stage_id = 2",
    "SELECT id FROM persons WHERE id IN (SELECT person_id FROM deals WHERE stage_id = 2)",
    "SELECT id FROM persons p WHERE EXISTS (SELECT 1 FROM deals d WHERE d.person_id = p.id AND d.status = 'won')",
    "SELECT id FROM persons p WHERE NOT EXISTS (SELECT 1 FROM deals d WHERE d.person_id = p.id AND d.stage_id = 2)",
    "SELECT id FROM deals d WHERE d.stage_id = 2 AND NOT EXISTS \
     (SELECT 1 FROM persons p WHERE p.id = d.person_id AND p.owner_id = 3)",
    "SELECT id FROM persons WHERE id NOT IN (SELECT person_id FROM deals WHERE stage_id = 2)",
    "SELECT id FROM persons WHERE id NOT IN (SELECT person_id FROM deals WHERE stage_id = 2 AND person_id IS NOT NULL)",
    "SELECT id FROM deals WHERE stage_id = 2 AND person_id NOT IN (SELECT id FROM persons WHERE owner_id = 3)",
    "SELECT id FROM deals WHERE stage_id = 2 AND (person_id IN (SELECT id FROM persons WHERE owner_id = 3) OR id < 9)",
    "SELECT d.id, (SELECT name FROM persons p WHERE p.id = d.person_id) FROM deals d WHERE d.stage_id = 2",
    "SELECT d.id, p.id FROM deals d JOIN persons p ON p.id = d.person_id WHERE d.stage_id = 2 AND d.title = 'nothing'",
    "SELECT id FROM persons WHERE id IN (SELECT person_id FROM deals WHERE stage_id = 2 AND title = 'nothing')",
    "SELECT v.id, p.id FROM (VALUES (1), (1), (NULL), (2), (-3), (0), (999999), (5000000000)) v(id) \
     JOIN persons p ON p.id = v.id",
    "SELECT v.id, d.id FROM (VALUES (1), (1), (NULL), (2), (-3), (0), (999999), (5000000000)) v(id) \
     JOIN deals d ON d.person_id = v.id",
    "SELECT v.id, d.id FROM (VALUES (3), (NULL), (4)) v(id) JOIN deals d ON d.person_id IS NOT DISTINCT FROM v.id",
    "SELECT person_id FROM deals INTERSECT SELECT id FROM persons WHERE id IN (3, 4, 5)",
    "SELECT id FROM persons INTERSECT SELECT person_id FROM deals WHERE stage_id = 2",
    "SELECT id FROM persons EXCEPT SELECT person_id FROM deals WHERE stage_id = 2",
    "SELECT l.id, a.id FROM leads l JOIN activities a ON a.lead_id = l.id",
    "SELECT l.title, n.id FROM notes n JOIN leads l ON l.id = n.lead_id WHERE n.id < 80",
    "SELECT a.id, b.id FROM deals a JOIN deals b ON a.person_id = b.person_id AND a.id < b.id WHERE a.stage_id = 2",
    "SELECT a.id, b.title FROM deals a JOIN deals b ON a.id = b.id WHERE a.owner_id = 3",
    "SELECT d.id, p.id FROM deals d JOIN persons p ON p.id = d.person_id AND p.org_id = d.org_id WHERE d.stage_id = 2",
    "SELECT d.id, p.id FROM persons p JOIN deals d ON p.owner_id = d.owner_id AND p.org_id = d.org_id WHERE p.id < 20",
    "SELECT p.id, d.id FROM (SELECT id FROM persons WHERE id < 4 UNION ALL SELECT id FROM organizations WHERE id = 5) p \
     JOIN deals d ON d.person_id = p.id",
    "SELECT d.id, p.id FROM deals d JOIN (SELECT id FROM persons WHERE owner_id = 3 UNION ALL SELECT id FROM persons \
     WHERE owner_id = 4) p ON p.id = d.person_id WHERE d.stage_id = 2",
    "SELECT d.id, c.n FROM persons d JOIN (SELECT person_id, count(*) n FROM deals GROUP BY person_id) c \
     ON c.person_id = d.id WHERE d.id IN (3, 4, 5)",
    "SELECT p.id, d.id, d.is_archived FROM persons p JOIN deals d ON d.person_id = p.id \
     WHERE p.id IN (3, 4, 5) AND d.is_archived",
    "SELECT v.id, d.is_archived FROM (SELECT DISTINCT deal_id AS id FROM activities WHERE done) v JOIN deals d \
     ON d.id = v.id AND NOT d.is_archived",
    "SELECT v.id, d.status FROM (VALUES (1), (13), (26), (39), (52), (65), (78), (91), (104), (117)) v(id) \
     JOIN deals d ON d.id = v.id",
    "SELECT v.id, d.status FROM (VALUES (1), (13), (26), (39), (52), (65), (78), (91), (104), (117)) v(id) \
     JOIN deals d ON d.id = v.id AND d.is_deleted IN (true, false)",
    "SELECT v.id, d.status FROM (VALUES (1), (13), (26), (39), (52), (65), (78), (91), (104), (117)) v(id) \
     JOIN deals d ON d.id = v.id AND d.status = 'open' AND d.value > 100",
    "SELECT v.id, d.id FROM (VALUES (3), (4), (5)) v(id) JOIN deals d ON d.person_id = v.id AND d.owner_id IN (1, 3)",
    "SELECT v.id, d.id FROM (VALUES (3), (4), (5)) v(id) JOIN deals d ON d.owner_id = v.id AND d.id IN (5, 6, 7, 8, 9)",
    "SELECT v.id, d.id FROM (VALUES (7), (8), (77)) v(id) JOIN deals d ON d.id = v.id AND d.id IN (5, 6, 7, 8, 9)",
    "SELECT p.id, d.id FROM (SELECT * FROM deals ORDER BY id LIMIT 5) d JOIN persons p ON p.id = d.person_id",
    "SELECT d.id, v.id FROM (SELECT id FROM deals ORDER BY id DESC LIMIT 5) d JOIN (VALUES (3), (110), (120)) v(id) \
     ON d.id = v.id",
    "SELECT d.id, v.id FROM (SELECT id FROM deals WHERE title LIKE '%a%' ORDER BY id LIMIT 5) d \
     JOIN (VALUES (3), (110), (120)) v(id) ON d.id = v.id",
    "SELECT d.id, d.n FROM (SELECT id, row_number() OVER (ORDER BY id) n FROM deals) d \
     JOIN (VALUES (30), (110)) v(id) ON d.id = v.id",
    "SELECT p.id, d.id FROM deals d JOIN persons p ON p.id = d.person_id WHERE d.stage_id = 2 ORDER BY p.id, d.id",
    "SELECT p.id, d.id FROM deals d JOIN persons p ON p.id = d.person_id WHERE d.stage_id = 2 ORDER BY p.id, d.id LIMIT 3",
    "SELECT max(p.id), min(p.id) FROM deals d JOIN persons p ON p.id = d.person_id WHERE d.stage_id = 2",
    "SELECT title FROM deals ORDER BY value DESC, id LIMIT 3",
    "WITH RECURSIVE r(id, n) AS (SELECT id, 1 FROM persons WHERE id = 3 UNION ALL \
     SELECT p.id, r.n + 1 FROM r JOIN persons p ON p.id = r.id + 1 WHERE r.n < 5) SELECT id, n FROM r",
];

async fn sorted(fixture: &Fixture, keys: &str, pushdown: bool, sql: &str) -> Vec<Vec<String>> {
    let session = fixture.session(keys).await;
    if !pushdown {
        fixture::rows(&session, "SET pipedrive.pushdown = false").await.unwrap();
    }
    let mut rows = fixture::rows(&session, sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    rows.sort();
    rows
}

#[tokio::test]
async fn joins_give_the_same_rows_with_and_without_keys_handed_down() {
    let fixture = Fixture::new().await;
    for keys in ["", "PageSize=7;ArchivedRecords=Exclude;DeletedRecords=Include"] {
        for sql in JOINS {
            let plain = sorted(&fixture, keys, false, sql).await;
            assert_eq!(sorted(&fixture, keys, true, sql).await, plain, "{keys} {sql}");
        }
    }
}

/// The paths asked for, without fields, each with how often.
fn paths(requests: &[RequestRecord]) -> Vec<(String, usize)> {
    let mut paths: Vec<(String, usize)> = Vec::new();
    for path in requests.iter().map(|record| &record.path).filter(|path| !path.ends_with("Fields")) {
        match paths.iter_mut().find(|(known, _)| known == path) {
            Some((_, times)) => *times += 1,
            None => paths.push((path.clone(), 1)),
        }
    }
    paths.sort();
    paths
}

/// Runs a query on a new session of a bigger account and compares how often each list was asked for.
async fn check_requests(fixture: &Fixture, sql: &str, expect: &[(&str, usize)]) {
    let session = fixture.session("").await;
    fixture.requests();
    fixture::rows(&session, sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    let expect: Vec<(String, usize)> = expect.iter().map(|(path, times)| ((*path).to_owned(), *times)).collect();
    assert_eq!(paths(&fixture.requests()), expect, "{sql}");
}

async fn count(fixture: &Fixture, sql: &str) -> usize {
    fixture.column(sql).await[0].parse().unwrap()
}

#[tokio::test]
async fn a_join_takes_a_request_for_each_hundred_keys_on_each_side() {
    let fixture = Fixture::with(SandboxConfig { deals: 4000, ..small() }, "").await;
    let open = "stage_id = 2 AND status = 'open' AND NOT is_archived";
    let deals = count(&fixture, &format!("SELECT count(*) FROM deals WHERE {open}")).await;
    let persons = count(&fixture, &format!("SELECT count(DISTINCT person_id) FROM deals WHERE {open}")).await;
    let organizations = count(&fixture, &format!("SELECT count(DISTINCT org_id) FROM deals WHERE {open}")).await;
    assert!((101..=500).contains(&deals) && persons > 100 && organizations > 30, "{deals} {persons} {organizations}");
    let both = "SELECT d.title, p.name, o.name FROM deals d LEFT JOIN persons p ON p.id = d.person_id \
                LEFT JOIN organizations o ON o.id = d.org_id WHERE d.stage_id = 2 AND d.status = 'open' \
                AND NOT d.is_archived";
    let requests = [
        ("/api/v2/deals", 1),
        ("/api/v2/organizations", organizations.div_ceil(100)),
        ("/api/v2/persons", persons.div_ceil(100)),
    ];
    check_requests(&fixture, both, &requests).await;
    check_requests(&fixture, &both.replace("LEFT JOIN", "JOIN"), &requests).await;

    let products = "SELECT d.title, x.name FROM deals d JOIN deal_products x ON x.deal_id = d.id \
                    WHERE d.stage_id = 2 AND d.status = 'open' AND NOT d.is_archived";
    let requests = [("/api/v2/deals", 1), ("/api/v2/deals/products", deals.div_ceil(100))];
    check_requests(&fixture, products, &requests).await;

    let won = "d.status = 'won' AND NOT d.is_archived AND d.update_time >= '2026-06-01'";
    let persons = format!("SELECT count(DISTINCT person_id), count(*) FROM deals d WHERE {won}");
    let row = fixture.expect(&persons).await.swap_remove(0);
    let (persons, deals): (usize, usize) = (row[0].parse().unwrap(), row[1].parse().unwrap());
    assert!(persons > 100, "{persons}");
    let exists =
        format!("SELECT p.name FROM persons p WHERE EXISTS (SELECT 1 FROM deals d WHERE d.person_id = p.id AND {won})");
    let requests = [("/api/v2/deals", deals.div_ceil(500)), ("/api/v2/persons", persons.div_ceil(100))];
    check_requests(&fixture, &exists, &requests).await;
}

#[tokio::test]
async fn beyond_what_pays_and_beyond_what_a_join_hands_down_it_is_the_list() {
    let fixture = Fixture::new().await;
    for (keys, requests) in [(100, 1), (101, 2), (5900, 59), (5901, 1), (10_001, 1)] {
        let sql = format!("SELECT p.id FROM generate_series(1, {keys}) v(id) JOIN persons p ON p.id = v.id");
        check_requests(&fixture, &sql, &[("/api/v2/persons", requests)]).await;
    }
}

#[tokio::test]
async fn a_limit_on_tokens_holds_for_requests_that_go_out_together() {
    let fixture = Fixture::new().await;
    let sql = "SELECT p.id FROM generate_series(1, 1000) v(id) JOIN persons p ON p.id = v.id";
    fixture.expect(sql).await;
    assert_eq!(fixture.requests().iter().filter(|record| record.path == "/api/v2/persons").count(), 10);
    fixture.expect("SET pipedrive.max_tokens_per_query = 35").await;
    let error = fixture.rows(sql).await.unwrap_err();
    assert!(error.to_string().contains("more than the 35"), "{error}");
    assert!(error.hints().iter().any(|hint| hint.starts_with("read until then: ")), "{:?}", error.hints());
    assert!(fixture.requests().len() <= 3);
}

#[tokio::test]
async fn a_reserve_of_the_day_holds_for_requests_that_go_out_together() {
    let config = SandboxConfig { daily_budget: Some(200), unlimited: false, ..small() };
    let fixture = Fixture::with(config, "MaxConcurrentRequests=8").await;
    fixture.expect("SELECT id FROM persons LIMIT 1").await;
    fixture.expect("SET pipedrive.min_tokens_left = 150").await;
    let error = fixture.rows("SELECT p.id FROM generate_series(1, 1000) v(id) JOIN persons p ON p.id = v.id").await;
    assert!(error.unwrap_err().to_string().contains("are to stay"));
    let spent: u32 = fixture.requests().iter().map(|record| record.tokens).sum();
    assert!(spent <= 50, "{spent}");
}

/// Checks which table a join reads first, whose keys the other side is then asked for.
async fn check_first(session: &PipedriveSession, sql: &str, expect: &str) {
    let plan = session.query(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    let text = displayable(plan.plan().as_ref()).indent(false).to_string();
    let after = text.split("HashJoinExec").nth(1).unwrap_or_default();
    let first = after.split("PipedriveScan: ").nth(1).and_then(|rest| rest.split(',').next());
    assert_eq!(first, Some(expect), "{sql}\n{text}");
}

#[tokio::test]
async fn the_side_that_leaves_fewer_keys_is_read_first_however_a_join_is_written() {
    let fixture = Fixture::new().await;
    let session = &fixture.session;
    for (sql, expect) in [
        ("SELECT 1 FROM deals d JOIN persons p ON p.id = d.person_id WHERE d.stage_id = 2", "deals"),
        ("SELECT 1 FROM persons p JOIN deals d ON p.id = d.person_id WHERE d.stage_id = 2", "deals"),
        ("SELECT 1 FROM persons p JOIN deals d ON p.id = d.person_id WHERE d.title LIKE 'A%'", "deals"),
        ("SELECT 1 FROM deals d JOIN persons p ON p.id = d.person_id WHERE p.id IN (3, 4)", "persons"),
        ("SELECT 1 FROM deals d JOIN persons p ON p.id = d.person_id WHERE p.name = 'Rosa'", "persons"),
        ("SELECT 1 FROM deals d JOIN stages s ON s.id = d.stage_id", "stages"),
        ("SELECT 1 FROM activities a JOIN users u ON u.id = a.owner_id", "users"),
        ("SELECT 1 FROM deal_products x JOIN deals d ON d.id = x.deal_id", "deals"),
        ("SELECT 1 FROM deal_followers x JOIN deals d ON d.id = x.deal_id WHERE d.owner_id = 3", "deals"),
        ("SELECT 1 FROM persons p JOIN (SELECT person_id FROM deals LIMIT 10) d ON d.person_id = p.id", "deals"),
        (
            "SELECT 1 FROM persons p JOIN (SELECT person_id, count(*) FROM deals WHERE owner_id = 3 GROUP BY 1) d \
          ON d.person_id = p.id",
            "deals",
        ),
        (
            "SELECT 1 FROM persons p WHERE EXISTS (SELECT 1 FROM deals d WHERE d.person_id = p.id AND d.stage_id = 2)",
            "deals",
        ),
        (
            "SELECT 1 FROM persons p WHERE p.id IN (SELECT person_id FROM deals d WHERE d.update_time > '2026-09-01')",
            "deals",
        ),
        ("SELECT 1 FROM notes n JOIN leads l ON l.id = n.lead_id WHERE n.user_id = 3", "notes"),
    ] {
        check_first(session, sql, expect).await;
    }
}
