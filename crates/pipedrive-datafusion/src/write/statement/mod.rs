//! INSERT, UPDATE, DELETE and MERGE on tables of the account: each becomes the query that gives its rows.
//!
//! DataFusion reads conditions back out of an optimized plan and loses some on the way. A query is carried out as it
//! is written, so aliases, subqueries, joins and LIMIT mean here what they mean in a SELECT.

mod delete;
mod insert;
mod key;
mod merge;
mod query;
mod quotes;
mod target;
mod texts;
mod update;

use std::sync::Arc;

use datafusion::sql::parser::Statement as DFStatement;
use datafusion::sql::sqlparser::ast::{
    Expr, FromTable, ObjectName, Query, SetExpr, Statement, TableFactor, TableObject, TableWithJoins, With,
};
use pipedrive_client::ErrorKind;
use pipedrive_schema::TableSpec;

pub(crate) use quotes::{double_quoted, with_quotes_hint};

use super::draft::Draft;
use super::views;
use crate::account::Account;
use crate::catalog::{CATALOG, SCHEMA};
use crate::error::Error;
use crate::layout::TableLayout;

/// Puts the query that gives the rows in the place of a statement that writes to a table of the account. `text` is what
/// people see of the statement. `is_default` says whether names without a schema mean those of the account.
///
/// # Errors
/// If the statement names columns that cannot be written, has parts that cannot be carried out, or may mean a table
/// elsewhere.
///
/// # API cost
/// As [`Account::layout`] of the table.
pub(crate) async fn take_write(
    statement: &mut DFStatement,
    account: &Account,
    text: &str,
    is_default: bool,
) -> Result<Option<Draft>, Error> {
    let Some(place) = place_of(statement) else { return Ok(None) };
    let Some(name) = target_of(place) else { return Ok(None) };
    let Some(spec) = table(account, name) else { return Ok(None) };
    if !is_default && name.0.len() < 3 {
        let message =
            format!("`{name}` may mean a table elsewhere, because the session's default schema is another one");
        return Err(Error::new(ErrorKind::InvalidArgument, message)
            .with_hint(format!("write `{CATALOG}.{SCHEMA}.{}`", spec.name)));
    }
    let layout = views::layout(account, spec).await?;
    let by_key = account.columns_by_key(spec).await?;
    let names = Names { layout: &layout, by_key: &by_key };
    let (with, write) = taken(place)?;
    let (query, draft) = match write {
        Statement::Insert(insert) => insert::rewrite(insert, &names, text)?,
        Statement::Update(update) => update::rewrite(*Box::new(update), &names, text)?,
        Statement::Delete(delete) => delete::rewrite(delete, &names, text)?,
        Statement::Merge(merge) => merge::rewrite(merge, &names, text)?,
        _ => return Err(Error::new(ErrorKind::Internal, "a statement that writes is of no known kind")),
    };
    *place = Statement::Query(Box::new(query::below(with, query)?));
    texts::keep(place);
    Ok(Some(draft))
}

/// The columns of the table that is written, by the names a statement may use.
struct Names<'a> {
    layout: &'a Arc<TableLayout>,
    /// Columns by the keys of their custom fields.
    by_key: &'a std::collections::HashMap<String, String>,
}

/// The statement that writes, also below EXPLAIN and PREPARE.
fn place_of(statement: &mut DFStatement) -> Option<&mut Statement> {
    match statement {
        DFStatement::Statement(inner) => place_in(inner),
        DFStatement::Explain(explain) => place_of(&mut explain.statement),
        DFStatement::CopyTo(_) | DFStatement::CreateExternalTable(_) | DFStatement::Reset(_) => None,
    }
}

fn place_in(statement: &mut Statement) -> Option<&mut Statement> {
    match statement {
        Statement::Explain { statement, .. } | Statement::Prepare { statement, .. } => place_in(statement),
        Statement::Insert(_) | Statement::Update(_) | Statement::Delete(_) | Statement::Merge(_) => Some(statement),
        Statement::Query(query) => match *query.body {
            SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_) => Some(statement),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a statement would write to the account when it is carried out.
pub(crate) fn writes(statement: &DFStatement) -> bool {
    let target = match statement {
        DFStatement::Statement(inner) => match inner.as_ref() {
            Statement::Prepare { statement, .. } => target_of(statement),
            inner => target_of(inner),
        },
        DFStatement::Explain(explain) if explain.options.analyze => return writes(&explain.statement),
        DFStatement::Explain(_)
        | DFStatement::CopyTo(_)
        | DFStatement::CreateExternalTable(_)
        | DFStatement::Reset(_) => None,
    };
    target.is_some_and(crate::front_door::is_ours)
}

/// What a statement writes to, where it is one table.
pub(crate) fn target_of(statement: &Statement) -> Option<&ObjectName> {
    let named = |factor: &'_ TableFactor| matches!(factor, TableFactor::Table { args: None, .. });
    match statement {
        Statement::Insert(insert) => match &insert.table {
            TableObject::TableName(name) => Some(name),
            _ => None,
        },
        Statement::Update(update) => name_of(&update.table.relation),
        Statement::Delete(delete) => match deleted_from(&delete.from) {
            [TableWithJoins { relation, .. }] => name_of(relation),
            _ => None,
        },
        Statement::Merge(merge) if named(&merge.table) => name_of(&merge.table),
        Statement::Query(query) => match query.body.as_ref() {
            SetExpr::Insert(inner) | SetExpr::Update(inner) | SetExpr::Delete(inner) | SetExpr::Merge(inner) => {
                target_of(inner)
            }
            _ => None,
        },
        _ => None,
    }
}

fn name_of(factor: &TableFactor) -> Option<&ObjectName> {
    match factor {
        TableFactor::Table { name, args: None, .. } => Some(name),
        _ => None,
    }
}

fn deleted_from(from: &FromTable) -> &[TableWithJoins] {
    match from {
        FromTable::WithFromKeyword(tables) | FromTable::WithoutKeyword(tables) => tables,
    }
}

/// The table of the account that a name means.
fn table(account: &Account, name: &ObjectName) -> Option<&'static TableSpec> {
    if !crate::front_door::is_ours(name) {
        return None;
    }
    let ident = name.0.last()?.as_ident()?;
    let folded = target::folded(ident);
    views::target(account, &folded)
}

/// Takes the statement that writes out of its place, with the queries of a WITH before it.
fn taken(place: &mut Statement) -> Result<(Option<With>, Statement), Error> {
    let statement = std::mem::replace(place, Statement::Query(Box::new(query::nothing()?)));
    let Statement::Query(query) = statement else { return Ok((None, statement)) };
    let Query { with, body, order_by, limit_clause, .. } = *query;
    if order_by.is_some() || limit_clause.is_some() {
        return Err(Error::new(ErrorKind::Syntax, "a statement that writes takes no ORDER BY or LIMIT after it"));
    }
    match *body {
        SetExpr::Insert(inner) | SetExpr::Update(inner) | SetExpr::Delete(inner) | SetExpr::Merge(inner) => {
            Ok((with, inner))
        }
        _ => Err(Error::new(ErrorKind::Internal, "a statement that writes is not where it was")),
    }
}

/// Refuses a part of a statement that would change what it means.
fn refuse(present: bool, part: &str, hint: &str) -> Result<(), Error> {
    if !present {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Unsupported, format!("{part} is not supported; nothing was sent")).with_hint(hint))
}

/// Whether an expression is the word `DEFAULT`.
fn is_default(expr: &Expr) -> bool {
    matches!(expr, Expr::Identifier(ident) if ident.quote_style.is_none() && ident.value.eq_ignore_ascii_case("default"))
}
