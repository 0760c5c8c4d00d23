//! Every text with which the token and revocation endpoints refuse.

use super::{App, CALLBACK, FORM, encoded};
use crate::support::Reply;

const CODE: (&str, &str) = ("grant_type", "authorization_code");
const REFRESH: (&str, &str) = ("grant_type", "refresh_token");
const ID: (&str, &str) = ("client_id", "sandbox-client-id");
const SECRET: (&str, &str) = ("client_secret", "sandbox-client-secret");

fn check(reply: &Reply, status: u16, error: &str, message: &str) {
    assert_eq!(reply.status, status, "{message}: {}", reply.text);
    let json = reply.json();
    assert_eq!((&json["success"], &json["error"]), (&false.into(), &error.into()), "{message}");
    assert_eq!((&json["message"], &json["error_description"]), (&message.into(), &message.into()));
    assert_eq!(reply.header("cache-control"), Some("no-store"), "{message}");
    assert_eq!(reply.header("www-authenticate").is_some(), status == 401, "{message}");
}

#[tokio::test]
async fn parameters_that_are_missing_or_wrong() {
    let app = App::start().await;
    let code = app.sandbox.issue_code(CALLBACK);
    let good = ("code", code.as_str());
    for (form, error, message) in [
        (&[][..], "invalid_request", "Missing parameter: `grant_type`"),
        (&[("grant_type", "")], "invalid_request", "Missing parameter: `grant_type`"),
        (&[("grant_type", "password")], "unsupported_grant_type", "Unsupported grant type: `grant_type` is invalid"),
        (&[CODE], "invalid_request", "Missing parameter: `code`"),
        (&[CODE, ("code", "x")], "invalid_grant", "Invalid grant: `authorization_code` is invalid"),
        (&[CODE, good], "invalid_request", "Invalid request: `redirect_uri` is not a valid URI"),
        (
            &[CODE, good, ("redirect_uri", "not an address")],
            "invalid_request",
            "Invalid request: `redirect_uri` is not a valid URI",
        ),
        (
            &[CODE, good, ("redirect_uri", "http://localhost:33333/")],
            "invalid_request",
            "Invalid request: `redirect_uri` is invalid",
        ),
        (&[REFRESH], "invalid_request", "Missing parameter: `refresh_token`"),
        (&[REFRESH, ("refresh_token", "x")], "invalid_grant", "Invalid grant: `refresh_token` is invalid"),
    ] {
        check(&app.app_form("/oauth/token", form).await, 400, error, message);
    }
    assert_eq!(app.exchange(&code).await.status, 200, "a wrong callback address does not use the code up");
}

#[tokio::test]
async fn bodies_that_are_no_forms() {
    let app = App::start().await;
    let wrong = "Invalid request: content must be `application/x-www-form-urlencoded`";
    for path in ["/oauth/token", "/oauth/revoke"] {
        let json = app.post(path).header("content-type", "application/json").body("{}");
        check(&app.send(json).await, 400, "invalid_request", wrong);
        check(&app.send(app.post(path).body("grant_type=refresh_token")).await, 400, "invalid_request", wrong);
        let long = app.post(path).header("content-type", FORM).body("x".repeat(65_537));
        check(&app.send(long).await, 413, "invalid_request", "Invalid request: the body could not be read");
    }
    let app_form = encoded(&[ID, SECRET, REFRESH, ("refresh_token", &app.sandbox.issue_tokens().refresh_token)]);
    let with_charset = app.post("/oauth/token").header("content-type", format!("{FORM}; charset=UTF-8"));
    assert_eq!(app.send(with_charset.body(app_form)).await.status, 200);
}

#[tokio::test]
async fn clients_that_are_unknown() {
    let app = App::start().await;
    let none = "Invalid client: cannot retrieve client credentials";
    let wrong = "Invalid client: client is invalid";
    for path in ["/oauth/token", "/oauth/revoke"] {
        for form in [&[][..], &[ID], &[SECRET], &[ID, ("client_secret", "")]] {
            check(&app.form(path, form).await, 400, "invalid_client", none);
        }
        for form in [[ID, ("client_secret", "x")], [("client_id", "x"), SECRET]] {
            check(&app.form(path, &form).await, 400, "invalid_client", wrong);
        }
        for (id, secret) in [("sandbox-client-id", "x"), ("x", "sandbox-client-secret"), ("", "")] {
            // A good client in the form does not help a wrong one in the header.
            let request = app.post(path).basic_auth(id, Some(secret)).header("content-type", FORM);
            check(&app.send(request.body(encoded(&[ID, SECRET]))).await, 401, "invalid_client", wrong);
        }
        for header in ["Basic", "Basic !", "Basic eA==", "Bearer x"] {
            let request = app.post(path).header("authorization", header).header("content-type", FORM);
            check(&app.send(request).await, 400, "invalid_client", none);
        }
    }
}

#[tokio::test]
async fn refused_requests_end_no_token() {
    let app = App::start().await;
    let tokens = app.sandbox.issue_tokens();
    let form = [("token", tokens.refresh_token.as_str()), ID, ("client_secret", "x")];
    assert_eq!(app.form("/oauth/revoke", &form).await.status, 400);
    assert!(app.accepts(&tokens.access_token).await);
}

#[tokio::test]
async fn a_client_may_present_itself_in_three_ways() {
    let mut oauth = pipedrive_sandbox::OAuthApp::default();
    "se+cret:%/".clone_into(&mut oauth.client_secret);
    let app = App::start_with(oauth).await;
    let token = app.sandbox.issue_tokens().refresh_token;
    let form = [REFRESH, ("refresh_token", token.as_str())];
    for secret in ["se+cret:%/", "se%2Bcret%3A%25%2F"] {
        let request = app.post("/oauth/token").basic_auth("sandbox-client-id", Some(secret));
        let reply = app.send(request.header("content-type", FORM).body(encoded(&form))).await;
        assert_eq!(reply.status, 200, "{secret}");
    }
    let in_form = [REFRESH, ("refresh_token", token.as_str()), ID, ("client_secret", "se+cret:%/")];
    assert_eq!(app.form("/oauth/token", &in_form).await.status, 200);
}
