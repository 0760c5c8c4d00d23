//! Products.

use axum::http::Method;
use serde_json::{Value, json};

use super::deals::VISIBILITIES;
use super::draft::{Draft, Rules};
use super::key::{Key, Kind, key};
use super::resource::{Resource, create, delete, insert, live, row, update};
use crate::data::{BILLING_FREQUENCIES, Owner, Table};
use crate::http::{Answer, Call, Failure, Version, Write};
use crate::json::value;

const KEYS: &[Key] = &[
    key("name", Kind::Name).required(),
    key("code", Kind::Text),
    key("description", Kind::Text),
    key("unit", Kind::Text),
    key("tax", Kind::Number).filled(),
    key("category", Kind::Choice(Owner::Products, "category")),
    key("owner_id", Kind::User).filled(),
    key("is_linkable", Kind::Flag).filled(),
    key("visible_to", Kind::Code(VISIBILITIES)).filled(),
    key("prices", Kind::Prices).filled(),
    key("billing_frequency", Kind::Word(&BILLING_FREQUENCIES)).filled(),
    key("billing_frequency_cycles", Kind::Integer),
];

pub(crate) static PRODUCTS: Resource = Resource {
    table: Table::Products,
    name: "Product",
    rules: Rules { version: Version::V2, keys: KEYS, custom: Some(Owner::Products) },
    path: "/products/{id}",
    prepare: |call, before, draft| {
        prepare(call, before, draft);
        Ok(())
    },
};

const CHANGE: (u32, &[&str]) = (5, &["products:full"]);
const REMOVE: (u32, &[&str]) = (3, &["products:full"]);

pub(crate) const WRITES: &[Write] = &[
    Write::new(Method::POST, Version::V2, "/products", CHANGE, |call, body| create(call, body, &PRODUCTS)).created(),
    Write::new(Method::PATCH, Version::V2, "/products/{id}", CHANGE, |call, body| update(call, body, &PRODUCTS)),
    Write::new(Method::DELETE, Version::V2, "/products/{id}", REMOVE, |call, _| delete(call, &PRODUCTS)),
    Write::new(Method::POST, Version::V2, "/products/{id}/duplicate", CHANGE, |call, _| duplicate(call)).created(),
];

/// Every price knows its product; without any a product costs nothing in the account's currency.
fn prepare(call: &Call<'_>, id: Option<u32>, draft: &mut Draft) {
    let id_of_prices = id.unwrap_or_else(|| call.account.product_count() + 1);
    if id.is_none() {
        draft.fill("prices", json!([{"price": 0, "currency": "EUR", "cost": 0, "direct_cost": null, "notes": ""}]));
        draft.fill("code", Value::Null);
        draft.fill("is_linkable", true);
        draft.fill("visible_to", 3);
    }
    if let Some(Value::Array(prices)) = draft.values.get_mut("prices") {
        for price in prices {
            price["product_id"] = json!(id_of_prices);
        }
    }
    let recurs = draft.text("billing_frequency").is_none_or(|frequency| frequency != "one-time");
    if !recurs {
        draft.set("billing_frequency_cycles", Value::Null);
    }
}

/// A copy has the values of the original under a name that says so.
fn duplicate(call: &Call<'_>) -> Result<Answer, Failure> {
    let id = live(call, &PRODUCTS)?;
    let mut original = row(call, &PRODUCTS, id);
    let mut draft = Draft::default();
    for key in KEYS {
        let given = original[key.name].take();
        let kept = if key.name == "category" { super::value::option_id(&given) } else { given };
        draft.set(key.name, kept);
    }
    let name = format!("{} (copy)", draft.text("name").unwrap_or_default());
    draft.set("name", name);
    let fields = call.account.custom_fields(Owner::Products);
    draft.custom =
        fields.iter().map(|field| (field.key.clone(), field.value_of(call.account, Table::Products, id))).collect();
    prepare(call, None, &mut draft);
    let copy = insert(call, &PRODUCTS, draft);
    Ok(Answer::object(|out| value(out, &row(call, &PRODUCTS, copy))))
}
