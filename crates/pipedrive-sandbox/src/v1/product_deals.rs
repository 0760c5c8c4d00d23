//! `/products/{id}/deals` and `/persons/{id}/products`.

use serde_json::{Value, json};

use super::pages::{PAGE, existing, offset_rows};
use super::shapes::{Related, embedded_deal, first_char, time, whole_deal};
use crate::data::{LineItem, Link, ProductDetails};
use crate::http::{Answer, Call, Failure, Kind, Operation, Param, Version};
use crate::json::{LegacyTime, Object, value};
use crate::{Account, Deal, Product};

const STATUS: &[Param] = &[Param::new("status", Kind::Choice(&["open", "won", "lost", "deleted", "all_not_deleted"]))];

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        version: Version::V1,
        path: "/products/{id}/deals",
        cost: 20,
        scopes: &["deals:read", "deals:full"],
        params: &[PAGE, STATUS],
        answer: list_deals,
    },
    Operation {
        version: Version::V1,
        path: "/persons/{id}/products",
        cost: 20,
        scopes: &["contacts:read", "contacts:full"],
        params: &[PAGE],
        answer: list_products,
    },
];

fn list_deals(call: &Call<'_>) -> Result<Answer, Failure> {
    let account = call.account;
    let id = existing(call, account.product_count(), "Product")?;
    let status = call.query.text("status").unwrap_or("all_not_deleted");
    let links = account.links(Link::ProductDeals);
    let deals = links.of(id).iter().map(|&deal| Deal::new(account, deal)).filter(|deal| match status {
        "all_not_deleted" => !deal.is_deleted,
        status => deal.status.name() == status,
    });
    let deals: Vec<Deal> = deals.collect();
    let mut related = Related::default();
    for deal in deals.iter().skip(call.query.start()).take(call.query.limit()) {
        related.users.extend([deal.owner_id, deal.creator_user_id]);
        related.persons.extend(deal.person_id);
        related.organizations.extend(deal.org_id);
        related.stages.insert(deal.stage_id);
        related.pipelines.insert(deal.pipeline_id);
    }
    let answer = offset_rows(call, deals, |deal, out| value(out, &whole_deal(call, &deal)));
    Ok(answer.beside("related_objects", related.objects(call)))
}

/// Every product on a deal of the person is an object of one member, which is named after the deal.
fn list_products(call: &Call<'_>) -> Result<Answer, Failure> {
    let account = call.account;
    let id = existing(call, account.person_count(), "Person")?;
    let deals = account.links(Link::PersonDeals);
    let lines = deals.of(id).iter().flat_map(|&deal| LineItem::ids(account, deal));
    // A product that was purged is on no list of products.
    let known = lines.map(|line| LineItem::new(account, line)).filter_map(|line| Some((line.deal_id, line.product?)));
    Ok(offset_rows(call, known.collect(), |(deal_id, product), out| {
        let deal = embedded_deal(call, &Deal::new(account, deal_id));
        let mut object = Object::begin(out);
        object.put(&deal_id.to_string(), &json!({"deal": deal, "product": embedded_product(call, &product, deal_id)}));
        object.end();
    }))
}

/// A product as it stands beside the deal it is on.
fn embedded_product(call: &Call<'_>, product: &Product, deal_id: u32) -> Value {
    let Product { id, name, code, category, owner_id, add_time, update_time, is_deleted, .. } = product;
    let details = ProductDetails::of(call.account, product);
    json!({
        "id": id,
        "company_id": Account::COMPANY_ID,
        "name": name,
        "code": code,
        "description": details.description,
        "unit": details.unit,
        "tax": details.tax,
        "category": category.map(|place| (260 + place).to_string()),
        "active_flag": !is_deleted,
        "selectable": details.is_linkable,
        "first_char": first_char(name),
        "visible_to": "3",
        "owner_id": owner_id,
        "files_count": null,
        "add_time": LegacyTime(*add_time),
        "update_time": time(*update_time),
        "deal_id": deal_id,
    })
}
