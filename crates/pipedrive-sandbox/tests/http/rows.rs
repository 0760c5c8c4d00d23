//! The shape of rows: custom fields of every type, labels, optional columns, field definitions.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::Api;

/// The first value of a custom field among the rows that is not null.
fn first(rows: &[Value], key: &str) -> Value {
    let found = rows.iter().map(|row| &row["custom_fields"][key]).find(|value| !value.is_null());
    found.unwrap_or_else(|| panic!("no row has a value for {key}")).clone()
}

fn members(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test]
async fn every_creatable_type_has_its_shape() {
    let api = Api::start().await;
    let rows = api.walk("/api/v2/deals?limit=500").await;
    let check = |label: &str, holds: &dyn Fn(&Value) -> bool| {
        let value = first(&rows, api.sandbox.account().custom_field_key("deals", label).unwrap());
        assert!(holds(&value), "{label}: {value}");
    };
    let time = |value: &Value| value.as_str().is_some_and(|text| text.len() == 8 && text.matches(':').count() == 2);
    let date = |value: &Value| value.as_str().is_some_and(|text| text.len() == 10 && text.matches('-').count() == 2);
    for label in ["Competitor", "Campaign", "Requirements", "Support Phone", "契約番号"] {
        check(label, &Value::is_string);
    }
    for label in ["Account Manager", "Partner Organization", "Technical Contact", "Contract Type", "Status"] {
        check(label, &Value::is_u64);
    }
    check("Discount %", &Value::is_number);
    check("Renewal Date", &date);
    check("Products of Interest", &|v| {
        v.as_array().is_some_and(|ids| !ids.is_empty() && ids.iter().all(Value::is_u64))
    });
    check("Contract Value", &|v| members(v) == ["currency", "value"] && v["value"].is_number());
    check("Contract Period", &|v| members(v) == ["until", "value"] && date(&v["value"]) && date(&v["until"]));
    check("Daily Stand-up", &|v| members(v) == ["timezone_id", "timezone_name", "value"] && time(&v["value"]));
    check("Call Window", &|v| members(v) == ["timezone_id", "timezone_name", "until", "value"] && time(&v["until"]));
    check("Delivery Address", &|v| members(v).len() == 11 && v["formatted_address"].is_string());
    let never = api.sandbox.account().custom_field_key("deals", "Never Used").unwrap();
    assert!(rows.iter().all(|row| row["custom_fields"].get(never) == Some(&Value::Null)), "unset is null, not absent");
}

#[tokio::test]
async fn definitions_list_built_in_and_custom_fields() {
    let api = Api::start().await;
    let definitions = api.walk("/api/v2/dealFields?limit=7").await;
    assert_eq!(definitions, api.walk("/api/v2/dealFields?limit=500").await);
    let custom: Vec<&Value> = definitions.iter().filter(|field| field["is_custom_field"] == true).collect();
    let types: BTreeSet<&str> = custom.iter().map(|field| field["field_type"].as_str().unwrap()).collect();
    assert_eq!(types.len(), 16, "{types:?}");
    let mut labels = BTreeMap::<&str, usize>::new();
    for field in &definitions {
        *labels.entry(field["field_name"].as_str().unwrap()).or_default() += 1;
    }
    assert_eq!((labels["Competitor"], labels["Status"]), (2, 2));
    let keys: BTreeSet<&str> = custom.iter().map(|field| field["field_code"].as_str().unwrap()).collect();
    assert_eq!(keys.len(), custom.len());
    assert!(keys.iter().all(|key| key.len() == 40 && key.bytes().all(|b| b.is_ascii_hexdigit())));
    let rows = api.walk("/api/v2/deals?limit=500").await;
    let present: BTreeSet<&str> = members(&rows[0]["custom_fields"]).into_iter().collect();
    assert_eq!(present, keys, "rows have every custom field");

    let key = custom[0]["field_code"].as_str().unwrap();
    let single =
        api.get(&format!("/api/v2/dealFields/{key}?include_fields=ui_visibility,required_fields")).await.json();
    assert_eq!(single["data"]["field_name"], custom[0]["field_name"]);
    assert!(single["data"]["ui_visibility"].is_object() && single["data"]["required_fields"].is_object());
    assert!(custom[0].get("ui_visibility").is_none());
}

#[tokio::test]
async fn rows_have_the_members_their_definitions_name() {
    let api = Api::start().await;
    for (list, fields) in [
        ("deals", "dealFields"),
        ("persons", "personFields"),
        ("organizations", "organizationFields"),
        ("products", "productFields"),
        ("activities", "activityFields"),
    ] {
        let definitions = api.walk(&format!("/api/v2/{fields}")).await;
        let codes = |optional: bool| -> Vec<String> {
            let built_in = definitions.iter().filter(|field| field["is_custom_field"] == false);
            built_in
                .filter(|field| field["is_optional_response_field"] == optional)
                .map(|field| field["field_code"].as_str().unwrap().to_owned())
                .collect()
        };
        let row = &api.rows(&format!("/api/v2/{list}?limit=1")).await[0];
        for code in codes(false) {
            assert!(row.get(&code).is_some(), "{list} lacks {code}");
        }
        for code in codes(true) {
            assert!(row.get(&code).is_none(), "{list} has {code} unasked");
            let row = &api.rows(&format!("/api/v2/{list}?limit=1&include_fields={code}")).await[0];
            assert!(row.get(&code).is_some(), "{list} lacks {code} though asked");
        }
    }
}

#[tokio::test]
async fn custom_fields_can_be_narrowed_and_labelled() {
    let api = Api::start().await;
    let account = api.sandbox.account();
    let kind = account.custom_field_key("deals", "Contract Type").unwrap();
    let interests = account.custom_field_key("deals", "Products of Interest").unwrap();
    let path = format!("/api/v2/deals?limit=500&custom_fields={kind},{interests}");
    let rows = api.walk(&path).await;
    assert!(rows.iter().all(|row| members(&row["custom_fields"]).len() == 2));
    let labelled = api.walk(&format!("{path}&include_option_labels=true&include_labels=true")).await;
    let (mut options, mut labels) = (BTreeSet::new(), 0);
    for (plain, labelled) in rows.iter().zip(&labelled) {
        assert_eq!(labelled["custom_fields"][kind]["id"], plain["custom_fields"][kind]);
        if let Some(label) = labelled["custom_fields"][kind]["label"].as_str() {
            options.insert(label.to_owned());
        }
        if let Some(set) = plain["custom_fields"][interests].as_array() {
            let with_labels = labelled["custom_fields"][interests].as_array().unwrap();
            let ids: Vec<&Value> = with_labels.iter().map(|option| &option["id"]).collect();
            assert_eq!(ids, set.iter().collect::<Vec<_>>());
        }
        let label_ids: Vec<&Value> = labelled["labels"].as_array().unwrap().iter().map(|l| &l["id"]).collect();
        assert_eq!(label_ids, plain["label_ids"].as_array().unwrap().iter().collect::<Vec<_>>());
        labels += labelled["labels"].as_array().unwrap().iter().filter(|label| label["label"].is_string()).count();
        assert!(plain.get("labels").is_none());
    }
    assert_eq!(options.into_iter().collect::<Vec<_>>(), ["Expansion", "New business", "Pilot", "Renewal"]);
    assert!(labels > 0);
}

#[tokio::test]
async fn counts_agree_with_the_lists_they_count() {
    let api = Api::start().await;
    let fields = "activities_count,done_activities_count,undone_activities_count,next_activity_id,notes_count";
    let deals = api.walk(&format!("/api/v2/deals?limit=500&include_fields={fields}")).await;
    let activities = api.walk("/api/v2/activities?limit=500").await;
    let of_deal = |deal: &Value, done: bool| {
        activities.iter().filter(|a| a["deal_id"] == deal["id"] && a["done"] == done).count()
    };
    for deal in &deals {
        assert_eq!(deal["done_activities_count"], of_deal(deal, true));
        assert_eq!(deal["undone_activities_count"], of_deal(deal, false));
        assert_eq!(deal["activities_count"], of_deal(deal, true) + of_deal(deal, false));
        if let Some(next) = deal["next_activity_id"].as_u64() {
            let next = activities.iter().find(|a| a["id"] == next).unwrap();
            assert_eq!((&next["deal_id"], &next["done"]), (&deal["id"], &false.into()));
        }
    }
    let fields = "open_deals_count,won_deals_count,people_count";
    let organizations = api.walk(&format!("/api/v2/organizations?include_fields={fields}")).await;
    let persons = api.walk("/api/v2/persons?limit=500").await;
    let of_organization = |rows: &[Value], organization: &Value, status: Option<&str>| {
        let status = |row: &Value| status.is_none_or(|status| row["status"] == status);
        rows.iter().filter(|row| row["org_id"] == organization["id"] && status(row)).count()
    };
    for organization in &organizations {
        assert_eq!(organization["open_deals_count"], of_organization(&deals, organization, Some("open")));
        assert_eq!(organization["won_deals_count"], of_organization(&deals, organization, Some("won")));
        assert_eq!(organization["people_count"], of_organization(&persons, organization, None));
    }
}
