//! The tables, one file each; children that several tables have alike share one.

mod activities;
mod activity_fields;
mod activity_types;
mod assignments;
mod attached_files;
mod billing_addons;
mod boards;
mod call_logs;
mod changelogs;
mod currencies;
mod current_user;
mod deal_discounts;
pub(crate) mod deal_fields;
mod deal_installments;
mod deal_participants;
mod deal_products;
mod deals;
mod field_writes;
mod fields;
mod files;
mod filter_helpers;
mod filters;
mod flows;
mod follower_changelogs;
mod followers;
mod goals;
mod lead_fields;
mod lead_labels;
mod lead_sources;
mod leads;
mod legacy_team_users;
mod legacy_teams;
mod linked_mail;
pub(crate) mod mail;
pub(crate) mod mail_messages;
pub(crate) mod mail_threads;
mod note_comments;
mod note_fields;
mod notes;
mod older_deals;
pub(crate) mod organization_fields;
pub(crate) mod organization_relationships;
mod organizations;
mod permission_set_assignments;
pub(crate) mod permission_sets;
mod permitted_users;
pub(crate) mod person_fields;
mod person_pictures;
mod person_products;
mod persons;
mod phases;
mod pipelines;
mod product_deals;
pub(crate) mod product_fields;
mod product_images;
mod product_variations;
mod products;
mod project_activities;
mod project_changelog;
pub(crate) mod project_fields;
mod project_groups;
mod project_permitted_users;
mod project_plan;
mod project_templates;
mod projects;
mod role_assignments;
mod role_pipelines;
mod role_settings;
pub(crate) mod roles;
pub(crate) mod shapes;
mod stages;
mod tasks;
mod user_connections;
mod user_permissions;
mod user_role_assignments;
mod user_role_settings;
mod user_settings;
pub(crate) mod users;
mod visibility;
mod webhooks;
mod writes;

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
    &note_comments::NOTE_COMMENTS,
    &files::FILES,
    &call_logs::CALL_LOGS,
    &mail_threads::MAIL_THREADS,
    &mail_messages::MAIL_MESSAGES,
    &goals::GOALS,
    &projects::PROJECTS,
    &project_permitted_users::PROJECT_PERMITTED_USERS,
    &project_changelog::PROJECT_CHANGELOG,
    &project_plan::PROJECT_PLAN,
    &project_groups::PROJECT_GROUPS,
    &project_activities::PROJECT_ACTIVITIES,
    &project_templates::PROJECT_TEMPLATES,
    &tasks::TASKS,
    &boards::BOARDS,
    &phases::PHASES,
    &pipelines::PIPELINES,
    &stages::STAGES,
    &users::USERS,
    &followers::USER_FOLLOWERS,
    &current_user::CURRENT_USER,
    &user_permissions::USER_PERMISSIONS,
    &user_role_assignments::USER_ROLE_ASSIGNMENTS,
    &user_role_settings::USER_ROLE_SETTINGS,
    &user_settings::USER_SETTINGS,
    &user_connections::USER_CONNECTIONS,
    &roles::ROLES,
    &role_assignments::ROLE_ASSIGNMENTS,
    &role_settings::ROLE_SETTINGS,
    &role_pipelines::ROLE_PIPELINES,
    &permission_sets::PERMISSION_SETS,
    &permission_set_assignments::PERMISSION_SET_ASSIGNMENTS,
    &organization_relationships::ORGANIZATION_RELATIONSHIPS,
    &legacy_teams::LEGACY_TEAMS,
    &legacy_team_users::LEGACY_TEAM_USERS,
    &currencies::CURRENCIES,
    &activity_types::ACTIVITY_TYPES,
    &lead_labels::LEAD_LABELS,
    &lead_sources::LEAD_SOURCES,
    &filters::FILTERS,
    &filter_helpers::FILTER_HELPERS,
    &webhooks::WEBHOOKS,
    &billing_addons::BILLING_ADDONS,
    &deal_fields::DEAL_FIELDS,
    &person_fields::PERSON_FIELDS,
    &organization_fields::ORGANIZATION_FIELDS,
    &product_fields::PRODUCT_FIELDS,
    &activity_fields::ACTIVITY_FIELDS,
    &lead_fields::LEAD_FIELDS,
    &note_fields::NOTE_FIELDS,
    &project_fields::PROJECT_FIELDS,
];

/// The table of that name.
pub fn table(name: &str) -> Option<&'static TableSpec> {
    TABLES.iter().copied().find(|t| t.name == name)
}

#[cfg(test)]
mod tests;
