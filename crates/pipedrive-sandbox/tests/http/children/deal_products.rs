//! Line items, installments and discounts of deals.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{every_deal, hundreds, lines};
use crate::support::{Api, ids};

#[tokio::test]
async fn every_deal_has_as_many_products_as_it_says() {
    let api = Api::start().await;
    let lines = lines(&api).await;
    assert_eq!(ids(&lines).into_iter().collect::<BTreeSet<_>>().len(), lines.len(), "ids are unique");
    for deal in every_deal(&api, "products_count").await {
        let of_deal: Vec<&Value> = lines.iter().filter(|line| line["deal_id"] == deal["id"]).collect();
        assert_eq!(deal["products_count"], of_deal.len());
        assert!(of_deal.iter().all(|line| line["currency"] == deal["currency"]));
        let own = api.walk(&format!("/api/v2/deals/{}/products?limit=2", deal["id"])).await;
        assert_eq!(own.iter().collect::<Vec<_>>(), of_deal, "deal {}", deal["id"]);
    }
}

#[tokio::test]
async fn line_items_follow_their_product() {
    let api = Api::start().await;
    let products = api.sandbox.account().products().collect::<Vec<_>>();
    let lines = lines(&api).await;
    let mut variations = 0;
    for line in &lines {
        let number = |name: &str| line[name].as_f64().unwrap();
        let gross = number("item_price") * number("quantity");
        let net = match line["discount_type"].as_str().unwrap() {
            "percentage" => gross - gross * number("discount") / 100.0,
            _ => (gross - number("discount")).max(0.0),
        };
        assert!((number("sum") - net).abs() < 0.011, "{line}");
        assert_eq!(line["billing_frequency"] == "one-time", line["billing_start_date"].is_null(), "{line}");
        assert!(line["add_time"].as_str() <= line["update_time"].as_str());
        let Some(id) = line["product_id"].as_u64() else {
            assert_eq!(line["name"], Value::Null);
            continue;
        };
        let product = products.iter().find(|product| u64::from(product.id) == id).unwrap();
        assert_eq!(line["name"], product.name);
        if let Some((_, price)) = product.prices.iter().find(|(code, _)| line["currency"] == *code) {
            assert!((number("item_price") - price).abs() < 0.001);
        }
        if let Some(variation) = line["product_variation_id"].as_u64() {
            variations += 1;
            let known = ids(&api.walk(&format!("/api/v2/products/{id}/variations")).await);
            assert!(known.contains(&variation));
        }
    }
    assert!(variations > 0 && lines.iter().any(|line| line["product_id"].is_null()));
}

#[tokio::test]
async fn line_items_are_walked_once_in_every_order() {
    let api = Api::start().await;
    let many = hundreds().remove(0);
    for path in [
        format!("deals/products?deal_ids={many}"),
        format!("deals/installments?deal_ids={}", many.replace(',', "&deal_ids=")),
    ] {
        let fields: &[&str] = if path.contains("products") {
            &["id", "deal_id", "add_time", "update_time", "order_nr"]
        } else {
            &["id", "billing_date", "deal_id"]
        };
        let all: BTreeSet<u64> = ids(&api.walk(&format!("/api/v2/{path}&limit=500")).await).into_iter().collect();
        assert!(all.len() > 10, "{path}");
        for field in fields {
            for direction in ["asc", "desc"] {
                let path = format!("/api/v2/{path}&limit=7&sort_by={field}&sort_direction={direction}");
                let rows = api.walk(&path).await;
                let text = |row: &Value| row[*field].as_str().map(str::to_owned);
                let mut keys: Vec<_> =
                    rows.iter().map(|row| (row[*field].as_u64(), text(row), row["id"].as_u64())).collect();
                if direction == "desc" {
                    keys.reverse();
                }
                assert!(keys.is_sorted(), "{path}");
                assert_eq!(rows.len(), all.len(), "{path}");
                assert_eq!(ids(&rows).into_iter().collect::<BTreeSet<_>>(), all, "{path}");
            }
        }
    }
}

#[tokio::test]
async fn deals_named_twice_or_not_at_all_change_nothing() {
    let api = Api::start().await;
    let deal = lines(&api).await[0]["deal_id"].take();
    let once = api.rows(&format!("/api/v2/deals/products?deal_ids={deal}")).await;
    assert!(!once.is_empty());
    for query in [format!("{deal},{deal}"), format!("99999,{deal}")] {
        assert_eq!(api.rows(&format!("/api/v2/deals/products?deal_ids={query}")).await, once, "{query}");
    }
}

#[tokio::test]
async fn installments_add_up_to_the_deal_and_come_without_additional_data() {
    let api = Api::start().await;
    let mut sums = BTreeMap::<u64, f64>::new();
    for ids in hundreds() {
        let ids = ids.replace(',', "&deal_ids=");
        let reply = api.get(&format!("/api/v2/deals/installments?limit=500&deal_ids={ids}")).await.json();
        assert_eq!(reply.get("additional_data"), None);
        for row in reply["data"].as_array().unwrap() {
            *sums.entry(row["deal_id"].as_u64().unwrap()).or_default() += row["amount"].as_f64().unwrap();
        }
    }
    assert!(sums.len() > 5);
    for deal in api.sandbox.account().deals() {
        if let Some(sum) = sums.get(&u64::from(deal.id)) {
            assert!((sum - deal.value).abs() < 0.01, "deal {}: {sum} of {}", deal.id, deal.value);
        }
    }
    let none = api.get("/api/v2/deals/installments?deal_ids=99999").await;
    assert_eq!(none.text, r#"{"success":true,"data":[]}"#);
}

#[tokio::test]
async fn discounts_are_whole_lists_of_their_deal() {
    let api = Api::start().await;
    let (mut seen, mut empty) = (BTreeSet::new(), 0);
    for deal in 1..=100 {
        let reply = api.get(&format!("/api/v2/deals/{deal}/discounts")).await.json();
        assert_eq!((reply.get("additional_data"), reply["data"].is_array()), (None, true));
        for row in reply["data"].as_array().unwrap() {
            assert_eq!(row["deal_id"], deal);
            assert!([json!("percentage"), json!("amount")].contains(&row["type"]));
            assert!(row["created_at"].as_str() <= row["updated_at"].as_str());
            assert!(seen.insert(row["id"].as_str().unwrap().to_owned()), "ids are unique");
        }
        empty += usize::from(reply["data"] == json!([]));
    }
    assert!(seen.len() > 5 && empty > 50);
}
