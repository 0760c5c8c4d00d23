//! v2 refuses what it does not know, all problems at once; v1 does not mind.

use crate::support::Api;

/// Asks and compares the whole error message.
async fn check(api: &Api, path: &str, problems: &[&str]) {
    let reply = api.get(path).await;
    assert_eq!(reply.status, 400, "{path}: {}", reply.text);
    let json = reply.json();
    assert_eq!(json["success"], false, "{path}");
    assert_eq!(json["code"], "ERR_SCHEMA_VALIDATION_FAILED", "{path}");
    assert_eq!(json["error"], format!("Validation failed: {}", problems.join("; ")), "{path}");
}

#[tokio::test]
async fn v2_names_every_problem_in_one_answer() {
    let api = Api::start().await;
    check(&api, "/api/v2/deals?start=0", &["start: Parameter 'start' is not allowed for this request"]).await;
    check(
        &api,
        "/api/v2/deals?foo=1&limit=501&sort_by=title&ids=a",
        &[
            "foo: Parameter 'foo' is not allowed for this request",
            "limit: Parameter 'limit' must be less than or equal to 500",
            "sort_by: Parameter 'sort_by' must be one of [id, update_time, add_time]",
            "ids: Parameter 'ids' must be a comma-separated list of whole numbers",
        ],
    )
    .await;
    for (query, problem) in [
        ("limit=0", "limit: Parameter 'limit' must be greater than or equal to 1"),
        ("limit=ten", "limit: Parameter 'limit' must be a number"),
        ("limit=1&limit=2", "limit: Parameter 'limit' must not be an array"),
        ("owner_id=-1", "owner_id: Parameter 'owner_id' must be a positive whole number"),
        ("status=open,closed", "status: Parameter 'status' must be one of [open, won, lost, deleted]"),
        ("sort_direction=DESC", "sort_direction: Parameter 'sort_direction' must be one of [asc, desc]"),
        ("include_labels=1", "include_labels: Parameter 'include_labels' must be a boolean"),
        ("updated_since=2026-01-01T00:00:00.000Z", "updated_since: Parameter 'updated_since' is not a valid datetime"),
        ("updated_until=2026-01-01+00:00:00", "updated_until: Parameter 'updated_until' is not a valid datetime"),
        ("cursor=nonsense", "cursor: Parameter 'cursor' is not a valid cursor"),
        ("custom_fields=abc", "custom_fields: Field 'abc' does not exist"),
    ] {
        check(&api, &format!("/api/v2/deals?{query}"), &[problem]).await;
    }
}

#[tokio::test]
async fn lists_of_values_have_their_maxima() {
    let api = Api::start().await;
    let list = |n: usize, item: &str| vec![item; n].join(",");
    assert_eq!(api.get(&format!("/api/v2/deals?ids={}", list(100, "7"))).await.status, 200);
    let path = format!("/api/v2/deals?ids={}", list(101, "7"));
    check(&api, &path, &["ids: Parameter 'ids' must contain at most 100 items"]).await;
    let key = api.sandbox.account().custom_field_key("deals", "Contract Type").unwrap();
    assert_eq!(api.get(&format!("/api/v2/deals?custom_fields={}", list(15, key))).await.status, 200);
    let path = format!("/api/v2/deals?custom_fields={}", list(16, key));
    check(&api, &path, &["custom_fields: Parameter 'custom_fields' must contain at most 15 items"]).await;
}

#[tokio::test]
async fn each_route_knows_only_its_own_parameters() {
    let api = Api::start().await;
    let time = "2026-01-01T00:00:00Z";
    for (path, name) in [
        (format!("/api/v2/pipelines?updated_since={time}"), "updated_since"),
        (format!("/api/v2/stages?updated_since={time}"), "updated_since"),
        (format!("/api/v2/products?updated_until={time}"), "updated_until"),
        ("/api/v2/activities?type=call".to_owned(), "type"),
        ("/api/v2/activities?custom_fields=x".to_owned(), "custom_fields"),
        ("/api/v2/products?include_labels=true".to_owned(), "include_labels"),
        ("/api/v2/persons?person_id=1".to_owned(), "person_id"),
        ("/api/v2/deals/7?limit=1".to_owned(), "limit"),
        ("/api/v2/dealFields?sort_by=id".to_owned(), "sort_by"),
    ] {
        let problem = format!("{name}: Parameter '{name}' is not allowed for this request");
        check(&api, &path, &[&problem]).await;
    }
}

#[tokio::test]
async fn a_cursor_only_fits_the_order_it_came_from() {
    let api = Api::start().await;
    let first = api.get("/api/v2/deals?limit=1&sort_by=add_time").await.json();
    let cursor = first["additional_data"]["next_cursor"].as_str().unwrap();
    assert_eq!(api.get(&format!("/api/v2/deals?limit=1&sort_by=add_time&cursor={cursor}")).await.status, 200);
    let path = format!("/api/v2/deals?limit=1&cursor={cursor}");
    check(&api, &path, &["cursor: Parameter 'cursor' is not a valid cursor"]).await;
}

#[tokio::test]
async fn v1_ignores_what_it_does_not_know_and_clamps_the_page_size() {
    let api = Api::start().await;
    let json = api.get("/v1/notes?foo=bar&limit=9999").await.json();
    assert_eq!(json["success"], true);
    assert_eq!(json["additional_data"]["pagination"]["limit"], 500);
    let json = api.get("/v1/leads?limit=0").await.json();
    assert_eq!(json["additional_data"]["pagination"]["limit"], 100);
    for path in ["/v1/leads?owner_id=me", "/v1/notes?sort=colour", "/v1/leads?updated_since=today"] {
        let reply = api.get(path).await;
        assert_eq!((reply.status, reply.json()["error"].as_str()), (400, Some("Bad request")), "{path}");
    }
}
