//! The parents a join leaves: read from the filter that a hash join hands down once its other side is read.

use std::sync::Arc;

use arrow::array::Array;
use datafusion::common::ScalarValue;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::error::Result;
use datafusion::logical_expr::Operator;
use datafusion::physical_expr::expressions::{BinaryExpr, CaseExpr, Column, InListExpr, Literal};
use datafusion::physical_expr::{PhysicalExpr, ScalarFunctionExpr};
use datafusion::physical_expr_common::physical_expr::snapshot_physical_expr;

/// Whether `filter` says anything about the column at that position.
///
/// # Errors
/// If the expression cannot be walked.
pub(crate) fn mentions(filter: &Arc<dyn PhysicalExpr>, column: usize) -> Result<bool> {
    let mut mentioned = false;
    filter.apply(|expr| {
        mentioned |= is_column(expr, column);
        Ok(if mentioned { TreeNodeRecursion::Stop } else { TreeNodeRecursion::Continue })
    })?;
    Ok(mentioned)
}

/// The values that `filter` as it stands now lets the column at that position have; `None` if it does not list them.
///
/// # Soundness
/// The list may hold values that other conditions of the filter rule out, never lack one that it lets through: the
/// join checks every row again.
///
/// # Errors
/// If the filter cannot be read while it is being made.
pub(super) fn values(filter: &Arc<dyn PhysicalExpr>, column: usize) -> Result<Option<Vec<ScalarValue>>> {
    Ok(listed(&snapshot_physical_expr(Arc::clone(filter))?, column))
}

fn listed(expr: &Arc<dyn PhysicalExpr>, column: usize) -> Option<Vec<ScalarValue>> {
    if let Some(literal) = expr.downcast_ref::<Literal>() {
        let never = matches!(literal.value(), ScalarValue::Boolean(None | Some(false)) | ScalarValue::Null);
        return never.then(Vec::new);
    }
    if let Some(list) = expr.downcast_ref::<InListExpr>() {
        let place = place(list.expr(), column).filter(|_| !list.negated())?;
        return list.list().iter().map(|item| place.of(item)).collect();
    }
    if let Some(case) = expr.downcast_ref::<CaseExpr>() {
        // One branch for each partition of the other side; a row meets one of them, or none, which drops it.
        let branches = case.when_then_expr().iter().map(|(_, then)| then).chain(case.else_expr());
        return branches.map(|branch| listed(branch, column)).collect::<Option<Vec<_>>>().map(|all| all.concat());
    }
    let binary = expr.downcast_ref::<BinaryExpr>()?;
    let (left, right) = (binary.left(), binary.right());
    match binary.op() {
        Operator::And => match (listed(left, column), listed(right, column)) {
            (Some(left), Some(right)) => Some(if left.len() <= right.len() { left } else { right }),
            (left, right) => left.or(right),
        },
        Operator::Or => Some([listed(left, column)?, listed(right, column)?].concat()),
        Operator::Eq => Some(vec![place(left, column)?.of(right)?]),
        _ => None,
    }
}

/// Where the column stands in what is compared.
enum Place {
    /// It is the column itself.
    Whole,
    /// It is this member of a struct, which joins by several columns compare.
    Member(usize),
}

impl Place {
    fn of(&self, value: &Arc<dyn PhysicalExpr>) -> Option<ScalarValue> {
        let value = value.downcast_ref::<Literal>()?.value();
        match (self, value) {
            (Self::Whole, value) => Some(value.clone()),
            (Self::Member(member), ScalarValue::Struct(row)) if !row.is_empty() => {
                ScalarValue::try_from_array(row.columns().get(*member)?, 0).ok()
            }
            (Self::Member(_), _) => None,
        }
    }
}

fn place(expr: &Arc<dyn PhysicalExpr>, column: usize) -> Option<Place> {
    if is_column(expr, column) {
        return Some(Place::Whole);
    }
    let row = expr.downcast_ref::<ScalarFunctionExpr>().filter(|function| function.name() == "struct")?;
    row.args().iter().position(|argument| is_column(argument, column)).map(Place::Member)
}

fn is_column(expr: &Arc<dyn PhysicalExpr>, column: usize) -> bool {
    expr.downcast_ref::<Column>().is_some_and(|found| found.index() == column)
}
