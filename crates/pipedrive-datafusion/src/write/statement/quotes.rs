//! Texts in double quotes, which SQL takes for names of columns.

use std::convert::Infallible;
use std::ops::ControlFlow;

use datafusion::sql::parser::Statement as DFStatement;
use datafusion::sql::sqlparser::ast::{Expr, visit_expressions};
use pipedrive_client::ErrorKind;

use crate::error::Error;

/// What stands in double quotes where a value may stand.
pub(crate) fn double_quoted(statement: &DFStatement) -> Vec<String> {
    let mut found = Vec::new();
    match statement {
        DFStatement::Statement(inner) => {
            let ControlFlow::Continue(()) = visit_expressions(inner.as_ref(), |expr: &Expr| {
                if let Expr::Identifier(ident) = expr
                    && ident.quote_style == Some('"')
                {
                    found.push(ident.value.clone());
                }
                ControlFlow::<Infallible>::Continue(())
            });
        }
        DFStatement::Explain(explain) => return double_quoted(&explain.statement),
        DFStatement::CopyTo(_) | DFStatement::CreateExternalTable(_) | DFStatement::Reset(_) => {}
    }
    found
}

/// The error for a column that is not there, saying how a text is written if it was meant as one.
pub(crate) fn with_quotes_hint(error: Error, double_quoted: &[String]) -> Error {
    let is_named = |text: &&String| error.to_string().starts_with(&format!("no column `{text}`"));
    let Some(text) = double_quoted.iter().find(is_named).filter(|_| error.kind() == ErrorKind::ColumnNotFound) else {
        return error;
    };
    let hint = format!("double quotes are for names; a text stands in single ones: '{}'", text.replace('\'', "''"));
    error.with_hint(hint)
}
