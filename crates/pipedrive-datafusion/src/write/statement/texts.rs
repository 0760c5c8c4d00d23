//! Texts stay texts where a VALUES has numbers or dates beside them in the same column.
//!
//! The engine gives a column of VALUES one type, and takes that of the numbers: `('0049123'), (555)` would become 49123
//! and 555, which loses the zeros of a telephone number. What is written is checked by the type of its column anyway, and
//! a text that stands for a number is taken as one there.

use std::convert::Infallible;
use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    Expr, Query, SetExpr, Statement, UnaryOperator, Value, Values, VisitMut, VisitorMut,
};

/// Makes texts of the literals that stand in one column with a text.
pub(super) fn keep(statement: &mut Statement) {
    let ControlFlow::Continue(()) = statement.visit(&mut Texts);
}

struct Texts;

impl VisitorMut for Texts {
    type Break = Infallible;

    fn post_visit_query(&mut self, query: &mut Query) -> ControlFlow<Self::Break> {
        if let SetExpr::Values(values) = query.body.as_mut() {
            keep_in(values);
        }
        ControlFlow::Continue(())
    }
}

fn keep_in(values: &mut Values) {
    let width = values.rows.iter().map(|row| row.content.len()).max().unwrap_or(0);
    for column in 0..width {
        let cells = || values.rows.iter().filter_map(|row| row.content.get(column));
        if !cells().any(is_text) {
            continue;
        }
        for cell in values.rows.iter_mut().filter_map(|row| row.content.get_mut(column)) {
            if let Some(text) = literal(cell) {
                *cell = Expr::Value(Value::SingleQuotedString(text).with_empty_span());
            }
        }
    }
}

fn is_text(expr: &Expr) -> bool {
    matches!(expr, Expr::Value(value) if matches!(value.value, Value::SingleQuotedString(_)))
}

/// A literal of another type as it would stand in a text.
fn literal(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Value(value) => match &value.value {
            Value::Number(number, _) => Some(number.clone()),
            Value::Boolean(flag) => Some(flag.to_string()),
            _ => None,
        },
        Expr::UnaryOp { op: UnaryOperator::Minus, expr } => literal(expr).map(|number| format!("-{number}")),
        Expr::TypedString(typed) => match &typed.value.value {
            Value::SingleQuotedString(text) => Some(text.clone()),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use datafusion::sql::sqlparser::dialect::PostgreSqlDialect;
    use datafusion::sql::sqlparser::parser::Parser;

    use super::*;

    fn check(sql: &str, expect: &str) {
        let mut statements = Parser::parse_sql(&PostgreSqlDialect {}, sql).unwrap();
        keep(&mut statements[0]);
        assert_eq!(statements[0].to_string(), expect);
    }

    #[test]
    fn literals_beside_a_text_are_texts() {
        check("VALUES ('0049', 1), (555, 2)", "VALUES ('0049', 1), ('555', 2)");
        check("VALUES (1), (-2.50), ('x'), (NULL), (1 + 1)", "VALUES ('1'), ('-2.50'), ('x'), (NULL), (1 + 1)");
        check("VALUES (DATE '2027-01-01'), ('2027-02-01')", "VALUES ('2027-01-01'), ('2027-02-01')");
        check("VALUES (true), ('x')", "VALUES ('true'), ('x')");
    }

    #[test]
    fn columns_of_one_type_stay_as_they_are() {
        check("VALUES (1, 'a'), (2, 'b')", "VALUES (1, 'a'), (2, 'b')");
        check("VALUES (DATE '2027-01-01'), (NULL)", "VALUES (DATE '2027-01-01'), (NULL)");
    }

    #[test]
    fn values_below_others_are_looked_at() {
        check(
            "WITH c AS (VALUES ('07'), (8)) SELECT * FROM c JOIN (VALUES (1), ('01')) AS d ON true",
            "WITH c AS (VALUES ('07'), ('8')) SELECT * FROM c JOIN (VALUES ('1'), ('01')) AS d ON true",
        );
    }
}
