//! The analyzer rule: writes to our tables that DataFusion planned get the rows they name, and those that name every row
//! are refused.

use std::sync::Arc;

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::common::{Column, DFSchema};
use datafusion::datasource::DefaultTableSource;
use datafusion::error::Result;
use datafusion::logical_expr::dml::InsertOp;
use datafusion::logical_expr::simplify::SimplifyContext;
use datafusion::logical_expr::{DmlStatement, Expr, Filter, LogicalPlan, LogicalPlanBuilder, Projection, WriteOp};
use datafusion::optimizer::AnalyzerRule;
use datafusion::optimizer::simplify_expressions::ExprSimplifier;
use datafusion::scalar::ScalarValue;
use pipedrive_client::ErrorKind;

use super::columns::row_columns;
use super::draft::{Action, Draft, Given, Kind, writable};
use super::sink;
use crate::error::Error;
use crate::layout::TableLayout;
use crate::options::PipedriveOptions;
use crate::provider::PipedriveTable;

/// Plans what DataFusion's own planner made of INSERT, UPDATE and DELETE, in sessions that are not ours; and looks in all
/// sessions for conditions.
///
/// # Soundness
/// It comes before every optimizer rule. After them a condition such as `id IN (SELECT …)` is a join and `1 = 0` is gone
/// with all it stood for, and what DataFusion then hands a provider is an empty list of filters, which means every row.
#[derive(Debug)]
pub(crate) struct WriteRule;

impl AnalyzerRule for WriteRule {
    fn analyze(&self, plan: LogicalPlan, config: &ConfigOptions) -> Result<LogicalPlan> {
        let options = PipedriveOptions::of(config);
        plan.transform_down(|plan| match plan {
            LogicalPlan::Dml(dml) => analyzed(dml, &options),
            other => Ok(Transformed::no(other)),
        })
        .data()
    }

    fn name(&self) -> &'static str {
        "pipedrive_writes"
    }
}

fn analyzed(dml: DmlStatement, options: &PipedriveOptions) -> Result<Transformed<LogicalPlan>> {
    if let Some(planned) = sink::planned_in(&dml.target) {
        let table = planned.draft.layout.spec.name;
        match planned.draft.needs_filter() {
            Some(kind) => check_filter(kind, table, &dml.input, options)?,
            None if planned.draft.changes_rows() => check_match(table, &dml.input, options)?,
            None => {}
        }
        return Ok(Transformed::no(LogicalPlan::Dml(dml)));
    }
    let provider = dml.target.downcast_ref::<DefaultTableSource>().map(|source| Arc::clone(&source.table_provider));
    let Some(table) = provider.as_deref().and_then(|provider| provider.downcast_ref::<PipedriveTable>()) else {
        return Ok(Transformed::no(LogicalPlan::Dml(dml)));
    };
    let layout = table.layout();
    let text = format!("{} {}", dml.op.name(), layout.spec.name);
    let input = Arc::unwrap_or_clone(dml.input);
    let (draft, rows) = match dml.op {
        WriteOp::Insert(InsertOp::Append) => inserted(layout, &text, input)?,
        WriteOp::Delete => {
            check_filter(Kind::Delete, layout.spec.name, &input, options)?;
            changed(layout, &text, input, Kind::Delete, &[])?
        }
        WriteOp::Update => {
            check_filter(Kind::Update, layout.spec.name, &input, options)?;
            let set = set_columns(layout, &input);
            changed(layout, &text, input, Kind::Update, &set)?
        }
        op => {
            let message = format!("`{}` of a table of Pipedrive is not supported here; nothing was sent", op.name());
            let hint = "a `PipedriveSession` carries out MERGE; rows are replaced by an UPDATE and removed by a DELETE";
            return Err(Error::new(ErrorKind::Unsupported, message).with_hint(hint).into());
        }
    };
    Ok(Transformed::yes(sink::plan(table.account(), draft, rows)))
}

/// New rows: DataFusion fills the columns that were left out with a literal NULL, which in a new row means the same.
fn inserted(layout: &Arc<TableLayout>, text: &str, input: LogicalPlan) -> Result<(Draft, LogicalPlan)> {
    let mut given = Vec::new();
    let mut values = Vec::new();
    let columns = input.schema().columns();
    for (column, value) in columns.into_iter().enumerate() {
        let left_out = projected(&input, column)
            .is_some_and(|expr| matches!(bare(expr), Expr::Literal(value, _) if value.is_null()));
        if !left_out {
            given.push(Given { column, input: values.len() });
            values.push(Expr::Column(value));
        }
    }
    let action = Action { kind: Kind::Insert, given, row: Vec::new() };
    let draft = Draft::new(layout, text, vec![action], None)?;
    draft.check(true)?;
    Ok((draft, LogicalPlanBuilder::from(input).project(values)?.build()?))
}

/// Rows that are changed or removed.
fn changed(
    layout: &Arc<TableLayout>,
    text: &str,
    input: LogicalPlan,
    kind: Kind,
    set: &[usize],
) -> Result<(Draft, LogicalPlan)> {
    let row = row_columns(layout, writable(layout)?, kind, set);
    let mut values = Vec::new();
    let mut give = |column: &usize, what: &str| {
        let name = &layout.columns[*column].name;
        let value = input.schema().qualified_field_with_unqualified_name(name).map(Column::from)?;
        values.push(Expr::Column(value).alias(format!("{what}:{name}")));
        Ok(Given { column: *column, input: values.len() - 1 })
    };
    let given = set.iter().map(|column| give(column, "set")).collect::<Result<_>>()?;
    let row = row.iter().map(|column| give(column, "row")).collect::<Result<_>>()?;
    let draft = Draft::new(layout, text, vec![Action { kind, given, row }], None)?;
    Ok((draft, LogicalPlanBuilder::from(input).project(values)?.build()?))
}

/// The columns an UPDATE sets: those whose new value is not the column itself.
fn set_columns(layout: &TableLayout, input: &LogicalPlan) -> Vec<usize> {
    let is_set = |place: &usize| {
        let name = &layout.columns[*place].name;
        projected(input, *place).is_some_and(|expr| !matches!(bare(expr), Expr::Column(column) if column.name == *name))
    };
    (0..layout.columns.len()).filter(is_set).collect()
}

/// The expression a projection has at a place.
fn projected(plan: &LogicalPlan, place: usize) -> Option<&Expr> {
    match plan {
        LogicalPlan::Projection(Projection { expr, .. }) => expr.get(place),
        _ => None,
    }
}

/// The expression without the names and casts around it.
fn bare(expr: &Expr) -> &Expr {
    match expr {
        Expr::Alias(alias) => bare(&alias.expr),
        Expr::Cast(cast) => bare(&cast.expr),
        other => other,
    }
}

/// # Errors
/// If a statement that changes or removes rows has no condition, or one that is true of every row, without leave.
fn check_filter(kind: Kind, table: &str, rows: &LogicalPlan, options: &PipedriveOptions) -> Result<()> {
    if options.allow_unfiltered_writes || is_filtered(rows)? {
        return Ok(());
    }
    let verb = kind.verb();
    let message = format!("`{verb}` without a WHERE would concern every row of `{table}`; nothing was sent");
    Err(Error::new(ErrorKind::Unsupported, message)
        .with_hint("add a WHERE, or `SET pipedrive.allow_unfiltered_writes = true`")
        .into())
}

/// # Errors
/// If a MERGE that changes or removes rows matches every row with every other, without leave.
fn check_match(table: &str, rows: &LogicalPlan, options: &PipedriveOptions) -> Result<()> {
    let mut joined = rows;
    while let (LogicalPlan::Projection(_), [input]) = (joined, &joined.inputs()[..]) {
        joined = *input;
    }
    let LogicalPlan::Join(join) = joined else { return Ok(()) };
    let always = match &join.filter {
        None => true,
        Some(filter) => is_always_true(filter, &join.schema)?,
    };
    if options.allow_unfiltered_writes || !join.on.is_empty() || !always {
        return Ok(());
    }
    let message = format!("a `MERGE` whose ON is always true would concern every row of `{table}`; nothing was sent");
    Err(Error::new(ErrorKind::Unsupported, message)
        .with_hint("say in ON which rows are the same, or `SET pipedrive.allow_unfiltered_writes = true`")
        .into())
}

/// Whether a condition narrows the rows. What was prepared comes here optimized, with conditions inside of scans and joins.
fn is_filtered(plan: &LogicalPlan) -> Result<bool> {
    match plan {
        LogicalPlan::TableScan(scan) => {
            let schema = Arc::new(DFSchema::try_from(scan.source.schema())?);
            scan.filters.iter().try_fold(false, |found, filter| Ok(found || !is_always_true(filter, &schema)?))
        }
        // The table written to stands on the left, except where the optimizer makes a condition a join.
        LogicalPlan::Join(join) if join.on.is_empty() && join.filter.is_none() => is_filtered(&join.left),
        LogicalPlan::Filter(Filter { predicate, input, .. }) => {
            Ok(!is_always_true(predicate, plan.schema())? || is_filtered(input)?)
        }
        LogicalPlan::Projection(_) | LogicalPlan::Sort(_) | LogicalPlan::Limit(_) | LogicalPlan::SubqueryAlias(_) => {
            plan.inputs().into_iter().try_fold(false, |found, input| Ok(found || is_filtered(input)?))
        }
        LogicalPlan::Join(_) | LogicalPlan::EmptyRelation(_) => Ok(true),
        _ => Ok(false),
    }
}

fn is_always_true(predicate: &Expr, schema: &Arc<DFSchema>) -> Result<bool> {
    let context = SimplifyContext::builder().with_schema(Arc::clone(schema)).build();
    let simple = ExprSimplifier::new(context).simplify(predicate.clone())?;
    Ok(matches!(simple, Expr::Literal(ScalarValue::Boolean(Some(true)), _)))
}
