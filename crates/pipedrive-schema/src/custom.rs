//! Custom fields: the definitions an account has, and the columns they become.

use crate::ColumnType;

/// One choice of an `enum` or `set` field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldOption {
    /// Option id; built-in fields can have textual ones.
    pub id: String,
    /// What people see.
    pub label: String,
}

/// One field definition as `GET /…Fields` lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldDefinition {
    /// 40 hex digits for a custom field, the member's name for a built-in one.
    pub code: String,
    /// Label people gave it; not unique.
    pub label: String,
    /// `field_type`, such as `monetary`.
    pub field_type: String,
    /// Whether the account defined it.
    pub is_custom: bool,
    /// Choices of `enum` and `set` fields.
    pub options: Vec<FieldOption>,
}

/// Where the value of a custom column stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CustomSource {
    /// The field's value itself (the `value` member where the API sends an object).
    Value,
    /// That member of the object: `currency`, `until`, `timezone_name`, `locality`, ….
    Part(&'static str),
    /// The label of the option whose id is the value.
    OptionLabel,
    /// The labels of the options whose ids are the value.
    OptionLabels,
}

/// One column made from a custom field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomColumn {
    /// Name in SQL, unique in its table.
    pub name: String,
    /// SQL type.
    pub data_type: ColumnType,
    /// Position of the field in the list of definitions.
    pub field: usize,
    /// Where the value stands.
    pub source: CustomSource,
    /// Whether the API sends this field as an object `{value, …}` (v2) rather than a plain value.
    pub is_object: bool,
    /// `(table, column)` a user, person or organization field refers to.
    pub references: Option<(&'static str, &'static str)>,
    /// What the column holds.
    pub comment: String,
}
