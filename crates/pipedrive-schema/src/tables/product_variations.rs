//! `product_variations`: the forms in which products are sold.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Products>.

use super::shapes::{PRODUCTS as SCOPES, all, child_of, column, v2_list};
use super::writes::{PRODUCTS_FULL, v2_delete, v2_patch, v2_post, written};
use crate::ColumnType::{Float64, Int64, StructList, Text};
use crate::{AnswerSpec, DeleteSpec, InsertSpec, MemberSpec, Required, TableSpec, UpdateSpec, WriteForm, WriteSpec};

/// The `product_variations` table.
pub(super) static PRODUCT_VARIATIONS: TableSpec = TableSpec {
    name: "product_variations",
    entity: "product variation",
    comment: "forms in which products are sold, with prices of their own",
    columns: &[
        column!("id", Int64, "identifies the variation"),
        column!("product_id", Int64, "product that is varied").references("products", "id"),
        column!("name", Text, "name of the variation"),
        column!("prices", StructList(PRICE), "prices, one for each currency"),
    ],
    primary_key: Some("id"),
    walks: &[all(v2_list("/products/{id}/variations", 10, SCOPES))],
    parent: child_of("product_id", 50),
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const PRICE: &[MemberSpec] = &[
    MemberSpec { name: "product_variation_id", data_type: Int64 },
    MemberSpec { name: "price", data_type: Float64 },
    MemberSpec { name: "currency", data_type: Text },
    MemberSpec { name: "cost", data_type: Float64 },
    MemberSpec { name: "direct_cost", data_type: Float64 },
    MemberSpec { name: "notes", data_type: Text },
];

const WRITE: &WriteSpec = &WriteSpec {
    insert: Some(InsertSpec::new(
        v2_post("/products/{id}/variations", &["product_id"], PRODUCTS_FULL),
        &[Required::Column("name")],
        AnswerSpec::ROW,
    )),
    update: Some(UpdateSpec::new(v2_patch(VARIATION, KEYS, PRODUCTS_FULL), AnswerSpec::ROW)),
    delete: Some(DeleteSpec::new(v2_delete(VARIATION, KEYS, PRODUCTS_FULL))),
    columns: &[
        written!("name").never_null(),
        written!("prices")
            .as_form(WriteForm::Members(&["price", "currency", "cost", "direct_cost", "notes"]))
            .whole()
            .never_null(),
    ],
    ..WriteSpec::NONE
};

const VARIATION: &str = "/products/{id}/variations/{product_variation_id}";
const KEYS: &[&str] = &["product_id", "id"];
