//! Columns of the five tables of field definitions, which the API describes alike.

use super::shapes::column;
use crate::ColumnType::{Boolean, Json, StructList, Text, Timestamp};
use crate::{ColumnSpec, MemberSpec};

/// What every definition holds.
pub(super) const DEFINITION: &[ColumnSpec] = &[
    column!("field_code", Text, "identifies the field: 40 hex digits, or the column's name for a built-in field"),
    column!("field_name", Text, "label people see; not unique"),
    column!("field_type", Text, "type of the field, such as `varchar`, `enum` or `monetary`"),
    column!("description", Text, "what the field is for"),
    column!("is_custom_field", Boolean, "whether the account defined the field"),
    column!("is_optional_response_field", Boolean, "whether the API sends the field only when asked to"),
    column!("options", StructList(OPTION), "choices of the field; the id of a built-in choice can be text"),
    column!("subfields", StructList(SUBFIELD), "parts of the field, such as the currency of an amount"),
];

/// Where the field shows.
pub(super) const VISIBILITY: &[ColumnSpec] =
    &[ColumnSpec::optional("ui_visibility", Json, "where Pipedrive shows the field")];

/// Where the field is pointed out or demanded.
pub(super) const DEMANDS: &[ColumnSpec] = &[
    ColumnSpec::optional("important_fields", Json, "stages in which the field is marked as important"),
    ColumnSpec::optional("required_fields", Json, "stages and statuses in which the field must be filled in"),
];

/// Members of a choice.
pub(super) const OPTION: &[MemberSpec] = &[
    MemberSpec { name: "id", data_type: Text },
    MemberSpec { name: "label", data_type: Text },
    MemberSpec { name: "color", data_type: Text },
    MemberSpec { name: "add_time", data_type: Timestamp },
    MemberSpec { name: "update_time", data_type: Timestamp },
];

const SUBFIELD: &[MemberSpec] = &[
    MemberSpec { name: "field_code", data_type: Text },
    MemberSpec { name: "field_name", data_type: Text },
    MemberSpec { name: "field_type", data_type: Text },
];
