//! What predicates become: table tests over SQL conditions.

use datafusion::common::DFSchema;
use datafusion::logical_expr::Expr;
use datafusion::logical_expr::utils::split_conjunction_owned;
use datafusion::optimizer::simplify_expressions::{ExprSimplifier, SimplifyContext};
use datafusion::prelude::SessionContext;
use pipedrive_schema::{CustomFieldNames, FieldDefinition, FieldOption, saved_filter, table};

use super::condition::{Conditions, FieldNumbers};
use super::translate::translate;
use crate::layout::TableLayout;

fn field(code: &str, label: &str, field_type: &str, options: &[(&str, &str)]) -> FieldDefinition {
    let option = |&(id, label): &(&str, &str)| FieldOption { id: id.to_owned(), label: label.to_owned() };
    FieldDefinition {
        code: code.to_owned(),
        label: label.to_owned(),
        field_type: field_type.to_owned(),
        is_custom: true,
        options: options.iter().map(option).collect(),
    }
}

fn layout(table_name: &str) -> TableLayout {
    let definitions = [
        field("aa", "Contract Type", "enum", &[("27", "New"), ("28", "Renewal"), ("29", "Renewal"), ("30", "7")]),
        field("bb", "Interests", "set", &[("5", "Hardware"), ("6", "Support"), ("7", "Support")]),
        field("cc", "Competitor", "varchar", &[]),
        field("dd", "Discount", "double", &[]),
        field("ee", "Renewal Date", "date", &[]),
        field("ff", "Period", "daterange", &[]),
        field("gg", "Budget", "monetary", &[]),
        field("hh", "Manager", "user", &[]),
        field("ii", "Call", "time", &[]),
    ];
    let spec = table(table_name).expect("the table exists");
    TableLayout::new(spec, &definitions, CustomFieldNames::Slug)
}

/// The conjuncts of a condition on a table, as the optimizer hands them over.
fn filters(layout: &TableLayout, condition: &str) -> Vec<Expr> {
    let schema = DFSchema::try_from(layout.schema.as_ref().clone()).expect("the columns are unique");
    let expr = SessionContext::new().parse_sql_expr(condition, &schema).expect(condition);
    let context = SimplifyContext::builder().with_schema(schema.clone().into()).build();
    let simplifier = ExprSimplifier::new(context);
    let coerced = simplifier.coerce(expr, &schema).expect(condition);
    split_conjunction_owned(simplifier.simplify(coerced).expect(condition))
}

fn conditions(table_name: &str, condition: &str) -> Option<Conditions> {
    let layout = layout(table_name);
    let spec = saved_filter(table_name).expect("the table can be filtered");
    let filters = filters(&layout, condition);
    translate(&layout, spec, &filters.iter().collect::<Vec<_>>())
}

/// What a condition on `deals` becomes; nothing if no condition can be said.
fn check(condition: &str, expect: &str) {
    let found = conditions("deals", condition).map(|conditions| conditions.to_string());
    assert_eq!(found.unwrap_or_default(), expect, "{condition}");
}

#[test]
fn texts_are_compared_as_a_whole_from_their_beginning_or_by_a_part() {
    check("title = 'Renewal'", "title = Renewal");
    check("title LIKE 'Ren%'", "title LIKE 'Ren%'");
    check("title LIKE '%new%'", "title LIKE '%new%'");
    check("starts_with(title, 'Ren')", "title LIKE 'Ren%'");
    check("contains(title, 'new')", "title LIKE '%new%'");
    check("competitor IN ('Acme', 'Globex')", "(competitor = Acme OR competitor = Globex)");
}

#[test]
fn what_hangs_on_case_or_says_no_stays_here() {
    for condition in [
        "title ILIKE 'ren%'",
        "lower(title) = 'renewal'",
        "title <> 'Renewal'",
        "title NOT LIKE 'Ren%'",
        "title > 'R'",
        "title = ' Renewal'",
        r"title = 'a\b'",
        "NOT (stage_id = 3)",
        "stage_id NOT IN (3, 4)",
        "title IS NULL",
        "title IS NOT NULL",
        "contract_type IS NULL",
        "contract_type = 'Unknown'",
        "contract_type IN ('New', 'Unknown')",
        "contract_type = '7'",
        "array_has(interests, 'Support')",
    ] {
        check(condition, "");
    }
}

#[test]
fn what_the_api_may_see_otherwise_stays_here() {
    for condition in [
        "value > 5000",
        "budget > 5000",
        "budget_currency = 'EUR'",
        "period_until > DATE '2026-01-01'",
        "call IS NOT NULL",
        "is_archived",
        "lost_reason = 'Price'",
        "value > probability",
    ] {
        check(condition, "");
    }
}

#[test]
fn references_words_and_options_are_compared_by_equality_only() {
    check("stage_id = 3", "stage_id = 3");
    check("3 = stage_id", "stage_id = 3");
    check("stage_id > 3", "");
    check("manager IN (1, 2, -5)", "(manager = 1 OR manager = 2)");
    check("status = 'won' AND currency = 'EUR'", "status = won AND currency = EUR");
    check("contract_type = 'New'", "contract_type = 27");
    check("contract_type = 'Renewal'", "(contract_type = 28 OR contract_type = 29)");
    check("contract_type_id = 27", "contract_type_id = 27");
    check("array_has(interests, 'Hardware')", "interests contains 5");
    check("array_has(interests_ids, 6)", "interests_ids contains 6");
    check("org_id IS NULL", "org_id IS NULL");
    check("contract_type_id IS NOT NULL", "contract_type_id IS NOT NULL");
}

#[test]
fn bounds_of_numbers_move_outwards_to_whole_ones() {
    check("discount > 5", "discount > 5");
    check("discount >= 5", "discount >= 5");
    check("discount > 5.5", "discount >= 5");
    check("discount <= 5.5", "discount <= 6");
    check("discount < -5.5", "discount <= -5");
    check("discount = 5", "discount = 5");
    check("discount = 5.5", "discount >= 5 AND discount <= 6");
    check("discount BETWEEN 5 AND 7.5", "discount >= 5 AND discount <= 8");
    check("discount > 1e300", "");
    check("id IN (1, 2)", "(id = 1 OR id = 2)");
    let many: Vec<String> = (1..=17).map(|id| (id * 3).to_string()).collect();
    check(&format!("id IN ({})", many.join(", ")), "id >= 3 AND id <= 51");
}

#[test]
fn a_zero_that_stands_for_nothing_is_not_lost() {
    check("probability > 50", "probability > 50");
    check("probability IN (10, 20)", "(probability = 10 OR probability = 20)");
    check("probability < -1", "probability < -1");
    for condition in [
        "probability = 0",
        "probability IN (0, 5)",
        "probability < 50",
        "probability <= 0",
        "probability >= 0",
        "probability > -1",
    ] {
        check(condition, "");
    }
    // Custom fields have no such zero, and a key is never missing.
    check("discount = 0", "discount = 0");
    check("id < 50", "id < 50");
}

#[test]
fn instants_become_days_with_one_to_spare_on_each_side() {
    check("add_time >= '2026-05-14T00:30:00Z'", "add_time >= 2026-05-13");
    check("add_time > '2026-05-14T23:59:59Z'", "add_time >= 2026-05-13");
    check("add_time < '2026-05-14T00:00:00Z'", "add_time <= 2026-05-15");
    check("add_time = '2026-05-14T12:00:00Z'", "add_time >= 2026-05-13 AND add_time <= 2026-05-15");
    check("won_time >= TIMESTAMP '2026-05-14 12:00:00.123456789'", "won_time >= 2026-05-13");
    check("won_time IS NOT NULL", "won_time IS NOT NULL");
}

#[test]
fn days_stay_as_they_are() {
    check("expected_close_date = DATE '2026-05-14'", "expected_close_date = 2026-05-14");
    check("renewal_date > DATE '2026-05-14'", "renewal_date >= 2026-05-14");
    check("period <= DATE '2026-05-14'", "period <= 2026-05-14");
}

#[test]
fn all_conditions_and_one_group_of_alternatives_go_into_a_filter() {
    check("stage_id = 3 AND title LIKE 'Ren%' AND value > 5", "stage_id = 3 AND title LIKE 'Ren%'");
    check("stage_id = 3 OR title LIKE 'Ren%'", "(stage_id = 3 OR title LIKE 'Ren%')");
    check("stage_id = 3 OR value > 5", "");
    // Of an alternative with two conditions one will do, and of two groups the shorter.
    check("stage_id = 3 OR (owner_id = 1 AND discount > 5)", "(stage_id = 3 OR owner_id = 1)");
    check("stage_id IN (1, 2, 3) AND owner_id IN (4, 5)", "(owner_id = 4 OR owner_id = 5)");
    check(
        "(stage_id = 3 OR title LIKE 'Ren%') AND owner_id = 4",
        "owner_id = 4 AND (stage_id = 3 OR title LIKE 'Ren%')",
    );
    check("stage_id = 3 AND (stage_id = 3 OR value > 5)", "stage_id = 3");
}

#[test]
fn there_are_never_more_than_sixteen_conditions() {
    let likes: Vec<String> = (10..28).map(|n| format!("title LIKE '%{n}%'")).collect();
    let found = conditions("deals", &likes.join(" AND ")).expect("conditions");
    assert_eq!((found.all.len(), found.any.len()), (16, 0));
    let ids: Vec<String> = (1..=14).map(|n| n.to_string()).collect();
    let group = format!("stage_id IN ({}) AND title LIKE '%a%' AND owner_id = 1", ids.join(", "));
    let found = conditions("deals", &group).expect("conditions");
    assert_eq!((found.all.len(), found.any.len()), (2, 14));
    let found = conditions("deals", &format!("{group} AND pipeline_id = 1")).expect("conditions");
    assert_eq!((found.all.len(), found.any.len()), (3, 0));
}

#[test]
fn a_column_is_what_its_table_says() {
    let text = |table_name: &str, condition: &str| conditions(table_name, condition).map(|found| found.to_string());
    assert_eq!(text("persons", "name LIKE 'A%'").as_deref(), Some("name LIKE 'A%'"));
    // The day is shown in UTC, and Pipedrive may compare it in another zone.
    let due = text("activities", "due_date = DATE '2026-05-14'");
    assert_eq!(due.as_deref(), Some("due_date >= 2026-05-13 AND due_date <= 2026-05-15"));
    assert_eq!(text("activities", "type = 'call'"), None);
}

#[test]
fn a_field_that_cannot_be_named_is_left_out_with_its_alternatives() {
    let numbers = |keys: &[&str]| -> FieldNumbers { (1..).zip(keys).map(|(n, key)| ((*key).to_owned(), n)).collect() };
    let counts = |condition: &str, keys: &[&str]| {
        let groups = conditions("deals", condition).expect(condition).groups(&numbers(keys))?;
        let count = |place: usize| groups["conditions"][place]["conditions"].as_array().map(Vec::len);
        count(0).zip(count(1))
    };
    // v1 has an older name for the owner.
    assert_eq!(counts("owner_id = 1 AND stage_id = 2", &["user_id", "stage_id"]), Some((2, 0)));
    assert_eq!(counts("owner_id = 1 AND stage_id = 2", &["stage_id"]), Some((1, 0)));
    assert_eq!(counts("pipeline_id = 1 AND (owner_id = 1 OR stage_id = 2)", &["stage_id", "pipeline"]), Some((1, 0)));
    assert_eq!(counts("owner_id = 1 OR stage_id = 2", &["stage_id"]), None);
}
