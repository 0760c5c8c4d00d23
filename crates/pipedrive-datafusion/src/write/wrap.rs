//! The plan of a query becomes the plan of the statement whose rows it gives, also below EXPLAIN and PREPARE.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::DFSchema;
use datafusion::error::Result;
use datafusion::logical_expr::{
    Analyze, Cast, Explain, Expr, LogicalPlan, LogicalPlanBuilder, PlanType, Prepare, Projection, Statement,
    ToStringifiedPlan, Values,
};
use pipedrive_client::ErrorKind;

use super::draft::{Draft, Given};
use super::sink;
use crate::account::Account;
use crate::error::Error;
use crate::translate::nearest;

/// Plans `draft` with the rows of `plan`.
///
/// # Errors
/// If the rows do not have the columns the statement names.
pub(crate) fn wrap(plan: LogicalPlan, account: &Arc<Account>, draft: Draft) -> Result<LogicalPlan> {
    Ok(match plan {
        LogicalPlan::Explain(explain) => {
            let plan = Arc::new(wrap(Arc::unwrap_or_clone(explain.plan), account, draft)?);
            let stringified_plans = vec![plan.to_stringified(PlanType::InitialLogicalPlan)];
            LogicalPlan::Explain(Explain { plan, stringified_plans, ..explain })
        }
        LogicalPlan::Analyze(analyze) => {
            let input = Arc::new(wrap(Arc::unwrap_or_clone(analyze.input), account, draft)?);
            LogicalPlan::Analyze(Analyze { input, ..analyze })
        }
        LogicalPlan::Statement(Statement::Prepare(prepare)) => {
            let input = Arc::new(wrap(Arc::unwrap_or_clone(prepare.input), account, draft)?);
            let fields = parameters(&input, prepare.fields)?;
            LogicalPlan::Statement(Statement::Prepare(Prepare { name: prepare.name, fields, input }))
        }
        plan => {
            let draft = matched(draft, &plan)?;
            let plan = typed(plan, &draft)?;
            sink::plan(account, draft, plan)
        }
    })
}

/// The types of `$1`, `$2`, …: those `declared`, or what the statement tells of them.
fn parameters(plan: &LogicalPlan, declared: Vec<FieldRef>) -> Result<Vec<FieldRef>> {
    let known = plan.get_parameter_fields()?;
    if declared.len() == known.len() {
        return Ok(declared);
    }
    let field = |number: usize| {
        known.get(&format!("${number}")).cloned().flatten().ok_or_else(|| {
            let message = format!("nothing tells the type of the parameter `${number}`");
            Error::new(ErrorKind::Syntax, message).with_hint("say the types: `PREPARE name(TEXT, BIGINT) AS …`")
        })
    };
    Ok((1..=known.len()).map(field).collect::<Result<_, Error>>()?)
}

/// The draft with a column of the table for each column of the rows of an INSERT.
fn matched(mut draft: Draft, plan: &LogicalPlan) -> Result<Draft, Error> {
    let columns = plan.schema().fields();
    let table = draft.layout.spec.name;
    let [action] = &mut draft.actions[..] else { return Ok(draft) };
    if draft.by_name {
        let mut given: Vec<Given> = Vec::new();
        for (input, field) in columns.iter().enumerate() {
            let Some(column) = draft.layout.index_of(field.name()) else {
                let message = format!("the query's column `{}` is no column of `{table}`", field.name());
                let error = Error::new(ErrorKind::ColumnNotFound, message);
                let near = nearest(field.name(), draft.layout.columns.iter().map(|column| column.name.as_str()));
                let near = near.map(|near| format!("did you mean `{near}`?"));
                return Err(error.with_hint(near.unwrap_or_else(|| {
                    format!("give it a name with AS, or name the columns: `INSERT INTO {table} (…) SELECT …`")
                })));
            };
            if given.iter().any(|other| other.column == column) {
                let message = format!("the query has two columns `{}`", field.name());
                return Err(Error::new(ErrorKind::Syntax, message));
            }
            given.push(Given { column, input });
        }
        action.given = given;
        draft.by_name = false;
        draft.check(true)?;
        return Ok(draft);
    }
    let is_insert = action.kind == super::draft::Kind::Insert && draft.chooser.is_none();
    if is_insert && action.given.len() != columns.len() {
        let plural = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
        let message = format!(
            "`INSERT` names {} and gives {} for each row",
            plural(action.given.len(), "column"),
            plural(columns.len(), "value")
        );
        return Err(Error::new(ErrorKind::Syntax, message));
    }
    Ok(draft)
}

/// The same rows with the types of the table's columns for parameters that stand alone, so that they can be described and
/// bound.
fn typed(plan: LogicalPlan, draft: &Draft) -> Result<LogicalPlan> {
    let mut types: Vec<Option<DataType>> = vec![None; plan.schema().fields().len()];
    for given in draft.actions.iter().flat_map(|action| action.given.iter().chain(&action.row)) {
        if let Some(place) = types.get_mut(given.input) {
            *place = Some(bound_as(draft.layout.schema.field(given.column).data_type()));
        }
    }
    retyped(plan, &types)
}

/// The type of a parameter for a column: lists of structs are bound as their JSON text.
fn bound_as(data_type: &DataType) -> DataType {
    match data_type {
        DataType::List(item) if matches!(item.data_type(), DataType::Struct(_)) => DataType::Utf8,
        other => other.clone(),
    }
}

fn retyped(plan: LogicalPlan, types: &[Option<DataType>]) -> Result<LogicalPlan> {
    match plan {
        LogicalPlan::Projection(Projection { expr, input, .. }) => {
            let with_type = |(expr, wanted): (Expr, &Option<DataType>)| match wanted {
                Some(wanted) => parameter_of_type(expr, wanted),
                None => expr,
            };
            let missing = std::iter::repeat(&None);
            let expr = expr.into_iter().zip(types.iter().chain(missing)).map(with_type).collect();
            Ok(LogicalPlan::Projection(Projection::try_new(expr, input)?))
        }
        LogicalPlan::Values(Values { schema, values }) => retyped_values(&schema, values, types),
        LogicalPlan::Sort(_) | LogicalPlan::Limit(_) | LogicalPlan::SubqueryAlias(_) => {
            let [input] = plan.inputs()[..] else { return Ok(plan) };
            let input = retyped(input.clone(), types)?;
            plan.with_new_exprs(plan.expressions(), vec![input])
        }
        other => Ok(other),
    }
}

/// VALUES with the types of the table in the columns that have parameters.
fn retyped_values(schema: &DFSchema, mut values: Vec<Vec<Expr>>, types: &[Option<DataType>]) -> Result<LogicalPlan> {
    let mut fields: Vec<Field> = schema.fields().iter().map(|field| field.as_ref().clone()).collect();
    for (place, (field, wanted)) in fields.iter_mut().zip(types).enumerate() {
        let Some(wanted) = wanted else { continue };
        let is_parameter = |row: &Vec<Expr>| row.get(place).is_some_and(is_untyped);
        if !values.iter().any(is_parameter) {
            continue;
        }
        *field = Field::new(field.name(), wanted.clone(), true);
        for row in &mut values {
            if let Some(value) = row.get_mut(place) {
                *value = parameter_of_type(std::mem::take(value), wanted);
            }
        }
    }
    let schema = DFSchema::from_unqualified_fields(fields.into(), std::collections::HashMap::new())?;
    LogicalPlanBuilder::values_with_schema(values, &Arc::new(schema))?.build()
}

fn is_untyped(expr: &Expr) -> bool {
    match expr {
        Expr::Placeholder(placeholder) => placeholder.field.as_ref().is_none_or(|f| f.data_type() == &DataType::Null),
        Expr::Cast(cast) => is_untyped(&cast.expr),
        Expr::Alias(alias) => is_untyped(&alias.expr),
        _ => false,
    }
}

/// A parameter that stands alone, with a type and a CAST to it, for whoever binds it may have a value of another.
fn parameter_of_type(expr: Expr, wanted: &DataType) -> Expr {
    match expr {
        Expr::Alias(mut alias) => {
            alias.expr = Box::new(parameter_of_type(*alias.expr, wanted));
            Expr::Alias(alias)
        }
        expr @ Expr::Placeholder(_) if !is_untyped(&expr) => expr,
        Expr::Placeholder(mut placeholder) => {
            placeholder.field = Some(Arc::new(Field::new(&placeholder.id, wanted.clone(), true)));
            Expr::Cast(Cast::new(Box::new(Expr::Placeholder(placeholder)), wanted.clone()))
        }
        Expr::Cast(cast) if is_untyped(&cast.expr) => parameter_of_type(*cast.expr, wanted),
        other => other,
    }
}
