//! Statements that write: what is sent, what becomes of lost answers, and what no mistake can do.

mod budget;
mod cleared;
mod custom;
mod harmless;
mod host;
mod leave;
mod ledger;
mod lost;
mod merged;
mod outcomes;
mod refused;
mod round_trip;
mod shadowed;
mod unrestricted;
mod wording;

use pipedrive_datafusion::PipedriveSession;

use crate::fixture::{Fixture, rows, written};

/// The requests since the last call that write, without status and price, in alphabetical order.
fn writes(fixture: &Fixture) -> Vec<String> {
    let requests = fixture.requests();
    let mut writes: Vec<String> = requests.iter().filter(|one| one.method != "GET").map(written).collect();
    writes.sort();
    writes
}

/// What became of the rows of the last statement: `1 INSERT 121 written`.
async fn outcomes(session: &PipedriveSession) -> Vec<String> {
    let sql = "SELECT \"row\", operation, coalesce(id, '-'), outcome FROM last_write ORDER BY 1";
    rows(session, sql).await.unwrap().into_iter().map(|row| row.join(" ")).collect()
}
