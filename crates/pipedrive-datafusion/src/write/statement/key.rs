//! The values by which the ON of a MERGE finds its rows: two new rows of the source that have the same ones would be one
//! row if the first were there by then.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    BinaryOperator, CaseWhen, Expr, helpers::attached_token::AttachedToken, visit_expressions,
};

use super::Names;
use super::target::{Target, folded};

/// The columns of the target that ON compares, or something made of one of them alone, and the values of the source that
/// they are compared with. Nothing where ON asks for more of the target: then rows with the same values may be two.
///
/// What ON says of the source alone decides which of its rows are found at all, so the others have NULL for a value.
pub(super) fn matched_by(on: &Expr, names: &Names<'_>, target: &Target) -> Vec<(String, Expr)> {
    let (mut pairs, mut conditions) = (Vec::new(), Vec::new());
    for part in parts(on) {
        match (about(part, names, target), part) {
            (About::Source, part) => conditions.push(part.clone()),
            (_, Expr::BinaryOp { left, op: BinaryOperator::Eq, right }) => {
                match ((about(left, names, target), right), (about(right, names, target), left)) {
                    ((About::Column(name), value), (About::Source, _))
                    | ((About::Source, _), (About::Column(name), value)) => {
                        pairs.push((name, value.as_ref().clone()));
                    }
                    _ => return Vec::new(),
                }
            }
            _ => return Vec::new(),
        }
    }
    let all = |left, right| Expr::BinaryOp { left: Box::new(left), op: BinaryOperator::And, right: Box::new(right) };
    match conditions.into_iter().map(|one| Expr::Nested(Box::new(one))).reduce(all) {
        Some(condition) => pairs.into_iter().map(|(name, value)| (name, only_if(condition.clone(), value))).collect(),
        None => pairs,
    }
}

/// What stands between the ANDs.
fn parts(on: &Expr) -> Vec<&Expr> {
    match on {
        Expr::Nested(inner) => parts(inner),
        Expr::BinaryOp { left, op: BinaryOperator::And, right } => [parts(left), parts(right)].concat(),
        other => vec![other],
    }
}

/// `CASE WHEN condition THEN value END`.
fn only_if(condition: Expr, result: Expr) -> Expr {
    Expr::Case {
        case_token: AttachedToken::empty(),
        end_token: AttachedToken::empty(),
        operand: None,
        conditions: vec![CaseWhen { condition, result }],
        else_result: None,
    }
}

/// Whose columns an expression is made of.
enum About {
    /// Those of the source, or none.
    Source,
    /// This one of the target alone.
    Column(String),
    /// Both, several of the target, or what a query within it finds.
    More,
}

fn about(expr: &Expr, names: &Names<'_>, target: &Target) -> About {
    let (mut columns, mut has_source) = (Vec::new(), false);
    let found = visit_expressions(expr, |expr: &Expr| {
        // A name without a table that both had would be refused as ambiguous.
        let name = match expr {
            Expr::Identifier(ident) => Some(folded(ident)),
            Expr::CompoundIdentifier(_) => target.named_column(expr),
            Expr::Subquery(_) | Expr::Exists { .. } | Expr::InSubquery { .. } => return ControlFlow::Break(()),
            _ => return ControlFlow::Continue(()),
        };
        match name.and_then(|name| names.named(&name).ok()) {
            Some(column) => columns.push(column),
            None => has_source = true,
        }
        ControlFlow::Continue(())
    });
    columns.dedup();
    match (&columns[..], has_source) {
        _ if found.is_break() => About::More,
        ([], _) => About::Source,
        ([column], false) => About::Column(names.layout.columns[*column].name.clone()),
        _ => About::More,
    }
}
