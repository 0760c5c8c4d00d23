//! What one session keeps on disk for the next: what it saves, whose it is, and when it is not used.

use std::fs;
use std::path::{Path, PathBuf};

use pipedrive_datafusion::PipedriveSession;
use pipedrive_sandbox::{OAuthApp, Sandbox, SandboxConfig};
use serde_json::Value;
use tempfile::TempDir;

use crate::fixture::{describe, line, rows, small};

const BY_ID: &str = "SELECT title FROM deals WHERE id = 7";

/// A sandbox account, and a directory for the cache.
struct Kept {
    sandbox: Sandbox,
    home: TempDir,
}

impl Kept {
    async fn new() -> Self {
        Self::with(small()).await
    }

    async fn with(config: SandboxConfig) -> Self {
        Self { sandbox: Sandbox::start(config).await.unwrap(), home: TempDir::new().unwrap() }
    }

    fn directory(&self) -> PathBuf {
        self.home.path().join("cache")
    }

    /// What further sessions are opened with.
    fn location(&self) -> String {
        format!("CacheLocation={}", self.directory().display())
    }

    /// A session as a new process would have it.
    async fn session(&self, keys: &str) -> PipedriveSession {
        let text = format!("{};{};{keys}", self.sandbox.connection_string(), self.location());
        PipedriveSession::connect(&text).await.unwrap()
    }

    /// The requests of one statement in a session of its own.
    async fn requests(&self, sql: &str, keys: &str) -> Vec<String> {
        let session = self.session(keys).await;
        requests(&self.sandbox, &session, sql).await
    }

    /// The files of accounts.
    fn files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.directory()).into_iter().flatten();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths.filter(|path| path.extension().is_some_and(|extension| extension == "json")).collect()
    }

    /// The only file.
    fn file(&self) -> PathBuf {
        let files = self.files();
        assert_eq!(files.len(), 1, "{files:?}");
        files[0].clone()
    }
}

async fn requests(sandbox: &Sandbox, session: &PipedriveSession, sql: &str) -> Vec<String> {
    sandbox.clear_requests();
    rows(session, sql).await.unwrap_or_else(|error| panic!("{sql}\n{}", describe(&error)));
    sandbox.requests().iter().map(line).collect()
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

const FIELDS: &str = "GET /api/v2/dealFields?limit=500 200 10";
const DEAL: &str = "GET /api/v2/deals/7 200 1";
const NUMBERS: &str = "GET /api/v1/dealFields?limit=500 200 20";

#[tokio::test]
async fn the_next_session_pays_for_its_own_request_only() {
    let kept = Kept::new().await;
    assert_eq!(kept.requests(BY_ID, "").await, [FIELDS, DEAL]);
    assert_eq!(kept.requests(BY_ID, "").await, [DEAL]);
    for free in [
        "EXPLAIN SELECT title FROM deals WHERE id = 7",
        "SELECT * FROM custom_fields WHERE entity = 'deals'",
        "SELECT * FROM sys_tablecolumns WHERE tablename = 'deals'",
    ] {
        assert_eq!(kept.requests(free, "").await, [""; 0], "{free}");
    }
    let session = kept.session("").await;
    kept.sandbox.clear_requests();
    let deals = pipedrive_schema::table("deals").unwrap();
    assert!(session.account().known_columns(deals).len() > deals.columns.len() + 1, "completion knows them at once");
    assert!(session.describe("deals").await.is_ok());
    assert!(kept.sandbox.requests().is_empty());
}

#[tokio::test]
async fn columns_of_kept_definitions_are_those_of_fetched_ones() {
    let kept = Kept::new().await;
    for sql in
        ["SELECT * FROM custom_fields ORDER BY entity, key", "SELECT * FROM deals WHERE id IN (7, 8, 9) ORDER BY id"]
    {
        let first = rows(&kept.session("").await, sql).await.unwrap();
        let second = rows(&kept.session("").await, sql).await.unwrap();
        assert!(!first.is_empty());
        assert_eq!(first, second, "{sql}");
    }
}

#[tokio::test]
async fn what_a_walk_has_counted_is_known_to_the_next_session() {
    let kept = Kept::new().await;
    let explain = "EXPLAIN SELECT owner_id FROM deals WHERE NOT is_archived";
    let guessed = rows(&kept.session("").await, explain).await.unwrap();
    let session = kept.session("").await;
    rows(&session, "SELECT owner_id FROM deals").await.unwrap();
    let known = rows(&session, explain).await.unwrap();
    assert_ne!(known, guessed);
    // The first session is still there: it was kept when the last row had been read.
    assert_eq!(rows(&kept.session("").await, explain).await.unwrap(), known);
    let counted = json(&kept.file())["known"]["rows"]["deals"]["active"]["value"].as_u64();
    assert!(counted.is_some_and(|rows| rows > 0 && rows < 120), "{counted:?}");
}

#[tokio::test]
async fn the_limits_of_the_plan_and_the_numbers_of_fields_are_known_to_the_next_session() {
    let kept = Kept::new().await;
    let keys = "PushdownFilters=Temporary;PageSize=10";
    let sql = "SELECT id FROM deals WHERE competitor LIKE 'U%' AND NOT is_archived";
    rows(&kept.session("").await, BY_ID).await.unwrap();
    assert!(kept.requests(sql, keys).await.contains(&NUMBERS.to_owned()));
    let session = kept.session(keys).await;
    let budget = session.budget();
    assert_eq!((budget.burst_limit, budget.daily_limit), (Some(1_000_000), Some(150_000)), "nothing was sent yet");
    let requests = requests(&kept.sandbox, &session, sql).await;
    assert!(requests.iter().any(|request| request.starts_with("POST /api/v1/filters")), "{requests:?}");
    assert!(!requests.contains(&NUMBERS.to_owned()), "{requests:?}");
    let known = json(&kept.file())["known"].clone();
    assert!(known["numbers"]["/dealFields"]["value"].as_object().is_some_and(|numbers| numbers.len() > 10), "{known}");
    // They are not believed for longer than any other definitions.
    assert!(kept.requests(sql, &format!("{keys};MetadataTTL=0")).await.contains(&NUMBERS.to_owned()));
}

#[tokio::test]
async fn a_query_that_learns_nothing_writes_nothing() {
    let kept = Kept::new().await;
    let session = kept.session("").await;
    rows(&session, "SELECT owner_id FROM deals").await.unwrap();
    fs::remove_file(kept.file()).unwrap();
    rows(&session, "SELECT owner_id FROM deals").await.unwrap();
    rows(&session, BY_ID).await.unwrap();
    drop(session);
    assert_eq!(kept.files(), [""; 0].map(PathBuf::from));
}

#[tokio::test]
async fn definitions_are_used_for_as_long_as_the_key_says() {
    let kept = Kept::new().await;
    kept.requests(BY_ID, "").await;
    let file = kept.file();
    let now = json(&file)["known"]["fields"]["/dealFields"]["at"].as_u64().unwrap();
    for (age, keys, expect) in [
        (600_000, "", [DEAL].as_slice()),
        (600_000, "MetadataTTL=300", &[FIELDS, DEAL]),
        (1_000_000, "", &[FIELDS, DEAL]),
        (1_000_000, "MetadataTTL=2h", &[DEAL]),
        (-600_000, "", &[FIELDS, DEAL]),
    ] {
        let mut content = json(&file);
        content["known"]["fields"]["/dealFields"]["at"] = now.checked_add_signed(-age).unwrap().into();
        fs::write(&file, content.to_string()).unwrap();
        assert_eq!(kept.requests(BY_ID, keys).await, expect, "{age} {keys}");
    }
}

#[tokio::test]
async fn definitions_that_are_never_reused_are_neither_kept_nor_taken() {
    let kept = Kept::new().await;
    assert_eq!(kept.requests(BY_ID, "MetadataTTL=0").await.last().unwrap(), DEAL);
    let known = json(&kept.file())["known"].clone();
    assert!(known["fields"].is_null() && known["numbers"].is_null(), "{known}");
    kept.requests(BY_ID, "").await;
    assert!(kept.requests(BY_ID, "MetadataTTL=0").await.contains(&FIELDS.to_owned()));
}

#[tokio::test]
async fn a_refresh_forgets_what_is_on_disk_too() {
    let kept = Kept::new().await;
    let session = kept.session("").await;
    rows(&session, BY_ID).await.unwrap();
    assert_eq!(kept.files().len(), 1);
    rows(&session, "CALL RefreshMetadata()").await.unwrap();
    assert!(kept.files().is_empty());
    assert_eq!(requests(&kept.sandbox, &session, BY_ID).await, [FIELDS, DEAL]);
    assert_eq!(kept.requests(BY_ID, "").await, [DEAL]);
}

#[tokio::test]
async fn nothing_is_kept_about_an_emulated_account_or_when_it_is_switched_off() {
    let kept = Kept::new().await;
    let config = pipedrive_connection::ConnectionConfig::parse(&kept.sandbox.connection_string()).unwrap();
    assert_eq!(config.metadata_cache, None);
    kept.requests(BY_ID, "CacheMetadata=false").await;
    assert!(!kept.directory().exists());
}

#[tokio::test]
async fn a_file_that_is_damaged_or_cannot_be_written_changes_no_answer() {
    let kept = Kept::new().await;
    kept.requests(BY_ID, "").await;
    let file = kept.file();
    let whole = fs::read_to_string(&file).unwrap();
    for text in ["", "{", &whole[..whole.len() / 2], &whole.replace("\"version\":1", "\"version\":9")] {
        fs::write(&file, text).unwrap();
        assert_eq!(kept.requests(BY_ID, "").await, [FIELDS, DEAL], "{text}");
        assert_eq!(kept.requests(BY_ID, "").await, [DEAL], "it was replaced");
    }
    fs::remove_dir_all(kept.directory()).unwrap();
    fs::write(kept.directory(), "a file where the directory should be").unwrap();
    for _ in 0..2 {
        assert_eq!(kept.requests(BY_ID, "").await, [FIELDS, DEAL]);
    }
}

#[tokio::test]
async fn each_user_has_a_file_of_their_own() {
    let kept = Kept::new().await;
    kept.requests(BY_ID, "").await;
    let connection = |token: &str| format!("BaseURL={};APIToken={token};{}", kept.sandbox.base_url(), kept.location());
    let other = PipedriveSession::connect(&connection(&"ab".repeat(20))).await.unwrap();
    let deals = pipedrive_schema::table("deals").unwrap();
    assert_eq!(other.account().known_columns(deals).len(), deals.columns.len() + 1, "nothing of the first user's");
    assert!(rows(&other, BY_ID).await.is_err());
    assert_eq!(kept.files().len(), 1, "who is refused learns nothing");
}

#[tokio::test]
async fn the_file_of_an_oauth_user_outlives_tokens_and_not_the_user() {
    for rotate_refresh_tokens in [false, true] {
        let oauth = OAuthApp { rotate_refresh_tokens, ..OAuthApp::default() };
        let kept = Kept::with(SandboxConfig { oauth, ..small() }).await;
        let tokens = kept.home.path().join("tokens.txt");
        let connection = |more: &str| {
            let app = kept.sandbox.oauth_connection_string();
            format!("{app};InitiateOAuth=REFRESH;OAuthSettingsLocation={};{};{more}", tokens.display(), kept.location())
        };
        let first = format!("OAuthRefreshToken={}", kept.sandbox.issue_tokens().refresh_token);
        let count = async |more: &str| {
            let session = PipedriveSession::connect(&connection(more)).await.unwrap();
            let requests = requests(&kept.sandbox, &session, BY_ID).await;
            requests.iter().filter(|request| request.contains("dealFields") && request.contains(" 200 ")).count()
        };
        assert_eq!(count(&first).await, 1);
        assert_eq!(count("").await, 0, "another process with the kept tokens");
        for _ in 0..2 {
            kept.sandbox.expire_access_tokens();
            assert_eq!(count("").await, 0, "after a renewal");
        }
        assert_eq!(kept.files().len(), 1);
        fs::remove_file(&tokens).unwrap();
        let second = format!("OAuthRefreshToken={}", kept.sandbox.issue_tokens().refresh_token);
        assert_eq!(count(&second).await, 1, "somebody has signed in anew");
        assert_eq!(count("").await, 0);
        assert_eq!(kept.files().len(), 2);
    }
}

#[tokio::test]
async fn no_token_is_in_what_is_kept_nor_in_its_name() {
    let token = format!("5ent1nel{}", "0".repeat(32));
    let kept = Kept::with(SandboxConfig { api_token: token.clone(), ..small() }).await;
    kept.requests("SELECT * FROM deals", "").await;
    let session = kept.session("").await;
    rows(&session, "SELECT * FROM custom_fields").await.unwrap();
    let mut seen = 0;
    for entry in fs::read_dir(kept.directory()).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        seen += text.len();
        for secret in ["5ent1nel", "APIToken"] {
            assert!(!text.contains(secret) && !path.display().to_string().contains(secret), "{}", path.display());
        }
        // Labels and counts, but nothing of any record.
        assert!(!text.contains("Maple Timber"), "{text}");
    }
    assert!(seen > 1_000, "{seen}");
}
