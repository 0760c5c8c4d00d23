//! Every core table: insert, read, change, read, delete, read.

use serde_json::{Value, json};

use super::{check, data, read, send};
use crate::support::{Api, ids};

/// A table with what to insert, what to change, and what each reads back as.
struct Life {
    list: &'static str,
    created: u16,
    update: &'static str,
    insert: Value,
    inserted: Value,
    change: Value,
    changed: Value,
}

async fn live(api: &Api, life: Life) {
    let Life { list, created, update, insert, inserted, change, changed } = life;
    let row = data(api, ("POST", list), &insert, created).await;
    check(&row, &inserted, list);
    let id = row["id"].as_str().map_or_else(|| row["id"].to_string(), str::to_owned);
    let path = format!("{list}/{id}");
    check(&read(api, &path).await, &row, &path);
    let is_listed =
        async || api.rows(&format!("{list}?limit=500&sort_by=add_time&sort_direction=desc&sort=add_time%20DESC")).await;
    let lists_it = |rows: &[Value]| rows.iter().any(|other| other["id"] == row["id"]);
    let v2 = list.starts_with("/api/v2");
    let listed = if v2 {
        api.rows(&format!("{list}?limit=5&sort_by=add_time&sort_direction=desc")).await
    } else {
        is_listed().await
    };
    assert!(lists_it(&listed), "{path} is listed");

    check(&data(api, (update, &path), &change, 200).await, &changed, &path);
    check(&read(api, &path).await, &changed, &path);
    let again = read(api, &path).await;
    for (name, before) in row.as_object().unwrap() {
        let touched = changed.get(name).is_some() || name == "custom_fields";
        let follows = [
            "update_time",
            "marked_as_done_time",
            "stage_change_time",
            "first_name",
            "last_name",
            "last_update_user_id",
        ];
        if !touched && !follows.contains(&name.as_str()) {
            assert_eq!(&again[name], before, "{path}.{name} was not to change");
        }
    }

    send(api, ("DELETE", &path), &Value::Null, 200).await;
    let listed = if v2 {
        api.rows(&format!("{list}?limit=5&sort_by=add_time&sort_direction=desc")).await
    } else {
        is_listed().await
    };
    assert!(!lists_it(&listed), "{path} is no longer listed");
    send(api, (update, &path), &change, 404).await;
    send(api, ("DELETE", &path), &Value::Null, 404).await;
    let after = api.get(&path).await;
    match v2 {
        true => assert_eq!(after.json()["data"]["is_deleted"], true, "{path}"),
        false if list == "/v1/notes" => assert_eq!(after.json()["data"]["active_flag"], false, "{path}"),
        false => assert_eq!(after.status, 404, "{path}"),
    }
}

#[tokio::test]
async fn deals_live_and_die() {
    let api = Api::start().await;
    let key = |label: &str| api.sandbox.account().custom_field_key("deals", label).unwrap().to_owned();
    let (discount, kind) = (key("Discount %"), key("Contract Type"));
    live(&api, Life {
        list: "/api/v2/deals",
        created: 200,
        update: "PATCH",
        insert: json!({"title": "A deal", "value": 12.5, "currency": "USD", "person_id": 3, "label_ids": [2], "custom_fields": {&*discount: 7.25, &*kind: 28}}),
        inserted: json!({"title": "A deal", "value": 12.5, "currency": "USD", "person_id": 3, "org_id": null, "pipeline_id": 1, "stage_id": 1, "status": "open", "owner_id": 1, "creator_user_id": 1, "is_archived": false, "label_ids": [2], "origin": "API", "custom_fields": {&*discount: 7.25, &*kind: 28}}),
        change: json!({"title": "Another", "stage_id": 7, "expected_close_date": "2026-07-01", "custom_fields": {&*discount: null}}),
        changed: json!({"title": "Another", "stage_id": 7, "pipeline_id": 2, "expected_close_date": "2026-07-01", "custom_fields": {&*discount: null, &*kind: 28}}),
    }).await;
}

#[tokio::test]
async fn persons_live_and_die() {
    let api = Api::start().await;
    live(&api, Life {
        list: "/api/v2/persons",
        created: 200,
        update: "PATCH",
        insert: json!({"name": "Maria da Silva", "emails": [{"value": "m@example.com"}, {"value": "m2@example.com", "label": "home"}], "org_id": 2, "job_title": "CTO"}),
        inserted: json!({"name": "Maria da Silva", "first_name": "Maria", "last_name": "da Silva", "emails": [{"value": "m@example.com", "primary": true, "label": "work"}, {"value": "m2@example.com", "primary": false, "label": "home"}], "phones": [], "org_id": 2, "job_title": "CTO"}),
        change: json!({"phones": [{"value": "+1 2", "primary": true, "label": "mobile"}], "emails": [], "birthday": "1990-02-03", "postal_address": {"value": "Main Street 1"}, "name": "Mia"}),
        changed: json!({"name": "Mia", "first_name": "Mia", "last_name": null, "phones": [{"value": "+1 2", "primary": true, "label": "mobile"}], "emails": [], "birthday": "1990-02-03", "postal_address": {"value": "Main Street 1", "locality": null}}),
    }).await;
}

#[tokio::test]
async fn organizations_live_and_die() {
    let api = Api::start().await;
    live(&api, Life {
        list: "/api/v2/organizations",
        created: 200,
        update: "PATCH",
        insert: json!({"name": "Acme 2", "address": {"value": "Main Street 1, Tallinn", "locality": "Tallinn"}, "annual_revenue": 123_456_789, "industry": 203}),
        inserted: json!({"name": "Acme 2", "address": {"value": "Main Street 1, Tallinn", "locality": "Tallinn", "country": null}, "annual_revenue": 123_456_789, "industry": 203, "website": null}),
        change: json!({"address": {"value": "Elsewhere"}, "website": "https://a.example", "industry": null}),
        changed: json!({"address": {"value": "Elsewhere", "locality": null}, "website": "https://a.example", "industry": null}),
    }).await;
}

#[tokio::test]
async fn activities_live_and_die() {
    let api = Api::start().await;
    live(&api, Life {
        list: "/api/v2/activities",
        created: 200,
        update: "PATCH",
        insert: json!({"subject": "Ring", "type": "call", "due_date": "2026-05-20", "due_time": "09:30", "participants": [{"person_id": 4}, {"person_id": 5, "primary": true}], "deal_id": 2}),
        inserted: json!({"subject": "Ring", "type": "call", "due_date": "2026-05-20", "due_time": "09:30", "person_id": 5, "participants": [{"person_id": 5, "primary": true}, {"person_id": 4, "primary": false}], "deal_id": 2, "done": false, "owner_id": 1}),
        change: json!({"done": true, "note": "Done", "location": {"value": "Here"}}),
        changed: json!({"done": true, "note": "Done", "location": {"value": "Here", "country": null}}),
    }).await;
}

#[tokio::test]
async fn products_live_and_die() {
    let api = Api::start().await;
    live(&api, Life {
        list: "/api/v2/products",
        created: 201,
        update: "PATCH",
        insert: json!({"name": "Thing", "code": "T1", "unit": "kg", "tax": 7.5, "category": 262, "prices": [{"currency": "EUR", "price": 10}, {"currency": "USD", "price": 11, "cost": 3}]}),
        inserted: json!({"name": "Thing", "code": "T1", "unit": "kg", "tax": 7.5, "category": "262", "is_linkable": true, "billing_frequency": "one-time"}),
        change: json!({"prices": [{"currency": "GBP", "price": 9.5}], "description": "Text"}),
        changed: json!({"description": "Text", "prices": [{"product_id": 61, "currency": "GBP", "price": 9.5, "cost": 0, "direct_cost": null, "notes": ""}]}),
    }).await;
}

#[tokio::test]
async fn leads_live_and_die() {
    let api = Api::start().await;
    let account = api.sandbox.account();
    let key = account.custom_field_key("deals", "Discount %").unwrap().to_owned();
    live(&api, Life {
        list: "/v1/leads",
        created: 201,
        update: "PATCH",
        insert: json!({"title": "A lead", "person_id": 7, "value": {"amount": 10, "currency": "EUR"}, &*key: 3.5}),
        inserted: json!({"title": "A lead", "person_id": 7, "organization_id": null, "value": {"amount": 10, "currency": "EUR"}, "label_ids": [], "was_seen": false, &*key: 3.5}),
        change: json!({"organization_id": 3, "value": null, "expected_close_date": "2026-08-01"}),
        changed: json!({"organization_id": 3, "value": null, "expected_close_date": "2026-08-01"}),
    }).await;
}

#[tokio::test]
async fn notes_live_and_die() {
    let api = Api::start().await;
    live(&api, Life {
        list: "/v1/notes",
        created: 200,
        update: "PUT",
        insert: json!({"content": "<b>Hi</b>", "deal_id": 4, "pinned_to_deal_flag": 1}),
        inserted: json!({"content": "<b>Hi</b>", "deal_id": 4, "pinned_to_deal_flag": true, "person_id": null, "active_flag": true}),
        change: json!({"content": "Ho", "pinned_to_deal_flag": 0}),
        changed: json!({"content": "Ho", "pinned_to_deal_flag": false}),
    }).await;
}

#[tokio::test]
async fn children_follow_what_is_written() {
    let api = Api::start().await;
    let deal =
        data(&api, ("POST", "/api/v2/deals"), &json!({"title": "Parent", "person_id": 9}), 200).await["id"].clone();
    data(&api, ("POST", "/v1/notes"), &json!({"content": "n", "deal_id": deal}), 200).await;
    let activity =
        data(&api, ("POST", "/api/v2/activities"), &json!({"deal_id": deal, "due_date": "2026-05-20"}), 200).await;
    let counts =
        format!("/api/v2/deals/{deal}?include_fields=notes_count,activities_count,next_activity_id,products_count");
    let expect =
        json!({"notes_count": 1, "activities_count": 1, "next_activity_id": activity["id"], "products_count": 0});
    check(&read(&api, &counts).await, &expect, "counts");
    let of_person = api.walk("/api/v2/deals?person_id=9&limit=500").await;
    assert!(ids(&of_person).contains(&deal.as_u64().unwrap()));
    send(&api, ("DELETE", &format!("/api/v2/deals/{deal}")), &Value::Null, 200).await;
    let deleted = api.walk("/api/v2/deals?status=deleted&limit=500").await;
    assert!(ids(&deleted).contains(&deal.as_u64().unwrap()));
}
