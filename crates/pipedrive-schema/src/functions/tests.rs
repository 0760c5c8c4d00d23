//! Tests of what every table function must fulfil.

use std::collections::HashSet;

use super::*;
use crate::{ColumnType, FilterKind, Origin, Paging, table};

/// Calls `complaints` for every function and lists all complaints at once.
fn check(complaints: impl Fn(&'static TableSpec) -> Vec<String>) {
    let all: Vec<_> = FUNCTIONS.iter().flat_map(|f| complaints(f).into_iter().map(move |c| (f.name, c))).collect();
    assert!(all.is_empty(), "{all:#?}");
}

fn is_phrase(comment: &str) -> bool {
    let starts_small = !comment.starts_with(char::is_uppercase) || comment.starts_with("JSON ");
    !comment.is_empty() && comment.len() <= 120 && starts_small && !comment.ends_with('.')
}

#[test]
fn functions_are_found_by_name_in_any_case_and_are_no_tables() {
    assert_eq!(function("DEAL_Search").map(|f| f.name), Some("deal_search"));
    assert_eq!(function("deals"), None);
    let names: HashSet<_> = FUNCTIONS.iter().map(|f| f.name).collect();
    assert_eq!(names.len(), FUNCTIONS.len());
    check(|f| {
        let fine = table(f.name).is_none() && crate::procedure(f.name).is_none() && is_phrase(f.comment);
        if fine { Vec::new() } else { vec!["name or comment".to_owned()] }
    });
}

#[test]
fn columns_have_unique_names_and_comments_and_hold_different_members() {
    check(|f| {
        let (mut names, mut members) = (HashSet::new(), HashSet::new());
        let wrong = f.columns.iter().filter(|c| {
            let twice = match c.origin {
                Origin::Member(path) => !members.insert(path),
                Origin::Parameter => !c.name.starts_with('@'),
                _ => true,
            };
            !names.insert(c.name) || twice || !is_phrase(c.comment)
        });
        wrong.map(|c| c.name.to_owned()).collect()
    });
}

#[test]
fn every_argument_is_sent_once_and_every_filter_is_an_argument() {
    check(|f| {
        let parameters: HashSet<_> = f.filters.iter().map(|filter| filter.parameter).collect();
        let columns: Vec<_> = f.columns.iter().filter(|c| c.origin == Origin::Parameter).map(|c| c.name).collect();
        let sent: Vec<_> = f.filters.iter().map(|filter| filter.column).collect();
        let selects = f.filters.iter().all(|filter| filter.kind == FilterKind::Selects);
        let fine = columns == sent && parameters.len() == sent.len() && selects && f.arguments().count() == sent.len();
        if fine { Vec::new() } else { vec![format!("{columns:?} {sent:?}")] }
    });
}

#[test]
fn required_arguments_come_first_and_fill_every_placeholder() {
    check(|f| {
        let required: Vec<bool> = f.arguments().map(|a| a.required()).collect();
        let in_order = required.is_sorted_by(|a, b| a >= b);
        let filled = f.walks.iter().all(|walk| {
            let places = walk.route.path.split('/').filter(|part| part.starts_with('{'));
            places.clone().all(|place| f.arguments().any(|a| a.required() && a.filter.parameter == place))
                && f.filters.iter().filter(|filter| filter.parameter.starts_with('{')).count() == places.count()
        });
        if in_order && filled { Vec::new() } else { vec![format!("{required:?}")] }
    });
}

#[test]
fn arguments_have_types_that_a_request_can_carry() {
    use ColumnType::{Boolean, Date, Int64, Text, Timestamp};
    check(|f| {
        let carried = |a: &ArgumentSpec| match a.column.data_type {
            Text => true,
            Boolean | Date | Int64 | Timestamp => a.values().is_empty(),
            _ => false,
        };
        f.arguments().filter(|a| !carried(a)).map(|a| a.name().to_owned()).collect()
    });
}

#[test]
fn references_point_to_existing_columns_of_the_same_type() {
    check(|f| {
        let wrong = f.columns.iter().filter(|c| {
            let target = |(name, column): (&str, &str)| table(name).and_then(|t| t.column(column));
            c.references.is_some_and(|to| target(to).is_none_or(|t| t.data_type != c.data_type))
        });
        wrong.map(|c| c.name.to_owned()).collect()
    });
}

#[test]
fn routes_have_a_price_scopes_and_no_saved_filters_of_tables() {
    check(|f| {
        let wrong = f.walks.iter().filter(|walk| {
            let paged = match walk.route.paging {
                Paging::Cursor { max_limit } | Paging::Offset { max_limit } => max_limit > 0,
                Paging::Whole => true,
            };
            !paged || walk.route.cost == 0 || walk.route.scopes.is_empty()
        });
        wrong.map(|walk| walk.route.full_path()).collect()
    });
    let names_its_route = |f: &TableSpec| f.column("@path").is_some();
    check(|f| if (f.walks.len() == 1) == names_its_route(f) { vec!["walks".to_owned()] } else { Vec::new() });
}

#[test]
fn a_signature_brackets_what_may_be_left_out() {
    let signature = function("users_find").map(TableSpec::signature);
    assert_eq!(signature.as_deref(), Some("users_find(term => …, [search_by_email => …])"));
}
