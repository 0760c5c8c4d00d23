//! The tables, one file each.

mod activities;
mod activity_fields;
mod activity_types;
mod currencies;
mod deal_fields;
mod deals;
mod fields;
mod filters;
mod lead_labels;
mod leads;
mod notes;
mod organization_fields;
mod organizations;
mod person_fields;
mod persons;
mod pipelines;
mod product_fields;
mod products;
mod shapes;
mod stages;
mod users;

use crate::TableSpec;

/// Every table, in the order `\d` lists them.
pub static TABLES: &[&TableSpec] = &[
    &deals::DEALS,
    &persons::PERSONS,
    &organizations::ORGANIZATIONS,
    &activities::ACTIVITIES,
    &products::PRODUCTS,
    &leads::LEADS,
    &notes::NOTES,
    &pipelines::PIPELINES,
    &stages::STAGES,
    &users::USERS,
    &currencies::CURRENCIES,
    &activity_types::ACTIVITY_TYPES,
    &lead_labels::LEAD_LABELS,
    &filters::FILTERS,
    &deal_fields::DEAL_FIELDS,
    &person_fields::PERSON_FIELDS,
    &organization_fields::ORGANIZATION_FIELDS,
    &product_fields::PRODUCT_FIELDS,
    &activity_fields::ACTIVITY_FIELDS,
];

/// The table of that name.
pub fn table(name: &str) -> Option<&'static TableSpec> {
    TABLES.iter().copied().find(|t| t.name == name)
}

#[cfg(test)]
mod tests;
