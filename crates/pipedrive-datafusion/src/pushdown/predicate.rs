//! Predicates as comparisons of one column with literals.

use datafusion::common::ScalarValue;
use datafusion::logical_expr::expr::InList;
use datafusion::logical_expr::{Between, BinaryExpr, Expr, Operator as SqlOperator};

/// How a column is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    /// Equal to one of the values.
    In,
    /// Greater than, or equal to, the one value.
    AtLeast,
    /// Greater than the one value.
    Above,
    /// Less than the one value.
    Below,
    /// Less than, or equal to, the one value.
    AtMost,
    /// NULL: said of an argument of a table function that is not given. There are no values.
    Absent,
}

/// `column operator values`; a row where the column is NULL never satisfies it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Comparison {
    pub(crate) column: String,
    pub(crate) operator: Operator,
    pub(crate) values: Vec<ScalarValue>,
}

/// The comparisons that `expr` is the conjunction of, or `None` if it says anything else.
///
/// # Soundness
/// Only shapes whose meaning is fully captured are read. `literal op column` is flipped, nothing is negated
/// except a bare boolean column, and a cast around the column makes the predicate unreadable.
pub(crate) fn read(expr: &Expr) -> Option<Vec<Comparison>> {
    match expr {
        Expr::Column(column) => Some(vec![flag(&column.name, true)]),
        Expr::IsTrue(inner) => bare(inner).map(|name| vec![flag(name, true)]),
        Expr::IsFalse(inner) => bare(inner).map(|name| vec![flag(name, false)]),
        Expr::Not(inner) => bare(inner).map(|name| vec![flag(name, false)]),
        Expr::BinaryExpr(BinaryExpr { left, op: SqlOperator::And, right }) => {
            let mut both = read(left)?;
            both.extend(read(right)?);
            Some(both)
        }
        Expr::BinaryExpr(BinaryExpr { left, op: SqlOperator::Or, right }) => {
            match (never_holds(left), never_holds(right)) {
                (true, _) => read(right),
                (_, true) => read(left),
                _ => either(&read(left)?, &read(right)?),
            }
        }
        Expr::BinaryExpr(BinaryExpr { left, op, right }) => compare(left, *op, right).map(|c| vec![c]),
        Expr::IsNull(inner) => argument(inner).map(|name| vec![absent(name)]),
        Expr::InList(InList { expr, list, negated: false }) => {
            let values = list.iter().map(literal).collect::<Option<Vec<_>>>()?;
            Some(vec![Comparison { column: bare(expr)?.to_owned(), operator: Operator::In, values: known(values) }])
        }
        Expr::Between(Between { expr, negated: false, low, high }) => {
            let column = bare(expr)?;
            let bound = |operator, value| Comparison { column: column.to_owned(), operator, values: vec![value] };
            Some(vec![bound(Operator::AtLeast, literal(low)?), bound(Operator::AtMost, literal(high)?)])
        }
        _ => None,
    }
}

/// Whether a predicate is NULL or false for every row: what `id IN (NULL)` is once it is simplified.
pub(crate) fn never_holds(expr: &Expr) -> bool {
    matches!(expr, Expr::Literal(ScalarValue::Boolean(None | Some(false)) | ScalarValue::Null, _))
}

/// The column behind an argument of a table function.
fn argument(expr: &Expr) -> Option<&str> {
    bare(expr).filter(|name| name.starts_with('@'))
}

fn absent(column: &str) -> Comparison {
    Comparison { column: column.to_owned(), operator: Operator::Absent, values: Vec::new() }
}

fn bare(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Column(column) => Some(&column.name),
        _ => None,
    }
}

/// A column compared with an instant, as it stands or cast to a form of time that keeps every microsecond.
///
/// # Soundness
/// DataFusion casts the column when the other side has nanoseconds or another zone, as `now()` does. Every
/// column of that kind is in UTC and whole microseconds, so the cast neither moves nor merges instants.
fn instant_column(expr: &Expr) -> Option<&str> {
    use arrow::datatypes::{DataType, TimeUnit};
    let lossless = |data_type: &DataType| {
        matches!(data_type, DataType::Timestamp(TimeUnit::Microsecond | TimeUnit::Nanosecond, _))
    };
    match expr {
        Expr::Cast(cast) if lossless(cast.field.data_type()) => bare(&cast.expr),
        other => bare(other),
    }
}

fn is_instant(value: &ScalarValue) -> bool {
    matches!(value, ScalarValue::TimestampMicrosecond(..) | ScalarValue::TimestampNanosecond(..))
}

fn literal(expr: &Expr) -> Option<ScalarValue> {
    match expr {
        Expr::Literal(value, _) => Some(value.clone()),
        _ => None,
    }
}

fn flag(column: &str, value: bool) -> Comparison {
    Comparison { column: column.to_owned(), operator: Operator::In, values: vec![ScalarValue::Boolean(Some(value))] }
}

fn equals(column: &str, value: ScalarValue) -> Comparison {
    Comparison { column: column.to_owned(), operator: Operator::In, values: vec![value] }
}

/// `column = 1 OR column IN (2, 3)` is one list.
fn either(left: &[Comparison], right: &[Comparison]) -> Option<Vec<Comparison>> {
    match (left, right) {
        ([a], [b]) if a.column == b.column && a.operator == Operator::In && b.operator == Operator::In => {
            let values = a.values.iter().chain(&b.values).cloned().collect();
            Some(vec![Comparison { values, ..a.clone() }])
        }
        _ => None,
    }
}

fn compare(left: &Expr, op: SqlOperator, right: &Expr) -> Option<Comparison> {
    let (column, op, value) = match (literal(left), literal(right)) {
        (None, Some(value)) => (left, op, value),
        (Some(value), None) => (right, op.swap()?, value),
        _ => return None,
    };
    if op == SqlOperator::IsNotDistinctFrom {
        let column = argument(column)?;
        return Some(if value.is_null() { absent(column) } else { equals(column, value) });
    }
    let column = if is_instant(&value) { instant_column(column)? } else { bare(column)? };
    let operator = match op {
        SqlOperator::Eq => Operator::In,
        SqlOperator::GtEq => Operator::AtLeast,
        SqlOperator::Gt => Operator::Above,
        SqlOperator::Lt => Operator::Below,
        SqlOperator::LtEq => Operator::AtMost,
        _ => return None,
    };
    let values = if operator == Operator::In { known(vec![value]) } else { vec![value] };
    Some(Comparison { column: column.to_owned(), operator, values })
}

/// NULL equals nothing, so it selects nothing in a list of values.
fn known(values: Vec<ScalarValue>) -> Vec<ScalarValue> {
    values.into_iter().filter(|value| !value.is_null()).collect()
}
