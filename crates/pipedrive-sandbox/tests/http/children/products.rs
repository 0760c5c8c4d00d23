//! Deals of products, products of persons, variations, images and pictures.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{every_deal, lines};
use crate::support::{Api, ids};

/// Every row of a v1 list.
async fn walk(api: &Api, path: &str, limit: usize) -> Vec<Value> {
    let separator = if path.contains('?') { '&' } else { '?' };
    let (mut rows, mut start) = (Vec::new(), 0);
    loop {
        let reply = api.get(&format!("{path}{separator}limit={limit}&start={start}")).await;
        rows.extend(reply.rows());
        match reply.json()["additional_data"]["pagination"]["next_start"].as_u64() {
            Some(next) => start = next,
            None => return rows,
        }
    }
}

/// Product and deal of every line item whose product is still known.
async fn pairs(api: &Api) -> BTreeSet<(u64, u64)> {
    let lines = lines(api).await;
    lines.iter().filter_map(|line| Some((line["product_id"].as_u64()?, line["deal_id"].as_u64()?))).collect()
}

#[tokio::test]
async fn products_know_the_deals_they_are_on() {
    let api = Api::start().await;
    let lines = pairs(&api).await;
    let deals: BTreeMap<u64, Value> =
        every_deal(&api, "first_won_time,followers_count,products_count,participants_count,next_activity_id")
            .await
            .into_iter()
            .map(|deal| (deal["id"].as_u64().unwrap(), deal))
            .collect();
    for product in (1..=60).filter(|product| product % 29 != 0) {
        for status in ["", "open", "won", "lost", "deleted", "all_not_deleted"] {
            let query = if status.is_empty() { String::new() } else { format!("?status={status}") };
            let rows = walk(&api, &format!("/v1/products/{product}/deals{query}"), 3).await;
            let fits = |deal: &Value| match status {
                "" | "all_not_deleted" => deal["status"] != "deleted",
                status => deal["status"] == status,
            };
            let expect = lines.iter().filter(|(of, deal)| *of == product && fits(&deals[deal])).map(|(_, deal)| *deal);
            assert_eq!(ids(&rows), expect.collect::<Vec<_>>(), "{product} {status}");
            for row in rows {
                let deal = &deals[&row["id"].as_u64().unwrap()];
                for name in [
                    "title",
                    "value",
                    "currency",
                    "stage_id",
                    "pipeline_id",
                    "status",
                    "probability",
                    "lost_reason",
                    "products_count",
                    "followers_count",
                    "participants_count",
                    "next_activity_id",
                    "is_archived",
                    "origin",
                    "mrr",
                ] {
                    assert_eq!(row[name], deal[name], "{name} of {}", deal["id"]);
                }
                for (v1, v2) in [
                    ("user_id", "owner_id"),
                    ("person_id", "person_id"),
                    ("org_id", "org_id"),
                    ("creator_user_id", "creator_user_id"),
                ] {
                    assert_eq!(row[v1]["value"], deal[v2], "{v1} of {}", deal["id"]);
                }
                for name in ["add_time", "update_time", "stage_change_time", "won_time", "lost_time", "first_won_time"]
                {
                    let time = deal[name].as_str().map(|text| text.replace('T', " ").replace('Z', ""));
                    assert_eq!(row[name].as_str().map(str::to_owned), time, "{name} of {}", deal["id"]);
                }
            }
        }
    }
    assert_eq!(api.get("/v1/products/1/deals?status=nothing").await.status, 400);
}

#[tokio::test]
async fn persons_know_the_products_on_their_deals() {
    let api = Api::start().await;
    let lines = pairs(&api).await;
    let account = api.sandbox.account();
    let mut seen = 0;
    for person in 1..=200 {
        let rows = walk(&api, &format!("/v1/persons/{person}/products"), 2).await;
        let own = account.deals().filter(|deal| deal.person_id == Some(person) && !deal.is_deleted);
        let own: BTreeSet<u64> = own.map(|deal| u64::from(deal.id)).collect();
        let mut found = BTreeSet::new();
        for row in &rows {
            let members = row.as_object().unwrap();
            assert_eq!(members.len(), 1, "one member, named after the deal");
            let (name, pair) = members.iter().next().unwrap();
            assert_eq!((name, &pair["deal"]["person_id"]), (&pair["deal"]["id"].to_string(), &person.into()));
            let deal = pair["deal"]["id"].as_u64().unwrap();
            if let Some(product) = pair["product"]["id"].as_u64() {
                assert_eq!(pair["product"]["deal_id"], deal);
                assert!(found.insert((product, deal)), "nothing twice");
            }
        }
        assert_eq!(found, lines.iter().copied().filter(|(_, deal)| own.contains(deal)).collect(), "person {person}");
        seen += found.len();
    }
    assert!(seen > 50);
}

#[tokio::test]
async fn variations_have_the_prices_of_their_product_in_kind() {
    let api = Api::start().await;
    let mut all = BTreeSet::new();
    for product in api.sandbox.account().products() {
        let variations = api.walk(&format!("/api/v2/products/{}/variations?limit=1", product.id)).await;
        for variation in &variations {
            assert_eq!(variation["product_id"], product.id);
            let currencies: Vec<&str> = variation["prices"]
                .as_array()
                .unwrap()
                .iter()
                .map(|price| price["currency"].as_str().unwrap())
                .collect();
            assert_eq!(currencies, product.prices.iter().map(|(code, _)| *code).collect::<Vec<_>>());
            assert!(
                variation["prices"].as_array().unwrap().iter().all(|p| p["product_variation_id"] == variation["id"])
            );
            assert!(all.insert(variation["id"].as_u64().unwrap()), "ids are unique");
        }
    }
    assert!(all.len() > 10);
}

#[tokio::test]
async fn pictures_and_images_are_there_or_a_404() {
    let api = Api::start().await;
    let mut pictured = 0;
    for person in api.rows("/api/v2/persons?limit=100").await {
        let reply = api.get(&format!("/api/v2/persons/{}/picture", person["id"])).await;
        if person["picture_id"].is_null() {
            assert_eq!((reply.status, reply.json()["error"].as_str()), (404, Some("Picture not found")));
            continue;
        }
        pictured += 1;
        let picture = reply.json()["data"].take();
        assert_eq!((&picture["id"], &picture["item_id"]), (&person["picture_id"], &person["id"]));
        assert!(picture["pictures"]["128"].is_string() && picture["pictures"]["512"].is_string());
    }
    assert!(pictured > 0);
    let mut statuses = BTreeMap::<u16, u32>::new();
    for product in 1..=60 {
        let reply = api.get(&format!("/api/v2/products/{product}/images")).await;
        *statuses.entry(reply.status).or_default() += 1;
        if reply.status == 200 {
            assert_eq!(reply.json()["data"]["product_id"], product);
        }
    }
    assert!(statuses.len() == 2 && statuses[&200] > 10 && statuses[&404] > 10, "{statuses:?}");
}
