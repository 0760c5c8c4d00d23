//! `CALL p(…)` and `EXEC p …` become `SELECT * FROM p(…)`, also below EXPLAIN and PREPARE.

use datafusion::sql::parser::Statement as DFStatement;
use datafusion::sql::sqlparser::ast::{
    BinaryOperator, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgOperator, FunctionArguments, ObjectName,
    SetExpr, Statement, TableFactor, TableFunctionArgs,
};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::parser::Parser;
use pipedrive_client::ErrorKind;

use super::names::{procedure_named, unknown_procedure};
use crate::error::Error;

/// Rewrites the statement in place, if it is a call.
///
/// It comes before the numbering of parameters: in `EXEC p @a = 'x'`, `@a` is a name and no parameter.
///
/// # Errors
/// If there is no such procedure, or the call has parts that a call cannot have.
pub(crate) fn rewrite_calls(statement: &mut DFStatement) -> Result<(), Error> {
    match statement {
        DFStatement::Statement(inner) => rewrite(inner),
        DFStatement::Explain(explain) => rewrite_calls(&mut explain.statement),
        DFStatement::CopyTo(_) | DFStatement::CreateExternalTable(_) | DFStatement::Reset(_) => Ok(()),
    }
}

fn rewrite(statement: &mut Statement) -> Result<(), Error> {
    let query = match statement {
        Statement::Explain { statement, .. } | Statement::Prepare { statement, .. } => return rewrite(statement),
        Statement::Call(function) => {
            if procedure_named(&function.name).is_none() {
                return Err(unknown_procedure(&function.name));
            }
            select_from(function.name.clone(), arguments_of(function)?)?
        }
        Statement::Execute { name: Some(name), parameters, into, using, output, .. } => {
            if procedure_named(name).is_none() {
                // Without named arguments it may be the `EXECUTE` of something that was prepared.
                let is_call = parameters.iter().any(|parameter| matches!(named(parameter), FunctionArg::Named { .. }));
                return if is_call { Err(unknown_procedure(name)) } else { Ok(()) };
            }
            if !into.is_empty() || !using.is_empty() || *output {
                let message = format!("`{name}` takes no INTO, USING or OUTPUT");
                return Err(Error::new(ErrorKind::Syntax, message).with_hint("a procedure answers with rows"));
            }
            select_from(name.clone(), parameters.iter().map(named).collect())?
        }
        _ => return Ok(()),
    };
    *statement = query;
    Ok(())
}

/// The arguments of `CALL p(…)`; without parentheses there are none.
fn arguments_of(function: &Function) -> Result<Vec<FunctionArg>, Error> {
    let only_arguments = function.over.is_none()
        && function.filter.is_none()
        && function.null_treatment.is_none()
        && function.within_group.is_empty()
        && matches!(function.parameters, FunctionArguments::None);
    match &function.args {
        FunctionArguments::None if only_arguments => Ok(Vec::new()),
        FunctionArguments::List(list)
            if only_arguments && list.clauses.is_empty() && list.duplicate_treatment.is_none() =>
        {
            Ok(list.args.clone())
        }
        _ => Err(Error::new(ErrorKind::Syntax, format!("`CALL {}` takes arguments and nothing else", function.name))),
    }
}

/// An argument of `EXEC`: `@a = 'x'` and `a = 'x'` name their parameter.
fn named(parameter: &Expr) -> FunctionArg {
    if let Expr::BinaryOp { left, op: BinaryOperator::Eq, right } = parameter
        && let Expr::Identifier(name) = left.as_ref()
    {
        let arg = FunctionArgExpr::Expr(right.as_ref().clone());
        return FunctionArg::Named { name: name.clone(), arg, operator: FunctionArgOperator::RightArrow };
    }
    FunctionArg::Unnamed(FunctionArgExpr::Expr(parameter.clone()))
}

/// `SELECT * FROM name(arguments)`.
fn select_from(name: ObjectName, arguments: Vec<FunctionArg>) -> Result<Statement, Error> {
    // Parsed from a text, because the nodes of a query have dozens of members that do not matter here.
    let mut statements = Parser::parse_sql(&GenericDialect {}, "SELECT * FROM procedure()")?;
    if let Some(Statement::Query(query)) = statements.first_mut()
        && let SetExpr::Select(select) = query.body.as_mut()
        && let Some(from) = select.from.first_mut()
        && let TableFactor::Table { name: place, args, .. } = &mut from.relation
    {
        *place = name;
        *args = Some(TableFunctionArgs { args: arguments, settings: None });
    }
    statements.pop().ok_or_else(|| Error::new(ErrorKind::Internal, "a call has no query"))
}
