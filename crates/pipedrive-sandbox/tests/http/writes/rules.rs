//! What is refused, and that nothing happens then.

use serde_json::{Value, json};

use super::{check, data, read, send};
use crate::support::{Api, config};
use pipedrive_sandbox::SandboxConfig;

/// A body that is refused, and a word of the complaint.
async fn refuse(api: &Api, request: (&str, &str), body: Value, word: &str) {
    let before = api.get("/api/v2/deals?sort_by=id&sort_direction=desc&limit=3").await.text;
    let reply = send(api, request, &body, 400).await;
    let error = reply.json();
    assert_eq!(error["success"], false, "{body}");
    if request.1.starts_with("/api/v2") {
        assert_eq!(error["code"], "ERR_SCHEMA_VALIDATION_FAILED", "{body}");
        let text = error["error"].as_str().unwrap();
        assert!(text.contains(word), "{body}: {text}");
    } else {
        assert_eq!(error["error"], "Bad request", "{body}");
    }
    assert_eq!(api.get("/api/v2/deals?sort_by=id&sort_direction=desc&limit=3").await.text, before, "{body}");
}

#[tokio::test]
async fn bodies_that_break_the_schema_are_refused() {
    let api = Api::start().await;
    let key = |table: &str, label: &str| api.sandbox.account().custom_field_key(table, label).unwrap().to_owned();
    let [kind, set, time, range, address, money, user] = [
        "Contract Type",
        "Products of Interest",
        "Daily Stand-up",
        "Call Window",
        "Delivery Address",
        "Contract Value",
        "Account Manager",
    ]
    .map(|label| key("deals", label));
    let deals = ("POST", "/api/v2/deals");
    let patch = ("PATCH", "/api/v2/deals/1");
    let custom = |key: &str, value: Value| json!({"title": "t", "custom_fields": {key: value}});
    for (request, body, word) in [
        (deals, json!({}), "title: Parameter 'title' is required"),
        (deals, json!([]), "body"),
        (deals, json!({"title": "x", "colour": "red"}), "colour: Parameter 'colour' is not allowed for this request"),
        (deals, json!({"title": "x", "id": 5}), "'id' is not allowed"),
        (deals, json!({"title": "x", "add_time": "2026-01-01T00:00:00Z"}), "'add_time' is not allowed"),
        (deals, json!({"title": " "}), "title"),
        (deals, json!({"title": 5}), "must be a string"),
        (deals, json!({"title": "x", "value": "5"}), "must be a number"),
        (deals, json!({"title": "x", "currency": "XXX"}), "currency"),
        (deals, json!({"title": "x", "person_id": 999_999}), "person_id"),
        (deals, json!({"title": "x", "owner_id": 99}), "owner_id"),
        (deals, json!({"title": "x", "stage_id": 14}), "stage_id"),
        (deals, json!({"title": "x", "status": "deleted"}), "status"),
        (deals, json!({"title": "x", "label_ids": [99]}), "has no option 99"),
        (deals, json!({"title": "x", "visible_to": 2}), "visible_to"),
        (deals, json!({"title": "x", "expected_close_date": "2026-02-30"}), "not a valid date"),
        (deals, json!({"title": "x", "lost_reason": "price"}), "lost_reason"),
        (deals, json!({"title": "x", "status": "won", "lost_time": "2026-01-01 00:00:00"}), "lost_time"),
        (deals, json!({"title": "x", "close_time": "2026-01-01 00:00:00"}), "close_time"),
        (deals, json!({"title": "x", "a": 1, "b": 2}), "a: Parameter 'a' is not allowed for this request; b:"),
        (deals, custom("0000000000000000000000000000000000000000", json!("x")), "0000000000"),
        (deals, custom(&kind, json!(999)), "has no option 999"),
        (deals, custom(&kind, json!("28")), "has no option"),
        (deals, custom(&set, json!([])), "at least 1"),
        (deals, custom(&set, json!([1])), "has no option 1"),
        (deals, custom(&time, json!({"value": "25:00:00"})), "needs a time"),
        (deals, custom(&time, json!({"value": "09:00:00", "timezone_name": "Mars/Base"})), "time zone"),
        (deals, custom(&range, json!({"value": "09:00:00"})), "until"),
        (deals, custom(&address, json!({"locality": "Tallinn"})), "needs a value"),
        (deals, custom(&money, json!({"value": 5})), "currency"),
        (deals, custom(&money, json!(5)), "must be an object"),
        (deals, custom(&user, json!(99)), "user"),
        (patch, json!({"stage_id": null}), "must not be null"),
        (patch, json!({"title": null}), "must not be null"),
        (patch, json!({"update_time": "2026-01-01T00:00:00Z"}), "not allowed"),
        (("POST", "/api/v2/persons"), json!({}), "name"),
        (("POST", "/api/v2/persons"), json!({"name": "x", "emails": ["a@b.c"]}), "emails"),
        (("POST", "/api/v2/persons"), json!({"name": "x", "emails": [{"mail": "a@b.c"}]}), "emails"),
        (("PATCH", "/api/v2/persons/1"), json!({"add_time": "2026-01-01T00:00:00Z"}), "not allowed"),
        (("POST", "/api/v2/organizations"), json!({"name": "x", "address": {"country": "EE"}}), "needs a value"),
        (("POST", "/api/v2/organizations"), json!({"name": "x", "address": "Tallinn"}), "must be an object"),
        (("POST", "/api/v2/activities"), json!({"person_id": 1}), "'person_id' is not allowed"),
        (("POST", "/api/v2/activities"), json!({"type": "dance"}), "activity type"),
        (("POST", "/api/v2/activities"), json!({"due_time": "9 o'clock"}), "not a valid time"),
        (("POST", "/api/v2/activities"), json!({"participants": [{"person_id": 1}, {"person_id": 1}]}), "twice"),
        (
            ("POST", "/api/v2/products"),
            json!({"name": "x", "prices": [{"currency": "EUR"}, {"currency": "EUR"}]}),
            "once",
        ),
        (("POST", "/api/v2/products"), json!({"name": "x", "billing_frequency": "hourly"}), "must be one of"),
        (("POST", "/api/v2/deals/1/products"), json!({"product_id": 1, "quantity": 1}), "item_price"),
        (("POST", "/api/v2/deals/1/products"), json!({"product_id": 29, "item_price": 1, "quantity": 1}), "product_id"),
        (("POST", "/api/v2/pipelines"), json!({"name": "x", "order_nr": 1}), "'order_nr' is not allowed"),
        (("POST", "/api/v2/stages"), json!({"name": "x"}), "pipeline_id"),
        (("POST", "/api/v2/stages"), json!({"name": "x", "pipeline_id": 4}), "pipeline_id"),
        (
            ("POST", "/api/v2/tasks"),
            json!({"title": "x", "project_id": 1, "is_done": true}),
            "'is_done' is not allowed",
        ),
        (("POST", "/api/v2/tasks"), json!({"title": "x", "project_id": 1, "done": true}), "must be one of [0, 1]"),
        (("POST", "/api/v2/tasks"), json!({"title": "x"}), "project_id"),
        (("POST", "/api/v2/projects"), json!({"title": "x", "board_id": 3}), "no phases"),
        (("POST", "/api/v2/phases"), json!({"name": "x"}), "board_id"),
        (("POST", "/api/v2/deals/2/discounts"), json!({"description": "x", "amount": 1}), "type"),
        (("POST", "/v1/leadLabels"), json!({"name": "x", "color": "mauve"}), ""),
        (("POST", "/v1/activityTypes"), json!({"name": "Call", "icon_key": "call"}), ""),
        (("POST", "/v1/callLogs"), json!({"outcome": "busy"}), ""),
        (("POST", "/v1/goals"), json!({"title": "x"}), ""),
        (("POST", "/v1/leads"), json!({"title": "x"}), ""),
        (("POST", "/v1/leads"), json!({"person_id": 1}), ""),
        (("POST", "/v1/notes"), json!({"content": "x"}), ""),
        (("POST", "/v1/notes"), json!({"deal_id": 1}), ""),
        (("POST", "/v1/notes"), json!({"content": "x", "deal_id": 1, "pinned_to_person_flag": 1}), ""),
    ] {
        refuse(&api, request, body, word).await;
    }
}

#[tokio::test]
async fn who_may_only_read_writes_nothing() {
    let scopes = vec!["deals:read".to_owned(), "contacts:full".to_owned()];
    let api = Api::start_with(SandboxConfig { scopes, ..config() }).await;
    for (path, body, status) in [
        ("/api/v2/deals", json!({"title": "x"}), 403),
        ("/api/v2/persons", json!({"name": "x"}), 200),
        ("/v1/leads", json!({"title": "x", "person_id": 1}), 403),
    ] {
        let reply = api.send_with_access_token("POST", path, &body).await;
        assert_eq!(reply.status, status, "{path}: {}", reply.text);
    }
}

#[tokio::test]
async fn unknown_keys_do_not_trouble_v1() {
    let api = Api::start().await;
    data(&api, ("POST", "/v1/notes"), &json!({"content": "x", "deal_id": 1, "colour": "red"}), 200).await;
    send(&api, ("PUT", "/v1/notes/1"), &json!({"colour": "red"}), 200).await;
}

#[tokio::test]
async fn an_archived_deal_refuses_other_edits() {
    let api = Api::start().await;
    let id = data(&api, ("POST", "/api/v2/deals"), &json!({"title": "x"}), 200).await["id"].clone();
    let path = format!("/api/v2/deals/{id}");
    let row =
        data(&api, ("PATCH", &path), &json!({"is_archived": true, "archive_time": "2026-05-01 10:00:00"}), 200).await;
    check(&row, &json!({"is_archived": true, "archive_time": "2026-05-01T10:00:00Z"}), "archived");
    refuse(&api, ("PATCH", &path), json!({"title": "y"}), "archived").await;
    refuse(
        &api,
        ("POST", &format!("{path}/products")),
        json!({"product_id": 1, "item_price": 1, "quantity": 1}),
        "archived",
    )
    .await;
    let row = data(&api, ("PATCH", &path), &json!({"is_archived": false, "title": "y"}), 200).await;
    check(&row, &json!({"is_archived": false, "archive_time": null, "title": "y"}), "back");
}

#[tokio::test]
async fn outcomes_bring_and_take_their_times() {
    let api = Api::start().await;
    let id = data(&api, ("POST", "/api/v2/deals"), &json!({"title": "x"}), 200).await["id"].clone();
    let path = format!("/api/v2/deals/{id}");
    let lost = json!({"status": "lost", "lost_reason": "Price", "lost_time": "2026-05-02T10:00:00Z"});
    let expect = json!({"status": "lost", "lost_reason": "Price", "lost_time": "2026-05-02T10:00:00Z", "close_time": "2026-05-02T10:00:00Z", "won_time": null});
    check(&data(&api, ("PATCH", &path), &lost, 200).await, &expect, "lost");
    let row = data(&api, ("PATCH", &path), &json!({"status": "won"}), 200).await;
    check(&row, &json!({"status": "won", "lost_reason": null, "lost_time": null}), "won");
    assert!(row["won_time"].is_string() && row["close_time"] == row["won_time"]);
    let row = data(&api, ("PATCH", &path), &json!({"status": "open"}), 200).await;
    check(&row, &json!({"status": "open", "won_time": null, "close_time": null}), "open");
    let log = api.rows(&format!("/v1/deals/{id}/changelog")).await;
    let statuses = log.iter().filter(|row| row["field_key"] == "status").count();
    assert_eq!(statuses, 3, "{log:?}");
}

#[tokio::test]
async fn empty_custom_fields_clear_organizations_only() {
    let api = Api::start().await;
    for (table, insert, label, value, survives) in [
        ("organizations", json!({"name": "x"}), "VAT Number", "EE1", false),
        ("deals", json!({"title": "x"}), "Campaign", "Spring", true),
    ] {
        let key = api.sandbox.account().custom_field_key(table, label).unwrap().to_owned();
        let mut insert = insert;
        insert["custom_fields"] = json!({&*key: value});
        let id = data(&api, ("POST", &format!("/api/v2/{table}")), &insert, 200).await["id"].clone();
        let path = format!("/api/v2/{table}/{id}");
        send(&api, ("PATCH", &path), &json!({"custom_fields": {}}), 200).await;
        assert_eq!(read(&api, &path).await["custom_fields"][&key].is_null(), !survives, "{table}");
    }
}

#[tokio::test]
async fn every_type_of_custom_field_reads_as_written() {
    let api = Api::start().await;
    let key = |label: &str| api.sandbox.account().custom_field_key("deals", label).unwrap().to_owned();
    let id = data(&api, ("POST", "/api/v2/deals"), &json!({"title": "x"}), 200).await["id"].clone();
    let path = format!("/api/v2/deals/{id}");
    for (label, value, expect) in [
        ("Contract Type", json!(29), json!(29)),
        ("Contract Value", json!({"value": 2300.5, "currency": "EUR"}), json!({"value": 2300.5, "currency": "EUR"})),
        ("Products of Interest", json!([31, 33]), json!([31, 33])),
        (
            "Contract Period",
            json!({"value": "2026-01-01", "until": "2026-02-01"}),
            json!({"value": "2026-01-01", "until": "2026-02-01"}),
        ),
        (
            "Delivery Address",
            json!({"value": "A 1", "locality": "B"}),
            json!({"value": "A 1", "locality": "B", "country": null}),
        ),
        ("Account Manager", json!(3), json!(3)),
        ("Partner Organization", json!(4), json!(4)),
        ("Technical Contact", json!(5), json!(5)),
        ("Support Phone", json!("+372 5"), json!("+372 5")),
        (
            "Call Window",
            json!({"value": "09:00", "until": "10:30:00", "timezone_name": "Europe/Berlin"}),
            json!({"value": "09:00:00", "until": "10:30:00", "timezone_id": 296, "timezone_name": "Europe/Berlin"}),
        ),
        (
            "Daily Stand-up",
            json!({"value": "09:00:00"}),
            json!({"value": "09:00:00", "timezone_name": "Africa/Johannesburg"}),
        ),
        ("Renewal Date", json!("2026-03-04"), json!("2026-03-04")),
        ("Discount %", json!(12.75), json!(12.75)),
        ("Competitor", json!("C"), json!("C")),
        ("Campaign", json!("D"), json!("D")),
        ("Requirements", json!("E\nF"), json!("E\nF")),
    ] {
        let key = key(label);
        let row = data(&api, ("PATCH", &path), &json!({"custom_fields": {&*key: value}}), 200).await;
        check(&row["custom_fields"][&key], &expect, label);
        let row = data(&api, ("PATCH", &path), &json!({"custom_fields": {&*key: null}}), 200).await;
        assert!(row["custom_fields"][&key].is_null(), "{label}");
    }
}
