//! Every fault does what its name says, when the plan says.

use pipedrive_sandbox::Fault;
use serde_json::json;

use crate::support::Api;

async fn with_faults(plan: &str) -> Api {
    let api = Api::start().await;
    api.sandbox.set_faults(plan.parse().unwrap());
    api
}

#[tokio::test]
async fn replaced_answers() {
    for (fault, status, content) in [
        ("429", 429, "Request over limit"),
        ("429-bare", 429, "Request over limit"),
        ("429-daily", 429, "Request over limit"),
        ("500", 500, "ERR_UNKNOWN"),
        ("503", 503, "unavailable"),
        ("html-502", 502, "<!DOCTYPE html>"),
        ("html-403", 403, "<!DOCTYPE html>"),
        ("html-200", 200, "<!DOCTYPE html>"),
        ("unsuccessful", 200, r#""success":false"#),
    ] {
        let api = with_faults(&format!("deals:{fault}")).await;
        let reply = api.get("/api/v2/deals").await;
        assert_eq!(reply.status, status, "{fault}");
        assert!(reply.text.contains(content), "{fault}: {}", reply.text);
        assert_eq!(reply.header("x-daily-ratelimit-token-remaining") == Some("0"), fault == "429-daily", "{fault}");
        assert_eq!(reply.header("x-ratelimit-remaining") == Some("0"), fault == "429", "{fault}");
        assert_eq!(reply.header("retry-after"), (fault == "503").then_some("1"), "{fault}");
        assert_eq!(api.get("/api/v2/deals").await.status, 200, "{fault} strikes once");
    }
}

#[tokio::test]
async fn damaged_envelopes() {
    let api = with_faults("deals:object").await;
    assert_eq!(api.get("/api/v2/deals").await.json()["data"], json!({}));

    let api = with_faults("deals:malformed").await;
    let reply = api.get("/api/v2/deals").await;
    assert_eq!(reply.status, 200);
    assert!(serde_json::from_str::<serde_json::Value>(&reply.text).is_err());

    let api = with_faults("deals:empty-page@2").await;
    let expect = Api::start().await.walk("/api/v2/deals?limit=100").await;
    let rows = api.walk("/api/v2/deals?limit=100").await;
    assert_eq!(rows, expect, "the skipped rows come with the next cursor");
    assert_eq!(api.sandbox.requests().len(), Api::pages(expect.len()) + 1);

    let api = with_faults("deals:repeat-cursor*").await;
    let first = api.get("/api/v2/deals").await.json();
    let cursor = first["additional_data"]["next_cursor"].as_str().unwrap().to_owned();
    let second = api.get(&format!("/api/v2/deals?cursor={cursor}")).await.json();
    assert_eq!(second["additional_data"]["next_cursor"], cursor.as_str());
    assert_ne!(first["data"], second["data"]);
}

impl Api {
    fn pages(rows: usize) -> usize {
        rows.div_ceil(100)
    }
}

#[tokio::test]
async fn damaged_deliveries_are_errors_and_the_next_request_succeeds() {
    for fault in ["drop", "truncate", "cut"] {
        let api = with_faults(&format!("deals:{fault}@2")).await;
        assert_eq!(api.get("/api/v2/deals").await.status, 200);
        assert!(api.try_get("/api/v2/deals").await.is_err(), "{fault}");
        assert_eq!(api.get("/api/v2/deals").await.status, 200, "{fault}");
        let statuses: Vec<u16> = api.sandbox.requests().iter().map(|request| request.status).collect();
        assert_eq!(statuses, [200, if fault == "drop" { 0 } else { 200 }, 200], "{fault}");
    }
}

#[tokio::test]
async fn a_slow_body_is_whole_and_a_stalled_one_ends_with_the_sandbox() {
    let api = with_faults("deals:slow").await;
    let slow = api.get("/api/v2/deals").await;
    assert_eq!(slow.text, api.get("/api/v2/deals").await.text);

    let api = with_faults("deals:stall").await;
    let url = format!("{}/api/v2/deals", api.sandbox.base_url());
    let request = crate::support::client().get(url).header("x-api-token", &api.sandbox.config().api_token);
    let mut response = request.send().await.unwrap();
    assert!(response.chunk().await.unwrap().is_some());
    let rest = tokio::spawn(async move { while let Ok(Some(_)) = response.chunk().await {} });
    api.sandbox.shutdown().await;
    rest.await.unwrap();
}

#[tokio::test]
async fn v1_pages_can_be_damaged_too() {
    let api = with_faults("leads:empty-page").await;
    let reply = api.get("/v1/leads?limit=10").await.json();
    assert_eq!(reply["data"], json!([]));
    assert_eq!(reply["additional_data"]["pagination"]["next_start"], 0);
}

#[test]
fn every_kind_is_tested_here() {
    let source = concat!(include_str!("faults.rs"), include_str!("writes/faults.rs"));
    for (_, name) in Fault::NAMES {
        assert!(source.contains(&format!("\"{name}\"")) || source.contains(&format!(":{name}")), "{name}");
    }
}
