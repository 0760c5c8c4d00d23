//! Procedures called from SQL, end to end: the web flow, a refresh by hand, and whether a connection works.

use datafusion::common::ScalarValue;
use datafusion::prelude::SessionContext;
use pipedrive_datafusion::{ErrorKind, PipedriveSession, register};
use pipedrive_sandbox::Sandbox;

use crate::fixture::{Fixture, describe, line, rows, small, texts};

/// Where the application of these tests takes its answers.
const CALLBACK: &str = "http://localhost:33333";

/// A session of an app nobody has signed in to, or with these keys.
async fn app(sandbox: &Sandbox, keys: &str) -> PipedriveSession {
    PipedriveSession::connect(&format!("{};{keys}", sandbox.oauth_connection_string())).await.unwrap()
}

/// The one row of a call.
async fn row(session: &PipedriveSession, sql: &str) -> Vec<String> {
    let mut answer = rows(session, sql).await.unwrap_or_else(|error| panic!("{sql}\n{}", describe(&error)));
    assert_eq!(answer.len(), 1, "{sql}");
    answer.remove(0)
}

/// The requests so far, as method and path.
fn sent(sandbox: &Sandbox) -> Vec<String> {
    let requests = sandbox.requests();
    sandbox.clear_requests();
    requests.iter().map(|record| format!("{} {}", record.method, record.path)).collect()
}

#[tokio::test]
async fn a_web_application_gets_its_tokens() {
    let sandbox = Sandbox::start(small()).await.unwrap();
    let session = app(&sandbox, "").await;
    let call =
        format!("CALL GetOAuthAuthorizationURL(AuthMode => 'WEB', CallbackURL => '{CALLBACK}', State => 'mine')");
    let url = row(&session, &call).await.remove(0);
    assert!(url.starts_with(&format!("{}/oauth/authorize?", sandbox.base_url())), "{url}");
    assert!(url.contains("client_id=sandbox-client-id") && url.contains("state=mine"), "{url}");
    assert!(url.contains("redirect_uri=http%3A%2F%2Flocalhost%3A33333"), "{url}");
    assert_eq!(sent(&sandbox), [""; 0], "the address is built without a request");

    let code = sandbox.issue_code(CALLBACK);
    let exchange =
        format!("CALL GetOAuthAccessToken(AuthMode => 'WEB', Verifier => '{code}', CallbackURL => '{CALLBACK}')");
    let prepared = session.prepare(&exchange).await.unwrap();
    rows(&session, &format!("EXPLAIN {exchange}")).await.unwrap();
    assert_eq!(sent(&sandbox), [""; 0], "planning exchanges nothing");
    let result = session.execute(&prepared, &[]).await.unwrap();
    let names: Vec<String> = result.schema().fields().iter().map(|field| field.name().clone()).collect();
    assert_eq!(names, ["OAuthAccessToken", "OAuthRefreshToken", "ExpiresIn", "Scope", "ApiDomain"]);
    let tokens: Vec<Vec<String>> = result.collect().await.unwrap().iter().flat_map(texts).collect();
    let [access, refresh, expires_in, _, api_domain] = tokens[0].as_slice() else { panic!("{tokens:?}") };
    assert_eq!((expires_in.as_str(), api_domain.as_str()), ("3599", sandbox.base_url().as_str()));
    assert_eq!(sent(&sandbox), ["POST /oauth/token"]);

    // A code works once, and says so.
    let error = session.execute(&prepared, &[]).await.unwrap().collect().await.unwrap_err();
    assert!(!error.hints().is_empty() && !describe(&error).contains(&code), "{}", describe(&error));

    // Then the application connects with them, and later with what was kept of them.
    let place = "InitiateOAuth=REFRESH;OAuthSettingsLocation=memory://web-application";
    let first = app(&sandbox, &format!("{place};OAuthAccessToken={access};OAuthRefreshToken={refresh}")).await;
    let stages = rows(&first, "SELECT id FROM stages").await.unwrap();
    assert!(!stages.is_empty());
}

#[tokio::test]
async fn a_token_is_renewed_by_hand() {
    let sandbox = Sandbox::start(small()).await.unwrap();
    let tokens = sandbox.issue_tokens();
    let session = app(&sandbox, "").await;
    let prepared = session.prepare("EXEC RefreshOAuthAccessToken @OAuthRefreshToken = ?").await.unwrap();
    let mut access_tokens = Vec::new();
    for _ in 0..2 {
        let value = ScalarValue::Utf8(Some(tokens.refresh_token.clone()));
        let result = session.execute(&prepared, &[value]).await.unwrap();
        let answer: Vec<Vec<String>> = result.collect().await.unwrap().iter().flat_map(texts).collect();
        assert_eq!(answer[0][1], tokens.refresh_token);
        access_tokens.push(answer[0][0].clone());
    }
    assert_eq!(sent(&sandbox), ["POST /oauth/token"; 2], "each execution renews");
    assert!(access_tokens[0] != tokens.access_token && access_tokens[0] != access_tokens[1]);
    let renewed = app(&sandbox, &format!("OAuthAccessToken={}", access_tokens[1])).await;
    assert!(!rows(&renewed, "SELECT id FROM stages").await.unwrap().is_empty());

    let error = rows(&session, "CALL RefreshOAuthAccessToken('0:0:nosuchtoken')").await.unwrap_err();
    assert_eq!((error.kind(), error.sqlstate()), (ErrorKind::Unauthenticated, "28000"), "{}", describe(&error));
    assert!(!describe(&error).contains("nosuchtoken"), "{}", describe(&error));
}

#[tokio::test]
async fn what_a_code_needs_is_asked_for_before_anything_is_sent() {
    let sandbox = Sandbox::start(small()).await.unwrap();
    let session = app(&sandbox, "").await;
    for (call, expect) in [
        ("CALL GetOAuthAccessToken(AuthMode => 'WEB')", "`AuthMode => 'WEB'` needs `Verifier`"),
        (
            "CALL GetOAuthAccessToken(AuthMode => 'app', Verifier => 'x')",
            "`Verifier` is for `AuthMode => 'WEB'`; `APP` gets its code itself",
        ),
    ] {
        let error = rows(&session, call).await.unwrap_err();
        assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::InvalidArgument, expect), "{call}");
    }
    // Without a code it is the sign-in of a person at this machine, whose browser must come back to it.
    for call in [
        "CALL GetOAuthAccessToken(AuthMode => 'app', CallbackURL => 'https://app.example.com/callback')",
        "EXEC GetOAuthAccessToken @CallbackURL = 'https://app.example.com/callback'",
    ] {
        let error = rows(&session, call).await.unwrap_err();
        let expect = "cannot wait for the browser at `https://app.example.com/callback`";
        assert_eq!(error.to_string(), expect, "{call}");
        assert!(error.hints().iter().any(|hint| hint.contains("CallbackURL")), "{call}: {}", describe(&error));
    }
    let error = rows(&session, "CALL GetOAuthAccessToken(Scope => 'deals:read')").await.unwrap_err();
    assert!(error.to_string().starts_with("`Scope` is for"), "{}", describe(&error));
    // Without an app there is no address to build.
    let plain = PipedriveSession::connect(&sandbox.connection_string()).await.unwrap();
    let error = rows(&plain, "CALL GetOAuthAuthorizationURL()").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionString);
    assert!(describe(&error).contains("`OAuthClientId`"), "{}", describe(&error));
    assert_eq!(sent(&sandbox), [""; 0]);
}

#[tokio::test]
async fn access_is_revoked() {
    let sandbox = Sandbox::start(small()).await.unwrap();
    let tokens = sandbox.issue_tokens();
    let keys = format!("OAuthAccessToken={};OAuthRefreshToken={}", tokens.access_token, tokens.refresh_token);
    let session = app(&sandbox, &keys).await;
    assert!(!rows(&session, "SELECT id FROM stages").await.unwrap().is_empty());
    sent(&sandbox);
    assert_eq!(row(&session, "SELECT revoked, message FROM RevokeOAuthAccess()").await, ["true", "access revoked"]);
    assert_eq!(sent(&sandbox), ["POST /oauth/revoke"]);
    let again = app(&sandbox, &keys).await;
    let test = row(&again, "SELECT available FROM TestConnection()").await;
    assert_eq!(test, ["false"]);
}

#[tokio::test]
async fn temporary_filters_go_before_access_is_revoked() {
    let sandbox = Sandbox::start(small()).await.unwrap();
    let tokens = sandbox.issue_tokens();
    let keys = format!(
        "OAuthAccessToken={};OAuthRefreshToken={};PushdownFilters=Temporary;PageSize=10",
        tokens.access_token, tokens.refresh_token
    );
    let session = app(&sandbox, &keys).await;
    rows(&session, "SELECT id FROM deals WHERE title LIKE '%e%'").await.unwrap();
    sent(&sandbox);
    row(&session, "CALL RevokeOAuthAccess()").await;
    assert_eq!(sent(&sandbox), ["DELETE /api/v1/filters/13", "POST /oauth/revoke"]);
}

#[tokio::test]
async fn a_connection_is_tested_without_an_error() {
    let fixture = Fixture::new().await;
    let answer = row(&fixture.session, "CALL TestConnection").await;
    assert_eq!(answer[..3], ["true", "connection available", "NULL"]);
    assert!(answer[3] != "NULL" && answer[4] != "NULL" && answer[5].starts_with("http"), "{answer:?}");
    assert_eq!(fixture.requests().iter().map(line).collect::<Vec<_>>(), ["GET /api/v1/users/me 200 2"]);

    let wrong = fixture.sandbox.connection_string().replace(&fixture.sandbox.config().api_token, "00000000");
    let session = PipedriveSession::connect(&wrong).await.unwrap();
    let answer = row(&session, "SELECT * FROM TestConnection()").await;
    assert_eq!(answer[0], "false");
    assert!(answer[1].starts_with("connection unavailable: ") && answer[1].contains("401"), "{answer:?}");
    assert!(answer[2] != "NULL" && answer[3..] == ["NULL", "NULL", "NULL"], "{answer:?}");

    // Nobody is signed in, and that is an answer too.
    let session = app(&fixture.sandbox, "").await;
    let answer = row(&session, "SELECT available, message FROM TestConnection()").await;
    assert!(answer[0] == "false" && answer[1].starts_with("connection unavailable: "), "{answer:?}");
}

#[tokio::test]
async fn what_a_call_costs_is_counted() {
    let fixture = Fixture::new().await;
    let mut result = fixture.session.query("CALL TestConnection").await.unwrap();
    assert_eq!(result.counts().requests, 0);
    while result.next().await.unwrap().is_some() {}
    let counts = result.counts();
    assert_eq!((counts.requests, counts.tokens, counts.rows), (1, 2, 1));
}

#[tokio::test]
async fn an_existing_context_calls_procedures_in_from() {
    let sandbox = Sandbox::start(small()).await.unwrap();
    let ctx = SessionContext::new();
    register(&ctx, &sandbox.oauth_connection_string()).unwrap();
    let sql = format!("SELECT * FROM GetOAuthAccessToken(Verifier => '{}')", sandbox.issue_code(CALLBACK));
    let frame = ctx.sql(&sql).await.unwrap();
    assert_eq!(sent(&sandbox), [""; 0], "planning calls nothing");
    let tokens: Vec<Vec<String>> = frame.collect().await.unwrap().iter().flat_map(texts).collect();
    assert_eq!((tokens.len(), tokens[0][2].as_str()), (1, "3599"));
    assert_eq!(sent(&sandbox), ["POST /oauth/token"]);
    let sql = "SELECT count(*) FROM TestConnection() t WHERE t.\"Available\"";
    let count: Vec<Vec<String>> = ctx.sql(sql).await.unwrap().collect().await.unwrap().iter().flat_map(texts).collect();
    assert_eq!(count.len(), 1);
}
