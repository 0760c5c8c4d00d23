//! Searches: what they find, in which order, page by page, and what they refuse.

use std::collections::BTreeSet;

use pipedrive_sandbox::SandboxConfig;
use serde_json::Value;

use crate::support::{Api, config, ids};

/// Every result of a search, page by page.
async fn results(api: &Api, path: &str) -> Vec<Value> {
    let (mut rows, mut url) = (Vec::new(), path.to_owned());
    loop {
        let reply = api.get(&url).await;
        assert_eq!(reply.status, 200, "{url}: {}", reply.text);
        let json = reply.json();
        rows.extend(json["data"]["items"].as_array().unwrap().iter().cloned());
        match json["additional_data"]["next_cursor"].as_str() {
            Some(cursor) => url = format!("{path}&cursor={cursor}"),
            None => return rows,
        }
    }
}

/// The items of results.
fn items(results: &[Value]) -> Vec<Value> {
    results.iter().map(|result| result["item"].clone()).collect()
}

/// The ids of records whose text has the term, in any case.
fn having(records: &[Value], member: &str, term: &str) -> BTreeSet<u64> {
    let has = |record: &&Value| record[member].as_str().is_some_and(|text| text.to_lowercase().contains(term));
    records.iter().filter(has).map(|record| record["id"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn searches_find_every_record_with_the_term_the_best_first() {
    let api = Api::start().await;
    for (list, member, term) in [
        ("deals", "title", "foods"),
        ("persons", "name", "ada"),
        ("organizations", "name", "nordic"),
        ("products", "name", "licence"),
    ] {
        let mut records = api.walk(&format!("/api/v2/{list}?limit=500")).await;
        if list == "deals" {
            records.extend(api.walk("/api/v2/deals/archived?limit=500").await);
        }
        let expect = having(&records, member, term);
        let path = format!("/api/v2/{list}/search?term={}&fields={member}", term.to_uppercase());
        let found = results(&api, &path).await;
        assert!(expect.len() > 1, "{path}");
        assert_eq!(ids(&items(&found)).into_iter().collect::<BTreeSet<_>>(), expect, "{path}");
        assert_eq!(found.len(), expect.len(), "{path}");
        assert!(found.is_sorted_by(|a, b| a["result_score"].as_f64() >= b["result_score"].as_f64()), "{path}");
        assert_eq!(results(&api, &format!("{path}&limit=2")).await, found, "{path}");
        let whole = found[0]["item"][member].as_str().unwrap().to_owned();
        let same = |item: &Value| item[member].as_str().unwrap().to_lowercase() == whole.to_lowercase();
        let encoded: Vec<String> = whole.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let encoded = encoded.concat();
        let exact =
            results(&api, &format!("/api/v2/{list}/search?term={encoded}&exact_match=true&fields={member}")).await;
        assert!(!exact.is_empty() && items(&exact).iter().all(same), "{path}: {whole}");
        // The beginning of a text is not the text.
        let exact = results(&api, &format!("/api/v2/{list}/search?term={term}&exact_match=true&fields={member}")).await;
        let is_term = |item: &Value| item[member].as_str().unwrap().to_lowercase() == term;
        assert!(exact.len() < found.len() && items(&exact).iter().all(is_term), "{path}");
    }
}

#[tokio::test]
async fn other_fields_are_searched_unless_the_request_narrows() {
    let api = Api::start().await;
    let person = api.walk("/api/v2/persons?limit=500").await;
    let person = person.iter().find(|person| person["emails"][0]["value"].is_string()).unwrap();
    let email = person["emails"][0]["value"].as_str().unwrap();
    let found = items(&results(&api, &format!("/api/v2/persons/search?term={email}")).await);
    assert_eq!(ids(&found), [person["id"].as_u64().unwrap()]);
    assert!(results(&api, &format!("/api/v2/persons/search?term={email}&fields=name,phone")).await.is_empty());

    let noted = items(&results(&api, "/api/v2/deals/search?term=no%20answer&fields=notes").await);
    assert!(!noted.is_empty());
    assert!(noted.iter().all(|deal| deal["notes"][0].as_str().unwrap().contains("no answer")), "{noted:?}");
    let custom = items(&results(&api, "/api/v2/deals/search?term=newsletter%2042&fields=custom_fields").await);
    assert!(!custom.is_empty() && custom.iter().all(|deal| deal["custom_fields"][0] == "Newsletter 42"));
}

#[tokio::test]
async fn searches_are_narrowed_to_a_person_an_organization_or_a_status() {
    let api = Api::start().await;
    let all = items(&results(&api, "/api/v2/deals/search?term=foods").await);
    let check = async |query: String, keep: &dyn Fn(&Value) -> bool| {
        let expect: BTreeSet<u64> =
            ids(&all.iter().filter(|deal| keep(deal)).cloned().collect::<Vec<_>>()).into_iter().collect();
        let found = items(&results(&api, &format!("/api/v2/deals/search?term=foods&{query}")).await);
        assert!(!expect.is_empty(), "{query}");
        assert!(
            expect.is_subset(&ids(&found).into_iter().collect()) && found.iter().all(|deal| all.contains(deal)),
            "{query}"
        );
        found
    };
    for status in ["open", "won", "lost"] {
        let found = check(format!("status={status}"), &|deal| deal["status"] == status).await;
        assert!(found.iter().all(|deal| deal["status"] == status));
    }
    let organization = all.iter().find(|deal| deal["organization"].is_object()).unwrap()["organization"]["id"].clone();
    let found =
        check(format!("organization_id={organization}"), &|deal| deal["organization"]["id"] == organization).await;
    assert!(found.iter().all(|deal| deal["organization"]["id"] == organization));
    let person = all.iter().find(|deal| deal["person"].is_object()).unwrap()["person"]["id"].clone();
    // A person may also be a deal's other participant.
    check(format!("person_id={person}"), &|deal| deal["person"]["id"] == person).await;
    let with_address = items(&results(&api, "/api/v2/deals/search?term=foods&include_fields=deal.cc_email").await);
    assert!(
        with_address.iter().all(|deal| deal["cc_email"].is_string())
            && all.iter().all(|deal| deal.get("cc_email").is_none())
    );
}

#[tokio::test]
async fn a_search_among_everything_finds_every_kind() {
    let api = Api::start().await;
    let check = async |query: &str, kinds: &[&str]| {
        let found = results(&api, &format!("/api/v2/itemSearch?{query}")).await;
        let found: BTreeSet<String> =
            found.iter().map(|result| result["item"]["type"].as_str().unwrap().to_owned()).collect();
        assert_eq!(found, kinds.iter().map(|kind| (*kind).to_owned()).collect(), "{query}");
    };
    check("term=offer", &["deal", "file", "lead", "mail_attachment", "organization", "person"]).await;
    check("term=offer&item_types=file,mail_attachment", &["file", "mail_attachment"]).await;
    check("term=foods&item_types=organization,deal&fields=name", &["organization"]).await;
    check("term=licence", &["product", "deal", "lead", "project"]).await;
    let path = "/api/v2/itemSearch?term=offer";
    let whole = results(&api, path).await;
    let pages = results(&api, &format!("{path}&limit=17")).await;
    assert!(whole.len() > 34 && pages == whole, "{}", whole.len());
}

#[tokio::test]
async fn related_items_are_those_of_the_contacts_found() {
    let api = Api::start().await;
    let path = "/api/v2/itemSearch?term=nordic&item_types=organization&limit=3";
    let plain = api.get(path).await.json();
    assert_eq!(plain["data"]["related_items"], Value::Array(Vec::new()));
    let data = api.get(&format!("{path}&search_for_related_items=true")).await.json()["data"].take();
    let found = ids(&items(data["items"].as_array().unwrap()));
    let related = data["related_items"].as_array().unwrap();
    let mut kinds = BTreeSet::new();
    for result in related {
        let item = &result["item"];
        assert_eq!(result["result_score"], 0);
        assert!(found.contains(&item["organization"]["id"].as_u64().unwrap()), "{item}");
        kinds.insert(item["type"].as_str().unwrap());
    }
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["deal", "lead", "person"]);
}

#[tokio::test]
async fn values_of_one_field_are_searched_with_regard_to_case() {
    let api = Api::start().await;
    let organizations = api.walk("/api/v2/organizations?limit=500").await;
    let name =
        organizations.iter().map(|row| row["name"].as_str().unwrap()).find(|name| name.starts_with("Nordic")).unwrap();
    let key = api.sandbox.account().custom_field_key("deals", "Campaign").unwrap();
    let all = async |query: &str| api.walk(&format!("/api/v2/itemSearch/field?limit=2&{query}")).await;
    let names = |rows: &[Value]| rows.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let of = "entity_type=organization&field=name";
    let beginning = all(&format!("{of}&match=beginning&term=Nordic")).await;
    assert!(beginning.len() > 2 && names(&beginning).iter().all(|name| name.starts_with("Nordic")));
    assert!(all(&format!("{of}&match=beginning&term=nordic")).await.is_empty());
    assert!(all(&format!("{of}&term=Nordic")).await.is_empty());
    let exact = all(&format!("{of}&match=exact&term={}", name.replace(' ', "%20"))).await;
    assert!(!exact.is_empty() && names(&exact).iter().all(|found| found == name));
    let middle = all(&format!("entity_type=deal&field={key}&match=middle&term=sletter")).await;
    assert!(middle.len() > 2 && names(&middle).iter().all(|name| name == "Newsletter 42"));
    let leads = all("entity_type=lead&field=title&match=middle&term=lead:").await;
    assert!(leads.iter().all(|lead| lead["id"].as_str().unwrap().len() == 36) && !leads.is_empty());
}

#[tokio::test]
async fn wrong_searches_are_refused_with_a_reason() {
    let api = Api::start().await;
    let walk = api.get("/api/v2/deals?limit=1").await.json();
    let foreign = walk["additional_data"]["next_cursor"].as_str().unwrap();
    let cases = [
        ("/deals/search".to_owned(), "Parameter 'term' is required"),
        ("/deals/search?term=a".to_owned(), "Parameter 'term' must be at least 2 characters long"),
        ("/deals/search?term=&exact_match=true".to_owned(), "Parameter 'term' must be at least 1 characters long"),
        ("/deals/search?term=ab&fields=name".to_owned(), "fields: Parameter 'fields' must be one of"),
        ("/deals/search?term=ab&status=deleted".to_owned(), "status: Parameter 'status' must be one of"),
        ("/persons/search?term=ab&person_id=1".to_owned(), "Parameter 'person_id' is not allowed"),
        ("/deals/search?term=ab&limit=501".to_owned(), "must be less than or equal to 500"),
        (format!("/deals/search?term=ab&cursor={foreign}"), "is not a valid cursor"),
        ("/itemSearch?term=ab&limit=101".to_owned(), "must be less than or equal to 100"),
        ("/itemSearch?term=ab&item_types=note".to_owned(), "item_types: Parameter 'item_types' must be one of"),
        ("/itemSearch/field?term=a&entity_type=deal&field=title&match=middle".to_owned(), "at least 2 characters"),
        ("/itemSearch/field".to_owned(), "term: Parameter 'term' is required; entity_type: Parameter"),
        ("/itemSearch/field?term=ab&entity_type=deal&field=value".to_owned(), "Field 'value' cannot be searched"),
    ];
    for (path, expect) in cases {
        let reply = api.get(&format!("/api/v2{path}")).await;
        let error = reply.json()["error"].as_str().unwrap().to_owned();
        assert!(reply.status == 400 && error.contains(expect), "{path}: {} {error}", reply.status);
    }
    assert_eq!(api.get("/api/v2/deals/search?term=%C3%A4&exact_match=true").await.status, 200);
}

#[tokio::test]
async fn projects_are_found_where_the_company_has_them() {
    let api = Api::start().await;
    let projects = api.walk("/api/v2/projects?limit=500").await;
    let archived = api.walk("/api/v2/projects/archived?limit=500").await;
    let expect = having(&[projects, archived].concat(), "title", "ing");
    let found = items(&results(&api, "/api/v2/projects/search?term=ing&fields=title").await);
    assert!(expect.len() > 2);
    assert_eq!(ids(&found).into_iter().collect::<BTreeSet<_>>(), expect);
    let organization = &found.iter().find(|item| item["organization"].is_object()).unwrap()["organization"]["id"];
    let path = format!("/api/v2/projects/search?term=ing&organization_id={organization}");
    assert!(items(&results(&api, &path).await).iter().any(|item| item["organization"]["id"] == *organization));

    let without = Api::start_with(SandboxConfig { projects_add_on: false, ..config() }).await;
    assert_eq!(without.get("/api/v2/projects/search?term=ing").await.status, 403);
    assert!(results(&without, "/api/v2/itemSearch?term=ing&item_types=project").await.is_empty());
    let path = "/api/v2/itemSearch/field?term=ing&entity_type=project&field=title&match=middle";
    assert_eq!((api.get(path).await.status, without.get(path).await.status), (200, 403));
}
