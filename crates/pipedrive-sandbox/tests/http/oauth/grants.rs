//! What codes and refresh tokens bring, and what ends them.

use std::time::Duration;

use pipedrive_sandbox::OAuthApp;

use super::{App, CALLBACK, text};

async fn refused(app: &App, refresh_token: &str) -> bool {
    let reply = app.refresh(refresh_token).await;
    match reply.status {
        200 => false,
        400 => {
            assert_eq!(reply.json()["message"], "Invalid grant: `refresh_token` is invalid");
            true
        }
        other => panic!("{other}: {}", reply.text),
    }
}

#[tokio::test]
async fn a_code_brings_tokens_of_the_documented_shape() {
    let app = App::start().await;
    let reply = app.exchange(&app.sandbox.issue_code(CALLBACK)).await;
    assert_eq!(reply.header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!((reply.header("cache-control"), reply.header("pragma")), (Some("no-store"), Some("no-cache")));
    let json = reply.json();
    let mut names: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["access_token", "api_domain", "expires_in", "refresh_token", "scope", "token_type"]);
    let access_token = text(&reply, "access_token");
    assert!(access_token.starts_with("v1u:") && (300..768).contains(&access_token.len()), "{access_token}");
    let refresh_token = text(&reply, "refresh_token");
    let parts: Vec<&str> = refresh_token.split(':').collect();
    assert_eq!((parts.len(), parts[0], parts[1], parts[2].len()), (3, "1", "9182736", 40), "{refresh_token}");
    assert!(parts[2].bytes().all(|b| b.is_ascii_hexdigit()), "{refresh_token}");
    assert_eq!((&json["token_type"], &json["expires_in"]), (&"Bearer".into(), &3599.into()));
    assert_eq!(json["api_domain"], app.sandbox.base_url());
    let scope = text(&reply, "scope");
    assert!(scope.starts_with("base,deals:read,deals:full,") && scope.split(',').count() == 28, "{scope}");
}

#[tokio::test]
async fn a_code_is_good_once() {
    let app = App::start().await;
    let code = app.sandbox.issue_code(CALLBACK);
    let access_token = text(&app.exchange(&code).await, "access_token");
    let again = app.exchange(&code).await;
    assert_eq!((again.status, &again.json()["error"]), (400, &"invalid_grant".into()));
    assert_eq!(again.json()["message"], "Invalid grant: `authorization_code` is invalid");
    assert!(app.accepts(&access_token).await, "the first exchange stands");
}

#[tokio::test]
async fn a_code_is_good_for_five_minutes_or_as_long_as_configured() {
    for (oauth, lifetime) in
        [(OAuthApp::default(), 300), (OAuthApp { code_lifetime: Duration::from_secs(7), ..OAuthApp::default() }, 7)]
    {
        let app = App::start_with(oauth).await;
        let (early, late) = (app.sandbox.issue_code(CALLBACK), app.sandbox.issue_code(CALLBACK));
        app.wait(lifetime - 1);
        assert_eq!(app.exchange(&early).await.status, 200);
        app.wait(1);
        let reply = app.exchange(&late).await;
        assert_eq!((reply.status, &reply.json()["error"]), (400, &"invalid_grant".into()));
        assert_eq!(reply.json()["message"], "Invalid grant: `authorization_code` has expired");
    }
}

#[tokio::test]
async fn a_refresh_brings_a_new_access_token_beside_the_old_one_and_the_same_refresh_token() {
    let app = App::start().await;
    let first = app.sandbox.issue_tokens();
    app.wait(1000);
    let reply = app.refresh(&first.refresh_token).await;
    let second = text(&reply, "access_token");
    assert_eq!(text(&reply, "refresh_token"), first.refresh_token);
    assert_ne!(second, first.access_token);
    assert!(app.accepts(&first.access_token).await && app.accepts(&second).await);
    app.wait(3599 - 1000);
    assert!(!app.accepts(&first.access_token).await && app.accepts(&second).await);
    app.wait(1000);
    assert!(!app.accepts(&second).await);
    assert!(!refused(&app, &first.refresh_token).await, "it outlives the access tokens");
}

#[tokio::test]
async fn with_rotation_each_refresh_ends_the_refresh_token_it_used() {
    let app = App::start_with(OAuthApp { rotate_refresh_tokens: true, ..OAuthApp::default() }).await;
    let first = app.sandbox.issue_tokens();
    let second = text(&app.refresh(&first.refresh_token).await, "refresh_token");
    assert_ne!(second, first.refresh_token);
    assert!(refused(&app, &first.refresh_token).await);
    assert!(app.accepts(&first.access_token).await, "access tokens are not touched");
    assert!(!refused(&app, &second).await, "trying the old one does no harm");
}

#[tokio::test]
async fn a_new_grant_takes_the_place_of_the_one_before() {
    let app = App::start().await;
    let first = app.sandbox.issue_tokens();
    let code = app.sandbox.issue_code(CALLBACK);
    assert!(app.accepts(&first.access_token).await, "a code alone changes nothing");
    let second = app.exchange(&code).await;
    assert!(!app.accepts(&first.access_token).await);
    assert!(refused(&app, &first.refresh_token).await);
    assert!(app.accepts(&text(&second, "access_token")).await);
    assert!(!refused(&app, &text(&second, "refresh_token")).await);
}

#[tokio::test]
async fn a_refresh_token_ends_after_sixty_days_without_use() {
    let app = App::start().await;
    let token = app.sandbox.issue_tokens().refresh_token;
    for _ in 0..2 {
        app.wait(60 * 86_400 - 1);
        assert!(!refused(&app, &token).await, "each use counts anew");
    }
    app.wait(60 * 86_400);
    assert!(refused(&app, &token).await);
}

#[tokio::test]
async fn revoking_the_refresh_token_ends_the_grant() {
    let app = App::start().await;
    let tokens = app.sandbox.issue_tokens();
    // The hint is a hint: RFC 7009 has the server look further.
    for hint in ["refresh_token", "access_token", "nonsense"] {
        let tokens = app.sandbox.issue_tokens();
        let form = [("token", tokens.refresh_token.as_str()), ("token_type_hint", hint)];
        assert_eq!(app.app_form("/oauth/revoke", &form).await.status, 200, "{hint}");
        assert!(!app.accepts(&tokens.access_token).await, "{hint}");
        assert!(refused(&app, &tokens.refresh_token).await, "{hint}");
    }
    assert!(refused(&app, &tokens.refresh_token).await);
}

#[tokio::test]
async fn revoking_an_access_token_ends_only_that_one() {
    let app = App::start().await;
    let tokens = app.sandbox.issue_tokens();
    let other = text(&app.refresh(&tokens.refresh_token).await, "access_token");
    assert_eq!(app.app_form("/oauth/revoke", &[("token", &tokens.access_token)]).await.status, 200);
    assert!(!app.accepts(&tokens.access_token).await && app.accepts(&other).await);
    assert!(!refused(&app, &tokens.refresh_token).await);
}

#[tokio::test]
async fn revoking_nothing_succeeds_and_changes_nothing() {
    let app = App::start().await;
    let tokens = app.sandbox.issue_tokens();
    for form in [&[("token", "unknown")][..], &[("token", "")], &[]] {
        let reply = app.app_form("/oauth/revoke", form).await;
        assert_eq!((reply.status, reply.header("cache-control")), (200, Some("no-store")), "{form:?}");
    }
    assert!(app.accepts(&tokens.access_token).await && !refused(&app, &tokens.refresh_token).await);
}
