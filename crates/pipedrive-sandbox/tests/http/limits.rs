//! The limits as headers and refusals show them, on a clock that tests turn.

use std::time::Duration;

use pipedrive_sandbox::{Clock, Plan, Quirks, SandboxConfig};

use crate::support::{Api, config};

async fn limited(burst: Option<u32>, budget: Option<u64>, quirks: Quirks) -> (Api, Clock) {
    let clock = Clock::manual(86_400 * 20_000);
    let config = SandboxConfig {
        unlimited: false,
        burst_limit: burst,
        daily_budget: budget,
        clock: clock.clone(),
        quirks,
        ..config()
    };
    (Api::start_with(config).await, clock)
}

#[tokio::test]
async fn every_answer_tells_where_the_account_stands() {
    let (api, _) = limited(None, None, Quirks::default()).await;
    let reply = api.get("/api/v2/deals").await;
    for (name, value) in [
        ("x-ratelimit-limit", "100"),
        ("x-ratelimit-remaining", "99"),
        ("x-ratelimit-reset", "2"),
        ("x-daily-ratelimit-token-limit", "150000"),
        ("x-daily-ratelimit-token-remaining", "149990"),
    ] {
        assert_eq!(reply.header(name), Some(value), "{name}");
    }
    let reply = api.get("/v1/deals/summary").await;
    assert_eq!(reply.header("x-daily-ratelimit-token-remaining"), Some("149950"));
}

#[tokio::test]
async fn a_full_window_is_a_429_and_passes() {
    let (api, clock) = limited(Some(2), None, Quirks::default()).await;
    let statuses = async |n: usize| {
        let mut statuses = Vec::new();
        for _ in 0..n {
            statuses.push(api.get("/api/v2/deals/1").await.status);
        }
        statuses
    };
    assert_eq!(statuses(3).await, [200, 200, 429]);
    let refused = api.get("/api/v2/deals/1").await;
    assert_eq!(refused.json()["errorCode"], 429);
    assert_eq!(refused.header("x-ratelimit-remaining"), Some("0"));
    assert_eq!(refused.header("x-daily-ratelimit-token-remaining"), Some("149998"));
    assert_eq!(refused.header("retry-after"), None);
    clock.advance(Duration::from_secs(2));
    assert_eq!(statuses(1).await, [200]);
    let tokens: u32 = api.sandbox.requests().iter().map(|request| request.tokens).sum();
    assert_eq!(tokens, 3, "refused requests cost nothing");
}

#[tokio::test]
async fn going_on_regardless_ends_in_an_html_403() {
    let (api, clock) = limited(Some(1), None, Quirks::default()).await;
    let mut last = api.get("/api/v2/deals/1").await;
    for _ in 0..101 {
        last = api.get("/api/v2/deals/1").await;
    }
    assert_eq!((last.status, last.text.starts_with("<!DOCTYPE html>")), (403, true));
    clock.advance(Duration::from_mins(1));
    assert_eq!(api.get("/api/v2/deals/1").await.status, 200);
}

#[tokio::test]
async fn a_spent_budget_is_a_429_with_nothing_left() {
    let (api, clock) = limited(None, Some(15), Quirks { retry_after: true, ..Quirks::default() }).await;
    assert_eq!(api.get("/api/v2/deals").await.header("x-daily-ratelimit-token-remaining"), Some("5"));
    assert_eq!(api.get("/api/v2/deals").await.header("x-daily-ratelimit-token-remaining"), Some("0"));
    let refused = api.get("/api/v2/deals").await;
    assert_eq!((refused.status, refused.header("x-daily-ratelimit-token-remaining")), (429, Some("0")));
    assert_eq!(refused.header("retry-after"), Some("2"));
    clock.advance(Duration::from_hours(24));
    assert_eq!(api.get("/api/v2/deals").await.status, 200);
}

#[tokio::test]
async fn headers_can_be_missing() {
    let quirks = Quirks { burst_headers: false, budget_headers: false, ..Quirks::default() };
    let (api, _) = limited(Some(1), None, quirks).await;
    for _ in 0..2 {
        let reply = api.get("/api/v2/deals/1").await;
        assert!(reply.headers.keys().all(|name| !name.as_str().contains("ratelimit")), "{:?}", reply.headers);
    }
}

#[test]
fn plans_decide_the_limits() {
    let figures = Plan::ALL.map(|plan| {
        let config = SandboxConfig { plan, seats: 3, ..SandboxConfig::default() };
        (plan.to_string(), config.burst(), config.budget())
    });
    let expect = [("lite", 20, 90_000), ("growth", 40, 180_000), ("premium", 100, 450_000), ("ultimate", 120, 630_000)];
    assert_eq!(figures, expect.map(|(name, burst, budget)| (name.to_owned(), burst, budget)));
    assert_eq!("Growth".parse::<Plan>().unwrap(), Plan::Growth);
    assert_eq!(
        "gold".parse::<Plan>().unwrap_err().to_string(),
        "unknown plan `gold`, expected one of `lite`, `growth`, `premium`, `ultimate`"
    );
}
