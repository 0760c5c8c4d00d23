//! What a query will cost and what it did cost: the summary that `EXPLAIN` and `EXPLAIN ANALYZE` end with,
//! and the check that refuses a query before its first request.

use std::rc::Rc;
use std::sync::Arc;

use arrow::array::{RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema};
use datafusion::execution::TaskContext;
use datafusion::execution::context::SessionContext;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{ExecutionPlan, execute_stream};
use futures::{StreamExt, stream};
use pipedrive_client::{Budget, Counts, ErrorKind};

use crate::account::Account;
use crate::children::Joins;
use crate::error::Error;
use crate::functions::GetExec;
use crate::journal::Journal;
use crate::options::PipedriveOptions;
use crate::prepared::{Prepared, StatementKind};
use crate::procedures::ProcedureExec;
use crate::request::Estimate;
use crate::result::{QueryResult, with_reading};
use crate::scan::PipedriveScan;
use crate::summary::SummaryExec;
use crate::write::WriteExec;

/// Value of the `plan_type` column in the row this adds.
const PLAN_TYPE: &str = "pipedrive_requests";

/// Refuses a query that would cost more than `pipedrive.max_tokens_per_query`, as far as that is known, and one that
/// takes a request for every parent without leave. `spent` is what it has cost in tokens by now.
///
/// A guess refuses nothing: then the query runs until the next request would go over the limit.
///
/// # Errors
/// With the estimate and the limit; nothing has been sent.
pub(crate) fn check_limits(plan: &Arc<dyn ExecutionPlan>, task: &TaskContext, spent: u64) -> Result<(), Error> {
    let options = PipedriveOptions::of(task.session_config().options());
    let sources = sources(plan);
    for source in &sources {
        if let Source::Scan(scan, joins) = source {
            scan.check_fan_out(joins, options.allow_fan_out)?;
        }
    }
    let Some(limit) = options.token_limit() else { return Ok(()) };
    let total = total(&sources);
    let needed = if total.counted { total.tokens } else { total.at_least };
    if needed.saturating_add(spent) <= limit {
        return Ok(());
    }
    let setting = format!("more than `pipedrive.max_tokens_per_query` = {limit}");
    let message = match spent {
        0 => format!("this query needs about {needed} tokens, {setting}; nothing was sent"),
        spent => format!(
            "this statement needs about {needed} token{}, which with the {spent} for field definitions is {setting}; \
             nothing was written",
            if needed == 1 { "" } else { "s" }
        ),
    };
    Err(Error::new(ErrorKind::TokenLimit, message)
        .with_hint("add a WHERE on ids, owner, stage, status or update_time, a LIMIT, or raise the limit"))
}

/// Runs an `EXPLAIN` and adds what the requests are and cost.
pub(crate) async fn execute(
    ctx: &SessionContext,
    account: &Arc<Account>,
    prepared: Prepared,
) -> Result<QueryResult, Error> {
    let kind = prepared.kind();
    let journal = Journal::start(prepared.text());
    let explained = match &prepared.plan {
        LogicalPlan::Explain(explain) => Some(Arc::clone(&explain.plan)),
        _ => None,
    };
    if let Some(inner) = &explained {
        // Otherwise a statement that is refused would be a plan with the refusal among its rows.
        ctx.state().optimize(inner)?;
    }
    let planning = prepared.take_planning();
    let frame = ctx.execute_logical_plan(prepared.plan).await?;
    let task = Arc::new(frame.task_ctx());
    let plan = frame.create_physical_plan().await?;
    let scope = account.scope(&task);
    scope.charge(planning);
    if kind == StatementKind::Analyze {
        check_limits(&plan, &task, planning)?;
    }
    let mut rows = execute_stream(Arc::clone(&plan), task)?;
    let schema = rows.schema();
    let mut batches = Vec::new();
    while let Some(batch) = rows.next().await {
        batches.push(batch.map_err(|error| with_reading(error.into(), &scope))?);
    }
    let summary = match explained {
        // A statement that has no physical plan, such as CREATE, sends nothing.
        Some(inner) => match ctx.state().create_physical_plan(&inner).await {
            Ok(inner) => forecast(&sources(&inner), account.client().budget()),
            Err(_) => None,
        },
        None => Some(bill(scope.counts(), account.client().budget())),
    };
    batches.extend(summary.and_then(|text| row(&schema, &text)));
    let stream = stream::iter(batches.into_iter().map(Ok));
    let stream = Box::pin(RecordBatchStreamAdapter::new(schema, stream));
    Ok(QueryResult { stream, scope, plan, kind, journal, account: Arc::clone(account) })
}

/// The added row; `None` if the result does not have the two text columns it should have.
fn row(schema: &Arc<Schema>, text: &str) -> Option<RecordBatch> {
    let is_text = |field: &Arc<Field>| field.data_type() == &DataType::Utf8;
    if schema.fields().len() != 2 || !schema.fields().iter().all(is_text) {
        return None;
    }
    let column = |text: &str| Arc::new(StringArray::from(vec![text])) as _;
    RecordBatch::try_new(Arc::clone(schema), vec![column(PLAN_TYPE), column(text)]).ok()
}

fn forecast(sources: &[Source<'_>], budget: Budget) -> Option<String> {
    if sources.is_empty() {
        return None;
    }
    let mut lines = Vec::new();
    for source in sources {
        lines.push(source.title());
        lines.extend(source.facts().into_iter().map(|(name, value)| format!("  {:<9} {value}", format!("{name}:"))));
    }
    let left = budget.daily_remaining.map(|left| format!(" of {} left today", grouped(left))).unwrap_or_default();
    lines.push(format!("Total estimate: {}{left}", total(sources)));
    Some(lines.join("\n"))
}

fn bill(counts: Counts, budget: Budget) -> String {
    let left = budget.daily_remaining.map(|left| format!(", {} left today", grouped(left))).unwrap_or_default();
    let waited = if counts.waited.is_zero() {
        String::new()
    } else {
        format!(", waited {:.1} s for the rate limit", counts.waited.as_secs_f64())
    };
    format!(
        "requests: {}, tokens: {}, pages: {}, rows: {}, bytes: {}, retries: {}{waited}{left}",
        counts.requests, counts.tokens, counts.pages, counts.rows, counts.bytes, counts.retries
    )
}

fn total(sources: &[Source<'_>]) -> Estimate {
    let start = Estimate { counted: true, ..Estimate::default() };
    sources.iter().map(Source::estimate).fold(start, |sum, one| Estimate {
        requests: sum.requests.saturating_add(one.requests),
        tokens: sum.tokens.saturating_add(one.tokens),
        at_least: sum.at_least.saturating_add(one.at_least),
        counted: sum.counted && one.counted,
    })
}

/// What sends requests in a plan.
enum Source<'a> {
    Scan(&'a PipedriveScan, Rc<Joins>),
    Call(&'a ProcedureExec),
    Get(&'a GetExec),
    Summary(&'a SummaryExec),
    Write(&'a WriteExec),
}

impl Source<'_> {
    fn title(&self) -> String {
        match self {
            Self::Scan(scan, _) => format!("PipedriveScan: {}", scan.table()),
            Self::Call(call) => format!("ProcedureExec: {}", call.procedure()),
            Self::Get(_) => "PipedriveGet".to_owned(),
            Self::Summary(_) => "PipedriveSummary: deals".to_owned(),
            Self::Write(write) => format!("PipedriveWrite: {}", write.title()),
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Scan(scan, joins) => scan.facts_among(joins),
            Self::Call(call) => vec![("call", call.shown().to_owned()), ("estimate", call.estimate().to_string())],
            Self::Get(get) => get.facts(),
            Self::Summary(summary) => summary.facts(),
            Self::Write(write) => write.facts(),
        }
    }

    fn estimate(&self) -> Estimate {
        match self {
            Self::Scan(scan, joins) => scan.estimate_among(joins),
            Self::Call(call) => call.estimate(),
            Self::Get(get) => get.estimate(),
            Self::Summary(summary) => summary.estimate(),
            Self::Write(write) => write.estimate(),
        }
    }
}

/// The sources of a plan, in the order they are printed.
fn sources(plan: &Arc<dyn ExecutionPlan>) -> Vec<Source<'_>> {
    let joins = Rc::new(Joins::of(plan));
    let mut found = Vec::new();
    collect(plan, &joins, &mut found);
    found
}

fn collect<'a>(plan: &'a Arc<dyn ExecutionPlan>, joins: &Rc<Joins>, found: &mut Vec<Source<'a>>) {
    found.extend(plan.downcast_ref::<WriteExec>().map(Source::Write));
    found.extend(plan.downcast_ref::<PipedriveScan>().map(|scan| Source::Scan(scan, Rc::clone(joins))));
    found.extend(plan.downcast_ref::<ProcedureExec>().map(Source::Call));
    found.extend(plan.downcast_ref::<GetExec>().map(Source::Get));
    found.extend(plan.downcast_ref::<SummaryExec>().map(Source::Summary));
    plan.children().into_iter().for_each(|child| collect(child, joins, found));
}

/// `149975` as `149,975`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
