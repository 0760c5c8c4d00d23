//! Roles, permission sets, teams, call logs, relationships between organizations: one list agrees with the other.

use std::collections::{BTreeMap, BTreeSet};

use pipedrive_sandbox::SandboxConfig;
use serde_json::{Value, json};

use crate::support::{Api, config, ids};

/// Every row of a v1 list, page by page.
async fn walk(api: &Api, path: &str) -> Vec<Value> {
    let (mut rows, mut start) = (Vec::new(), 0);
    loop {
        let reply = api.get(&format!("{path}&start={start}")).await;
        rows.extend(reply.rows());
        match reply.json()["additional_data"]["pagination"]["next_start"].as_u64() {
            Some(next) => start = next,
            None => return rows,
        }
    }
}

#[tokio::test]
async fn every_user_has_one_role_and_roles_count_them() {
    let api = Api::start().await;
    let roles = walk(&api, "/v1/roles?limit=4").await;
    let users = api.rows("/v1/users").await;
    assert_eq!(ids(&roles), [1, 2, 3, 4, 5, 6]);
    let mut held = Vec::new();
    for role in &roles {
        let path = format!("/v1/roles/{}", role["id"]);
        let single = api.get(&path).await.json();
        assert_eq!((&single["data"]["name"], &single["data"]["level"]), (&role["name"], &Value::Null));
        assert_eq!(single["additional_data"]["settings"], api.get(&format!("{path}/settings")).await.json()["data"]);
        let holders = walk(&api, &format!("{path}/assignments?limit=3")).await;
        assert_eq!(role["assignment_count"], holders.len().to_string());
        let below = roles.iter().filter(|other| other["parent_role_id"] == role["id"]).count();
        assert_eq!(role["sub_role_count"], below.to_string());
        for holder in holders {
            let user = users.iter().find(|user| user["id"] == holder["user_id"]).unwrap();
            assert_eq!(user["role_id"], role["id"]);
            let own = api.rows(&format!("/v1/users/{}/roleAssignments", user["id"])).await;
            assert_eq!(own.iter().collect::<Vec<_>>(), [&holder]);
            held.push(holder["user_id"].as_u64().unwrap());
        }
    }
    held.sort_unstable();
    assert_eq!(held, ids(&users));
}

#[tokio::test]
async fn a_role_sees_or_does_not_see_each_pipeline() {
    let api = Api::start().await;
    for (path, pipelines, visible) in [
        ("/v1/roles/4/pipelines", json!([1, 3]), true),
        ("/v1/roles/4/pipelines?visible=true", json!([1, 3]), true),
        ("/v1/roles/4/pipelines?visible=false", json!([2]), false),
        ("/v1/roles/1/pipelines?visible=false", json!([]), false),
    ] {
        let expect = json!({"pipeline_ids": pipelines, "visible": visible});
        assert_eq!(api.get(path).await.json()["data"], expect, "{path}");
    }
}

#[tokio::test]
async fn permission_sets_are_those_of_the_users() {
    let api = Api::start().await;
    let mut holders: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
    for user in api.rows("/v1/users").await {
        for access in user["access"].as_array().unwrap() {
            let set = access["permission_set_id"].as_str().unwrap().to_owned();
            holders.entry(set).or_default().insert(user["id"].as_u64().unwrap());
        }
    }
    for set in api.rows("/v1/permissionSets").await {
        let id = set["id"].as_str().unwrap();
        let assigned = api.rows(&format!("/v1/permissionSets/{id}/assignments")).await;
        let assigned: BTreeSet<u64> = assigned.iter().map(|row| row["user_id"].as_u64().unwrap()).collect();
        assert_eq!(set["assignment_count"], assigned.len(), "{set}");
        assert_eq!(holders.remove(id).unwrap_or_default(), assigned, "{set}");
        let single = api.rows(&format!("/v1/permissionSets/{id}")).await;
        assert_eq!((single.len(), &single[0]["name"]), (1, &set["name"]));
    }
    assert!(holders.is_empty(), "{holders:?}");
    let names = |rows: Vec<Value>| rows.iter().map(|row| row["app"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(names(api.rows("/v1/permissionSets?app=global").await), ["global", "global"]);
}

#[tokio::test]
async fn users_are_found_by_name_and_address() {
    let api = Api::start().await;
    for (query, expect) in [
        ("term=BAKER", &[2][..]),
        ("term=ada%20admin", &[1]),
        ("term=ada%20admin&search_by_email=1", &[]),
        ("term=ada.admin@&search_by_email=1", &[1]),
        ("term=nobody", &[]),
    ] {
        assert_eq!(ids(&api.rows(&format!("/v1/users/find?{query}")).await), expect, "{query}");
    }
    assert_eq!(api.get("/v1/users/find").await.status, 400);
}

#[tokio::test]
async fn teams_are_ordered_and_may_come_without_their_users() {
    let api = Api::start().await;
    assert_eq!(ids(&api.rows("/v1/legacyTeams").await), [1, 2, 3, 4]);
    assert_eq!(ids(&api.rows("/v1/legacyTeams?order_by=name").await), [2, 3, 1, 4]);
    assert_eq!(ids(&api.rows("/v1/legacyTeams?order_by=active_flag").await), [4, 1, 2, 3]);
    assert_eq!(ids(&api.rows("/v1/legacyTeams/user/5?order_by=manager_id").await), [1, 2]);
    assert!(api.rows("/v1/legacyTeams?skip_users=1").await.iter().all(|team| team.get("users").is_none()));
    assert_eq!(api.get("/v1/legacyTeams/2/users").await.json()["data"], json!([5, 7, 8, 12]));
    assert_eq!(api.get("/v1/legacyTeams/4/users").await.json()["data"], Value::Null);
}

#[tokio::test]
async fn call_logs_are_the_done_calls_of_the_caller_fifty_at_a_time() {
    let api = Api::start_with(SandboxConfig { deals: 3000, ..config() }).await;
    let account = api.sandbox.account();
    let first = api.get("/v1/callLogs?limit=500").await;
    assert_eq!(first.rows().len(), 50);
    assert_eq!(first.json()["additional_data"]["pagination"]["limit"], 50);
    let rows = walk(&api, "/v1/callLogs?limit=30").await;
    assert_eq!(rows[..50], first.rows());
    let logged: BTreeSet<u64> = rows.iter().map(|row| row["activity_id"].as_u64().unwrap()).collect();
    assert_eq!(logged.len(), rows.len());
    for row in &rows {
        let activity = account.activities().find(|activity| row["activity_id"] == activity.id).unwrap();
        assert_eq!((activity.kind, activity.done, activity.owner_id), ("call", true, 1), "{row}");
        assert_eq!((&row["deal_id"], &row["person_id"]), (&json!(activity.deal_id), &json!(activity.person_id)));
        assert!(row["duration"].is_string() && row["start_time"].as_str() <= row["end_time"].as_str(), "{row}");
    }
    let id = rows[7]["id"].as_str().unwrap();
    assert_eq!(api.get(&format!("/v1/callLogs/{id}")).await.json()["data"], rows[7]);
}

#[tokio::test]
async fn a_relationship_is_seen_from_both_sides() {
    let api = Api::start().await;
    let mut kinds = BTreeSet::new();
    for organization in 1..=api.sandbox.account().organization_count() {
        for row in api.rows(&format!("/v1/organizationRelationships?org_id={organization}")).await {
            let other = row["calculated_related_org_id"].as_u64().unwrap();
            let ends = [&row["rel_owner_org_id"]["value"], &row["rel_linked_org_id"]["value"]];
            assert!(ends.contains(&&json!(organization)) && ends.contains(&&json!(other)), "{row}");
            let rows = api.rows(&format!("/v1/organizationRelationships?org_id={other}")).await;
            let back = rows.iter().find(|back| back["id"] == row["id"]).unwrap();
            assert_eq!(back["calculated_related_org_id"], organization);
            let kind = [&row, back].map(|row| row["calculated_type"].as_str().unwrap().to_owned());
            kinds.insert(kind);
            let path = format!("/v1/organizationRelationships/{}", row["id"]);
            assert_eq!(api.get(&path).await.json()["data"]["calculated_type"], Value::Null);
            let seen = api.get(&format!("{path}?org_id={organization}")).await.json();
            assert_eq!(seen["data"]["calculated_type"], row["calculated_type"]);
            let related = &seen["related_objects"]["organization"];
            assert_eq!(related[other.to_string()]["name"], row["related_organization_name"]);
        }
    }
    let pairs = [["daughter", "parent"], ["parent", "daughter"], ["related", "related"]];
    assert_eq!(kinds, pairs.map(|pair| pair.map(str::to_owned)).into_iter().collect());
}

#[tokio::test]
async fn what_is_missing_is_refused_in_the_words_of_the_api() {
    let api = Api::start().await;
    for (path, status, error) in [
        ("/v1/roles/7", 404, "Role not found"),
        ("/v1/roles/7/assignments", 404, "Role not found"),
        ("/v1/permissionSets/00000000-0000-4000-8000-000000000000", 404, "Permission set not found"),
        ("/v1/users/13/permissions", 404, "User not found or not accessible."),
        ("/v1/users/13/roleAssignments", 404, "User not found or not accessible."),
        ("/v1/users/zero/roleSettings", 404, "User not found or not accessible."),
        ("/v1/legacyTeams/9", 404, "Team 9 does not exist"),
        ("/v1/legacyTeams/user/13", 404, "User not found or not accessible."),
        ("/v1/callLogs/CA0", 404, "A resource required for this operation was not found."),
        ("/v1/organizationRelationships/9999", 404, "Organization relationship not found"),
        ("/v1/organizationRelationships?org_id=9999", 404, "Organization not found"),
        ("/v1/organizationRelationships", 400, "Bad request"),
        ("/v1/goals/00000000000000000000000000000000/results", 404, "Goal not found"),
    ] {
        let reply = api.get(path).await;
        assert_eq!((reply.status, reply.json()["error"].as_str()), (status, Some(error)), "{path}");
    }
}
