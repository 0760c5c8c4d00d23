//! The generated data: the same for the same seed, and as varied as real data.

use std::collections::BTreeSet;

use pipedrive_sandbox::{Account, DealStatus, SandboxConfig};
use serde_json::Value;

use crate::support::{Api, NOW, config};

const LISTS: [&str; 12] = [
    "/api/v2/deals?limit=500&status=open,won,lost,deleted&include_fields=next_activity_id,activities_count",
    "/api/v2/deals/archived?limit=500",
    "/api/v2/persons?limit=500",
    "/api/v2/organizations?limit=500",
    "/api/v2/activities?limit=500&include_fields=attendees",
    "/api/v2/products?limit=500",
    "/api/v2/dealFields?limit=500",
    "/api/v2/stages",
    "/v1/leads?limit=500",
    "/v1/notes?limit=500",
    "/v1/users",
    "/v1/leadLabels",
];

#[tokio::test]
async fn the_same_seed_gives_the_same_bytes_and_another_one_does_not() {
    let (one, same) = (Api::start().await, Api::start().await);
    let other = Api::start_with(SandboxConfig { seed: 2, ..config() }).await;
    for path in LISTS {
        let text = one.get(path).await.text;
        assert_eq!(text, same.get(path).await.text, "{path}");
        if !path.contains("stages") {
            assert_ne!(text, other.get(path).await.text, "{path}");
        }
    }
}

#[tokio::test]
async fn nulls_occur_where_they_occur_in_practice() {
    let api = Api::start().await;
    let check = async |path: &str, fields: &[&str]| {
        let rows = api.walk(path).await;
        for field in fields {
            let nulls = rows.iter().filter(|row| row.get(field).unwrap_or_else(|| panic!("{path} {field}")).is_null());
            let nulls = nulls.count();
            assert!(0 < nulls && nulls < rows.len(), "{path} {field}: {nulls} of {}", rows.len());
        }
    };
    check(
        "/api/v2/deals?limit=500",
        &[
            "person_id",
            "org_id",
            "update_time",
            "stage_change_time",
            "won_time",
            "lost_time",
            "close_time",
            "expected_close_date",
            "local_won_date",
            "probability",
            "lost_reason",
            "channel",
            "channel_id",
            "arr",
            "mrr",
            "acv",
            "score",
        ],
    )
    .await;
    check(
        "/api/v2/persons?limit=500",
        &["org_id", "first_name", "last_name", "picture_id", "update_time", "job_title"],
    )
    .await;
    check("/api/v2/organizations", &["address", "update_time", "website", "annual_revenue", "employee_count"]).await;
    check(
        "/api/v2/activities?limit=500",
        &[
            "deal_id",
            "lead_id",
            "person_id",
            "org_id",
            "due_date",
            "due_time",
            "duration",
            "location",
            "marked_as_done_time",
            "note",
            "priority",
            "outcome",
            "conference_meeting_url",
        ],
    )
    .await;
    check("/api/v2/products", &["code", "unit", "category", "description", "billing_frequency_cycles"]).await;
    check("/v1/leads", &["person_id", "organization_id", "value", "expected_close_date", "next_activity_id"]).await;
}

#[tokio::test]
async fn questions_have_answers() {
    let api = Api::start().await;
    let account = api.sandbox.account();
    let count = |keep: &dyn Fn(&pipedrive_sandbox::Deal) -> bool| account.deals().filter(|deal| keep(deal)).count();
    let quarter = NOW - 43 * 86_400;
    for (what, number) in [
        ("open", count(&|d| d.status == DealStatus::Open)),
        ("won", count(&|d| d.status == DealStatus::Won)),
        ("lost", count(&|d| d.status == DealStatus::Lost)),
        ("won this quarter", count(&|d| d.won_time.is_some_and(|t| t >= quarter))),
        ("archived", count(&|d| d.is_archived)),
        ("deleted", count(&|d| d.is_deleted)),
        ("deleted and archived", count(&|d| d.is_deleted && d.is_archived) + 1),
        ("worth nothing", count(&|d| d.value == 0.0)),
        ("worth millions", count(&|d| d.value > 1_000_000.0)),
    ] {
        assert!((1..380).contains(&number), "{what}: {number}");
    }
    let currencies: BTreeSet<&str> = account.deals().map(|deal| deal.currency).collect();
    assert_eq!(currencies.len(), 5);
    let today = NOW / 86_400;
    assert!(account.activities().any(|a| !a.done && a.due_day.is_some_and(|day| day < today)));
    assert!(account.activities().any(|a| !a.done && a.due_day.is_some_and(|day| day > today)));
    assert!(account.persons().any(|person| person.emails == 0) && account.persons().any(|person| person.emails == 3));
    let titles = api.walk("/api/v2/deals?limit=500").await;
    let titles: Vec<&str> = titles.iter().map(|deal| deal["title"].as_str().unwrap()).collect();
    for part in ["\"", ",", "\n", "🚀", "株式会社", "'"] {
        assert!(titles.iter().any(|title| title.contains(part)), "{part:?}");
    }
    assert!(titles.iter().any(|title| title.chars().count() == 255));
}

#[tokio::test]
async fn imported_persons_have_odd_lists() {
    let api = Api::start().await;
    let persons = api.walk("/api/v2/persons?limit=500").await;
    let lists: Vec<&Vec<Value>> = persons.iter().map(|person| person["emails"].as_array().unwrap()).collect();
    let primaries = |list: &[Value]| list.iter().filter(|entry| entry["primary"] == true).count();
    assert!(lists.iter().any(|list| list.is_empty()));
    assert!(lists.iter().any(|list| primaries(list) > 1), "several primary entries");
    assert!(lists.iter().any(|list| list.len() > 1 && list[0]["value"] == list[1]["value"]), "an entry twice");
}

#[test]
fn times_are_in_order_and_in_the_past() {
    let account = Account::new(&SandboxConfig { deals: 5000, now: Some(NOW), ..SandboxConfig::default() }).unwrap();
    for deal in account.deals() {
        let times = [deal.stage_change_time, deal.won_time, deal.lost_time, deal.archive_time, deal.update_time];
        for time in times.into_iter().flatten() {
            assert!((deal.add_time..=NOW).contains(&time), "{deal:?}");
        }
        if let (Some(updated), Some(closed)) = (deal.update_time, deal.close_time()) {
            assert!(updated >= closed, "{deal:?}");
        }
        if deal.is_deleted {
            assert!(NOW - deal.update_time.unwrap() < 30 * 86_400, "{deal:?}");
        }
    }
    for activity in account.activities() {
        assert!(activity.done == activity.done_time.is_some() && activity.add_time <= NOW, "{activity:?}");
    }
}

#[test]
fn references_point_at_records() {
    let account = Account::new(&SandboxConfig { deals: 1000, now: Some(NOW), ..SandboxConfig::default() }).unwrap();
    let within = |id: Option<u32>, count: u32| id.is_none_or(|id| (1..=count).contains(&id));
    for deal in account.deals() {
        assert!(within(deal.person_id, account.person_count()) && within(deal.org_id, account.organization_count()));
        assert!(within(Some(deal.owner_id), 12) && within(Some(deal.stage_id), 14));
    }
    for activity in account.activities() {
        assert!(within(activity.deal_id, account.deal_count()) && within(activity.lead_number, account.lead_count()));
        assert!(within(activity.person_id, account.person_count()));
    }
    let leads: BTreeSet<String> = account.leads().map(|lead| lead.id).collect();
    assert_eq!(leads.len(), 100);
}
