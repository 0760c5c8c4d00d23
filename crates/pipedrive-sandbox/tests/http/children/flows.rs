//! Flows hold what other lists hold, in one order.

use std::collections::BTreeSet;

use serde_json::Value;

use super::cursor_walk;
use crate::support::Api;

/// Every entry of a flow, from pages of that size.
async fn flow(api: &Api, path: &str, query: &str, limit: usize) -> Vec<Value> {
    let (mut rows, mut start) = (Vec::new(), 0);
    loop {
        let reply = api.get(&format!("{path}?limit={limit}&start={start}{query}")).await;
        rows.extend(reply.rows());
        match reply.json()["additional_data"]["pagination"]["next_start"].as_u64() {
            Some(next) => start = next,
            None => return rows,
        }
    }
}

/// The ids of what a flow holds of one object.
fn ids_of(rows: &[Value], object: &str) -> BTreeSet<u64> {
    rows.iter().filter(|row| row["object"] == *object).map(|row| row["data"]["id"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn flows_hold_changes_activities_notes_and_deals() {
    let api = Api::start().await;
    let activities = api.walk("/api/v2/activities?limit=500").await;
    let notes = api.rows("/v1/notes?limit=500").await;
    let deals = api.sandbox.account().deals().filter(|deal| !deal.is_deleted).collect::<Vec<_>>();
    let mut custom = 0;
    for (list, parent, object) in [
        ("deals", "deal_id", "dealChange"),
        ("persons", "person_id", "personChange"),
        ("organizations", "org_id", "organizationChange"),
    ] {
        for id in 1..=30_u64 {
            let path = format!("/v1/{list}/{id}/flow");
            let rows = flow(&api, &path, "&all_changes=1", 500).await;
            assert_eq!(flow(&api, &path, "&all_changes=1", 4).await, rows, "{path}");
            let times: Vec<&str> = rows.iter().map(|row| row["timestamp"].as_str().unwrap()).collect();
            assert!(times.is_sorted_by(|a, b| a >= b), "{path}");
            for (name, done) in [("activity", true), ("plannedActivity", false)] {
                let own = activities.iter().filter(|row| row[parent] == id && row["done"] == done);
                assert_eq!(ids_of(&rows, name), own.map(|row| row["id"].as_u64().unwrap()).collect(), "{path} {name}");
            }
            let own = notes.iter().filter(|row| row[parent] == id).map(|row| row["id"].as_u64().unwrap());
            assert_eq!(ids_of(&rows, "note"), own.collect(), "{path}");
            let own = deals.iter().filter(|deal| match list {
                "persons" => deal.person_id.map(u64::from) == Some(id),
                "organizations" => deal.org_id.map(u64::from) == Some(id),
                _ => false,
            });
            assert_eq!(ids_of(&rows, "deal"), own.map(|deal| u64::from(deal.id)).collect(), "{path}");

            let changes: Vec<&Value> = rows.iter().filter(|row| row["object"] == object).collect();
            let changelog = cursor_walk(&api, &format!("/v1/{list}/{id}/changelog"), 500).await;
            let key = |row: &Value, time: &str| (row["field_key"].clone(), row[time].clone());
            let expect: Vec<_> = changelog.iter().map(|change| key(change, "time")).collect();
            assert_eq!(changes.iter().map(|row| key(&row["data"], "log_time")).collect::<Vec<_>>(), expect, "{path}");

            let built_in = flow(&api, &path, "", 500).await;
            let is_custom = |row: &Value| row["data"]["field_key"].as_str().is_some_and(|key| key.len() == 40);
            assert_eq!(built_in, rows.iter().filter(|row| !is_custom(row)).cloned().collect::<Vec<_>>(), "{path}");
            custom += rows.len() - built_in.len();
        }
    }
    assert!(custom > 5);
}

#[tokio::test]
async fn flows_are_cut_to_the_items_asked_for() {
    let api = Api::start().await;
    let mut seen = BTreeSet::new();
    for deal in 1..=30 {
        let path = format!("/v1/deals/{deal}/flow");
        let all = flow(&api, &path, "", 500).await;
        for (items, objects) in [
            ("change", &["dealChange"][..]),
            ("dealChange,note", &["dealChange", "note"]),
            ("activity", &["activity"]),
            ("plannedActivity,follower", &["plannedActivity", "dealFollower"]),
            ("participant", &["participant"]),
            ("invoice", &[]),
        ] {
            let expect: Vec<Value> =
                all.iter().filter(|row| objects.contains(&row["object"].as_str().unwrap())).cloned().collect();
            assert_eq!(flow(&api, &path, &format!("&items={items}"), 500).await, expect, "{path} {items}");
            seen.extend(expect.iter().map(|row| row["object"].as_str().unwrap().to_owned()));
        }
        let calls = flow(&api, &path, "&items=call", 500).await;
        assert!(calls.iter().all(|row| row["data"]["type"] == "call" && row["data"]["done"] == true));
    }
    assert_eq!(seen.len(), 6, "{seen:?}");
}
