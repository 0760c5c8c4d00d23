//! Counts of deals that are archived and unarchived while they are counted, several counts at once, and what they cost.

use std::time::Duration;

use pipedrive_datafusion::PipedriveSession;
use pipedrive_sandbox::{Churn, Clock, Moment, Mutation, SandboxConfig};

use crate::fixture::{Fixture, NOW, rows, small};

const COUNT: &str = "SELECT count(*) FROM deals";

/// An account whose clock stands still, and whose summaries have been compared with its list.
async fn proven() -> Fixture {
    let clock = Clock::manual(u64::try_from(NOW).unwrap());
    let config = SandboxConfig { deals: 2_000, clock: clock.clone(), ..small() };
    let fixture = Fixture::with(config, "PageSize=40").await;
    fixture.expect("SELECT count(*) FROM deals WHERE NOT is_archived").await;
    // Nothing has changed for long.
    clock.advance(Duration::from_hours(1));
    fixture.requests();
    fixture
}

/// Deals that are not deleted, archived or not.
fn alive(fixture: &Fixture) -> String {
    fixture.sandbox.account().deals().filter(|deal| !deal.is_deleted).count().to_string()
}

fn summaries(fixture: &Fixture) -> usize {
    fixture.requests().iter().filter(|request| request.path.ends_with("/summary")).count()
}

/// Counts while deals are archived or unarchived with each of the first list requests, and tells the summaries it took.
async fn check(moment: Moment, rounds: u32) -> usize {
    let fixture = proven().await;
    let churn = Churn {
        mutations: vec![Mutation::Archive],
        changes: 5,
        rounds: Some(rounds),
        moment,
        step: Duration::from_secs(1),
        ..Churn::default()
    };
    fixture.sandbox.set_churn(Some(churn));
    let counted = fixture.expect(COUNT).await;
    fixture.sandbox.set_churn(None);
    assert!(!fixture.sandbox.account().mutations().is_empty());
    assert_eq!(counted, [[alive(&fixture)]], "{moment:?} {rounds}");
    summaries(&fixture)
}

#[tokio::test]
async fn deals_that_move_between_the_counts_are_counted_once() {
    for moment in [Moment::BeforeAnswer, Moment::AfterAnswer] {
        assert!(check(moment, 1).await >= 2, "the summary is asked for again, {moment:?}");
        check(moment, 2).await;
    }
}

#[tokio::test]
async fn an_edit_between_the_counts_costs_one_more_summary_and_no_pages() {
    let fixture = proven().await;
    let churn = Churn { mutations: vec![Mutation::Update], changes: 3, rounds: Some(1), ..Churn::default() };
    fixture.sandbox.set_churn(Some(churn));
    assert_eq!(fixture.expect(COUNT).await, [[alive(&fixture)]]);
    let requests = fixture.requests();
    let of = |end: &str| requests.iter().filter(|request| request.path.ends_with(end)).count();
    assert!((1..=2).contains(&of("/summary")), "{requests:?}");
    assert_eq!(of("/v2/deals"), 1, "{requests:?}");
}

#[tokio::test]
async fn several_first_counts_at_once_compare_the_summary_once() {
    let fixture = Fixture::with(SandboxConfig { deals: 2_000, ..small() }, "PageSize=40").await;
    fixture.expect("EXPLAIN SELECT * FROM deals").await;
    fixture.requests();
    let sql = "SELECT count(*) FROM deals WHERE NOT is_archived";
    let counts = futures::future::join_all((0..4).map(|_| fixture.rows(sql))).await;
    let counts: Vec<_> = counts.into_iter().map(Result::unwrap).collect();
    assert!(counts.windows(2).all(|two| two[0] == two[1]), "{counts:?}");
    let requests = fixture.requests();
    let slices = requests.iter().filter(|r| r.path.ends_with("/summary") && r.query.contains("stage_id")).count();
    assert_eq!(slices, 1, "{requests:?}");
    assert_eq!(requests.iter().filter(|r| r.path.ends_with("/summary")).count(), 5, "{requests:?}");
}

async fn metrics(session: &PipedriveSession, sql: &str) -> String {
    let plan = rows(session, &format!("EXPLAIN ANALYZE {sql}")).await.unwrap();
    let line = plan.iter().flatten().flat_map(|text| text.lines()).find(|line| line.contains("PipedriveSummary"));
    line.unwrap_or_else(|| panic!("{plan:?}")).to_owned()
}

#[tokio::test]
async fn explain_analyze_shows_requests_and_tokens() {
    let fixture = proven().await;
    let line = metrics(&fixture.session, "SELECT count(*) FROM deals WHERE NOT is_archived").await;
    assert!(line.contains("api_requests=1") && line.contains("api_tokens=40"), "{line}");
    let line = metrics(&fixture.session, "SELECT status, count(*) FROM deals GROUP BY status").await;
    assert!(line.contains("api_requests=4") && line.contains("api_tokens=130"), "{line}");
}
