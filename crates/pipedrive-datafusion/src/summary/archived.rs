//! The archived deals, which the endpoint does not count, and whether they changed while it was asked.
//!
//! The endpoint is asked first. A deal that is archived after that is counted by both; as archiving is a change, its row
//! shows that. One that is unarchived after that may be counted by neither; then it is among the others that changed.

use std::sync::Arc;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type, TimeUnit, TimestampMicrosecondType};
use chrono::{DateTime, TimeDelta, Utc};
use datafusion::error::Result;
use datafusion::execution::TaskContext;
use datafusion::physical_plan::execution_plan::reset_plan_states;
use datafusion::physical_plan::{ExecutionPlan, execute_stream};
use futures::TryStreamExt;

use super::question::{Measure, Question};
use super::totals::Totals;

/// Most by which the clock that dates answers is taken to be ahead of the one that dates changes.
const MARGIN: TimeDelta = TimeDelta::seconds(60);

/// Their scan, grouped as the question asks: number, value if it is wanted, and the last change.
pub(super) struct Archived<'a> {
    plan: &'a Arc<dyn ExecutionPlan>,
    task: &'a Arc<TaskContext>,
}

/// What one walk found.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) totals: Totals,
    /// The latest change of any of them, in microseconds since 1970 (UTC).
    last_change: Option<i64>,
}

/// A time that was over when the clock of the answers showed `at`.
pub(super) fn before(at: DateTime<Utc>) -> DateTime<Utc> {
    at.checked_sub_signed(MARGIN).unwrap_or(at)
}

impl<'a> Archived<'a> {
    pub(super) fn new(plan: &'a Arc<dyn ExecutionPlan>, task: &'a Arc<TaskContext>) -> Self {
        Self { plan, task }
    }

    /// Reads them.
    ///
    /// # Errors
    /// As a scan's.
    pub(super) async fn read(&self, question: &Question) -> Result<Found> {
        let plan = reset_plan_states(Arc::clone(self.plan))?;
        let mut rows = execute_stream(plan, Arc::clone(self.task))?;
        let mut found = Found { totals: Totals::new(question), last_change: None };
        while let Some(batch) = rows.try_next().await? {
            found.add(question, &batch)?;
        }
        Ok(found)
    }
}

impl Found {
    /// Whether a deal among them was archived at that time or later, for all that is known of it.
    pub(super) fn may_have_changed_since(&self, at: DateTime<Utc>) -> bool {
        self.last_change.is_some_and(|last| last >= before(at).timestamp_micros())
    }

    fn add(&mut self, question: &Question, batch: &RecordBatch) -> Result<()> {
        let groups = question.groups.len();
        let mut texts = Vec::new();
        for column in batch.columns().iter().take(groups) {
            texts.push(cast(column, &DataType::Utf8)?);
        }
        let deals = cast(batch.column(groups), &DataType::Int64)?;
        let has_values = question.measures.contains(&Measure::Value);
        let values = has_values.then(|| cast(batch.column(groups + 1), &DataType::Float64)).transpose()?;
        let micros = DataType::Timestamp(TimeUnit::Microsecond, None);
        let changes = cast(batch.column(groups + 1 + usize::from(has_values)), &micros)?;
        let changes = changes.as_primitive::<TimestampMicrosecondType>();
        self.last_change = self.last_change.max(arrow::compute::max(changes));
        for row in 0..batch.num_rows() {
            let key = texts.iter().map(|text| {
                let text = text.as_string::<i32>();
                text.is_valid(row).then(|| text.value(row).to_owned())
            });
            let values = values.as_ref().map(AsArray::as_primitive::<Float64Type>);
            let value = values.filter(|values| values.is_valid(row)).map(|values| values.value(row));
            self.totals.add_rows(key.collect(), deals.as_primitive::<Int64Type>().value(row), value);
        }
        Ok(())
    }
}
