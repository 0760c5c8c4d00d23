//! Secrets stay inside: sentinels in every secret key, and a search through all that people get to see.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use pipedrive_client::LogFile;
use pipedrive_connection::{ConnectionConfig, KEYS};
use pipedrive_datafusion::{Error, PipedriveSession};
use pipedrive_sandbox::{Sandbox, SandboxConfig};
use tracing_subscriber::layer::SubscriberExt;

use crate::fixture::{describe, small, texts};

/// The part that all sentinels share, and that nothing else contains.
const SENTINEL: &str = "5ent1nel";

/// The sentinel of a key, in the alphabet of real tokens.
fn sentinel(key: &str) -> String {
    format!("{SENTINEL}{}00ff", key.to_lowercase())
}

/// A connection string with a sentinel in every secret key; that of a proxy only beside a proxy.
fn connection(base_url: &str, more: &str) -> String {
    let has_proxy = more.contains("ProxyServer");
    let secrets: String = KEYS
        .iter()
        .filter(|key| key.is_sensitive() && (has_proxy || key.name != "ProxyPassword"))
        .fold(String::new(), |text, key| text + &format!("{}={};", key.name, sentinel(key.name)));
    format!("{secrets}BaseURL={base_url};{more}")
}

/// An account whose token is the sentinel: that it answers shows that the sentinel was sent.
async fn sandbox() -> Sandbox {
    Sandbox::start(SandboxConfig { api_token: sentinel("APIToken"), ..small() }).await.unwrap()
}

fn check(place: &str, text: &str) {
    let at = text.find(SENTINEL).map(|at| &text[at.saturating_sub(80)..(at + 40).min(text.len())]);
    assert_eq!(at, None, "{place}");
}

/// All that an error shows, its causes and its `Debug` included.
fn whole(error: &Error) -> String {
    let mut text = format!("{}\n{error:?}", describe(error));
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        write!(text, "\n{inner}\n{inner:?}").unwrap();
        cause = inner.source();
    }
    text
}

async fn shown(session: &PipedriveSession, sql: &str) -> String {
    match async { session.query(sql).await?.collect().await }.await {
        Ok(batches) => batches.iter().flat_map(texts).flatten().collect::<Vec<_>>().join("\n"),
        Err(error) => whole(&error),
    }
}

#[tokio::test]
async fn the_sentinel_is_the_token_that_the_account_receives() {
    let sandbox = sandbox().await;
    let session = PipedriveSession::connect(&connection(&sandbox.base_url(), "")).await.unwrap();
    assert!(!shown(&session, "SELECT id FROM stages").await.contains("28000"));
    assert_eq!(sandbox.requests()[0].status, 200);
}

#[tokio::test]
async fn no_secret_is_in_anything_that_prints() {
    let sandbox = sandbox().await;
    let text = connection(&sandbox.base_url(), "");
    let config = ConnectionConfig::parse(&text).unwrap();
    check("the configuration", &format!("{config:?} {config:#?} {:?}", config.notes));
    check("a redacted connection string", &pipedrive_connection::redact(&text));
    let session = PipedriveSession::open(&config).unwrap();
    check("the account", &format!("{:?}", session.account()));
    check("the context", &format!("{:?} {:?}", session.context().copied_config(), session.context().state()));
    let result = session.query("SELECT id, notes_count FROM deals WHERE owner_id = 1").await.unwrap();
    check("the plan", &format!("{:?}", result.plan()));
    check("the counts", &format!("{:?} {:?}", result.scope(), result.counts()));
    check("the user", &format!("{:?}", session.current_user().await.unwrap()));
    check("the description", &format!("{:?}", session.describe("deals").await.unwrap()));
    check("the budget", &format!("{:?} {:?}", session.budget(), session.totals()));
    check("the requests", &format!("{:?}", sandbox.requests()));
}

#[tokio::test]
async fn no_secret_is_in_what_sql_can_ask_for() {
    let sandbox = sandbox().await;
    let session = PipedriveSession::connect(&connection(&sandbox.base_url(), "")).await.unwrap();
    let mut statements: Vec<String> =
        ["tables", "columns", "df_settings", "views", "schemata", "routines", "parameters"]
            .map(|view| format!("SELECT * FROM information_schema.{view}"))
            .to_vec();
    let query = "SELECT d.id, p.name FROM deals d JOIN persons p ON p.id = d.person_id WHERE d.status = 'open'";
    for form in [
        "",
        "VERBOSE",
        "ANALYZE",
        "ANALYZE VERBOSE",
        "FORMAT TREE",
        "FORMAT INDENT",
        "FORMAT PGJSON",
        "FORMAT GRAPHVIZ",
    ] {
        statements.push(format!("EXPLAIN {form} {query}"));
    }
    statements.push("SHOW ALL".to_owned());
    statements.push("SELECT * FROM users".to_owned());
    for sql in statements {
        let text = shown(&session, &sql).await;
        assert!(!text.is_empty() || sql.contains("views"), "{sql}");
        check(&sql, &text);
    }
}

#[tokio::test(start_paused = true)]
async fn no_secret_is_in_an_error() {
    let sandbox = sandbox().await;
    // Every way a connection can fail: nobody there, no such host, no TLS, a proxy that is not there.
    let tls = sandbox.base_url().replace("http://", "https://");
    for (base_url, more) in [
        ("http://127.0.0.1:1", ""),
        ("https://nosuch.invalid", ""),
        (tls.as_str(), ""),
        ("https://nosuch.invalid", "ProxyServer=http://127.0.0.1:1;ProxyUser=u"),
    ] {
        let session = PipedriveSession::connect(&connection(base_url, more)).await.unwrap();
        let text = shown(&session, "SELECT id FROM stages").await;
        assert!(text.starts_with('['), "{base_url}: {text}");
        check(base_url, &text);
    }
    // Every kind of answer that is not one, a refused token among them.
    let wrong = Sandbox::start(small()).await.unwrap();
    let session = PipedriveSession::connect(&connection(&wrong.base_url(), "")).await.unwrap();
    let text = shown(&session, "SELECT id FROM stages").await;
    assert!(text.starts_with("[28000]"), "{text}");
    check("401", &text);
    for (fault, name) in pipedrive_sandbox::Fault::NAMES {
        let session = PipedriveSession::connect(&connection(&sandbox.base_url(), "")).await.unwrap();
        sandbox.set_faults(format!("stages:{name}*").parse().unwrap());
        check(name, &shown(&session, "SELECT id FROM stages WHERE pipeline_id = 1").await);
        check(name, &format!("{fault:?}"));
    }
    sandbox.set_faults(pipedrive_sandbox::FaultPlan::default());
    // Statements that hold the token themselves.
    let session = PipedriveSession::connect(&connection(&sandbox.base_url(), "")).await.unwrap();
    for call in CALLS_WITH_SECRETS {
        check(call, &shown(&session, &call.replace("SECRET", SENTINEL)).await);
    }
    let session_error = shown(&session, "SELECT nosuch FROM deals").await;
    assert!(session_error.starts_with("[42S22]"), "{session_error}");
    check("a misspelt column", &session_error);
}

#[test]
fn no_secret_is_in_an_error_of_a_connection_string() {
    let base = "http://127.0.0.1:1";
    for wrong in [
        "PageSize=many".to_owned(),
        "NoSuchKey=1".to_owned(),
        "AuthScheme=Magic".to_owned(),
        format!("APIToken={}", sentinel("twice")),
        format!("ApiTokn={}", sentinel("misspelt")),
        format!("{{{}", sentinel("unclosed")),
        format!("ProxyPassword='{}", sentinel("unclosed")),
        format!("SSLServerCert=/no/such/{}", "file.pem"),
    ] {
        let text = connection(base, &wrong);
        match ConnectionConfig::parse(&text) {
            Err(error) => {
                let error = Error::from(error);
                check(&wrong, &whole(&error));
            }
            Ok(config) => check(&wrong, &format!("{config:?}")),
        }
    }
}

/// Calls whose arguments are secrets, also where they are wrong.
const CALLS_WITH_SECRETS: [&str; 8] = [
    "CALL RefreshOAuthAccessToken('SECRET')",
    "EXEC GetOAuthAccessToken @Verifier = 'SECRET'",
    "SELECT * FROM RefreshOAuthAccessToken(OAuthRefreshToken => 'SECRET')",
    "EXPLAIN ANALYZE CALL RefreshOAuthAccessToken('SECRET')",
    "CALL GetOAuthAccessToken('SECRET')",
    "CALL RefreshOAuthAccessToken(Token => 'SECRET')",
    "CALL RefreshOAuthAccessToken('a' 'SECRET')",
    "PREPARE renew AS CALL RefreshOAuthAccessToken('SECRET')",
];

/// Everything in the log folder.
fn log_text(folder: &Path) -> String {
    fs::read_dir(folder).unwrap().map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap()).collect()
}

/// Statements that succeed, fail here and fail there, one of which holds the token itself.
async fn use_account(sandbox: &Sandbox) {
    let session = PipedriveSession::connect(&connection(&sandbox.base_url(), "")).await.unwrap();
    shown(&session, "SELECT id FROM deals WHERE id = 3").await;
    shown(&session, &format!("SELECT '{}' AS token", sentinel("APIToken"))).await;
    shown(&session, "SELECT nosuch FROM deals").await;
    for call in CALLS_WITH_SECRETS {
        shown(&session, &call.replace("SECRET", SENTINEL)).await;
    }
    sandbox.set_faults("stages:html-200*,users:500*".parse().unwrap());
    shown(&session, "SELECT id FROM stages").await;
    shown(&session, "SELECT id FROM users").await;
    sandbox.set_faults(pipedrive_sandbox::FaultPlan::default());
}

#[tokio::test(start_paused = true)]
async fn no_secret_is_in_the_log_at_any_verbosity() {
    let sandbox = sandbox().await;
    // While there is only one subscriber, an event that another test's thread is the first to reach is switched off
    // for all threads; a second one keeps it on.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    for verbosity in 1..=5 {
        let folder = tempfile::tempdir().unwrap();
        let more = format!("LogFile={};Verbosity={verbosity}", folder.path().join("pipedrive.log").display());
        let config = ConnectionConfig::parse(&connection(&sandbox.base_url(), &more)).unwrap();
        let log = LogFile::open(&config).unwrap().unwrap();
        let guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(log.layer()));
        use_account(&sandbox).await;
        drop(guard);
        let text = log_text(folder.path());
        assert!(text.contains("statement starts"), "{text}");
        assert!(text.contains("CALL RefreshOAuthAccessToken('***')"), "{text}");
        assert_eq!(text.contains("/api/v2/deals/3"), verbosity >= 2, "{verbosity}: {text}");
        check(&format!("verbosity {verbosity}"), &text);
    }
}
