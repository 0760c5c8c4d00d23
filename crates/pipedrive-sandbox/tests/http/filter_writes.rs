//! Saved filters that clients add, change and delete: what is refused, what it costs, and what they pick.

use pipedrive_sandbox::{Account, Deal, SandboxConfig};
use serde_json::{Value, json};

use crate::support::{Api, Reply, config, ids};

/// The number of a field of deals, or of the records below another route.
async fn field(api: &Api, route: &str, key: &str) -> u64 {
    let rows = api.rows(&format!("/v1/{route}?limit=500")).await;
    let row = rows.iter().find(|row| row["key"] == key).unwrap_or_else(|| panic!("no field {key} in {route}"));
    row["id"].as_u64().unwrap()
}

fn condition(object: &str, field: u64, operator: &str, value: impl Into<Value>) -> Value {
    json!({"object": object, "field_id": field, "operator": operator, "value": value.into(), "extra_value": null})
}

fn body(kind: &str, all: &[Value], any: &[Value]) -> Value {
    let groups = [json!({"glue": "and", "conditions": all}), json!({"glue": "or", "conditions": any})];
    json!({"name": "a filter", "type": kind, "conditions": {"glue": "and", "conditions": groups}})
}

async fn add(api: &Api, body: &Value) -> u64 {
    let reply = api.send("POST", "/v1/filters", Some(body)).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.json()["data"]["id"].as_u64().unwrap()
}

/// Adds a filter of deals and compares what it picks with what it should.
async fn check(api: &Api, all: &[Value], any: &[Value], expect: impl Fn(&Account, &Deal) -> bool) {
    let id = add(api, &body("deals", all, any)).await;
    let account = api.sandbox.account();
    let shown = account.deals().filter(|deal| !deal.is_archived && !deal.is_deleted);
    let expect: Vec<u64> = shown.filter(|deal| expect(account, deal)).map(|deal| deal.id.into()).collect();
    assert!(!expect.is_empty(), "{all:?} {any:?} would pick nothing");
    let rows = api.walk(&format!("/api/v2/deals?limit=500&filter_id={id}")).await;
    assert_eq!(ids(&rows), expect, "{all:?} {any:?}");
}

#[tokio::test]
async fn a_filter_lives_from_its_addition_to_its_deletion() {
    let api = Api::start().await;
    let title = field(&api, "dealFields", "title").await;
    let old = condition("deal", title, "LIKE '$%'", "a");
    let id = add(&api, &body("deals", &[old], &[])).await;
    let path = format!("/v1/filters/{id}");
    assert_eq!(api.get(&path).await.json()["data"]["name"], "a filter");

    let mut changed = body("deals", &[condition("deal", title, "LIKE '%$%'", "e")], &[]);
    changed["name"] = json!("another name");
    assert_eq!(api.send("PUT", &path, Some(&changed)).await.status, 200);
    let filter = api.get(&path).await.json();
    assert_eq!(filter["data"]["name"], "another name");
    assert_eq!(filter["data"]["conditions"]["conditions"][0]["conditions"][0]["operator"], "LIKE '%$%'");

    assert_eq!(api.send("DELETE", &path, None).await.json()["data"]["id"], id);
    for reply in [api.get(&path).await, api.send("DELETE", &path, None).await] {
        assert_eq!(reply.status, 404);
    }
    assert_eq!(api.get(&format!("/api/v2/deals?filter_id={id}")).await.status, 404);
    let next = add(&api, &body("deals", &[], &[])).await;
    assert!(next > id, "an id is given out once");
    let reply = api.send("DELETE", &format!("/v1/filters?ids={next},1,999999"), None).await;
    assert_eq!(reply.json()["data"]["id"], json!([1, next]));
    let tokens: Vec<(String, u32)> =
        api.sandbox.requests().into_iter().filter(|r| r.method != "GET").map(|r| (r.method, r.tokens)).collect();
    let expect = [("POST", 10), ("PUT", 10), ("DELETE", 6), ("DELETE", 6), ("POST", 10), ("DELETE", 10)];
    assert_eq!(tokens, expect.map(|(method, tokens)| (method.to_owned(), tokens)));
}

#[tokio::test]
async fn what_breaks_the_grammar_is_refused() {
    let api = Api::start().await;
    let [title, value, stage] = ["title", "value", "stage_id"].map(|key| field(&api, "dealFields", key));
    let (title, value, stage) = (title.await, value.await, stage.await);
    let good = condition("deal", value, ">", "5");
    let refused = [
        body("houses", &[], &[]),
        body("deals", &vec![good.clone(); 9], &vec![good.clone(); 8]),
        body("deals", &[condition("deal", 1, "=", "5")], &[]),
        body("deals", &[condition("product", value, "=", "5")], &[]),
        body("people", std::slice::from_ref(&good), &[]),
        body("deals", &[condition("deal", title, "!=", "x")], &[]),
        body("deals", &[condition("deal", title, "LIKE 'x%'", "x")], &[]),
        body("deals", &[condition("deal", stage, ">", "1")], &[]),
        body("deals", &[condition("deal", value, ">", "much")], &[]),
        body("deals", &[condition("deal", value, ">", Value::Null)], &[]),
        body("deals", &[condition("deal", value, "IS NULL", "5")], &[]),
        json!({"name": "x", "type": "deals", "conditions": {"glue": "or", "conditions": []}}),
        json!({"name": "x", "type": "deals", "conditions": {"glue": "and", "conditions": [good.clone()]}}),
        json!({"type": "deals", "conditions": body("deals", &[], &[])["conditions"]}),
        json!({"name": "x", "type": "deals"}),
    ];
    for body in refused {
        assert_eq!(api.send("POST", "/v1/filters", Some(&body)).await.status, 400, "{body}");
    }
    assert_eq!(api.send("POST", "/v1/filters", None).await.status, 400);
    assert_eq!(api.send("PATCH", "/v1/filters/1", None).await.status, 405);
    add(&api, &body("deals", &vec![good.clone(); 8], &vec![good; 8])).await;
}

#[tokio::test]
async fn who_may_only_read_adds_no_filter() {
    let scopes = vec!["deals:read".to_owned()];
    let api = Api::start_with(SandboxConfig { scopes, ..config() }).await;
    let body = body("deals", &[], &[]);
    let bearer: Reply = api.send_with_access_token("POST", "/v1/filters", &body).await;
    assert_eq!(bearer.status, 403, "{}", bearer.text);
}

#[tokio::test]
async fn conditions_are_evaluated_by_the_type_of_their_field() {
    let api = Api::start().await;
    let account = api.sandbox.account();
    let custom = |label: &str| account.custom_field_key("deals", label).unwrap().to_owned();
    let [title, value, stage, owner, add_time] =
        ["title", "value", "stage_id", "user_id", "add_time"].map(|key| field(&api, "dealFields", key));
    let (title, value, stage, owner, add_time) = (title.await, value.await, stage.await, owner.await, add_time.await);
    let deal = |field, operator: &str, value: &str| condition("deal", field, operator, value);

    let renewals = add(&api, &body("deals", &[deal(title, "LIKE '%$%'", "RENEWAL")], &[])).await;
    let found = api.walk(&format!("/api/v2/deals?limit=500&filter_id={renewals}")).await;
    let mut expect = api.walk("/api/v2/deals?limit=500").await;
    expect.retain(|row| row["title"].as_str().unwrap().to_lowercase().contains("renewal"));
    assert!(!expect.is_empty() && found == expect);
    check(&api, &[deal(value, ">=", "1000"), deal(value, "<", "9000")], &[], |_, deal| {
        (1000.0..9000.0).contains(&deal.value)
    })
    .await;
    check(&api, &[deal(owner, "=", "3")], &[deal(stage, "=", "1"), deal(stage, "=", "2")], |_, deal| {
        deal.owner_id == 3 && matches!(deal.stage_id, 1 | 2)
    })
    .await;
    // 2026-04-01 begins at 22:00 UTC the day before in the account's time zone.
    check(&api, &[deal(add_time, ">=", "2026-04-01")], &[], |_, deal| {
        deal.add_time >= 1_775_001_600 - Account::UTC_OFFSET
    })
    .await;
    let set = field(&api, "dealFields", &custom("Products of Interest")).await;
    let without_set = add(&api, &body("deals", &[condition("deal", set, "IS NULL", Value::Null)], &[])).await;
    let rows = api.walk(&format!("/api/v2/deals?limit=500&filter_id={without_set}")).await;
    assert!(!rows.is_empty() && rows.iter().all(|row| row["custom_fields"][custom("Products of Interest")].is_null()));
    let period = field(&api, "dealFields", &custom("Contract Period")).await;
    let includes = add(&api, &body("deals", &[deal(period, "includes", "2026-05-14")], &[])).await;
    let rows = api.walk(&format!("/api/v2/deals?limit=500&filter_id={includes}")).await;
    let around = |row: &Value| {
        let range = &row["custom_fields"][custom("Contract Period")];
        range["value"].as_str() <= Some("2026-05-14") && range["until"].as_str() >= Some("2026-05-14")
    };
    assert!(!rows.is_empty() && rows.iter().all(around));
}

#[tokio::test]
async fn a_part_of_an_address_can_be_looked_at() {
    let api = Api::start().await;
    let address = field(&api, "organizationFields", "address").await;
    let mut city = condition("organization", address, "=", "tallinn");
    city["extra_value"] = json!("locality");
    let id = add(&api, &body("org", &[city], &[])).await;
    let rows = api.walk(&format!("/api/v2/organizations?limit=500&filter_id={id}")).await;
    assert!(!rows.is_empty() && rows.iter().all(|row| row["address"]["locality"] == "Tallinn"));
}

#[tokio::test]
async fn every_field_that_says_so_can_be_filtered_by() {
    let api = Api::start().await;
    let lists = [
        ("deals", "deal", "dealFields", "/api/v2/deals"),
        ("people", "person", "personFields", "/api/v2/persons"),
        ("org", "organization", "organizationFields", "/api/v2/organizations"),
        ("products", "product", "productFields", "/api/v2/products"),
        ("activity", "activity", "activityFields", "/api/v2/activities"),
    ];
    for (kind, object, route, list) in lists {
        for row in api.rows(&format!("/v1/{route}?limit=500")).await {
            // The field that is there to be empty, and those whose type has no such operator.
            let has_operator =
                !matches!(row["field_type"].as_str().unwrap(), "stage" | "status" | "visible_to" | "boolean")
                    && !matches!(row["key"].as_str().unwrap(), "currency" | "title");
            if row["filtering_allowed"] != true || !has_operator || row["name"] == "Never Used" {
                continue;
            }
            let condition = condition(object, row["id"].as_u64().unwrap(), "IS NOT NULL", Value::Null);
            let id = add(&api, &body(kind, &[condition], &[])).await;
            let found = api.rows(&format!("{list}?limit=1&filter_id={id}")).await;
            let archived =
                kind == "deals" && !api.rows(&format!("{list}/archived?limit=1&filter_id={id}")).await.is_empty();
            assert!(!found.is_empty() || archived, "no {object} has a value of {}", row["key"]);
        }
    }
}
