//! Credentials, scopes, unknown paths.

use pipedrive_sandbox::{Quirks, SandboxConfig};
use reqwest::Method;

use crate::support::{Api, Reply, client, config};

async fn send(api: &Api, method: Method, path: &str, header: Option<(&str, &str)>) -> Reply {
    let mut request = client().request(method, format!("{}{path}", api.sandbox.base_url()));
    if let Some((name, value)) = header {
        request = request.header(name, value);
    }
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Reply { status, headers, text: response.text().await.unwrap() }
}

#[tokio::test]
async fn three_ways_of_presenting_a_token_are_accepted() {
    let api = Api::start().await;
    let token = api.sandbox.config().api_token.clone();
    let bearer = format!("Bearer {}", api.sandbox.config().access_token);
    for path in ["/api/v2/deals", "/v1/users/me", "/api/v1/users/me"] {
        assert_eq!(send(&api, Method::GET, path, Some(("x-api-token", &token))).await.status, 200, "{path}");
        assert_eq!(send(&api, Method::GET, path, Some(("authorization", &bearer))).await.status, 200, "{path}");
        let in_query = format!("{path}?api_token={token}");
        assert_eq!(send(&api, Method::GET, &in_query, None).await.status, 200, "{path}");
    }
    assert!(api.sandbox.requests().iter().all(|request| !request.query.contains(&token)));
    assert!(!format!("{:?}", api.sandbox).contains(&token));
}

#[tokio::test]
async fn the_gateway_refuses_everybody_else() {
    let api = Api::start().await;
    for header in [None, Some(("x-api-token", "wrong")), Some(("x-api-token", ""))] {
        let reply = send(&api, Method::GET, "/api/v2/deals", header).await;
        assert_eq!((reply.status, reply.header("x-401-by-gw")), (401, Some("true")), "{header:?}");
        assert!(reply.header("x-correlation-id").is_some());
        let json = reply.json();
        assert_eq!(json["error"], "unauthorized access");
        assert_eq!(json["errorCode"], 401);
    }
    let reply = send(&api, Method::GET, "/api/v2/deals", Some(("authorization", "Bearer old"))).await;
    assert_eq!((reply.status, reply.json()["error"].as_str()), (401, Some("Invalid token: access_token is invalid")));
    assert_eq!(send(&api, Method::GET, "/api/v2/deals", Some(("authorization", "Basic eDp5"))).await.status, 400);
}

#[tokio::test]
async fn unknown_paths_answer_by_version_and_credential() {
    let api = Api::start().await;
    let token = api.sandbox.config().api_token.clone();
    let bearer = format!("Bearer {}", api.sandbox.config().access_token);
    for path in ["/api/v2/users/me", "/api/v2/users", "/api/v2/deal", "/nowhere"] {
        let reply = send(&api, Method::GET, path, Some(("x-api-token", &token))).await;
        assert_eq!(reply.status, 404, "{path}");
        assert!(reply.text.starts_with("<!DOCTYPE html>"), "{path}");
        let reply = send(&api, Method::GET, path, Some(("authorization", &bearer))).await;
        assert_eq!((reply.status, reply.json()["error"].as_str()), (403, Some("Scope and URL mismatch")), "{path}");
    }
    let reply = send(&api, Method::GET, "/v1/deals", Some(("x-api-token", &token))).await;
    assert_eq!((reply.status, reply.json()["success"].as_bool()), (404, Some(false)));
    let reply = send(&api, Method::PUT, "/api/v2/deals", Some(("x-api-token", &token))).await;
    assert_eq!((reply.status, reply.json()["success"].as_bool()), (405, Some(false)));
}

#[tokio::test]
async fn an_access_token_reaches_what_its_scopes_allow() {
    let scopes = vec!["deals:read".to_owned(), "base".to_owned()];
    let api = Api::start_with(SandboxConfig { scopes, ..config() }).await;
    let bearer = format!("Bearer {}", api.sandbox.config().access_token);
    for (path, status) in [
        ("/api/v2/deals", 200),
        ("/api/v2/dealFields", 200),
        ("/v1/currencies", 200),
        ("/v1/users", 403),
        ("/api/v2/persons", 403),
        ("/api/v2/activityFields", 403),
    ] {
        let reply = send(&api, Method::GET, path, Some(("authorization", &bearer))).await;
        assert_eq!(reply.status, status, "{path}");
    }
}

#[tokio::test]
async fn single_records_come_with_their_flags_or_a_404() {
    let api = Api::start().await;
    let account = api.sandbox.account();
    let deleted = account.deals().find(|deal| deal.is_deleted).unwrap();
    let archived = account.deals().find(|deal| deal.is_archived && !deal.is_deleted).unwrap();
    let row = api.get(&format!("/api/v2/deals/{}", deleted.id)).await.json();
    assert_eq!((&row["data"]["is_deleted"], &row["data"]["status"]), (&true.into(), &"deleted".into()));
    let row = api.get(&format!("/api/v2/deals/{}", archived.id)).await.json();
    assert_eq!(row["data"]["is_archived"], true);
    for (path, error) in [
        ("/api/v2/deals/401", "Deal not found"),
        ("/api/v2/persons/0", "Person not found"),
        ("/api/v2/organizations/99999", "Organization not found"),
        ("/api/v2/activities/99999", "Activity not found"),
        ("/api/v2/products/61", "Product not found"),
        ("/api/v2/pipelines/5", "Pipeline not found"),
        ("/api/v2/stages/15", "Stage not found"),
        ("/api/v2/dealFields/nothing", "Field not found"),
        ("/api/v2/deals?filter_id=99", "Filter not found"),
        ("/v1/users/13", "User not found or not accessible."),
        ("/v1/notes/99999", "Note not found"),
        ("/v1/filters/99", "Filter not found"),
        ("/v1/leads/00000000-0000-4000-8000-000000000000", "requested lead not found"),
    ] {
        let reply = api.get(path).await;
        assert_eq!((reply.status, reply.json()["error"].as_str()), (404, Some(error)), "{path}");
    }
    assert_eq!(api.get("/api/v2/deals/seven").await.status, 400);
}

#[tokio::test]
async fn quirks_change_what_they_name() {
    let quirks = Quirks { zero_times: true, numeric_category: true, undocumented_members: false, ..Quirks::default() };
    let odd = Api::start_with(SandboxConfig { quirks, ..config() }).await;
    let usual = Api::start().await;
    assert_eq!(odd.rows("/v1/users").await[10]["last_login"], "0000-00-00 00:00:00");
    assert!(usual.rows("/v1/users").await[10]["last_login"].is_null());
    let category = |rows: Vec<serde_json::Value>| {
        rows.into_iter().find_map(|mut row| Some(row["category"].take()).filter(|category| !category.is_null()))
    };
    assert!(category(odd.rows("/api/v2/products").await).unwrap().is_number());
    assert!(category(usual.rows("/api/v2/products").await).unwrap().is_string());
    assert!(odd.rows("/api/v2/deals").await[0].get("score").is_none());
    assert!(usual.rows("/api/v2/deals").await[0].get("score").is_some());
}
