//! The optimizer rule that puts the endpoint in the place of an aggregate.

use std::sync::Arc;

use datafusion::common::Column;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::datasource::provider_as_source;
use datafusion::error::Result;
use datafusion::functions_aggregate::expr_fn::{count, max, sum};
use datafusion::logical_expr::utils::conjunction;
use datafusion::logical_expr::{Aggregate, Expr, LogicalPlan, LogicalPlanBuilder, TableScan, TableSource, ident, lit};
use datafusion::optimizer::OptimizerConfig;
use datafusion::optimizer::optimizer::{ApplyOrder, OptimizerRule};

use super::price;
use super::question::{Measure, Question};
use super::recognize::{Recognized, recognize};
use super::table::{Planned, SummaryTable};
use crate::options::PipedriveOptions;
use crate::pushdown::read;

/// Name under which the endpoint stands in a plan.
const RELATION: &str = "deals_summary";

/// Answers aggregates over `deals` from `/deals/summary` where that costs less.
#[derive(Debug)]
pub(crate) struct SummaryRule;

impl OptimizerRule for SummaryRule {
    fn name(&self) -> &'static str {
        "pipedrive_deals_summary"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::BottomUp)
    }

    fn rewrite(&self, plan: LogicalPlan, config: &dyn OptimizerConfig) -> Result<Transformed<LogicalPlan>> {
        let LogicalPlan::Aggregate(aggregate) = &plan else { return Ok(Transformed::no(plan)) };
        let options = PipedriveOptions::of(&config.options());
        if !options.pushdown || !options.aggregate_pushdown {
            return Ok(Transformed::no(plan));
        }
        Ok(match replacement(aggregate)? {
            Some(cheaper) => Transformed::yes(cheaper),
            None => Transformed::no(plan),
        })
    }
}

/// The plan that asks the endpoint; `None` if it cannot tell or the pages of deals cost less.
fn replacement(aggregate: &Aggregate) -> Result<Option<LogicalPlan>> {
    let Some(recognized) = recognize(aggregate) else { return Ok(None) };
    let (Some(table), Some(route)) = (recognized.table(), price::route()) else { return Ok(None) };
    let Recognized { question, filters, visibility, .. } = &recognized;
    let (account, spec) = (table.account(), table.layout().spec);
    let verdict = account.knowledge().summary_agrees();
    let Some(list) = spec.walks.first().filter(|_| verdict != Some(false)) else { return Ok(None) };
    let Some(pages) = price::of_pages(account, spec, filters, *visibility) else { return Ok(None) };
    let asked =
        price::Asked { requests: question.requests(), is_proven: verdict == Some(true), beside: visibility.archived };
    let summaries = price::of_summaries(route, list.route, asked);
    // At the same price a comparison is worth having: it is made once and serves all later queries.
    let pays = if verdict.is_some() { summaries.tokens < pages.tokens } else { summaries.tokens <= pages.tokens };
    if !pays {
        return Ok(None);
    }

    let plain = provider_as_source(Arc::new(table.never_summed_up()));
    let planned = Planned {
        question: question.clone(),
        route,
        list: list.route,
        pages,
        original: over(LogicalPlan::Aggregate(aggregate.clone()), &plain)?,
        archived: visibility.archived.then(|| archived(&recognized, &plain)).transpose()?,
        schema: Arc::clone(aggregate.schema.inner()),
    };
    let names: Vec<&String> = planned.schema.fields().iter().map(|field| field.name()).collect();
    if (1..names.len()).any(|i| names[..i].contains(&names[i])) {
        return Ok(None);
    }
    let fields = aggregate.schema.iter().map(|(qualifier, field)| {
        let column = Expr::Column(Column::new(Some(RELATION), field.name()));
        column.alias_qualified(qualifier.cloned(), field.name())
    });
    let fields: Vec<Expr> = fields.collect();
    let source = provider_as_source(Arc::new(SummaryTable::new(Arc::clone(account), planned)));
    Ok(Some(LogicalPlanBuilder::scan(RELATION, source, None)?.project(fields)?.build()?))
}

/// `plan` with its one scan reading from `source`.
fn over(plan: LogicalPlan, source: &Arc<dyn TableSource>) -> Result<LogicalPlan> {
    let replaced = plan.transform_up(|node| match node {
        LogicalPlan::TableScan(scan) => {
            let scan = TableScan { source: Arc::clone(source), ..scan };
            Ok(Transformed::yes(LogicalPlan::TableScan(scan)))
        }
        other => Ok(Transformed::no(other)),
    })?;
    Ok(replaced.data)
}

/// Number and value of the archived deals in question, and their last change, by the columns of its groups.
fn archived(recognized: &Recognized<'_>, source: &Arc<dyn TableSource>) -> Result<LogicalPlan> {
    let Recognized { question, scan, filters, .. } = recognized;
    let says_archived = |filter: &Expr| read(filter).is_some_and(|all| all.iter().any(|c| c.column == "is_archived"));
    let others = filters.iter().filter(|filter| !says_archived(filter)).cloned();
    let condition = conjunction(others.chain([ident("is_archived").eq(lit(true))]));
    let mut deals = LogicalPlanBuilder::scan(scan.table_name.clone(), Arc::clone(source), None)?;
    if let Some(condition) = condition {
        deals = deals.filter(condition)?;
    }
    let last_change = max(ident("update_time"));
    deals.aggregate(groups(question), measures(question).into_iter().chain([last_change]))?.build()
}

fn groups(question: &Question) -> Vec<Expr> {
    question.groups.iter().map(|group| ident(group.column())).collect()
}

/// The number of deals, and after it their value if it is wanted.
fn measures(question: &Question) -> Vec<Expr> {
    let value = question.measures.contains(&Measure::Value).then(|| sum(ident("value")));
    [count(lit(1_i64))].into_iter().chain(value).collect()
}
