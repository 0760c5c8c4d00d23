//! Field definitions, as the `…Fields` routes list them: built-in fields first, then custom ones.

mod built_in;
mod editing;
mod options;

use built_in::{BuiltIn, built_in};
use options::options;

use super::custom::{CustomField, Owner};

pub(crate) use editing::{Definitions, Description, OptionEdit};
pub(crate) use options::{FieldOption, OptionId};

/// A field definition.
#[derive(Clone, Debug)]
pub(crate) struct FieldDefinition {
    /// Number by which v1, and with it saved filters, know the field.
    pub(crate) number: u32,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) field_type: &'static str,
    pub(crate) is_custom: bool,
    /// Whether rows have it only when `include_fields` asks.
    pub(crate) is_optional: bool,
    pub(crate) options: Option<Vec<FieldOption>>,
    /// Code, name and type of the parts.
    pub(crate) subfields: &'static [(&'static str, &'static str, &'static str)],
}

/// The definitions of every table that has some.
pub(crate) fn field_definitions(custom: &[(Owner, Vec<CustomField>)]) -> Vec<(Owner, Vec<FieldDefinition>)> {
    let mut number = 12_450;
    let mut next_number = || {
        number += 1;
        number
    };
    [Owner::Deals, Owner::Persons, Owner::Organizations, Owner::Products, Owner::Activities, Owner::Projects]
        .into_iter()
        .map(|owner| {
            let custom = custom.iter().find(|(of, _)| *of == owner).map_or(&[][..], |(_, fields)| fields);
            let built_in = built_in(owner).iter().map(|field| from_built_in(owner, field));
            let mut definitions: Vec<_> = built_in.chain(custom.iter().map(from_custom)).collect();
            for definition in &mut definitions {
                definition.number = next_number();
            }
            (owner, definitions)
        })
        .collect()
}

fn from_built_in(owner: Owner, &(code, name, field_type, is_optional): &BuiltIn) -> FieldDefinition {
    FieldDefinition {
        number: 0,
        code: code.to_owned(),
        name: name.to_owned(),
        description: None,
        field_type,
        is_custom: false,
        is_optional,
        options: options(owner, code),
        subfields: subfields(field_type, false),
    }
}

pub(super) fn from_custom(field: &CustomField) -> FieldDefinition {
    FieldDefinition {
        number: 0,
        code: field.key.clone(),
        name: field.label.clone().into_owned(),
        description: Some("Defined by the account".to_owned()),
        field_type: field.kind.name(),
        is_custom: true,
        is_optional: false,
        options: field.kind.has_options().then(|| {
            let options = field.options.iter().filter(|option| !option.is_deleted);
            options
                .map(|option| FieldOption { id: OptionId::Number(option.id), label: option.label.clone(), color: None })
                .collect()
        }),
        subfields: subfields(field.kind.name(), true),
    }
}

/// The parts of a value of that type.
fn subfields(field_type: &str, custom: bool) -> &'static [(&'static str, &'static str, &'static str)] {
    match field_type {
        "monetary" if custom => &[("value", "Value", "double"), ("currency", "Currency", "varchar")],
        "daterange" => &[("value", "Start", "date"), ("until", "End", "date")],
        "time" if custom => &[
            ("value", "Time", "time"),
            ("timezone_id", "Timezone", "int"),
            ("timezone_name", "Timezone name", "varchar"),
        ],
        "timerange" => &[
            ("value", "Start", "time"),
            ("until", "End", "time"),
            ("timezone_id", "Timezone", "int"),
            ("timezone_name", "Timezone name", "varchar"),
        ],
        "address" => &[
            ("value", "Address", "varchar"),
            ("subpremise", "Apartment/suite no.", "varchar"),
            ("street_number", "House number", "varchar"),
            ("route", "Street/road name", "varchar"),
            ("sublocality", "District/sublocality", "varchar"),
            ("locality", "City/town/village/locality", "varchar"),
            ("admin_area_level_1", "State/county", "varchar"),
            ("admin_area_level_2", "Region", "varchar"),
            ("country", "Country", "varchar"),
            ("postal_code", "ZIP/Postal code", "varchar"),
        ],
        _ => &[],
    }
}
