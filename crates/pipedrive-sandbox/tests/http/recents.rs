//! `/recents`: the changes of the last month.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::Api;
use crate::v1::walk;

/// 2026-04-20.
const SINCE: i64 = 1_776_643_200;

const PATH: &str = "/v1/recents?since_timestamp=2026-04-20%2000:00:00";

#[tokio::test]
async fn changes_come_in_the_order_of_their_time_each_once() {
    let api = Api::start().await;
    let all = walk(&api, &format!("{PATH}&limit=500")).await;
    assert!(all.len() > 100);
    assert_eq!(walk(&api, &format!("{PATH}&limit=23")).await, all);
    let time = |entry: &Value| {
        let data = &entry["data"];
        data.get("update_time").or_else(|| data.get("modified")).unwrap().as_str().unwrap().to_owned()
    };
    assert!(all.is_sorted_by_key(time));
    assert!(
        all.iter().all(|entry| time(entry).as_str() >= "2026-04-20 00:00:00" && entry["id"] == entry["data"]["id"])
    );
    let kinds: BTreeSet<(&str, u64)> =
        all.iter().map(|entry| (entry["item"].as_str().unwrap(), entry["id"].as_u64().unwrap())).collect();
    assert_eq!(kinds.len(), all.len());

    let page = api.get(&format!("{PATH}&limit=10")).await.json();
    assert_eq!(page["additional_data"]["since_timestamp"], "2026-04-20 00:00:00");
    assert_eq!(page["additional_data"]["last_timestamp_on_page"], time(&page["data"][9]));
}

#[tokio::test]
async fn every_change_with_a_time_is_there_deleted_records_too() {
    let api = Api::start().await;
    let account = api.sandbox.account();
    let check = async |item: &str, expect: BTreeSet<u32>| {
        let rows = walk(&api, &format!("{PATH}&limit=500&items={item}")).await;
        assert!(rows.iter().all(|row| row["item"] == item));
        let found: BTreeSet<u32> = rows.iter().map(|row| u32::try_from(row["id"].as_u64().unwrap()).unwrap()).collect();
        assert!(!expect.is_empty() && found == expect, "{item}");
        rows
    };
    let since = |time: Option<i64>| time.is_some_and(|time| time >= SINCE);
    let deals = account.deals().filter(|deal| since(deal.update_time)).map(|deal| deal.id).collect();
    let deals = check("deal", deals).await;
    assert!(deals.iter().any(|deal| deal["data"]["deleted"] == true && deal["data"]["status"] == "deleted"));
    check("activity", account.activities().filter(|a| since(a.update_time)).map(|a| a.id).collect()).await;
    check("person", account.persons().filter(|p| since(p.update_time)).map(|p| p.id).collect()).await;
    check("organization", account.organizations().filter(|o| since(o.update_time)).map(|o| o.id).collect()).await;
    check("note", account.notes().filter(|n| n.update_time >= SINCE).map(|n| n.id).collect()).await;
    let two = walk(&api, &format!("{PATH}&limit=500&items=deal,note")).await;
    assert!(two.iter().all(|row| row["item"] == "deal" || row["item"] == "note"));
}

#[tokio::test]
async fn rows_have_the_shape_of_v1_and_say_what_v2_says() {
    let api = Api::start().await;
    for entry in walk(&api, &format!("{PATH}&limit=500&items=deal")).await.iter().take(20) {
        let deal = &entry["data"];
        let fields = "activities_count,email_messages_count,files_count,notes_count,next_activity_id";
        let v2 = api.get(&format!("/api/v2/deals/{}?include_fields={fields}", entry["id"])).await.json()["data"].take();
        for (v1, expect) in [
            ("user_id", "owner_id"),
            ("person_id", "person_id"),
            ("stage_id", "stage_id"),
            ("value", "value"),
            ("lost_reason", "lost_reason"),
            ("activities_count", "activities_count"),
            ("email_messages_count", "email_messages_count"),
            ("files_count", "files_count"),
            ("notes_count", "notes_count"),
            ("next_activity_id", "next_activity_id"),
        ] {
            assert_eq!(deal[v1], v2[expect], "{v1} of {}", entry["id"]);
        }
        assert_eq!(deal["visible_to"].as_str().unwrap(), v2["visible_to"].to_string());
        let key = api.sandbox.account().custom_field_key("deals", "Competitor").unwrap();
        assert_eq!(deal.get(key).unwrap_or(&Value::Null), &v2["custom_fields"][key]);
    }
}

#[tokio::test]
async fn only_the_last_month_can_be_asked_for() {
    let api = Api::start().await;
    for (query, status) in [
        ("", 400),
        ("?since_timestamp=2026-04-01%2000:00:00", 400),
        ("?since_timestamp=2026-04-14T00:00:00Z", 400),
        ("?since_timestamp=2026-04-14", 400),
        ("?since_timestamp=2026-04-14%2000:00:00", 200),
        ("?since_timestamp=2026-05-13%2000:00:00&items=lead", 400),
        ("?since_timestamp=2027-01-01%2000:00:00", 200),
    ] {
        assert_eq!(api.get(&format!("/v1/recents{query}")).await.status, status, "{query}");
    }
    assert_eq!(api.get("/v1/recents?since_timestamp=2027-01-01%2000:00:00").await.json()["data"], Value::Null);
}
