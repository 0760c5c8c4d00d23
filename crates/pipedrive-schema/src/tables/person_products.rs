//! `person_products`: the products on the deals of each person.
//!
//! The API answers with objects whose members are named by the deal and hold the deal and one product.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Persons>.

use super::older_deals::older_deal;
use super::shapes::{CONTACTS as SCOPES, PERSON, child_of, column, columns, shaped, v1_list};
use crate::ColumnType::{Boolean, Date, Float64, Int64, Text, Timestamp};
use crate::{ColumnSpec, RowShape, TableSpec};

/// The `person_products` table.
pub(super) static PERSON_PRODUCTS: TableSpec = TableSpec {
    name: "person_products",
    entity: "product on a person's deal",
    comment: "products on the deals of each person, one row for a deal and a product",
    columns: columns![PERSON, PRODUCT, DEAL, older_deal!("deal_", ["deal"])],
    walks: &[shaped(v1_list("/persons/{id}/products", 20, SCOPES), RowShape::Entries("deal_id"))],
    // `deal_id` holds it, as the name of the entry.
    ignored: &["deal.id"],
    parent: child_of("person_id", 150),
    ..TableSpec::PLAIN
};

const PRODUCT: &[ColumnSpec] = &[
    column!("product_id", Int64, ["product", "id"], "the product").references("products", "id"),
    column!("product_name", Text, ["product", "name"], "name of the product"),
    column!("product_code", Text, ["product", "code"], "product code"),
    column!("product_description", Text, ["product", "description"], "description of the product"),
    column!("product_unit", Text, ["product", "unit"], "unit the product is sold in"),
    column!("product_tax", Float64, ["product", "tax"], "tax in percent"),
    column!("product_category", Text, ["product", "category"], "category, as option id or label"),
    column!("product_active_flag", Boolean, ["product", "active_flag"], "whether the product still exists"),
    column!("product_selectable", Boolean, ["product", "selectable"], "whether the product can be added to deals"),
    column!("product_first_char", Text, ["product", "first_char"], "first letter of the product's name"),
    column!("product_visible_to", Int64, ["product", "visible_to"], "visibility of the product, as in `products`"),
    column!("product_owner_id", Int64, ["product", "owner_id"], "user who owns the product").references("users", "id"),
    column!("product_files_count", Int64, ["product", "files_count"], "number of the product's files"),
    column!("product_add_time", Timestamp, ["product", "add_time"], "when the product was created"),
    column!("product_update_time", Timestamp, ["product", "update_time"], "when the product last changed"),
    column!("product_company_id", Int64, ["product", "company_id"], "account the product belongs to"),
    column!("product_deal_id", Int64, ["product", "deal_id"], "deal as the product names it").references("deals", "id"),
];

const DEAL: &[ColumnSpec] = &[
    // The name of the entry, which repeats the `id` of the deal in it.
    column!("deal_id", Int64, "deal the product is on").references("deals", "id"),
    column!("deal_creator_user_id", Int64, ["deal", "creator_user_id"], "user who created the deal")
        .references("users", "id"),
    column!("deal_user_id", Int64, ["deal", "user_id"], "user who owns the deal").references("users", "id"),
    column!("deal_person_id", Int64, ["deal", "person_id"], "main contact person").references("persons", "id"),
    column!("deal_org_id", Int64, ["deal", "org_id"], "organization the deal is with")
        .references("organizations", "id"),
    column!("deal_company_id", Int64, ["deal", "company_id"], "account the deal belongs to"),
    column!("deal_first_add_time", Timestamp, ["deal", "first_add_time"], "when the deal was first created"),
];
