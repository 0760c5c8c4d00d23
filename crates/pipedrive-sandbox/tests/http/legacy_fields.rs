//! Field definitions of v1.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::Api;
use crate::v1::walk;

#[tokio::test]
async fn saved_filters_name_fields_by_the_numbers_v1_has() {
    let api = Api::start().await;
    for filter in api.rows("/v1/filters").await {
        let filter =
            api.get(&format!("/v1/filters/{}?include_field_code=true", filter["id"])).await.json()["data"].take();
        let groups = filter["conditions"]["conditions"].as_array().unwrap();
        for condition in groups.iter().flat_map(|group| group["conditions"].as_array().unwrap()) {
            let object = condition["object"].as_str().unwrap();
            let fields = walk(&api, &format!("/v1/{object}Fields?limit=500")).await;
            let id: u64 = condition["field_id"].as_str().unwrap().parse().unwrap();
            let field = fields.iter().find(|field| field["id"] == id).unwrap_or_else(|| panic!("{condition}"));
            let code = condition["field_code"].as_str().unwrap();
            let entity = if object == "lead" { "deal" } else { object };
            let v2 = api.get(&format!("/api/v2/{entity}Fields/{code}")).await.json()["data"].take();
            assert_eq!(field["name"], v2["field_name"], "{condition}");
        }
    }
}

#[tokio::test]
async fn definitions_are_paged_single_and_the_same_as_in_v2() {
    let api = Api::start().await;
    for entity in ["deal", "person", "organization", "product"] {
        let path = format!("/v1/{entity}Fields");
        let fields = walk(&api, &format!("{path}?limit=500")).await;
        assert_eq!(walk(&api, &format!("{path}?limit=9")).await, fields, "{path}");
        let v2 = api.walk(&format!("/api/v2/{entity}Fields?limit=500")).await;
        let names = |rows: &[Value], member: &str| rows.iter().map(|row| row[member].clone()).collect::<Vec<_>>();
        assert_eq!(names(&fields, "name"), names(&v2, "field_name"), "{path}");
        assert_eq!(names(&fields, "edit_flag"), names(&v2, "is_custom_field"), "{path}");
        for field in [&fields[0], fields.last().unwrap()] {
            assert_eq!(api.get(&format!("{path}/{}", field["id"])).await.json()["data"], *field);
        }
    }
    assert_eq!(api.get("/v1/dealFields/1").await.json()["error"], "Field not found");
    let gone = api.get("/v1/productFields/1").await;
    assert_eq!((gone.status, gone.json()["error"].as_str().unwrap()), (410, "The field is not found"));
}

#[tokio::test]
async fn parts_stand_inside_their_field_and_have_no_number() {
    let api = Api::start().await;
    let fields = walk(&api, "/v1/dealFields?limit=500").await;
    let check = |label: &str, expect: &[&str]| {
        let key = api.sandbox.account().custom_field_key("deals", label).unwrap();
        let field = fields.iter().find(|field| field["key"] == key).unwrap();
        let parts = field["subfields"].as_array().unwrap();
        assert!(parts.iter().all(|part| part["id"].is_null() && part["is_subfield"] == true), "{label}");
        let keys: Vec<&str> = parts.iter().map(|part| part["key"].as_str().unwrap()).collect();
        let expect: Vec<String> = expect.iter().map(|part| format!("{key}_{part}")).collect();
        assert_eq!(keys, expect, "{label}");
    };
    check("Contract Value", &["currency"]);
    check("Contract Period", &["until"]);
    check("Call Window", &["until", "timezone_id", "timezone_name"]);
    let address = fields.iter().find(|field| field["name"] == "Delivery Address").unwrap();
    assert!(address["subfields"].as_array().unwrap().len() >= 9);
}

#[tokio::test]
async fn leads_share_the_fields_of_deals() {
    let api = Api::start().await;
    let numbers = |rows: &[Value]| rows.iter().map(|row| row["id"].as_u64().unwrap()).collect::<BTreeSet<_>>();
    let deals = walk(&api, "/v1/dealFields?limit=500").await;
    let leads = walk(&api, "/v1/leadFields?limit=500").await;
    assert!(numbers(&leads).is_subset(&numbers(&deals)) && leads.len() < deals.len());
    let custom = |rows: &[Value]| rows.iter().filter(|row| row["edit_flag"] == true).count();
    assert_eq!(custom(&leads), custom(&deals));
}

#[tokio::test]
async fn short_lists_come_whole() {
    let api = Api::start().await;
    for (path, key) in [("/v1/activityFields", "subject"), ("/v1/noteFields", "content")] {
        let reply = api.get(path).await;
        assert_eq!(reply.json()["additional_data"]["pagination"]["more_items_in_collection"], false, "{path}");
        assert!(reply.rows().iter().any(|field| field["key"] == key), "{path}");
    }
}
