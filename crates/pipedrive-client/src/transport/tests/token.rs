//! Requests to the OAuth server over the loopback interface.

use http::header::AUTHORIZATION;
use pipedrive_auth::{TokenTransport, TransportFailure};
use pipedrive_connection::{ConnectionConfig, Sources};

use super::server::{Act, ROOT, TestServer};
use crate::token_http::TokenHttp;

fn config(oauth_url: &str) -> ConnectionConfig {
    // Where the API is does not matter to the way to the OAuth server.
    let text = format!("BaseURL=http://127.0.0.1:1;APIToken=abcd;OAuthURL={oauth_url};Timeout=5");
    ConnectionConfig::parse_with(&text, &Sources::default()).unwrap()
}

async fn post(config: &ConnectionConfig) -> Result<http::Response<Vec<u8>>, TransportFailure> {
    let request = http::Request::post(format!("{}/oauth/token", config.oauth.oauth_url))
        .header(AUTHORIZATION, "Basic c2VudGluZWw=")
        .body(b"grant_type=x".to_vec())
        .unwrap();
    TokenHttp::new(config).unwrap().execute(request).await
}

fn answer(head: &str, body: &str) -> Act {
    Act::Write(format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes())
}

#[tokio::test]
async fn a_form_is_posted_and_a_redirect_is_not_followed() {
    let server = TestServer::start(vec![answer("400 Bad Request\r\nx-a: b", "{}")]).await;
    let response = post(&config(&format!("http://127.0.0.1:{}", server.port))).await.unwrap();
    assert_eq!((response.status().as_u16(), response.body().as_slice()), (400, b"{}".as_slice()));
    assert_eq!(response.headers()["x-a"], "b");
    let heads = server.heads();
    assert!(heads[0].1.starts_with("POST /oauth/token HTTP/1.1\r\n"), "{heads:?}");
    assert!(heads[0].1.contains("\r\nauthorization: Basic c2VudGluZWw=\r\n"), "{heads:?}");

    let server = TestServer::start(vec![answer("307 Temporary Redirect\r\nlocation: /elsewhere", "")]).await;
    let response = post(&config(&format!("http://127.0.0.1:{}", server.port))).await.unwrap();
    assert_eq!((response.status().as_u16(), server.heads().len()), (307, 1));
}

#[tokio::test]
async fn failures_tell_whether_the_request_may_have_arrived() {
    let server = TestServer::start(vec![Act::Close(Vec::new())]).await;
    assert!(post(&config(&format!("http://127.0.0.1:{}", server.port))).await.unwrap_err().sent);

    let server = TestServer::start(vec![answer("200 OK", &"x".repeat(300_000))]).await;
    let failure = post(&config(&format!("http://127.0.0.1:{}", server.port))).await.unwrap_err();
    assert_eq!((failure.sent, failure.reason.as_str()), (true, "the answer has more than 262144 bytes"));

    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let failure = post(&config(&format!("http://127.0.0.1:{free}"))).await.unwrap_err();
    assert!(!failure.sent && failure.reason.contains("refused"), "{failure:?}");
}

#[tokio::test]
async fn nothing_is_sent_to_a_server_nobody_vouches_for() {
    let server = TestServer::start_tls(vec![answer("200 OK", "{}")]).await;
    let mut config = config(&format!("https://localhost:{}", server.port));
    let failure = post(&config).await.unwrap_err();
    assert!(!failure.sent && failure.reason.starts_with("cannot trust the server: "), "{failure:?}");
    config.ssl_server_cert = Some(ROOT.to_owned());
    assert_eq!(post(&config).await.unwrap().status(), 200);
}
