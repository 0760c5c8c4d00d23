//! API v1: lenient, paged with offsets.

mod call_logs;
mod catalog;
mod changelogs;
mod comments;
mod conditions;
mod fields;
mod files;
mod filter_writes;
mod filters;
mod flow;
mod goals;
mod leads;
mod mail;
mod mail_rows;
mod notes;
mod offset;
mod pages;
mod participants;
mod permission_sets;
mod permitted_users;
mod product_deals;
mod project_activities;
mod projects;
mod recents;
mod relationships;
mod roles;
mod settings;
mod shapes;
mod statistics;
mod summary;
mod teams;
mod timeline;
mod user_access;
mod users;

use crate::http::Operation;

pub(crate) use filter_writes::WRITES as FILTER_WRITES;
pub(crate) use mail::correspondence;
pub(crate) use relationships::relationship_end;
pub(crate) use shapes::{flat_deal, flat_person};

/// Every operation of v1 the sandbox answers.
pub(crate) static OPERATIONS: &[&[Operation]] = &[
    users::OPERATIONS,
    catalog::OPERATIONS,
    filters::OPERATIONS,
    leads::OPERATIONS,
    notes::OPERATIONS,
    summary::OPERATIONS,
    projects::OPERATIONS,
    roles::OPERATIONS,
    permission_sets::OPERATIONS,
    user_access::OPERATIONS,
    teams::OPERATIONS,
    settings::OPERATIONS,
    call_logs::OPERATIONS,
    relationships::OPERATIONS,
    goals::OPERATIONS,
    changelogs::OPERATIONS,
    participants::OPERATIONS,
    permitted_users::OPERATIONS,
    product_deals::OPERATIONS,
    flow::OPERATIONS,
    files::OPERATIONS,
    mail::OPERATIONS,
    comments::OPERATIONS,
    fields::OPERATIONS,
    timeline::OPERATIONS,
    statistics::OPERATIONS,
    recents::OPERATIONS,
    conditions::OPERATIONS,
];
