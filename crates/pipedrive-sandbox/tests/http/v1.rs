//! v1: offsets, sorting, the older time format, leads with flat custom fields, notes, users, the summary of deals.

use std::collections::BTreeSet;

use pipedrive_sandbox::{DealStatus, Quirks, SandboxConfig};
use serde_json::{Value, json};

use crate::support::{Api, config};

/// Every row of a v1 list.
pub(crate) async fn walk(api: &Api, path: &str) -> Vec<Value> {
    let separator = if path.contains('?') { '&' } else { '?' };
    let (mut rows, mut start) = (Vec::new(), 0);
    loop {
        let reply = api.get(&format!("{path}{separator}start={start}")).await;
        rows.extend(reply.rows());
        let pagination = reply.json()["additional_data"]["pagination"].take();
        assert_eq!(pagination["start"], start);
        assert_eq!(pagination["more_items_in_collection"] == true, pagination.get("next_start").is_some());
        match pagination["next_start"].as_u64() {
            Some(next) => start = next,
            None => return rows,
        }
    }
}

#[tokio::test]
async fn offset_pages_join_to_the_whole_list() {
    let api = Api::start().await;
    for prefix in ["/v1", "/api/v1"] {
        let all = walk(&api, &format!("{prefix}/notes?limit=500")).await;
        assert_eq!(all.len(), api.sandbox.account().notes().filter(|note| !note.is_deleted).count());
        assert_eq!(walk(&api, &format!("{prefix}/notes?limit=33")).await, all);
    }
    let beyond = api.get("/v1/notes?start=100000").await.json();
    assert_eq!(beyond["data"], Value::Null);
}

#[tokio::test]
async fn leads_are_split_and_carry_set_custom_fields_only() {
    let api = Api::start().await;
    let account = api.sandbox.account();
    for (path, archived) in [("/v1/leads?limit=7", false), ("/v1/leads/archived?limit=7", true)] {
        let rows = walk(&api, path).await;
        let expect: Vec<String> = account.leads().filter(|l| l.is_archived == archived).map(|l| l.id).collect();
        assert!(!expect.is_empty(), "{path}");
        assert_eq!(rows.iter().map(|row| row["id"].as_str().unwrap()).collect::<Vec<_>>(), expect);
        assert!(rows.iter().all(|row| row["is_archived"] == archived));
    }
    let rows = walk(&api, "/v1/leads").await;
    let key = account.custom_field_key("deals", "Contract Value").unwrap();
    let (set, unset): (Vec<&Value>, Vec<&Value>) = rows.iter().partition(|row| row.get(key).is_some());
    assert!(!set.is_empty() && !unset.is_empty());
    assert!(set.iter().all(|row| row[key].is_number() && row[format!("{key}_currency")].is_string()));
    assert!(rows.iter().any(|row| row["value"].is_null()) && rows.iter().any(|row| row["value"]["amount"].is_number()));
    assert!(rows.iter().all(|row| row["add_time"].as_str().unwrap().len() == 24 && row["visible_to"] == "3"));
    let id = rows[3]["id"].as_str().unwrap();
    assert_eq!(api.get(&format!("/v1/leads/{id}")).await.json()["data"], rows[3]);
    assert_eq!(api.get(&format!("/v1/leads/{}", id.to_uppercase())).await.status, 200);
}

#[tokio::test]
async fn leads_are_filtered() {
    let api = Api::start().await;
    let account = api.sandbox.account();
    let check = async |query: &str, keep: &dyn Fn(&pipedrive_sandbox::Lead) -> bool| {
        let expect: Vec<String> = account.leads().filter(|l| !l.is_archived && keep(l)).map(|l| l.id).collect();
        assert!(!expect.is_empty(), "{query}");
        let rows = walk(&api, &format!("/v1/leads?{query}")).await;
        assert_eq!(rows.iter().map(|row| row["id"].as_str().unwrap()).collect::<Vec<_>>(), expect, "{query}");
    };
    let some =
        account.leads().find(|l| !l.is_archived && l.person_id.is_some() && l.organization_id.is_some()).unwrap();
    check(&format!("owner_id={}", some.owner_id), &|l| l.owner_id == some.owner_id).await;
    check(&format!("person_id={}", some.person_id.unwrap()), &|l| l.person_id == some.person_id).await;
    let query = format!("organization_id={}", some.organization_id.unwrap());
    check(&query, &|l| l.organization_id == some.organization_id).await;
    check("updated_since=2026-01-01T00:00:00Z", &|l| l.update_time >= 1_767_225_600_000).await;
    check("filter_id=8&owner_id=99", &|l| l.value.is_none()).await;
}

#[tokio::test]
async fn v1_sorts_by_several_fields() {
    let api = Api::start().await;
    let rows = walk(&api, "/v1/notes?limit=500&sort=user_id%20DESC,add_time").await;
    let keys: Vec<(i64, &str)> =
        rows.iter().map(|row| (-row["user_id"].as_i64().unwrap(), row["add_time"].as_str().unwrap())).collect();
    assert!(keys.is_sorted(), "{keys:?}");
    assert!(keys.iter().map(|(user, _)| user).collect::<BTreeSet<_>>().len() > 5);
}

#[tokio::test]
async fn notes_are_filtered() {
    let api = Api::start().await;
    let notes = walk(&api, "/v1/notes?limit=500").await;
    let check = async |query: &str, keep: &dyn Fn(&Value) -> bool| {
        let expect: Vec<&Value> = notes.iter().filter(|note| keep(note)).collect();
        assert!(!expect.is_empty(), "{query}");
        let rows = walk(&api, &format!("/v1/notes?limit=500&{query}")).await;
        assert_eq!(rows.iter().collect::<Vec<_>>(), expect, "{query}");
    };
    let text = |note: &Value, name: &str| note[name].as_str().unwrap().to_owned();
    for name in ["deal_id", "person_id", "org_id", "user_id"] {
        let id = &notes.iter().find(|note| !note[name].is_null()).unwrap()[name];
        check(&format!("{name}={id}"), &|note| note[name] == *id).await;
    }
    let lead = notes.iter().find_map(|note| note["lead_id"].as_str()).unwrap();
    check(&format!("lead_id={lead}"), &|note| note["lead_id"] == lead).await;
    check("pinned_to_deal_flag=1", &|note| note["pinned_to_deal_flag"] == true).await;
    check("pinned_to_person_flag=0", &|note| note["pinned_to_person_flag"] == false).await;
    check("start_date=2025-06-01&end_date=2025-12-31", &|note| {
        ("2025-06-01".to_owned().."2026-01-01".to_owned()).contains(&text(note, "add_time"))
    })
    .await;
    check("updated_since=2026-01-01T00:00:00Z", &|note| text(note, "update_time").as_str() >= "2026-01-01").await;
    let single = api.get(&format!("/v1/notes/{}", notes[5]["id"])).await.json();
    assert_eq!(single["data"], notes[5]);
}

#[tokio::test]
async fn users_are_whole_and_the_caller_is_marked() {
    let api = Api::start().await;
    let users = api.rows("/v1/users").await;
    assert_eq!(users.len(), 12);
    let names = |keep: &dyn Fn(&Value) -> bool| -> Vec<&str> {
        users.iter().filter(|user| keep(user)).map(|user| user["name"].as_str().unwrap()).collect()
    };
    assert_eq!(names(&|user| user["is_you"] == true), ["Ada Admin"]);
    assert_eq!(names(&|user| user["active_flag"] == false), ["Lars Former"]);
    assert_eq!(names(&|user| user["phone"].is_null()), ["Ben Baker"]);
    let me = api.get("/v1/users/me").await.json();
    assert_eq!((&me["data"]["company_name"], &me["data"]["company_domain"]), (&json!("Acme"), &json!("acme")));
    assert_eq!(api.get("/v1/users/2").await.json()["data"], users[1]);
}

#[tokio::test]
async fn the_small_lists_are_there() {
    let api = Api::start().await;
    for (path, count, member) in [
        ("/v1/currencies", 7, "code"),
        ("/v1/currencies?term=dollar", 1, "code"),
        ("/v1/activityTypes", 8, "key_string"),
        ("/v1/leadLabels", 4, "color"),
        ("/v1/leadSources", 7, "name"),
        ("/v1/filters", 12, "name"),
    ] {
        let rows = api.rows(path).await;
        assert_eq!(rows.len(), count, "{path}");
        assert!(rows.iter().all(|row| row[member].is_string()), "{path}");
    }
    let labels: BTreeSet<String> =
        api.rows("/v1/leadLabels").await.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
    let used = walk(&api, "/v1/leads").await;
    let mut used = used.iter().flat_map(|lead| lead["label_ids"].as_array().unwrap());
    assert!(used.all(|id| labels.contains(id.as_str().unwrap())));
}

#[tokio::test]
async fn the_summary_counts_and_sums_by_currency() {
    let api = Api::start().await;
    let account = api.sandbox.account();
    let check = async |query: &str, keep: &dyn Fn(&pipedrive_sandbox::Deal) -> bool| {
        let summary = api.get(&format!("/v1/deals/summary?{query}")).await.json()["data"].take();
        let deals: Vec<_> = account.deals().filter(|d| !d.is_archived && !d.is_deleted && keep(d)).collect();
        assert_eq!(summary["total_count"], deals.len(), "{query}");
        for currency in ["EUR", "USD", "JPY"] {
            let values: Vec<f64> = deals.iter().filter(|d| d.currency == currency).map(|d| d.value).collect();
            let total = &summary["values_total"][currency];
            assert_eq!(total["count"].as_u64().unwrap_or(0), u64::try_from(values.len()).unwrap(), "{query}");
            let difference = total["value"].as_f64().unwrap_or(0.0) - values.iter().sum::<f64>();
            assert!(difference.abs() < 0.01, "{query} {currency}: {difference}");
        }
    };
    check("", &|_| true).await;
    check("status=open&user_id=3", &|d| d.status == DealStatus::Open && d.owner_id == 3).await;
    check("pipeline_id=2&stage_id=6", &|d| d.pipeline_id == 2 && d.stage_id == 6).await;
    check("filter_id=1&user_id=99", &|d| d.status == DealStatus::Open).await;
}

#[tokio::test]
async fn empty_lists_and_flat_pagination_are_knobs() {
    let quirks = Quirks { null_for_empty: false, flat_pagination: true, ..Quirks::default() };
    let api = Api::start_with(SandboxConfig { quirks, ..config() }).await;
    let json = api.get("/v1/notes?start=1000").await.json();
    assert_eq!(json["data"], json!([]));
    assert_eq!(json["additional_data"]["start"], 1000);
}
