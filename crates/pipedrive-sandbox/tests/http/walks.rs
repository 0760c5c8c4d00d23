//! Walking whole lists: every row once, in order, whatever the page size.

use std::collections::BTreeSet;

use pipedrive_sandbox::{DealStatus, MissingChangeTimes, Quirks, SandboxConfig};
use serde_json::Value;

use crate::support::{Api, config, ids};

/// Ids in the order the list promises: nulls first, then by value, then by id; all reversed when descending.
fn sorted(rows: &[Value], field: &str, descending: bool) -> Vec<u64> {
    let mut keys: Vec<(Option<String>, u64)> = rows
        .iter()
        .map(|row| {
            let key = match &row[field] {
                Value::Null => None,
                Value::Number(number) => Some(format!("{:020}", number.as_u64().unwrap())),
                other => Some(other.as_str().unwrap().to_owned()),
            };
            (key, row["id"].as_u64().unwrap())
        })
        .collect();
    keys.sort();
    if descending {
        keys.reverse();
    }
    keys.into_iter().map(|(_, id)| id).collect()
}

#[tokio::test]
async fn every_sort_walks_every_row_once() {
    let api = Api::start().await;
    for (list, fields) in [
        ("deals", &["id", "add_time", "update_time"][..]),
        ("persons", &["id", "add_time", "update_time"]),
        ("organizations", &["id", "add_time", "update_time"]),
        ("activities", &["id", "add_time", "update_time", "due_date"]),
        ("products", &["id", "name", "add_time", "update_time"]),
        ("pipelines", &["id", "add_time", "update_time"]),
        ("stages", &["id", "add_time", "update_time", "order_nr"]),
    ] {
        let all: BTreeSet<u64> = ids(&api.walk(&format!("/api/v2/{list}?limit=500")).await).into_iter().collect();
        assert!(!all.is_empty());
        for field in fields {
            for (direction, descending) in [("asc", false), ("desc", true)] {
                let path = format!("/api/v2/{list}?limit=37&sort_by={field}&sort_direction={direction}");
                let rows = api.walk(&path).await;
                assert_eq!(ids(&rows), sorted(&rows, field, descending), "{path}");
                assert_eq!(ids(&rows).len(), all.len(), "{path}");
                assert_eq!(ids(&rows).into_iter().collect::<BTreeSet<_>>(), all, "{path}");
            }
        }
    }
}

#[tokio::test]
async fn rows_without_a_time_of_change_stand_at_the_end_that_is_chosen_or_are_not_there() {
    let check = async |missing_change_times, direction: &str, first_has_time: bool, last_has_time: bool| {
        let quirks = Quirks { missing_change_times, ..Quirks::default() };
        let api = Api::start_with(SandboxConfig { quirks, ..config() }).await;
        for list in ["deals", "persons", "stages"] {
            let path = format!("/api/v2/{list}?limit=37&sort_by=update_time&sort_direction={direction}");
            let has_time: Vec<bool> = api.walk(&path).await.iter().map(|row| row["update_time"].is_string()).collect();
            let ends = (has_time.first(), has_time.last());
            assert_eq!(ends, (Some(&first_has_time), Some(&last_has_time)), "{missing_change_times:?} {path}");
            assert!(has_time.chunk_by(|a, b| a == b).count() <= 2, "they stand together: {path}");
        }
    };
    check(MissingChangeTimes::First, "asc", false, true).await;
    check(MissingChangeTimes::First, "desc", true, false).await;
    check(MissingChangeTimes::Last, "asc", true, false).await;
    check(MissingChangeTimes::Last, "desc", false, true).await;
    check(MissingChangeTimes::Nowhere, "asc", true, true).await;
}

#[tokio::test]
async fn active_archived_and_deleted_deals_are_apart_and_together_all() {
    let api = Api::start().await;
    let account = api.sandbox.account();
    let walk = async |path: &str| ids(&api.walk(path).await).into_iter().collect::<BTreeSet<u64>>();
    let expect = |keep: &dyn Fn(&pipedrive_sandbox::Deal) -> bool| {
        account.deals().filter(|deal| keep(deal)).map(|deal| u64::from(deal.id)).collect::<BTreeSet<_>>()
    };
    for (archived, path) in [(false, "/api/v2/deals?limit=500"), (true, "/api/v2/deals/archived?limit=500")] {
        assert_eq!(walk(path).await, expect(&|d| d.is_archived == archived && !d.is_deleted), "{path}");
        for (word, status) in [
            ("open", DealStatus::Open),
            ("won", DealStatus::Won),
            ("lost", DealStatus::Lost),
            ("deleted", DealStatus::Deleted),
        ] {
            let expected = expect(&|d| d.is_archived == archived && d.status == status);
            assert!(!expected.is_empty(), "{path} {word}");
            assert_eq!(walk(&format!("{path}&status={word}")).await, expected, "{path} {word}");
        }
        let everything = walk(&format!("{path}&status=open,won,lost,deleted")).await;
        assert_eq!(everything, expect(&|d| d.is_archived == archived), "{path}");
    }
}

#[tokio::test]
async fn a_page_has_100_rows_unless_the_request_says_otherwise() {
    let api = Api::start().await;
    assert_eq!(api.rows("/api/v2/deals").await.len(), 100);
    assert_eq!(api.rows("/api/v2/deals?limit=1").await.len(), 1);
    assert_eq!(api.rows("/v1/notes").await.len(), 100);
}

#[tokio::test]
async fn an_account_without_deals_answers_with_empty_lists() {
    let api = Api::start_with(SandboxConfig { deals: 0, ..config() }).await;
    let reply = api.get("/api/v2/deals?sort_by=update_time").await;
    assert_eq!(reply.text, r#"{"success":true,"data":[],"additional_data":{"next_cursor":null}}"#);
    assert_eq!(api.get("/v1/notes").await.json()["data"], Value::Null);
    assert_eq!(api.walk("/api/v2/persons").await.len(), 50 - deleted_persons(&api));
}

fn deleted_persons(api: &Api) -> usize {
    api.sandbox.account().persons().filter(|person| person.is_deleted).count()
}

#[tokio::test]
async fn a_million_deals_start_at_once_and_cost_no_memory_for_rows() {
    let api = Api::start_with(SandboxConfig { deals: 1_000_000, ..config() }).await;
    assert_eq!(api.sandbox.account().deals().size_hint(), (1_000_000, Some(1_000_000)));
    let page = api.rows("/api/v2/deals?limit=500&ids=999999,1000000,1000001").await;
    assert!(page.len() <= 2);
    assert_eq!(api.rows("/api/v2/deals?limit=500").await.len(), 500);
    // Indexes are what memory grows with, at four bytes a row: see that one is right at this size too.
    let latest = api.rows("/api/v2/deals?limit=500&sort_by=update_time&sort_direction=desc").await;
    let times: Vec<&str> = latest.iter().map(|row| row["update_time"].as_str().unwrap()).collect();
    assert!(times.is_sorted_by(|a, b| a >= b));
    let newest = api.sandbox.account().deals().step_by(1000).filter(|d| !d.is_archived && !d.is_deleted);
    let newest = newest.filter_map(|deal| deal.update_time).max().unwrap();
    let oldest = api.sandbox.account().deals().find(|deal| deal.id == latest[499]["id"]).unwrap();
    assert!(oldest.update_time.unwrap() >= newest - 86_400, "500 of a million are the last hours' changes");
}
