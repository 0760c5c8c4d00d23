//! What a statement would send, as rows.

use std::sync::Arc;

use arrow::array::{Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};

use super::jobs::{Job, Step};
use crate::error::Error;

/// The columns of a dry run.
pub(super) fn schema() -> SchemaRef {
    let text = |name: &str| Field::new(name, DataType::Utf8, true);
    let number = |name: &str| Field::new(name, DataType::Int64, true);
    Arc::new(Schema::new(vec![number("n"), text("method"), text("path"), text("body"), number("tokens")]))
}

/// One row for each request, in the order in which they would go.
pub(super) fn rows(jobs: &[Job]) -> Result<RecordBatch, Error> {
    let steps: Vec<&Step> = jobs.iter().flat_map(|job| &job.steps).collect();
    let targets: Vec<String> = steps.iter().map(|step| step.request().target()).collect();
    let parts = || targets.iter().map(|target| target.split_once(' ').unwrap_or((target, "")));
    let numbers = Int64Array::from_iter_values((1_i64..).zip(&steps).map(|(n, _)| n));
    let methods = StringArray::from_iter_values(parts().map(|(method, _)| method));
    let paths = StringArray::from_iter_values(parts().map(|(_, path)| path));
    let bodies = steps.iter().map(|step| step.body.as_ref().map(ToString::to_string)).collect::<StringArray>();
    let tokens = Int64Array::from_iter_values(steps.iter().map(|step| i64::try_from(step.cost()).unwrap_or(i64::MAX)));
    let columns = vec![
        Arc::new(numbers) as _,
        Arc::new(methods) as _,
        Arc::new(paths) as _,
        Arc::new(bodies) as _,
        Arc::new(tokens) as _,
    ];
    Ok(RecordBatch::try_new(schema(), columns)?)
}
