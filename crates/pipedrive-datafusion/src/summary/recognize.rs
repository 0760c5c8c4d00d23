//! Aggregates over `deals` that the endpoint can answer.

use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::catalog::default_table_source::source_as_provider;
use datafusion::functions_aggregate::count::Count;
use datafusion::functions_aggregate::sum::Sum;
use datafusion::logical_expr::expr::AggregateFunctionParams;
use datafusion::logical_expr::{Aggregate, Expr, LogicalPlan, TableScan};

use super::condition::{filtered_scan, scanned, unaliased};
use super::question::{Group, Measure, Question};
use crate::provider::PipedriveTable;
use crate::pushdown::{Visibility, read};

/// An aggregate that the endpoint can answer.
pub(super) struct Recognized<'a> {
    pub(super) question: Question,
    pub(super) scan: &'a TableScan,
    /// The scan's table.
    pub(super) provider: Arc<dyn TableProvider>,
    /// All conditions on the deals.
    pub(super) filters: Vec<Expr>,
    pub(super) visibility: Visibility,
}

impl Recognized<'_> {
    /// The scan's table as what it is.
    pub(super) fn table(&self) -> Option<&PipedriveTable> {
        self.provider.downcast_ref()
    }
}

/// What `aggregate` asks of the endpoint; `None` if that cannot tell.
///
/// # Soundness
/// Every condition must be one that chooses among the endpoint's answers, every group a value that is part of the
/// question or of the answer, every aggregate one it gives. Anything else is left alone.
pub(super) fn recognize(aggregate: &Aggregate) -> Option<Recognized<'_>> {
    let (scan, filters) = filtered_scan(&aggregate.input)?;
    let provider = source_as_provider(&scan.source).ok()?;
    let table: &PipedriveTable = provider.downcast_ref()?;
    let spec = table.layout().spec;
    if spec.name != "deals" || !table.may_be_summed_up() {
        return None;
    }
    let account = table.account();
    let visibility = Visibility::decide(spec, &filters, account.shows_archived(), account.shows_deleted());
    if !visibility.active || !visibility.alive || visibility.deleted {
        return None;
    }
    let mut question = Question::default();
    for filter in &filters {
        for comparison in read(filter)? {
            question.narrow(&comparison)?;
        }
    }
    for expr in &aggregate.group_expr {
        let Expr::Column(column) = unaliased(expr) else { return None };
        question.group(Group::of(&scanned(&aggregate.input, column)?)?)?;
    }
    for expr in &aggregate.aggr_expr {
        question.measures.push(measure(expr, &aggregate.input)?);
    }
    let question = question.settle()?;
    Some(Recognized { question, scan, provider, filters, visibility })
}

/// The measure that an aggregate function is.
fn measure(expr: &Expr, input: &LogicalPlan) -> Option<Measure> {
    let Expr::AggregateFunction(function) = unaliased(expr) else { return None };
    let AggregateFunctionParams { args, distinct: false, filter: None, order_by, null_treatment: None } =
        &function.params
    else {
        return None;
    };
    let [argument] = args.as_slice() else { return None };
    if !order_by.is_empty() {
        return None;
    }
    let column = match argument {
        Expr::Column(column) => Some(scanned(input, column)?),
        Expr::Literal(value, _) if !value.is_null() => None,
        _ => return None,
    };
    let implementation = function.func.inner();
    match column.as_deref() {
        // The id identifies the deal, so it is never NULL.
        None | Some("id") if implementation.is::<Count>() => Some(Measure::Deals),
        Some("value") if implementation.is::<Sum>() => Some(Measure::Value),
        _ => None,
    }
}
