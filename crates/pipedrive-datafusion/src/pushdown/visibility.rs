//! Which of a table's rows take part: archived ones, deleted ones.
//!
//! This is meaning, not optimisation: it is decided the same way with pushdown switched off.

use datafusion::common::ScalarValue;
use datafusion::logical_expr::{BinaryExpr, Expr, Operator as SqlOperator};
use pipedrive_schema::{DeletedSpec, TableSpec};

use super::{Comparison, Operator, read};

/// Which rows a scan lists.
#[expect(clippy::struct_excessive_bools, reason = "two independent splits of a table, each with two sides")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Visibility {
    /// Rows that are not archived.
    pub(crate) active: bool,
    /// Archived rows.
    pub(crate) archived: bool,
    /// Deleted rows, where the API lists them at all.
    pub(crate) deleted: bool,
    /// Rows that are not deleted.
    pub(crate) alive: bool,
}

impl Visibility {
    /// Decides from a query's filters and the session's defaults.
    ///
    /// Deleted rows appear when any predicate asks for them by name (`is_deleted`, `is_deleted = true`,
    /// `status = 'deleted'`, also inside an OR or an IN list); the predicate itself then picks the rows. The
    /// same holds for `is_archived = true` where the session hides archived rows.
    pub(crate) fn decide(spec: &TableSpec, filters: &[Expr], archived: bool, deleted: bool) -> Self {
        let mut visibility = Self { active: true, archived, deleted: deleted && spec.deleted.is_some(), alive: true };
        for filter in filters {
            visibility.archived |= mentions(filter, &|column, value| column == "is_archived" && is_true(value));
            if let Some(spec) = spec.deleted {
                visibility.deleted |= mentions(filter, &|column, value| asks_for_deleted(spec, column, value));
            }
        }
        for filter in filters.iter().filter_map(read).flatten() {
            let only = |flag: bool| {
                filter.operator == Operator::In
                    && !filter.values.is_empty()
                    && filter.values.iter().all(|v| *v == ScalarValue::Boolean(Some(flag)))
            };
            match filter.column.as_str() {
                "is_archived" => {
                    visibility.active &= !only(true);
                    visibility.archived &= !only(false);
                }
                "is_deleted" if spec.deleted.is_some() => {
                    visibility.alive &= !only(true);
                    visibility.deleted &= !only(false);
                }
                _ => {}
            }
        }
        visibility
    }
}

fn is_true(value: &ScalarValue) -> bool {
    *value == ScalarValue::Boolean(Some(true))
}

fn asks_for_deleted(spec: DeletedSpec, column: &str, value: &ScalarValue) -> bool {
    let text = value.try_as_str().flatten();
    (column == "is_deleted" && is_true(value)) || (column == spec.parameter && text == Some(spec.deleted))
}

/// Whether a condition `filter` is made of compares a column with a value for which `wanted` holds.
fn mentions(filter: &Expr, wanted: &impl Fn(&str, &ScalarValue) -> bool) -> bool {
    if let Some(comparisons) = read(filter) {
        let asked = |c: &Comparison| c.operator == Operator::In && c.values.iter().any(|v| wanted(&c.column, v));
        return comparisons.iter().any(asked);
    }
    match filter {
        Expr::BinaryExpr(BinaryExpr { left, op: SqlOperator::And | SqlOperator::Or, right }) => {
            mentions(left, wanted) || mentions(right, wanted)
        }
        Expr::Not(inner) => mentions(inner, wanted),
        _ => false,
    }
}
