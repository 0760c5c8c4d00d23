//! Followers and how they came to be.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::every_deal;
use crate::support::Api;

/// The followers that a changelog ends in: user and time of the addition.
fn replay(changes: &[Value]) -> BTreeMap<u64, String> {
    let mut followers = BTreeMap::new();
    let times: Vec<&str> = changes.iter().map(|change| change["time"].as_str().unwrap()).collect();
    assert!(times.is_sorted(), "{times:?}");
    for change in changes {
        let user = change["follower_user_id"].as_u64().unwrap();
        let before = match change["action"].as_str().unwrap() {
            "added" => followers.insert(user, change["time"].as_str().unwrap().to_owned()),
            _ => followers.remove(&user),
        };
        assert_eq!(before.is_some(), change["action"] == "removed", "{change}");
    }
    followers
}

async fn check(api: &Api, list: &str, row: &Value) -> usize {
    let path = format!("/api/v2/{list}/{}/followers", row["id"]);
    let followers = api.walk(&format!("{path}?limit=1")).await;
    let now: BTreeMap<u64, String> = followers
        .iter()
        .map(|one| (one["user_id"].as_u64().unwrap(), one["add_time"].as_str().unwrap().to_owned()))
        .collect();
    assert_eq!(now.len(), followers.len(), "nobody follows twice: {path}");
    assert!(now.contains_key(&row["owner_id"].as_u64().unwrap()), "owners follow: {path}");
    assert_eq!(api.walk(&path).await, followers);
    let changes = api.walk(&format!("{path}/changelog?limit=1")).await;
    assert_eq!(replay(&changes), now, "{path}");
    if let Some(count) = row.get("followers_count") {
        assert_eq!(*count, followers.len(), "{path}");
    }
    changes.len() - followers.len()
}

#[tokio::test]
async fn changelogs_end_in_the_followers_that_are_counted() {
    let api = Api::start().await;
    let mut gone = 0;
    for deal in every_deal(&api, "followers_count").await.iter().step_by(4) {
        gone += check(&api, "deals", deal).await;
    }
    for list in ["persons", "organizations"] {
        for row in api.rows(&format!("/api/v2/{list}?include_fields=followers_count&limit=40")).await {
            gone += check(&api, list, &row).await;
        }
    }
    for row in api.rows("/api/v2/products").await {
        gone += check(&api, "products", &row).await;
    }
    assert!(gone > 4, "some ceased to follow");
}

#[tokio::test]
async fn users_follow_others_and_not_themselves() {
    let api = Api::start().await;
    let mut all = 0;
    for user in 1..=12 {
        let followers = api.walk(&format!("/api/v2/users/{user}/followers")).await;
        assert!(followers.iter().all(|follower| follower["user_id"] != json!(user)));
        all += followers.len();
    }
    assert!(all > 0);
    assert_eq!(api.get("/api/v2/users/1/followers/changelog").await.status, 404);
}
