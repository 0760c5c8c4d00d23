//! `products`: what the account sells.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Products>.

use super::shapes::{
    BY_FILTER_ID, BY_IDS, BY_OWNER, FILTER_ID, PRODUCTS as SCOPES, UPDATED_SINCE, VISIBLE_TO, all, column,
    nested_fields, v2_list, v2_single,
};
use super::writes::{FREQUENCIES, ID, PRODUCTS_FULL, VISIBLE_TO as VISIBILITY, v2_delete, v2_patch, v2_post, written};
use crate::ColumnType::{Boolean, Float64, Int64, StructList, Text, Timestamp};
use crate::{
    AnswerSpec, ColumnSpec, CustomFieldsSpec, DeleteSpec, InsertSpec, MemberSpec, Required, SortSpec, TableSpec,
    UpdateSpec, WriteForm, WriteSpec,
};

/// The `products` table.
pub(super) static PRODUCTS: TableSpec = TableSpec {
    name: "products",
    entity: "product",
    comment: "goods and services the account sells",
    columns: COLUMNS,
    primary_key: Some("id"),
    walks: &[all(v2_list("/products", 10, SCOPES))],
    single: Some(v2_single("/products/{id}", SCOPES)),
    filters: &[BY_IDS, BY_OWNER, UPDATED_SINCE, BY_FILTER_ID],
    // The API can sort by `name` too, but its collation is unknown, so that order may differ from SQL's.
    sorts: &[SortSpec::by("id"), SortSpec::by("add_time"), SortSpec::by_change("update_time")],
    custom_fields: Some(CustomFieldsSpec {
        // The single-record route takes no parameter at all.
        narrows_single: false,
        ..nested_fields(super::product_fields::ROUTE)
    }),
    typical_rows: 500,
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const COLUMNS: &[ColumnSpec] = &[
    column!("id", Int64, "identifies the product"),
    column!("name", Text, "name of the product"),
    column!("code", Text, "product code"),
    column!("unit", Text, "unit the product is sold in"),
    column!("tax", Float64, "tax in percent"),
    column!("category", Text, "category, as option id or label"),
    column!("description", Text, "description of the product"),
    column!("owner_id", Int64, "user who owns the product").references("users", "id"),
    column!("is_linkable", Boolean, "whether the product can be added to deals"),
    column!("is_deleted", Boolean, "whether the product is deleted"),
    VISIBLE_TO,
    column!("add_time", Timestamp, "when the product was created"),
    column!("update_time", Timestamp, "when the product last changed"),
    column!("billing_frequency", Text, "how often the product is billed, such as `one-time` or `monthly`"),
    column!("billing_frequency_cycles", Int64, "number of billing cycles; NULL for no end"),
    column!("prices", StructList(PRICE), "prices, one for each currency"),
    FILTER_ID,
];

const PRICE: &[MemberSpec] = &[
    MemberSpec { name: "product_id", data_type: Int64 },
    MemberSpec { name: "price", data_type: Float64 },
    MemberSpec { name: "currency", data_type: Text },
    MemberSpec { name: "cost", data_type: Float64 },
    MemberSpec { name: "direct_cost", data_type: Float64 },
    MemberSpec { name: "notes", data_type: Text },
];

const WRITE: &WriteSpec = &WriteSpec {
    insert: Some(InsertSpec::new(
        v2_post("/products", &[], PRODUCTS_FULL),
        &[Required::Column("name")],
        AnswerSpec::ROW,
    )),
    update: Some(UpdateSpec::new(v2_patch("/products/{id}", ID, PRODUCTS_FULL), AnswerSpec::ROW)),
    delete: Some(DeleteSpec::new(v2_delete("/products/{id}", ID, PRODUCTS_FULL))),
    columns: &[
        written!("name").never_null(),
        written!("code"),
        written!("description"),
        written!("unit"),
        written!("tax").never_null(),
        written!("category").as_form(WriteForm::OptionOf("category")),
        written!("owner_id").never_null(),
        written!("is_linkable").never_null(),
        VISIBILITY,
        written!("prices")
            .as_form(WriteForm::Members(&["price", "currency", "cost", "direct_cost", "notes"]))
            .whole()
            .never_null(),
        written!("billing_frequency").one_of(FREQUENCIES).never_null(),
        written!("billing_frequency_cycles"),
    ],
    custom_fields: true,
    ..WriteSpec::NONE
};
