//! Tests of the naming of custom-field columns.

use super::*;
use crate::{ColumnType, CustomSource};

const KEY_A: &str = "a1b2c3d4e5f60718293a4b5c6d7e8f9012345678";
const KEY_B: &str = "b1b2c3d4e5f60718293a4b5c6d7e8f9012345678";
/// Differs from `KEY_B` only after the digits that usually tell columns apart.
const KEY_B2: &str = "b1b2c3ffe5f60718293a4b5c6d7e8f9012345678";

fn field(code: &str, label: &str, field_type: &str) -> FieldDefinition {
    FieldDefinition {
        code: code.to_owned(),
        label: label.to_owned(),
        field_type: field_type.to_owned(),
        is_custom: true,
        options: Vec::new(),
    }
}

fn columns_of(fields: &[(&str, &str, &str)], built_in: &[&str], names: CustomFieldNames) -> Vec<CustomColumn> {
    let definitions: Vec<_> = fields.iter().map(|&(code, label, kind)| field(code, label, kind)).collect();
    name_custom_fields(&definitions, built_in, names)
}

#[test]
fn a_slug_is_an_identifier_that_needs_no_quotes() {
    fn check(label: &str, expect: &str) {
        assert_eq!(slug(label), expect, "{label:?}");
        assert_eq!(slug(expect), expect, "a slug is its own slug");
    }
    check("Contract Type", "contract_type");
    check("  Contract -- Type!  ", "contract_type");
    check("__Contract__", "contract");
    check("2nd contact", "_2nd_contact");
    check("Größe (m²)", "größe_m²");
    check("Тип договора", "тип_договора");
    check("契約 種別", "契約_種別");
    check("İstanbul", "istanbul");
    check("Price/€", "price");
    check("a\u{0}b\nc", "a_b_c");
    check("", "");
    check("€ → $", "");
}

#[test]
fn names_clash_with_nothing_and_depend_on_earlier_fields_only() {
    fn check(fields: &[(&str, &str, &str)], built_in: &[&str], expect: &[&str]) {
        let columns = columns_of(fields, built_in, CustomFieldNames::Slug);
        let names: Vec<_> = columns.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, expect);
        for shorter in 0..fields.len() {
            let before = columns_of(&fields[..shorter], built_in, CustomFieldNames::Slug);
            assert_eq!(before, columns[..before.len()], "a later field changed an earlier column");
        }
    }
    check(&[(KEY_A, "Region", "varchar")], &["title"], &["region"]);
    check(&[(KEY_A, "Title", "varchar")], &["title"], &["title_custom"]);
    check(&[(KEY_A, "_Extra_", "varchar"), (KEY_B, "Extra", "varchar")], &[], &["extra", "extra_b1b2c3"]);
    check(&[(KEY_A, "Region", "varchar"), (KEY_B, "region!", "varchar")], &[], &["region", "region_b1b2c3"]);
    check(
        &[(KEY_A, "Title", "varchar"), (KEY_B, "Title", "varchar")],
        &["title"],
        &["title_custom", "title_custom_b1b2c3"],
    );
    check(
        &[(KEY_A, "R", "varchar"), (KEY_B, "R", "varchar"), (KEY_B2, "R", "varchar")],
        &[],
        &["r", "r_b1b2c3", &format!("r_{KEY_B2}")],
    );
    check(
        &[(KEY_A, "R", "varchar"), (KEY_B, "R", "varchar"), (KEY_B, "R", "varchar"), (KEY_B, "R", "varchar")],
        &[],
        &["r", "r_b1b2c3", &format!("r_{KEY_B}"), &format!("r_{KEY_B}_2")],
    );
    check(&[(KEY_A, "€", "varchar"), (KEY_B, "  ", "varchar")], &[], &["field_a1b2c3", "field_b1b2c3"]);
    check(&[(KEY_A, "Owner", "enum")], &["owner_id"], &["owner", "owner_id_custom"]);
    check(&[(KEY_A, "Value", "monetary")], &["value", "currency"], &["value_custom", "value_custom_currency"]);
    check(&[(KEY_A, "Value", "varchar")], &["value", "value_custom"], &["value_custom_a1b2c3"]);
    check(
        &[(KEY_A, "Fee", "monetary"), (KEY_B, "Fee", "monetary")],
        &[],
        &["fee", "fee_currency", "fee_b1b2c3", "fee_b1b2c3_currency"],
    );
    check(
        &[(KEY_A, "Fee", "monetary"), (KEY_B, "Fee currency", "varchar")],
        &[],
        &["fee", "fee_currency", "fee_currency_b1b2c3"],
    );
    check(
        &[(KEY_A, "Fee currency", "varchar"), (KEY_B, "Fee", "monetary")],
        &[],
        &["fee_currency", "fee", "fee_currency_b1b2c3"],
    );
}

#[test]
fn labels_and_keys_are_taken_as_they_are() {
    fn check(names: CustomFieldNames, label: &str, built_in: &[&str], expect: &[&str]) {
        let columns = columns_of(&[(KEY_A, label, "monetary")], built_in, names);
        assert_eq!(columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), expect);
    }
    use CustomFieldNames::{Key, Label, Slug};
    check(Slug, "Contract Value", &[], &["contract_value", "contract_value_currency"]);
    check(Slug, "Value", &["VALUE"], &["value_custom", "value_custom_currency"]);
    check(Label, "Contract Value", &[], &["Contract Value", "Contract Value_currency"]);
    check(Label, "Value", &["value"], &["Value", "Value_currency"]);
    check(Label, "value", &["value"], &["value_custom", "value_custom_currency"]);
    check(Label, "_extra", &[], &["_extra_custom", "_extra_custom_currency"]);
    check(Label, " ", &[], &["field_a1b2c3", "field_a1b2c3_currency"]);
    check(Key, "Contract Value", &[], &[KEY_A, &format!("{KEY_A}_currency")]);
}

#[test]
fn each_field_type_becomes_its_columns() {
    use ColumnType::{Boolean, Date, Float64, Int64, Int64List, Json, Text, TextList, Time};
    use CustomSource::{OptionLabel, OptionLabels, Part, Value};
    fn check(field_type: &str, is_object: bool, expect: &[(&str, ColumnType, CustomSource)]) {
        let columns = columns_of(&[(KEY_A, "F", field_type)], &[], CustomFieldNames::Slug);
        let found: Vec<_> = columns.iter().map(|c| (c.name.as_str(), c.data_type, c.source.clone())).collect();
        assert_eq!(found, expect, "{field_type}");
        assert!(columns.iter().all(|c| c.is_object == is_object), "{field_type}");
    }
    for text in ["varchar", "varchar_auto", "text", "phone"] {
        check(text, false, &[("f", Text, Value)]);
    }
    check("double", false, &[("f", Float64, Value)]);
    for id in ["int", "user", "org", "people", "deal", "stage", "activity", "project"] {
        check(id, false, &[("f", Int64, Value)]);
    }
    check("lead", false, &[("f", Text, Value)]);
    check("boolean", false, &[("f", Boolean, Value)]);
    check("date", false, &[("f", Date, Value)]);
    check("enum", false, &[("f", Text, OptionLabel), ("f_id", Int64, Value)]);
    check("set", false, &[("f", TextList, OptionLabels), ("f_ids", Int64List, Value)]);
    check("monetary", true, &[("f", Float64, Value), ("f_currency", Text, Part("currency"))]);
    check("daterange", true, &[("f", Date, Value), ("f_until", Date, Part("until"))]);
    let zone = ("f_timezone", Text, Part("timezone_name"));
    let zone_id = ("f_timezone_id", Int64, Part("timezone_id"));
    check("time", true, &[("f", Time, Value), zone.clone(), zone_id.clone()]);
    check("timerange", true, &[("f", Time, Value), ("f_until", Time, Part("until")), zone, zone_id]);
    check(
        "address",
        true,
        &[
            ("f", Text, Value),
            ("f_street_number", Text, Part("street_number")),
            ("f_route", Text, Part("route")),
            ("f_sublocality", Text, Part("sublocality")),
            ("f_locality", Text, Part("locality")),
            ("f_admin_area_level_1", Text, Part("admin_area_level_1")),
            ("f_admin_area_level_2", Text, Part("admin_area_level_2")),
            ("f_country", Text, Part("country")),
            ("f_postal_code", Text, Part("postal_code")),
            ("f_subpremise", Text, Part("subpremise")),
            ("f_formatted_address", Text, Part("formatted_address")),
        ],
    );
    check("hologram", false, &[("f", Json, Value)]);
}

#[test]
fn fields_that_hold_ids_refer_to_existing_tables() {
    fn check(field_type: &str, expect: Option<&str>) {
        let columns = columns_of(&[(KEY_A, "F", field_type)], &[], CustomFieldNames::Slug);
        assert_eq!(columns[0].references, expect.map(|table| (table, "id")), "{field_type}");
        let Some(referred) = expect else { return };
        let id = crate::table(referred).and_then(|t| t.column("id")).map(|c| c.data_type);
        assert_eq!(id, Some(columns[0].data_type), "{field_type}");
    }
    check("user", Some("users"));
    check("org", Some("organizations"));
    check("people", Some("persons"));
    check("deal", Some("deals"));
    check("lead", Some("leads"));
    check("stage", Some("stages"));
    check("activity", Some("activities"));
    check("project", None);
    check("varchar", None);
}

#[test]
fn built_in_fields_are_skipped_and_positions_count_them() {
    let mut built_in = field("title", "Title", "varchar");
    built_in.is_custom = false;
    let definitions = [built_in, field(KEY_A, "Fee", "monetary")];
    let columns = name_custom_fields(&definitions, &["title"], CustomFieldNames::Slug);
    assert_eq!(columns.iter().map(|c| c.field).collect::<Vec<_>>(), [1, 1]);
    let comments: Vec<_> = columns.iter().map(|c| c.comment.as_str()).collect();
    assert_eq!(comments, ["custom field “Fee”", "currency of custom field “Fee”"]);
}
