//! Which session a configuration opens, what it sends, and that it shows nothing.

use std::sync::Arc;

use async_trait::async_trait;
use pipedrive_auth::{
    AuthError, AuthSession, Authorization, ConsentPrompt, Identity, TokenTransport, TransportFailure, open,
};
use pipedrive_connection::{ConnectionConfig, Secret, Sources};

const TOKEN: &str = "s3ntinel5ecret0f77";

/// An OAuth server and a person that must not be needed.
#[derive(Debug)]
struct Nobody;

#[async_trait]
impl TokenTransport for Nobody {
    async fn execute(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, TransportFailure> {
        Err(TransportFailure { sent: true, reason: format!("asked for {}", request.uri()) })
    }
}

impl ConsentPrompt for Nobody {
    fn present(&self, url: &str) {
        unreachable!("nobody should be shown {url}");
    }
}

fn config(text: &str) -> ConnectionConfig {
    ConnectionConfig::parse_with(&format!("CompanyDomain=acme;{text}"), &Sources::default()).expect(text)
}

fn try_open(config: &ConnectionConfig) -> Result<Identity, AuthError> {
    open(config, Arc::new(Nobody), Arc::new(Nobody))
}

fn session(text: &str) -> Arc<dyn AuthSession> {
    try_open(&config(text)).expect(text).session
}

/// Scheme, header and value of the session that a connection string opens, which no refusal changes.
async fn check(text: &str, scheme: &str, header: &'static str, value: &str) {
    let session = session(text);
    let expect = Authorization { header, value: Secret::new(value), server: None };
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
async fn a_given_access_token_is_sent_as_bearer_and_never_renewed_unless_asked_for() {
    check("AuthScheme=OAuth;APIToken=t1;OAuthAccessToken=t2", "OAuth", "authorization", "Bearer t2").await;
    let more = "OAuthClientId=i;OAuthClientSecret=s;OAuthRefreshToken=r;OAuthVerifier=v";
    check(&format!("AuthScheme=OAuth;OAuthAccessToken=t2;{more}"), "OAuth", "authorization", "Bearer t2").await;
    // Also when it has ended by all we know: that is for the server to tell.
    let ended = "AuthScheme=OAuth;OAuthAccessToken=t2;OAuthExpiresIn=1;OAuthTokenTimestamp=1";
    check(ended, "OAuth", "authorization", "Bearer t2").await;
}

#[tokio::test]
async fn without_a_token_nothing_happens_unasked() {
    for more in ["", ";OAuthVerifier=v", ";OAuthRefreshToken=r"] {
        let session = session(&format!("AuthScheme=OAuth;OAuthClientId=i;OAuthClientSecret=s{more}"));
        let error = session.authorization().await.unwrap_err();
        assert_eq!(error, AuthError::NotSignedIn { is_off: true }, "`{more}`");
        assert!(error.hints().concat().contains("GETANDREFRESH"), "`{more}`");
    }
}

#[test]
fn a_configuration_without_its_token_is_refused() {
    let without = ConnectionConfig { api_token: None, ..config("APIToken=t1") };
    let error = try_open(&without).unwrap_err();
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
    let kept = "AuthScheme=OAuth;InitiateOAuth=REFRESH;ClientId=i;ClientSecret=s;OAuthSettingsLocation=";
    assert_eq!(of(&format!("{kept}/x")), of(&format!("{kept}/x;OAuthAccessToken=t1")));
    assert_ne!(of(&format!("{kept}/x")), of(&format!("{kept}/y")));
    assert_ne!(of("AuthScheme=OAuth;OAuthAccessToken=t1"), of("AuthScheme=OAuth;OAuthAccessToken=t2"));
}

#[test]
fn a_lasting_fingerprint_tells_users_and_accounts_apart_and_shows_no_token() {
    let of = |text: &str| session(text).lasting_fingerprint();
    let token = of(&format!("APIToken={TOKEN}"));
    assert_eq!(of(&format!("AuthScheme=Basic;PageSize=7;API Token='{TOKEN}'")), token);
    let digits = token.clone().unwrap();
    assert!(digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) && !digits.contains(TOKEN));
    for other in ["APIToken=t2".to_owned(), format!("APIToken={TOKEN};BaseURL=http://127.0.0.1:1")] {
        assert_ne!(of(&other), token, "`{other}`");
    }
    // An access token ends within the hour, and with it whatever would be kept under it.
    assert_eq!(of("AuthScheme=OAuth;OAuthAccessToken=t1"), None);
    let given = |more: &str| of(&format!("AuthScheme=OAuth;InitiateOAuth=REFRESH;ClientId=i;ClientSecret=s;{more}"));
    let granted = given("OAuthRefreshToken=r1");
    assert!(granted.is_some());
    assert_eq!(given("OAuthRefreshToken=r1;OAuthAccessToken=t2"), granted);
    assert_ne!(given("OAuthRefreshToken=r2"), granted);
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
