//! A statement as text for logs and screens, with what may be a secret masked.

use std::convert::Infallible;
use std::ops::ControlFlow;

use datafusion::sql::parser::{CopyToSource, Statement as DFStatement};
use datafusion::sql::sqlparser::ast::{
    BinaryOperator, Expr, FunctionArg, FunctionArgExpr, FunctionArguments, ObjectName, Statement, TableFactor, Value,
    ValueWithSpan, VisitMut, VisitorMut,
};
use pipedrive_schema::ProcedureSpec;

use super::arguments::parameter_of;
use super::names::{procedure_named, resembles_procedure};
use super::planned::MASK;

/// The statement as text. Of a call, only values are shown that are certainly no secrets: a token that got into the
/// wrong place, or below a misspelt name, is masked too.
pub(crate) fn masked(statement: &DFStatement) -> String {
    let mut statement = statement.clone();
    visit(&mut statement, &mut Masks);
    statement.to_string()
}

/// Lets a visitor see all of a statement.
pub(crate) fn visit(statement: &mut DFStatement, visitor: &mut impl VisitorMut<Break = Infallible>) {
    let visited: ControlFlow<Infallible> = match statement {
        DFStatement::Statement(inner) => VisitMut::visit(inner.as_mut(), visitor),
        DFStatement::CopyTo(copy) => match &mut copy.source {
            CopyToSource::Query(query) => VisitMut::visit(query.as_mut(), visitor),
            CopyToSource::Relation(_) => ControlFlow::Continue(()),
        },
        DFStatement::Explain(explain) => {
            visit(&mut explain.statement, visitor);
            ControlFlow::Continue(())
        }
        DFStatement::CreateExternalTable(_) | DFStatement::Reset(_) => ControlFlow::Continue(()),
    };
    let ControlFlow::Continue(()) = visited;
}

/// Masks the arguments of calls.
struct Masks;

impl VisitorMut for Masks {
    type Break = Infallible;

    fn pre_visit_statement(&mut self, statement: &mut Statement) -> ControlFlow<Infallible> {
        match statement {
            Statement::Call(function) => mask_function(&function.name, &mut function.args),
            Statement::Execute { name: Some(name), parameters, using, .. } => {
                mask_execute(procedure_named(name), parameters);
                for value in using {
                    mask_text(&mut value.expr);
                }
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &mut TableFactor) -> ControlFlow<Infallible> {
        match factor {
            TableFactor::Table { name, args: Some(args), .. } if resembles_procedure(name) => {
                mask_arguments(procedure_named(name), &mut args.args);
            }
            TableFactor::Function { name, args, .. } if resembles_procedure(name) => {
                mask_arguments(procedure_named(name), args);
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<Infallible> {
        if let Expr::Function(function) = expr
            && resembles_procedure(&function.name)
        {
            mask_function(&function.name, &mut function.args);
        }
        ControlFlow::Continue(())
    }
}

fn mask_function(name: &ObjectName, arguments: &mut FunctionArguments) {
    match arguments {
        FunctionArguments::List(list) => mask_arguments(procedure_named(name), &mut list.args),
        FunctionArguments::None | FunctionArguments::Subquery(_) => {}
    }
}

fn mask_arguments(spec: Option<&'static ProcedureSpec>, arguments: &mut [FunctionArg]) {
    for (position, argument) in arguments.iter_mut().enumerate() {
        let (name, value) = match argument {
            FunctionArg::Named { name, arg, .. } => (Some(name.value.clone()), arg),
            FunctionArg::ExprNamed { name, arg, .. } => (Some(name.to_string()), arg),
            FunctionArg::Unnamed(arg) => (None, arg),
        };
        if let FunctionArgExpr::Expr(value) = value {
            mask_value(spec, position, name.as_deref(), value);
        }
    }
}

fn mask_execute(spec: Option<&'static ProcedureSpec>, parameters: &mut [Expr]) {
    for (position, parameter) in parameters.iter_mut().enumerate() {
        match parameter {
            Expr::BinaryOp { left, op: BinaryOperator::Eq, right } if matches!(**left, Expr::Identifier(_)) => {
                let name = left.to_string();
                mask_value(spec, position, Some(name.trim_start_matches('@')), right);
            }
            // What was prepared may be a call, whose parameters are not known here.
            value if spec.is_none() => mask_text(value),
            value => mask_value(spec, position, None, value),
        }
    }
}

/// Masks a value unless it belongs to a parameter that is no secret and takes such values.
fn mask_value(spec: Option<&'static ProcedureSpec>, position: usize, name: Option<&str>, value: &mut Expr) {
    let parameter = spec.and_then(|spec| parameter_of(spec, position, name));
    let open = parameter.is_some_and(|parameter| {
        !parameter.secret && (parameter.values.is_empty() || text_of(value).is_some_and(|text| parameter.takes(text)))
    });
    let harmless = match value {
        Expr::Value(ValueWithSpan { value, .. }) => matches!(value, Value::Placeholder(_) | Value::Null),
        Expr::Identifier(ident) => ident.quote_style.is_none() && ident.value.starts_with('@'),
        _ => false,
    };
    if !open && !harmless {
        *value = mask();
    }
}

/// Masks a text, and leaves numbers and parameters as they are.
fn mask_text(value: &mut Expr) {
    if text_of(value).is_some() {
        *value = mask();
    }
}

fn text_of(value: &Expr) -> Option<&str> {
    match value {
        Expr::Value(ValueWithSpan { value: Value::SingleQuotedString(text), .. }) => Some(text),
        _ => None,
    }
}

fn mask() -> Expr {
    Expr::Value(Value::SingleQuotedString(MASK.to_owned()).with_empty_span())
}
