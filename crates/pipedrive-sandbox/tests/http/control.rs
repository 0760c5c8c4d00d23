//! The sandbox's own routes, and starting and stopping.

use pipedrive_sandbox::{Sandbox, SandboxConfig, SandboxError};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Api, client, config};

async fn control(api: &Api, method: Method, path: &str, body: &str) -> (u16, String) {
    let url = format!("{}/__sandbox/{path}", api.sandbox.base_url());
    let response = client().request(method, url).body(body.to_owned()).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

#[tokio::test]
async fn the_log_tells_what_was_asked_and_what_it_cost() {
    let api = Api::start().await;
    api.get("/api/v2/deals?status=open%2Cwon&limit=5").await;
    api.get("/v1/users/me").await;
    api.get("/api/v2/deals?nonsense=1").await;
    api.get("/api/v2/unknown").await;
    let (status, text) = control(&api, Method::GET, "requests", "").await;
    assert_eq!(status, 200);
    let mut records: Vec<Value> = serde_json::from_str(&text).unwrap();
    for record in &mut records {
        assert!(record.as_object_mut().unwrap().remove("duration_ms").unwrap().is_number());
    }
    let record = |path: &str, query: &str, status: u16, tokens: u32| json!({"method": "GET", "path": path, "query": query, "status": status, "tokens": tokens});
    let expect = [
        record("/api/v2/deals", "status=open,won&limit=5", 200, 10),
        record("/v1/users/me", "", 200, 2),
        record("/api/v2/deals", "nonsense=1", 400, 10),
        record("/api/v2/unknown", "", 404, 0),
    ];
    assert_eq!(records, expect);
    assert_eq!(control(&api, Method::DELETE, "requests", "").await.0, 204);
    assert!(api.sandbox.requests().is_empty());
}

#[tokio::test]
async fn a_fault_plan_can_be_set_as_json_or_as_text() {
    let api = Api::start().await;
    let json = r#"{"rules": [{"path": "deals", "fault": "429", "times": 2}]}"#;
    assert_eq!(control(&api, Method::PUT, "faults", json).await.0, 204);
    let statuses = [api.get("/api/v2/deals/1").await.status, api.get("/api/v2/deals/1").await.status];
    assert_eq!(statuses, [429, 429]);
    assert_eq!(api.get("/api/v2/deals/1").await.status, 200);
    assert_eq!(control(&api, Method::PUT, "faults", "persons:500").await.0, 204);
    assert_eq!(api.get("/api/v2/persons/1").await.status, 500);
    for wrong in ["persons:teapot", r#"{"rules": [{"path": "deals", "fault": "teapot"}]}"#, r#"{"rule": []}"#] {
        let (status, text) = control(&api, Method::PUT, "faults", wrong).await;
        assert_eq!(status, 400, "{wrong}");
        assert!(text.contains("teapot") || text.contains("unknown field"), "{text}");
    }
}

#[tokio::test]
async fn a_stopped_sandbox_frees_its_port() {
    let api = Api::start().await;
    let text = api.sandbox.connection_string();
    let port: u16 = text.rsplit(':').next().unwrap().parse().unwrap();
    let expect = format!(
        "AuthScheme=Basic;CompanyDomain=acme;APIToken={};BaseURL=http://127.0.0.1:{port}",
        api.sandbox.config().api_token
    );
    assert_eq!(text, expect);
    let taken = Sandbox::start(SandboxConfig { port, ..config() }).await.unwrap_err();
    assert!(matches!(taken, SandboxError::Listen { .. }) && !taken.hints().is_empty());
    api.sandbox.shutdown().await;
    Sandbox::start(SandboxConfig { port, ..config() }).await.unwrap().shutdown().await;
}

#[tokio::test]
async fn impossible_accounts_are_refused() {
    let too_many = Sandbox::start(SandboxConfig { deals: 100_000_001, ..config() }).await.unwrap_err();
    assert_eq!(too_many.to_string(), "`100000001` deals are too many, the sandbox holds at most `100000000`");
    let future = Sandbox::start(SandboxConfig { now: Some(i64::MAX), ..config() }).await.unwrap_err();
    assert!(matches!(future, SandboxError::Now { .. }));
}
