//! `deal_installments`: the parts in which deals are paid.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Deals>.

use super::shapes::{DEALS as SCOPES, all, column, v2_list};
use super::writes::{v2_delete, v2_patch, v2_post, written};
use crate::ColumnType::{Date, Float64, Int64, Text};
use crate::{AnswerSpec, DeleteSpec, InsertSpec, ParentKey, ParentSpec, Required, TableSpec, UpdateSpec, WriteSpec};

/// The `deal_installments` table.
pub(super) static DEAL_INSTALLMENTS: TableSpec = TableSpec {
    name: "deal_installments",
    entity: "installment",
    comment: "parts in which deals are paid; only with the Growth plan or higher",
    columns: &[
        column!("id", Int64, "identifies the installment"),
        column!("deal_id", Int64, "deal that is paid in installments").references("deals", "id"),
        column!("description", Text, "what the installment is for"),
        column!("amount", Float64, "amount in the currency of the deal"),
        column!("billing_date", Date, "day the installment is billed"),
    ],
    primary_key: Some("id"),
    walks: &[all(v2_list("/deals/installments", 10, SCOPES))],
    parent: Some(ParentSpec {
        column: "deal_id",
        key: ParentKey::List { parameter: "deal_ids", max: 100, repeated: true, one: None },
        typical_percent: 20,
    }),
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const WRITE: &WriteSpec = &WriteSpec {
    insert: Some(InsertSpec::new(
        v2_post("/deals/{id}/installments", &["deal_id"], SCOPES),
        &[Required::Column("description"), Required::Column("amount"), Required::Column("billing_date")],
        AnswerSpec::ROW,
    )),
    update: Some(UpdateSpec::new(v2_patch(INSTALLMENT, KEYS, SCOPES), AnswerSpec::ROW)),
    delete: Some(DeleteSpec::new(v2_delete(INSTALLMENT, KEYS, SCOPES))),
    columns: &[
        written!("description").never_null(),
        written!("amount").never_null(),
        written!("billing_date").never_null(),
    ],
    ..WriteSpec::NONE
};

const INSTALLMENT: &str = "/deals/{id}/installments/{installment_id}";
const KEYS: &[&str] = &["deal_id", "id"];
