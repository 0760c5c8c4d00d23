//! What a statement would send, as rows.

use std::sync::Arc;

use arrow::array::{Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use pipedrive_client::ApiRequest;

use super::jobs::{Job, Step};
use crate::error::Error;

/// One request that would go.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// Method, path and query.
    target: String,
    /// The body as people may see it.
    body: Option<String>,
    /// Its price, if that is known.
    tokens: Option<u64>,
}

impl Line {
    /// The line of a request, whose body is shown as `body`.
    pub(crate) fn new(request: &ApiRequest, body: Option<String>) -> Self {
        Self { target: request.target(), body, tokens: Some(request.cost()) }
    }

    /// The same line without a price.
    pub(crate) fn of_unknown_price(self) -> Self {
        Self { tokens: None, ..self }
    }
}

/// The columns of a dry run.
pub(crate) fn schema() -> SchemaRef {
    let text = |name: &str| Field::new(name, DataType::Utf8, true);
    let number = |name: &str| Field::new(name, DataType::Int64, true);
    Arc::new(Schema::new(vec![number("n"), text("method"), text("path"), text("body"), number("tokens")]))
}

/// One row for each request of the jobs, in the order in which they would go.
pub(super) fn rows(jobs: &[Job]) -> Result<RecordBatch, Error> {
    let steps = jobs.iter().flat_map(|job| &job.steps);
    let line = |step: &Step| Line {
        target: step.request().target(),
        body: step.body.as_ref().map(ToString::to_string),
        tokens: Some(step.cost()),
    };
    batch(&steps.map(line).collect::<Vec<_>>())
}

/// One row for each line, in their order.
pub(crate) fn batch(lines: &[Line]) -> Result<RecordBatch, Error> {
    let parts = || lines.iter().map(|line| line.target.split_once(' ').unwrap_or((&line.target, "")));
    let numbers = Int64Array::from_iter_values((1_i64..).zip(lines).map(|(n, _)| n));
    let methods = StringArray::from_iter_values(parts().map(|(method, _)| method));
    let paths = StringArray::from_iter_values(parts().map(|(_, path)| path));
    let bodies: StringArray = lines.iter().map(|line| line.body.as_deref()).collect();
    let price = |line: &Line| line.tokens.map(|tokens| i64::try_from(tokens).unwrap_or(i64::MAX));
    let tokens = lines.iter().map(price).collect::<Int64Array>();
    let columns = vec![
        Arc::new(numbers) as _,
        Arc::new(methods) as _,
        Arc::new(paths) as _,
        Arc::new(bodies) as _,
        Arc::new(tokens) as _,
    ];
    Ok(RecordBatch::try_new(schema(), columns)?)
}
