//! `lead_labels`: the labels leads can carry.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/LeadLabels>.

use super::shapes::{LEADS as SCOPES, all, column, v1_whole};
use crate::ColumnType::{Text, Timestamp};
use crate::{TableSpec, WritableSpec};

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
    writable: WritableSpec::ALL,
    ..TableSpec::PLAIN
};
