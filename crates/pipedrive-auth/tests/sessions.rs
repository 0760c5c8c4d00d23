//! Which session a configuration opens, what it sends, and that it shows nothing.

#![expect(
    clippy::unwrap_used,
    reason = "a failed check ends the test; the setting for tests covers only their own functions"
)]

use std::sync::Arc;

use pipedrive_auth::{AuthError, AuthSession, Authorization, open};
use pipedrive_connection::{ConnectionConfig, Secret, Sources};

const TOKEN: &str = "s3ntinel5ecret0f77";

fn config(text: &str) -> ConnectionConfig {
    ConnectionConfig::parse_with(&format!("CompanyDomain=acme;{text}"), &Sources::default()).expect(text)
}

fn session(text: &str) -> Arc<dyn AuthSession> {
    open(&config(text)).expect(text)
}

/// Scheme, header and value of the session that a connection string opens, which no refusal changes.
async fn check(text: &str, scheme: &str, header: &'static str, value: &str) {
    let session = session(text);
    let expect = Authorization { header, value: Secret::new(value) };
    assert_eq!(session.scheme(), scheme, "`{text}`");
    assert!(session.authorization().await.unwrap() == expect, "`{text}` sends something else than `{header}: {value}`");
    assert!(!session.rejected(&expect).await.unwrap(), "`{text}` has nothing better to offer");
    assert!(session.authorization().await.unwrap() == expect, "`{text}` sends something else after a refusal");
}

#[tokio::test]
async fn an_api_token_goes_into_its_own_header() {
    check("APIToken=t1", "Basic", "x-api-token", "t1").await;
    check("AuthScheme=Token;APIToken=t1;OAuthAccessToken=t2", "Basic", "x-api-token", "t1").await;
}

#[tokio::test]
async fn a_given_access_token_is_sent_as_bearer_whatever_may_be_initiated() {
    for initiate in ["OFF", "REFRESH", "GETANDREFRESH"] {
        let text = format!("AuthScheme=OAuth;APIToken=t1;OAuthAccessToken=t2;InitiateOAuth={initiate}");
        check(&text, "OAuth", "authorization", "Bearer t2").await;
    }
}

#[test]
fn ways_that_need_a_token_server_are_refused_by_name() {
    let app = "AuthScheme=OAuth;OAuthClientId=i;OAuthClientSecret=s;";
    for (more, message) in [
        ("", "`AuthScheme=OAuth` without `OAuthAccessToken` is not supported yet"),
        ("InitiateOAuth=REFRESH", "renewing access tokens (`InitiateOAuth=REFRESH`) is not supported yet"),
        (
            "InitiateOAuth=GETANDREFRESH",
            "signing in with a browser (`InitiateOAuth=GETANDREFRESH`) is not supported yet",
        ),
        (
            "InitiateOAuth=REFRESH;OAuthRefreshToken=r",
            "fetching an access token with `OAuthRefreshToken` is not supported yet",
        ),
        ("OAuthVerifier=v", "exchanging `OAuthVerifier` for an access token is not supported yet"),
    ] {
        let error = open(&config(&format!("{app}{more}"))).unwrap_err();
        assert_eq!(error.to_string(), message, "`{more}`");
        assert!(error.hints().concat().contains("`AuthScheme=OAuth;OAuthAccessToken=…`"), "`{more}`");
    }
}

#[test]
fn a_configuration_without_its_token_is_refused() {
    let without = ConnectionConfig { api_token: None, ..config("APIToken=t1") };
    let error = open(&without).unwrap_err();
    assert_eq!(error, AuthError::MissingCredential { scheme: "Basic", key: "APIToken" });
    assert_eq!(error.to_string(), "`AuthScheme=Basic` needs `APIToken`");
    assert_eq!(error.hints(), ["add `APIToken=…` to the connection string"]);
}

#[test]
fn equal_tokens_at_one_server_have_one_fingerprint() {
    let of = |text: &str| session(text).fingerprint();
    let token = of("APIToken=t1");
    assert_eq!(of("AuthScheme=Basic;PageSize=7;API Token='t1'"), token);
    for other in ["APIToken=t2", "APIToken=t1;BaseURL=http://127.0.0.1:1", "AuthScheme=OAuth;OAuthAccessToken=t1"] {
        assert_ne!(of(other), token, "`{other}`");
    }
}

#[tokio::test]
async fn neither_sessions_nor_headers_show_their_token() {
    for text in [format!("APIToken={TOKEN}"), format!("AuthScheme=OAuth;OAuthAccessToken={TOKEN}")] {
        let session = session(&text);
        let authorization = session.authorization().await.unwrap();
        assert!(authorization.value.expose().ends_with(TOKEN));
        let shown = format!("{session:?} {session:#?} {authorization:?} {authorization:#?}");
        assert!(!shown.contains(TOKEN), "{shown}");
    }
}
