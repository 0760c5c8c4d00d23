//! `product_images`: the picture of each product that has one.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Products>.

use super::shapes::{PRODUCTS as SCOPES, child_of, column, shaped, v2_whole};
use super::writes::PRODUCTS_FULL;
use crate::ColumnType::{Int64, Text, Timestamp};
use crate::{DeleteSpec, Method, RowShape, TableSpec, WriteBody, WriteRoute, WriteSpec};

/// The `product_images` table.
pub(super) static PRODUCT_IMAGES: TableSpec = TableSpec {
    name: "product_images",
    entity: "product image",
    comment: "the picture of each product that has one",
    columns: &[
        column!("id", Int64, "identifies the image"),
        column!("product_id", Int64, "product the image shows").references("products", "id"),
        column!("name", Text, "name of the image file"),
        column!("mime_type", Text, "kind of image, such as `image/png`"),
        column!("public_url", Text, "address of the image, valid for seven days"),
        column!("company_id", Text, "account the image belongs to"),
        column!("add_time", Timestamp, "when the image was added"),
    ],
    primary_key: Some("id"),
    walks: &[shaped(v2_whole("/products/{id}/images", 10, SCOPES), RowShape::Records)],
    parent: child_of("product_id", 50),
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const WRITE: &WriteSpec = &WriteSpec {
    delete: Some(DeleteSpec::new(WriteRoute {
        method: Method::Delete,
        route: v2_whole("/products/{id}/images", 6, PRODUCTS_FULL),
        keys: &["product_id"],
        body: WriteBody::Nothing,
    })),
    ..WriteSpec::NONE
};
