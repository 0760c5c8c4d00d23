//! The analyzer rule that keeps parameter columns out of places where nothing could give them a value.
//!
//! `filter_id`, `persons.deal_id` and their like stand for query parameters: no answer carries them. Compared
//! with one value they pick rows; joined on, or compared in any other way, they would be NULL in every row and
//! the query would quietly return nothing.

use datafusion::common::Column;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::error::Result;
use datafusion::logical_expr::utils::split_conjunction;
use datafusion::logical_expr::{BinaryExpr, Expr, ExprSchemable, LogicalPlan, Operator};
use datafusion::optimizer::AnalyzerRule;

use crate::layout::PARAMETER_MARK;
use crate::pushdown::one_value_only;

/// Refuses conditions on parameter columns that the API cannot carry out.
#[derive(Debug)]
pub(crate) struct ParameterColumns;

impl AnalyzerRule for ParameterColumns {
    fn analyze(&self, plan: LogicalPlan, _config: &ConfigOptions) -> Result<LogicalPlan> {
        plan.apply_with_subqueries(|node| {
            match node {
                LogicalPlan::Filter(filter) => {
                    for condition in split_conjunction(&filter.predicate) {
                        if !picks_by_one_value(condition) {
                            refuse(condition, &filter.input)?;
                        }
                    }
                }
                LogicalPlan::Join(join) => {
                    for (left, right) in &join.on {
                        refuse(left, &join.left)?;
                        refuse(right, &join.right)?;
                    }
                    if let Some(condition) = &join.filter {
                        for one in split_conjunction(condition).into_iter().filter(|c| !picks_by_one_value(c)) {
                            refuse(one, &join.left)?;
                            refuse(one, &join.right)?;
                        }
                    }
                }
                _ => {}
            }
            Ok(TreeNodeRecursion::Continue)
        })?;
        Ok(plan)
    }

    fn name(&self) -> &'static str {
        "pipedrive_parameter_columns"
    }
}

/// `column = value`, or what stands for an argument of a table function, where the value does not depend on a row.
fn picks_by_one_value(condition: &Expr) -> bool {
    match condition {
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::Eq | Operator::IsNotDistinctFrom, right }) => {
            let constant = |expr: &Expr| !expr.any_column_refs() && !matches!(expr, Expr::ScalarSubquery(_));
            let column = |expr: &Expr| matches!(expr, Expr::Column(_));
            (column(left) && constant(right)) || (column(right) && constant(left))
        }
        // One value in a list is what the optimizer makes an equality of.
        Expr::InList(list) => !list.negated && list.list.len() == 1 && matches!(*list.expr, Expr::Column(_)),
        _ => false,
    }
}

/// An error if `condition` uses a parameter column of `input`, or of a query around it.
fn refuse(condition: &Expr, input: &LogicalPlan) -> Result<()> {
    let mut named: Option<Column> = None;
    condition.apply(|expr| {
        let marked = match expr {
            Expr::Column(column) => {
                let field = expr.to_field(input.schema()).ok();
                field.filter(|(_, field)| field.metadata().contains_key(PARAMETER_MARK)).map(|_| column)
            }
            Expr::OuterReferenceColumn(field, column) => {
                field.metadata().contains_key(PARAMETER_MARK).then_some(column)
            }
            _ => None,
        };
        named = marked.cloned();
        Ok(if named.is_some() { TreeNodeRecursion::Stop } else { TreeNodeRecursion::Continue })
    })?;
    match named {
        Some(column) => Err(one_value_only(&column.name).into()),
        None => Ok(()),
    }
}
