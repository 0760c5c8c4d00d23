//! The pieces of a query, put together.

use datafusion::sql::sqlparser::ast::{
    Expr, LimitClause, OrderBy, OrderByExpr, OrderByKind, Query, Select, SelectItem, SetExpr, Statement, TableAlias,
    TableFactor, TableWithJoins, With,
};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::parser::Parser;
use pipedrive_client::ErrorKind;

use super::target::quoted;
use crate::error::Error;

/// What the rows of a statement are made of.
#[derive(Default)]
pub(super) struct Columns {
    items: Vec<SelectItem>,
}

impl Columns {
    /// Adds a column and tells its place. Its name is one that no column of a table has, so that an ORDER BY means the
    /// values in the table and not the new ones.
    pub(super) fn add(&mut self, name: &str, expr: Expr) -> usize {
        self.items.push(SelectItem::ExprWithAlias { expr, alias: quoted(name) });
        self.items.len() - 1
    }
}

/// What follows the columns of a query.
pub(super) struct Rest {
    pub(super) from: Vec<TableWithJoins>,
    pub(super) selection: Option<Expr>,
    pub(super) order_by: Vec<OrderByExpr>,
    pub(super) limit: Option<Expr>,
}

/// `SELECT columns FROM … WHERE … ORDER BY … LIMIT …`.
pub(super) fn select(columns: Columns, rest: Rest) -> Result<Query, Error> {
    let mut query = nothing()?;
    let select = body(&mut query)?;
    select.projection = columns.items;
    select.from = rest.from;
    select.selection = rest.selection;
    if !rest.order_by.is_empty() {
        query.order_by = Some(OrderBy { kind: OrderByKind::Expressions(rest.order_by), interpolate: None });
    }
    if rest.limit.is_some() {
        query.limit_clause = Some(LimitClause::LimitOffset { limit: rest.limit, offset: None, limit_by: Vec::new() });
    }
    Ok(query)
}

/// The query below a WITH.
pub(super) fn below(with: Option<With>, mut query: Query) -> Result<Query, Error> {
    if with.is_none() {
        return Ok(query);
    }
    if query.with.is_none() {
        query.with = with;
        return Ok(query);
    }
    let mut outer = parsed("SELECT * FROM rows")?;
    outer.with = with;
    let alias = TableAlias { explicit: true, name: quoted("rows"), columns: Vec::new(), at: None };
    let derived = TableFactor::Derived { lateral: false, subquery: Box::new(query), alias: Some(alias), sample: None };
    body(&mut outer)?.from = vec![TableWithJoins { relation: derived, joins: Vec::new() }];
    Ok(outer)
}

/// A query to be filled in.
pub(super) fn nothing() -> Result<Query, Error> {
    parsed("SELECT 1")
}

/// Parsed from a text, because the nodes of a query have dozens of members that do not matter here.
fn parsed(sql: &str) -> Result<Query, Error> {
    match Parser::parse_sql(&GenericDialect {}, sql)?.pop() {
        Some(Statement::Query(query)) => Ok(*query),
        _ => Err(broken()),
    }
}

fn body(query: &mut Query) -> Result<&mut Select, Error> {
    match query.body.as_mut() {
        SetExpr::Select(select) => Ok(select),
        _ => Err(broken()),
    }
}

fn broken() -> Error {
    Error::new(ErrorKind::Internal, "a statement that writes has no query")
}
