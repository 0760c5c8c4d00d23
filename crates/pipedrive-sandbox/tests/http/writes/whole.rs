//! Followers, participants, merges, copies, conversions, files and fields.

use pipedrive_sandbox::{Conversions, Downloads, Quirks, SandboxConfig};
use serde_json::{Value, json};

use super::{check, data, read, send};
use crate::support::{Api, config, ids};

async fn add(api: &Api, path: &str, body: Value) -> Value {
    let reply = api.send("POST", path, Some(&body)).await;
    assert!(matches!(reply.status, 200 | 201), "{path}: {}", reply.text);
    reply.json()["data"].clone()
}

#[tokio::test]
async fn followers_come_once_and_go() {
    let api = Api::start().await;
    for (list, title) in [("deals", "title"), ("persons", "name"), ("organizations", "name"), ("products", "name")] {
        let id = add(&api, &format!("/api/v2/{list}"), json!({title: "x"})).await["id"].clone();
        let path = format!("/api/v2/{list}/{id}/followers");
        let row = data(&api, ("POST", &path), &json!({"user_id": 4}), 201).await;
        assert_eq!(row["user_id"], 4);
        send(&api, ("POST", &path), &json!({"user_id": 4}), 400).await;
        send(&api, ("POST", &path), &json!({"user_id": 99}), 400).await;
        let followers =
            async || api.rows(&path).await.iter().map(|row| row["user_id"].as_u64().unwrap()).collect::<Vec<_>>();
        assert_eq!(followers().await, [1, 4], "{list}");
        send(&api, ("DELETE", &format!("{path}/4")), &Value::Null, 200).await;
        send(&api, ("DELETE", &format!("{path}/4")), &Value::Null, 404).await;
        assert_eq!(followers().await, [1], "{list}");
        let log = api.rows(&format!("{path}/changelog")).await;
        assert_eq!(
            log.iter().map(|row| row["action"].as_str().unwrap()).collect::<Vec<_>>(),
            ["added", "added", "removed"]
        );
        let row = add(&api, &format!("/v1/{list}/{id}/followers"), json!({"user_id": 5})).await;
        send(&api, ("DELETE", &format!("/v1/{list}/{id}/followers/{}", row["id"])), &Value::Null, 200).await;
        assert_eq!(followers().await, [1], "{list}");
    }
}

#[tokio::test]
async fn participants_count() {
    let api = Api::start().await;
    let deal = add(&api, "/api/v2/deals", json!({"title": "x", "person_id": 2})).await["id"].clone();
    let path = format!("/v1/deals/{deal}/participants");
    let row = add(&api, &path, json!({"person_id": 7})).await;
    send(&api, ("POST", &path), &json!({"person_id": 7}), 400).await;
    assert_eq!(api.rows(&path).await.len(), 2);
    let of_person = api.walk("/api/v2/deals?person_id=7&limit=500").await;
    assert!(ids(&of_person).contains(&deal.as_u64().unwrap()));
    let counted = read(&api, &format!("/api/v2/deals/{deal}?include_fields=participants_count")).await;
    assert_eq!(counted["participants_count"], 2);
    send(&api, ("DELETE", &format!("{path}/{}", row["id"])), &Value::Null, 200).await;
    assert_eq!(api.rows(&path).await.len(), 1);
}

#[tokio::test]
async fn of_two_merged_records_the_named_one_survives() {
    let api = Api::start().await;
    let kept = add(&api, "/api/v2/persons", json!({"name": "Kept One", "emails": [{"value": "k@x.y"}]})).await;
    let body =
        json!({"name": "Gone Two", "emails": [{"value": "g@x.y"}], "phones": [{"value": "+1"}], "job_title": "CEO"});
    let gone = add(&api, "/api/v2/persons", body).await;
    let deal = add(&api, "/api/v2/deals", json!({"title": "x", "person_id": gone["id"]})).await;
    let note = add(&api, "/v1/notes", json!({"content": "x", "person_id": gone["id"]})).await;
    let path = format!("/v1/persons/{}/merge", gone["id"]);
    send(&api, ("PUT", &path), &json!({"merge_with_id": gone["id"]}), 400).await;
    send(&api, ("PUT", &path), &json!({"merge_with_id": 999_999}), 400).await;
    let row = data(&api, ("PUT", &path), &json!({"merge_with_id": kept["id"]}), 200).await;
    assert_eq!(row["id"], kept["id"]);
    let row = read(&api, &format!("/api/v2/persons/{}", kept["id"])).await;
    check(
        &row,
        &json!({"name": "Kept One", "job_title": "CEO", "emails": [{"value": "k@x.y", "primary": true, "label": "work"},
        {"value": "g@x.y", "primary": false, "label": "work"}]}),
        "kept",
    );
    assert_eq!(read(&api, &format!("/api/v2/persons/{}", gone["id"])).await["is_deleted"], true);
    assert_eq!(read(&api, &format!("/api/v2/deals/{}", deal["id"])).await["person_id"], kept["id"]);
    assert_eq!(read(&api, &format!("/v1/notes/{}", note["id"])).await["person_id"], kept["id"]);
    send(&api, ("PUT", &path), &json!({"merge_with_id": kept["id"]}), 404).await;

    let [one, two] = [1, 2].map(|n| json!({"title": format!("deal {n}"), "value": n}));
    let (one, two) =
        (add(&api, "/api/v2/deals", one).await["id"].clone(), add(&api, "/api/v2/deals", two).await["id"].clone());
    add(&api, &format!("/api/v2/deals/{one}/products"), json!({"product_id": 1, "item_price": 5, "quantity": 1})).await;
    let row = data(&api, ("PUT", &format!("/v1/deals/{one}/merge")), &json!({"merge_with_id": two}), 200).await;
    assert_eq!(row["title"], "deal 2");
    assert_eq!(api.rows(&format!("/api/v2/deals/{two}/products")).await.len(), 1);
}

#[tokio::test]
async fn copies_are_records_of_their_own() {
    let api = Api::start().await;
    let deal = add(&api, "/api/v2/deals", json!({"title": "x", "person_id": 3, "status": "won"})).await;
    add(
        &api,
        &format!("/api/v2/deals/{}/products", deal["id"]),
        json!({"product_id": 1, "item_price": 5, "quantity": 2}),
    )
    .await;
    let copy = data(&api, ("POST", &format!("/v1/deals/{}/duplicate", deal["id"])), &Value::Null, 200).await;
    check(&copy, &json!({"title": "x (copy)", "status": "open", "person_id": 3}), "copy");
    assert_eq!(api.rows(&format!("/api/v2/deals/{}/products", copy["id"])).await.len(), 1);
    let copy = data(&api, ("POST", "/api/v2/products/3/duplicate"), &Value::Null, 201).await;
    let original = read(&api, "/api/v2/products/3").await;
    assert_eq!(copy["name"], format!("{} (copy)", original["name"].as_str().unwrap()));
    assert_eq!(copy["custom_fields"], original["custom_fields"]);
}

async fn converted(conversions: Conversions, expect: &str) {
    let quirks = Quirks { conversions, ..Quirks::default() };
    let api = Api::start_with(SandboxConfig { quirks, ..config() }).await;
    let lead =
        add(&api, "/v1/leads", json!({"title": "L", "person_id": 2, "value": {"amount": 7, "currency": "USD"}})).await;
    let id = lead["id"].as_str().unwrap();
    let note = add(&api, "/v1/notes", json!({"content": "x", "lead_id": id})).await;
    let job = add(&api, &format!("/api/v2/leads/{id}/convert/deal"), json!({"stage_id": 7})).await;
    let path = format!("/api/v2/leads/{id}/convert/status/{}", job["conversion_id"].as_str().unwrap());
    assert_eq!(read(&api, &path).await["status"], "not_started");
    assert_eq!(read(&api, &path).await["status"], "running");
    let ended = read(&api, &path).await;
    assert_eq!(ended["status"], expect);
    assert_eq!(read(&api, &path).await, ended, "the result is kept");
    let is_there = api.get(&format!("/v1/leads/{id}")).await.status == 200;
    assert_eq!(is_there, expect != "completed", "the source goes with success only");
    if expect == "completed" {
        let deal = read(&api, &format!("/api/v2/deals/{}", ended["deal_id"])).await;
        check(
            &deal,
            &json!({"title": "L", "value": 7, "currency": "USD", "person_id": 2, "stage_id": 7, "pipeline_id": 2}),
            "deal",
        );
        assert_eq!(read(&api, &format!("/v1/notes/{}", note["id"])).await["deal_id"], ended["deal_id"]);
        let job = add(&api, &format!("/api/v2/deals/{}/convert/lead", ended["deal_id"]), Value::Null).await;
        let path =
            format!("/api/v2/deals/{}/convert/status/{}", ended["deal_id"], job["conversion_id"].as_str().unwrap());
        for _ in 0..2 {
            read(&api, &path).await;
        }
        let lead = read(&api, &path).await["lead_id"].clone();
        let lead = read(&api, &format!("/v1/leads/{}", lead.as_str().unwrap())).await;
        check(&lead, &json!({"title": "L", "person_id": 2, "value": {"amount": 7, "currency": "USD"}}), "lead");
    }
}

#[tokio::test]
async fn conversions_take_some_questions() {
    converted(Conversions::Completed, "completed").await;
    converted(Conversions::Failed, "failed").await;
    converted(Conversions::Rejected, "rejected").await;
    converted(Conversions::Endless, "running").await;
}

fn form(fields: &[(&str, &str)], file: Option<(&str, &str, &[u8])>) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, text) in fields {
        body.extend(format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n").bytes());
    }
    if let Some((name, file_name, content)) = file {
        let head = format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\n\r\n");
        body.extend(head.bytes());
        body.extend(content);
        body.extend(b"\r\n");
    }
    body.extend(b"--b--\r\n");
    body
}

const FORM: &str = "multipart/form-data; boundary=b";

#[tokio::test]
async fn files_go_up_and_come_down() {
    for downloads in [Downloads::Elsewhere, Downloads::Content] {
        let quirks = Quirks { downloads, max_upload: 100, ..Quirks::default() };
        let api = Api::start_with(SandboxConfig { quirks, ..config() }).await;
        let content = b"a\r\n\0b";
        let body = form(&[("deal_id", "4")], Some(("file", "a.pdf", content)));
        let reply = api.send_bytes("POST", "/v1/files", FORM, body).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        let row = reply.json()["data"].clone();
        check(
            &row,
            &json!({"name": "a.pdf", "deal_id": 4, "file_size": 5, "file_type": "pdf", "active_flag": true}),
            "file",
        );
        let path = format!("/v1/files/{}", row["id"]);
        assert_eq!(api.get(&format!("{path}/download")).await.text.as_bytes(), content);
        assert!(api.rows("/v1/deals/4/files").await.iter().any(|file| file["id"] == row["id"]));
        let details = b"name=b.pdf&description=Text".to_vec();
        let reply = api.send_bytes("PUT", &path, "application/x-www-form-urlencoded", details).await;
        check(&reply.json()["data"], &json!({"name": "b.pdf", "description": "Text"}), "file");
        send(&api, ("DELETE", &path), &Value::Null, 200).await;
        assert_eq!(api.get(&format!("{path}/download")).await.status, 404);

        for (body, status) in [
            (form(&[], None), 400),
            (form(&[("deal_id", "999999")], Some(("file", "a", b"x"))), 400),
            (form(&[], Some(("file", "a", &[0; 101]))), 413),
            (b"--b".to_vec(), 400),
        ] {
            assert_eq!(api.send_bytes("POST", "/v1/files", FORM, body).await.status, status);
        }
        let body = form(&[("crop_x", "1")], Some(("file", "a.png", b"png")));
        let reply = api.send_bytes("POST", "/v1/persons/1/picture", FORM, body).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        let picture = reply.json()["data"]["id"].clone();
        assert_eq!(read(&api, "/api/v2/persons/1").await["picture_id"], picture);
        assert_eq!(read(&api, "/api/v2/persons/1/picture").await["id"], picture);
        send(&api, ("DELETE", "/v1/persons/1/picture"), &Value::Null, 200).await;
        assert_eq!(api.get("/api/v2/persons/1/picture").await.status, 404);
        let reply =
            api.send_bytes("POST", "/api/v2/products/1/images", FORM, form(&[], Some(("data", "a.png", b"x")))).await;
        assert_eq!(reply.status, 201, "{}", reply.text);
        assert_eq!(read(&api, "/api/v2/products/1/images").await["name"], "a.png");
    }
}

#[tokio::test]
async fn fields_and_options_are_defined_and_used() {
    let api = Api::start().await;
    for body in [
        json!({"field_name": "N"}),
        json!({"field_name": "N", "field_type": "boolean"}),
        json!({"field_name": "N", "field_type": "enum"}),
        json!({"field_name": "N", "field_type": "text", "options": [{"label": "a"}]}),
    ] {
        send(&api, ("POST", "/api/v2/dealFields"), &body, 400).await;
    }
    let body = json!({"field_name": "Size", "field_type": "enum", "options": [{"label": "S"}, {"label": "M"}]});
    let field = data(&api, ("POST", "/api/v2/dealFields"), &body, 200).await;
    let code = field["field_code"].as_str().unwrap().to_owned();
    let path = format!("/api/v2/dealFields/{code}");
    let [small, medium] = [0, 1].map(|place| field["options"][place]["id"].clone());
    let deal = add(&api, "/api/v2/deals", json!({"title": "x", "custom_fields": {&*code: small}})).await;
    assert_eq!(deal["custom_fields"][&code], small);

    let options = format!("{path}/options");
    let wrong = json!([{"id": small, "label": "XS"}, {"id": 1, "label": "nothing"}]);
    send(&api, ("PATCH", &options), &wrong, 400).await;
    assert_eq!(read(&api, &path).await["options"][0]["label"], "S", "nothing is done when one item is wrong");
    send(&api, ("POST", &options), &json!([{"label": "L"}, {"name": "XL"}]), 400).await;
    assert_eq!(read(&api, &path).await["options"].as_array().unwrap().len(), 2);
    let added = data(&api, ("POST", &options), &json!([{"label": "L"}]), 200).await;
    send(&api, ("PATCH", &options), &json!([{"id": small, "label": "XS"}]), 200).await;
    let labelled = read(&api, &format!("/api/v2/deals/{}?include_option_labels=true", deal["id"])).await;
    assert_eq!(labelled["custom_fields"][&code], json!({"id": small, "label": "XS"}));
    send(&api, ("DELETE", &options), &json!([{"id": small}]), 200).await;
    assert!(read(&api, &format!("/api/v2/deals/{}", deal["id"])).await["custom_fields"][&code].is_null());
    let left: Vec<Value> =
        read(&api, &path).await["options"].as_array().unwrap().iter().map(|o| o["id"].clone()).collect();
    assert_eq!(left, [medium, added[0]["id"].clone()]);

    send(&api, ("PATCH", &path), &json!({"field_type": "set"}), 400).await;
    let row = data(&api, ("PATCH", &path), &json!({"field_name": "Extent", "description": "D"}), 200).await;
    check(&row, &json!({"field_name": "Extent", "description": "D"}), "field");
    send(&api, ("PATCH", "/api/v2/dealFields/title"), &json!({"field_name": "x"}), 403).await;
    send(&api, ("DELETE", &path), &Value::Null, 200).await;
    assert_eq!(api.get(&path).await.status, 404);
    send(&api, ("PATCH", &format!("/api/v2/deals/{}", deal["id"])), &json!({"custom_fields": {&*code: null}}), 400)
        .await;

    let legacy = data(&api, ("POST", "/v1/personFields"), &json!({"name": "Old", "field_type": "text"}), 200).await;
    check(&legacy, &json!({"name": "Old", "field_type": "text", "edit_flag": true}), "legacy");
    let many = format!("/v1/personFields?ids={},1", legacy["id"]);
    assert_eq!(data(&api, ("DELETE", &many), &Value::Null, 200).await["id"], json!([legacy["id"]]));
}
