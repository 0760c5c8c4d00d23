//! Prices, scopes and refusals of the operations below a record.

use pipedrive_sandbox::{Plan, SandboxConfig};

use crate::support::{Api, config};

#[tokio::test]
async fn every_operation_has_its_price() {
    let api = Api::start().await;
    let account = api.sandbox.account();
    let lead = account.leads().nth(9).unwrap().id;
    let conversions = [
        format!("/api/v2/deals/10/convert/status/{}", account.deal_conversion(10).unwrap()),
        format!("/api/v2/leads/{lead}/convert/status/{}", account.lead_conversion(10).unwrap()),
    ];
    let lead_users = format!("/v1/leads/{lead}/permittedUsers");
    for (path, tokens) in [
        ("/api/v2/deals/products?deal_ids=1", 10),
        ("/api/v2/deals/1/products", 10),
        ("/api/v2/deals/installments?deal_ids=1", 10),
        ("/api/v2/deals/1/discounts", 10),
        ("/api/v2/deals/1/followers", 10),
        ("/api/v2/persons/1/followers/changelog", 10),
        ("/api/v2/users/1/followers", 10),
        ("/api/v2/products/1/variations", 10),
        (&conversions[0], 1),
        (&conversions[1], 1),
        ("/v1/deals/1/changelog", 20),
        ("/v1/persons/1/changelog", 20),
        ("/v1/organizations/1/changelog", 20),
        ("/v1/deals/1/participantsChangelog", 10),
        ("/v1/deals/1/participants", 10),
        ("/v1/deals/1/flow", 40),
        ("/v1/persons/1/flow", 40),
        ("/v1/organizations/1/flow", 40),
        ("/v1/deals/1/permittedUsers", 10),
        ("/v1/products/1/permittedUsers", 10),
        (&lead_users, 10),
        ("/v1/persons/1/products", 20),
        ("/v1/products/1/deals", 20),
    ] {
        api.sandbox.clear_requests();
        let reply = api.get(path).await;
        assert_eq!((reply.status, api.sandbox.requests()[0].tokens), (200, tokens), "{path}: {}", reply.text);
    }
}

#[tokio::test]
async fn what_does_not_exist_has_no_children() {
    let api = Api::start().await;
    let account = api.sandbox.account();
    let lead = account.leads().nth(9).unwrap().id;
    let job = account.deal_conversion(10).unwrap();
    let check = async |path: &str, error: &str| {
        let reply = api.get(path).await;
        assert_eq!((reply.status, reply.json()["error"].as_str()), (404, Some(error)), "{path}");
    };
    for (list, entity) in
        [("deals", "Deal"), ("persons", "Person"), ("organizations", "Organization"), ("products", "Product")]
    {
        let error = format!("{entity} not found");
        for children in ["api/v2/?/followers", "api/v2/?/followers/changelog", "v1/?/permittedUsers"] {
            check(&format!("/{}", children.replace('?', &format!("{list}/99999"))), &error).await;
        }
        if list != "products" {
            for children in ["changelog", "flow"] {
                check(&format!("/v1/{list}/99999/{children}"), &error).await;
            }
        }
    }
    check("/api/v2/deals/401/products", "Deal not found").await;
    check("/api/v2/deals/401/discounts", "Deal not found").await;
    check("/api/v2/persons/201/picture", "Person not found").await;
    check("/api/v2/products/61/variations", "Product not found").await;
    check("/api/v2/products/61/images", "Product not found").await;
    check("/api/v2/users/13/followers", "User not found or not accessible.").await;
    check("/v1/deals/401/participants", "Deal not found").await;
    check("/v1/deals/401/participantsChangelog", "Deal not found").await;
    check("/v1/persons/201/products", "Person not found").await;
    check("/v1/products/61/deals", "Product not found").await;
    check("/v1/leads/00000000-0000-4000-8000-000000000000/permittedUsers", "requested lead not found").await;
    for path in [
        format!("/api/v2/deals/20/convert/status/{job}"),
        format!("/api/v2/deals/11/convert/status/{job}"),
        format!("/api/v2/deals/99999/convert/status/{job}"),
        format!("/api/v2/leads/{lead}/convert/status/{job}"),
    ] {
        check(&path, "Entity was not found").await;
    }
}

#[tokio::test]
async fn a_conversion_names_what_it_made_once_it_is_completed() {
    let api = Api::start().await;
    let account = api.sandbox.account();
    let mut statuses = std::collections::BTreeSet::new();
    for deal in (10..=400).step_by(10) {
        let job = account.deal_conversion(deal).unwrap();
        let data = api.get(&format!("/api/v2/deals/{deal}/convert/status/{job}")).await.json()["data"].take();
        assert_eq!(data["conversion_id"], job);
        assert_eq!(data["status"] == "completed", data["lead_id"].is_string(), "{data}");
        statuses.insert(data["status"].as_str().unwrap().to_owned());
        if let Some(lead) = data["lead_id"].as_str() {
            assert_eq!(api.get(&format!("/v1/leads/{lead}")).await.status, 200);
        }
    }
    assert!(statuses.len() > 1, "{statuses:?}");
    assert_eq!(account.deal_conversion(11), None);
    let lead = account.leads().nth(19).unwrap().id;
    let job = account.lead_conversion(20).unwrap();
    let data = api.get(&format!("/api/v2/leads/{lead}/convert/status/{job}")).await.json()["data"].take();
    assert_eq!(data["status"] == "completed", data["deal_id"].is_u64());
}

#[tokio::test]
async fn deals_of_a_list_must_be_named_and_be_few() {
    let api = Api::start().await;
    let check = async |list: &str, query: &str, problem: &str| {
        let reply = api.get(&format!("/api/v2/deals/{list}?{query}")).await;
        let error = format!("Validation failed: {problem}");
        assert_eq!((reply.status, reply.json()["error"].as_str()), (400, Some(error.as_str())), "{list} {query}");
    };
    for list in ["products", "installments"] {
        check(list, "", "deal_ids: Parameter 'deal_ids' is required").await;
        check(list, "deal_ids=1&ids=1", "ids: Parameter 'ids' is not allowed for this request").await;
    }
    // Products take one list with commas, installments a parameter for each deal.
    let many = (1..=101).map(|id| id.to_string()).collect::<Vec<_>>().join(",");
    check("products", &format!("deal_ids={many}"), "deal_ids: Parameter 'deal_ids' must contain at most 100 items")
        .await;
    check("products", "deal_ids=1,x", "deal_ids: Parameter 'deal_ids' must be a comma-separated list of whole numbers")
        .await;
    check("products", "deal_ids=1&deal_ids=2", "deal_ids: Parameter 'deal_ids' must not be an array").await;
    let many = (1..=101).map(|id| format!("deal_ids={id}")).collect::<Vec<_>>().join("&");
    check("installments", &many, "deal_ids: Parameter 'deal_ids' must contain at most 100 items").await;
    check("installments", "deal_ids=1,2", "deal_ids: Parameter 'deal_ids' must be a whole number").await;
}

#[tokio::test]
async fn installments_are_beyond_the_smallest_plan() {
    for (plan, status) in [(Plan::Lite, 403), (Plan::Growth, 200), (Plan::Ultimate, 200)] {
        let api = Api::start_with(SandboxConfig { plan, ..config() }).await;
        let reply = api.get("/api/v2/deals/installments?deal_ids=1").await;
        assert_eq!((reply.status, reply.json()["success"].as_bool()), (status, Some(status == 200)), "{plan:?}");
    }
}
