//! Renewing access tokens: when, how often, and by whom.

use std::sync::Arc;
use std::time::Duration;

use pipedrive_auth::{AuthError, Identity, TransportFailure};
use pipedrive_connection::Secret;

use crate::script::{Reply, Server, access_token, connect};

/// A place for tokens that no other test uses.
fn memory(id: &str) -> String {
    format!("InitiateOAuth=REFRESH;OAuthSettingsLocation=memory://renewal-{id}")
}

/// A server that answers the n-th refresh with the n-th access token.
fn counting() -> Arc<Server> {
    Server::new(|number, _| Reply::tokens(&format!("a{}", number + 1), Some("r")))
}

#[tokio::test]
async fn a_token_is_fetched_when_it_is_needed_and_used_until_it_ends() {
    let server = counting();
    let identity = connect(&server, &format!("OAuthRefreshToken=r;{}", memory("once")));
    assert!(server.seen().is_empty());
    for _ in 0..3 {
        assert_eq!(access_token(&identity).await.unwrap(), "a1");
    }
    assert_eq!(server.seen(), ["refresh_token r"]);
    let authorization = identity.session.authorization().await.unwrap();
    assert_eq!(authorization.server.as_deref(), Some("https://acme.pipedrive.com"));
}

#[tokio::test]
async fn a_token_that_is_about_to_end_is_renewed_before_it_is_sent() {
    let server = Server::new(|number, _| {
        let lifetime = if number == 0 { 0 } else { 3600 };
        Reply::Answer(200, format!(r#"{{"access_token":"a{}","expires_in":{lifetime}}}"#, number + 1))
    });
    let identity = connect(&server, &format!("OAuthRefreshToken=r;{}", memory("ahead")));
    assert_eq!(access_token(&identity).await.unwrap(), "a1");
    assert_eq!(access_token(&identity).await.unwrap(), "a2");
    assert_eq!(access_token(&identity).await.unwrap(), "a2");
    // The server sent no refresh token, so the first one stays in force.
    assert_eq!(server.seen(), ["refresh_token r", "refresh_token r"]);
}

#[tokio::test]
async fn many_requests_at_once_make_one_renewal() {
    for place in [memory("many"), "InitiateOAuth=REFRESH".to_owned()] {
        check_many(&connect_to(&place)).await;
    }
}

/// A server that counts, and a connection to it that keeps tokens there.
fn connect_to(place: &str) -> (Arc<Server>, Identity) {
    let server = counting();
    let identity = connect(&server, &format!("OAuthRefreshToken=r;{place}"));
    (server, identity)
}

async fn check_many((server, identity): &(Arc<Server>, Identity)) {
    let requests: Vec<_> = (0..50).map(|_| access_token(identity)).collect();
    for token in futures::future::join_all(requests).await {
        assert_eq!(token.unwrap(), "a1");
    }
    assert_eq!(server.seen().len(), 1);

    let used = identity.session.authorization().await.unwrap();
    let refusals: Vec<_> = (0..50).map(|_| identity.session.rejected(&used)).collect();
    for better in futures::future::join_all(refusals).await {
        assert!(better.unwrap());
    }
    assert_eq!(server.seen().len(), 2);
    assert_eq!(access_token(identity).await.unwrap(), "a2");
}

#[tokio::test]
async fn connections_that_share_a_place_share_a_renewal() {
    let folder = tempfile::tempdir().unwrap();
    let file = format!("InitiateOAuth=REFRESH;OAuthSettingsLocation={}", folder.path().join("x.txt").display());
    for place in [memory("shared"), file] {
        let server = counting();
        let keys = format!("OAuthRefreshToken=r;{place}");
        let identities: Vec<_> = (0..8).map(|_| connect(&server, &keys)).collect();
        for token in futures::future::join_all(identities.iter().map(access_token)).await {
            assert_eq!(token.unwrap(), "a1", "{place}");
        }
        assert_eq!(server.seen().len(), 1, "{place}");
        let used = identities[0].session.authorization().await.unwrap();
        for better in futures::future::join_all(identities.iter().map(|one| one.session.rejected(&used))).await {
            assert!(better.unwrap());
        }
        for token in futures::future::join_all(identities.iter().map(access_token)).await {
            assert_eq!(token.unwrap(), "a2", "{place}");
        }
        assert_eq!(server.seen().len(), 2, "{place}");
    }
}

#[tokio::test]
async fn a_refresh_token_that_changes_is_kept_at_once() {
    let server = Server::new(|number, _| Reply::tokens(&format!("a{number}"), Some(&format!("r{}", number + 1))));
    let first = connect(&server, &format!("OAuthRefreshToken=r0;{}", memory("rotation")));
    let used = first.session.authorization().await.unwrap();
    assert!(first.session.rejected(&used).await.unwrap());
    // Another connection, of somebody who still has the first refresh token in the connection string.
    let second = connect(&server, &format!("OAuthAccessToken=old;OAuthRefreshToken=r0;{}", memory("rotation")));
    let used = second.session.authorization().await.unwrap();
    assert_eq!(used.token(), "a1");
    assert!(second.session.rejected(&used).await.unwrap());
    assert_eq!(server.seen(), ["refresh_token r0", "refresh_token r1", "refresh_token r2"]);
}

#[tokio::test]
async fn an_exchange_that_has_begun_is_kept_although_nobody_waits_for_it_any_more() {
    let server = Server::waiting("a1", "r1");
    let identity = connect(&server, &memory("exchange-dropped"));
    let code = Secret::new("c");
    tokio::select! {
        _ = identity.oauth.exchange(&code, None) => panic!("there is no answer yet"),
        () = server.came.notified() => {}
    }
    server.gate.as_ref().unwrap().add_permits(1);
    identity.oauth.settle(Duration::from_mins(1)).await;
    assert_eq!(access_token(&connect(&server, &memory("exchange-dropped"))).await.unwrap(), "a1");
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_does_not_end_is_not_waited_for_for_ever() {
    let server = Server::waiting("a1", "r1");
    let identity = connect(&server, &format!("OAuthRefreshToken=r0;{}", memory("settle")));
    tokio::select! {
        _ = access_token(&identity) => panic!("there is no answer yet"),
        () = server.came.notified() => {}
    }
    identity.oauth.settle(Duration::from_secs(5)).await;
    // Where nothing is under way, nothing is waited for.
    let began = tokio::time::Instant::now();
    connect(&server, &memory("settle-none")).oauth.settle(Duration::from_secs(5)).await;
    assert_eq!(began.elapsed(), Duration::ZERO);
}

#[tokio::test]
async fn what_a_renewal_leaves_out_stays_as_it_was() {
    let server = Server::new(|number, _| match number {
        0 => Reply::tokens("a0", Some("r")),
        _ => Reply::Answer(200, r#"{"access_token":"a1","refresh_token":null}"#.to_owned()),
    });
    let identity = connect(&server, &format!("OAuthRefreshToken=r;{}", memory("left-out")));
    let used = identity.session.authorization().await.unwrap();
    assert!(identity.session.rejected(&used).await.unwrap());
    let renewed = identity.session.authorization().await.unwrap();
    assert_eq!((renewed.token(), renewed.server.as_deref()), ("a1", Some("https://acme.pipedrive.com")));
}

#[tokio::test]
async fn a_renewal_that_has_begun_is_kept_although_nobody_waits_for_it_any_more() {
    let folder = tempfile::tempdir().unwrap();
    let file = format!("InitiateOAuth=REFRESH;OAuthSettingsLocation={}", folder.path().join("x.txt").display());
    let server = Server::waiting("a1", "r1");
    let identity = connect(&server, &format!("OAuthRefreshToken=r0;{file}"));
    tokio::select! {
        _ = access_token(&identity) => panic!("there is no answer yet"),
        () = server.came.notified() => {}
    }
    server.gate.as_ref().unwrap().add_permits(1);
    // The next request waits for it, and finds the tokens.
    assert_eq!(access_token(&identity).await.unwrap(), "a1");
    assert_eq!(access_token(&connect(&server, &file)).await.unwrap(), "a1");
    assert_eq!(server.seen(), ["refresh_token r0"]);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_fails_for_a_moment_is_asked_again() {
    let replies = |number| match number {
        0 => Reply::Fail(TransportFailure { sent: true, reason: "the connection broke".to_owned() }),
        1 => Reply::Answer(503, "<html>busy</html>".to_owned()),
        _ => Reply::tokens("a", Some("r")),
    };
    let server = Server::new(move |number, _| replies(number));
    let identity = connect(&server, &format!("OAuthRefreshToken=r;{}", memory("moment")));
    assert_eq!(access_token(&identity).await.unwrap(), "a");
    assert_eq!(server.seen().len(), 3);

    // A code works once, so it is only sent again if it cannot have arrived.
    let server = Server::new(move |number, _| replies(number));
    let identity = connect(&server, "");
    let error = identity.oauth.exchange(&Secret::new("c"), None).await.unwrap_err();
    assert_eq!(error.to_string(), "no answer from the OAuth server `127.0.0.1`: the connection broke");
    assert_eq!(server.seen().len(), 1);
}

/// What a request says when the refresh token meets that answer, and what may be done about it.
async fn check_failure(status: u16, body: &str, message: &str, hint: &str) {
    let body = body.to_owned();
    let server = Server::new(move |_, _| Reply::Answer(status, body.clone()));
    let identity = connect(&server, &format!("OAuthRefreshToken=s3ntinel-refresh;{}", memory("failures")));
    let error = access_token(&identity).await.unwrap_err();
    let hints = error.hints().join(" ");
    assert_eq!(error.to_string(), message);
    assert!(hints.contains(hint), "{hints}");
    let shown = format!("{error} {error:?} {error:#?} {hints}");
    assert!(!shown.contains("s3ntinel"), "{shown}");
}

#[tokio::test(start_paused = true)]
async fn a_refusal_says_what_it_means() {
    check_failure(
        400,
        r#"{"success":false,"error":"invalid_grant","message":"Invalid grant: `refresh_token` is invalid"}"#,
        "Pipedrive refused the refresh token (400): Invalid grant: `refresh_token` is invalid; invalid_grant",
        "60 days",
    )
    .await;
    check_failure(
        400,
        r#"{"error":"invalid_grant","error_description":"no such token: s3ntinel-refresh\u0007 of s3ntinel-client-secret"}"#,
        "Pipedrive refused the refresh token (400): no such token: ***  of ***; invalid_grant",
        "replaces it",
    )
    .await;
    check_failure(401, "", "Pipedrive refused the refresh token (401)", "`OAuthClientSecret`").await;
    let client = r#"{"error":"Invalid client: client is invalid"}"#;
    check_failure(
        400,
        client,
        "Pipedrive refused the refresh token (400): Invalid client: client is invalid",
        "Developer Hub",
    )
    .await;
    check_failure(500, "<html>s3ntinel</html>", "Pipedrive refused the refresh token (500)", "try again").await;
    let unexpected = "unexpected answer from the OAuth server `127.0.0.1` (200): it is not the JSON it should be, from line 1 column ";
    check_failure(200, "<html>s3ntinel", &format!("{unexpected}1"), "`OAuthURL`").await;
    check_failure(200, r#"{"access_token":"s3ntinel"#, &format!("{unexpected}25"), "`OAuthURL`").await;
    let none = "unexpected answer from the OAuth server `127.0.0.1` (302): it holds no tokens";
    check_failure(302, r#"{"access_token":"s3ntinel"}"#, none, "`OAuthURL`").await;
}

#[tokio::test]
async fn a_token_without_a_refresh_token_serves_until_it_is_refused() {
    let server = counting();
    let identity = connect(&server, &format!("OAuthAccessToken=given;{}", memory("alone")));
    let used = identity.session.authorization().await.unwrap();
    assert_eq!(used.token(), "given");
    assert!(!identity.session.rejected(&used).await.unwrap());
    let ended = "OAuthAccessToken=given;OAuthExpiresIn=3599;OAuthTokenTimestamp=1";
    let identity = connect(&server, &format!("{ended};{}", memory("ended")));
    let error = access_token(&identity).await.unwrap_err();
    assert_eq!(error, AuthError::Ended);
    assert!(error.hints().concat().contains("`OAuthRefreshToken`"));
    assert!(server.seen().is_empty());
}
