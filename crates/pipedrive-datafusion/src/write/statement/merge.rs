//! `MERGE INTO t USING s ON …` gives the rows of `s`, each with the row of `t` it matches and what to do with it.

use datafusion::sql::sqlparser::ast::{
    BinaryOperator, CaseWhen, Expr, Join, JoinConstraint, JoinOperator, Merge, MergeAction, MergeClause,
    MergeClauseKind, MergeInsertExpr, MergeInsertKind, Query, TableWithJoins, Value,
    helpers::attached_token::AttachedToken,
};
use pipedrive_client::ErrorKind;

use super::query::{Columns, Rest, select};
use super::target::Target;
use super::{Names, is_default, key, refuse, update};
use crate::error::Error;
use crate::write::draft::{Action, Draft, Given, Kind};

/// The query and what is written with its rows.
pub(super) fn rewrite(merge: Merge, names: &Names<'_>, text: &str) -> Result<(Query, Draft), Error> {
    refuse(merge.output.is_some(), "OUTPUT", "the rows are in `last_write` afterwards")?;
    let target = Target::new(merge.table)?;
    let row_key = names.row_key()?;
    let mut columns = Columns::default();
    let mut actions = Vec::new();
    let mut conditions = Vec::new();
    for (number, clause) in merge.clauses.into_iter().enumerate() {
        let number_text = number.to_string();
        let condition = condition(&clause, target.column(row_key))?;
        let result = Expr::Value(Value::Number(number_text, false).with_empty_span());
        conditions.push(CaseWhen { condition, result });
        actions.push(action(clause.action, names, &target, &mut columns, &format!("{number}:"))?);
    }
    let chooser = Expr::Case {
        case_token: AttachedToken::empty(),
        end_token: AttachedToken::empty(),
        operand: None,
        conditions,
        else_result: None,
    };
    let chooser = columns.add("action", chooser);
    let pairs = key::matched_by(&merge.on, names, &target).into_iter().enumerate();
    let matched_by = pairs.map(|(number, (name, value))| (name, columns.add(&format!("match:{number}"), value)));
    let matched_by = matched_by.collect();
    let joined = Join {
        relation: target.relation,
        global: false,
        join_operator: JoinOperator::LeftOuter(JoinConstraint::On(*merge.on)),
    };
    let from = vec![TableWithJoins { relation: merge.source, joins: vec![joined] }];
    let rest = Rest { from, selection: None, order_by: Vec::new(), limit: None };
    let draft = Draft::new(names.layout, text, actions, Some(chooser))?;
    Ok((select(columns, rest)?, Draft { matched_by, ..draft }))
}

/// When a clause is the one for a row.
fn condition(clause: &MergeClause, key: Expr) -> Result<Expr, Error> {
    let key = Box::new(key);
    let matched = match clause.clause_kind {
        MergeClauseKind::Matched => Expr::IsNotNull(key),
        MergeClauseKind::NotMatched | MergeClauseKind::NotMatchedByTarget => Expr::IsNull(key),
        MergeClauseKind::NotMatchedBySource => {
            return Err(Error::new(
                ErrorKind::Unsupported,
                "`WHEN NOT MATCHED BY SOURCE` is not supported; nothing was sent",
            )
            .with_hint("it would go through the whole table: write an UPDATE or DELETE with a WHERE of its own"));
        }
    };
    Ok(match &clause.predicate {
        None => matched,
        Some(predicate) => Expr::BinaryOp {
            left: Box::new(matched),
            op: BinaryOperator::And,
            right: Box::new(Expr::Nested(Box::new(predicate.clone()))),
        },
    })
}

fn action(
    action: MergeAction,
    names: &Names<'_>,
    target: &Target,
    columns: &mut Columns,
    prefix: &str,
) -> Result<Action, Error> {
    match action {
        MergeAction::Update(change) => {
            let conditions = change.update_predicate.is_some() || change.delete_predicate.is_some();
            refuse(conditions, "WHERE in a clause of MERGE", "write the condition after AND: `WHEN MATCHED AND …`")?;
            update::action(change.assignments, names, target, columns, prefix)
        }
        MergeAction::Delete { .. } => {
            let row = names.layout_row(Kind::Delete, &[])?.into_iter().map(|column| {
                let name = &names.layout.columns[column].name;
                Given { column, input: columns.add(&format!("{prefix}row:{name}"), target.column(name)) }
            });
            Ok(Action { kind: Kind::Delete, given: Vec::new(), row: row.collect() })
        }
        MergeAction::Insert(insert) => inserted(insert, names, target, columns, prefix),
    }
}

fn inserted(
    insert: MergeInsertExpr,
    names: &Names<'_>,
    target: &Target,
    columns: &mut Columns,
    prefix: &str,
) -> Result<Action, Error> {
    refuse(insert.insert_predicate.is_some(), "WHERE in a clause of MERGE", "write the condition after AND")?;
    let MergeInsertKind::Values(mut values) = insert.kind else {
        return Err(Error::new(ErrorKind::Unsupported, "`INSERT ROW` is not supported; nothing was sent")
            .with_hint("name columns and values: `INSERT (a, b) VALUES (s.a, s.b)`"));
    };
    let values = match (values.rows.pop(), values.rows.is_empty()) {
        (Some(row), true) if row.content.len() == insert.columns.len() && !insert.columns.is_empty() => row.content,
        _ => {
            return Err(Error::new(ErrorKind::Syntax, "`INSERT` in a MERGE takes columns and one value for each")
                .with_hint("write `INSERT (a, b) VALUES (s.a, s.b)`"));
        }
    };
    let mut given: Vec<Given> = Vec::new();
    for (name, value) in insert.columns.iter().zip(values) {
        let column = names.place(name, Some(target))?;
        let called = &names.layout.columns[column].name;
        if given.iter().any(|other| other.column == column) {
            return Err(Error::new(ErrorKind::Syntax, format!("`{called}` is named twice")));
        }
        if !is_default(&value) {
            given.push(Given { column, input: columns.add(&format!("{prefix}set:{called}"), value) });
        }
    }
    Ok(Action { kind: Kind::Insert, given, row: Vec::new() })
}
