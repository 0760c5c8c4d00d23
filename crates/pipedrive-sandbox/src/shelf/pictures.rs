//! Pictures of persons and images of products, of which a record has one at most.

use super::{Form, Place, Shelf};
use crate::data::Table;
use crate::http::{Failure, Version};

pub(crate) static PICTURES: Shelf = Shelf {
    table: Table::Pictures,
    missing: || Failure::not_found("Picture"),
    key: "item_id",
    places: &[Place::plain(Version::V2, "/persons/{id}/picture", Form::One)],
    filters: &[],
    deleted: None,
};

pub(crate) static IMAGES: Shelf = Shelf {
    table: Table::Images,
    missing: || Failure::not_found("Product image"),
    key: "product_id",
    places: &[Place::plain(Version::V2, "/products/{id}/images", Form::One)],
    filters: &[],
    deleted: None,
};
