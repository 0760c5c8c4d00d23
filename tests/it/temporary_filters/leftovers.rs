//! `CALL DropTemporaryFilters()`: what a crash left behind goes, and nothing else.

use super::{fixture, saved, writes};
use crate::fixture::{Fixture, rows, small};

/// What a session left behind that came to no good end: it was never closed, and its runtime is gone.
fn crash(fixture: &Fixture, sql: &'static str) {
    let keys = format!("{};PushdownFilters=Temporary;PageSize=10", fixture.sandbox.connection_string());
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let session = pipedrive_datafusion::PipedriveSession::connect(&keys).await.unwrap();
            rows(&session, sql).await.unwrap();
            std::mem::forget(session);
        });
    })
    .join()
    .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn filters_of_other_sessions_go_once_they_are_old_enough() {
    let fixture = fixture().await;
    let before = fixture.sandbox.account().filters().len();
    crash(&fixture, "SELECT id FROM deals WHERE competitor LIKE 'G%'");
    crash(&fixture, "SELECT id FROM deals WHERE competitor LIKE 'I%'");
    fixture.expect("SELECT id FROM deals WHERE competitor LIKE 'H%'").await;
    assert_eq!(saved(fixture.sandbox.account()).len(), 3);
    writes(&fixture);

    let fresh = fixture.expect("CALL DropTemporaryFilters()").await;
    assert_eq!(fresh, [["0", "0 temporary filters deleted"]], "they may still be in use");
    assert_eq!(writes(&fixture), ["GET /api/v1/filters 200 20"]);

    let dropped = fixture.expect("CALL DropTemporaryFilters(OlderThanMinutes => '0')").await;
    assert_eq!(dropped, [["2", "2 temporary filters deleted"]]);
    assert_eq!(writes(&fixture), ["GET /api/v1/filters 200 20", "DELETE /api/v1/filters?ids=13,14 200 10"]);
    assert_eq!(saved(fixture.sandbox.account()).len(), 1, "the one in use stays");
    assert_eq!(fixture.sandbox.account().filters().len(), before + 1, "those of people stay");
}

#[tokio::test]
async fn an_age_is_a_number_of_minutes() {
    let fixture = Fixture::with(small(), "").await;
    let error = fixture.rows("CALL DropTemporaryFilters(OlderThanMinutes => 'soon')").await.unwrap_err();
    assert!(error.to_string().contains("whole number"), "{error}");
    assert!(fixture.requests().is_empty());
}
