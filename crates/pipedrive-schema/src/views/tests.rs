//! Rules that every view keeps.

use std::collections::BTreeSet;

use super::*;
use crate::{ColumnType, ViewDefinition, table};

#[test]
fn names_are_no_tables_and_differ() {
    let mut seen = BTreeSet::new();
    for view in views() {
        assert!(table(view.name).is_none(), "{} is a table", view.name);
        assert!(seen.insert(view.name), "{} comes twice", view.name);
        let mut columns = BTreeSet::new();
        for column in view.columns() {
            assert!(columns.insert(column.name.clone()), "{}.{} comes twice", view.name, column.name);
        }
        assert!(columns.len() >= 3, "{} has no columns of its own", view.name);
    }
}

#[test]
fn every_view_reads_tables_and_refers_to_columns_that_exist() {
    for view in views() {
        for name in view.tables() {
            assert!(table(name).is_some(), "{} reads `{name}`", view.name);
        }
        for column in view.columns() {
            let Some((referred, key)) = column.references else { continue };
            assert!(table(referred).is_some_and(|t| t.column(key).is_some()), "{}.{}", view.name, column.name);
        }
    }
}

#[test]
fn exploded_lists_are_lists_that_have_the_name() {
    for view in views() {
        let ViewDefinition::Items(items) = view.definition else { continue };
        let spec = table(items.table).unwrap();
        let start = format!("{}_", spec.entity.replace(' ', "_"));
        assert!(view.name.starts_with(&start), "{} should begin with `{start}`", view.name);
        for list in items.lists {
            let is_list = matches!(
                spec.column(list.column).map(|column| column.data_type),
                Some(ColumnType::Int64List | ColumnType::TextList | ColumnType::StructList(_))
            );
            assert!(is_list, "{}: `{}` is no list", view.name, list.column);
        }
        for name in items.beside {
            assert!(spec.column(name).is_some(), "{}: no column `{name}`", view.name);
        }
    }
}

#[test]
fn descriptions_are_sentences_in_the_house_style() {
    let check = |text: &str| assert!(!text.is_empty() && !text.ends_with('.') && !text.contains('|'), "{text}");
    for view in views() {
        check(view.comment);
        view.columns().iter().for_each(|column| check(&column.comment));
    }
}

#[test]
fn a_view_of_items_has_key_position_members_and_what_a_query_can_narrow_by() {
    let columns =
        |name: &str| -> Vec<String> { view(name).unwrap().columns().into_iter().map(|column| column.name).collect() };
    let check = |name: &str, expect: &[&str]| assert_eq!(columns(name), expect, "{name}");
    check(
        "person_emails",
        &["person_id", "position", "label", "value", "primary", "owner_id", "org_id", "update_time"],
    );
    check(
        "activity_participants",
        &[
            "activity_id",
            "position",
            "person_id",
            "primary",
            "owner_id",
            "deal_id",
            "lead_id",
            "activity_person_id",
            "org_id",
            "done",
            "update_time",
        ],
    );
    check(
        "deal_field_options",
        &["field_code", "position", "id", "label", "color", "add_time", "update_time", "field_name", "field_type"],
    );
}
