//! Discounts and installments of deals, and variations of products.

use axum::http::Method;
use serde_json::{Value, json};

use super::resource::{Keys, Resource, create, delete, update};
use super::{Form, Place, Shelf};
use crate::Plan;
use crate::data::{LineItem, Table};
use crate::http::{Call, Failure, Version, Write};
use crate::json::Time;
use crate::write::{Draft, Key, Kind, Rules, key};

pub(crate) static DISCOUNTS: Shelf = Shelf {
    table: Table::Discounts,
    missing: || Failure::not_found("Discount"),
    key: "id",
    places: &[Place::plain(Version::V2, "/deals/{id}/discounts", Form::List)],
    filters: &[],
    deleted: None,
};

pub(crate) static INSTALLMENTS: Shelf = Shelf {
    table: Table::Installments,
    missing: || Failure::not_found("Installment"),
    key: "id",
    places: &[Place::plain(Version::V2, "/deals/installments", Form::List)],
    filters: &[("deal_ids", "deal_id")],
    deleted: None,
};

pub(crate) static VARIATIONS: Shelf = Shelf {
    table: Table::Variations,
    missing: || Failure::not_found("Product variation"),
    key: "id",
    places: &[Place::plain(Version::V2, "/products/{id}/variations", Form::List)],
    filters: &[],
    deleted: None,
};

const DISCOUNT: &[Key] = &[
    key("description", Kind::Text).required(),
    key("amount", Kind::Number).required(),
    key("type", Kind::Word(&["percentage", "amount"])).required(),
];

const INSTALLMENT: &[Key] = &[
    key("description", Kind::Text).required(),
    key("amount", Kind::Number).required(),
    key("billing_date", Kind::Day).required(),
];

const VARIATION: &[Key] = &[key("name", Kind::Name).required(), key("prices", Kind::Prices).filled()];

static DISCOUNT_WRITES: Resource = Resource {
    shelf: &DISCOUNTS,
    rules: Rules { version: Version::V2, keys: DISCOUNT, custom: None },
    keys: Keys::Uuid,
    blank: |call| {
        let now = Time(call.account.present());
        json!({"deal_id": id(call), "created_at": now, "created_by": 1, "updated_at": now, "updated_by": 1})
    },
    prepare: |call, before, draft| {
        if before.is_some() {
            draft.set("updated_at", json!(Time(call.account.present())));
            draft.set("updated_by", 1);
        }
        Ok(())
    },
};

static INSTALLMENT_WRITES: Resource = Resource {
    shelf: &INSTALLMENTS,
    rules: Rules { version: Version::V2, keys: INSTALLMENT, custom: None },
    keys: Keys::From(1_000_000_001),
    blank: |call| json!({ "deal_id": id(call) }),
    prepare: prepare_installment,
};

static VARIATION_WRITES: Resource = Resource {
    shelf: &VARIATIONS,
    rules: Rules { version: Version::V2, keys: VARIATION, custom: None },
    keys: Keys::From(1_000_000_001),
    blank: |call| json!({"product_id": id(call), "prices": []}),
    prepare: |call, before, draft| {
        prepare_variation(call, before, draft);
        Ok(())
    },
};

const DEAL_SCOPES: &[&str] = &["deals:read", "deals:full"];
const CHANGE: (u32, &[&str]) = (5, DEAL_SCOPES);
const REMOVE: (u32, &[&str]) = (3, DEAL_SCOPES);
const CHANGE_PRODUCT: (u32, &[&str]) = (5, &["products:full"]);
const ONE_DISCOUNT: &str = "/deals/{id}/discounts/{discount_id}";
const ONE_INSTALLMENT: &str = "/deals/{id}/installments/{installment_id}";
const ONE_VARIATION: &str = "/products/{id}/variations/{product_variation_id}";

pub(super) const WRITES: &[Write] = &[
    Write::new(Method::POST, Version::V2, "/deals/{id}/discounts", CHANGE, |call, body| {
        create(deal(call)?, body, &DISCOUNT_WRITES)
    })
    .created(),
    Write::new(Method::PATCH, Version::V2, ONE_DISCOUNT, CHANGE, |call, body| {
        update(deal(call)?, body, &DISCOUNT_WRITES)
    }),
    Write::new(Method::DELETE, Version::V2, ONE_DISCOUNT, REMOVE, |call, _| delete(deal(call)?, &DISCOUNTS)),
    Write::new(Method::POST, Version::V2, "/deals/{id}/installments", CHANGE, |call, body| {
        create(deal(call)?, body, &INSTALLMENT_WRITES)
    }),
    Write::new(Method::PATCH, Version::V2, ONE_INSTALLMENT, CHANGE, |call, body| {
        update(deal(call)?, body, &INSTALLMENT_WRITES)
    }),
    Write::new(Method::DELETE, Version::V2, ONE_INSTALLMENT, REMOVE, |call, _| delete(deal(call)?, &INSTALLMENTS)),
    Write::new(Method::POST, Version::V2, "/products/{id}/variations", CHANGE_PRODUCT, |call, body| {
        create(product(call)?, body, &VARIATION_WRITES)
    })
    .created(),
    Write::new(Method::PATCH, Version::V2, ONE_VARIATION, CHANGE_PRODUCT, |call, body| {
        update(product(call)?, body, &VARIATION_WRITES)
    }),
    Write::new(Method::DELETE, Version::V2, ONE_VARIATION, (3, &["products:full"]), |call, _| {
        delete(product(call)?, &VARIATIONS)
    }),
];

/// The id before the parts in the path.
fn id(call: &Call<'_>) -> u32 {
    call.key.parse().unwrap_or_default()
}

/// The request, if it is about a deal that can be changed.
fn deal<'a, 'b>(call: &'a Call<'b>) -> Result<&'a Call<'b>, Failure> {
    let id = call.id()?;
    if !call.account.is_live(Table::Deals, id) {
        return Err(Failure::not_found("Deal"));
    }
    if crate::Deal::new(call.account, id).is_archived {
        return Err(Failure::validation(&[format!("deal_id: deal {id} is archived and does not allow changes")]));
    }
    Ok(call)
}

/// The request, if it is about a product there is.
fn product<'a, 'b>(call: &'a Call<'b>) -> Result<&'a Call<'b>, Failure> {
    let is_live = call.account.is_live(Table::Products, call.id()?);
    if is_live { Ok(call) } else { Err(Failure::not_found("Product")) }
}

/// Installments need a plan that has them, and products on the deal.
fn prepare_installment(call: &Call<'_>, before: Option<&Value>, _: &mut Draft) -> Result<(), Failure> {
    if call.plan == Plan::Lite {
        return Err(Failure::beyond_plan("Installments"));
    }
    if before.is_none() && LineItem::ids(call.account, id(call)).len() == 0 {
        return Err(Failure::validation(&["deal_id: the deal has no products to pay for".to_owned()]));
    }
    Ok(())
}

/// Prices of a variation know it.
fn prepare_variation(call: &Call<'_>, before: Option<&Value>, draft: &mut Draft) {
    let id = match before {
        Some(row) => row["id"].clone(),
        None => json!(call.account.next_document_id(Table::Variations, 1_000_000_001)),
    };
    if let Some(Value::Array(prices)) = draft.values.get_mut("prices") {
        for price in prices {
            price["product_variation_id"] = id.clone();
        }
    }
}
