//! One execution of a statement that writes: read, check everything, then send.

use std::sync::Arc;

use arrow::array::{RecordBatch, UInt64Array};
use arrow::datatypes::{DataType, Field, Schema};
use datafusion::execution::TaskContext;
use datafusion::physical_plan::ExecutionPlan;
use pipedrive_client::{ErrorKind, QueryScope};

use super::jobs::{Job, Step, jobs};
use super::rows::Rows;
use super::sink::Planned;
use super::source::check_source;
use super::{dry_run, send};
use crate::account::Account;
use crate::error::Error;
use crate::options::PipedriveOptions;

/// Carries a statement out, or shows what it would send.
///
/// # Errors
/// If it may not be carried out, a row is not in order, or a request fails.
pub(super) async fn run(
    planned: Arc<Planned>,
    input: Arc<dyn ExecutionPlan>,
    dry: bool,
    task: Arc<TaskContext>,
) -> Result<RecordBatch, Error> {
    let options = PipedriveOptions::of(task.session_config().options());
    let account = &planned.account;
    let scope = account.scope(&task);
    if dry {
        check_source(&planned.draft, &input)?;
        let rows = Rows::read(&planned.draft, input, task, options.max_write_rows).await?;
        return dry_run::rows(&jobs(&rows)?);
    }
    let begins = account.ledger().clear_unless_begun(Arc::downgrade(&task));
    let ready = async {
        check_leave(account, &options)?;
        check_source(&planned.draft, &input)?;
        let rows = Rows::read(&planned.draft, input, task, options.max_write_rows).await?;
        let jobs = jobs(&rows)?;
        check_budget(account, &options, &scope, &jobs)?;
        Ok::<_, Error>(jobs)
    };
    let jobs = ready.await?;
    begins.forget();
    let written = send::all(&planned, jobs, scope, options.token_reserve().unwrap_or_default()).await?;
    let count = UInt64Array::from(vec![u64::try_from(written).unwrap_or(u64::MAX)]);
    let schema = Schema::new(vec![Field::new("count", DataType::UInt64, false)]);
    Ok(RecordBatch::try_new(Arc::new(schema), vec![Arc::new(count)])?)
}

/// # Errors
/// If nothing may be written now, whatever was allowed when the statement was planned.
pub(crate) fn check_leave(account: &Account, options: &PipedriveOptions) -> Result<(), Error> {
    if options.dry_run {
        let message = "`pipedrive.dry_run` was set after this statement was planned; nothing was sent";
        return Err(Error::new(ErrorKind::ReadOnly, message).with_hint("run it again to see what it would send"));
    }
    if account.is_read_only() { Err(read_only()) } else { Ok(()) }
}

/// The error for a statement that writes where nothing may be written.
pub(crate) fn read_only() -> Error {
    Error::new(ErrorKind::ReadOnly, "this connection only reads: `ReadOnly` is true; nothing was sent")
        .with_hint("connect without `ReadOnly=true`, or `SET pipedrive.dry_run = true` to see what would be sent")
}

/// What is left of the day is only known once an answer has told it; if none has by now, `send` looks again after its
/// first.
///
/// # Errors
/// If the requests would cost more than the statement may spend or the company has left.
fn check_budget(account: &Account, options: &PipedriveOptions, scope: &QueryScope, jobs: &[Job]) -> Result<(), Error> {
    let needed: u64 = jobs.iter().flat_map(|job| &job.steps).map(Step::cost).sum();
    let spent = scope.committed();
    if let Some(limit) = options.token_limit()
        && spent.saturating_add(needed) > limit
    {
        let message = format!(
            "writing these rows needs {needed} tokens, which with the {spent} already spent is more than \
             `pipedrive.max_tokens_per_query` = {limit}; nothing was written"
        );
        return Err(
            Error::new(ErrorKind::TokenLimit, message).with_hint("write fewer rows at a time, or raise the limit")
        );
    }
    let reserve = options.token_reserve().unwrap_or_default();
    if let Some(left) = account.client().tokens_left_today()
        && left < needed.saturating_add(reserve)
    {
        let message = format!(
            "writing these rows needs {needed} tokens, and {left} are left today, of which {reserve} are to stay; \
             nothing was written"
        );
        return Err(Error::new(ErrorKind::BudgetSpent, message).with_hint("write fewer rows, or wait for the next day"));
    }
    Ok(())
}
