//! `note_fields`: the definitions of the fields notes have.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/NoteFields>.

use super::shapes::{all, column, v1_whole};
use crate::ColumnType::{Boolean, Int64, StructList, Text};
use crate::{MemberSpec, TableSpec};

const SCOPES: &[&str] = &["deals:read", "deals:full", "contacts:read", "contacts:full"];

/// The `note_fields` table.
pub(super) static NOTE_FIELDS: TableSpec = TableSpec {
    name: "note_fields",
    entity: "note field",
    comment: "definitions of the fields notes have",
    columns: &[
        column!("id", Int64, "number of the field"),
        column!("key", Text, "identifies the field: the member's name"),
        column!("name", Text, "label people see"),
        column!("field_type", Text, "type of the field, such as `text` or `enum`"),
        column!("options", StructList(OPTION), "choices of the field"),
        column!("active_flag", Boolean, "whether the field still exists"),
        column!("edit_flag", Boolean, "whether the field can be edited"),
        column!("bulk_edit_allowed", Boolean, "not used by Pipedrive any more"),
        column!("mandatory_flag", Boolean, "whether the field must be filled in"),
    ],
    primary_key: Some("key"),
    walks: &[all(v1_whole("/noteFields", 20, SCOPES))],
    typical_rows: 12,
    ..TableSpec::PLAIN
};

// The id of a built-in choice can be text.
const OPTION: &[MemberSpec] =
    &[MemberSpec { name: "id", data_type: Text }, MemberSpec { name: "label", data_type: Text }];
