//! `product_deals`: the deals each product is on.
//!
//! The lines themselves, with quantities and prices, are in `deal_products`.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Products>.

use super::older_deals::older_deal;
use super::shapes::{DEALS as SCOPES, PRODUCT, all, child_of, column, columns, v1_list};
use crate::ColumnType::{Boolean, Date, Float64, Int64, Text, Timestamp};
use crate::{ColumnSpec, FilterSpec, TableSpec};

/// The `product_deals` table.
pub(super) static PRODUCT_DEALS: TableSpec = TableSpec {
    name: "product_deals",
    entity: "deal with a product",
    comment: "deals each product is on, deleted ones left out; quantities are in `deal_products`",
    columns: columns![PRODUCT, LINKS, older_deal!("", []), DERIVED],
    walks: &[all(v1_list("/products/{id}/deals", 20, SCOPES))],
    filters: &[FilterSpec::exact("status", "a deal has one status and the API compares it")
        .accepting(&["open", "won", "lost"])],
    // More of the users, the person and the organization, whom `users`, `persons` and `organizations` hold.
    ignored: &[
        "creator_user_id.id",
        "creator_user_id.email",
        "creator_user_id.has_pic",
        "creator_user_id.pic_hash",
        "creator_user_id.active_flag",
        "user_id.id",
        "user_id.name",
        "user_id.email",
        "user_id.has_pic",
        "user_id.pic_hash",
        "user_id.active_flag",
        "person_id.active_flag",
        "person_id.name",
        "person_id.email",
        "person_id.phone",
        "org_id.name",
        "org_id.people_count",
        "org_id.owner_id",
        "org_id.address",
        "org_id.active_flag",
        "org_id.cc_email",
    ],
    parent: child_of("product_id", 1_000),
    ..TableSpec::PLAIN
};

/// One deal is listed for every product on it, so its id identifies no row.
const LINKS: &[ColumnSpec] = &[
    column!("id", Int64, "the deal").references("deals", "id"),
    column!("creator_user_id", Int64, ["creator_user_id", "value"], "user who created the deal")
        .references("users", "id"),
    column!("creator_user_name", Text, ["creator_user_id", "name"], "name of that user"),
    column!("user_id", Int64, ["user_id", "value"], "user who owns the deal").references("users", "id"),
    column!("owner_name", Text, "name of the owner"),
    column!("person_id", Int64, ["person_id", "value"], "main contact person").references("persons", "id"),
    column!("person_name", Text, "name of that person"),
    column!("org_id", Int64, ["org_id", "value"], "organization the deal is with").references("organizations", "id"),
    column!("org_name", Text, "name of that organization"),
];

/// What no other answer about a deal of this shape holds.
const DERIVED: &[ColumnSpec] = &[
    column!("is_archived", Boolean, "whether the deal is archived"),
    column!("stage_order_nr", Int64, "position of the stage"),
    column!("rotten_time", Timestamp, "when the deal went stale"),
    column!("formatted_value", Text, "value with the sign of its currency"),
    column!("weighted_value", Float64, "value times the chance of winning"),
    column!("weighted_value_currency", Text, "currency code of the weighted value").references("currencies", "code"),
    column!("formatted_weighted_value", Text, "weighted value with the sign of its currency"),
    column!("next_activity_subject", Text, "subject of the next planned activity"),
    column!("next_activity_type", Text, "kind of the next planned activity").references("activity_types", "key_string"),
    column!("next_activity_duration", Text, "how long the next planned activity takes"),
    column!("next_activity_note", Text, "note on the next planned activity"),
    column!("cc_email", Text, "address that files an e-mail with the deal when copied in"),
    column!("org_hidden", Boolean, "whether the organization is hidden from the user of this connection"),
    column!("person_hidden", Boolean, "whether the person is hidden from the user of this connection"),
    column!("origin", Text, "how the deal came to be, such as `ManuallyCreated` or `API`"),
    column!("origin_id", Text, "id within the origin"),
    column!("channel", Int64, "option id of the marketing channel"),
    column!("channel_id", Text, "id within the marketing channel"),
    column!("arr", Float64, "annual recurring revenue"),
    column!("arr_currency", Text, "currency code of the annual recurring revenue").references("currencies", "code"),
    column!("mrr", Float64, "monthly recurring revenue"),
    column!("mrr_currency", Text, "currency code of the monthly recurring revenue").references("currencies", "code"),
    column!("acv", Float64, "annual contract value"),
    column!("acv_currency", Text, "currency code of the annual contract value").references("currencies", "code"),
];
