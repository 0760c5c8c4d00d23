//! What reaches the log file at which verbosity, and what never does.

use std::fs;

use pipedrive_connection::{ConnectionConfig, Sources};
use reqwest::header::HeaderValue;
use tracing::{debug, error, info, trace};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::Registry;

use super::*;
use crate::testing::{DEALS, Reply, TOKEN, client, events_for_all};
use crate::transport::Failure;
use crate::{ApiRequest, QueryScope};

const PASSWORD: &str = "sentinel-pa\"ss-9876";

/// A log file in a new folder, as a connection string makes it.
fn log_file(verbosity: u8) -> (tempfile::TempDir, LogFile) {
    events_for_all();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pipedrive.log");
    let text = format!(
        "BaseURL=http://127.0.0.1;APIToken={TOKEN};ProxyServer=http://proxy.test;ProxyUser=u;ProxyPassword='{PASSWORD}';\
         LogFile={};Verbosity={verbosity}",
        path.display()
    );
    let config = ConnectionConfig::parse_with(&text, &Sources::default()).unwrap();
    let log = LogFile::open(&config).unwrap().unwrap();
    (folder, log)
}

/// Writes one event of each sort and compares which of them arrive.
fn check(verbosity: u8, expect: &[&str]) {
    let (folder, log) = log_file(verbosity);
    tracing::subscriber::with_default(Registry::default().with(log.layer()), || {
        info!(target: STATEMENT, "statement");
        error!(target: "pipedrive::engine", "error");
        debug!(target: REQUEST, "request");
        trace!(target: HEADERS, "headers");
        trace!(target: BODY, "body");
        trace!(target: LIMITER, "limiter");
        error!(target: "hyper", "somebody else's");
    });
    let text = fs::read_to_string(folder.path().join("pipedrive.log")).unwrap();
    let last = |line: &str| line.rsplit(' ').next().unwrap().to_owned();
    assert_eq!(text.lines().map(last).collect::<Vec<_>>(), expect, "{text}");
}

#[test]
fn verbosity_says_what_is_written() {
    check(1, &["statement", "error"]);
    check(2, &["statement", "error", "request"]);
    check(3, &["statement", "error", "request", "headers"]);
    check(4, &["statement", "error", "request", "headers", "body"]);
    check(5, &["statement", "error", "request", "headers", "body", "limiter"]);
}

#[test]
fn an_event_stays_one_line_and_shows_its_fields() {
    let (folder, log) = log_file(1);
    tracing::subscriber::with_default(Registry::default().with(log.layer()), || {
        info!(target: STATEMENT, rows = 3, "SELECT\n1\u{1b}[31m");
    });
    let text = fs::read_to_string(folder.path().join("pipedrive.log")).unwrap();
    assert!(text.ends_with("INFO  pipedrive::statement SELECT\\n1\\u{1b}[31m rows=3\n"), "{text}");
    assert_eq!(text.lines().count(), 1);
}

#[tokio::test(start_paused = true)]
async fn no_secret_reaches_the_log_at_any_verbosity() {
    for verbosity in 1..=5 {
        let (folder, log) = log_file(verbosity);
        let guard = tracing::subscriber::set_default(Registry::default().with(log.layer()));
        let encoded: String = url::form_urlencoded::byte_serialize(PASSWORD.as_bytes()).collect();
        let echo = format!("{TOKEN} {PASSWORD} {encoded}");
        let (client, _) = client(move |number, _| match number {
            0 => Reply::data(&format!("[{echo:?}]"))
                .with("x-echo", HeaderValue::from_static(TOKEN))
                .with("set-cookie", HeaderValue::from_static("session=sentinel-cookie")),
            1 => Reply::body(400, &format!("{{\"error\":{echo:?}}}")),
            2 => Reply::body(200, &echo).with("content-type", HeaderValue::from_static(TOKEN)),
            _ => Reply::Fail(Failure::Tls(echo.clone())),
        });
        let scope = QueryScope::default();
        for secret in [TOKEN, PASSWORD, TOKEN, PASSWORD] {
            let _ = client.send(&ApiRequest::new(DEALS).param("q", secret), &scope).await;
        }
        info!(target: STATEMENT, connection = format!("APIToken={TOKEN}"), "ProxyPassword='{PASSWORD}'");
        drop(guard);
        let text = fs::read_to_string(folder.path().join("pipedrive.log")).unwrap();
        assert!(text.contains("***") && text.contains("APIToken="), "{text}");
        assert_eq!(text.contains("x-echo"), verbosity >= 3, "{text}");
        assert_eq!(text.contains("x-api-token: ***"), verbosity >= 3, "{text}");
        for sentinel in ["t0ken", "sentinel-pa", "9876", "sentinel-cookie"] {
            assert!(!text.contains(sentinel), "{verbosity}: {text}");
        }
    }
}

#[test]
fn a_log_that_cannot_be_written_says_where() {
    let (folder, _) = log_file(1);
    let path = folder.path().join("no/such/folder/x.log");
    let text = format!("BaseURL=http://127.0.0.1;APIToken={TOKEN};LogFile={}", path.display());
    let config = ConnectionConfig::parse_with(&text, &Sources::default()).unwrap();
    let message = LogFile::open(&config).unwrap_err().to_string();
    assert!(message.starts_with(&format!("cannot write the log file `{}`: ", path.display())), "{message}");
}

#[test]
fn without_a_log_file_there_is_none() {
    let config = ConnectionConfig::parse_with("BaseURL=http://127.0.0.1;APIToken=abcd", &Sources::default()).unwrap();
    assert!(LogFile::open(&config).unwrap().is_none());
}

#[test]
fn only_the_first_log_file_becomes_that_of_the_process() {
    let (folder, log) = log_file(1);
    assert!(log.install());
    let (_other, second) = log_file(5);
    assert!(!second.install());
    info!(target: STATEMENT, "SELECT 42");
    let text = fs::read_to_string(folder.path().join("pipedrive.log")).unwrap();
    assert!(text.contains("SELECT 42"), "{text}");
}
