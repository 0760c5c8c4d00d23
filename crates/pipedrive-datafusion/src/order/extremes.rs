//! The optimizer rule that reads one row for `min(x)` and `max(x)`, where the API has an order by `x`.

use std::sync::Arc;

use datafusion::catalog::default_table_source::source_as_provider;
use datafusion::common::Column;
use datafusion::common::tree_node::Transformed;
use datafusion::error::Result;
use datafusion::logical_expr::expr::{AggregateFunction, Sort};
use datafusion::logical_expr::{Aggregate, Expr, LogicalPlan, LogicalPlanBuilder, TableScan};
use datafusion::optimizer::optimizer::{ApplyOrder, OptimizerConfig, OptimizerRule};

use super::claim::page_rows;
use super::claimable;
use crate::access::{self, Chosen};
use crate::options::PipedriveOptions;
use crate::provider::PipedriveTable;
use crate::pushdown::{Choice, Visibility};
use crate::request::{AccessPath, Walk};

/// Puts the first row in the right order in the place of all rows.
///
/// # Soundness
/// Neither function sees NULLs, and the first row in an order with NULLs last has the least or greatest value, or NULL
/// if there is no other. No row is read in vain: where a condition is left to check, all rows stay.
#[derive(Debug)]
pub(crate) struct Extremes;

impl OptimizerRule for Extremes {
    fn name(&self) -> &'static str {
        "pipedrive_extremes"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::BottomUp)
    }

    fn rewrite(&self, plan: LogicalPlan, config: &dyn OptimizerConfig) -> Result<Transformed<LogicalPlan>> {
        let LogicalPlan::Aggregate(aggregate) = &plan else { return Ok(Transformed::no(plan)) };
        if !PipedriveOptions::of(&config.options()).pushdown {
            return Ok(Transformed::no(plan));
        }
        match one_row_each(aggregate)? {
            Some(rewritten) => Ok(Transformed::yes(rewritten)),
            None => Ok(Transformed::no(plan)),
        }
    }
}

/// Columns and directions, with the expressions that need that row.
type Ends = Vec<((Column, bool), Vec<Expr>)>;

fn one_row_each(aggregate: &Aggregate) -> Result<Option<LogicalPlan>> {
    if !aggregate.group_expr.is_empty() || aggregate.aggr_expr.is_empty() {
        return Ok(None);
    }
    let mut ends = Ends::new();
    let mut lists = None;
    for expr in &aggregate.aggr_expr {
        let Some((column, descending)) = extreme(expr) else { return Ok(None) };
        let Some(walks) = sorted_walks(&aggregate.input, column)? else { return Ok(None) };
        lists = Some(walks);
        let end = (column.clone(), descending);
        match ends.iter_mut().find(|(known, _)| *known == end) {
            Some((_, exprs)) => exprs.push(expr.clone()),
            None => ends.push((end, vec![expr.clone()])),
        }
    }
    if lists.is_none_or(|lists| !lists.pays(ends.len())) {
        return Ok(None);
    }
    let mut rows = ends.into_iter().map(|((column, descending), exprs)| {
        let order = Sort::new(Expr::Column(column), !descending, false);
        let row = LogicalPlanBuilder::from(Arc::clone(&aggregate.input)).sort_with_limit(vec![order], Some(1))?;
        Aggregate::try_new(Arc::new(row.build()?), Vec::new(), exprs).map(LogicalPlan::Aggregate)
    });
    let Some(first) = rows.next().transpose()? else { return Ok(None) };
    let Some(second) = rows.next().transpose()? else { return Ok(Some(first)) };
    let mut all = LogicalPlanBuilder::from(first).cross_join(second)?;
    for row in rows {
        all = all.cross_join(row?)?;
    }
    let columns = aggregate.schema.iter().map(|field| Expr::Column(Column::from(field)));
    all.project(columns.collect::<Vec<_>>())?.build().map(Some)
}

/// The column of a `min` or `max` of nothing but that, and whether it is the greatest value that is wanted.
fn extreme(expr: &Expr) -> Option<(&Column, bool)> {
    let expr = if let Expr::Alias(alias) = expr { alias.expr.as_ref() } else { expr };
    let Expr::AggregateFunction(AggregateFunction { func, params }) = expr else { return None };
    let [Expr::Column(column)] = params.args.as_slice() else { return None };
    let plain = !params.distinct && params.filter.is_none() && params.order_by.is_empty();
    let descending = func.is_descending()?;
    (plain && matches!(func.name(), "min" | "max")).then_some((column, descending))
}

/// Lists that can be read in an order.
struct Lists {
    walks: Vec<Walk>,
    /// Tokens of reading them whole.
    whole: usize,
}

impl Lists {
    /// Whether reading the first row of each that many times costs less than reading all rows, or as much and fewer.
    fn pays(&self, times: usize) -> bool {
        let page: usize = self.walks.iter().map(price).sum();
        times == 1 || page.saturating_mul(times) < self.whole
    }
}

fn price(walk: &Walk) -> usize {
    usize::try_from(walk.spec.route.cost).unwrap_or(usize::MAX)
}

/// The lists a plan reads, if it does nothing but read them, every filter is carried out by the API and that has an
/// order by `column`.
fn sorted_walks(plan: &LogicalPlan, column: &Column) -> Result<Option<Lists>> {
    match plan {
        LogicalPlan::TableScan(scan) if scan.fetch.is_none() => lists(scan, &column.name),
        LogicalPlan::SubqueryAlias(alias) => {
            let inner = alias.schema.maybe_index_of_column(column).map(|at| alias.input.schema().qualified_field(at));
            inner.map_or(Ok(None), |inner| sorted_walks(&alias.input, &Column::from(inner)))
        }
        LogicalPlan::Projection(projection) => {
            let expr = projection.schema.maybe_index_of_column(column).and_then(|at| projection.expr.get(at));
            let inner = match expr {
                Some(Expr::Alias(alias)) => Some(alias.expr.as_ref()),
                other => other,
            };
            match inner {
                Some(Expr::Column(inner)) => sorted_walks(&projection.input, inner),
                _ => Ok(None),
            }
        }
        _ => Ok(None),
    }
}

fn lists(scan: &TableScan, column: &str) -> Result<Option<Lists>> {
    let Ok(provider) = source_as_provider(&scan.source) else { return Ok(None) };
    let Some(table) = provider.downcast_ref::<PipedriveTable>() else { return Ok(None) };
    let (spec, account) = (table.layout().spec, table.account());
    if spec.parent.is_some() || !claimable(spec).contains(&column) {
        return Ok(None);
    }
    let visibility = Visibility::decide(spec, &scan.filters, account.shows_archived(), account.shows_deleted());
    let choice = Choice::make(spec, &scan.filters, visibility, true)?;
    if !choice.local.is_empty() {
        return Ok(None);
    }
    let Chosen { path, keyed, fanned, .. } = access::choose(account, spec, &choice);
    let complete = (keyed || choice.key_predicate.is_none()) && (fanned || choice.fan_out.is_none());
    let AccessPath::Walks(walks) = path else { return Ok(None) };
    let pages =
        |walk: &Walk| page_rows(walk.spec, account).map_or(1, |page| walk.expected.div_ceil(page.max(1)).max(1));
    let whole = walks.iter().map(|walk| pages(walk).saturating_mul(price(walk))).sum();
    Ok(complete.then_some(Lists { walks, whole }))
}
