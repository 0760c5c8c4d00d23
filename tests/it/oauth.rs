//! OAuth end to end against the sandbox's OAuth server: what a session does with tokens, and what it never shows.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use futures::StreamExt;
use pipedrive_auth::ConsentPrompt;
use pipedrive_client::{ErrorKind, LogFile};
use pipedrive_connection::{ConnectionConfig, Secret};
use pipedrive_datafusion::PipedriveSession;
use pipedrive_sandbox::{OAuthApp, Sandbox, SandboxConfig};
use tracing_subscriber::layer::SubscriberExt;

use crate::fixture::{describe, rows, small};

const CALLBACK: &str = "https://app.example/back";

/// An account whose app has a callback address elsewhere.
fn account() -> SandboxConfig {
    let oauth = OAuthApp { callback_urls: vec![CALLBACK.to_owned()], ..OAuthApp::default() };
    SandboxConfig { oauth, ..small() }
}

/// A connection string of the account's app that keeps tokens there.
fn kept_in(sandbox: &Sandbox, place: &str, more: &str) -> String {
    format!("{};InitiateOAuth=REFRESH;OAuthSettingsLocation={place};{more}", sandbox.oauth_connection_string())
}

/// The grants that were asked for so far.
fn grants(sandbox: &Sandbox) -> Vec<&'static str> {
    sandbox.requests().iter().filter_map(|request| request.grant_type).collect()
}

/// Nobody is there to sign in.
#[derive(Debug)]
struct Nobody;

impl ConsentPrompt for Nobody {
    fn present(&self, url: &str) {
        panic!("nobody should be shown {url}");
    }
}

fn open(connection: &str) -> PipedriveSession {
    PipedriveSession::open_with(&ConnectionConfig::parse(connection).unwrap(), Arc::new(Nobody)).unwrap()
}

#[tokio::test]
async fn a_token_that_ends_in_the_middle_of_a_long_scan_goes_unnoticed() {
    for rotate in [false, true] {
        let oauth = OAuthApp { rotate_refresh_tokens: rotate, ..account().oauth };
        let sandbox = Sandbox::start(SandboxConfig { deals: 2_400, oauth, ..account() }).await.unwrap();
        let tokens = sandbox.issue_tokens();
        let place = format!("memory://it-long-scan-{rotate}");
        let session =
            open(&kept_in(&sandbox, &place, &format!("PageSize=10;OAuthRefreshToken={}", tokens.refresh_token)));
        // The columns are asked for before the scan begins.
        rows(&session, "SELECT id FROM deals LIMIT 1").await.unwrap();
        sandbox.clear_requests();

        let mut result = session.query("SELECT id FROM deals").await.unwrap();
        let (mut ids, mut batches) = (Vec::new(), 0);
        while let Some(batch) = result.next().await.unwrap() {
            ids.extend(batch.column(0).as_any().downcast_ref::<arrow::array::Int64Array>().unwrap().values().to_vec());
            batches += 1;
            if batches % 50 == 0 {
                sandbox.expire_access_tokens();
            }
        }
        let requests = sandbox.requests();
        let pages = requests.iter().filter(|request| request.path.ends_with("/deals") && request.status == 200).count();
        assert!(pages >= 200, "{pages} pages");
        let renewals = grants(&sandbox).len();
        assert!(renewals >= 3 && grants(&sandbox).iter().all(|grant| *grant == "refresh_token"), "{renewals} renewals");
        let refused = requests.iter().filter(|request| request.status == 401).count();
        assert!(refused >= renewals, "{refused} refusals, {renewals} renewals");
        // Nothing was lost and nothing came twice.
        let by_token = PipedriveSession::connect(&sandbox.connection_string()).await.unwrap();
        let expect: i64 = rows(&by_token, "SELECT count(*) FROM deals").await.unwrap()[0][0].parse().unwrap();
        assert_eq!(i64::try_from(ids.len()).unwrap(), expect);
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(i64::try_from(ids.len()).unwrap(), expect);
    }
}

#[tokio::test]
async fn scans_side_by_side_renew_once() {
    let sandbox = Sandbox::start(account()).await.unwrap();
    let tokens = sandbox.issue_tokens();
    let given = format!("OAuthRefreshToken={}", tokens.refresh_token);
    let session = open(&kept_in(&sandbox, "memory://it-side-by-side", &given));
    rows(&session, "SELECT d.id FROM deals d JOIN persons p ON p.id = d.person_id LIMIT 1").await.unwrap();
    sandbox.clear_requests();
    sandbox.expire_access_tokens();
    let queries = ["SELECT count(*) FROM deals", "SELECT count(*) FROM persons", "SELECT count(*) FROM organizations"];
    let runs: Vec<_> = (0..4).flat_map(|_| queries).map(|sql| rows(&session, sql)).collect();
    for result in futures::stream::iter(runs).buffer_unordered(12).collect::<Vec<_>>().await {
        assert_ne!(result.unwrap()[0][0], "0");
    }
    assert_eq!(grants(&sandbox), ["refresh_token"]);
}

#[tokio::test]
async fn the_settings_file_serves_other_machines_with_the_same_app() {
    let sandbox = Sandbox::start(account()).await.unwrap();
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = |folder: &Path| folder.join("OAuthSettings.txt");
    let code = sandbox.issue_code(CALLBACK);
    let first = open(&kept_in(&sandbox, &file(here.path()).display().to_string(), &format!("OAuthVerifier={code}")));
    first.current_user().await.unwrap();
    fs::copy(file(here.path()), file(there.path())).unwrap();
    // No company and no address of the API: the tokens bring it.
    let connection = sandbox.oauth_connection_string();
    let bare: Vec<&str> = connection.split(';').filter(|pair| !pair.starts_with("BaseURL=")).collect();
    let bare = bare.join(";");
    let second = open(&format!("{bare};InitiateOAuth=REFRESH;OAuthSettingsLocation={}", file(there.path()).display()));
    assert_eq!(second.current_user().await.unwrap().id, first.current_user().await.unwrap().id);
    sandbox.expire_access_tokens();
    assert_ne!(rows(&second, "SELECT count(*) FROM deals").await.unwrap()[0][0], "0");
    assert_eq!(grants(&sandbox), ["authorization_code", "refresh_token"]);
}

#[tokio::test]
async fn a_grant_that_was_replaced_elsewhere_says_so() {
    let sandbox = Sandbox::start(account()).await.unwrap();
    let tokens = sandbox.issue_tokens();
    let given = format!("OAuthAccessToken={};OAuthRefreshToken={}", tokens.access_token, tokens.refresh_token);
    let session = open(&kept_in(&sandbox, "memory://it-replaced", &given));
    session.current_user().await.unwrap();
    // The same user signs in to the same app on another machine.
    sandbox.issue_tokens();
    let error = rows(&session, "SELECT count(*) FROM deals").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthenticated);
    assert_eq!(error.sqlstate(), "28000");
    let shown = describe(&error);
    assert!(shown.contains("Pipedrive refused the refresh token (400)") && shown.contains("replaces it"), "{shown}");
}

#[tokio::test]
async fn an_unanswered_sign_in_and_a_missing_one_have_their_kinds() {
    let sandbox = Sandbox::start(account()).await.unwrap();
    for (more, message) in [
        ("", "nobody is signed in: there is no OAuth access token"),
        (
            "InitiateOAuth=REFRESH;OAuthSettingsLocation=memory://it-none",
            "nobody is signed in: there is no OAuth access token",
        ),
        (
            "InitiateOAuth=REFRESH;OAuthSettingsLocation=memory://it-none;OAuthVerifier=wrong",
            "Pipedrive refused the authorization code (400)",
        ),
        ("OAuthAccessToken=wrong", "Pipedrive refused the access token (401)"),
    ] {
        let session = open(&format!("{};{more}", sandbox.oauth_connection_string()));
        for error in
            [rows(&session, "SELECT count(*) FROM deals").await.unwrap_err(), session.current_user().await.unwrap_err()]
        {
            assert_eq!((error.kind(), error.sqlstate()), (ErrorKind::Unauthenticated, "28000"), "{more}");
            assert!(error.to_string().starts_with(message), "{more}: {error}");
        }
    }
}

/// Everything in the log folder.
fn log_text(folder: &Path) -> String {
    fs::read_dir(folder).unwrap().map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap()).collect()
}

#[tokio::test]
async fn tokens_codes_and_the_client_secret_are_shown_nowhere() {
    let secret = "5ent1nel-client-secret";
    let oauth = OAuthApp { client_secret: secret.to_owned(), rotate_refresh_tokens: true, ..account().oauth };
    let sandbox = Sandbox::start(SandboxConfig { oauth, ..account() }).await.unwrap();
    let (folder, logs) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let code = sandbox.issue_code(CALLBACK);
    let file = folder.path().join("x.txt");
    let log = format!("LogFile={};Verbosity=5", logs.path().join("x.log").display());
    let connection = kept_in(&sandbox, &file.display().to_string(), &format!("OAuthVerifier={code};{log}"));
    let config = ConnectionConfig::parse(&connection).unwrap();
    let log = LogFile::open(&config).unwrap().unwrap();
    // While there is only one subscriber, an event that another test's thread is the first to reach is switched off
    // for all threads; a second one keeps it on.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    let guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(log.layer()));

    let session = open(&connection);
    let mut shown = format!("{config:?} {session:?}", session = session.account());
    rows(&session, "SELECT id FROM deals WHERE id = 3").await.unwrap();
    sandbox.expire_access_tokens();
    rows(&session, "SELECT id FROM deals WHERE id = 4").await.unwrap();
    let oauth = session.account().oauth();
    let tokens = oauth.exchange(&Secret::new(sandbox.issue_code(CALLBACK)), None).await.unwrap();
    let (access, refresh) = (tokens.access_token.expose().to_owned(), tokens.refresh_token.clone().unwrap());
    write!(shown, "{tokens:?} {oauth:?} {:?}", session.account()).unwrap();
    let renewed = oauth.refresh(&refresh).await.unwrap();
    // The kept refresh token has been used up behind the session's back, and its refusal tells nothing of it.
    sandbox.expire_access_tokens();
    shown += &describe(&rows(&session, "SELECT id FROM deals WHERE id = 5").await.unwrap_err());
    write!(shown, "{:?}", oauth.exchange(&Secret::new(code.clone()), None).await.unwrap_err()).unwrap();
    write!(shown, "{:?}", rows(&session, "EXPLAIN VERBOSE SELECT id FROM deals").await).unwrap();
    write!(shown, "{:?}", rows(&session, "SELECT * FROM information_schema.df_settings").await).unwrap();
    drop(guard);

    let log = log_text(logs.path());
    assert!(log.contains("POST 127.0.0.1") && log.contains("/oauth/token") && log.contains("/api/v2/deals/3"), "{log}");
    let kept = fs::read_to_string(&file).unwrap();
    for text in [secret, &code, &access, refresh.expose(), renewed.access_token.expose()] {
        assert!(text.len() > 12, "{text}");
        for (place, shown) in [("log", &log), ("debug and errors", &shown), ("file", &kept)] {
            assert!(!shown.contains(text), "{text} in {place}: {shown}");
        }
    }
}
