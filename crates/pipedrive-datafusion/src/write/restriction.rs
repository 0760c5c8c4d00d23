//! Whether the conditions of an UPDATE or DELETE choose among the rows of its table.
//!
//! A condition does so if it compares a column of the table with something that is not the same column. One that is about
//! other tables only, such as `users.id = 1` or an EXISTS that does not mention the table, is true of all its rows or of
//! none; `id = id`, `id IS NOT NULL` and `id > 0` are true of all.

use std::sync::Arc;

use arrow::datatypes::DataType;
use datafusion::common::TableReference;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode, TreeNodeRecursion};
use datafusion::logical_expr::expr::{BinaryExpr, InList, InSubquery};
use datafusion::logical_expr::simplify::SimplifyContext;
use datafusion::logical_expr::{Expr, LogicalPlan, Operator};
use datafusion::optimizer::simplify_expressions::ExprSimplifier;
use datafusion::scalar::ScalarValue;
use pipedrive_schema::ColumnType;

use super::conditions::{Condition, Conditions, is_bare_scan, on};
use super::rule::bare;
use crate::layout::TableLayout;

/// Functions that give their first argument unless it is NULL.
const STAND_INS: [&str; 3] = ["coalesce", "ifnull", "nvl"];

/// What the conditions of a statement do with the rows of its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Restriction {
    /// They choose among them.
    Chosen,
    /// They hold for every row, or for all or none.
    Every,
    /// There are none.
    Missing,
}

/// What the conditions of the plan that gives the rows do. An ORDER BY or LIMIT chooses none: which rows are meant would
/// be left to chance.
pub(super) fn restriction(plan: &LogicalPlan, layout: &TableLayout) -> Restriction {
    let mut found = Conditions::default();
    found.of_rows(plan, layout.spec.name);
    if found.conditions.is_empty() {
        return Restriction::Missing;
    }
    let Some(first) = found.relations.first() else { return Restriction::Every };
    let mut target = Target::new(layout, first.name.clone());
    target.add_twins(&found);
    let is_chosen = found.conditions.iter().any(|condition| target.restricts(&target.simplified(condition)));
    if is_chosen { Restriction::Chosen } else { Restriction::Every }
}

/// The same of the condition of a MERGE, whose rows are those of its source with those of the table beside them.
pub(super) fn is_matched(plan: &LogicalPlan, layout: &TableLayout) -> bool {
    match plan {
        LogicalPlan::Projection(projection) => is_matched(&projection.input, layout),
        LogicalPlan::Join(join) => {
            let mut found = Conditions::default();
            found.of_rows(&join.right, layout.spec.name);
            let Some(first) = found.relations.first() else { return false };
            let target = Target::new(layout, first.name.clone());
            on(join).iter().any(|condition| target.restricts(&target.simplified(condition)))
        }
        _ => false,
    }
}

/// The table that is written, as conditions name it.
#[derive(Clone)]
struct Target<'a> {
    table: &'a str,
    /// Columns no row has NULL in.
    keys: Vec<&'static str>,
    /// Those of them that are numbers, which count from 1.
    numbers: Vec<&'static str>,
    /// The column that tells rows apart.
    unique: Option<&'static str>,
    /// What columns have in front.
    local: Vec<TableReference>,
    /// The same for columns of a query around this one.
    outer: Vec<TableReference>,
}

impl<'a> Target<'a> {
    fn new(layout: &'a TableLayout, name: TableReference) -> Self {
        let spec = layout.spec;
        let write = spec.write;
        let routes = [write.and_then(|w| w.update).map(|u| u.route), write.and_then(|w| w.delete).map(|d| d.route)];
        let mut keys: Vec<&'static str> = routes.iter().flatten().flat_map(|route| route.keys).copied().collect();
        keys.extend(spec.primary_key);
        let is_number =
            |key: &&str| layout.index_of(key).is_some_and(|place| layout.columns[place].data_type == ColumnType::Int64);
        let numbers = keys.iter().copied().filter(is_number).collect();
        Self { table: spec.name, keys, numbers, unique: spec.primary_key, local: vec![name], outer: Vec::new() }
    }

    /// Other mentions of the table whose rows are the same as the target's, `d` in `deals.id = d.id`, stand for it.
    fn add_twins(&mut self, found: &Conditions) {
        let twins = || found.relations.iter().filter(|relation| relation.is_target);
        loop {
            let equal = found.conditions.iter().filter_map(|condition| match &condition.predicate {
                Expr::BinaryExpr(BinaryExpr { left, op: Operator::Eq, right }) => Some((left, right)),
                _ => None,
            });
            let new = equal.flat_map(|(left, right)| [(left, right), (right, left)]).find_map(|(known, other)| {
                let (Some(known), Expr::Column(other)) = (self.column(known), bare(other)) else { return None };
                let is_key = self.unique.is_some_and(|unique| known == unique && other.name == unique);
                let relation = other.relation.as_ref().filter(|relation| is_key && !self.local.contains(relation))?;
                twins().any(|twin| twin.name == *relation).then(|| relation.clone())
            });
            match new {
                Some(relation) => self.local.push(relation),
                None => return,
            }
        }
    }

    /// The name of the target's column that an expression is.
    fn column<'e>(&self, expr: &'e Expr) -> Option<&'e str> {
        let (column, names) = match bare(expr) {
            Expr::Column(column) => (column, &self.local),
            Expr::OuterReferenceColumn(_, column) => (column, &self.outer),
            _ => return None,
        };
        column.relation.as_ref().filter(|relation| names.contains(relation)).map(|_| column.name.as_str())
    }

    fn is_key(&self, expr: &Expr) -> bool {
        self.column(expr).is_some_and(|name| self.keys.contains(&name))
    }

    /// Whether an expression has a value in every row: a key, a literal, or what has one of them for a NULL.
    fn is_never_null(&self, expr: &Expr) -> bool {
        match bare(expr) {
            Expr::Literal(value, _) => !value.is_null(),
            Expr::ScalarFunction(call) if STAND_INS.contains(&call.name()) => {
                call.args.iter().any(|argument| self.is_never_null(argument))
            }
            other => self.is_key(other),
        }
    }

    /// Whether two expressions are the same. A cast may change a value, so `CAST(value AS BIGINT) = value` is a condition.
    fn is_same(&self, left: &Expr, right: &Expr) -> bool {
        let is_column = |expr: &Expr| !matches!(expr, Expr::Cast(_));
        match (self.column(left), self.column(right)) {
            (Some(one), Some(other)) if is_column(left) && is_column(right) => one == other,
            _ => left == right,
        }
    }

    /// A condition without the parts that are true of every row, or of none.
    fn simplified(&self, condition: &Condition) -> Expr {
        let simplify = |expr: Expr| {
            let context = SimplifyContext::builder().with_schema(Arc::clone(&condition.schema)).build();
            // What cannot be simplified, for it has yet to get its types, is taken as it is written.
            ExprSimplifier::new(context).simplify(expr.clone()).unwrap_or(expr)
        };
        // What a first pass leaves may be another form of the same.
        simplify(self.settled(simplify(self.settled(condition.predicate.clone()))))
    }

    /// The expression with `true` or `false` in the place of what a column says of itself.
    fn settled(&self, expr: Expr) -> Expr {
        let settle = |expr: Expr| {
            let known = match &expr {
                Expr::IsNotNull(inner) if self.is_never_null(inner) => Some(true),
                Expr::IsNull(inner) if self.is_never_null(inner) => Some(false),
                Expr::BinaryExpr(BinaryExpr { left, op, right }) => self.compared(left, *op, right),
                Expr::InList(InList { expr, list, negated }) => {
                    let is_none = |item: &Expr| self.against_number(expr, Operator::Eq, item) == Some(false);
                    let is_any = list.iter().any(|item| self.is_same(expr, item)).then_some(true);
                    is_any.or_else(|| list.iter().all(is_none).then_some(false)).map(|is_in| is_in != *negated)
                }
                // What stands in for a NULL is never asked for.
                Expr::ScalarFunction(call) if STAND_INS.contains(&call.name()) => {
                    return Ok(match call.args.first() {
                        Some(first) if self.is_key(first) => Transformed::yes(first.clone()),
                        _ => Transformed::no(expr),
                    });
                }
                Expr::Like(like) if is_anything(&like.pattern) => Some(!like.negated),
                Expr::InSubquery(subquery) if !subquery.negated && self.is_whole_column(subquery) => Some(true),
                _ => None,
            };
            Ok(match known {
                Some(known) => Transformed::yes(Expr::Literal(ScalarValue::Boolean(Some(known)), None)),
                None => Transformed::no(expr),
            })
        };
        expr.clone().transform_up(settle).data().unwrap_or(expr)
    }

    fn compared(&self, left: &Expr, op: Operator, right: &Expr) -> Option<bool> {
        let is_null = |expr: &Expr| matches!(bare(expr), Expr::Literal(value, _) if value.is_null());
        let with_null = (self.is_key(left) && is_null(right)) || (self.is_key(right) && is_null(left));
        match op {
            Operator::IsDistinctFrom if with_null => Some(true),
            Operator::IsNotDistinctFrom if with_null => Some(false),
            _ if !self.is_same(left, right) => {
                let swapped = || op.swap().and_then(|op| self.against_number(right, op, left));
                self.against_number(left, op, right).or_else(swapped)
            }
            Operator::Eq | Operator::LtEq | Operator::GtEq | Operator::IsNotDistinctFrom => Some(true),
            Operator::NotEq | Operator::Lt | Operator::Gt | Operator::IsDistinctFrom => Some(false),
            _ => None,
        }
    }

    /// What a comparison of a key with a number is for all that a key can be, which is 1 and more.
    fn against_number(&self, key: &Expr, op: Operator, number: &Expr) -> Option<bool> {
        let is_number = self.column(key).is_some_and(|name| self.numbers.contains(&name)) && stays_number(key);
        let Expr::Literal(value, _) = bare(number) else { return None };
        let ScalarValue::Float64(Some(number)) = value.cast_to(&DataType::Float64).ok()? else { return None };
        let (is_below, is_least) = (number < 1.0, number <= 1.0);
        match op {
            _ if !is_number => None,
            Operator::Gt | Operator::NotEq | Operator::IsDistinctFrom => is_below.then_some(true),
            Operator::GtEq => is_least.then_some(true),
            Operator::LtEq | Operator::Eq | Operator::IsNotDistinctFrom => is_below.then_some(false),
            Operator::Lt => is_least.then_some(false),
            _ => None,
        }
    }

    /// `id IN (SELECT id FROM deals)`.
    fn is_whole_column(&self, subquery: &InSubquery) -> bool {
        let Some(name) = self.column(&subquery.expr) else { return false };
        let plan = &subquery.subquery.subquery;
        let [field] = &plan.schema().fields()[..] else { return false };
        field.name() == name && is_bare_scan(plan, self.table)
    }

    /// Whether a simplified condition chooses among the rows.
    fn restricts(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Alias(alias) => self.restricts(&alias.expr),
            // No row at all.
            Expr::Literal(value, _) => *value != ScalarValue::Boolean(Some(true)),
            Expr::BinaryExpr(BinaryExpr { left, op: Operator::And, right }) => {
                self.restricts(left) || self.restricts(right)
            }
            Expr::BinaryExpr(BinaryExpr { op: Operator::Or, .. }) => {
                let alternatives = alternatives(expr);
                let opposite = |one: &&Expr| alternatives.iter().any(|other| self.is_opposite(one, other));
                alternatives.iter().all(|one| self.restricts(one)) && !alternatives.iter().any(opposite)
            }
            other => self.mentions(other),
        }
    }

    /// Whether one of two conditions is true of every row that has a value: `id = 1` and `id <> 1`.
    fn is_opposite(&self, one: &Expr, other: &Expr) -> bool {
        match (one, other) {
            (Expr::IsNull(one), Expr::IsNotNull(other)) => self.is_same(one, other),
            (Expr::Not(one), other) => **one == *other,
            (Expr::BinaryExpr(one), Expr::BinaryExpr(other)) => {
                let operator = |op: Option<Operator>| op.is_some_and(|op| op == other.op);
                let straight = self.is_same(&one.left, &other.left) && self.is_same(&one.right, &other.right);
                let crossed = self.is_same(&one.left, &other.right) && self.is_same(&one.right, &other.left);
                let negated = one.op.negate();
                (straight && operator(negated)) || (crossed && operator(negated.and_then(|op| op.swap())))
            }
            _ => false,
        }
    }

    /// Whether an expression is about the table's columns.
    fn mentions(&self, expr: &Expr) -> bool {
        let mut found = false;
        let looked = expr.apply(|node| {
            found |= match node {
                Expr::Column(_) | Expr::OuterReferenceColumn(..) => self.column(node).is_some(),
                Expr::Exists(exists) => self.mentions_in(&exists.subquery.subquery),
                Expr::InSubquery(within) => self.mentions_in(&within.subquery.subquery),
                Expr::ScalarSubquery(subquery) => self.mentions_in(&subquery.subquery),
                Expr::SetComparison(compared) => self.mentions_in(&compared.subquery.subquery),
                _ => false,
            };
            Ok(if found { TreeNodeRecursion::Stop } else { TreeNodeRecursion::Continue })
        });
        found && looked.is_ok()
    }

    /// Whether a query within a condition is about the table's row around it.
    fn mentions_in(&self, plan: &LogicalPlan) -> bool {
        let outer = [&self.outer[..], &self.local[..]].concat();
        let around = Target { outer, local: Vec::new(), ..self.clone() };
        let mut found = Conditions::default();
        found.anywhere_in(plan, self.table);
        let mut within = around.clone();
        within.add_twins(&found);
        if found.conditions.iter().any(|condition| within.mentions(&within.simplified(condition))) {
            return true;
        }
        let mut mentioned = false;
        let looked = plan.apply(|node| {
            let is_condition = matches!(node, LogicalPlan::Filter(_) | LogicalPlan::Join(_));
            mentioned |= !is_condition && node.expressions().iter().any(|expr| around.mentions(expr));
            Ok(if mentioned { TreeNodeRecursion::Stop } else { TreeNodeRecursion::Continue })
        });
        mentioned && looked.is_ok()
    }
}

/// Whether the casts around a column of numbers leave it one: texts are in another order.
fn stays_number(expr: &Expr) -> bool {
    match expr {
        Expr::Alias(alias) => stays_number(&alias.expr),
        Expr::Cast(cast) => cast.field.data_type().is_numeric() && stays_number(&cast.expr),
        _ => true,
    }
}

/// What stands between the ORs.
fn alternatives(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::Or, right }) => {
            let mut all = alternatives(left);
            all.extend(alternatives(right));
            all
        }
        other => vec![other],
    }
}

/// Whether a pattern of LIKE is one that every text fits.
fn is_anything(pattern: &Expr) -> bool {
    let Expr::Literal(value, _) = bare(pattern) else { return false };
    value.try_as_str().flatten().is_some_and(|text| !text.is_empty() && text.chars().all(|letter| letter == '%'))
}
