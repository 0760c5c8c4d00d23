//! `lead_fields`: the definitions of the fields leads have.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/LeadFields>.

use super::fields::OPTION;
use super::shapes::{all, column, v1_list};
use crate::ColumnType::{Boolean, Int64, Json, StructList, Text, Timestamp};
use crate::TableSpec;

const SCOPES: &[&str] = &["leads:read", "leads:full", "admin"];

/// The `lead_fields` table.
pub(super) static LEAD_FIELDS: TableSpec = TableSpec {
    name: "lead_fields",
    entity: "lead field",
    comment: "definitions of the fields leads have; custom ones are those of deals",
    columns: &[
        column!("id", Int64, "number of the field; NULL for a part of another one"),
        column!("key", Text, "identifies the field: 40 hex digits, or the member's name for a built-in field"),
        column!("name", Text, "label people see; not unique"),
        column!("field_type", Text, "type of the field, such as `varchar`, `enum` or `monetary`"),
        column!("order_nr", Int64, "position among the fields"),
        column!("options", StructList(OPTION), "choices of the field"),
        column!("options_deleted", Json, "choices that were deleted"),
        column!("subfields", Json, "parts of the field"),
        column!("is_subfield", Boolean, "whether the field is a part of another one"),
        column!("active_flag", Boolean, "whether the field still exists"),
        column!("edit_flag", Boolean, "whether the field can be edited, as custom ones can"),
        column!("index_visible_flag", Boolean, "not used by Pipedrive any more"),
        column!("details_visible_flag", Boolean, "not used by Pipedrive any more"),
        column!("add_visible_flag", Boolean, "not used by Pipedrive any more"),
        column!("important_flag", Boolean, "not used by Pipedrive any more"),
        column!("bulk_edit_allowed", Boolean, "whether the field can be edited for several leads at once"),
        column!("searchable_flag", Boolean, "whether leads can be found by the field"),
        column!("filtering_allowed", Boolean, "whether leads can be filtered by the field"),
        column!("sortable_flag", Boolean, "whether leads can be sorted by the field"),
        column!("mandatory_flag", Boolean, "whether the field must be filled in"),
        column!("created_by_user_id", Int64, "user who created the field").references("users", "id"),
        column!("last_updated_by_user_id", Int64, "user who last changed the field").references("users", "id"),
        column!("add_time", Timestamp, "when the field was created"),
        column!("update_time", Timestamp, "when the field last changed"),
    ],
    primary_key: Some("key"),
    walks: &[all(v1_list("/leadFields", 20, SCOPES))],
    typical_rows: 60,
    ..TableSpec::PLAIN
};
