//! API v2: strict, paged with cursors.

mod activities;
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
];
