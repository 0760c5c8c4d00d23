//! The naming of custom-field columns.

use crate::{CustomColumn, FieldDefinition};

/// What custom columns are called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CustomFieldNames {
    /// Lower-case slug of the label: `contract_type`.
    #[default]
    Slug,
    /// The label as it is: `"Contract Type"`.
    Label,
    /// The field's key: 40 hex digits.
    Key,
}

/// Lower-case identifier made of a label.
pub fn slug(_label: &str) -> String {
    String::new()
}

/// Columns for the custom ones among `definitions`, in their order, with names that clash neither with
/// `built_in` nor with one another.
pub fn name_custom_fields(
    _definitions: &[FieldDefinition],
    _built_in: &[&str],
    _names: CustomFieldNames,
) -> Vec<CustomColumn> {
    Vec::new()
}
