//! The smaller tables: insert, read, change, read, delete, read.

use serde_json::{Value, json};

use super::{check, data, read, send};
use crate::support::Api;

/// A table, where its rows are listed, and what is written and read.
struct Life {
    add: &'static str,
    created: u16,
    /// Path of a row before its key.
    rows: &'static str,
    update: &'static str,
    list: &'static str,
    key: &'static str,
    insert: Value,
    inserted: Value,
    change: Value,
    changed: Value,
}

async fn live(api: &Api, life: Life) {
    let Life { add, created, rows, update, list, key, insert, inserted, change, changed } = life;
    let row = data(api, ("POST", add), &insert, created).await;
    check(&row, &inserted, add);
    let id = row[key].as_str().map_or_else(|| row[key].to_string(), str::to_owned);
    let path = format!("{rows}/{id}");
    let listed = async || {
        let found = read(api, list).await;
        let found = found.as_array().cloned().or_else(|| found["goals"].as_array().cloned()).unwrap_or_default();
        found.into_iter().find(|other| other[key] == row[key])
    };
    check(&listed().await.unwrap_or_else(|| panic!("{path} is not in {list}")), &inserted, list);
    send(api, (update, &path), &change, 200).await;
    check(&listed().await.unwrap(), &changed, list);
    send(api, ("DELETE", &path), &Value::Null, 200).await;
    assert_eq!(listed().await, None, "{path} is no longer in {list}");
    let again = api.send("DELETE", &path, None).await;
    assert!(matches!(again.status, 404 | 410), "{path}: {}", again.text);
}

#[tokio::test]
async fn rows_of_smaller_tables_live_and_die() {
    let api = Api::start().await;
    let organizations = json!({"type": "parent", "rel_owner_org_id": 2, "rel_linked_org_id": 3});
    let goal = json!({
        "title": "Win", "assignee": {"id": 1, "type": "person"}, "type": {"name": "deals_won", "params": {}},
        "expected_outcome": {"target": 5, "tracking_metric": "quantity"}, "duration": {"start": "2026-01-01", "end": null},
        "interval": "monthly",
    });
    let log = json!({"outcome": "busy", "to_phone_number": "+1", "start_time": "2026-05-01T10:00:00Z",
        "end_time": "2026-05-01T10:01:00Z"});
    for life in [
        Life {
            add: "/api/v2/pipelines",
            created: 200,
            rows: "/api/v2/pipelines",
            update: "PATCH",
            list: "/api/v2/pipelines",
            key: "id",
            insert: json!({"name": "New"}),
            inserted: json!({"name": "New", "order_nr": 4, "is_deal_probability_enabled": false}),
            change: json!({"name": "Newer", "is_deal_probability_enabled": true}),
            changed: json!({"name": "Newer", "is_deal_probability_enabled": true}),
        },
        Life {
            add: "/api/v2/stages",
            created: 200,
            rows: "/api/v2/stages",
            update: "PATCH",
            list: "/api/v2/stages?pipeline_id=1",
            key: "id",
            insert: json!({"name": "Last", "pipeline_id": 1}),
            inserted: json!({"name": "Last", "pipeline_id": 1, "order_nr": 6, "deal_probability": 100}),
            change: json!({"deal_probability": 5}),
            changed: json!({"name": "Last", "deal_probability": 5}),
        },
        Life {
            add: "/api/v2/boards",
            created: 200,
            rows: "/api/v2/boards",
            update: "PATCH",
            list: "/api/v2/boards",
            key: "id",
            insert: json!({"name": "B"}),
            inserted: json!({"name": "B"}),
            change: json!({"order_nr": 7}),
            changed: json!({"name": "B", "order_nr": 7}),
        },
        Life {
            add: "/api/v2/phases",
            created: 200,
            rows: "/api/v2/phases",
            update: "PATCH",
            list: "/api/v2/phases?board_id=3",
            key: "id",
            insert: json!({"name": "P", "board_id": 3}),
            inserted: json!({"name": "P", "board_id": 3}),
            change: json!({"name": "Q"}),
            changed: json!({"name": "Q"}),
        },
        Life {
            add: "/api/v2/projects",
            created: 201,
            rows: "/api/v2/projects",
            update: "PATCH",
            list: "/api/v2/projects?limit=500&phase_id=5",
            key: "id",
            insert: json!({"title": "P", "phase_id": 5, "deal_ids": [3]}),
            inserted: json!({"title": "P", "board_id": 2, "phase_id": 5, "status": "open", "deal_ids": [3], "person_ids": []}),
            change: json!({"status": "completed", "end_date": "2026-08-01"}),
            changed: json!({"status": "completed", "end_date": "2026-08-01"}),
        },
        Life {
            add: "/api/v2/tasks",
            created: 201,
            rows: "/api/v2/tasks",
            update: "PATCH",
            list: "/api/v2/tasks?limit=500",
            key: "id",
            insert: json!({"title": "T", "project_id": 1, "milestone": 1, "assignee_ids": [2, 3]}),
            inserted: json!({"title": "T", "project_id": 1, "is_milestone": true, "is_done": false, "assignee_ids": [2, 3]}),
            change: json!({"done": 1, "due_date": "2026-08-01"}),
            changed: json!({"is_done": true, "due_date": "2026-08-01"}),
        },
        Life {
            add: "/v1/leadLabels",
            created: 200,
            rows: "/v1/leadLabels",
            update: "PATCH",
            list: "/v1/leadLabels",
            key: "id",
            insert: json!({"name": "L", "color": "red"}),
            inserted: json!({"name": "L", "color": "red"}),
            change: json!({"color": "blue"}),
            changed: json!({"name": "L", "color": "blue"}),
        },
        Life {
            add: "/v1/activityTypes",
            created: 200,
            rows: "/v1/activityTypes",
            update: "PUT",
            list: "/v1/activityTypes",
            key: "id",
            insert: json!({"name": "Car trip", "icon_key": "car"}),
            inserted: json!({"name": "Car trip", "key_string": "car_trip", "active_flag": true}),
            change: json!({"name": "Trip"}),
            changed: json!({"name": "Trip", "key_string": "car_trip"}),
        },
        Life {
            add: "/v1/notes/1/comments",
            created: 200,
            rows: "/v1/notes/1/comments",
            update: "PUT",
            list: "/v1/notes/1/comments",
            key: "uuid",
            insert: json!({"content": "C"}),
            inserted: json!({"content": "C", "object_id": "1"}),
            change: json!({"content": "D"}),
            changed: json!({"content": "D"}),
        },
        Life {
            add: "/v1/organizationRelationships",
            created: 200,
            rows: "/v1/organizationRelationships",
            update: "PUT",
            list: "/v1/organizationRelationships?org_id=3",
            key: "id",
            insert: organizations,
            inserted: json!({"type": "parent"}),
            change: json!({"type": "related"}),
            changed: json!({"type": "related", "calculated_type": "related", "calculated_related_org_id": 2}),
        },
        Life {
            add: "/api/v2/deals/2/discounts",
            created: 201,
            rows: "/api/v2/deals/2/discounts",
            update: "PATCH",
            list: "/api/v2/deals/2/discounts",
            key: "id",
            insert: json!({"description": "D", "amount": 5, "type": "percentage"}),
            inserted: json!({"description": "D", "amount": 5, "type": "percentage", "deal_id": 2}),
            change: json!({"amount": 7.5}),
            changed: json!({"amount": 7.5}),
        },
        Life {
            add: "/api/v2/products/2/variations",
            created: 201,
            rows: "/api/v2/products/2/variations",
            update: "PATCH",
            list: "/api/v2/products/2/variations",
            key: "id",
            insert: json!({"name": "V", "prices": [{"currency": "EUR", "price": 3}]}),
            inserted: json!({"name": "V", "product_id": 2}),
            change: json!({"name": "W"}),
            changed: json!({"name": "W"}),
        },
        Life {
            add: "/v1/goals",
            created: 200,
            rows: "/v1/goals",
            update: "PUT",
            list: "/v1/goals/find",
            key: "id",
            insert: goal,
            inserted: json!({}),
            change: json!({"title": "Win more"}),
            changed: json!({"title": "Win more"}),
        },
        Life {
            add: "/v1/roles",
            created: 200,
            rows: "/v1/roles",
            update: "PUT",
            list: "/v1/roles",
            key: "id",
            insert: json!({"name": "R", "parent_role_id": 2}),
            inserted: json!({}),
            change: json!({"name": "S"}),
            changed: json!({"name": "S", "parent_role_id": 2}),
        },
    ] {
        if life.add == "/v1/goals" {
            let goal = data(&api, ("POST", life.add), &life.insert, 200).await;
            let path = format!("/v1/goals/{}", goal["goal"]["id"].as_str().unwrap());
            let titled =
                async |title: &str| read(&api, &format!("/v1/goals/find?title={title}")).await["goals"].clone();
            assert_eq!(titled("Win").await[0]["id"], goal["goal"]["id"]);
            send(&api, ("PUT", &path), &life.change, 200).await;
            assert_eq!(titled("Win%20more").await[0]["id"], goal["goal"]["id"]);
            send(&api, ("DELETE", &path), &Value::Null, 200).await;
            assert_eq!(titled("Win%20more").await, json!([]));
            continue;
        }
        live(&api, life).await;
    }
    let row = data(&api, ("POST", "/v1/callLogs"), &log, 200).await;
    check(&row, &json!({"duration": "60", "outcome": "busy", "start_time": "2026-05-01T10:00:00.000Z"}), "call");
    let path = format!("/v1/callLogs/{}", row["id"].as_str().unwrap());
    assert_eq!(api.get(&path).await.status, 200);
    send(&api, ("DELETE", &path), &Value::Null, 200).await;
    assert_eq!(api.get(&path).await.status, 410);
}

#[tokio::test]
async fn changed_rows_move_between_lists() {
    let api = Api::start().await;
    let open = api.rows("/api/v2/tasks?is_done=false&limit=500").await;
    let path = format!("/api/v2/tasks/{}", open[0]["id"]);
    send(&api, ("PATCH", &path), &json!({"done": 1}), 200).await;
    let is_in = async |list: &str| api.rows(list).await.iter().any(|row| row["id"] == open[0]["id"]);
    assert!(!is_in("/api/v2/tasks?is_done=false&limit=500").await);
    assert!(is_in("/api/v2/tasks?is_done=true&limit=500").await);
    let projects = api.rows("/api/v2/projects?limit=500").await;
    let path = format!("/api/v2/projects/{}", projects[0]["id"]);
    send(&api, ("POST", &format!("{path}/archive")), &Value::Null, 200).await;
    let is_in = async |list: &str| api.rows(list).await.iter().any(|row| row["id"] == projects[0]["id"]);
    assert!(!is_in("/api/v2/projects?limit=500").await);
    assert!(is_in("/api/v2/projects/archived?limit=500").await);
    send(&api, ("PATCH", &path), &json!({"title": "x"}), 400).await;
}

#[tokio::test]
async fn a_pipeline_takes_its_stages_and_deals_with_it() {
    let api = Api::start().await;
    let id = data(&api, ("POST", "/api/v2/pipelines"), &json!({"name": "New"}), 200).await["id"].clone();
    let stage =
        data(&api, ("POST", "/api/v2/stages"), &json!({"name": "S", "pipeline_id": id}), 200).await["id"].clone();
    let deal = data(&api, ("POST", "/api/v2/deals"), &json!({"title": "x", "stage_id": stage}), 200).await;
    assert_eq!(deal["pipeline_id"], id);
    send(&api, ("DELETE", &format!("/api/v2/pipelines/{id}")), &Value::Null, 200).await;
    assert_eq!(read(&api, &format!("/api/v2/stages/{stage}")).await["is_deleted"], true);
    assert_eq!(read(&api, &format!("/api/v2/deals/{}", deal["id"])).await["is_deleted"], true);
    send(&api, ("POST", "/api/v2/deals"), &json!({"title": "x", "stage_id": stage}), 400).await;
}

#[tokio::test]
async fn webhooks_are_refused_in_their_own_words() {
    let api = Api::start().await;
    let hook = |url: &str| json!({"subscription_url": url, "event_action": "*", "event_object": "deal", "name": "n"});
    let reply = send(&api, ("POST", "/v1/webhooks"), &hook("nowhere"), 400).await.json();
    assert_eq!(reply["errors"]["subscription_url"][0], "invalid or non-reachable URL");
    let reply = send(&api, ("POST", "/v1/webhooks"), &hook("https://hooks.example/1"), 201).await.json();
    assert_eq!((&reply["status"], &reply["data"]["is_active"]), (&json!("ok"), &json!(1)));
    let path = format!("/v1/webhooks/{}", reply["data"]["id"]);
    let gone = send(&api, ("DELETE", &path), &Value::Null, 200).await.json();
    assert_eq!(gone, json!({"success": true, "status": "ok"}));
    let missing = send(&api, ("DELETE", &path), &Value::Null, 404).await.json();
    assert_eq!(missing["errors"]["id"][0], "not found");
    for _ in 0..36 {
        send(&api, ("POST", "/v1/webhooks"), &hook("https://hooks.example/1"), 201).await;
    }
    send(&api, ("POST", "/v1/webhooks"), &hook("https://hooks.example/1"), 422).await;
}

#[tokio::test]
async fn threads_take_forms() {
    let api = Api::start().await;
    let thread = api.rows("/v1/mailbox/mailThreads?folder=inbox").await[0].clone();
    let path = format!("/v1/mailbox/mailThreads/{}", thread["id"]);
    let flag = u64::from(thread["read_flag"] == 0);
    let form = format!("read_flag={flag}&deal_id=3").into_bytes();
    let reply = api.send_bytes("PUT", &path, "application/x-www-form-urlencoded", form).await;
    check(&reply.json()["data"], &json!({"read_flag": flag, "deal_id": 3, "lead_id": null}), "thread");
    check(&read(&api, &path).await, &json!({"read_flag": flag, "deal_id": 3}), "thread");
    let form = b"read_flag=2".to_vec();
    assert_eq!(api.send_bytes("PUT", &path, "application/x-www-form-urlencoded", form).await.status, 400);
    send(&api, ("DELETE", &path), &Value::Null, 200).await;
    assert_eq!(api.get(&path).await.status, 404);
}

#[tokio::test]
async fn roles_teams_and_users_change() {
    let api = Api::start().await;
    let holders = async |role: u32| {
        let rows = api.rows(&format!("/v1/roles/{role}/assignments")).await;
        rows.iter().map(|row| row["user_id"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert!(holders(3).await.contains(&4));
    send(&api, ("POST", "/v1/roles/5/assignments"), &json!({"user_id": 4}), 200).await;
    assert!(!holders(3).await.contains(&4) && holders(5).await.contains(&4));
    send(&api, ("POST", "/v1/roles/5/settings"), &json!({"setting_key": "deal_default_visibility", "value": 5}), 200)
        .await;
    assert_eq!(read(&api, "/v1/roles/5/settings").await["deal_default_visibility"], 5);
    send(&api, ("POST", "/v1/roles/5/settings"), &json!({"setting_key": "deal_default_visibility", "value": 4}), 400)
        .await;
    send(&api, ("PUT", "/v1/roles/2/pipelines"), &json!({"visible_pipeline_ids": {"2": false}}), 200).await;
    assert_eq!(read(&api, "/v1/roles/2/pipelines").await["pipeline_ids"], json!([1, 3]));
    assert_eq!(read(&api, "/v1/roles/2/pipelines?visible=false").await["pipeline_ids"], json!([2]));

    let users = data(&api, ("POST", "/v1/legacyTeams/3/users"), &json!({"users": [1]}), 200).await;
    assert_eq!(users, json!([10, 11, 1]));
    assert_eq!(read(&api, "/v1/legacyTeams/3/users").await, users);
    let user = data(&api, ("POST", "/v1/users"), &json!({"email": "new@acme.example"}), 200).await;
    assert_eq!(user["name"], "new");
    let path = format!("/v1/users/{}", user["id"]);
    send(&api, ("PUT", &path), &json!({"active_flag": false}), 200).await;
    assert_eq!(read(&api, &path).await["active_flag"], false);
    send(&api, ("POST", "/v1/users"), &json!({"email": "ada.admin@acme.example"}), 400).await;
}

#[tokio::test]
async fn installments_need_products_and_a_plan() {
    let api = Api::start().await;
    let deal = data(&api, ("POST", "/api/v2/deals"), &json!({"title": "x"}), 200).await["id"].clone();
    let path = format!("/api/v2/deals/{deal}/installments");
    let body = json!({"description": "First", "amount": 5, "billing_date": "2026-06-01"});
    send(&api, ("POST", &path), &body, 400).await;
    let line = json!({"product_id": 1, "item_price": 10, "quantity": 1});
    send(&api, ("POST", &format!("/api/v2/deals/{deal}/products")), &line, 201).await;
    let row = data(&api, ("POST", &path), &body, 200).await;
    let list = format!("/api/v2/deals/installments?deal_ids={deal}");
    assert_eq!(api.rows(&list).await, std::slice::from_ref(&row));
    let one = format!("{path}/{}", row["id"]);
    check(&data(&api, ("PATCH", &one), &json!({"amount": 10}), 200).await, &json!({"amount": 10}), "installment");
    send(&api, ("DELETE", &one), &Value::Null, 200).await;
    assert!(api.rows(&list).await.is_empty());
}
