//! Real HTTP over the loopback interface: what goes out, and how broken answers are understood.

use std::sync::Arc;

use pipedrive_auth::ApiTokenSession;
use pipedrive_connection::{Secret, Sources};
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::rustls::server::Acceptor;

use super::*;
use crate::testing::{DEALS, TOKEN};
use crate::transport::tests::server::{Act, ROOT, TestServer};
use crate::{ApiRequest, ErrorKind, PipedriveClient, QueryScope};

mod server;
mod token;

const BODY: &str = r#"{"success":true,"data":[1]}"#;

/// `BODY`, compressed.
const BODY_GZIP: [u8; 47] = [
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 171, 86, 42, 46, 77, 78, 78, 45, 46, 86, 178, 42, 41, 42, 77, 213, 81, 74, 73, 44,
    73, 84, 178, 138, 54, 140, 173, 5, 0, 120, 205, 200, 160, 27, 0, 0, 0,
];

fn ok() -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nx-a: b\r\ncontent-length: {}\r\n\r\n{BODY}", BODY.len()).into_bytes()
}

fn config(keys: &str) -> ConnectionConfig {
    ConnectionConfig::parse_with(&format!("APIToken={TOKEN};{keys}"), &Sources::default()).unwrap()
}

fn base(config: &ConnectionConfig) -> &str {
    config.base_url.as_deref().unwrap()
}

async fn get(config: &ConnectionConfig, path: &str) -> Result<Incoming, Broken> {
    execute(&HttpTransport::new(config).unwrap(), &format!("{}{path}", base(config))).await
}

async fn execute(transport: &HttpTransport, url: &str) -> Result<Incoming, Broken> {
    let authorization = Authorization::api_token(&Secret::new(TOKEN));
    transport
        .execute(Outgoing { method: Method::Get, url, authorization: &authorization, body: None, receiver: None })
        .await
}

/// Sends one request to a server that does this and compares how the failure is understood.
async fn check_failure(act: Act, timeout: Duration, bytes: usize, is_expected: fn(&Failure) -> bool) {
    let server = TestServer::start(vec![act]).await;
    let mut config = config(&format!("BaseURL=http://127.0.0.1:{}", server.port));
    config.timeout = timeout;
    let broken = get(&config, "/api/v2/deals").await.unwrap_err();
    assert!(is_expected(&broken.failure), "{broken:?}");
    assert_eq!(broken.bytes, bytes, "{broken:?}");
}

#[tokio::test]
async fn a_request_carries_its_credential_in_a_header_only() {
    let server = TestServer::start(vec![Act::Write(ok())]).await;
    let incoming =
        get(&config(&format!("BaseURL=http://127.0.0.1:{}", server.port)), "/api/v2/deals?a=b").await.unwrap();
    assert_eq!((incoming.status, incoming.header("x-a"), incoming.body.as_ref()), (200, Some("b"), BODY.as_bytes()));
    let heads = server.heads();
    let head = &heads[0].1;
    let version = env!("CARGO_PKG_VERSION");
    for line in [
        "GET /api/v2/deals?a=b HTTP/1.1\r\n".to_owned(),
        format!("\r\nx-api-token: {TOKEN}\r\n"),
        format!("\r\nuser-agent: pipedrive-sql/{version}\r\n"),
        "\r\naccept-encoding: gzip\r\n".to_owned(),
        "\r\naccept: application/json\r\n".to_owned(),
    ] {
        assert!(head.contains(&line), "{line:?} in {head}");
    }
    assert_eq!(head.matches(TOKEN).count(), 1, "{head}");
}

#[tokio::test]
async fn a_body_goes_out_as_json() {
    let server = TestServer::start(vec![Act::Close(ok())]).await;
    let config = config(&format!("BaseURL=http://127.0.0.1:{}", server.port));
    let url = format!("{}/api/v1/filters", base(&config));
    let body = Body::new(Bytes::from_static(br#"{"a":1}"#), JSON);
    let authorization = Authorization::api_token(&Secret::new(TOKEN));
    let outgoing =
        Outgoing { method: Method::Post, url: &url, authorization: &authorization, body: Some(&body), receiver: None };
    assert_eq!(HttpTransport::new(&config).unwrap().execute(outgoing).await.unwrap().status, 200);
    let heads = server.heads();
    for line in ["POST /api/v1/filters ", "\r\ncontent-type: application/json\r\n", "\r\ncontent-length: 7\r\n"] {
        assert!(heads[0].1.contains(line), "{line:?} in {heads:?}");
    }
}

#[tokio::test]
async fn a_compressed_body_is_unpacked() {
    let mut answer =
        format!("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n", BODY_GZIP.len())
            .into_bytes();
    answer.extend_from_slice(&BODY_GZIP);
    let server = TestServer::start(vec![Act::Write(answer)]).await;
    let incoming = get(&config(&format!("BaseURL=http://127.0.0.1:{}", server.port)), "/x").await.unwrap();
    assert_eq!(incoming.body.as_ref(), BODY.as_bytes());
}

#[tokio::test]
async fn a_connection_is_used_again() {
    let server = TestServer::start(vec![Act::Write(ok())]).await;
    let config = config(&format!("BaseURL=http://127.0.0.1:{}", server.port));
    let transport = HttpTransport::new(&config).unwrap();
    for _ in 0..3 {
        execute(&transport, &format!("{}/x", base(&config))).await.unwrap();
    }
    assert_eq!(server.heads().iter().map(|(connection, _)| *connection).collect::<Vec<_>>(), [0, 0, 0]);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let answer = "HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n";
    let server = TestServer::start(vec![Act::Write(answer.into())]).await;
    let incoming = get(&config(&format!("BaseURL=http://127.0.0.1:{}", server.port)), "/x").await.unwrap();
    assert_eq!((incoming.status, incoming.header("location"), server.heads().len()), (302, Some("/elsewhere"), 1));
}

#[tokio::test]
async fn broken_exchanges_are_told_apart() {
    let is_dropped = |failure: &Failure| matches!(failure, Failure::Dropped(_));
    let is_late = |failure: &Failure| matches!(failure, Failure::Timeout(_));
    let long = Duration::from_secs(30);
    let short = Duration::from_millis(500);
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n";
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"dat\r\n";
    check_failure(Act::Close(Vec::new()), long, 0, is_dropped).await;
    check_failure(Act::Close("HTTP/1.1 2".into()), long, 0, is_dropped).await;
    check_failure(Act::Close("nonsense\r\n\r\n".into()), long, 0, is_dropped).await;
    check_failure(Act::Close(format!("{head}{{\"data\"").into()), long, 7, is_dropped).await;
    check_failure(Act::Close(chunked.into()), long, 5, is_dropped).await;
    check_failure(Act::Hang(Vec::new()), short, 0, is_late).await;
    check_failure(Act::Hang(format!("{head}{{\"data\"").into()), short, 7, is_late).await;
}

#[tokio::test]
async fn a_port_nobody_listens_on_cannot_be_connected_to() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let broken = get(&config(&format!("BaseURL=http://127.0.0.1:{free}")), "/x").await.unwrap_err();
    assert!(matches!(&broken.failure, Failure::Connect(reason) if reason.contains("refused")), "{broken:?}");
}

#[tokio::test]
async fn a_host_without_an_address_is_named() {
    // A label of 64 characters is too long for DNS, so the resolver refuses it without asking anybody.
    let host = format!("{}.test", "a".repeat(64));
    let transport = HttpTransport::new(&config("BaseURL=http://127.0.0.1")).unwrap();
    let broken = execute(&transport, &format!("http://{host}/x")).await.unwrap_err();
    assert_eq!(broken.failure, Failure::UnknownHost(host));
}

#[tokio::test]
async fn a_server_nobody_vouches_for_gets_nothing() {
    let server = TestServer::start_tls(vec![Act::Write(ok())]).await;
    let mut config = config(&format!("BaseURL=https://localhost:{}", server.port));
    let broken = get(&config, "/x").await.unwrap_err();
    assert!(matches!(&broken.failure, Failure::Tls(reason) if reason.contains("UnknownIssuer")), "{broken:?}");
    assert!(server.heads().is_empty());

    config.ssl_server_cert = Some(ROOT.to_owned());
    assert_eq!(get(&config, "/x").await.unwrap().status, 200);

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("root.pem");
    std::fs::write(&path, ROOT).unwrap();
    config.ssl_server_cert = Some(path.display().to_string());
    assert_eq!(get(&config, "/x").await.unwrap().status, 200);

    // The certificate is for `localhost` and 127.0.0.1, not for every name of this machine.
    config.base_url = Some(format!("https://[::ffff:127.0.0.1]:{}", server.port));
    let broken = get(&config, "/x").await.unwrap_err();
    assert!(matches!(broken.failure, Failure::Tls(_)), "{broken:?}");
}

#[tokio::test]
async fn http_2_is_offered_before_http_1() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut config = config(&format!("BaseURL=https://localhost:{}", listener.local_addr().unwrap().port()));
    config.ssl_server_cert = Some(ROOT.to_owned());
    let hello = async {
        let (stream, _) = listener.accept().await.unwrap();
        let start = LazyConfigAcceptor::new(Acceptor::default(), stream).await.unwrap();
        start.client_hello().alpn().unwrap().map(<[u8]>::to_vec).collect::<Vec<_>>()
    };
    let (offered, _) = tokio::join!(hello, get(&config, "/x"));
    assert_eq!(offered, [b"h2".to_vec(), b"http/1.1".to_vec()]);
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_gets_nothing() {
    let server = TestServer::start(vec![Act::Close(ok())]).await;
    let mut config = config(&format!("BaseURL=https://localhost:{}", server.port));
    config.timeout = Duration::from_millis(300);
    get(&config, "/x").await.unwrap_err();
    assert!(server.heads().is_empty(), "{:?}", server.heads());
}

/// Compares why a certificate cannot be used.
fn check_certificate(text: &str, message: &str) {
    let mut config = config("BaseURL=https://localhost");
    config.ssl_server_cert = Some(text.to_owned());
    let error = HttpTransport::new(&config).unwrap_err();
    assert!(error.to_string().starts_with(message), "{error}");
    assert_eq!(error.kind(), ErrorKind::Configuration);
}

#[test]
fn a_certificate_that_cannot_be_read_is_an_error_before_anything_is_sent() {
    check_certificate("/no/such/file.pem", "cannot use `SSLServerCert`: `/no/such/file.pem`: ");
    check_certificate("-----BEGIN CERTIFICATE-----", "cannot use `SSLServerCert`: it is not valid PEM: ");
    check_certificate("-----BEGIN", "cannot use `SSLServerCert`: there is no `BEGIN CERTIFICATE` in it");
    let garbage = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    check_certificate(garbage, "cannot use `SSLServerCert`: ");
}

#[tokio::test]
async fn a_proxy_is_told_the_host_and_its_password_and_nothing_else() {
    let proxy = TestServer::start(vec![Act::Close(b"HTTP/1.1 502 Bad Gateway\r\n\r\n".to_vec())]).await;
    let keys = format!(
        "CompanyDomain=acme;ProxyServer=http://127.0.0.1;ProxyPort={};ProxyUser=u;ProxyPassword=p;Timeout=5",
        proxy.port
    );
    get(&config(&keys), "/x").await.unwrap_err();
    let heads = proxy.heads();
    assert!(heads[0].1.starts_with("CONNECT acme.pipedrive.com:443 HTTP/1.1\r\n"), "{heads:?}");
    assert!(heads[0].1.contains("\r\nproxy-authorization: Basic dTpw\r\n"), "{heads:?}");
    assert!(!heads[0].1.contains(TOKEN), "{heads:?}");
}

#[tokio::test]
async fn what_may_go_unencrypted_because_it_stays_on_this_machine_goes_through_no_proxy() {
    let proxy = TestServer::start(vec![Act::Write(ok())]).await;
    let server = TestServer::start(vec![Act::Write(ok()), Act::Write(ok())]).await;
    for host in ["127.0.0.1", "localhost"] {
        let keys = format!("BaseURL=http://{host}:{};ProxyServer=http://127.0.0.1:{}", server.port, proxy.port);
        assert_eq!(get(&config(&keys), "/x").await.unwrap().status, 200);
    }
    assert_eq!((server.heads().len(), proxy.heads().len()), (2, 0));
}

#[tokio::test]
async fn a_token_no_header_can_carry_is_not_repeated() {
    let transport = HttpTransport::new(&config("BaseURL=http://127.0.0.1:1")).unwrap();
    let authorization = Authorization::api_token(&Secret::new("bad\ntoken"));
    let outgoing = Outgoing {
        method: Method::Get,
        url: "http://127.0.0.1:1/",
        authorization: &authorization,
        body: None,
        receiver: None,
    };
    let broken = transport.execute(outgoing).await.unwrap_err();
    assert!(matches!(broken.failure, Failure::Unsendable(_)), "{broken:?}");
    assert!(!format!("{broken:?}").contains("bad"), "{broken:?}");
}

#[tokio::test]
async fn a_list_is_walked_over_a_connection_that_breaks() {
    let page = |body: &str| format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes();
    let first = page(r#"{"success":true,"data":[1],"additional_data":{"next_cursor":"c"}}"#);
    let server = TestServer::start(vec![Act::Write(first), Act::Close(Vec::new()), Act::Write(page(BODY))]).await;
    let config = config(&format!("BaseURL=http://127.0.0.1:{}", server.port));
    let session = ApiTokenSession::new(base(&config), &Secret::new(TOKEN));
    let client = PipedriveClient::new(&config, Arc::new(session)).unwrap();
    let scope = Arc::new(QueryScope::default());
    let mut pages = client.pages(ApiRequest::new(DEALS).limit(500), Arc::clone(&scope));
    let mut rows = Vec::new();
    while let Some(page) = pages.next().await.unwrap() {
        rows.push(page.data);
    }
    assert_eq!(rows, ["[1]", "[1]"]);
    let counts = scope.counts();
    assert_eq!((counts.requests, counts.retries, counts.tokens, counts.pages), (3, 1, 30, 2));
    assert!(server.heads()[2].1.starts_with("GET /api/v2/deals?limit=500&cursor=c HTTP/1.1"));
}
