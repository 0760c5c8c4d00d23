//! What is set to NULL: what is sent for it, and what is there afterwards.

use pipedrive_sandbox::FaultPlan;

use super::{outcomes, writes};
use crate::fixture::Fixture;

async fn check(table: &str, column: &str, body: &str, after: &str) {
    let fixture = Fixture::new().await;
    let filled = format!("SELECT min(id) FROM {table} WHERE {column} IS NOT NULL AND {column} <> ''");
    let filled = if after == "0.0" { filled.replace(&format!(" AND {column} <> ''"), "") } else { filled };
    let id = fixture.column(&filled).await.remove(0);
    fixture.requests();
    fixture.expect(&format!("UPDATE {table} SET {column} = NULL WHERE id = {id}")).await;
    assert_eq!(writes(&fixture), [format!("PATCH /api/v2/{table}/{id} {body} 200 5")]);
    assert_eq!(fixture.column(&format!("SELECT {column} FROM {table} WHERE id = {id}")).await, [after]);
}

#[tokio::test]
async fn an_address_is_cleared_by_an_empty_text() {
    check("organizations", "address", r#"{"address":{"value":""}}"#, "NULL").await;
    check("activities", "location", r#"{"location":{"value":""}}"#, "NULL").await;
}

#[tokio::test]
async fn a_deal_without_a_value_has_one_of_nothing() {
    check("deals", "value", r#"{"value":null}"#, "0.0").await;
}

#[tokio::test(start_paused = true)]
async fn an_address_that_is_gone_proves_that_it_was_cleared() {
    let fixture = Fixture::new().await;
    let id = fixture.column("SELECT min(id) FROM organizations WHERE address IS NOT NULL").await.remove(0);
    fixture.sandbox.set_faults("PATCH organizations:drop".parse::<FaultPlan>().unwrap());
    fixture.requests();
    fixture.expect(&format!("UPDATE organizations SET address = NULL WHERE id = {id}")).await;
    assert_eq!(writes(&fixture).len(), 1);
    assert_eq!(outcomes(&fixture.session).await, [format!("1 UPDATE {id} written")]);
}
