//! API v2: strict, paged with cursors.

mod activities;
mod boards;
mod conversions;
mod counts;
mod custom;
mod deal_products;
mod deals;
mod fields;
mod followers;
mod installments;
mod list;
mod organizations;
mod params;
mod patch;
mod persons;
mod pipelines;
mod products;
mod project_fields;
mod project_templates;
mod projects;
mod search;
mod tasks;
mod variations;

pub(crate) use activities::activity_row;
pub(crate) use counts::Activities;
pub(crate) use custom::label_ids;
pub(crate) use deal_products::deal_product_row;
pub(crate) use deals::optional as deal_column;
pub(crate) use organizations::optional as organization_column;
pub(crate) use patch::patched;
pub(crate) use persons::optional as person_column;
pub(crate) use pipelines::{stage_add_time, stage_update_time};
pub(crate) use products::product_row;

use crate::http::Operation;

/// Every operation of v2 the sandbox answers.
pub(crate) static OPERATIONS: &[&[Operation]] = &[
    deals::OPERATIONS,
    persons::OPERATIONS,
    organizations::OPERATIONS,
    activities::OPERATIONS,
    products::OPERATIONS,
    pipelines::OPERATIONS,
    fields::OPERATIONS,
    projects::OPERATIONS,
    project_fields::OPERATIONS,
    project_templates::OPERATIONS,
    tasks::OPERATIONS,
    boards::OPERATIONS,
    deal_products::OPERATIONS,
    installments::OPERATIONS,
    followers::OPERATIONS,
    variations::OPERATIONS,
    conversions::OPERATIONS,
    search::OPERATIONS,
];
