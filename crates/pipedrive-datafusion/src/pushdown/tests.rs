//! Predicates read, parameters chosen, visibility decided: table tests over SQL conditions.

use datafusion::common::DFSchema;
use datafusion::logical_expr::Expr;
use datafusion::logical_expr::utils::split_conjunction_owned;
use datafusion::optimizer::simplify_expressions::{ExprSimplifier, SimplifyContext};
use datafusion::prelude::SessionContext;
use pipedrive_schema::{CustomFieldNames, Exactness, TableSpec, table};

use super::{Choice, Visibility, classify};
use crate::children::Key;
use crate::layout::TableLayout;

/// The conjuncts of a condition on a table, as the optimizer hands them over.
fn filters(spec: &'static TableSpec, condition: &str) -> Vec<Expr> {
    let layout = TableLayout::new(spec, &[], CustomFieldNames::Slug);
    let schema = DFSchema::try_from(layout.schema.as_ref().clone()).expect("the columns are unique");
    let expr = SessionContext::new().parse_sql_expr(condition, &schema).expect(condition);
    let context = SimplifyContext::builder().with_schema(schema.clone().into()).build();
    let simplifier = ExprSimplifier::new(context);
    let coerced = simplifier.coerce(expr, &schema).expect(condition);
    split_conjunction_owned(simplifier.simplify(coerced).expect(condition))
}

fn choice(condition: &str, pushdown: bool) -> Choice {
    let spec = table("deals").expect("`deals` is a table");
    let filters = filters(spec, condition);
    let visibility = Visibility::decide(spec, &filters, true, false);
    Choice::make(spec, &filters, visibility, pushdown).expect(condition)
}

/// `sent` lists the parameters, `!` behind those that are not checked again; `local` counts the filters left.
fn check_sent(condition: &str, sent: &str, local: usize) {
    let choice = choice(condition, true);
    let mut parameters: Vec<String> = choice.keys.iter().map(|keys| format!("key={}!", keys.join(","))).collect();
    parameters.extend(
        choice
            .sent
            .iter()
            .map(|s| format!("{}={}{}", s.filter.parameter, s.values.join(","), if s.exact { "!" } else { "" })),
    );
    assert_eq!(parameters.join(" "), sent, "{condition}");
    assert_eq!(choice.local.len(), local, "{condition}: {:?}", choice.local);
}

fn check_visible(condition: &str, expect: &str) {
    let spec = table("deals").expect("`deals` is a table");
    let decided = Visibility::decide(spec, &filters(spec, condition), true, false);
    let flags = [
        (decided.active, "active"),
        (decided.archived, "archived"),
        (decided.alive, "alive"),
        (decided.deleted, "deleted"),
    ];
    let names: Vec<&str> = flags.iter().filter(|(shown, _)| *shown).map(|(_, name)| *name).collect();
    assert_eq!(names.join(" "), expect, "{condition}");
}

fn check_class(condition: &str, expect: Exactness) {
    let spec = table("deals").expect("`deals` is a table");
    for filter in filters(spec, condition) {
        assert_eq!(classify(spec, &filter).expect(condition), expect, "{condition}");
    }
}

#[test]
fn equality_goes_out_and_literals_on_the_left_are_flipped() {
    check_sent("owner_id = 5", "owner_id=5!", 0);
    check_sent("5 = owner_id", "owner_id=5!", 0);
    check_sent("person_id = 5", "person_id=5", 1);
    check_sent("stage_id = 1 AND owner_id = 2", "stage_id=1! owner_id=2!", 0);
    check_sent("stage_id IN (2, 1, 2)", "stage_id=1,2!", 0);
    check_sent("stage_id = 1 OR stage_id = 2", "stage_id=1,2!", 0);
}

#[test]
fn what_says_something_else_stays_here() {
    check_sent("owner_id <> 5", "", 1);
    check_sent("owner_id NOT IN (5, 6)", "", 2);
    check_sent("owner_id IS NULL", "", 1);
    check_sent("owner_id = 5 OR value > 3", "", 1);
    check_sent("value = 5", "", 1);
    check_sent("owner_id > 5", "", 1);
    check_sent("NOT (owner_id = 5)", "", 1);
    check_sent("stage_id = owner_id", "", 1);
}

#[test]
fn bounds_in_time_are_widened_to_whole_seconds() {
    check_sent("update_time >= '2024-01-02T03:04:05.9Z'", "updated_since=2024-01-02T03:04:05Z", 1);
    check_sent("update_time > '2024-01-02T03:04:05Z'", "updated_since=2024-01-02T03:04:05Z", 1);
    check_sent("update_time < '2024-01-02T03:04:05.1Z'", "updated_until=2024-01-02T03:04:06Z", 1);
    check_sent("update_time < '2024-01-02T03:04:05Z'", "updated_until=2024-01-02T03:04:05Z", 1);
    check_sent("update_time <= '2024-01-02T03:04:05Z'", "updated_until=2024-01-02T03:04:06Z", 1);
    check_sent(
        "update_time BETWEEN '2024-01-02T00:00:00Z' AND '2024-01-03T00:00:00Z'",
        "updated_since=2024-01-02T00:00:00Z updated_until=2024-01-03T00:00:01Z",
        2,
    );
    check_sent("update_time >= '1969-12-31T23:59:59.5Z'", "updated_since=1969-12-31T23:59:59Z", 1);
    check_sent("add_time >= '2024-01-02T00:00:00Z'", "", 1);
}

#[test]
fn instants_of_another_precision_or_zone_go_out_too() {
    check_sent("update_time >= TIMESTAMP '2024-01-02 03:04:05.5'", "updated_since=2024-01-02T03:04:05Z", 1);
    check_sent("update_time < to_timestamp('2024-01-02T03:04:05.5Z')", "updated_until=2024-01-02T03:04:06Z", 1);
    check_sent("update_time >= DATE '2024-01-02'", "updated_since=2024-01-02T00:00:00Z", 1);
    check_sent(
        "to_timestamp('2024-01-02T03:04:05Z') - INTERVAL '1 day' <= update_time",
        "updated_since=2024-01-01T03:04:05Z",
        1,
    );
    check_sent("date_trunc('day', update_time) >= '2024-01-02T00:00:00Z'", "", 1);
}

#[test]
fn keys_are_looked_up_and_statuses_outside_the_known_ones_match_nothing() {
    check_sent("id = 7", "key=7!", 0);
    check_sent("id IN (7, 8)", "key=7,8!", 0);
    check_sent("id = 7 AND owner_id = 1", "key=7! owner_id=1!", 0);
    check_sent("status = 'won'", "status=won!", 0);
    check_sent("status IN ('won', 'WON')", "status=won!", 0);
    assert!(choice("status = 'Won'", true).never);
    assert!(!choice("status = 'Won'", false).never);
}

#[test]
fn a_second_value_for_a_parameter_is_checked_here() {
    check_sent("owner_id IN (1, 2) AND stage_id IN (3, 4)", "owner_id=1,2!", 1);
    check_sent("owner_id IN (1,2,3,4,5,6,7,8,9,10,11)", "", 1);
}

#[test]
fn a_saved_filter_switches_the_parameters_off_that_the_api_would_ignore_beside_it() {
    check_sent("filter_id = 3 AND owner_id = 5", "filter_id=3!", 1);
    check_sent("filter_id = 3 AND id = 5", "filter_id=3!", 1);
    check_sent(
        "filter_id = 3 AND update_time >= '2024-01-01T00:00:00Z'",
        "filter_id=3! updated_since=2024-01-01T00:00:00Z",
        1,
    );
}

#[test]
fn a_saved_filter_can_only_be_picked_by_one_value() {
    let spec = table("deals").expect("`deals` is a table");
    for condition in ["filter_id > 3", "filter_id IN (1, 2)", "filter_id = 1 OR owner_id = 2", "filter_id IS NULL"] {
        let filters = filters(spec, condition);
        assert!(filters.iter().any(|f| classify(spec, f).is_err()), "{condition}");
    }
}

#[test]
fn switched_off_only_what_decides_the_meaning_is_sent() {
    let off = choice("owner_id = 5 AND id = 3 AND status = 'won' AND filter_id = 9 AND is_archived = false", false);
    let sent: Vec<&str> = off.sent.iter().map(|s| s.filter.parameter).collect();
    assert_eq!((sent, off.keys, off.local.len()), (vec!["filter_id"], None, 3));
}

#[test]
fn exactness_is_claimed_only_where_no_row_needs_checking() {
    check_class("owner_id = 5", Exactness::Exact);
    check_class("id IN (1, 2)", Exactness::Exact);
    check_class("is_archived = true", Exactness::Exact);
    check_class("status = 'open'", Exactness::Exact);
    check_class("person_id = 5", Exactness::Inexact);
    check_class("update_time >= '2024-01-02T00:00:00Z'", Exactness::Inexact);
    check_class("is_deleted = true", Exactness::Inexact);
    check_class("value > 5", Exactness::Inexact);
}

#[test]
fn the_query_decides_which_rows_are_visible() {
    check_visible("value > 5", "active archived alive");
    check_visible("is_archived = false", "active alive");
    check_visible("NOT is_archived", "active alive");
    check_visible("is_archived", "archived alive");
    check_visible("is_deleted", "active archived deleted");
    check_visible("is_deleted = false", "active archived alive");
    check_visible("NOT is_deleted", "active archived alive");
    check_visible("status = 'deleted'", "active archived alive deleted");
    check_visible("status IN ('won', 'deleted')", "active archived alive deleted");
    check_visible("status = 'deleted' OR value > 5", "active archived alive deleted");
    check_visible("status <> 'deleted'", "active archived alive");
    check_visible("is_deleted = true AND is_archived = true", "archived deleted");
}

/// `@` lists the parents to ask for, `/` the walks that are left; `local` counts the conditions to check here.
fn check_children(table_name: &str, condition: &str, expect: &str, local: usize) {
    let spec = table(table_name).expect("the table exists");
    let filters = filters(spec, condition);
    let visibility = Visibility::decide(spec, &filters, true, false);
    let choice = Choice::make(spec, &filters, visibility, true).expect(condition);
    let parents = choice.parents.map(|keys| {
        let texts: Vec<String> = keys.iter().map(Key::text).collect();
        format!("@{}", texts.join(","))
    });
    let walks = choice.walks.map(|names| format!("/{}", names.join(",")));
    let never = choice.never.then(|| "never".to_owned());
    let found: Vec<String> = parents.into_iter().chain(walks).chain(never).collect();
    assert_eq!(found.join(" "), expect, "{condition}");
    assert_eq!(choice.local.len(), local, "{condition}: {:?}", choice.local);
}

#[test]
fn the_keys_of_parents_are_read_sorted_and_each_once() {
    check_children("deal_followers", "deal_id = 5", "@5", 0);
    check_children("deal_followers", "deal_id IN (30, 4, 30, NULL, 0, -1)", "@4,30", 0);
    check_children("deal_followers", "deal_id = 4 OR 30 = deal_id", "@4,30", 0);
    check_children("deal_followers", "deal_id IN (0, -1)", "@ never", 0);
    check_children("deal_followers", "deal_id IN (4, 5) AND deal_id IN (5, 6)", "@5", 0);
    check_children("deal_followers", "deal_id = 5 AND user_id = 1", "@5", 1);
}

#[test]
fn what_is_no_list_of_keys_names_no_parents() {
    for condition in ["deal_id > 5", "deal_id <> 5", "deal_id = user_id", "deal_id = 5 OR user_id = 1", "user_id = 5"] {
        check_children("deal_followers", condition, "", 1);
    }
}

#[test]
fn only_what_can_be_a_key_of_the_parents_is_one() {
    let uuid = "0a1b2c3d-0000-4000-8000-000000000000";
    check_children("lead_permitted_users", &format!("lead_id IN ('{uuid}', 'search', '')"), &format!("@{uuid}"), 0);
}

#[test]
fn a_walk_is_chosen_by_its_name() {
    check_children("mail_threads", "folder = 'sent'", "/sent", 0);
    check_children("mail_threads", "folder IN ('sent', 'inbox', 'spam')", "/inbox,sent", 0);
    check_children("mail_threads", "folder IN ('sent', 'inbox') AND folder <> 'sent'", "/inbox,sent", 1);
    check_children("mail_threads", "folder = 'spam'", "/", 0);
    check_children("mail_threads", "folder <> 'sent'", "", 1);
    check_children("mail_threads", "folder = 'sent' OR subject = 'x'", "", 1);
}
