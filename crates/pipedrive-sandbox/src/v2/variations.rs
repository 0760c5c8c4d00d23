//! `/products/{id}/variations`, `/products/{id}/images` and `/persons/{id}/picture`.

use serde_json::json;

use super::list::{existing, list_small};
use super::params::PAGE;
use crate::data::{Picture, ProductImage, Table, Variation};
use crate::http::{Answer, Call, Failure, Operation, SortKey, Version};
use crate::json::{Array, Day, Number, Object};
use crate::{Account, Person, Product};

const SCOPES: &[&str] = &["products:read", "products:full"];

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        version: Version::V2,
        path: "/products/{id}/variations",
        cost: 10,
        scopes: SCOPES,
        params: &[PAGE],
        answer: list_variations,
    },
    Operation {
        version: Version::V2,
        path: "/products/{id}/images",
        cost: 10,
        scopes: SCOPES,
        params: &[],
        answer: get_image,
    },
    Operation {
        version: Version::V2,
        path: "/persons/{id}/picture",
        cost: 1,
        scopes: &["contacts:read", "contacts:full"],
        params: &[],
        answer: get_picture,
    },
];

fn list_variations(call: &Call<'_>) -> Result<Answer, Failure> {
    let product = existing(call, call.account.product_count(), "Product")?;
    let ids = Variation::ids(call.account, product).collect();
    list_small(call, ids, &["id"], |id, _| SortKey::Number(id.into()), |id, out| write_variation(call, id, out))
}

fn write_variation(call: &Call<'_>, id: u32, out: &mut Vec<u8>) {
    let variation = Variation::new(call.account, id);
    let draw = call.account.draw(Table::Products, variation.product_id).within(58_000 + id);
    let mut object = Object::begin(out);
    object.put("id", &variation.id);
    object.put("name", &variation.name);
    object.put("product_id", &variation.product_id);
    let mut prices = Array::begin(object.member("prices"));
    for (place, (currency, price)) in (0..).zip(&variation.prices) {
        let direct_cost = draw.sometimes(place, 50).map(|_| Number((price * 25.0).round() / 100.0));
        let mut entry = Object::begin(prices.element());
        entry.put("product_variation_id", &variation.id);
        entry.put("price", &Number(*price));
        entry.put("currency", currency);
        entry.put("cost", &Number((price * 60.0).round() / 100.0));
        entry.put("direct_cost", &direct_cost);
        entry.put("notes", if place == 0 { "List price" } else { "" });
        entry.end();
    }
    prices.end();
    object.end();
}

fn get_image(call: &Call<'_>) -> Result<Answer, Failure> {
    let id = existing(call, call.account.product_count(), "Product")?;
    let image = ProductImage::of(call.account, &Product::new(call.account, id));
    let image = image.ok_or_else(|| Failure::not_found("Product image"))?;
    Ok(Answer::object(|out| {
        let mut object = Object::begin(out);
        object.put("id", &image.id);
        object.put("product_id", &id);
        object.put("company_id", &Account::COMPANY_ID.to_string());
        object.put("public_url", &image.url);
        object.put("add_time", &Day(image.add_day));
        object.put("mime_type", "image/png");
        object.put("name", &image.name);
        object.end();
    }))
}

fn get_picture(call: &Call<'_>) -> Result<Answer, Failure> {
    let id = existing(call, call.account.person_count(), "Person")?;
    let picture = Picture::of(call.account, &Person::new(call.account, id));
    let picture = picture.ok_or_else(|| Failure::not_found("Picture"))?;
    Ok(Answer::object(|out| {
        let mut object = Object::begin(out);
        object.put("id", &picture.id);
        object.put("item_type", "person");
        object.put("item_id", &id);
        object.put("added_by_user_id", &picture.added_by_user_id);
        object.put("active_flag", &true);
        object.put("file_size", &picture.file_size);
        object.put("pictures", &json!({"128": picture.url(128), "512": picture.url(512)}));
        object.end();
    }))
}
