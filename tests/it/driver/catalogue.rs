//! Catalogue rows: by pattern, by name, and what they cost.

use arrow::array::RecordBatch;
use pipedrive_driver::catalogue::{Name, RowIdentity, Target};

use super::Driven;
use crate::fixture::texts;

fn like(pattern: &str) -> Target {
    Target::named(Name::Pattern(pattern.to_owned()))
}

fn exactly(name: &str) -> Target {
    Target::named(Name::Exact(name.to_owned()))
}

/// Some columns of a batch as `a|b`.
fn picked(batch: &RecordBatch, columns: &[&str]) -> Vec<String> {
    let places: Vec<usize> = columns.iter().map(|column| batch.schema().index_of(column).unwrap()).collect();
    texts(&batch.project(&places).unwrap()).into_iter().map(|row| row.join("|")).collect()
}

#[test]
fn tables_are_found_by_pattern_and_kind() {
    let driven = Driven::new();
    driven.run("CREATE TABLE deal_copies AS SELECT 1 AS n").unwrap();
    let catalogue = driven.connection.catalogue();
    let check = |target: &Target, kinds: &[&str], expect: &[&str]| {
        let found = catalogue.tables(target, kinds).unwrap();
        assert_eq!(picked(&found, &["kind", "catalog", "schema", "name"]), expect, "{target:?}");
    };
    check(&like("DEALS"), &[], &["TABLE|pipedrive|crm|deals"]);
    check(&like("deal\\_c%"), &["LOCAL TABLE"], &["LOCAL TABLE|pipedrive|crm|deal_copies"]);
    check(&like("dea_s"), &["TABLE", "VIEW"], &["TABLE|pipedrive|crm|deals"]);
    check(&like("deals"), &["VIEW"], &[]);
    check(&exactly("deal%"), &[], &[]);
    check(&Target { schema: Name::Exact("other".to_owned()), ..like("deals") }, &[], &[]);
    assert!(catalogue.tables(&Target::default(), &[]).unwrap().num_rows() > 40);
    assert_eq!(picked(&catalogue.schemas().unwrap(), &["catalog", "schema"]), ["pipedrive|crm"]);
    assert_eq!(picked(&catalogue.catalogs().unwrap(), &["catalog"]), ["pipedrive"]);
    assert!(driven.paths().is_empty());
}

#[test]
fn columns_tell_types_and_only_ask_for_fields_of_the_tables_meant() {
    let driven = Driven::with(crate::fixture::small(), "MaxRows=1");
    let catalogue = driven.connection.catalogue();
    let found = catalogue.columns(&exactly("deals"), &Name::Pattern("%e".to_owned())).unwrap();
    let columns = ["ordinal", "name", "type_name", "column_size", "decimal_digits", "is_nullable"];
    let found = picked(&found, &columns);
    assert!(found.iter().any(|row| row.ends_with("|title|VARCHAR|NULL|NULL|true")), "{found:#?}");
    assert!(found.iter().any(|row| row.ends_with("|add_time|TIMESTAMP|26|6|true")), "{found:#?}");
    assert!(found.iter().any(|row| row.ends_with("|value|DOUBLE|15|NULL|true")), "{found:#?}");
    assert!(!found.iter().any(|row| row.contains("|id|")));
    assert_eq!(driven.paths(), ["/api/v2/dealFields"]);
    let id = catalogue.columns(&like("deals"), &Name::Exact("id".to_owned())).unwrap();
    assert_eq!(
        picked(&id, &["name", "type_name", "is_nullable", "is_key", "is_numbered"]),
        ["id|BIGINT|false|true|true"]
    );
    assert_eq!(catalogue.columns(&like("no%where"), &Name::Any).unwrap().num_rows(), 0);
    assert_eq!(driven.paths().len(), 1);
}

#[test]
fn keys_lead_from_table_to_table() {
    let driven = Driven::new();
    let catalogue = driven.connection.catalogue();
    let key = catalogue.primary_keys(&exactly("deals")).unwrap();
    assert_eq!(picked(&key, &["table", "key_ordinal", "column", "key_name"]), ["deals|1|id|pk_deals"]);
    let columns = ["table", "column", "referred_table", "referred_column", "key_name"];
    let check = |referred: &Target, referring: &Target, expect: &str| {
        let found = picked(&catalogue.foreign_keys(referred, referring).unwrap(), &columns);
        assert!(found.iter().any(|row| row == expect), "{found:#?}");
        found.len()
    };
    let stage = "deals|stage_id|stages|id|fk_deals_stage_id";
    let imported = check(&Target::default(), &exactly("deals"), stage);
    let exported = check(&exactly("stages"), &Target::default(), stage);
    assert!(imported > 3 && exported > 1);
    assert_eq!(check(&exactly("stages"), &exactly("deals"), stage), 1);
    let index = catalogue.statistics(&exactly("deals")).unwrap();
    assert_eq!(picked(&index, &["index_name", "ordinal", "column", "is_unique"]), ["pk_deals|1|id|true"]);
    let row = catalogue.special_columns(RowIdentity::Row, &exactly("deals")).unwrap();
    assert_eq!(picked(&row, &["name", "type_name"]), ["id|BIGINT"]);
    assert_eq!(catalogue.special_columns(RowIdentity::Version, &exactly("deals")).unwrap().num_rows(), 0);
}

#[test]
fn procedures_and_types_are_told() {
    let driven = Driven::new();
    let catalogue = driven.connection.catalogue();
    let found = catalogue.procedures(&like("test%")).unwrap();
    assert_eq!(picked(&found, &["name", "parameters"]), ["TestConnection|0"]);
    let found = catalogue.procedure_columns(&like("GetOAuthAccessToken"), &Name::Pattern("auth%".to_owned())).unwrap();
    assert!(found.num_rows() > 0);
    assert!(picked(&found, &["is_result", "type_name"]).iter().all(|row| row == "false|VARCHAR"), "{found:?}");
    let types = picked(&catalogue.type_info().unwrap(), &["name"]);
    assert!(types.contains(&"VARCHAR".to_owned()) && types.len() > 8, "{types:?}");
    assert!(driven.paths().is_empty());
}
