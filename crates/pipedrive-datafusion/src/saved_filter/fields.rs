//! What a column is to a filter: the keys of its field, and how conditions compare it.

use pipedrive_schema::{ColumnType, FieldDefinition, FilterValue, SavedFilterSpec};

use crate::layout::{LayoutColumn, Source, TableLayout};

/// A column that conditions can name.
pub(super) struct FilterField<'a> {
    pub(super) column: &'a str,
    pub(super) keys: Vec<String>,
    pub(super) compared: Compared<'a>,
    /// Whether a row may show 0 where the account has nothing, which no comparison there finds.
    pub(super) zero_may_be_null: bool,
}

/// How its values are compared.
#[derive(Clone, Copy)]
pub(super) enum Compared<'a> {
    /// As they are.
    Plain(FilterValue),
    /// A label stands for the options that carry it.
    Label(&'a FieldDefinition),
    /// A list of labels likewise.
    Labels(&'a FieldDefinition),
    /// A list of option ids.
    Options,
}

/// The column of that name as filters see it; `None` if no condition can name it.
pub(super) fn filter_field<'a>(layout: &'a TableLayout, spec: &SavedFilterSpec, name: &str) -> Option<FilterField<'a>> {
    let column = layout.columns.iter().find(|column| column.name == name)?;
    if let Some(definition) = &column.field {
        let compared = custom(column, definition)?;
        let keys = vec![definition.code.clone()];
        return Some(FilterField { column: &column.name, keys, compared, zero_may_be_null: false });
    }
    let built_in = spec.columns.iter().find(|built_in| built_in.column == name)?;
    let keys = built_in.keys.iter().map(|&key| key.to_owned()).collect();
    let zero_may_be_null = built_in.value == FilterValue::Number && layout.spec.primary_key != Some(name);
    Some(FilterField { column: &column.name, keys, compared: Compared::Plain(built_in.value), zero_may_be_null })
}

/// A column of a custom field.
///
/// Amounts of money, times of day, telephone numbers, addresses and all further parts of a field are not among them:
/// how conditions compare those is not documented.
fn custom<'a>(column: &LayoutColumn, definition: &'a FieldDefinition) -> Option<Compared<'a>> {
    let is_part =
        matches!(&column.source, Source::Path(path) if path.len() > 2 && path.last().is_some_and(|p| p != "value"));
    if is_part {
        return None;
    }
    let plain = |value| Some(Compared::Plain(value));
    match (definition.field_type.as_str(), &column.source) {
        ("varchar" | "varchar_auto" | "text", _) => plain(FilterValue::Text),
        ("double" | "int", _) => plain(FilterValue::Number),
        ("date" | "daterange", _) => plain(FilterValue::Day),
        ("enum", Source::Label(..)) => Some(Compared::Label(definition)),
        ("user" | "org" | "people" | "deal" | "enum", _) => plain(FilterValue::Reference),
        ("set", Source::Labels(..)) => Some(Compared::Labels(definition)),
        ("set", _) if column.data_type == ColumnType::Int64List => Some(Compared::Options),
        _ => None,
    }
}
