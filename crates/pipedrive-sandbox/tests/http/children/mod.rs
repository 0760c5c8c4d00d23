//! What belongs to deals, persons, organizations, products and users, and what happened to them.

mod changelogs;
mod deal_products;
mod flows;
mod followers;
mod operations;
mod participants;
mod products;

use serde_json::Value;

use crate::support::Api;

/// Every row of a v1 list that is paged with a cursor.
async fn cursor_walk(api: &Api, path: &str, limit: u32) -> Vec<Value> {
    let (mut rows, mut url) = (Vec::new(), format!("{path}?limit={limit}"));
    loop {
        let reply = api.get(&url).await;
        assert_eq!(reply.status, 200, "{url}: {}", reply.text);
        rows.extend(reply.rows());
        match reply.json()["additional_data"]["next_cursor"].as_str() {
            Some(cursor) => url = format!("{path}?limit={limit}&cursor={cursor}"),
            None => return rows,
        }
    }
}

/// Every deal as v2 shows it, archived and deleted ones too, with some optional columns.
async fn every_deal(api: &Api, include: &str) -> Vec<Value> {
    let mut deals = Vec::new();
    for list in ["deals", "deals/archived"] {
        let include = if include.is_empty() { String::new() } else { format!("&include_fields={include}") };
        deals.extend(api.walk(&format!("/api/v2/{list}?limit=500&status=open,won,lost,deleted{include}")).await);
    }
    deals
}

/// The numbers 1 to 400 in lists of a hundred.
fn hundreds() -> Vec<String> {
    let ids: Vec<String> = (1..=400).map(|id| id.to_string()).collect();
    ids.chunks(100).map(|chunk| chunk.join(",")).collect()
}

/// Every line item of the account.
async fn lines(api: &Api) -> Vec<Value> {
    let mut lines = Vec::new();
    for ids in hundreds() {
        lines.extend(api.walk(&format!("/api/v2/deals/products?limit=500&deal_ids={ids}")).await);
    }
    lines
}
