//! Filters that queries save in the account: the rows they leave, what they cost, and that they go again.

mod leftovers;
mod life;
mod rows;

use pipedrive_datafusion::PipedriveSession;
use pipedrive_sandbox::{Account, SandboxConfig};

use crate::fixture::{self, Fixture, line, small};

/// Small pages, so that reading fewer rows pays.
const KEYS: &str = "PushdownFilters=Temporary;PageSize=10";

/// The small account behind a session that may save filters.
async fn fixture() -> Fixture {
    with(small(), "").await
}

/// The same for another account, with further keys.
async fn with(config: SandboxConfig, keys: &str) -> Fixture {
    let fixture = Fixture::with(config, &format!("{KEYS};{keys}")).await;
    // The definitions of custom fields are no part of what is looked at.
    fixture.expect("SELECT id FROM deals WHERE id = 1").await;
    fixture.requests();
    fixture
}

/// The requests since the last call that change something, or have to do with filters.
fn writes(fixture: &Fixture) -> Vec<String> {
    let about = |request: &String| request.contains("/v1/");
    fixture.requests().iter().map(line).filter(about).collect()
}

/// Names of the filters that are in the account and were not there from the beginning.
fn saved(account: &Account) -> Vec<String> {
    let all = account.filters();
    all.iter().map(|filter| filter.name.clone()).filter(|name| name.starts_with("pipedrive-sql")).collect()
}

/// The rows of a query without any help from the API.
async fn plain(session: &PipedriveSession, sql: &str) -> Vec<Vec<String>> {
    fixture::rows(session, sql).await.unwrap()
}
