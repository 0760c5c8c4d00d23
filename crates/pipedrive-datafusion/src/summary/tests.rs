//! Answers and pages of deals that are not as they should be, and sums that may be NULL.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema};

use super::answer::{Answer, Sum};
use super::listed::FirstPage;
use super::proof::same;
use super::question::{Cell, Group, Measure, Question};
use super::totals::{Total, Totals};

fn check_answer(data: &str, expect: Result<&[(&str, i64, f64)], &str>) {
    let expect = expect.map_err(str::to_owned).map(|sums| {
        let by_currency = sums.iter().map(|&(currency, deals, value)| (currency.to_owned(), Sum { deals, value }));
        Answer { by_currency: by_currency.collect(), deals: sums.iter().map(|(_, deals, _)| deals).sum() }
    });
    assert_eq!(Answer::read(data.as_bytes()), expect, "{data}");
}

#[test]
fn an_answer_is_taken_if_it_adds_up() {
    check_answer(
        r#"{"values_total":{"EUR":{"value":10.5,"count":2,"value_formatted":"€10.50"},"USD":{"value":0,"count":1}},"total_count":3}"#,
        Ok(&[("EUR", 2, 10.5), ("USD", 1, 0.0)]),
    );
    for empty in ["{}", "[]", "null"] {
        check_answer(&format!(r#"{{"values_total":{empty},"total_count":0}}"#), Ok(&[]));
    }
    check_answer(r#"{"total_count":0}"#, Ok(&[]));
    check_answer(
        r#"{"values_total":{"EUR":{"value":1,"count":2}},"total_count":3}"#,
        Err("its currencies hold 2 deals, not the 3 it counts"),
    );
    check_answer(r#"{"values_total":[],"total_count":3}"#, Err("its currencies hold 0 deals, not the 3 it counts"));
    check_answer(
        r#"{"values_total":{"":{"value":1,"count":1}},"total_count":1}"#,
        Err("it has deals without a currency"),
    );
    check_answer(
        r#"{"values_total":{"EUR":{"value":"1","count":1}},"total_count":1}"#,
        Err("`value` of `EUR` is not a number"),
    );
    check_answer(r#"{"values_total":{"EUR":{"value":1}},"total_count":1}"#, Err("`count` of `EUR` is not a number"));
    check_answer(r#"{"values_total":"none","total_count":0}"#, Err("`values_total` is not a map"));
    check_answer("null", Err("`total_count` is not a whole number"));
}

/// Whether a list of deals and a summary of them tell the same.
fn check_same(list: &str, summary: &str, expect: bool) {
    let page = FirstPage::parse(list.as_bytes()).unwrap();
    let answer = Answer::read(summary.as_bytes()).unwrap();
    assert_eq!(same(&page, &answer).is_ok(), expect, "{list} {summary}");
}

#[test]
fn a_list_and_a_summary_agree_in_every_currency() {
    let list = r#"[{"value":0.1,"currency":"EUR"},{"value":0.2,"currency":"EUR"},{"value":0,"currency":"USD"}]"#;
    let summary = |eur: &str, usd: &str, deals: i64| {
        format!(r#"{{"values_total":{{"EUR":{eur},"USD":{usd}}},"total_count":{deals}}}"#)
    };
    check_same(list, &summary(r#"{"value":0.3,"count":2}"#, r#"{"value":0,"count":1}"#, 3), true);
    check_same(list, &summary(r#"{"value":0.3,"count":2}"#, r#"{"value":0,"count":0}"#, 2), false);
    check_same(list, &summary(r#"{"value":0.3,"count":1}"#, r#"{"value":0,"count":2}"#, 3), false);
    check_same(list, &summary(r#"{"value":0.4,"count":2}"#, r#"{"value":0,"count":1}"#, 3), false);
    check_same("[]", r#"{"values_total":{"EUR":{"value":0,"count":0}},"total_count":0}"#, true);
    let one = r#"{"values_total":{"EUR":{"value":0,"count":1}},"total_count":1}"#;
    check_same(r#"[{"value":0,"currency":"EUR"}]"#, one, true);
    check_same(r#"[{"value":null,"currency":"EUR"}]"#, one, false);
    check_same(r#"[{"value":0,"currency":null}]"#, one, false);
    check_same(r#"[{"value":0,"currency":""}]"#, one, false);
    let large = |value: &str| format!(r#"{{"values_total":{{"EUR":{{"value":{value},"count":1}}}},"total_count":1}}"#);
    check_same(r#"[{"value":123456789012.34,"currency":"EUR"}]"#, &large("123456789012.36"), true);
    check_same(r#"[{"value":123456789012.34,"currency":"EUR"}]"#, &large("123456790012.34"), false);
}

/// The sum of values of a question without groups, from a summary and from rows beside it.
#[expect(clippy::option_option, reason = "no sum that can be relied on and a sum of NULL are two different answers")]
fn check_sum(summary: &str, rows: &[(i64, Option<f64>)], expect: Option<Option<f64>>) {
    let mut question = Question::default();
    question.measures.push(Measure::Value);
    let mut totals = Totals::new(&question);
    totals.add_answer(&question, &Cell::default(), &Answer::read(summary.as_bytes()).unwrap());
    for (deals, value) in rows {
        totals.add_rows(Vec::new(), *deals, *value);
    }
    let schema = Arc::new(Schema::new(vec![Field::new("sum", DataType::Float64, true)]));
    let batch = totals.rows(&question, &schema).unwrap();
    let sum = batch.map(|batch| {
        let column = arrow::array::AsArray::as_primitive::<arrow::datatypes::Float64Type>(batch.column(0));
        column.iter().next().unwrap()
    });
    assert_eq!(sum, expect, "{summary} {rows:?}");
}

#[test]
fn a_sum_of_zero_is_not_taken_for_null_nor_null_for_zero() {
    let none = r#"{"values_total":{},"total_count":0}"#;
    let zero = r#"{"values_total":{"EUR":{"value":0,"count":2}},"total_count":2}"#;
    let some = r#"{"values_total":{"EUR":{"value":0,"count":2},"USD":{"value":5,"count":1}},"total_count":3}"#;
    check_sum(none, &[], Some(None));
    check_sum(none, &[(2, None)], Some(None));
    check_sum(none, &[(2, Some(0.0))], Some(Some(0.0)));
    check_sum(zero, &[], None);
    check_sum(zero, &[(1, None)], None);
    check_sum(zero, &[(1, Some(0.0))], Some(Some(0.0)));
    check_sum(some, &[(1, Some(1.5))], Some(Some(6.5)));
}

/// What becomes of a sum of zero beside the first page of the deals in question.
fn check_settled(list: &str, is_all: bool, expect: Option<Total>) {
    let mut question = Question::default();
    question.measures.push(Measure::Value);
    let zero = r#"{"values_total":{"EUR":{"value":0,"count":2}},"total_count":2}"#;
    let mut totals = Totals::new(&question);
    totals.add_answer(&question, &Cell::default(), &Answer::read(zero.as_bytes()).unwrap());
    assert!(totals.is_undecided(&question));
    totals.settle(&question, &FirstPage { is_all, ..FirstPage::parse(list.as_bytes()).unwrap() });
    assert_eq!(!totals.is_undecided(&question), expect.is_some(), "{list}");
    if let Some(expect) = expect {
        assert_eq!(totals, Totals::from_iter([(Vec::new(), expect)]), "{list}");
    }
}

#[test]
fn one_value_shows_that_a_sum_of_zero_is_not_null() {
    let zero = Total { deals: 2, value: Some(0.0), ..Total::default() };
    let null = Total { value: None, ..zero };
    check_settled(r#"[{"value":null,"currency":"EUR"},{"value":0,"currency":"EUR"}]"#, false, Some(zero));
    check_settled(r#"[{"value":null,"currency":"EUR"}]"#, false, None);
    check_settled(r#"[{"value":null,"currency":"EUR"},{"currency":"EUR"}]"#, true, Some(null));
    check_settled("[]", false, None);
}

#[test]
fn a_question_without_named_values_is_not_settled() {
    let check = |group: Group, settled: bool| {
        let mut question = Question::default();
        question.group(group).unwrap();
        assert!(question.group(group).is_none(), "{group:?} twice");
        assert_eq!(question.settle().is_some(), settled, "{group:?}");
    };
    for (column, settled) in [("status", true), ("currency", true), ("owner_id", false), ("stage_id", false)] {
        check(Group::of(column).unwrap(), settled);
    }
    assert_eq!(Group::of("title"), None);
}
