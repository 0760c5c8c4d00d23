//! One argument of a call: its value checked while the statement is planned, as far as it is known by then.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field};
use datafusion::common::{Column, DFSchema, ScalarValue, TableReference};
use datafusion::error::Result;
use datafusion::logical_expr::{Cast, Expr, ExprSchemable, Operator, binary_expr};
use pipedrive_client::ErrorKind;
use pipedrive_schema::{ArgumentSpec, ColumnType};

use crate::error::Error;
use crate::layout::arrow_type;
use crate::procedures::{depends_on_rows, not_constant};

/// The condition that stands for an argument of `function`, or `None` for NULL, which is the same as leaving it out.
///
/// A value that is only known later, such as a parameter, may still turn out to be NULL; so it is compared in the way
/// that finds NULL equal to the NULL of a parameter that is not sent.
///
/// # Errors
/// If the value depends on rows, is not of the argument's type or is none of those it takes.
pub(super) fn condition(function: &str, argument: ArgumentSpec, value: Expr) -> Result<Option<Expr>> {
    if depends_on_rows(&value)? {
        return Err(not_constant(argument.name()).into());
    }
    let wanted = arrow_type(argument.column.data_type);
    let column = Expr::Column(Column::new(Some(TableReference::bare(function)), argument.column.name));
    if let Expr::Literal(literal, _) = &value {
        if literal.is_null() {
            return Ok(None);
        }
        let value = constant(argument, literal, &wanted).ok_or_else(|| unfit(argument))?;
        return Ok(Some(binary_expr(column, Operator::Eq, Expr::Literal(value, None))));
    }
    let value = match value {
        Expr::Placeholder(mut placeholder) => {
            if placeholder.field.is_none() {
                placeholder.field = Some(Arc::new(Field::new(argument.name(), wanted.clone(), true)));
            }
            Expr::Placeholder(placeholder)
        }
        other if fits(&other.get_type(&DFSchema::empty())?, &wanted) => other,
        _ => return Err(unfit(argument).into()),
    };
    let value = Expr::Cast(Cast::new(Box::new(value), wanted));
    Ok(Some(binary_expr(column, Operator::IsNotDistinctFrom, value)))
}

/// A literal as a value of the argument's type; `None` if it is none, or none of those the argument takes.
fn constant(argument: ArgumentSpec, literal: &ScalarValue, wanted: &DataType) -> Option<ScalarValue> {
    let value = literal.cast_to(wanted).ok().filter(|value| fits(&literal.data_type(), wanted) && !value.is_null())?;
    let taken = match &value {
        // What a request cannot carry: see the texts that parameters are sent as.
        ScalarValue::Int64(Some(number)) => *number > 0,
        ScalarValue::Utf8(Some(text)) => {
            !text.is_empty() && (argument.values().is_empty() || argument.values().contains(&text.as_str()))
        }
        _ => true,
    };
    taken.then_some(value)
}

/// Whether a value of one type may be written where the other is wanted: days and instants may also be texts.
fn fits(given: &DataType, wanted: &DataType) -> bool {
    let text = |data_type: &DataType| matches!(data_type, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View);
    given == &DataType::Null
        || given == wanted
        || (text(given) && (text(wanted) || wanted.is_temporal()))
        || (given.is_integer() && wanted.is_integer())
        || (given.is_temporal() && wanted.is_temporal())
}

/// The error for a value that the argument does not take.
pub(crate) fn unfit(argument: ArgumentSpec) -> Error {
    let wanted = match argument.column.data_type {
        _ if !argument.values().is_empty() => format!("`{}`", argument.values().join("`, `")),
        ColumnType::Int64 => "a whole number above 0".to_owned(),
        ColumnType::Boolean => "`true` or `false`".to_owned(),
        ColumnType::Date => "a date such as `'2026-01-31'`".to_owned(),
        ColumnType::Timestamp => "an instant such as `'2026-01-31 12:00:00'`".to_owned(),
        _ => "a text that is not empty, in single quotes".to_owned(),
    };
    Error::new(ErrorKind::InvalidArgument, format!("`{}` takes {wanted}", argument.name()))
        .with_hint(format!("it is {}", argument.column.comment))
}
