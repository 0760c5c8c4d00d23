//! Children in larger accounts, beside each other, in a host's context, and where the account lacks what they take.

use datafusion::prelude::{SessionConfig, SessionContext};
use pipedrive_datafusion::{Error, ErrorKind, PipedriveSession, register};
use pipedrive_sandbox::{Deal, DealStatus, MissingAddOn, Quirks, RequestRecord, Sandbox, SandboxConfig};

use crate::fixture::{Fixture, describe, small, texts};

/// More deals than a join may leave to a table that takes a request for each of them.
fn large() -> SandboxConfig {
    SandboxConfig { deals: 900, ..small() }
}

/// Requests below deals, without those for the deals and their fields.
fn of_children(requests: &[RequestRecord]) -> Vec<&RequestRecord> {
    requests
        .iter()
        .filter(|request| request.path.matches('/').count() > 4 || request.query.contains("deal_ids="))
        .collect()
}

/// How many keys stand in lists of them.
fn keys(requests: &[&RequestRecord]) -> usize {
    let lists = requests.iter().flat_map(|request| request.query.split('&'));
    lists.filter_map(|parameter| parameter.strip_prefix("deal_ids=")).map(|list| list.split(',').count()).sum()
}

/// Checks the kind, parts of the message and a part of the hints.
fn check<T>(result: Result<T, Error>, kind: ErrorKind, parts: &[&str], hint: &str) {
    let error = result.err().unwrap_or_else(|| panic!("no error where {parts:?} was due"));
    assert_eq!(error.kind(), kind, "{}", describe(&error));
    assert!(parts.iter().all(|part| error.to_string().contains(part)), "{}", describe(&error));
    assert!(error.hints().join("\n").contains(hint), "{}", describe(&error));
}

#[tokio::test]
async fn a_join_of_hundreds_asks_for_its_keys_in_hundreds() {
    let fixture = Fixture::with(large(), "").await;
    let matching: usize = fixture.column("SELECT count(*) FROM deals WHERE status = 'won'").await[0].parse().unwrap();
    assert!(matching > 150, "{matching} deals: DataFusion hands down 150 keys without being told");
    let expect = fixture
        .column("SELECT count(*) FROM deal_products WHERE deal_id IN (SELECT id FROM deals WHERE status = 'won')")
        .await;
    fixture.requests();
    let sql = "SELECT count(*) FROM deals d JOIN deal_products p ON p.deal_id = d.id WHERE d.status = 'won'";
    assert_eq!(fixture.column(sql).await, expect);
    let requests = fixture.requests();
    let children = of_children(&requests);
    assert_eq!((children.len(), keys(&children)), (matching.div_ceil(100), matching));
}

#[tokio::test]
async fn a_join_that_leaves_too_many_is_refused_before_the_first_of_them() {
    let fixture = Fixture::with(large(), "").await;
    let sql = "SELECT count(*) FROM deals d JOIN deal_followers f ON f.deal_id = d.id WHERE d.id > 0";
    let deals = fixture.column("SELECT count(*) FROM deals").await;
    fixture.requests();
    let parts = ["`deal_followers`", &deals[0], "requests"];
    check(fixture.rows(sql).await, ErrorKind::TokenLimit, &parts, "SET pipedrive.allow_fan_out = true");
    assert_eq!(of_children(&fixture.requests()), [] as [&RequestRecord; 0]);
    fixture.expect("SET pipedrive.allow_fan_out = true").await;
    assert!(fixture.column(sql).await[0].parse::<usize>().unwrap() > 0);
    assert_eq!(of_children(&fixture.requests()).len().to_string(), deals[0]);
}

#[tokio::test]
async fn keys_that_are_written_out_are_not_counted() {
    let fixture = Fixture::with(large(), "").await;
    let ids = fixture.column("SELECT id FROM deals ORDER BY id LIMIT 510").await.join(", ");
    fixture.requests();
    fixture.expect(&format!("SELECT count(*) FROM deal_followers WHERE deal_id IN ({ids})")).await;
    assert_eq!(of_children(&fixture.requests()).len(), 510);
}

#[tokio::test]
async fn rows_come_in_the_order_of_the_keys_however_many_are_asked_for_at_once() {
    let fixture = Fixture::with(small(), "").await;
    let ids = fixture.column("SELECT id FROM deals ORDER BY id LIMIT 40").await.join(", ");
    let sql = format!("SELECT deal_id, user_id FROM deal_followers WHERE deal_id IN ({ids})");
    let mut found = Vec::new();
    for keys in ["MaxConcurrentRequests=1", "MaxConcurrentRequests=7", "PageSize=1"] {
        found.push(crate::fixture::rows(&fixture.session(keys).await, &sql).await.unwrap());
    }
    let deals: Vec<u32> = found[0].iter().map(|row| row[0].parse().unwrap()).collect();
    assert!(deals.is_sorted(), "{deals:?}");
    assert!(found.iter().all(|rows| *rows == found[0]), "{found:?}");
}

#[tokio::test]
async fn a_limit_counts_over_all_parents_and_ends_with_the_last_row_wanted() {
    let fixture = Fixture::new().await;
    fixture.expect("SET pipedrive.allow_fan_out = true").await;
    for limit in [0, 1, 2, 5, 17] {
        fixture.requests();
        let rows = fixture.expect(&format!("SELECT deal_id FROM deal_followers LIMIT {limit}")).await;
        assert_eq!(rows.len(), limit);
        let requests = fixture.requests();
        // Deals without followers are asked about too, but none after the last row.
        let last = rows.last().map(|row| format!("/deals/{}/followers", row[0]));
        let asked = of_children(&requests).last().map(|request| request.path.clone());
        assert_eq!(asked.map(|path| path.replace("/api/v2", "")), last, "LIMIT {limit}");
    }
}

#[tokio::test]
async fn a_program_of_its_own_joins_children_as_well() {
    let sandbox = Sandbox::start(large()).await.unwrap();
    for partitions in [1, 4] {
        let ctx = SessionContext::new_with_config(SessionConfig::new().with_target_partitions(partitions));
        register(&ctx, &sandbox.connection_string()).unwrap();
        let sql = "SELECT count(*) FROM pipedrive.crm.deals d JOIN pipedrive.crm.deal_followers f ON f.deal_id = d.id \
                   WHERE d.stage_id = 2";
        let before = sandbox.requests().len();
        let batches = ctx.sql(sql).await.unwrap().collect().await.unwrap();
        let rows: Vec<Vec<String>> = batches.iter().flat_map(texts).collect();
        let account = sandbox.account();
        let deals = account.deals().filter(|deal| deal.stage_id == 2 && !deal.is_deleted).count();
        assert!(rows[0][0].parse::<usize>().unwrap() > 0, "{rows:?}");
        let requests = sandbox.requests().split_off(before);
        assert_eq!(of_children(&requests).len(), deals, "{partitions} partitions");
        let sql = "SELECT count(*) FROM pipedrive.crm.deals d JOIN pipedrive.crm.deal_products p ON p.deal_id = d.id \
                   WHERE d.status = 'won'";
        let before = sandbox.requests().len();
        ctx.sql(sql).await.unwrap().collect().await.unwrap();
        let won = account.deals().filter(|deal| deal.status == DealStatus::Won && !deal.is_deleted).count();
        assert!(won > 150, "{won} deals: DataFusion hands down 150 keys without being told");
        let requests = sandbox.requests().split_off(before);
        assert_eq!(keys(&of_children(&requests)), won, "{partitions} partitions");
        let refused = ctx.sql("SELECT * FROM pipedrive.crm.deal_followers").await.unwrap().collect().await;
        check(refused.map_err(Error::from), ErrorKind::TokenLimit, &["`deal_followers`"], "allow_fan_out");
    }
}

#[tokio::test]
async fn all_children_are_those_of_the_deals_that_are_listed_and_a_deleted_deal_is_asked_for_by_its_key() {
    let fixture = Fixture::new().await;
    let count = async |session: &PipedriveSession, condition: &str| -> usize {
        let sql = format!("SELECT count(*) FROM deal_products {condition}");
        crate::fixture::rows(session, &sql).await.unwrap()[0][0].parse().unwrap()
    };
    let those = async |wanted: fn(&Deal) -> bool| {
        let ids: Vec<String> =
            fixture.sandbox.account().deals().filter(wanted).map(|deal| deal.id.to_string()).collect();
        count(&fixture.session, &format!("WHERE deal_id IN ({})", ids.join(", "))).await
    };
    let (alive, deleted) = (those(|deal| !deal.is_deleted).await, those(|deal| deal.is_deleted).await);
    let archived = those(|deal| deal.is_archived && !deal.is_deleted).await;
    assert!(alive > archived && archived > 0 && deleted > 0, "{alive} {archived} {deleted}");
    for keys in ["", "ArchivedRecords=Exclude", "ArchivedRecords=Include"] {
        assert_eq!(count(&fixture.session(keys).await, "").await, alive, "{keys}");
    }
    assert_eq!(count(&fixture.session("DeletedRecords=Include").await, "").await, alive + deleted);
}

#[tokio::test]
async fn a_join_with_all_parents_is_refused_however_few_they_are() {
    let fixture = Fixture::new().await;
    for sql in [
        "SELECT count(*) FROM deals d JOIN deal_followers f ON f.deal_id = d.id",
        "SELECT d.title, f.user_id FROM deals d LEFT JOIN deal_followers f ON f.deal_id = d.id ORDER BY d.title",
        "SELECT count(*) FROM deal_followers WHERE deal_id IN (SELECT id FROM deals)",
        "SELECT deal_id FROM deal_stage_history LIMIT 5",
        "EXPLAIN ANALYZE SELECT * FROM deal_status_history",
    ] {
        check(fixture.rows(sql).await, ErrorKind::TokenLimit, &["a request for each deal"], "allow_fan_out");
    }
    assert_eq!(of_children(&fixture.requests()), [] as [&RequestRecord; 0]);
    for condition in ["d.stage_id = 2", "d.title LIKE 'A%'", "d.id IN (5, 6)"] {
        let sql = format!("SELECT count(*) FROM deals d JOIN deal_followers f ON f.deal_id = d.id WHERE {condition}");
        assert_eq!(fixture.expect(&sql).await.len(), 1);
    }
    fixture.expect("SELECT * FROM (SELECT id FROM deals LIMIT 2) d JOIN deal_followers f ON f.deal_id = d.id").await;
    assert!(!fixture.expect("SELECT stage_id FROM deal_stage_history WHERE deal_id = 5").await.is_empty());
}

#[tokio::test]
async fn what_a_recursive_query_repeats_has_no_join_that_names_parents() {
    let fixture = Fixture::new().await;
    let sql = "WITH RECURSIVE r(id) AS (SELECT 5 UNION ALL SELECT f.user_id FROM r JOIN deal_followers f \
               ON f.deal_id = r.id WHERE r.id > 100000) SELECT count(*) FROM r";
    check(fixture.rows(sql).await, ErrorKind::TokenLimit, &["a request for each deal"], "allow_fan_out");
}

#[tokio::test]
async fn a_subquery_that_is_read_in_full_is_refused_with_a_way_to_write_it_otherwise() {
    let fixture = Fixture::new().await;
    let sql = "SELECT id FROM deals WHERE stage_id = 2 AND id NOT IN (SELECT deal_id FROM deal_followers)";
    check(fixture.rows(sql).await, ErrorKind::TokenLimit, &["a request for each deal"], "`NOT EXISTS (…)`");
    let sql = "SELECT id FROM deals d WHERE stage_id = 2 AND NOT EXISTS \
               (SELECT 1 FROM deal_followers f WHERE f.deal_id = d.id)";
    fixture.expect(sql).await;
}

#[tokio::test]
async fn a_list_beside_a_join_costs_at_most_the_list() {
    let fixture = Fixture::new().await;
    let ids: Vec<String> = (1..=10).map(|id| id.to_string()).collect();
    let sql = format!(
        "SELECT count(*) FROM deals d JOIN deal_followers f ON f.deal_id = d.id \
         WHERE f.deal_id IN ({}) AND d.stage_id = 2",
        ids.join(", ")
    );
    let expect = fixture.expect(&sql).await;
    fixture.expect("SET pipedrive.max_tokens_per_query = 90").await;
    assert_eq!(fixture.expect(&sql).await, expect);
}

#[tokio::test]
async fn a_limit_on_children_that_come_in_batches_is_expected_to_end_the_walk_over_their_parents() {
    let fixture = Fixture::new().await;
    fixture.expect("SELECT id FROM deals LIMIT 0").await;
    fixture.expect("SET pipedrive.max_tokens_per_query = 25").await;
    assert_eq!(fixture.expect("SELECT id FROM deal_products LIMIT 7").await.len(), 7);
    let plan = fixture.expect("EXPLAIN SELECT id FROM deal_products LIMIT 7").await;
    assert!(plan.concat().concat().contains("Total estimate: about 2 requests, 20 tokens"), "{plan:?}");
}

#[tokio::test]
async fn an_add_on_that_is_missing_is_named_and_hides_nothing_else() {
    let answers = [
        (MissingAddOn::Forbidden, ErrorKind::PermissionDenied, "403"),
        (MissingAddOn::PaymentRequired, ErrorKind::PlanLimit, "402"),
        (MissingAddOn::NotFound, ErrorKind::NotFound, "404"),
    ];
    for (missing_add_on, kind, status) in answers {
        let quirks = Quirks { missing_add_on, ..Quirks::default() };
        let config = SandboxConfig { projects_add_on: false, quirks, ..small() };
        let fixture = Fixture::with(config, "").await;
        for sql in [
            "SELECT * FROM projects",
            "SELECT id FROM boards",
            "SELECT title FROM tasks WHERE id = 5",
            "SELECT id FROM phases WHERE board_id = 1",
            "SELECT * FROM project_plan WHERE project_id = 5",
        ] {
            check(fixture.rows(sql).await, kind, &[status], "needs the Projects add-on");
        }
        let columns = "SELECT count(*) > 0 FROM information_schema.columns WHERE table_name IN ('projects', 'deals')";
        assert_eq!(fixture.column(columns).await, ["true"]);
        assert_eq!(fixture.expect("SELECT id FROM deals LIMIT 1").await.len(), 1);
    }
}

#[tokio::test]
async fn a_user_who_is_no_admin_is_told_what_takes_one() {
    let fixture = Fixture::with(SandboxConfig { admin: false, ..small() }, "").await;
    for table in ["roles", "permission_sets", "webhooks"] {
        let sql = format!("SELECT * FROM {table}");
        check(fixture.rows(&sql).await, ErrorKind::PermissionDenied, &["403"], "needs an admin");
    }
    assert!(!fixture.expect("SELECT * FROM users").await.is_empty());
}

#[tokio::test]
async fn what_was_spent_is_told_for_parents_and_children() {
    let fixture = Fixture::new().await;
    let deals = fixture.column("SELECT count(*) FROM deals WHERE stage_id = 2").await;
    let check = async |sql: &str, child: &str| {
        let plan = fixture.expect(&format!("EXPLAIN ANALYZE {sql}")).await;
        let text = plan.iter().map(|row| row.join(" ")).collect::<Vec<_>>().join("\n");
        let line = text.lines().find(|line| line.contains("PipedriveScan: deal_")).unwrap();
        assert!(line.contains(child), "{line}");
    };
    let join = "SELECT count(*) FROM deals d JOIN deal_followers f ON f.deal_id = d.id WHERE d.stage_id = 2";
    check(join, &format!("api_requests={}", deals[0])).await;
    // Two pages of parents, and two batches of their children.
    check("SELECT count(*) FROM deal_products", "api_requests=4").await;
}
