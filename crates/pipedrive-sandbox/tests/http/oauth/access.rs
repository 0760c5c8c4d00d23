//! What the API makes of issued access tokens.

use std::time::Duration;

use pipedrive_sandbox::{OAuthApp, SandboxConfig};

use super::{App, CALLBACK};
use crate::support::config;

#[tokio::test]
async fn an_access_token_is_good_until_it_expires() {
    for (oauth, lifetime) in
        [(OAuthApp::default(), 3599), (OAuthApp { token_lifetime: Duration::from_secs(10), ..OAuthApp::default() }, 10)]
    {
        let app = App::start_with(oauth).await;
        let tokens = app.sandbox.issue_tokens();
        assert_eq!(tokens.expires_in, lifetime);
        app.wait(lifetime - 1);
        assert_eq!(app.call("/api/v2/deals", &tokens.access_token).await.status, 200);
        app.wait(1);
        let reply = app.call("/api/v2/deals", &tokens.access_token).await;
        assert_eq!((reply.status, reply.header("x-401-by-gw")), (401, Some("true")));
        assert_eq!(reply.json()["error"], "Invalid token: access_token is invalid");
        assert!(app.accepts(&app.sandbox.config().access_token).await, "the fixed token never expires");
    }
}

#[tokio::test]
async fn all_access_tokens_can_be_made_to_expire_at_once() {
    let app = App::start().await;
    let tokens = app.sandbox.issue_tokens();
    let other = super::text(&app.refresh(&tokens.refresh_token).await, "access_token");
    app.sandbox.expire_access_tokens();
    assert!(!app.accepts(&tokens.access_token).await && !app.accepts(&other).await);
    let fresh = super::text(&app.refresh(&tokens.refresh_token).await, "access_token");
    assert!(app.accepts(&fresh).await);
    assert!(app.accepts(&app.sandbox.config().access_token).await);
}

#[tokio::test]
async fn a_refresh_token_is_no_access_token() {
    let app = App::start().await;
    let tokens = app.sandbox.issue_tokens();
    assert!(!app.accepts(&tokens.refresh_token).await);
    assert!(!app.accepts(&app.sandbox.issue_code(CALLBACK)).await);
}

#[tokio::test]
async fn the_app_s_scopes_decide_what_it_reaches() {
    let scopes = vec!["base".to_owned(), "deals:read".to_owned()];
    let app = App::start_on(SandboxConfig { scopes, ..config() }).await;
    let reply = app.exchange(&app.sandbox.issue_code(CALLBACK)).await;
    assert_eq!(super::text(&reply, "scope"), "base,deals:read");
    let token = super::text(&reply, "access_token");
    assert_eq!(app.call("/api/v2/deals", &token).await.status, 200);
    for path in ["/api/v2/persons", "/v1/users", "/api/v2/unknown"] {
        let reply = app.call(path, &token).await;
        assert_eq!((reply.status, &reply.json()["error"]), (403, &"Scope and URL mismatch".into()), "{path}");
    }
}

#[tokio::test]
async fn all_access_tokens_of_a_grant_share_one_window() {
    let limits = SandboxConfig { unlimited: false, burst_limit: Some(1), ..config() };
    let app = App::start_on(limits).await;
    let tokens = app.sandbox.issue_tokens();
    let mut statuses = Vec::new();
    for _ in 0..5 {
        let token = super::text(&app.refresh(&tokens.refresh_token).await, "access_token");
        statuses.push(app.call("/v1/users/me", &token).await.status);
    }
    assert_eq!(statuses, [200, 200, 200, 200, 429], "four times what an API token may, whichever token it is");
    assert_eq!(app.refresh(&tokens.refresh_token).await.status, 200, "the OAuth server has no such limit");
}

#[tokio::test]
async fn the_connection_string_names_what_a_client_needs() {
    let app = App::start().await;
    let base = app.sandbox.base_url();
    let expect = format!(
        "AuthScheme=OAuth;BaseURL={base};OAuthURL={base};OAuthClientId=sandbox-client-id;\
         OAuthClientSecret=sandbox-client-secret;CallbackURL=http://localhost:33333"
    );
    assert_eq!(app.sandbox.oauth_connection_string(), expect);
    let app = App::start_with(OAuthApp { callback_urls: Vec::new(), ..OAuthApp::default() }).await;
    assert!(app.sandbox.oauth_connection_string().ends_with(";OAuthClientSecret=sandbox-client-secret"));
}
