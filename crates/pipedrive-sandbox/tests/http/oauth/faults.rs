//! Failures of the OAuth server on request, and what the log tells about its requests.

use serde_json::{Value, json};

use super::{App, CALLBACK, FORM, encoded};

fn refresh_form(token: &str) -> String {
    let client = [("client_id", "sandbox-client-id"), ("client_secret", "sandbox-client-secret")];
    encoded(&[&[("grant_type", "refresh_token"), ("refresh_token", token)], &client[..]].concat())
}

#[tokio::test]
async fn replaced_answers_of_the_token_endpoint() {
    for (fault, status, content) in [
        ("429", 429, "Request over limit"),
        ("500", 500, "ERR_UNKNOWN"),
        ("503", 503, "unavailable"),
        ("html-502", 502, "<!DOCTYPE html>"),
        ("html-200", 200, "<!DOCTYPE html>"),
        ("unsuccessful", 200, r#""success":false"#),
    ] {
        let app = App::start().await;
        let token = app.sandbox.issue_tokens().refresh_token;
        app.sandbox.set_faults(format!("/oauth/token:{fault}").parse().unwrap());
        let reply = app.refresh(&token).await;
        assert_eq!(reply.status, status, "{fault}");
        assert!(reply.text.contains(content), "{fault}: {}", reply.text);
        assert_eq!(app.refresh(&token).await.status, 200, "{fault} strikes once");
        let grants: Vec<_> = app.sandbox.requests().iter().map(|request| request.grant_type).collect();
        assert_eq!(grants, [Some("refresh_token"); 2], "{fault}");
    }
}

#[tokio::test]
async fn damaged_answers_come_after_the_token_was_used() {
    for fault in ["malformed", "drop", "truncate", "cut"] {
        let oauth = pipedrive_sandbox::OAuthApp { rotate_refresh_tokens: true, ..Default::default() };
        let app = App::start_with(oauth).await;
        let token = app.sandbox.issue_tokens().refresh_token;
        app.sandbox.set_faults(format!("oauth/token:{fault}").parse().unwrap());
        let request = app.post("/oauth/token").header("content-type", FORM).body(refresh_form(&token));
        let broken = match request.send().await {
            Ok(response) => !response.text().await.is_ok_and(|text| serde_json::from_str::<Value>(&text).is_ok()),
            Err(_) => true,
        };
        assert!(broken, "{fault}");
        let reply = app.refresh(&token).await;
        assert_eq!(reply.json()["error"], "invalid_grant", "{fault}: the new token is lost, the old one is gone");
    }
}

#[tokio::test]
async fn an_answer_can_be_slow_or_never_end() {
    let app = App::start().await;
    let token = app.sandbox.issue_tokens().refresh_token;
    app.sandbox.set_faults("oauth/token:slow,oauth/token:stall@2".parse().unwrap());
    assert_eq!(app.refresh(&token).await.json()["token_type"], "Bearer");
    let request = app.post("/oauth/token").header("content-type", FORM).body(refresh_form(&token));
    let mut response = request.send().await.unwrap();
    assert!(response.chunk().await.unwrap().is_some());
    let rest = tokio::spawn(async move { while let Ok(Some(_)) = response.chunk().await {} });
    app.sandbox.shutdown().await;
    rest.await.unwrap();
}

#[tokio::test]
async fn a_rule_for_one_path_leaves_the_others_alone() {
    let app = App::start().await;
    app.sandbox.set_faults("oauth/revoke:500*".parse().unwrap());
    let tokens = app.sandbox.issue_tokens();
    assert_eq!(app.refresh(&tokens.refresh_token).await.status, 200);
    assert_eq!(app.app_form("/oauth/revoke", &[("token", &tokens.refresh_token)]).await.status, 500);
    assert!(app.accepts(&tokens.access_token).await, "what was answered with a failure was not done");
}

#[tokio::test]
async fn the_log_tells_the_grant_type_and_no_secret() {
    let app = App::start().await;
    let code = app.sandbox.issue_code(CALLBACK);
    let tokens = app.exchange(&code).await;
    let (access, refresh) = (super::text(&tokens, "access_token"), super::text(&tokens, "refresh_token"));
    app.refresh(&refresh).await;
    app.app_form("/oauth/token", &[("grant_type", "hunter2")]).await;
    app.app_form("/oauth/revoke", &[("token", &access), ("grant_type", "refresh_token")]).await;
    let id = ("client_id", "sandbox-client-id");
    app.authorize(&[id, ("redirect_uri", CALLBACK), ("state", "st4te")]).await;
    // A client that puts its form into the address all the same.
    let misplaced =
        [("code", code.as_str()), ("refresh_token", &refresh), ("token", &access), ("access_token", &access)];
    app.authorize(&[&[id, ("client_secret", "sandbox-client-secret")], &misplaced[..]].concat()).await;

    let requests = serde_json::to_value(app.sandbox.requests()).unwrap();
    let brief: Vec<Value> = requests
        .as_array()
        .unwrap()
        .iter()
        .map(|r| json!([r["method"], r["path"], r["query"], r["grant_type"], r["status"], r["tokens"]]))
        .collect();
    let expect = [
        json!(["POST", "/oauth/token", "", "authorization_code", 200, 0]),
        json!(["POST", "/oauth/token", "", "refresh_token", 200, 0]),
        json!(["POST", "/oauth/token", "", null, 400, 0]),
        json!(["POST", "/oauth/revoke", "", null, 200, 0]),
        json!([
            "GET",
            "/oauth/authorize",
            format!("client_id=sandbox-client-id&redirect_uri={CALLBACK}&state=***"),
            null,
            200,
            0
        ]),
        json!([
            "GET",
            "/oauth/authorize",
            "client_id=sandbox-client-id&client_secret=***&code=***&refresh_token=***&token=***&access_token=***",
            null,
            400,
            0
        ]),
    ];
    assert_eq!(brief, expect);
    let shown = format!("{:?} {:?} {:?}", app.sandbox, app.sandbox.requests(), app.sandbox.issue_tokens());
    for secret in [&code, &access, &refresh, "sandbox-client-secret", "hunter2", "st4te", "v1u:"] {
        assert!(!shown.contains(secret), "{secret}");
    }
}
