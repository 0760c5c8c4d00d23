//! Goals: whose are found, and progress that agrees with the deals and activities.

use pipedrive_sandbox::{Activity, Deal};
use serde_json::Value;

use crate::support::Api;

/// Titles of the goals found.
async fn titles(api: &Api, query: &str) -> Vec<String> {
    let json = api.get(&format!("/v1/goals/find?{query}")).await.json();
    let goals = json["data"]["goals"].as_array().unwrap();
    goals.iter().map(|goal| goal["title"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn only_own_goals_are_found_unless_a_parameter_widens_the_search() {
    let api = Api::start().await;
    let own = ["Win deals", "Revenue, all pipelines", "Everything that is planned"];
    for (query, expect) in [
        ("", &own[..]),
        ("is_active=false", &["Plan more \"touchpoints\""]),
        ("title=Revenue,%20all%20pipelines", &["Revenue, all pipelines"]),
        ("assignee.id=2", &["Calls & meetings"]),
        ("type.name=deals_won", &["Win deals", "Revenue, all pipelines", "Company revenue"]),
        ("type.name=deals_won&assignee.id=1", &["Win deals", "Revenue, all pipelines"]),
        ("assignee.type=team", &["New deals of the closers", "Beginners' first deals"]),
        ("assignee.type=company", &["Company revenue"]),
        ("expected_outcome.target=8", &["Proposals sent"]),
        ("expected_outcome.tracking_metric=sum", &["Revenue, all pipelines", "Company revenue"]),
        ("expected_outcome.currency_id=2", &["Company revenue"]),
        ("type.params.pipeline_id=[1,2]", &["Company revenue"]),
        ("type.params.pipeline_id=null&type.name=deals_won", &["Revenue, all pipelines"]),
        ("type.params.stage_id=4", &["Proposals sent"]),
        ("type.params.activity_type_id=2", &["Calls & meetings"]),
        ("period.start=2027-01-01&period.end=2027-02-01", &[]),
        ("period.start=2027-01-01&period.end=2027-02-01&assignee.type=company", &["Company revenue"]),
    ] {
        assert_eq!(titles(&api, query).await, expect, "{query}");
    }
    for query in ["title=revenue", "title=Revenue"] {
        assert_eq!(titles(&api, query).await, [""; 0], "a title is compared as a whole: {query}");
    }
    let query = "expected_outcome.tracking_metric=quantity&expected_outcome.currency_id=2";
    assert_eq!(api.get(&format!("/v1/goals/find?{query}")).await.status, 400);
    assert_eq!(api.get("/v1/goals/find?is_active=1").await.status, 400);
    assert_eq!(api.get("/v1/goals/find?period.start=2026-01-01").await.status, 400);
    assert_eq!(api.get("/v1/goals/find?type.name=Deals%20won").await.status, 400);
}

/// The goal of that title.
async fn goal(api: &Api, title: &str, query: &str) -> Value {
    let json = api.get(&format!("/v1/goals/find?{query}")).await.json();
    let goals = json["data"]["goals"].as_array().unwrap();
    goals.iter().find(|goal| goal["title"] == title).unwrap().clone()
}

/// 2026-01-01 to 2026-03-31, in Unix seconds.
const QUARTER: std::ops::Range<i64> = 1_767_225_600..1_775_001_600;

#[tokio::test]
async fn progress_is_counted_from_the_account() {
    let api = Api::start().await;
    let account = api.sandbox.account();
    let in_quarter = |time: Option<i64>| time.is_some_and(|time| QUARTER.contains(&time));
    let deals = |keep: &dyn Fn(&Deal) -> bool| account.deals().filter(|deal| !deal.is_deleted && keep(deal)).count();
    let activities = |keep: &dyn Fn(&Activity) -> bool| {
        account.activities().filter(|activity| !activity.is_deleted && keep(activity)).count()
    };
    for (title, query, expect) in [
        ("Win deals", "", deals(&|d| d.owner_id == 1 && d.pipeline_id == 1 && in_quarter(d.won_time))),
        (
            "New deals of the closers",
            "assignee.type=team",
            deals(&|d| [1, 2, 4, 5].contains(&d.owner_id) && in_quarter(Some(d.add_time))),
        ),
        (
            "Proposals sent",
            "type.params.stage_id=4",
            deals(&|d| d.owner_id == 7 && d.pipeline_id == 1 && d.stage_id == 4 && in_quarter(d.stage_change_time)),
        ),
        (
            "Calls & meetings",
            "assignee.id=2",
            activities(&|a| a.owner_id == 2 && ["call", "meeting"].contains(&a.kind) && in_quarter(a.done_time)),
        ),
        ("Everything that is planned", "", activities(&|a| a.owner_id == 1 && in_quarter(Some(a.add_time)))),
    ] {
        let goal = goal(&api, title, query).await;
        let path = format!("/v1/goals/{}/results", goal["id"].as_str().unwrap());
        let reply = api.get(&format!("{path}?period.start=2026-01-01&period.end=2026-03-31")).await.json();
        assert!(expect > 0, "{title}");
        assert_eq!(reply["data"]["progress"], expect, "{title}");
        assert_eq!(reply["data"]["goal"], goal, "{title}");
    }
}

#[tokio::test]
async fn a_period_must_be_given_and_lie_within_the_goal() {
    let api = Api::start().await;
    let goal = goal(&api, "Win deals", "").await;
    let path = format!("/v1/goals/{}/results", goal["id"].as_str().unwrap());
    let [start, end] = ["start", "end"].map(|name| goal["duration"][name].as_str().unwrap().to_owned());
    for (query, status) in [
        (format!("period.start={start}&period.end={end}"), 200),
        (format!("period.start={start}"), 400),
        (format!("period.end={end}"), 400),
        (format!("period.start=2020-01-01&period.end={end}"), 400),
        (format!("period.start={start}&period.end=2030-01-01"), 400),
        (format!("period.start={end}&period.end={start}"), 400),
        (String::new(), 400),
    ] {
        assert_eq!(api.get(&format!("{path}?{query}")).await.status, status, "{query}");
    }
}
