//! Products on deals.

use serde_json::{Value, json};

use super::{check, data, read, send};
use crate::support::Api;

#[tokio::test]
async fn lines_decide_what_a_deal_is_worth() {
    let api = Api::start().await;
    let deal = data(&api, ("POST", "/api/v2/deals"), &json!({"title": "With lines"}), 200).await["id"].clone();
    let lines = format!("/api/v2/deals/{deal}/products");
    let line = json!({"product_id": 1, "item_price": 10.5, "quantity": 2, "discount": 10, "comments": "c", "tax": 20});
    let row = data(&api, ("POST", &lines), &line, 201).await;
    check(
        &row,
        &json!({"sum": 18.9, "tax_method": "exclusive", "comments": "c", "deal_id": deal, "currency": "EUR", "order_nr": 1}),
        "line",
    );
    check(&read(&api, &format!("/api/v2/deals/{deal}")).await, &json!({"value": 18.9}), "deal");
    let path = format!("{lines}/{}", row["id"]);
    check(
        &data(&api, ("PATCH", &path), &json!({"quantity": 3, "discount": 0}), 200).await,
        &json!({"sum": 31.5}),
        "line",
    );
    check(&read(&api, &format!("/api/v2/deals/{deal}")).await, &json!({"value": 31.5}), "deal");

    let many: Vec<Value> = (1..=3).map(|id| json!({"product_id": id, "item_price": 1, "quantity": 1})).collect();
    let added = data(&api, ("POST", &format!("{lines}/bulk")), &json!({"data": many}), 201).await;
    assert_eq!(added.as_array().unwrap().len(), 3);
    let mut wrong = many.clone();
    wrong[2] = json!({"product_id": 1, "quantity": 1});
    send(&api, ("POST", &format!("{lines}/bulk")), &json!({"data": wrong}), 400).await;
    let too_many = vec![many[0].clone(); 101];
    send(&api, ("POST", &format!("{lines}/bulk")), &json!({"data": too_many}), 400).await;
    assert_eq!(api.rows(&lines).await.len(), 4, "what is refused adds nothing");

    send(&api, ("DELETE", &path), &Value::Null, 200).await;
    send(&api, ("DELETE", &path), &Value::Null, 404).await;
    let some = format!("{lines}?ids={},{}", added[0]["id"], added[1]["id"]);
    let gone = data(&api, ("DELETE", &some), &Value::Null, 200).await;
    assert_eq!(gone["ids"], json!([added[0]["id"], added[1]["id"]]));
    send(&api, ("DELETE", &lines), &Value::Null, 200).await;
    assert!(api.rows(&lines).await.is_empty());
    check(&read(&api, &format!("/api/v2/deals/{deal}")).await, &json!({"value": 0}), "deal");
}
