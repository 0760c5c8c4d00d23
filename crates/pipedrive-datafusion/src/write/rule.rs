//! The analyzer rule: writes to our tables that DataFusion planned get the rows they name, and those that name every row
//! are refused.

use std::sync::Arc;

use datafusion::common::Column;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::datasource::DefaultTableSource;
use datafusion::error::Result;
use datafusion::logical_expr::dml::InsertOp;
use datafusion::logical_expr::{DmlStatement, Expr, LogicalPlan, LogicalPlanBuilder, Projection, WriteOp};
use datafusion::optimizer::{AnalyzerRule, ApplyOrder, OptimizerConfig, OptimizerRule};
use pipedrive_client::ErrorKind;

use super::columns::row_columns;
use super::draft::{Action, Draft, Given, Kind, writable};
use super::restriction::Restriction;
use super::sink;
use super::source::check_planned_source;
use super::unbound::{Unbound, Values};
use crate::account::Account;
use crate::error::Error;
use crate::layout::TableLayout;
use crate::options::PipedriveOptions;
use crate::provider::PipedriveTable;

/// Most columns an error lists.
const SHOWN: usize = 12;

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
            LogicalPlan::Dml(dml) => match planned(dml)?.data {
                LogicalPlan::Dml(dml) => analyzed(dml, &options),
                other => Ok(Transformed::no(other)),
            },
            other => Ok(Transformed::no(other)),
        })
        .data()
    }

    fn name(&self) -> &'static str {
        "pipedrive_writes"
    }
}

/// For PREPARE, which optimizes what was not analyzed. It is the first of all rules, too.
impl OptimizerRule for WriteRule {
    fn name(&self) -> &'static str {
        "pipedrive_writes"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::TopDown)
    }

    fn rewrite(&self, plan: LogicalPlan, _config: &dyn OptimizerConfig) -> Result<Transformed<LogicalPlan>> {
        match plan {
            // What cannot be carried out the analyzer refuses.
            LogicalPlan::Dml(dml)
                if matches!(dml.op, WriteOp::Insert(InsertOp::Append) | WriteOp::Delete | WriteOp::Update) =>
            {
                planned(dml)
            }
            other => Ok(Transformed::no(other)),
        }
    }
}

/// The plan of a statement that writes, where it is known whether its conditions choose among the rows: once it is
/// optimized, that cannot be told any more.
fn planned(dml: DmlStatement) -> Result<Transformed<LogicalPlan>> {
    if let Some(planned) = sink::planned_in(&dml.target) {
        if planned.draft.restriction.is_some() {
            return Ok(Transformed::no(LogicalPlan::Dml(dml)));
        }
        let Some(unbound) = planned.draft.unbound.clone() else {
            let rows = Arc::unwrap_or_clone(dml.input);
            return Ok(Transformed::yes(restricted(&planned.account, planned.draft.clone(), rows)?));
        };
        let draft = planned.draft.clone();
        let draft = match unbound.values(&dml.input)? {
            Values::Missing => return Ok(Transformed::no(LogicalPlan::Dml(dml))),
            Values::Known(rows) => draft.with_restriction(&rows),
            Values::NoRows => Draft { restriction: Some(Restriction::Chosen), unbound: None, ..draft },
            Values::Lost => Draft { restriction: Some(Restriction::Every), unbound: None, ..draft },
        };
        let rows = unbound.without_values(Arc::unwrap_or_clone(dml.input))?;
        return Ok(Transformed::yes(sink::plan(&planned.account, draft, rows)));
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
        WriteOp::Delete => changed(layout, &text, input, Kind::Delete, &[])?,
        WriteOp::Update => {
            let set = set_columns(layout, &input);
            changed(layout, &text, input, Kind::Update, &set)?
        }
        op => {
            let message = format!("`{}` of a table of Pipedrive is not supported here; nothing was sent", op.name());
            let hint = "a `PipedriveSession` carries out MERGE; rows are replaced by an UPDATE and removed by a DELETE";
            return Err(Error::new(ErrorKind::Unsupported, message).with_hint(hint).into());
        }
    };
    Ok(Transformed::yes(restricted(table.account(), draft, rows)?))
}

/// The plan that writes `rows` as they were planned, with what they tell of the statement's conditions; or that will know
/// it once its parameters have values.
fn restricted(account: &Arc<Account>, draft: Draft, rows: LogicalPlan) -> Result<LogicalPlan> {
    if draft.changes_rows()
        && let Some(unbound) = Unbound::of(&rows)?
    {
        let rows = unbound.carried(rows)?;
        return Ok(sink::plan(account, Draft { unbound: Some(Arc::new(unbound)), ..draft }, rows));
    }
    let draft = draft.with_restriction(&rows);
    Ok(sink::plan(account, draft, rows))
}

/// New rows: DataFusion fills the columns that were left out with a literal NULL, which in a new row means the same.
fn inserted(layout: &Arc<TableLayout>, text: &str, input: LogicalPlan) -> Result<(Draft, LogicalPlan)> {
    check_columns(layout, &input)?;
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

/// DataFusion's contract is that new rows have the columns of the table, in their order. Its SQL keeps it, and a data
/// frame that does not would have its values written to other columns than its own.
///
/// # Errors
/// If they do not.
fn check_columns(layout: &TableLayout, input: &LogicalPlan) -> Result<(), Error> {
    let columns = input.schema().fields();
    let same = columns.iter().zip(&layout.columns).all(|(given, column)| *given.name() == column.name);
    if same && columns.len() == layout.columns.len() {
        return Ok(());
    }
    let table = layout.spec.name;
    let names: Vec<&str> = columns.iter().take(SHOWN).map(|field| field.name().as_str()).collect();
    let more = if columns.len() > SHOWN { ", …" } else { "" };
    let message = format!(
        "new rows of `{table}` need its {} columns in their order, and these have {}: {}{more}; nothing was sent",
        layout.columns.len(),
        columns.len(),
        names.join(", ")
    );
    let hint = format!("name the columns in SQL: `INSERT INTO {table} (…) SELECT …` of a view of the data frame");
    Err(Error::new(ErrorKind::InvalidArgument, message).with_hint(hint))
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
    let mut given = Vec::new();
    let mut present = Vec::new();
    let (rows, new) = match input {
        // The new values stand in the place of those the rows have, which are one step below.
        LogicalPlan::Projection(Projection { expr, input, .. }) if kind == Kind::Update => {
            (Arc::unwrap_or_clone(input), expr)
        }
        rows => (rows, Vec::new()),
    };
    for column in set {
        let name = &layout.columns[*column].name;
        let value = new.get(*column).cloned().ok_or_else(|| unknown_form(layout, name))?;
        given.push(Given { column: *column, input: values.len() });
        values.push(value.unalias().alias(format!("set:{name}")));
    }
    for column in row {
        let name = &layout.columns[column].name;
        let value = match (&new[..], set.contains(&column)) {
            ([], _) => Expr::Column(rows.schema().qualified_field_with_unqualified_name(name).map(Column::from)?),
            (new, false) => {
                new.get(column).map(|expr| expr.clone().unalias()).ok_or_else(|| unknown_form(layout, name))?
            }
            (new, true) => before(layout, new, set, name, &rows).ok_or_else(|| unknown_form(layout, name))?,
        };
        present.push(Given { column, input: values.len() });
        values.push(value.alias(format!("row:{name}")));
    }
    let draft = Draft::new(layout, text, vec![Action { kind, given, row: present }], None)?;
    Ok((draft, LogicalPlanBuilder::from(rows).project(values)?.build()?))
}

/// The column with the value that a column which is set has had so far: it stands beside those that are not set.
fn before(layout: &TableLayout, new: &[Expr], set: &[usize], name: &str, rows: &LogicalPlan) -> Option<Expr> {
    let kept = (0..layout.columns.len()).filter(|place| !set.contains(place)).find_map(|place| {
        match bare(new.get(place)?) {
            Expr::Column(column) => Some(column.relation.clone()),
            _ => None,
        }
    })?;
    let column = Column::new(kept, name);
    rows.schema().has_column(&column).then_some(Expr::Column(column))
}

/// The error for an UPDATE that is not of the form DataFusion gives it.
fn unknown_form(layout: &TableLayout, name: &str) -> Error {
    let message = format!("the plan of this `UPDATE` does not tell `{}.{name}`; nothing was sent", layout.spec.name);
    Error::new(ErrorKind::Unsupported, message).with_hint("a `PipedriveSession` plans it itself")
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
pub(super) fn bare(expr: &Expr) -> &Expr {
    match expr {
        Expr::Alias(alias) => bare(&alias.expr),
        Expr::Cast(cast) => bare(&cast.expr),
        other => other,
    }
}

/// Lets a statement pass that may be carried out.
fn analyzed(dml: DmlStatement, options: &PipedriveOptions) -> Result<Transformed<LogicalPlan>> {
    let Some(planned) = sink::planned_in(&dml.target) else { return Ok(Transformed::no(LogicalPlan::Dml(dml))) };
    check_planned_source(&planned.draft, &dml.input)?;
    // Without values for its parameters it cannot be carried out either.
    if planned.draft.unbound.is_some() {
        return Ok(Transformed::no(LogicalPlan::Dml(dml)));
    }
    check_restricted(&planned.draft, options)?;
    if planned.draft.is_analyzed {
        return Ok(Transformed::no(LogicalPlan::Dml(dml)));
    }
    let draft = Draft { is_analyzed: true, ..planned.draft.clone() };
    Ok(Transformed::yes(sink::plan(&planned.account, draft, Arc::unwrap_or_clone(dml.input))))
}

/// # Errors
/// If a statement that changes or removes rows has no condition that chooses among them, without leave.
fn check_restricted(draft: &Draft, options: &PipedriveOptions) -> Result<(), Error> {
    if options.allow_unfiltered_writes || draft.restriction == Some(Restriction::Chosen) {
        return Ok(());
    }
    let table = draft.layout.spec.name;
    let Some(kind) = draft.needs_filter() else {
        let message =
            format!("a `MERGE` whose ON is always true would concern every row of `{table}`; nothing was sent");
        return Err(Error::new(ErrorKind::Unsupported, message)
            .with_hint("say in ON which rows are the same, or `SET pipedrive.allow_unfiltered_writes = true`"));
    };
    let verb = kind.verb();
    let (message, advice) = if draft.restriction == Some(Restriction::Every) {
        let message = format!("`{verb}` would concern every row of `{table}`: its WHERE chooses every row");
        (message, "compare a column of the table with a value")
    } else {
        (format!("`{verb}` without a WHERE would concern every row of `{table}`"), "add a WHERE")
    };
    Err(Error::new(ErrorKind::Unsupported, format!("{message}; nothing was sent"))
        .with_hint(format!("{advice}, or `SET pipedrive.allow_unfiltered_writes = true`")))
}
