//! Writes whose answers are lost, and what the log keeps of writes.

use serde_json::json;

use super::{data, send};
use crate::support::{Api, config};
use pipedrive_sandbox::SandboxConfig;

/// Whether a write to a deal was carried out, and whether there was an answer.
async fn check(fault: &str, is_done: bool, status: Option<u16>) {
    let faults = format!("PATCH deals/1:{fault}").parse().unwrap();
    let api = Api::start_with(SandboxConfig { faults, ..config() }).await;
    assert_eq!(api.get("/api/v2/deals/1").await.status, 200, "other methods are left alone");
    let body = json!({"title": "written"});
    let answer = api.try_send("PATCH", "/api/v2/deals/1", &body).await;
    assert_eq!(answer.as_ref().ok().map(|reply| reply.status), status, "{fault}");
    let title = api.get("/api/v2/deals/1").await.json()["data"]["title"].clone();
    assert_eq!(title == "written", is_done, "{fault}");
    let record = api.sandbox.requests().into_iter().find(|record| record.method == "PATCH").unwrap();
    assert_eq!(record.body, Some(body), "{fault}");
    assert_eq!(record.tokens > 0, is_done, "{fault}: what is carried out is charged");
    // The fault strikes once.
    send(&api, ("PATCH", "/api/v2/deals/1"), &json!({"title": "again"}), 200).await;
}

#[tokio::test]
async fn answers_are_lost_before_and_after_a_write() {
    check("drop", true, None).await;
    check("500-after", true, Some(500)).await;
    check("html-502-after", true, Some(502)).await;
    check("unreached", false, None).await;
    check("500", false, Some(500)).await;
    check("503", false, Some(503)).await;
    check("429", false, Some(429)).await;
}

#[tokio::test]
async fn a_lost_post_has_made_its_record() {
    let faults = "POST persons:drop".parse().unwrap();
    let api = Api::start_with(SandboxConfig { faults, ..config() }).await;
    let before = api.sandbox.account().person_count();
    assert!(api.try_send("POST", "/api/v2/persons", &json!({"name": "Lost"})).await.is_err());
    assert_eq!(api.sandbox.account().person_count(), before + 1);
}

#[tokio::test]
async fn the_log_keeps_bodies_without_secrets() {
    let api = Api::start().await;
    let hook = json!({"subscription_url": "https://hooks.example/1", "event_action": "*", "event_object": "deal",
        "name": "n", "http_auth_user": "u", "http_auth_password": "sentinel"});
    data(&api, ("POST", "/v1/webhooks"), &hook, 201).await;
    let log = api.get("/__sandbox/requests").await;
    assert!(!log.text.contains("sentinel"), "{}", log.text);
    let body = log.json()[0]["body"].clone();
    assert_eq!((&body["name"], &body["http_auth_password"]), (&json!("n"), &json!("***")));
}
