//! The table functions, one file each: what the API only answers when it is given arguments.
//!
//! A function is described as a table is. Its arguments are the columns that stand for parameters, with an `@` before
//! the name, because a row often has a column of the same name: `deal_search('acme', status => 'open')` has rows with
//! a `status`.

mod argument;
mod deal_conversion_status;
mod deal_search;
mod deals_summary;
mod deals_timeline;
mod goal_results;
mod item_search;
mod item_search_by_field;
mod lead_conversion_status;
mod lead_search;
mod mail_message;
mod mail_thread;
mod organization_relationship;
mod organization_search;
mod permission_set;
mod person_search;
mod pipedrive_get;
mod pipeline_conversion_statistics;
mod pipeline_movement_statistics;
mod product_search;
mod project_search;
mod recents;
mod role;
mod search;
mod users_find;

use crate::TableSpec;

pub use argument::ArgumentSpec;

/// Every table function, in the order in which they are listed.
pub static FUNCTIONS: &[&TableSpec] = &[
    &deal_search::DEAL_SEARCH,
    &person_search::PERSON_SEARCH,
    &organization_search::ORGANIZATION_SEARCH,
    &product_search::PRODUCT_SEARCH,
    &lead_search::LEAD_SEARCH,
    &project_search::PROJECT_SEARCH,
    &item_search::ITEM_SEARCH,
    &item_search::ITEM_SEARCH_RELATED,
    &item_search_by_field::ITEM_SEARCH_BY_FIELD,
    &deals_summary::DEALS_SUMMARY,
    &deals_timeline::DEALS_TIMELINE,
    &pipeline_conversion_statistics::PIPELINE_CONVERSION_STATISTICS,
    &pipeline_movement_statistics::PIPELINE_MOVEMENT_STATISTICS,
    &goal_results::GOAL_RESULTS,
    &users_find::USERS_FIND,
    &recents::RECENTS,
    &mail_thread::MAIL_THREAD,
    &mail_message::MAIL_MESSAGE,
    &organization_relationship::ORGANIZATION_RELATIONSHIP,
    &role::ROLE,
    &permission_set::PERMISSION_SET,
    &deal_conversion_status::DEAL_CONVERSION_STATUS,
    &lead_conversion_status::LEAD_CONVERSION_STATUS,
    &pipedrive_get::PIPEDRIVE_GET,
];

/// The table function of that name, in any case.
pub fn function(name: &str) -> Option<&'static TableSpec> {
    FUNCTIONS.iter().copied().find(|function| function.name.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests;
