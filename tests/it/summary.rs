//! Counts and sums of deals from `/deals/summary`: the same answers as the rows give, for fewer tokens.
//!
//! Small pages make a small account expensive to read, so that the summary pays.

use pipedrive_datafusion::{ErrorKind, PipedriveSession, register};
use pipedrive_sandbox::{Quirks, SandboxConfig, WorthlessDeals};

use datafusion::prelude::{SessionConfig, SessionContext};

use crate::fixture::{Fixture, describe, line, rows, small, texts};

/// An account that takes dozens of pages of forty.
fn sizable() -> SandboxConfig {
    SandboxConfig { deals: 2_000, ..small() }
}

/// Sessions on one account: one that uses the summary, one that reads rows.
struct Account {
    fixture: Fixture,
    by_rows: PipedriveSession,
}

impl Account {
    async fn new(config: SandboxConfig) -> Self {
        let fixture = Fixture::with(config, "PageSize=40").await;
        let by_rows = fixture.session("AggregatePushdown=Off").await;
        fixture.expect("EXPLAIN SELECT * FROM deals").await;
        rows(&by_rows, "EXPLAIN SELECT * FROM deals").await.unwrap();
        fixture.requests();
        Self { fixture, by_rows }
    }

    /// The account after the comparison that the first use begins with.
    async fn proven(config: SandboxConfig) -> Self {
        let account = Self::new(config).await;
        account.same("SELECT count(*) FROM deals WHERE NOT is_archived").await;
        account
    }

    /// Checks that a query has the same rows on both ways, and tells the requests for summaries and those for lists.
    async fn same(&self, sql: &str) -> (usize, usize) {
        let (summaries, lists, _) = self.looked(sql).await;
        (summaries, lists)
    }

    /// The same, with the looks at what changed while archived deals were counted.
    async fn looked(&self, sql: &str) -> (usize, usize, usize) {
        let mut summed = self.fixture.expect(sql).await;
        let requests = self.fixture.requests();
        let mut read = rows(&self.by_rows, sql).await.unwrap_or_else(|error| panic!("{sql}\n{}", describe(&error)));
        assert!(self.fixture.requests().iter().all(|request| !request.path.contains("summary")), "{sql}");
        if !sql.contains("ORDER BY") {
            summed.sort();
            read.sort();
        }
        assert_eq!(summed.len(), read.len(), "{sql}\n{summed:?}\n{read:?}");
        for (one, other) in summed.iter().flatten().zip(read.iter().flatten()) {
            assert!(is_same(one, other), "{sql}\n{summed:?}\n{read:?}");
        }
        let (summaries, lists): (Vec<_>, Vec<_>) = requests.iter().partition(|r| r.path.ends_with("/deals/summary"));
        let of_deals = lists.iter().filter(|r| r.path.ends_with("/deals")).count();
        let looks = lists.iter().filter(|r| r.path.ends_with("/deals") && r.query.contains("updated_since")).count();
        (summaries.len(), of_deals - looks, looks)
    }
}

/// Sums of floating-point numbers depend on the order, in their last digits.
fn is_same(one: &str, other: &str) -> bool {
    match (one.parse::<f64>(), other.parse::<f64>()) {
        (Ok(a), Ok(b)) => (a - b).abs() <= 0.01_f64.max(1e-9 * a.abs()),
        _ => one == other,
    }
}

#[tokio::test]
async fn summaries_answer_what_the_rows_would() {
    let account = Account::proven(SandboxConfig { deals: 4_000, ..small() }).await;
    for (requests, sql) in [
        (1, "SELECT count(*) FROM deals WHERE NOT is_archived"),
        (1, "SELECT count(1), count(id), sum(value) FROM deals WHERE is_archived = false"),
        (1, "SELECT sum(value) FROM deals"),
        (1, "SELECT count(*), sum(value) FROM deals WHERE status = 'won' AND NOT is_archived AND currency = 'EUR'"),
        (1, "SELECT sum(value) FROM deals WHERE currency IN ('EUR', 'CRD') AND is_archived IN (true, false)"),
        (1, "SELECT count(*), sum(value) FROM deals WHERE currency = 'XXX' AND NOT is_archived"),
        (1, "SELECT currency, count(*) FROM deals WHERE currency = 'XXX' AND NOT is_archived GROUP BY currency"),
        (1, "SELECT count(*), sum(value) FROM deals WHERE NOT is_archived AND pipeline_id = 99"),
        (1, "SELECT currency, sum(value), count(*) FROM deals GROUP BY currency"),
        (1, "SELECT DISTINCT currency FROM deals WHERE NOT is_deleted"),
        (3, "SELECT status, count(*), sum(value) FROM deals GROUP BY status"),
        (3, "SELECT sum(value), currency, status FROM deals WHERE NOT is_archived GROUP BY 2, 3"),
        (3, "SELECT status, count(*) FROM deals GROUP BY 1 HAVING count(*) > 600 ORDER BY 2 DESC LIMIT 1"),
        (3, "SELECT count(DISTINCT status) FROM deals"),
        (2, "SELECT status, sum(value) FROM deals WHERE status IN ('won', 'lost') AND NOT is_archived GROUP BY 1"),
        (1, "SELECT sum(value) FROM deals WHERE status IN ('won', 'lost', 'open') AND NOT is_archived"),
        (1, "SELECT sum(value) FROM deals WHERE status IN ('won', 'open') AND status = 'open' AND NOT is_archived"),
        (2, "SELECT pipeline_id, count(*) FROM deals WHERE pipeline_id IN (2, 3) GROUP BY pipeline_id"),
        (1, "SELECT pipeline_id + 1, currency, count(*) FROM deals WHERE pipeline_id = 1 GROUP BY pipeline_id, 2"),
        (1, "SELECT o, n FROM (SELECT pipeline_id AS o, count(*) AS n FROM deals d GROUP BY pipeline_id) WHERE o = 3"),
        (
            1,
            "SELECT count(*) FROM (SELECT pipeline_id AS s, value AS v FROM deals WHERE NOT is_archived) x WHERE s = 2",
        ),
        (
            1,
            "SELECT p.name, d.n FROM pipelines p JOIN (SELECT pipeline_id, count(*) AS n FROM deals \
             WHERE pipeline_id = 2 GROUP BY 1) d ON d.pipeline_id = p.id",
        ),
        (3, "SELECT status, sum(count(*)) OVER () FROM deals GROUP BY status"),
        (1, "SELECT name FROM pipelines WHERE id < (SELECT count(*) FROM deals WHERE NOT is_archived)"),
        (
            2,
            "SELECT count(*) FROM deals WHERE NOT is_archived UNION ALL SELECT count(*) FROM deals WHERE NOT is_archived",
        ),
    ] {
        let looks = usize::from(!sql.contains("archived") || sql.contains("true, false"));
        assert_eq!(account.looked(sql).await, (requests, 0, looks), "{sql}");
    }
}

#[tokio::test]
async fn what_a_summary_does_not_tell_is_read() {
    let account = Account::proven(sizable()).await;
    for sql in [
        "SELECT avg(value) FROM deals",
        "SELECT count(value) FROM deals",
        "SELECT min(value), max(value) FROM deals",
        "SELECT sum(DISTINCT value) FROM deals",
        "SELECT count(DISTINCT owner_id) FROM deals",
        "SELECT sum(probability) FROM deals",
        "SELECT sum(value + 1) FROM deals",
        "SELECT sum(value) + avg(value) FROM deals",
        "SELECT count(*) FILTER (WHERE status = 'won') FROM deals",
        "SELECT count(*) FROM deals WHERE value > 0",
        "SELECT count(*) FROM deals WHERE status <> 'won'",
        "SELECT count(*) FROM deals WHERE status = 'won' OR owner_id = 1",
        "SELECT count(*) FROM deals WHERE status IN ('won', 'deleted')",
        "SELECT count(*) FROM deals WHERE is_deleted",
        "SELECT count(*) FROM deals WHERE is_archived",
        "SELECT count(*) FROM deals WHERE currency IS NULL",
        "SELECT count(*) FROM deals WHERE lower(currency) = 'eur'",
        "SELECT count(*) FROM deals WHERE update_time > '2026-01-01'",
        "SELECT count(*) FROM deals WHERE id IN (1, 2)",
        "SELECT count(*) FROM deals WHERE filter_id = 1",
        "SELECT stage_id, count(*) FROM deals GROUP BY stage_id",
        "SELECT owner_id, count(*) FROM deals GROUP BY owner_id",
        "SELECT is_archived, count(*) FROM deals GROUP BY is_archived",
        "SELECT status, currency, count(*) FROM deals GROUP BY ROLLUP (status, currency)",
        "SELECT count(*) FROM (SELECT id FROM deals LIMIT 5)",
        "SELECT count(*) FROM deals d JOIN persons p ON p.id = d.person_id",
        "SELECT u.id, (SELECT count(*) FROM deals d WHERE d.owner_id = u.id) FROM users u",
        "SELECT count(*) FROM leads",
    ] {
        let plan = account.fixture.expect(&format!("EXPLAIN {sql}")).await;
        assert!(!plan.iter().flatten().any(|text| text.contains("PipedriveSummary")), "{sql}\n{plan:?}");
    }
    assert!(account.fixture.requests().iter().all(|request| request.path.ends_with("Fields")));
}

#[tokio::test]
async fn the_first_use_compares_a_slice_and_the_next_does_not() {
    let account = Account::new(sizable()).await;
    let sql = "SELECT count(*), sum(value) FROM deals WHERE status = 'won' AND NOT is_archived AND currency = 'EUR'";
    let fixture = &account.fixture;
    fixture.expect(sql).await;
    let requests: Vec<String> = fixture.requests().iter().map(line).collect();
    let [first, slices @ .., slice, answer] = requests.as_slice() else { panic!("{requests:?}") };
    assert_eq!(first, "GET /api/v2/deals?status=won&limit=40 200 10");
    assert!(slices.iter().all(|slice| slice.starts_with("GET /api/v2/deals?stage_id=")), "{requests:?}");
    assert!((1..=3).contains(&slices.len()), "{requests:?}");
    assert!(slice.starts_with("GET /api/v1/deals/summary?") && slice.contains("stage_id="), "{requests:?}");
    assert_eq!(answer, "GET /api/v1/deals/summary?status=won 200 40");
    fixture.expect(sql).await;
    let requests: Vec<String> = fixture.requests().iter().map(line).collect();
    assert_eq!(requests, ["GET /api/v1/deals/summary?status=won 200 40"]);
    assert_eq!(account.same(sql).await, (1, 0));
}

#[tokio::test]
async fn one_request_counts_the_won_deals_of_a_big_account() {
    let fixture = Fixture::with(SandboxConfig { deals: 100_000, ..small() }, "").await;
    let sql = "SELECT count(*), sum(value) FROM deals WHERE status='won' AND NOT is_archived AND currency='EUR'";
    fixture.expect(sql).await;
    fixture.requests();
    let rows = fixture.expect(sql).await;
    let requests: Vec<String> = fixture.requests().iter().map(line).collect();
    assert_eq!(requests, ["GET /api/v1/deals/summary?status=won 200 40"]);
    let won = |d: &pipedrive_sandbox::Deal| d.status.name() == "won" && !d.is_archived && d.currency == "EUR";
    let values: Vec<f64> = fixture.sandbox.account().deals().filter(won).map(|deal| deal.value).collect();
    assert_eq!(rows[0][0], values.len().to_string());
    assert!(is_same(&rows[0][1], &values.iter().sum::<f64>().to_string()));
}

#[tokio::test]
async fn a_small_account_is_read_as_before() {
    let fixture = Fixture::new().await;
    let whole = "SELECT status, count(*), sum(value) FROM deals GROUP BY status ORDER BY 1";
    fixture.expect("EXPLAIN SELECT * FROM deals").await;
    fixture.requests();
    let lists = ["GET /api/v2/deals?limit=500 200 10", "GET /api/v2/deals/archived?limit=500 200 20"];
    for _ in 0..2 {
        let rows = fixture.expect(whole).await;
        let mut requests: Vec<String> = fixture.requests().iter().map(line).collect();
        requests.sort_by_key(String::len);
        assert_eq!(requests, lists);
        fixture.expect("SET pipedrive.aggregate_pushdown = false").await;
        let read = fixture.expect(whole).await;
        fixture.requests();
        fixture.expect("SET pipedrive.aggregate_pushdown = true").await;
        assert!(rows.iter().flatten().zip(read.iter().flatten()).all(|(one, other)| is_same(one, other)));
    }
}

/// An account whose summaries differ from its list: right answers, one comparison, no use of the summary after it.
async fn check_given_up(quirks: Quirks) {
    let account = Account::new(SandboxConfig { quirks, ..sizable() }).await;
    let sql = "SELECT count(*), sum(value) FROM deals WHERE pipeline_id = 1 AND NOT is_archived";
    let (summaries, lists) = account.same(sql).await;
    assert!(summaries <= 2 && lists > 10, "{quirks:?} {summaries} {lists}");
    let (summaries, lists) = account.same(sql).await;
    assert!(summaries == 0 && lists > 10, "{quirks:?} {summaries} {lists}");
}

#[tokio::test]
async fn a_summary_that_counts_differently_is_given_up() {
    check_given_up(Quirks { summary_counts_worthless: false, ..Quirks::default() }).await;
}

#[tokio::test]
async fn deals_without_a_currency_are_read() {
    check_given_up(Quirks { worthless_deals: WorthlessDeals::NullCurrency, ..Quirks::default() }).await;
}

#[tokio::test]
async fn deals_without_a_value_are_summed_up_as_rows_are() {
    let quirks = Quirks { worthless_deals: WorthlessDeals::NullValue, ..Quirks::default() };
    let account = Account::new(SandboxConfig { quirks, ..sizable() }).await;
    for sql in [
        "SELECT count(*), sum(value) FROM deals WHERE NOT is_archived",
        "SELECT currency, count(*), sum(value) FROM deals GROUP BY currency",
        "SELECT status, currency, count(*), sum(value) FROM deals GROUP BY 1, 2",
        "SELECT owner_id, currency, sum(value) FROM deals WHERE owner_id IN (5, 6, 7, 8) AND NOT is_archived GROUP BY 1, 2",
    ] {
        account.same(sql).await;
    }
}

#[tokio::test]
async fn explain_tells_the_requests_and_sends_none() {
    let account = Account::new(sizable()).await;
    let sql = "SELECT status, count(*) FROM deals WHERE status IN ('won', 'lost') GROUP BY 1";
    let summary = async || {
        let rows = account.fixture.expect(&format!("EXPLAIN {sql}")).await;
        let text = rows.into_iter().find(|row| row[0] == "pipedrive_requests").unwrap().swap_remove(1);
        text.lines().map(ToOwned::to_owned).collect::<Vec<_>>()
    };
    let unproven = summary().await;
    assert!(unproven.iter().any(|line| line.starts_with("  proof:")), "{unproven:?}");
    assert!(account.fixture.requests().is_empty());
    account.fixture.expect(sql).await;
    account.fixture.requests();
    let proven = summary().await;
    let look = "  check:    GET /api/v2/deals?status=won,lost&updated_since=TIME&limit=1, whether a deal was \
                archived or unarchived meanwhile";
    assert_eq!(
        proven[..6],
        [
            "PipedriveSummary: deals",
            "  request:  GET /api/v1/deals/summary?status=won",
            "  request:  GET /api/v1/deals/summary?status=lost",
            look,
            "  not used: the list: about 250 requests, 2500 tokens",
            "  estimate: 3 requests, 90 tokens",
        ]
    );
    assert!(proven.iter().any(|line| line.contains("GET /api/v2/deals/archived")), "{proven:?}");
    assert!(account.fixture.requests().is_empty());
}

#[tokio::test]
async fn a_token_limit_knows_the_price() {
    let account = Account::proven(sizable()).await;
    let sql = "SELECT count(*) FROM deals WHERE status = 'open' AND NOT is_archived";
    account.fixture.expect("SET pipedrive.max_tokens_per_query = 39").await;
    let error = account.fixture.rows(sql).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TokenLimit, "{}", describe(&error));
    assert!(error.to_string().contains("needs about 40 tokens"), "{error}");
    assert!(account.fixture.requests().is_empty());
    account.fixture.expect("SET pipedrive.max_tokens_per_query = 40").await;
    account.fixture.expect(sql).await;
    assert_eq!(account.fixture.requests().len(), 1);
}

#[tokio::test]
async fn summaries_can_be_switched_off() {
    let account = Account::proven(sizable()).await;
    let sql = "SELECT count(*) FROM deals WHERE NOT is_archived";
    for (setting, summaries) in [
        ("pipedrive.aggregate_pushdown = false", 0),
        ("pipedrive.aggregate_pushdown = true", 1),
        ("pipedrive.pushdown = false", 0),
    ] {
        account.fixture.expect(&format!("SET {setting}")).await;
        assert_eq!(account.same(sql).await.0, summaries, "{setting}");
    }
}

#[tokio::test]
async fn values_of_parameters_are_asked_for() {
    let account = Account::proven(sizable()).await;
    let session = &account.fixture.session;
    let prepared = session.prepare("SELECT count(*) FROM deals WHERE status = ? AND NOT is_archived").await.unwrap();
    for status in ["open", "won"] {
        let result = session.execute(&prepared, &[status.into()]).await.unwrap().collect().await.unwrap();
        let requests: Vec<String> = account.fixture.requests().iter().map(line).collect();
        assert_eq!(requests, [format!("GET /api/v1/deals/summary?status={status} 200 40")]);
        let deals = account.fixture.sandbox.account().deals();
        let expect = deals.filter(|deal| !deal.is_archived && deal.status.name() == status).count().to_string();
        assert_eq!(result.iter().flat_map(texts).collect::<Vec<_>>(), [[expect]]);
    }
}

#[tokio::test]
async fn the_context_of_another_program_uses_summaries_too() {
    let account = Account::new(sizable()).await;
    let ctx = SessionContext::new_with_config(SessionConfig::new().with_target_partitions(3));
    register(&ctx, &format!("{};PageSize=40", account.fixture.sandbox.connection_string())).unwrap();
    let sql = "SELECT status, count(*) FROM pipedrive.crm.deals GROUP BY 1 ORDER BY 1";
    for _ in 0..2 {
        account.fixture.requests();
        let batches = ctx.sql(sql).await.unwrap().collect().await.unwrap();
        let read = rows(&account.by_rows, sql).await.unwrap();
        assert_eq!(batches.iter().flat_map(texts).collect::<Vec<_>>(), read);
    }
    assert_eq!(account.fixture.requests().iter().filter(|r| r.path.ends_with("/summary")).count(), 3);
}
