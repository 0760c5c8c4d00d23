//! The listener against browsers, and against everybody else.

use std::sync::atomic::{AtomicU16, Ordering};

use pipedrive_connection::{LoopbackCallback, Secret};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;
use crate::AuthError;

const STATE: &str = "s3ntinel-state";

fn bind(url: &str) -> Result<Listener, AuthError> {
    Listener::bind(url, &LoopbackCallback::parse(url).unwrap(), &Secret::new(STATE))
}

/// A listener at `host` and a port nobody else has, with the port.
fn listener(host: &str, path: &str) -> (Listener, u16) {
    // Below the ports that the system gives to outgoing connections, so that none of them takes it in between, and
    // another one each time: some tests look whether a port is closed.
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = u16::try_from(std::process::id() % 10_000).unwrap();
    for _ in 0..10_000 {
        let port = 20_000 + (first + NEXT.fetch_add(1, Ordering::Relaxed)) % 10_000;
        if let Ok(listener) = bind(&format!("http://{host}:{port}{path}")) {
            return (listener, port);
        }
    }
    panic!("no port is free");
}

/// Sends bytes, and reads whatever comes back.
async fn exchange(port: u16, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    // The other side may close before it has read everything.
    let _ = stream.write_all(request).await;
    let _ = stream.shutdown().await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

fn get(target: &str) -> Vec<u8> {
    format!("GET {target} HTTP/1.1\r\nhost: localhost\r\n\r\n").into_bytes()
}

/// Sends one request that is no answer to the sign-in, compares the status line, and then signs in all the same.
async fn check(request: &[u8], status: &str) {
    let (mut listener, port) = listener("localhost", "/back");
    let shown = String::from_utf8_lossy(&request[..request.len().min(60)]).into_owned();
    let browser = async {
        let answer = exchange(port, request).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")) || (status.is_empty() && answer.is_empty()),
            "{shown}: {answer}"
        );
        assert!(!answer.contains(STATE), "{answer}");
        exchange(port, &get(&format!("/back?code=c&state={STATE}"))).await
    };
    let program = async {
        let callback = listener.receive().await;
        let query = callback.query().to_owned();
        callback.answer(Page::signed_in()).await;
        query
    };
    let (answer, query) = tokio::join!(browser, program);
    assert_eq!(query, format!("code=c&state={STATE}"), "{shown}");
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.contains("You are signed in"), "{shown}: {answer}");
}

#[tokio::test]
async fn whatever_is_no_answer_changes_nothing() {
    check(b"", "").await;
    check(b"\r\n\r\n", "").await;
    check(b"nonsense\r\n\r\n", "400").await;
    check(&[0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03], "400").await;
    check(&[0xff; 64], "400").await;
    check(b"GET /back?code=c", "").await;
    check(b"GET", "").await;
    check(b"GET /back HTTP/9.9\r\n\r\n", "400").await;
    check(&get("/"), "404").await;
    check(&get("/favicon.ico"), "404").await;
    check(&get("/back/"), "404").await;
    check(&get(&format!("/other?code=c&state={STATE}")), "404").await;
    check(&get("/back"), "400").await;
    check(&get("/back?code=c"), "400").await;
    check(&get("/back?code=c&state=wrong"), "400").await;
    check(&get(&format!("/back?code=c&state={STATE}&state=wrong")), "400").await;
    check(&get(&format!("/back?code=c&state={}", STATE.to_uppercase())), "400").await;
    check(&get("/back?error=user_denied"), "400").await;
    check(&get("/back?error=user_denied&state=wrong"), "400").await;
    let post = format!("POST /back?code=c&state={STATE} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0\r\n\r\n");
    check(post.as_bytes(), "405").await;
    let long = "x".repeat(100_000);
    check(&get(&format!("/back?code={long}&state={STATE}")), "4").await;
    let header = format!("GET /back?code=c&state={STATE} HTTP/1.1\r\nhost: localhost\r\nx-long: {long}\r\n\r\n");
    check(header.as_bytes(), "431").await;
    let many = "x-many: 1\r\n".repeat(1000);
    check(format!("GET /back?code=c&state={STATE} HTTP/1.1\r\n{many}\r\n").as_bytes(), "431").await;
}

#[tokio::test]
async fn only_the_first_answer_counts_and_then_nobody_listens() {
    let (mut listener, port) = listener("localhost", "/");
    let first = tokio::spawn(async move { exchange(port, &get(&format!("/?code=one&state={STATE}"))).await });
    let callback = listener.receive().await;
    assert_eq!(callback.query(), format!("code=one&state={STATE}"));
    // The port is closed although the browser still waits for its page.
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err());
    callback.answer(Page::of_error(&AuthError::Denied)).await;
    let answer = first.await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 400") && answer.contains("Nobody was signed in"), "{answer}");
}

#[tokio::test]
async fn an_answer_that_comes_while_nobody_waits_is_not_lost() {
    let (mut listener, port) = listener("localhost", "/");
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    // Long enough for the connection to be taken; then whoever waited turns to something else.
    tokio::select! {
        biased;
        _ = listener.receive() => panic!("nothing was asked for yet"),
        () = async { for _ in 0..100 { tokio::task::yield_now().await } } => {}
    }
    stream.write_all(&get(&format!("/?code=c&state={STATE}"))).await.unwrap();
    let callback = listener.receive().await;
    assert_eq!(callback.query(), format!("code=c&state={STATE}"));
    callback.answer(Page::signed_in()).await;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[tokio::test]
async fn a_browser_that_holds_another_connection_is_not_waited_for() {
    let (mut listener, port) = listener("localhost", "/");
    // Browsers open connections ahead of time and say nothing on them.
    let _ahead = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let browser = tokio::spawn(async move { exchange(port, &get(&format!("/?code=c&state={STATE}"))).await });
    let callback = listener.receive().await;
    let began = std::time::Instant::now();
    callback.answer(Page::signed_in()).await;
    assert!(began.elapsed().as_secs() < 5, "{:?}", began.elapsed());
    assert!(browser.await.unwrap().starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn two_answers_at_once_are_one() {
    let (mut listener, port) = listener("localhost", "/");
    // Both connections are open before the first answer closes the port.
    let mut streams = Vec::new();
    for _ in 0..2 {
        streams.push(TcpStream::connect(("127.0.0.1", port)).await.unwrap());
    }
    let browser = async {
        let mut answers = Vec::new();
        for mut stream in streams {
            stream.write_all(&get(&format!("/?code=c&state={STATE}"))).await.unwrap();
            answers.push(tokio::spawn(async move {
                let mut answer = String::new();
                let _ = stream.read_to_string(&mut answer).await;
                answer
            }));
        }
        answers
    };
    let (answers, callback) = tokio::join!(browser, listener.receive());
    callback.answer(Page::signed_in()).await;
    let mut statuses = Vec::new();
    for answer in answers {
        statuses.push(answer.await.unwrap().get(..12).unwrap_or_default().to_owned());
    }
    statuses.sort();
    // The second is told that it is late, or finds nobody there any more.
    assert_eq!(statuses.iter().filter(|status| *status == "HTTP/1.1 200").count(), 1, "{statuses:?}");
    assert!(statuses.iter().any(|status| status == "HTTP/1.1 409" || status.is_empty()), "{statuses:?}");
}

#[tokio::test]
async fn the_page_cannot_pass_the_code_on() {
    let (mut listener, port) = listener("127.0.0.1", "/");
    let browser = tokio::spawn(async move { exchange(port, &get(&format!("/?code=one&state={STATE}"))).await });
    listener.receive().await.answer(Page::signed_in()).await;
    let answer = browser.await.unwrap();
    for header in
        ["cache-control: no-store", "referrer-policy: no-referrer", "content-security-policy: default-src 'none'"]
    {
        assert!(answer.contains(header), "{answer}");
    }
    assert!(!answer.contains("one&") && !answer.contains("://"), "{answer}");
}

#[tokio::test]
async fn a_port_in_use_says_so() {
    let (_taken, port) = listener("localhost", "/");
    for host in ["localhost", "127.0.0.1"] {
        let url = format!("http://{host}:{port}");
        let error = bind(&url).unwrap_err();
        assert_eq!(error.to_string(), format!("cannot wait for the browser at `{url}`: port {port} is in use"));
    }
}

#[tokio::test]
async fn other_machines_cannot_connect() {
    let (_listener, port) = listener("localhost", "/");
    // An address of this machine that is not the loopback interface's first; only `0.0.0.0` would take it.
    assert!(TcpStream::connect(("127.0.0.2", port)).await.is_err());
}
