//! Who takes part in deals, and who may see records.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{cursor_walk, every_deal};
use crate::support::Api;

#[tokio::test]
async fn participants_are_those_whom_the_changelog_leaves() {
    let api = Api::start().await;
    let mut left = 0;
    for deal in every_deal(&api, "participants_count").await {
        let id = &deal["id"];
        let reply = api.get(&format!("/v1/deals/{id}/participants")).await;
        let rows = reply.rows();
        assert_eq!(deal["participants_count"], rows.len(), "deal {id}");
        let persons: Vec<u64> = rows.iter().map(|row| row["person_id"]["value"].as_u64().unwrap()).collect();
        assert_eq!(deal["person_id"].as_u64(), persons.first().copied().filter(|_| !deal["person_id"].is_null()));
        let mut present = BTreeSet::new();
        let changes = cursor_walk(&api, &format!("/v1/deals/{id}/participantsChangelog"), 500).await;
        for change in changes.iter().rev() {
            let person = change["person_id"].as_u64().unwrap();
            let was_news = if change["action"] == "added" { present.insert(person) } else { present.remove(&person) };
            assert!(was_news, "deal {id}: {change}");
            left += usize::from(change["action"] == "removed");
        }
        assert_eq!(present, persons.iter().copied().collect(), "deal {id}");
        for row in &rows {
            assert_eq!((&row["related_item_data"]["title"], &row["related_item_id"]), (&deal["title"], id));
            assert_eq!(row["person"]["name"], row["person_id"]["name"]);
            assert!(reply.json()["related_objects"]["person"][row["person_id"]["value"].to_string()].is_object());
        }
    }
    assert!(left > 5);
}

#[tokio::test]
async fn a_participant_is_the_person_of_v2() {
    let api = Api::start().await;
    let fields = "followers_count,activities_count,notes_count,open_deals_count,next_activity_id,last_activity_id";
    let mut checked = 0;
    for deal in (1..=400).step_by(7) {
        for row in api.rows(&format!("/v1/deals/{deal}/participants")).await {
            let person = &row["person"];
            let v2 = api.get(&format!("/api/v2/persons/{}?include_fields={fields}", person["id"])).await.json();
            for name in fields.split(',').chain(["name", "first_name", "last_name", "label_ids"]) {
                assert_eq!(person[name], v2["data"][name], "{name} of {}", person["id"]);
            }
            assert_eq!(person["owner_id"]["value"], v2["data"]["owner_id"]);
            assert_eq!(person["org_id"]["value"], v2["data"]["org_id"]);
            assert_eq!(person["visible_to"], v2["data"]["visible_to"].to_string());
            assert_eq!(person["picture_id"]["id"], v2["data"]["picture_id"]);
            if v2["data"]["emails"] == Value::Array(Vec::new()) {
                assert_eq!(person["email"][0]["value"], "");
            } else {
                assert_eq!(person["email"], v2["data"]["emails"]);
            }
            checked += 1;
        }
    }
    assert!(checked > 30);
}

#[tokio::test]
async fn private_records_are_for_owner_followers_and_administrators() {
    let api = Api::start().await;
    let (mut private, mut public) = (0, 0);
    for list in ["deals", "persons", "organizations"] {
        for row in api.rows(&format!("/api/v2/{list}?limit=60")).await {
            let users = api.rows(&format!("/v1/{list}/{}/permittedUsers", row["id"])).await;
            let users: BTreeSet<u64> = users.iter().map(|id| id.as_u64().unwrap()).collect();
            assert!(users.contains(&1) && !users.contains(&12), "administrators see all, who has left sees nothing");
            if row["visible_to"] != 1 {
                public += 1;
                assert_eq!(users.len(), 11);
                continue;
            }
            private += 1;
            let followers = api.walk(&format!("/api/v2/{list}/{}/followers", row["id"])).await;
            let mut expect: BTreeSet<u64> = followers.iter().map(|one| one["user_id"].as_u64().unwrap()).collect();
            expect.insert(1);
            expect.remove(&12);
            assert_eq!(users, expect, "{list} {}", row["id"]);
        }
    }
    assert!(private > 3 && public > 100);
}
