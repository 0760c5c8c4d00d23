//! `SELECT url` finds the column `URL` of a procedure.
//!
//! Procedures spell their columns as their documentation does, and SQL folds unquoted names to lower case. Switching
//! that folding off would change every other name, and a procedure with lower-case columns would answer with names
//! nobody documented. So in statements that call a procedure, and only in these, an unquoted name that means a column
//! of it is replaced by that column's spelling in quotes. A qualified name stays if it begins with another source of the
//! statement, and a bare one if a table of the account has it, unless it stands in a query of its own that reads nothing but
//! the procedure; a local table's columns are not known here, so its bare
//! names give way to the procedure's and have to be qualified.

use std::convert::Infallible;
use std::ops::ControlFlow;

use datafusion::sql::parser::Statement as DFStatement;
use datafusion::sql::sqlparser::ast::{
    Expr, Function, FunctionArguments, Ident, Query, Select, SelectItem, SetExpr, TableAlias, TableFactor,
    TableWithJoins, Visit, VisitMut, Visitor, VisitorMut,
};
use pipedrive_schema::{ProcedureSpec, TableSpec};

use super::mask::visit;
use super::names::procedure_named;

/// Replaces the names of a statement that mean a column of a procedure it calls.
pub(crate) fn fold_columns(statement: &mut DFStatement) {
    let mut sources = Sources::default();
    visit(statement, &mut sources);
    if !sources.procedures.is_empty() {
        visit(statement, &mut Spelling(sources));
    }
}

/// What a statement reads.
#[derive(Default)]
struct Sources {
    procedures: Vec<&'static ProcedureSpec>,
    tables: Vec<&'static TableSpec>,
    /// Names by which it calls anything that reads no procedure, in lower case.
    others: Vec<String>,
    /// Queries of a WITH that read a procedure, in lower case.
    reading: Vec<String>,
}

impl VisitorMut for Sources {
    type Break = Infallible;

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<Infallible> {
        for named in query.with.iter().flat_map(|with| &with.cte_tables) {
            if Visit::visit(&named.query, &mut Reading(&self.reading)).is_break() {
                self.reading.push(named.alias.name.value.to_lowercase());
            }
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &mut TableFactor) -> ControlFlow<Infallible> {
        let reads = Visit::visit(factor, &mut Reading(&self.reading)).is_break();
        match factor {
            TableFactor::Table { name, args: Some(_), .. } | TableFactor::Function { name, .. } if reads => {
                self.procedures.extend(procedure_named(name));
            }
            TableFactor::Table { name, alias, .. } if !reads => {
                let table = name.0.last().and_then(|part| part.as_ident()).map(|last| last.value.to_lowercase());
                self.tables.extend(table.as_deref().and_then(pipedrive_schema::table));
                self.others.extend(alias.as_ref().map(called).or(table));
            }
            TableFactor::Derived { alias: Some(alias), .. } if !reads => self.others.push(called(alias)),
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

/// The name that an alias gives.
fn called(alias: &TableAlias) -> String {
    alias.name.value.to_lowercase()
}

/// Finds a procedure, or one of these queries of a WITH.
struct Reading<'a>(&'a [String]);

impl Visitor for Reading<'_> {
    type Break = ();

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        let found = match factor {
            TableFactor::Table { name, args: Some(_), .. } | TableFactor::Function { name, .. } => {
                procedure_named(name).is_some()
            }
            TableFactor::Table { name, args: None, .. } => self.0.contains(&name.to_string().to_lowercase()),
            _ => false,
        };
        if found { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

impl Sources {
    /// The spelling of an unquoted name that means a column of a procedure.
    fn spelling(&self, ident: &Ident) -> Option<&'static str> {
        let columns = self.procedures.iter().flat_map(|spec| spec.columns);
        let unquoted = ident.quote_style.is_none();
        columns.map(|column| column.name).find(|name| unquoted && name.eq_ignore_ascii_case(&ident.value))
    }

    /// The name that the parser took for a function without parentheses, as it does with `user` and `t.user`.
    fn mistaken(&self, expr: &Expr) -> Option<Expr> {
        let Expr::Function(Function { name, args: FunctionArguments::None, .. }) = expr else { return None };
        let parts: Vec<Ident> = name.0.iter().filter_map(|part| part.as_ident()).cloned().collect();
        let column = parts.last().filter(|column| self.spelling(column).is_some())?;
        Some(if parts.len() == 1 { Expr::Identifier(column.clone()) } else { Expr::CompoundIdentifier(parts) })
    }

    /// Whether a table of the account has a column of that name.
    fn is_of_table(&self, ident: &Ident) -> bool {
        let mut columns = self.tables.iter().flat_map(|table| table.columns);
        columns.any(|column| column.name.eq_ignore_ascii_case(&ident.value))
    }
}

/// Puts the spelling in place.
struct Spelling(Sources);

impl VisitorMut for Spelling {
    type Break = Infallible;

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<Infallible> {
        if let SetExpr::Select(select) = query.body.as_mut()
            && let [TableWithJoins { relation, joins }] = &select.from[..]
            && let TableFactor::Table { name, args: Some(_), .. } | TableFactor::Function { name, .. } = relation
            && let (Some(spec), []) = (procedure_named(name), &joins[..])
        {
            let only = Sources { procedures: vec![spec], ..Sources::default() };
            let mut own = Own { sources: only, names: names_given(select), depth: 0 };
            VisitMut::visit(&mut query.order_by, &mut own)?;
            own.names.clear();
            return VisitMut::visit(select.as_mut(), &mut own);
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<Infallible> {
        if let Some(name) = self.0.mistaken(expr) {
            *expr = name;
        }
        let ident = match expr {
            Expr::Identifier(ident) if !self.0.is_of_table(ident) => ident,
            Expr::CompoundIdentifier(parts) => match parts.as_mut_slice() {
                [.., source, column] if !self.0.others.contains(&source.value.to_lowercase()) => column,
                _ => return ControlFlow::Continue(()),
            },
            _ => return ControlFlow::Continue(()),
        };
        if let Some(spelling) = self.0.spelling(ident) {
            *ident = Ident { value: spelling.to_owned(), quote_style: Some('"'), span: ident.span };
        }
        ControlFlow::Continue(())
    }
}

/// The names that a query gives its columns with AS, in lower case.
fn names_given(select: &Select) -> Vec<String> {
    let given = select.projection.iter().filter_map(|item| match item {
        SelectItem::ExprWithAlias { alias, .. } => Some(alias.value.to_lowercase()),
        _ => None,
    });
    given.collect()
}

/// Puts the spelling in the place of the bare names of one query, and of none below it.
struct Own {
    sources: Sources,
    /// Names that the query gives its columns, which its ORDER BY means first, in lower case.
    names: Vec<String>,
    depth: usize,
}

impl VisitorMut for Own {
    type Break = Infallible;

    fn pre_visit_query(&mut self, _query: &mut Query) -> ControlFlow<Infallible> {
        self.depth += 1;
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _query: &mut Query) -> ControlFlow<Infallible> {
        self.depth -= 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<Infallible> {
        if let Expr::Identifier(ident) = expr
            && self.depth == 0
            && !self.names.contains(&ident.value.to_lowercase())
            && let Some(spelling) = self.sources.spelling(ident)
        {
            *ident = Ident { value: spelling.to_owned(), quote_style: Some('"'), span: ident.span };
        }
        ControlFlow::Continue(())
    }
}
