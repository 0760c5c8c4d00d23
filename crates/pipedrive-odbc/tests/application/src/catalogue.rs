//! What there is to query.

use odbc_api::parameter::VarCharArray;

use crate::account::Account;

fn text<const N: usize>(value: &VarCharArray<N>) -> &str {
    value.as_str().unwrap().unwrap_or_default()
}

/// Tables, columns and keys, by names and patterns.
pub(crate) fn tables_columns_and_keys(account: &Account) {
    let connection = account.connect();
    assert_eq!(connection.database_management_system_name().unwrap(), "Pipedrive");
    assert_eq!(connection.current_catalog().unwrap(), "pipedrive");

    let mut tables = Vec::new();
    for table in connection.tables("", "", "", "TABLE").unwrap() {
        let table = table.unwrap();
        assert_eq!((text(&table.catalog), text(&table.table_type)), ("pipedrive", "TABLE"));
        assert!(!text(&table.remarks).is_empty(), "{}", text(&table.table));
        tables.push(text(&table.table).to_owned());
    }
    assert!(tables.len() > 30 && tables.is_sorted(), "{tables:?}");
    for name in ["activities", "deals", "persons"] {
        assert!(tables.iter().any(|table| table == name), "{name}");
    }
    let views: Vec<_> = connection.tables("", "", "", "VIEW").unwrap().map(Result::unwrap).collect();
    assert!(!views.is_empty() && views.iter().all(|view| text(&view.table_type) == "VIEW"));
    let found = |pattern: &str| connection.tables("", "", pattern, "").unwrap().map(Result::unwrap).count();
    assert_eq!((found("deals"), found("nope")), (1, 0));
    assert!(found("deal%") > 1);

    let columns: Vec<_> = connection.columns("", "", "deals", "").unwrap().map(Result::unwrap).collect();
    assert!(columns.len() > 50);
    for (place, column) in (1..).zip(&columns) {
        assert_eq!((column.ordinal_position, text(&column.table)), (place, "deals"));
    }
    let id = columns.iter().find(|column| text(&column.column_name) == "id").unwrap();
    assert_eq!((id.data_type, text(&id.type_name)), (-5, "BIGINT"));
    let title = columns.iter().find(|column| text(&column.column_name) == "title").unwrap();
    assert_eq!((title.data_type, text(&title.is_nullable)), (-9, "YES"));
    let pattern = connection.columns("", "", "deals", "%\\_time").unwrap().map(Result::unwrap);
    assert!(pattern.into_iter().all(|column| text(&column.column_name).ends_with("_time")));

    let keys: Vec<_> = connection.primary_keys(None, None, "deals").unwrap().map(Result::unwrap).collect();
    let [key] = keys.as_slice() else { panic!("{} keys", keys.len()) };
    assert_eq!((text(&key.column), key.key_seq), ("id", 1));

    let keys: Vec<_> = connection.foreign_keys("", "", "", "", "", "deals").unwrap().map(Result::unwrap).collect();
    let of_person = keys.iter().find(|key| text(&key.fk_column) == "person_id").unwrap();
    assert_eq!((text(&of_person.pk_table), text(&of_person.pk_column)), ("persons", "id"));
    let to_deals: Vec<_> = connection.foreign_keys("", "", "deals", "", "", "").unwrap().map(Result::unwrap).collect();
    assert!(to_deals.iter().all(|key| text(&key.pk_table) == "deals") && to_deals.len() > 1);
}
