//! What each JSON value becomes, and what is refused.

use std::sync::Arc;

use arrow::util::pretty::pretty_format_batches;
use bytes::Bytes;
use pipedrive_client::{DataShape, ErrorKind, Page};
use pipedrive_schema::{CustomFieldNames, FieldDefinition, FieldOption, table};

use super::{PageDecoder, WalkFacts};
use crate::error::Error;
use crate::layout::TableLayout;

fn definitions() -> Vec<FieldDefinition> {
    let field = |code: &str, label: &str, field_type: &str, options: &[(&str, &str)]| FieldDefinition {
        code: code.to_owned(),
        label: label.to_owned(),
        field_type: field_type.to_owned(),
        is_custom: code.len() == 40,
        options: options.iter().map(|(id, label)| FieldOption { id: (*id).into(), label: (*label).into() }).collect(),
    };
    let key = |digit: &str| digit.repeat(40);
    vec![
        field("label_ids", "Label", "set", &[("1", "Hot"), ("2", "Cold")]),
        field(&key("a"), "Contract Type", "enum", &[("10", "New"), ("11", "Renewal")]),
        field(&key("b"), "Interests", "set", &[("20", "Pens"), ("21", "Ink")]),
        field(&key("c"), "Budget", "monetary", &[]),
        field(&key("d"), "Window", "timerange", &[]),
        field(&key("e"), "Site", "address", &[]),
    ]
}

fn decode_as(shape: DataShape, table_name: &str, columns: &[&str], data: &str) -> Result<String, Error> {
    let spec = table(table_name).expect("the table exists");
    let layout = Arc::new(TableLayout::new(spec, &definitions(), CustomFieldNames::Slug));
    let projection: Vec<usize> = columns.iter().map(|c| layout.index_of(c).expect("the column exists")).collect();
    let decoder = PageDecoder::new(layout, &projection)?;
    let page = Page { data: Bytes::copy_from_slice(data.as_bytes()), shape, number: 1, server_time: None };
    let batch = decoder.decode(&page, &WalkFacts { archived: Some(false), ..WalkFacts::default() })?;
    let table = pretty_format_batches(&[batch]).expect("batches print").to_string();
    // Rows only, without the frame.
    let rows = table.lines().filter_map(|line| line.strip_prefix('|')?.strip_suffix('|')).skip(1);
    let cells = |row: &str| row.split(" |").map(str::trim).collect::<Vec<_>>().join("|");
    Ok(rows.map(cells).collect::<Vec<_>>().join("\n"))
}

fn check(table_name: &str, columns: &[&str], data: &str, expect: &str) {
    let found = decode_as(DataShape::List, table_name, columns, data).unwrap_or_else(|e| panic!("{data}: {e}"));
    assert_eq!(found, expect, "{table_name} {columns:?} {data}");
}

fn check_refused(table_name: &str, columns: &[&str], data: &str, expect: &[&str]) {
    let error = decode_as(DataShape::List, table_name, columns, data).expect_err(data);
    let message = error.to_string();
    for part in expect {
        assert!(message.contains(part), "`{message}` does not say `{part}`");
    }
}

#[test]
fn scalars_become_what_their_column_says() {
    check("deals", &["id", "value"], r#"[{"id":1,"value":12.5},{"id":"2","value":"1e3"}]"#, "1|12.5\n2|1000.0");
    check("deals", &["id"], r#"[{"id":12.0},{"id":9007199254740993}]"#, "12\n9007199254740993");
    check("deals", &["title"], r#"[{"title":"a \"q\" \u00e9 🎉"},{"title":5},{"title":""}]"#, "a \"q\" é 🎉\n5\n");
    check("activities", &["done"], r#"[{"done":true},{"done":0},{"done":"1"},{"done":null}]"#, "true\nfalse\ntrue\n");
}

#[test]
fn an_absent_null_or_empty_value_is_null() {
    check("deals", &["id", "value", "add_time"], r#"[{"id":1},{"id":2,"value":null,"add_time":""}]"#, "1||\n2||");
    check(
        "deals",
        &["expected_close_date"],
        r#"[{"expected_close_date":"0000-00-00"},{"expected_close_date":""}]"#,
        "\n",
    );
    check("notes", &["add_time"], r#"[{"add_time":"0000-00-00 00:00:00"}]"#, "");
}

#[test]
fn times_come_in_every_form_the_api_writes() {
    check("deals", &["add_time"], r#"[{"add_time":"2024-01-02T03:04:05Z"}]"#, "2024-01-02T03:04:05Z");
    check("deals", &["add_time"], r#"[{"add_time":"2024-01-02T03:04:05.678+02:00"}]"#, "2024-01-02T01:04:05.678Z");
    check("notes", &["add_time"], r#"[{"add_time":"2024-01-02 03:04:05"}]"#, "2024-01-02T03:04:05Z");
    check("deals", &["add_time"], r#"[{"add_time":"9999-12-31T23:59:59Z"}]"#, "9999-12-31T23:59:59Z");
    check("deals", &["expected_close_date"], r#"[{"expected_close_date":"2024-02-29"}]"#, "2024-02-29");
}

#[test]
fn what_would_lose_data_is_refused_with_table_column_and_row_id() {
    check_refused(
        "deals",
        &["owner_id"],
        r#"[{"id":6,"owner_id":1},{"id":7,"owner_id":12.7}]"#,
        &["`deals`.`owner_id`", "`id` = `7`", "`12.7`", "a whole number"],
    );
    check_refused("deals", &["title"], r#"[{"id":8,"title":{"x":1}}]"#, &["`title`", "`id` = `8`", "a single value"]);
    check_refused("deals", &["label_ids"], r#"[{"id":9,"label_ids":5}]"#, &["`label_ids`", "a list", "`id` = `9`"]);
    check_refused(
        "deals",
        &["label_ids"],
        r#"[{"id":1,"label_ids":[1]},{"id":2,"label_ids":[1,"x"]}]"#,
        &["`id` = `2`", "`x`"],
    );
    check_refused(
        "deals",
        &["budget"],
        r#"[{"id":3,"custom_fields":{"cccccccccccccccccccccccccccccccccccccccc":5}}]"#,
        &["an object", "`id` = `3`"],
    );
    check_refused("deals", &["value"], r#"[{"id":4,"value":"NaN"}]"#, &["a number"]);
    check_refused("deals", &["add_time"], r#"[{"id":5,"add_time":"yesterday"}]"#, &["a time like", "`yesterday`"]);
    check_refused("deals", &["expected_close_date"], r#"[{"id":5,"expected_close_date":"2024-02-30"}]"#, &["a date"]);
}

#[test]
fn a_broken_page_is_an_error_and_never_a_short_answer() {
    check_refused("deals", &["id"], r#"[{"id":1},{"id":2"#, &["valid JSON"]);
    check_refused("deals", &["id"], "[1,2]", &["an object"]);
    let error = decode_as(DataShape::Scalar, "deals", &["id"], "5").expect_err("a scalar is no page");
    assert_eq!(error.kind(), ErrorKind::Protocol);
}

#[test]
fn null_data_is_an_empty_page_and_an_object_is_one_row() {
    assert_eq!(decode_as(DataShape::Null, "deals", &["id"], "null").expect("decodes"), "");
    assert_eq!(decode_as(DataShape::Object, "deals", &["id"], r#"{"id":7}"#).expect("decodes"), "7");
}

#[test]
fn rows_are_counted_without_any_column() {
    let check = |table_name: &str, data: &'static str, expect: usize| {
        let spec = table(table_name).expect("the table exists");
        let layout = Arc::new(TableLayout::new(spec, &[], CustomFieldNames::Slug));
        let decoder = PageDecoder::new(layout, &[]).expect("builds");
        let page =
            Page { data: Bytes::from_static(data.as_bytes()), shape: DataShape::List, number: 1, server_time: None };
        assert_eq!(decoder.decode(&page, &WalkFacts::default()).expect("decodes").num_rows(), expect, "{table_name}");
    };
    check("deals", r#"[{"id":1},{"id":2},{}]"#, 3);
    // The first column is an object, and no row has an id.
    check("filter_helpers", r#"[{"operators":{"int":{"=":"is"}}}]"#, 1);
}

#[test]
fn custom_fields_show_labels_beside_their_ids() {
    let key = |digit: &str| digit.repeat(40);
    let row = format!(
        r#"[{{"custom_fields":{{"{}":11,"{}":[21,20],"{}":{{"value":2300.5,"currency":"EUR"}},
        "{}":{{"value":"09:00","until":"11:30:00","timezone_id":318,"timezone_name":"Europe/London"}},
        "{}":{{"value":"1 High St","locality":"Leeds"}}}}}},{{"custom_fields":{{"{}":null}}}},{{}}]"#,
        key("a"),
        key("b"),
        key("c"),
        key("d"),
        key("e"),
        key("a"),
    );
    check("deals", &["contract_type", "contract_type_id"], &row, "Renewal|11\n|\n|");
    check("deals", &["interests", "interests_ids"], &row, "[Ink, Pens]|[21, 20]\n|\n|");
    check("deals", &["budget", "budget_currency"], &row, "2300.5|EUR\n|\n|");
    check("deals", &["window", "window_until", "window_timezone"], &row, "09:00:00|11:30:00|Europe/London\n||\n||");
    check("deals", &["site", "site_locality"], &row, "1 High St|Leeds\n|\n|");
}

#[test]
fn flat_custom_fields_of_leads_read_the_same() {
    let (a, b, c) = ("a".repeat(40), "b".repeat(40), "c".repeat(40));
    let row = format!(r#"[{{"id":"x","{a}":"11","{b}":"20,21","{c}":7,"{c}_currency":"USD"}},{{"id":"y","{b}":""}}]"#);
    check("leads", &["contract_type", "contract_type_id"], &row, "Renewal|11\n|");
    check("leads", &["interests", "interests_ids"], &row, "[Pens, Ink]|[20, 21]\n|");
    check("leads", &["budget", "budget_currency"], &row, "7.0|USD\n|");
}

#[test]
fn an_option_without_a_label_keeps_its_id() {
    let row = format!(r#"[{{"custom_fields":{{"{}":99}}}}]"#, "a".repeat(40));
    check("deals", &["contract_type", "contract_type_id"], &row, "|99");
    check("deals", &["labels", "label_ids"], r#"[{"label_ids":[2,5,1]}]"#, "[Cold, , Hot]|[2, 5, 1]");
}

#[test]
fn the_primary_entry_is_picked_else_the_first_with_a_value() {
    let two = r#"[{"emails":[{"value":"a@x","primary":false,"label":"work"},{"value":"b@x","primary":true,"label":"home"}]}]"#;
    check("persons", &["primary_email"], two, "b@x");
    check("persons", &["primary_email"], r#"[{"emails":[{"value":""},{"value":"c@x"}]},{"emails":[]},{}]"#, "c@x\n\n");
    check(
        "persons",
        &["emails", "primary_email"],
        r#"[{"emails":[{"value":"a@x","primary":true,"label":"work"}]}]"#,
        "[{label: work, value: a@x, primary: true}]|a@x",
    );
}

#[test]
fn a_deleted_deal_has_the_status_deleted_whatever_the_api_repeats() {
    let rows = r#"[{"status":"won","is_deleted":true},{"status":"won","is_deleted":false},{"status":"open"}]"#;
    check("deals", &["status"], rows, "deleted\nwon\nopen");
}

#[test]
fn the_walk_says_what_is_archived_where_the_row_does_not() {
    check("deals", &["is_archived"], r#"[{"is_archived":true},{"is_archived":null},{}]"#, "true\nfalse\nfalse");
}

#[test]
fn nothing_the_columns_do_not_name_is_dropped() {
    let row = format!(
        r#"[{{"id":1,"score":{{"a":[1.50]}},"custom_fields":{{"{}":11,"{}":"new"}},"label_ids":[]}},{{"id":2}}]"#,
        "a".repeat(40),
        "f".repeat(40)
    );
    let extra = format!(r#"{{"custom_fields":{{"{}":"new"}},"score":{{"a":[1.50]}}}}"#, "f".repeat(40));
    check("deals", &["id", "_extra"], &row, &format!("1|{extra}\n2|"));
}

#[test]
fn a_member_that_another_column_holds_is_ignored_at_its_place_alone() {
    let row = r#"[{"deal":{"id":1,"title":"a"}},{"deal":{"id":1,"more":2}}]"#;
    check("person_products", &["deal_title", "_extra"], row, "a|\n|{\"deal\":{\"more\":2}}");
}

#[test]
fn json_columns_keep_the_text_as_it_came() {
    check(
        "filters",
        &["conditions"],
        r#"[{"id":1,"conditions":{"glue":"and","n":1.10}},{"id":2,"conditions":null}]"#,
        "{\"glue\":\"and\",\"n\":1.10}\n",
    );
}
