//! `deal_discounts`: what is taken off the value of deals as a whole.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Deals>.

use super::shapes::{DEALS as SCOPES, all, child_of, column, v2_whole};
use super::writes::{v2_delete, v2_patch, v2_post, written};
use crate::ColumnType::{Float64, Int64, Text, Timestamp};
use crate::{AnswerSpec, DeleteSpec, InsertSpec, Required, TableSpec, UpdateSpec, WriteSpec};

/// The `deal_discounts` table.
pub(super) static DEAL_DISCOUNTS: TableSpec = TableSpec {
    name: "deal_discounts",
    entity: "discount",
    comment: "what is taken off the value of deals as a whole",
    columns: &[
        column!("id", Text, "identifies the discount, a UUID"),
        column!("deal_id", Int64, "deal the discount is on").references("deals", "id"),
        column!("description", Text, "what the discount is for"),
        column!("type", Text, "what the amount is: `percentage` or `amount`"),
        column!("amount", Float64, "the discount, in percent or in the currency of the deal"),
        column!("created_at", Timestamp, "when the discount was given"),
        column!("created_by", Int64, "user who gave the discount").references("users", "id"),
        column!("updated_at", Timestamp, "when the discount last changed"),
        column!("updated_by", Int64, "user who last changed the discount").references("users", "id"),
    ],
    primary_key: Some("id"),
    walks: &[all(v2_whole("/deals/{id}/discounts", 10, SCOPES))],
    parent: child_of("deal_id", 10),
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const WRITE: &WriteSpec = &WriteSpec {
    insert: Some(InsertSpec::new(
        v2_post("/deals/{id}/discounts", &["deal_id"], SCOPES),
        &[Required::Column("description"), Required::Column("amount"), Required::Column("type")],
        AnswerSpec::ROW,
    )),
    update: Some(UpdateSpec::new(v2_patch(DISCOUNT, KEYS, SCOPES), AnswerSpec::ROW)),
    delete: Some(DeleteSpec::new(v2_delete(DISCOUNT, KEYS, SCOPES))),
    columns: &[
        written!("description").never_null(),
        written!("type").one_of(&["percentage", "amount"]).never_null(),
        written!("amount").never_null(),
    ],
    ..WriteSpec::NONE
};

const DISCOUNT: &str = "/deals/{id}/discounts/{discount_id}";
const KEYS: &[&str] = &["deal_id", "id"];
