//! What a plan says about the rows of one scan of `deals`, with its columns named as the table has them.

use std::sync::Arc;

use datafusion::common::Column;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::logical_expr::utils::split_conjunction_owned;
use datafusion::logical_expr::{Expr, LogicalPlan, TableScan};

/// The scan that `plan` only filters and renames, with all filters on its way; `None` if `plan` does anything else.
pub(super) fn filtered_scan(plan: &LogicalPlan) -> Option<(&TableScan, Vec<Expr>)> {
    let mut filters = Vec::new();
    let mut node = plan;
    loop {
        node = match node {
            LogicalPlan::TableScan(scan) if scan.fetch.is_none() => {
                filters.extend(scan.filters.iter().map(in_scan));
                return Some((scan, filters));
            }
            LogicalPlan::Filter(filter) => {
                let predicate = renamed(filter.predicate.clone(), &filter.input)?;
                filters.extend(split_conjunction_owned(predicate));
                &filter.input
            }
            LogicalPlan::SubqueryAlias(alias) => &alias.input,
            LogicalPlan::Projection(projection) => &projection.input,
            _ => return None,
        };
    }
}

/// The column of the scan below `plan` that a column of `plan` is; `None` if it is computed.
pub(super) fn scanned(plan: &LogicalPlan, column: &Column) -> Option<String> {
    match plan {
        LogicalPlan::TableScan(scan) => scan.projected_schema.has_column(column).then(|| column.name.clone()),
        LogicalPlan::Filter(filter) => scanned(&filter.input, column),
        LogicalPlan::SubqueryAlias(alias) => {
            let place = alias.schema.maybe_index_of_column(column)?;
            let (qualifier, field) = alias.input.schema().qualified_field(place);
            scanned(&alias.input, &Column::new(qualifier.cloned(), field.name()))
        }
        LogicalPlan::Projection(projection) => {
            let place = projection.schema.maybe_index_of_column(column)?;
            match unaliased(projection.expr.get(place)?) {
                Expr::Column(inner) => scanned(&projection.input, inner),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The expression below its names.
pub(super) fn unaliased(expr: &Expr) -> &Expr {
    match expr {
        Expr::Alias(alias) => unaliased(&alias.expr),
        other => other,
    }
}

/// `predicate` with the columns of `plan` named as the scan has them.
fn renamed(predicate: Expr, plan: &Arc<LogicalPlan>) -> Option<Expr> {
    let mut known = true;
    let renamed = predicate.transform(|expr| match expr {
        Expr::Column(column) => {
            let name = scanned(plan, &column);
            known &= name.is_some();
            Ok(Transformed::yes(Expr::Column(name.map_or(column, Column::new_unqualified))))
        }
        other => Ok(Transformed::no(other)),
    });
    renamed.ok().filter(|_| known).map(|renamed| renamed.data)
}

/// A filter of a scan, whose columns are already those of the table.
fn in_scan(filter: &Expr) -> Expr {
    let bare = filter.clone().transform(|expr| match expr {
        Expr::Column(column) => Ok(Transformed::yes(Expr::Column(Column::new_unqualified(column.name)))),
        other => Ok(Transformed::no(other)),
    });
    bare.map_or_else(|_| filter.clone(), |bare| bare.data)
}
