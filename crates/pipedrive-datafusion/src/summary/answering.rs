//! From the first request to the rows of the aggregate.

use std::sync::Arc;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use datafusion::error::Result as EngineResult;
use datafusion::execution::TaskContext;
use datafusion::physical_plan::execute_stream;
use futures::{StreamExt, TryStreamExt, stream};
use pipedrive_client::QueryScope;

use super::ask::Reply;
use super::exec::SummaryExec;
use super::proof::{Verdict, prove};
use super::question::{Cell, Question};
use super::totals::Totals;
use crate::error::Error;

impl SummaryExec {
    /// The rows of the aggregate; `None` if they must be read.
    ///
    /// # Errors
    /// As those of any request, except for answers that cannot be relied on: then the rows are read.
    pub(super) async fn answer(
        &self,
        scope: &Arc<QueryScope>,
        task: &Arc<TaskContext>,
    ) -> Result<Option<RecordBatch>, Error> {
        let Some(mut totals) = self.active(scope).await? else { return Ok(None) };
        if let Some(archived) = &self.archived {
            let mut rows = execute_stream(Arc::clone(archived), Arc::clone(task))?;
            while let Some(batch) = rows.try_next().await? {
                add_rows(&mut totals, &self.question, &batch)?;
            }
        }
        Ok(totals.rows(&self.question, &self.schema)?)
    }

    /// What there is among the deals that are not archived.
    async fn active(&self, scope: &Arc<QueryScope>) -> Result<Option<Totals>, Error> {
        let (asking, question) = (&self.asking, &self.question);
        let knowledge = asking.account.knowledge();
        if knowledge.summary_agrees().is_none() {
            match prove(asking, question, scope).await? {
                Verdict::Answered(totals) => return Ok(Some(totals)),
                Verdict::Agrees => knowledge.learn_summary_agrees(true),
                Verdict::Differs(reason) => self.give_up(&reason),
            }
        }
        if knowledge.summary_agrees() != Some(true) {
            return Ok(None);
        }
        let cells = question.cells();
        let everything = cells.iter().all(|cell| *cell == Cell::default());
        let mut totals = Totals::new(question);
        let ask = |cell: Cell| async move {
            let reply = asking.summary(&cell, scope).await;
            reply.map(|reply| (cell, reply))
        };
        let mut replies = stream::iter(cells).map(ask).buffered(asking.account.max_concurrent().max(1));
        while let Some((cell, reply)) = replies.try_next().await? {
            match reply {
                Reply::Told(answer) => {
                    if everything {
                        asking.learn_deals(usize::try_from(answer.deals).unwrap_or_default());
                    }
                    totals.add_answer(question, &cell, &answer);
                }
                Reply::Unreliable(reason) => {
                    self.give_up(&reason);
                    return Ok(None);
                }
                Reply::NotThis(error) => {
                    tracing::debug!(target: "pipedrive::summary", %error, "the deals are read instead");
                    return Ok(None);
                }
            }
        }
        Ok(Some(totals))
    }

    /// Leaves the endpoint alone from now on.
    fn give_up(&self, reason: &str) {
        self.asking.account.knowledge().learn_summary_agrees(false);
        tracing::warn!(
            target: "pipedrive::summary",
            reason,
            "`/deals/summary` is not used for counts and sums of deals any more, which are read page by page"
        );
    }
}

/// Adds groups with their number of deals and, if it is wanted, their value.
fn add_rows(totals: &mut Totals, question: &Question, batch: &RecordBatch) -> EngineResult<()> {
    let groups = question.groups.len();
    let mut texts = Vec::new();
    for column in batch.columns().iter().take(groups) {
        texts.push(cast(column, &DataType::Utf8)?);
    }
    let deals = cast(batch.column(groups), &DataType::Int64)?;
    let values = batch.columns().get(groups + 1).map(|column| cast(column, &DataType::Float64)).transpose()?;
    for row in 0..batch.num_rows() {
        let key = texts.iter().map(|text| {
            let text = text.as_string::<i32>();
            text.is_valid(row).then(|| text.value(row).to_owned())
        });
        let values = values.as_ref().map(AsArray::as_primitive::<Float64Type>);
        let value = values.filter(|values| values.is_valid(row)).map(|values| values.value(row));
        totals.add_rows(key.collect(), deals.as_primitive::<Int64Type>().value(row), value);
    }
    Ok(())
}
