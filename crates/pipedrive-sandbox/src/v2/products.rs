//! `/products` and `/products/{id}`.

use serde_json::Value;

use super::custom::CustomShape;
use super::list::{Listing, changed_in_window, existing, is_picked, is_wanted, list, saved_filter, unless_filtered};
use super::params::{CUSTOM, DIRECTIONS, OWNER, PAGE, PICK};
use super::patch::patched;
use crate::data::{Owner, ProductDetails, Record, Table, sort_key};
use crate::http::{Answer, Call, Failure, Kind, Operation, Param, Version};
use crate::json::{Array, Number, Object, Time};
use crate::{FilterType, Product};

const SCOPES: &[&str] = &["products:read", "products:full"];

const SORT_FIELDS: &[&str] = &["id", "name", "add_time", "update_time"];

const SORT: &[Param] = &[
    Param::new("sort_by", Kind::Choice(SORT_FIELDS)),
    Param::new("sort_direction", Kind::Choice(DIRECTIONS)),
    Param::new("updated_since", Kind::Time),
];

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        version: Version::V2,
        path: "/products",
        cost: 10,
        scopes: SCOPES,
        params: &[PAGE, SORT, PICK, OWNER, CUSTOM],
        answer: list_products,
    },
    Operation {
        version: Version::V2,
        path: "/products/{id}",
        cost: 1,
        scopes: SCOPES,
        params: &[],
        answer: get_product,
    },
];

fn list_products(call: &Call<'_>) -> Result<Answer, Failure> {
    let shape = CustomShape::new(call, Owner::Products)?;
    let filter = saved_filter(call, FilterType::Products)?;
    let owner = unless_filtered(&call.query, "owner_id");
    let keep = |id: u32| {
        let product = Product::new(call.account, id);
        !product.is_deleted
            && is_wanted(owner, Some(product.owner_id))
            && changed_in_window(&call.query, product.update_time)
            && is_picked(call, filter.as_deref(), &Record::Product(&product))
    };
    let key = |id: u32, field: &str| sort_key(call.account, Table::Products, id, field);
    let count = call.account.product_count();
    let listing = Listing { table: Table::Products, count, sorts: SORT_FIELDS, key: &key };
    list(call, &listing, keep, |id, out| write(call, &shape, id, out))
}

fn get_product(call: &Call<'_>) -> Result<Answer, Failure> {
    let id = existing(call, call.account.product_count(), "Product")?;
    let shape = CustomShape::new(call, Owner::Products)?;
    Ok(Answer::object(|out| write(call, &shape, id, out)))
}

/// Attribute number of a price's direct cost.
const DIRECT_COST: u32 = 6;
/// The row of a product, for those who want parts of it.
pub(crate) fn product_row(call: &Call<'_>, id: u32) -> Value {
    let call = call.plain();
    let mut row = Vec::new();
    if let Ok(shape) = CustomShape::new(&call, Owner::Products) {
        write(&call, &shape, id, &mut row);
    }
    serde_json::from_slice(&row).unwrap_or_default()
}

/// Members that rows have as clients wrote them.
const WRITTEN: &[&str] = &["visible_to", "prices"];

fn write(call: &Call<'_>, shape: &CustomShape, id: u32, out: &mut Vec<u8>) {
    patched(call.account, (Table::Products, id), WRITTEN, out, |out| write_row(call, shape, id, out));
}

fn write_row(call: &Call<'_>, shape: &CustomShape, id: u32, out: &mut Vec<u8>) {
    let product = Product::new(call.account, id);
    let draw = call.account.draw(Table::Products, id).within(40_000);
    let details = ProductDetails::of(call.account, &product);

    let mut object = Object::begin(out);
    object.put("id", &product.id);
    object.put("name", &product.name);
    object.put("code", &product.code);
    object.put("description", &details.description);
    object.put("unit", &details.unit);
    object.put("tax", &Number(details.tax));
    let category = product.category.map(|place| 260 + place);
    if call.quirks.numeric_category {
        object.put("category", &category);
    } else {
        object.put("category", &category.map(|id| id.to_string()));
    }
    object.put("is_linkable", &details.is_linkable);
    object.put("is_deleted", &product.is_deleted);
    object.put("visible_to", &3);
    object.put("owner_id", &product.owner_id);
    object.put("add_time", &Time(product.add_time));
    object.put("update_time", &product.update_time.map(Time));
    object.put("billing_frequency", details.frequency);
    object.put("billing_frequency_cycles", &details.cycles);
    let mut prices = Array::begin(object.member("prices"));
    for (currency, price) in &product.prices {
        let direct_cost = draw.sometimes(DIRECT_COST, 50).map(|_| Number((price * 25.0).round() / 100.0));
        let mut entry = Object::begin(prices.element());
        entry.put("product_id", &product.id);
        entry.put("price", &Number(*price));
        entry.put("currency", currency);
        entry.put("cost", &Number((price * 60.0).round() / 100.0));
        entry.put("direct_cost", &direct_cost);
        entry.put("notes", "");
        entry.end();
    }
    prices.end();
    shape.write(call, (Table::Products, id), object.member("custom_fields"));
    object.end();
}
