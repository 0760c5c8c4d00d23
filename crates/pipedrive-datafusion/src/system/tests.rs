//! Rules that every system table keeps.

use std::collections::BTreeSet;

use super::*;

#[test]
fn names_are_lower_case_and_nothing_else_has_them() {
    let mut seen = BTreeSet::new();
    for table in SYSTEM_TABLES {
        assert!(seen.insert(table.name), "{} comes twice", table.name);
        assert!(pipedrive_schema::table(table.name).is_none(), "{} is a table", table.name);
        assert!(pipedrive_schema::view(table.name).is_none(), "{} is a view", table.name);
        let mut columns = BTreeSet::new();
        for column in table.columns {
            assert_eq!(column.name, column.name.to_lowercase(), "{}", table.name);
            assert!(columns.insert(column.name), "{}.{} comes twice", table.name, column.name);
        }
        if let Source::Columns { named_by, .. } = table.source {
            assert!(columns.contains(named_by), "{}", table.name);
        }
    }
}

#[test]
fn descriptions_are_sentences_in_the_house_style() {
    let check = |text: &str| assert!(!text.is_empty() && !text.ends_with('.') && !text.contains('|'), "{text}");
    for table in SYSTEM_TABLES {
        check(table.comment);
        table.columns.iter().for_each(|column| check(column.comment));
    }
}
