//! `deal_products`: the products on deals, with quantities and prices.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Deals>.

use super::shapes::{all, column, v2_list, v2_whole};
use super::writes::{FREQUENCIES, v2_delete, v2_patch, v2_post, written};
use crate::ColumnType::{Boolean, Date, Float64, Int64, Text, Timestamp};
use crate::{
    AnswerSpec, BulkSpec, ColumnSpec, DeleteSpec, InsertSpec, Method, ParentKey, ParentSpec, Required, TableSpec,
    UpdateSpec, WriteBody, WriteRoute, WriteSpec,
};

const SCOPES: &[&str] = &["products:read", "products:full", "deals:read", "deals:full"];

/// The `deal_products` table.
pub(super) static DEAL_PRODUCTS: TableSpec = TableSpec {
    name: "deal_products",
    entity: "product on a deal",
    comment: "products on deals, with quantities and prices",
    columns: COLUMNS,
    primary_key: Some("id"),
    walks: &[all(v2_list("/deals/products", 10, SCOPES))],
    parent: Some(ParentSpec {
        column: "deal_id",
        key: ParentKey::List {
            parameter: "deal_ids",
            max: 100,
            repeated: false,
            one: Some(v2_list("/deals/{id}/products", 10, SCOPES)),
        },
        typical_percent: 150,
    }),
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const COLUMNS: &[ColumnSpec] = &[
    column!("id", Int64, "identifies the line on the deal"),
    column!("deal_id", Int64, "deal the product is on").references("deals", "id"),
    column!("product_id", Int64, "the product").references("products", "id"),
    column!("product_variation_id", Int64, "variation of the product").references("product_variations", "id"),
    column!("name", Text, "name of the product"),
    column!("order_nr", Int64, "position on the deal"),
    column!("comments", Text, "comments on the line"),
    column!("quantity", Float64, "how many of the product"),
    column!("item_price", Float64, "price of one"),
    column!("currency", Text, "currency code of the price").references("currencies", "code"),
    column!("discount", Float64, "discount, in percent or as an amount"),
    column!("discount_type", Text, "what the discount is: `percentage` or `amount`"),
    column!("tax", Float64, "tax in percent"),
    column!("tax_method", Text, "whether prices hold the tax: `exclusive`, `inclusive` or `none`"),
    column!("sum", Float64, "price of the line, discount and tax considered"),
    column!("is_enabled", Boolean, "whether the line counts for the value of the deal"),
    column!("billing_frequency", Text, "how often the product is billed, such as `one-time` or `monthly`"),
    column!("billing_frequency_cycles", Int64, "number of billing cycles; NULL for no end"),
    column!("billing_start_date", Date, "day the billing starts"),
    column!("add_time", Timestamp, "when the product was added to the deal"),
    column!("update_time", Timestamp, "when the line last changed"),
];

const FULL: &[&str] = &["products:full", "deals:full"];

const WRITE: &WriteSpec = &WriteSpec {
    insert: Some(InsertSpec {
        bulk: Some(BulkSpec {
            route: WriteRoute {
                method: Method::Post,
                route: v2_whole("/deals/{id}/products/bulk", 25, FULL),
                keys: DEAL,
                body: WriteBody::ListUnder("data"),
            },
            max_rows: MAX_ROWS,
        }),
        ..InsertSpec::new(
            v2_post("/deals/{id}/products", DEAL, FULL),
            &[Required::Column("product_id"), Required::Column("item_price"), Required::Column("quantity")],
            AnswerSpec::ROW,
        )
    }),
    update: Some(UpdateSpec::new(v2_patch(LINE, DEAL_AND_LINE, FULL), AnswerSpec::ROW)),
    delete: Some(DeleteSpec {
        bulk: Some(BulkSpec {
            route: WriteRoute {
                method: Method::Delete,
                route: v2_whole("/deals/{id}/products", 15, FULL),
                keys: DEAL,
                body: WriteBody::KeysIn("ids"),
            },
            max_rows: MAX_ROWS,
        }),
        ..DeleteSpec::new(v2_delete(LINE, DEAL_AND_LINE, FULL))
    }),
    columns: &[
        written!("product_id").never_null(),
        written!("product_variation_id"),
        written!("quantity").never_null(),
        written!("item_price").never_null(),
        written!("comments"),
        written!("discount").never_null(),
        written!("discount_type").one_of(&["percentage", "amount"]).never_null(),
        written!("tax").never_null(),
        written!("tax_method").one_of(&["exclusive", "inclusive", "none"]).never_null(),
        written!("is_enabled").never_null(),
        written!("billing_frequency").one_of(FREQUENCIES).never_null(),
        written!("billing_frequency_cycles"),
        written!("billing_start_date"),
    ],
    ..WriteSpec::NONE
};

/// Most lines one request adds or removes.
const MAX_ROWS: usize = 100;

const LINE: &str = "/deals/{id}/products/{product_attachment_id}";
const DEAL: &[&str] = &["deal_id"];
const DEAL_AND_LINE: &[&str] = &["deal_id", "id"];
