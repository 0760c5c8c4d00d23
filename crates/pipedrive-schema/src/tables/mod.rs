//! The tables, one file each; children that several tables have alike share one.

mod activities;
mod activity_fields;
mod activity_types;
mod attached_files;
mod changelogs;
mod currencies;
mod deal_discounts;
mod deal_fields;
mod deal_installments;
mod deal_participants;
mod deal_products;
mod deals;
mod fields;
mod filters;
mod flows;
mod follower_changelogs;
mod followers;
mod lead_labels;
mod leads;
mod linked_mail;
mod notes;
mod older_deals;
mod organization_fields;
mod organizations;
mod permitted_users;
mod person_fields;
mod person_pictures;
mod person_products;
mod persons;
mod pipelines;
mod product_deals;
mod product_fields;
mod product_images;
mod product_variations;
mod products;
mod shapes;
mod stages;
mod users;

use crate::TableSpec;

/// Every table, in the order `\d` lists them.
pub static TABLES: &[&TableSpec] = &[
    &deals::DEALS,
    &deal_products::DEAL_PRODUCTS,
    &deal_installments::DEAL_INSTALLMENTS,
    &deal_discounts::DEAL_DISCOUNTS,
    &followers::DEAL_FOLLOWERS,
    &follower_changelogs::DEAL_FOLLOWER_CHANGELOG,
    &deal_participants::DEAL_PARTICIPANTS,
    &deal_participants::DEAL_PARTICIPANTS_CHANGELOG,
    &attached_files::DEAL_FILES,
    &linked_mail::DEAL_MAIL_MESSAGES,
    &permitted_users::DEAL_PERMITTED_USERS,
    &changelogs::DEAL_CHANGELOG,
    &flows::DEAL_FLOW,
    &persons::PERSONS,
    &followers::PERSON_FOLLOWERS,
    &follower_changelogs::PERSON_FOLLOWER_CHANGELOG,
    &attached_files::PERSON_FILES,
    &linked_mail::PERSON_MAIL_MESSAGES,
    &permitted_users::PERSON_PERMITTED_USERS,
    &changelogs::PERSON_CHANGELOG,
    &flows::PERSON_FLOW,
    &person_products::PERSON_PRODUCTS,
    &person_pictures::PERSON_PICTURES,
    &organizations::ORGANIZATIONS,
    &followers::ORGANIZATION_FOLLOWERS,
    &follower_changelogs::ORGANIZATION_FOLLOWER_CHANGELOG,
    &attached_files::ORGANIZATION_FILES,
    &linked_mail::ORGANIZATION_MAIL_MESSAGES,
    &permitted_users::ORGANIZATION_PERMITTED_USERS,
    &changelogs::ORGANIZATION_CHANGELOG,
    &flows::ORGANIZATION_FLOW,
    &activities::ACTIVITIES,
    &products::PRODUCTS,
    &product_variations::PRODUCT_VARIATIONS,
    &product_images::PRODUCT_IMAGES,
    &followers::PRODUCT_FOLLOWERS,
    &follower_changelogs::PRODUCT_FOLLOWER_CHANGELOG,
    &attached_files::PRODUCT_FILES,
    &permitted_users::PRODUCT_PERMITTED_USERS,
    &product_deals::PRODUCT_DEALS,
    &leads::LEADS,
    &permitted_users::LEAD_PERMITTED_USERS,
    &notes::NOTES,
    &pipelines::PIPELINES,
    &stages::STAGES,
    &users::USERS,
    &followers::USER_FOLLOWERS,
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
