//! `WHERE "9f3c…" = 5`: the key of a custom field works as its column's name, whatever the column is called.
//!
//! A label can be changed by anybody and then the column has another name; the key stays. Before a statement is planned,
//! a name that begins with 40 hex digits is looked up among the tables of its query and replaced by the column it stands
//! for. In a list of columns it stays what the column of the answer is called. Keys that begin with a digit need double
//! quotes, as SQL wants it for every such name.

use std::collections::HashMap;
use std::convert::Infallible;
use std::ops::ControlFlow;

use datafusion::sql::parser::Statement as DFStatement;
use datafusion::sql::sqlparser::ast::{
    Expr, Ident, JoinConstraint, JoinOperator, ObjectNamePart, OrderBy, Query, Select, SelectItem, SetExpr,
    TableFactor, TableWithJoins, VisitorMut,
};

use crate::account::Account;
use crate::error::Error;
use crate::procedures::visit;

/// Hex digits of a field's key.
const KEY_DIGITS: usize = 40;

/// Columns by key, for each table.
type Columns = HashMap<&'static str, HashMap<String, String>>;

/// Replaces the keys of custom fields by the names of their columns.
///
/// # Errors
/// If a key is used and the definitions of its table cannot be fetched.
///
/// # API cost
/// As [`Account::layout`] of the tables of a statement that uses a key, which are read to plan it in any case.
pub(crate) async fn name_fields(statement: &mut DFStatement, account: &Account) -> Result<(), Error> {
    let mut used = Used::default();
    visit(statement, &mut used);
    if !used.any_key {
        return Ok(());
    }
    let mut columns = Columns::new();
    for spec in account.tables() {
        let is_read = |names: &[String]| names.iter().any(|name| name == spec.name);
        if is_read(&used.tables) && !is_read(&used.named_queries) {
            columns.insert(spec.name, account.columns_by_key(spec).await?);
        }
    }
    visit(statement, &mut Naming { columns, scopes: Vec::new() });
    Ok(())
}

/// The name as a key, in the case in which the API spells it.
fn key(ident: &Ident) -> Option<String> {
    let digits = ident.value.get(..KEY_DIGITS)?;
    let ends = matches!(ident.value.as_bytes().get(KEY_DIGITS), None | Some(b'_'));
    let is_key = ends && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_key.then(|| folded(ident))
}

/// A name as SQL folds it.
fn folded(ident: &Ident) -> String {
    if ident.quote_style.is_none() { ident.value.to_lowercase() } else { ident.value.clone() }
}

/// The last part of a column's name.
fn column_of(expr: &Expr) -> Option<&Ident> {
    match expr {
        Expr::Identifier(ident) => Some(ident),
        Expr::CompoundIdentifier(parts) => parts.last(),
        _ => None,
    }
}

/// The names of columns in the USING clauses of a query.
fn using(select: &mut Select) -> impl Iterator<Item = &mut Ident> {
    let joins = select.from.iter_mut().flat_map(|from| &mut from.joins);
    let names = joins.filter_map(|join| match &mut join.join_operator {
        JoinOperator::Join(JoinConstraint::Using(names))
        | JoinOperator::Inner(JoinConstraint::Using(names))
        | JoinOperator::Left(JoinConstraint::Using(names))
        | JoinOperator::LeftOuter(JoinConstraint::Using(names))
        | JoinOperator::Right(JoinConstraint::Using(names))
        | JoinOperator::RightOuter(JoinConstraint::Using(names))
        | JoinOperator::FullOuter(JoinConstraint::Using(names)) => Some(names),
        _ => None,
    });
    names.flatten().filter_map(|name| match name.0.last_mut() {
        Some(ObjectNamePart::Identifier(ident)) => Some(ident),
        _ => None,
    })
}

/// Whether a statement uses keys, and which tables it names.
#[derive(Default)]
struct Used {
    any_key: bool,
    tables: Vec<String>,
    /// Queries of a WITH, which hide tables of the same name.
    named_queries: Vec<String>,
}

impl VisitorMut for Used {
    type Break = Infallible;

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<Infallible> {
        self.any_key |= column_of(expr).is_some_and(|ident| key(ident).is_some());
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &mut Select) -> ControlFlow<Infallible> {
        self.any_key |= using(select).any(|ident| key(ident).is_some());
        ControlFlow::Continue(())
    }

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<Infallible> {
        let named = query.with.iter().flat_map(|with| &with.cte_tables);
        self.named_queries.extend(named.map(|query| folded(&query.alias.name)));
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &mut TableFactor) -> ControlFlow<Infallible> {
        self.tables.extend(table_named(factor).map(|(table, _)| table));
        ControlFlow::Continue(())
    }
}

/// A table and the name its columns are qualified with.
fn table_named(factor: &TableFactor) -> Option<(String, String)> {
    let TableFactor::Table { name, alias, args: None, .. } = factor else { return None };
    let table = name.0.last().and_then(|part| part.as_ident()).map(folded)?;
    let called = alias.as_ref().map_or_else(|| table.clone(), |alias| folded(&alias.name));
    Some((table, called))
}

/// What a query reads.
#[derive(Default)]
struct Scope {
    /// Tables of the account, by the names their columns are qualified with.
    tables: Vec<(String, String)>,
    /// Whether it reads anything else, whose columns may be called like a key.
    others: bool,
    /// The ORDER BY of a UNION and its like, which sees the columns of the answer alone, where a key stays the name.
    order_by: Option<OrderBy>,
}

impl Scope {
    fn read(&mut self, body: &SetExpr, columns: &Columns) {
        match body {
            SetExpr::Select(select) => select.from.iter().for_each(|from| self.read_from(from, columns)),
            SetExpr::SetOperation { left, right, .. } => {
                self.read(left, columns);
                self.read(right, columns);
            }
            _ => {}
        }
    }

    fn read_from(&mut self, from: &TableWithJoins, columns: &Columns) {
        for factor in std::iter::once(&from.relation).chain(from.joins.iter().map(|join| &join.relation)) {
            match (factor, table_named(factor)) {
                (_, Some((table, called))) if columns.contains_key(table.as_str()) => self.tables.push((called, table)),
                (TableFactor::NestedJoin { table_with_joins, .. }, _) => self.read_from(table_with_joins, columns),
                _ => self.others = true,
            }
        }
    }
}

/// Puts columns in the place of keys.
struct Naming {
    columns: Columns,
    scopes: Vec<Scope>,
}

impl Naming {
    /// The column that a key means here, if it means one.
    fn column(&self, qualifier: Option<&Ident>, key: &str) -> Option<&String> {
        for scope in self.scopes.iter().rev() {
            let means = |called: &String| qualifier.is_none_or(|ident| folded(ident) == *called);
            let tables = scope.tables.iter().filter(|(called, _)| means(called));
            let mut found = tables.filter_map(|(_, table)| self.columns.get(table.as_str())?.get(key));
            if let Some(column) = found.next() {
                // Two tables that call it differently leave it to the planner to say that the name is not clear.
                return found.all(|other| other == column).then_some(column);
            }
            if scope.others {
                return None;
            }
        }
        None
    }

    fn rename(&self, expr: &mut Expr) -> Option<Ident> {
        let (qualifier, ident) = match expr {
            Expr::Identifier(ident) => (None, ident),
            Expr::CompoundIdentifier(parts) => match parts.as_mut_slice() {
                [.., qualifier, ident] => (Some(&*qualifier), ident),
                _ => return None,
            },
            _ => return None,
        };
        self.rename_column(qualifier, ident)
    }

    /// Renames the column if it is called by a key, and tells which.
    fn rename_column(&self, qualifier: Option<&Ident>, ident: &mut Ident) -> Option<Ident> {
        let column = self.column(qualifier, &key(ident)?)?;
        let named = Ident { value: column.clone(), quote_style: Some('"'), span: ident.span };
        Some(std::mem::replace(ident, named))
    }
}

impl VisitorMut for Naming {
    type Break = Infallible;

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<Infallible> {
        let mut scope = Scope::default();
        scope.read(&query.body, &self.columns);
        if matches!(*query.body, SetExpr::SetOperation { .. }) {
            scope.order_by = query.order_by.take();
        }
        self.scopes.push(scope);
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, query: &mut Query) -> ControlFlow<Infallible> {
        if let Some(order_by) = self.scopes.pop().and_then(|scope| scope.order_by) {
            query.order_by = Some(order_by);
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &mut Select) -> ControlFlow<Infallible> {
        for item in &mut select.projection {
            if let SelectItem::UnnamedExpr(expr) = item
                && let Some(old) = self.rename(expr)
            {
                let alias = Ident { value: key(&old).unwrap_or(old.value), quote_style: Some('"'), span: old.span };
                *item = SelectItem::ExprWithAlias { expr: expr.clone(), alias };
            }
        }
        for ident in using(select) {
            self.rename_column(None, ident);
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<Infallible> {
        self.rename(expr);
        ControlFlow::Continue(())
    }
}
