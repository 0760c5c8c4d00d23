//! SQL text in, statements out: batches split, parameters numbered, what is not supported refused early.

use std::convert::Infallible;
use std::fmt;
use std::ops::ControlFlow;

use datafusion::sql::parser::{CopyToSource, DFParserBuilder, Statement as DFStatement};
use datafusion::sql::sqlparser::ast::{
    Expr, Ident, ObjectName, SetExpr, Statement, TableObject, Value, ValueWithSpan, visit_expressions_mut,
};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::tokenizer::Location;
use pipedrive_client::ErrorKind;

use crate::catalog::{CATALOG, SCHEMA, belongs_to_pipedrive, is_of_pipedrive};
use crate::error::Error;
use crate::procedures::{called_procedure, fold_columns, masked, may_hold_secret_argument, rewrite_calls};
use crate::translate::syntax;
use crate::write::target_of;

/// One statement of a batch, parsed and not yet planned: a later one may need what an earlier one creates.
#[derive(Clone)]
pub struct ParsedStatement {
    statement: DFStatement,
}

impl fmt::Debug for ParsedStatement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ParsedStatement").field(&self.text()).finish()
    }
}

/// A statement that may be planned, with its parameters numbered.
pub(crate) struct Accepted {
    pub(crate) statement: DFStatement,
    /// Parameter names in the order in which values are given: by number for `?` and `$1`, else by first
    /// appearance.
    pub(crate) parameters: Vec<String>,
}

impl ParsedStatement {
    /// The statement as text, as the parser understood it; secret arguments of procedures are masked.
    pub fn text(&self) -> String {
        masked(&self.statement)
    }

    /// Whether it is explained and not carried out.
    pub(crate) fn is_explained(&self) -> bool {
        match &self.statement {
            DFStatement::Explain(explain) => !explain.options.analyze,
            DFStatement::Statement(inner) => matches!(**inner, Statement::Explain { analyze: false, .. }),
            _ => false,
        }
    }

    /// What it changes rows of, unless that is a table of the account.
    pub(crate) fn target(&self) -> Option<&ObjectName> {
        changed_by(&self.statement).and_then(target_of).filter(|name| !is_ours(name))
    }
}

/// The INSERT, UPDATE, DELETE or MERGE that a statement is, or explains or prepares.
fn changed_by(statement: &DFStatement) -> Option<&Statement> {
    fn within(statement: &Statement) -> Option<&Statement> {
        match statement {
            Statement::Explain { statement, .. } | Statement::Prepare { statement, .. } => within(statement),
            other => Some(other),
        }
    }
    match statement {
        DFStatement::Statement(inner) => within(inner),
        DFStatement::Explain(explain) => changed_by(&explain.statement),
        DFStatement::CopyTo(_) | DFStatement::CreateExternalTable(_) | DFStatement::Reset(_) => None,
    }
}

/// Splits SQL text into its statements. Text without any, such as a comment, gives none.
///
/// Parameters are written `?`, `$1` or `@name`; the styles do not mix within one statement.
///
/// # Errors
/// With line and column where the text does not parse.
pub fn parse(sql: &str) -> Result<Vec<ParsedStatement>, Error> {
    let parser = DFParserBuilder::new(sql).with_dialect(&GenericDialect {}).build();
    let statements = parser.and_then(|mut parser| parser.parse_statements());
    let statements = statements.map_err(|error| {
        let error = with_merge_hint(error.into(), sql);
        // What was found in the wrong place may be a token.
        if may_hold_secret_argument(sql) { error.without_findings() } else { error }
    })?;
    Ok(statements.into_iter().map(|statement| ParsedStatement { statement }).collect())
}

/// The parser's error for a clause of MERGE that does nothing, with how to say that.
fn with_merge_hint(error: Error, sql: &str) -> Error {
    let words: Vec<String> = sql.split_whitespace().map(str::to_lowercase).collect();
    let is_idle = |three: &[String]| three[0] == "then" && three[1] == "do" && three[2].starts_with("nothing");
    if !(error.to_string().contains("in merge clause") && words.windows(3).any(is_idle)) {
        return error;
    }
    let message = format!("`DO NOTHING` in a MERGE is not supported: {error}");
    Error::new(ErrorKind::Syntax, message).with_hint("leave the clause out: rows without a clause stay as they are")
}

/// Makes calls of procedures queries, numbers a statement's parameters and refuses what is not supported, so that
/// in a batch the statements before it still run.
pub(crate) fn accept(parsed: ParsedStatement) -> Result<Accepted, Error> {
    let mut statement = parsed.statement;
    rewrite_calls(&mut statement)?;
    fold_columns(&mut statement);
    let parameters = number_parameters(&mut statement)?;
    refuse_unsupported(&statement)?;
    Ok(Accepted { statement, parameters })
}

/// Rewrites `?` to `$1`, `$2`, … in the order of the text and `@name` to `$name`.
fn number_parameters(statement: &mut DFStatement) -> Result<Vec<String>, Error> {
    let mut marks: Vec<Location> = Vec::new();
    let mut named: Vec<(Location, String)> = Vec::new();
    each_expression(statement, &mut |expr| match expr {
        Expr::Value(ValueWithSpan { value: Value::Placeholder(text), span }) if text == "?" => marks.push(span.start),
        Expr::Value(ValueWithSpan { value: Value::Placeholder(text), span }) => {
            named.push((span.start, text.trim_start_matches(['$', ':', '@']).to_owned()));
        }
        Expr::Identifier(Ident { value, quote_style: None, span }) if value.starts_with('@') => {
            named.push((span.start, value.trim_start_matches('@').to_owned()));
        }
        _ => {}
    });
    if !marks.is_empty() && !named.is_empty() {
        return Err(Error::new(ErrorKind::Syntax, "a statement cannot mix `?` with `$1` or `@name`"));
    }
    marks.sort();
    named.sort();
    each_expression(statement, &mut |expr| {
        let name = match expr {
            Expr::Value(ValueWithSpan { value: Value::Placeholder(text), span }) if text == "?" => {
                marks.iter().position(|mark| *mark == span.start).map(|i| (i + 1).to_string())
            }
            Expr::Identifier(Ident { value, quote_style: None, .. }) => value.strip_prefix('@').map(str::to_owned),
            _ => None,
        };
        if let Some(name) = name {
            *expr = Expr::Value(Value::Placeholder(format!("${name}")).with_empty_span());
        }
    });
    let mut parameters: Vec<String> = (1..=marks.len()).map(|n| n.to_string()).collect();
    for (_, name) in named {
        if !parameters.contains(&name) {
            parameters.push(name);
        }
    }
    if parameters.iter().all(|name| name.parse::<usize>().is_ok()) {
        parameters.sort_by_key(|name| name.parse::<usize>().unwrap_or_default());
    }
    // What `PREPARE` prepares takes its values from `EXECUTE`.
    if matches!(statement, DFStatement::Statement(inner) if matches!(**inner, Statement::Prepare { .. })) {
        parameters.clear();
    }
    Ok(parameters)
}

fn each_expression(statement: &mut DFStatement, act: &mut impl FnMut(&mut Expr)) {
    let mut visit = |expr: &mut Expr| {
        act(expr);
        ControlFlow::Continue(())
    };
    let visited: ControlFlow<Infallible> = match statement {
        DFStatement::Statement(inner) => visit_expressions_mut(inner, &mut visit),
        DFStatement::CopyTo(copy) => match &mut copy.source {
            CopyToSource::Query(query) => visit_expressions_mut(query, &mut visit),
            CopyToSource::Relation(_) => ControlFlow::Continue(()),
        },
        DFStatement::Explain(explain) => {
            each_expression(&mut explain.statement, act);
            ControlFlow::Continue(())
        }
        DFStatement::CreateExternalTable(_) | DFStatement::Reset(_) => ControlFlow::Continue(()),
    };
    let ControlFlow::Continue(()) = visited;
}

/// Refuses what cannot be written, and what the engine underneath would get wrong.
///
/// # Soundness
/// DataFusion 55 drops conditions such as `id IN (SELECT …)` from `DELETE` and `UPDATE` and then changes every
/// row. It never gets to see those of the account's tables, and those of local tables are refused.
fn refuse_unsupported(statement: &DFStatement) -> Result<(), Error> {
    match statement {
        DFStatement::Explain(explain) => refuse_unsupported(&explain.statement),
        DFStatement::Statement(inner) => refuse_statement(inner),
        DFStatement::CopyTo(copy) => match &copy.source {
            CopyToSource::Query(query) => refuse_body(&query.body),
            CopyToSource::Relation(_) => Ok(()),
        },
        DFStatement::CreateExternalTable(_) | DFStatement::Reset(_) => Ok(()),
    }
}

fn refuse_statement(statement: &Statement) -> Result<(), Error> {
    match statement {
        Statement::Explain { statement, .. } | Statement::Prepare { statement, .. } => refuse_statement(statement),
        Statement::Query(query) => refuse_body(&query.body),
        Statement::CreateView(_) => match called_procedure(statement) {
            // A view is read without anybody thinking of a call, and its text, which is listed, may hold a token.
            Some(procedure) => Err(Error::new(ErrorKind::Unsupported, format!("a view cannot call `{procedure}`"))
                .with_hint("keep the answer in a table: `CREATE TABLE … AS SELECT …`")),
            None => Ok(()),
        },
        Statement::Update(_) => refuse_target(statement, "UPDATE"),
        Statement::Delete(_) => refuse_target(statement, "DELETE"),
        Statement::Merge(_) => refuse_target(statement, "MERGE"),
        Statement::Truncate(_) => {
            Err(Error::new(ErrorKind::Unsupported, "`TRUNCATE` is not supported; nothing was sent")
                .with_hint("`DELETE FROM … WHERE …` says which rows are to go"))
        }
        Statement::StartTransaction { .. }
        | Statement::Commit { .. }
        | Statement::Rollback { .. }
        | Statement::Savepoint { .. }
        | Statement::ReleaseSavepoint { .. } => {
            Err(Error::new(ErrorKind::Unsupported, "Pipedrive has no transactions; nothing was sent").with_hint(
                "each row is written at once and stays; `SET pipedrive.dry_run = true` shows before what would be",
            ))
        }
        Statement::Insert(insert) => match &insert.table {
            TableObject::TableName(name) if !is_ours(name) => Ok(()),
            _ => refuse_target(statement, "INSERT"),
        },
        Statement::Drop { names, .. } => match names.iter().find(|name| is_ours(name)) {
            Some(name) => Err(belongs_to_pipedrive(&name.to_string())),
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

/// A statement behind a `WITH` is the body of a query.
fn refuse_body(body: &SetExpr) -> Result<(), Error> {
    match body {
        SetExpr::Insert(statement)
        | SetExpr::Update(statement)
        | SetExpr::Delete(statement)
        | SetExpr::Merge(statement) => refuse_statement(statement),
        _ => Ok(()),
    }
}

/// Refuses to write what is no table of the account.
fn refuse_target(statement: &Statement, verb: &str) -> Result<(), Error> {
    let Some(name) = target_of(statement) else {
        let message = format!("`{verb}` takes one table; nothing was sent");
        return Err(Error::new(ErrorKind::Unsupported, message));
    };
    if !is_ours(name) {
        let message = format!("`{verb}` is not supported for local tables such as `{name}`; nothing changed");
        return Err(
            Error::new(ErrorKind::Unsupported, message).with_hint("make the table anew: `CREATE TABLE … AS SELECT …`")
        );
    }
    let table = name.0.last().and_then(|part| part.as_ident()).map(|ident| ident.value.to_lowercase());
    match table.as_deref() {
        Some(table) if !is_written(table) => {
            let message = format!("`{table}` is a view and cannot be written; nothing was sent");
            Err(Error::new(ErrorKind::Unsupported, message).with_hint("write the table it reads"))
        }
        _ => Ok(()),
    }
}

/// Whether a name is one of a table, or of a view that can be written.
fn is_written(name: &str) -> bool {
    pipedrive_schema::table(name).is_some() || pipedrive_schema::view(name).is_some_and(|view| view.write.is_some())
}

/// Whether a name means a table of the account and not a local one.
pub(crate) fn is_ours(name: &ObjectName) -> bool {
    let parts: Vec<String> = name
        .0
        .iter()
        .filter_map(|part| part.as_ident())
        .map(|ident| if ident.quote_style.is_some() { ident.value.clone() } else { ident.value.to_lowercase() })
        .collect();
    let (table, rest) = match parts.split_last() {
        Some((table, rest)) => (table.as_str(), rest),
        None => return false,
    };
    let qualified = match rest {
        [] => true,
        [schema] => schema == SCHEMA,
        [catalog, schema] => catalog == CATALOG && schema == SCHEMA,
        _ => false,
    };
    qualified && is_of_pipedrive(table)
}

impl From<datafusion::sql::sqlparser::parser::ParserError> for Error {
    fn from(error: datafusion::sql::sqlparser::parser::ParserError) -> Self {
        syntax(&error.to_string())
    }
}
