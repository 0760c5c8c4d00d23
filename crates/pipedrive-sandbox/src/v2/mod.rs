//! API v2: strict, paged with cursors.

mod activities;
mod boards;
mod counts;
mod custom;
mod deals;
mod fields;
mod list;
mod organizations;
mod params;
mod persons;
mod pipelines;
mod products;
mod project_fields;
mod project_templates;
mod projects;
mod tasks;

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
];
