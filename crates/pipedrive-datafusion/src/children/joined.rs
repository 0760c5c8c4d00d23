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
pub(crate) fn values(filter: &Arc<dyn PhysicalExpr>, column: usize) -> Result<Option<Vec<ScalarValue>>> {
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

#[cfg(test)]
mod tests {
    use arrow::array::{ArrayRef, Int64Array, StringArray, StructArray};
    use arrow::datatypes::{DataType, Field, Schema};
    use datafusion::common::DFSchema;
    use datafusion::logical_expr::Expr;
    use datafusion::physical_expr::expressions::{DynamicFilterPhysicalExpr, lit};
    use datafusion::prelude::{SessionContext, ident, named_struct};

    use super::*;

    /// Position of `deal_id` below.
    const COLUMN: usize = 1;

    fn schema() -> DFSchema {
        let field = |name: &str, data_type: DataType| Field::new(name, data_type, true);
        let fields =
            vec![field("name", DataType::Utf8), field("deal_id", DataType::Int64), field("user_id", DataType::Int64)];
        DFSchema::try_from(Schema::new(fields)).expect("the columns are unique")
    }

    fn physical(expr: Expr) -> Arc<dyn PhysicalExpr> {
        SessionContext::new().create_physical_expr(expr, &schema()).expect("the expression is sound")
    }

    fn parsed(condition: &str) -> Arc<dyn PhysicalExpr> {
        physical(SessionContext::new().parse_sql_expr(condition, &schema()).expect(condition))
    }

    fn keys(filter: &Arc<dyn PhysicalExpr>) -> Option<Vec<i64>> {
        let values = values(filter, COLUMN).expect("the filter can be read")?;
        let number = |value: ScalarValue| if let ScalarValue::Int64(number) = value { number } else { None };
        let mut keys: Vec<i64> = values.into_iter().filter_map(number).collect();
        keys.sort_unstable();
        Some(keys)
    }

    fn check(condition: &str, expect: Option<&[i64]>) {
        assert_eq!(keys(&parsed(condition)).as_deref(), expect, "{condition}");
    }

    #[test]
    fn a_list_names_the_parents_whatever_stands_beside_it() {
        check("deal_id IN (4, 1, 2)", Some(&[1, 2, 4]));
        check("deal_id >= 1 AND deal_id <= 4 AND deal_id IN (4, 1, 2)", Some(&[1, 2, 4]));
        check("deal_id = 7 AND name = 'x'", Some(&[7]));
        check("deal_id IN (1, 2, 3) AND deal_id IN (2, 3)", Some(&[2, 3]));
        check("deal_id = 1 OR deal_id IN (2, 3)", Some(&[1, 2, 3]));
    }

    #[test]
    fn a_condition_that_lists_nobody_names_nobody() {
        check("deal_id >= 1 AND deal_id <= 400", None);
        check("user_id IN (1, 2)", None);
        check("deal_id NOT IN (1, 2)", None);
        check("deal_id = user_id", None);
        check("deal_id = 1 OR name = 'x'", None);
        check("deal_id + 1 IN (1, 2)", None);
    }

    #[test]
    fn the_branches_of_a_partitioned_join_are_taken_together() {
        check("CASE user_id WHEN 0 THEN deal_id IN (1, 2) WHEN 1 THEN deal_id = 5 ELSE false END", Some(&[1, 2, 5]));
        check("CASE user_id WHEN 0 THEN deal_id IN (1, 2) WHEN 1 THEN deal_id > 5 ELSE false END", None);
        check("CASE user_id WHEN 0 THEN deal_id IN (1, 2) ELSE true END", None);
    }

    #[test]
    fn a_join_that_leaves_nothing_names_no_parent() {
        for value in [ScalarValue::Boolean(Some(false)), ScalarValue::Boolean(None)] {
            assert_eq!(keys(&(Arc::new(Literal::new(value)) as _)), Some(vec![]));
        }
        assert_eq!(keys(&lit(true)), None);
    }

    #[test]
    fn a_join_by_several_columns_names_parents_too() {
        let row = |number: i64, text: &str| {
            let fields = vec![Field::new("c0", DataType::Utf8, true), Field::new("c1", DataType::Int64, true)];
            let columns: Vec<ArrayRef> =
                vec![Arc::new(StringArray::from(vec![text])), Arc::new(Int64Array::from(vec![number]))];
            let row = StructArray::new(fields.into(), columns, None);
            Expr::Literal(ScalarValue::Struct(Arc::new(row)), None)
        };
        let both = datafusion::functions::core::expr_fn::r#struct(vec![ident("name"), ident("deal_id")]);
        let filter = physical(both.in_list(vec![row(3, "a"), row(9, "b")], false));
        assert_eq!(keys(&filter), Some(vec![3, 9]));
        let other = named_struct(vec![datafusion::prelude::lit("c0"), ident("name")]);
        assert_eq!(keys(&physical(other.is_not_null())), None);
    }

    #[test]
    fn a_filter_says_what_it_says_when_it_is_asked() {
        let column: Arc<dyn PhysicalExpr> = Arc::new(Column::new("deal_id", COLUMN));
        let filter = Arc::new(DynamicFilterPhysicalExpr::new(vec![Arc::clone(&column)], lit(true)));
        let handed_down: Arc<dyn PhysicalExpr> = Arc::clone(&filter) as _;
        assert_eq!(keys(&handed_down), None);
        filter.update(parsed("deal_id IN (5, 6)")).expect("the filter takes another condition");
        assert_eq!(keys(&handed_down), Some(vec![5, 6]));
    }

    #[test]
    fn only_filters_on_the_parent_column_are_kept() {
        let check = |condition: &str, expect: bool| {
            assert_eq!(mentions(&parsed(condition), COLUMN).expect(condition), expect, "{condition}");
        };
        check("deal_id > 5", true);
        check("name = 'x' AND (user_id = 1 OR deal_id = 2)", true);
        check("name = 'x' AND user_id = 1", false);
    }
}
