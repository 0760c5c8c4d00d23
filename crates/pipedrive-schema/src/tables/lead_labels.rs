//! `lead_labels`: the labels leads can carry.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/LeadLabels>.

use super::shapes::{LEADS as SCOPES, all, column, v1_whole};
use super::writes::{ID, LEADS_FULL, by, v1_delete, v1_post, v1_put, written};
use crate::ColumnType::{Text, Timestamp};
use crate::{AnswerSpec, DeleteSpec, InsertSpec, Method, Required, TableSpec, UpdateSpec, WriteSpec};

/// The `lead_labels` table.
pub(super) static LEAD_LABELS: TableSpec = TableSpec {
    name: "lead_labels",
    entity: "lead label",
    comment: "labels leads can carry",
    columns: &[
        column!("id", Text, "identifies the label, a UUID that `leads.label_ids` holds"),
        column!("name", Text, "name of the label"),
        column!("color", Text, "colour, by name"),
        column!("add_time", Timestamp, "when the label was created"),
        column!("update_time", Timestamp, "when the label last changed"),
    ],
    primary_key: Some("id"),
    walks: &[all(v1_whole("/leadLabels", 10, SCOPES))],
    typical_rows: 8,
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const WRITE: &WriteSpec = &WriteSpec {
    insert: Some(InsertSpec::new(
        v1_post("/leadLabels", &[], LEADS_FULL),
        &[Required::Column("name"), Required::Column("color")],
        AnswerSpec::ROW,
    )),
    update: Some(UpdateSpec::new(by(Method::Patch, v1_put("/leadLabels/{id}", ID, LEADS_FULL)), AnswerSpec::ROW)),
    delete: Some(DeleteSpec::new(v1_delete("/leadLabels/{id}", ID, LEADS_FULL))),
    columns: &[written!("name").never_null(), written!("color").one_of(COLORS).never_null()],
    ..WriteSpec::NONE
};

const COLORS: &[&str] = &["blue", "brown", "dark-gray", "gray", "green", "orange", "pink", "purple", "red", "yellow"];
