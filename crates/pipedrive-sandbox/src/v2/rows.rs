//! Whole v2 rows as values, for operations that tell the same in another shape.

use serde_json::Value;

use super::custom::CustomShape;
use super::{activities, deals, organizations, persons, pipelines, products};
use crate::data::{Owner, Pipeline, Stage};
use crate::http::Call;
use crate::{Deal, Organization, Person};

/// What a function wrote.
fn written(write: impl FnOnce(&mut Vec<u8>)) -> Value {
    let mut out = Vec::new();
    write(&mut out);
    serde_json::from_slice(&out).expect("rows are written as JSON")
}

/// A row of a table with custom fields, which are all there because no request narrows them.
fn shaped(call: &Call<'_>, owner: Owner, write: impl FnOnce(&Call<'_>, &CustomShape, &mut Vec<u8>)) -> Value {
    let plain = call.plain();
    written(|out| match CustomShape::new(&plain, owner) {
        Ok(shape) => write(&plain, &shape, out),
        Err(_) => out.extend_from_slice(b"null"),
    })
}

/// The row of a deal without optional members.
pub(crate) fn deal(call: &Call<'_>, id: u32) -> Value {
    shaped(call, Owner::Deals, |call, shape, out| deals::write(call, shape, id, out))
}

/// The row of a person without optional members.
pub(crate) fn person(call: &Call<'_>, id: u32) -> Value {
    shaped(call, Owner::Persons, |call, shape, out| persons::write(call, shape, id, out))
}

/// The row of an organization without optional members.
pub(crate) fn organization(call: &Call<'_>, id: u32) -> Value {
    shaped(call, Owner::Organizations, |call, shape, out| organizations::write(call, shape, id, out))
}

/// The row of a product.
pub(crate) fn product(call: &Call<'_>, id: u32) -> Value {
    shaped(call, Owner::Products, |call, shape, out| products::write(call, shape, id, out))
}

/// The row of an activity without optional members.
pub(crate) fn activity(call: &Call<'_>, id: u32) -> Value {
    activities::activity_row(&call.plain(), id)
}

/// The row of a pipeline.
pub(crate) fn pipeline(call: &Call<'_>, pipeline: &Pipeline) -> Value {
    written(|out| pipelines::write_pipeline(call, pipeline, out))
}

/// The row of a stage.
pub(crate) fn stage(call: &Call<'_>, stage: &Stage) -> Value {
    written(|out| pipelines::write_stage(call, stage, out))
}

/// Adds the optional members to a row.
fn with_optional(mut row: Value, names: &[&str], optional: impl Fn(&str) -> Value) -> Value {
    for name in names {
        row[*name] = optional(name);
    }
    row
}

/// The row of a deal with every optional member.
pub(crate) fn full_deal(call: &Call<'_>, id: u32) -> Value {
    let record = Deal::new(call.account, id);
    with_optional(deal(call, id), deals::OPTIONAL_MEMBERS, |name| deals::optional(call, &record, name))
}

/// The row of a person with every optional member.
pub(crate) fn full_person(call: &Call<'_>, id: u32) -> Value {
    let record = Person::new(call.account, id);
    with_optional(person(call, id), persons::OPTIONAL_MEMBERS, |name| persons::optional(call, &record, name))
}

/// The row of an organization with every optional member.
pub(crate) fn full_organization(call: &Call<'_>, id: u32) -> Value {
    let record = Organization::new(call.account, id);
    let optional = |name: &str| organizations::optional(call, &record, name);
    with_optional(organization(call, id), organizations::OPTIONAL_MEMBERS, optional)
}
