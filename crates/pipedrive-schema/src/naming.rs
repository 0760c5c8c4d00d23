//! The naming of custom-field columns.

use std::collections::HashSet;

use crate::field_type::shape_of;
use crate::{CustomColumn, FieldDefinition};

/// Name of the column that holds, as JSON text, the members of a row that no other column holds.
pub const EXTRA_COLUMN: &str = "_extra";

/// How many digits of a field's key tell two columns of one name apart.
const KEY_DIGITS: usize = 6;

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

/// Lower-case identifier made of a label, empty if the label has neither letters nor digits.
///
/// Unicode letters and digits stay, every run of other characters becomes one `_`, none is left at the
/// ends, and a leading digit gets a `_` in front, so that the name needs no quotes in SQL.
pub fn slug(label: &str) -> String {
    let mut slug = String::with_capacity(label.len());
    let mut gap = false;
    for c in label.chars() {
        if !c.is_alphanumeric() {
            gap = true;
            continue;
        }
        if gap && !slug.is_empty() {
            slug.push('_');
        }
        gap = false;
        // A capital can turn into a letter and a combining mark, as the Turkish dotted I does; the mark goes.
        slug.extend(c.to_lowercase().filter(|lower| lower.is_alphanumeric()));
    }
    if slug.starts_with(char::is_numeric) {
        slug.insert(0, '_');
    }
    slug
}

/// Columns for the custom ones among `definitions`, in their order, with names that clash neither with
/// `built_in` nor with one another.
///
/// Names are given in the order of the definitions and never depend on later ones, so a field that people
/// add leaves the columns before it alone. A built-in column wins a clash and the custom one gets
/// `_custom`; of custom columns with one name the first keeps it and later ones get `_` and the first six
/// digits of the field's key. The same holds for the columns derived from a field, such as
/// `<name>_currency`. [`EXTRA_COLUMN`] counts as built in. Slugs are compared without regard to case,
/// labels and keys with it.
pub fn name_custom_fields(
    definitions: &[FieldDefinition],
    built_in: &[&str],
    names: CustomFieldNames,
) -> Vec<CustomColumn> {
    let mut taken = TakenNames::new(built_in, names);
    let mut columns = Vec::new();
    for (field, definition) in definitions.iter().enumerate().filter(|(_, d)| d.is_custom) {
        let shape = shape_of(&definition.field_type);
        let name = taken.claim(plain_name(definition, names), &definition.code);
        let label = &definition.label;
        let parts = shape.parts.iter().map(|part| CustomColumn {
            name: taken.claim(format!("{name}_{}", part.suffix), &definition.code),
            data_type: part.data_type,
            field,
            source: part.source.clone(),
            is_object: shape.is_object,
            references: None,
            comment: format!("{} of custom field “{label}”", part.what),
        });
        let parts: Vec<_> = parts.collect();
        columns.push(CustomColumn {
            name,
            data_type: shape.data_type,
            field,
            source: shape.source.clone(),
            is_object: shape.is_object,
            references: shape.references,
            comment: format!("custom field “{label}”"),
        });
        columns.extend(parts);
    }
    columns
}

/// The name a field would like to have.
fn plain_name(definition: &FieldDefinition, names: CustomFieldNames) -> String {
    let name = match names {
        CustomFieldNames::Slug => slug(&definition.label),
        CustomFieldNames::Label => definition.label.clone(),
        CustomFieldNames::Key => definition.code.clone(),
    };
    if name.trim().is_empty() { format!("field_{}", key_digits(&definition.code)) } else { name }
}

/// The first digits of a field's key.
fn key_digits(code: &str) -> String {
    code.chars().take(KEY_DIGITS).collect()
}

/// The names in use while custom columns are named.
struct TakenNames {
    built_in: HashSet<String>,
    custom: HashSet<String>,
    ignore_case: bool,
}

impl TakenNames {
    fn new(built_in: &[&str], names: CustomFieldNames) -> Self {
        let ignore_case = names == CustomFieldNames::Slug;
        let mut taken = Self { built_in: HashSet::new(), custom: HashSet::new(), ignore_case };
        taken.built_in = built_in.iter().chain(&[EXTRA_COLUMN]).map(|name| taken.fold(name)).collect();
        taken
    }

    /// What two names that clash have in common.
    fn fold(&self, name: &str) -> String {
        if self.ignore_case { name.to_lowercase() } else { name.to_owned() }
    }

    /// Takes `wanted`, or the first name derived from it that is free.
    fn claim(&mut self, wanted: String, code: &str) -> String {
        let stem = if self.built_in.contains(&self.fold(&wanted)) { format!("{wanted}_custom") } else { wanted };
        let with_digits = format!("{stem}_{}", key_digits(code));
        let with_key = format!("{stem}_{code}");
        let numbered = (2..).map(|n: u64| format!("{with_key}_{n}"));
        [stem, with_digits, with_key.clone()]
            .into_iter()
            .chain(numbered)
            .find(|name| self.take(name))
            .expect("an unbounded sequence of names holds one that is free")
    }

    /// Whether the name was free; it no longer is.
    fn take(&mut self, name: &str) -> bool {
        let folded = self.fold(name);
        !self.built_in.contains(&folded) && self.custom.insert(folded)
    }
}

#[cfg(test)]
mod tests;
