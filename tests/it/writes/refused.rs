//! What is refused: each error names table, column and row, and says what was written.

use pipedrive_datafusion::ErrorKind;
use pipedrive_sandbox::SandboxConfig;

use super::{outcomes, writes};
use crate::fixture::{Fixture, describe, small};

/// A statement that fails before anything is sent, and its error.
async fn refused(settings: &[&str], sql: &str, expect: &str) {
    let fixture = Fixture::new().await;
    for setting in settings {
        fixture.expect(setting).await;
    }
    let error = fixture.rows(sql).await.unwrap_err();
    // The list of all columns that could be written is told elsewhere.
    let text: Vec<String> = describe(&error).lines().map(|line| shortened(line).to_owned()).collect();
    assert_eq!(text.join("\n"), expect, "{sql}");
    assert_eq!(writes(&fixture), Vec::<String>::new(), "{sql}");
    assert!(fixture.expect("SELECT * FROM last_write").await.is_empty(), "{sql}");
}

fn shortened(line: &str) -> &str {
    if line.starts_with("hint: writable: ") { "hint: writable: …" } else { line }
}

#[tokio::test]
async fn a_required_column_that_is_missing_is_named() {
    refused(
        &[],
        "INSERT INTO deals (value) VALUES (5)",
        "[22023] `INSERT` into `deals` needs `title`; nothing was sent",
    )
    .await;
    refused(
        &[],
        "INSERT INTO persons (name) VALUES ('a'), (NULL)",
        "[22023] row 2 of `INSERT` into `persons` needs `name`, or `first_name` and `last_name`; nothing was sent",
    )
    .await;
    refused(&[], "INSERT INTO notes (content) VALUES ('x')", "[22023] `INSERT` into `notes` needs `deal_id`, or `lead_id`, or `person_id`, or `org_id`, or `project_id`, or `task_id`; nothing was sent").await;
    refused(
        &[],
        "INSERT INTO deal_products (product_id, item_price, quantity) VALUES (1, 1, 1)",
        "[22023] `INSERT` into `deal_products` needs `deal_id`; nothing was sent",
    )
    .await;
    refused(
        &[],
        "INSERT INTO leads (title, person_id, value) VALUES ('x', 1, 5)",
        "[22023] `leads.value` in row 1: it needs `currency` beside it; nothing was sent",
    )
    .await;
    refused(
        &[],
        "INSERT INTO deals (title, value) SELECT NULL, 1 FROM stages WHERE id < 3",
        "[22023] row 1 of `INSERT` into `deals` needs `title`; nothing was sent",
    )
    .await;
}

#[tokio::test]
async fn a_column_that_is_only_read_is_named() {
    refused(
        &[],
        "INSERT INTO deals (title, add_time) VALUES ('x', NULL)",
        "[22023] `deals.add_time` cannot be written\n\
         hint: writable: …",
    )
    .await;
    refused(
        &[],
        "INSERT INTO deals (id, title) VALUES (500, 'x')",
        "[22023] `deals.id` cannot be written\n\
         hint: writable: …",
    )
    .await;
    refused(
        &[],
        "UPDATE deals SET id = 5 WHERE id = 6",
        "[22023] `deals.id` cannot be written\n\
         hint: writable: …",
    )
    .await;
    refused(
        &[],
        "UPDATE deals SET weighted_value = 5 WHERE id = 6",
        "[42S22] no column `weighted_value` in `deals`\n\
         hint: did you mean `id`?",
    )
    .await;
    refused(
        &[],
        "UPDATE deals SET delivery_address_formatted_address = 'x' WHERE id = 6",
        "[22023] `deals.delivery_address_formatted_address` cannot be written\n\
         hint: writable: …",
    )
    .await;
    refused(
        &[],
        "UPDATE deals SET _extra = '{}' WHERE id = 6",
        "[22023] `deals._extra` cannot be written\n\
         hint: writable: …",
    )
    .await;
    refused(
        &[],
        "UPDATE deal_products SET deal_id = 5 WHERE deal_id = 6",
        "[22023] `deal_products.deal_id` stays what it was when the row was made\n\
         hint: writable: …",
    )
    .await;
    refused(
        &[],
        "UPDATE currencies SET name = 'x' WHERE id = 6",
        "[0A000] `currencies` cannot be written: the API only lets it be read",
    )
    .await;
}

#[tokio::test]
async fn a_column_that_is_not_there_is_named() {
    refused(
        &[],
        "UPDATE deals SET titel = 'x' WHERE id = 6",
        "[42S22] no column `titel` in `deals`\n\
         hint: did you mean `title`?",
    )
    .await;
    refused(
        &[],
        "UPDATE deals SET title = 'x' WHERE idd = 6",
        "[42S22] no column `idd` in `deals`\n\
         hint: did you mean `id`?",
    )
    .await;
}

#[tokio::test]
async fn a_label_that_is_unknown_comes_with_the_nearest_and_all() {
    refused(&[], "UPDATE deals SET contract_type = 'Renewl' WHERE id = 6", "[22023] `deals.contract_type` in row 1: there is no `Renewl`; did you mean `Renewal`?; allowed: Expansion, New business, Pilot, Renewal; nothing was sent").await;
    refused(&[], "UPDATE deals SET contract_type = 'zzz' WHERE id = 6", "[22023] `deals.contract_type` in row 1: there is no `zzz`; allowed: Expansion, New business, Pilot, Renewal; nothing was sent").await;
    refused(&[], "INSERT INTO deals (title, contract_type_id) VALUES ('x', 27), ('y', 12345)", "[22023] `deals.contract_type_id` in row 2: there is no option `12345`; options: 27 (New business), 28 (Renewal), 29 (Expansion), 30 (Pilot); nothing was sent").await;
    refused(&[], "INSERT INTO deals (title, products_of_interest) VALUES ('x', ['Training', 'Hardwear'])", "[22023] `deals.products_of_interest` in row 1: there is no `Hardwear`; did you mean `Hardware`?; allowed: Consulting, Hardware, Licences, Support, 24/7, Training; nothing was sent").await;
    refused(&[], "UPDATE deals SET labels = ['Hto'] WHERE id = 6", "[22023] `deals.labels` in row 1: there is no `Hto`; did you mean `Hot`?; allowed: Cold, Hot, VIP, Warm; nothing was sent").await;
    refused(&[], "UPDATE deals SET status = 'wno' WHERE id = 6", "[22023] `deals.status` in row 1: there is no `wno`; did you mean `won`?; allowed: lost, open, won; nothing was sent").await;
    refused(&[], "UPDATE deals SET contract_type = 'Renewal', contract_type_id = 27 WHERE id = 6", "[22023] `deals.contract_type_id` in row 1: another column of the same field says something else; nothing was sent").await;
}

#[tokio::test]
async fn a_value_of_another_type_is_named_with_its_row() {
    refused(
        &[],
        "INSERT INTO deals (title, value) VALUES ('x', '1'), ('y', 'many')",
        "[22023] `deals.value` in row 2: `many` is not a number; nothing was sent",
    )
    .await;
    refused(
        &[],
        "INSERT INTO deals (title, owner_id) VALUES ('x', 1.5)",
        "[22023] `deals.owner_id` in row 1: `1.5` is not a whole number; nothing was sent",
    )
    .await;
    refused(&[], "INSERT INTO deals (title, expected_close_date) VALUES ('x', '2026-02-30')", "[22023] `deals.expected_close_date` in row 1: `2026-02-30` is not a date such as `2026-01-31`; nothing was sent").await;
    refused(
        &[],
        "INSERT INTO deals (title, renewal_date) VALUES ('x', 'soon')",
        "[22023] `deals.renewal_date` in row 1: `soon` is not a date such as `2026-01-31`; nothing was sent",
    )
    .await;
    refused(
        &[],
        "INSERT INTO deals (title, call_window) VALUES ('x', '25:00')",
        "[22023] `deals.call_window` in row 1: `25:00` is not a time of day such as `14:30:00`; nothing was sent",
    )
    .await;
    refused(
        &[],
        "INSERT INTO deals (title, is_archived) VALUES ('x', 'perhaps')",
        "[22023] `deals.is_archived` in row 1: `perhaps` is not true or false; nothing was sent",
    )
    .await;
    refused(
        &[],
        "INSERT INTO deals (title, labels) VALUES ('x', 5)",
        "[22023] `deals.labels` in row 1: there is no `5`; allowed: Cold, Hot, VIP, Warm; nothing was sent",
    )
    .await;
    refused(
        &[],
        "INSERT INTO deals (title, value) VALUES ('x', 'NaN')",
        "[22023] `deals.value` in row 1: NaN is no number the API takes; nothing was sent",
    )
    .await;
    refused(
        &[],
        "INSERT INTO products (name, prices) VALUES ('x', '{')",
        "[22023] `products.prices` in row 1: the text is no JSON list of objects; nothing was sent\n\
         hint: write its JSON text: `'[{\"price\": …, \"currency\": …, \"cost\": …, \"direct_cost\": …, \"notes\": …}]'`",
    )
    .await;
    refused(&[], "INSERT INTO deals (title, close_time) VALUES ('x', 'yesterday')", "[22023] `deals.close_time` in row 1: `yesterday` is not an instant such as `2026-01-31T14:30:00Z`; nothing was sent").await;
    refused(
        &[],
        "UPDATE deals SET title = NULL WHERE id = 6",
        "[22023] `deals.title` in row 1: it cannot be cleared; nothing was sent\n\
         hint: the API has no way to make it NULL; leave it out to keep what is there",
    )
    .await;
    refused(
        &[],
        "UPDATE deals SET contract_value = NULL, contract_value_currency = 'EUR' WHERE id = 6",
        "[22023] `deals.contract_value` in row 1: the field is NULL and a part of it is not; nothing was sent",
    )
    .await;
    refused(&[], "INSERT INTO deals (title, contract_value_currency) VALUES ('x', 'EUR')", "[22023] `deals.contract_value_currency` in row 1: it is a part of a field that has no value; set that too; nothing was sent").await;
}

#[tokio::test]
async fn what_would_concern_every_row_or_too_many_is_refused() {
    refused(
        &[],
        "DELETE FROM deals",
        "[0A000] `DELETE` without a WHERE would concern every row of `deals`; nothing was sent\n\
         hint: add a WHERE, or `SET pipedrive.allow_unfiltered_writes = true`",
    )
    .await;
    refused(
        &[],
        "UPDATE deals SET title = 'x' WHERE 1 = 1",
        "[0A000] `UPDATE` would concern every row of `deals`: its WHERE chooses every row; nothing was sent\n\
         hint: compare a column of the table with a value, or `SET pipedrive.allow_unfiltered_writes = true`",
    )
    .await;
    refused(
        &["SET pipedrive.max_write_rows = 2"],
        "DELETE FROM deals WHERE id IN (1, 2, 3)",
        "[22023] this `DELETE` concerns 3 rows of `deals`, more than `pipedrive.max_write_rows` = 2; nothing was sent\n\
         hint: narrow the WHERE, add a LIMIT, or raise the limit with `SET pipedrive.max_write_rows = …`",
    )
    .await;
    refused(
        &["SET pipedrive.max_write_rows = 2"],
        "INSERT INTO deals (title) VALUES ('a'), ('b'), ('c')",
        "[22023] this `INSERT` concerns 3 rows of `deals`, more than `pipedrive.max_write_rows` = 2; nothing was sent\n\
         hint: narrow the WHERE, add a LIMIT, or raise the limit with `SET pipedrive.max_write_rows = …`",
    )
    .await;
    refused(
        &[],
        "UPDATE deals SET title = v.column2 FROM (VALUES (1, 'a'), (1, 'b')) v WHERE id = v.column1",
        "[22023] this `UPDATE` says two things about the row of `deals` with key 1; nothing was sent\n\
         hint: it is joined with several rows: make them one with GROUP BY or DISTINCT first",
    )
    .await;
}

#[tokio::test]
async fn the_price_of_all_rows_is_compared_with_the_limits_first() {
    let settings = ["SET pipedrive.max_tokens_per_query = 20"];
    refused(
        &settings,
        "INSERT INTO deals (title) VALUES ('a'), ('b'), ('c'), ('d'), ('e')",
        "[HY000] this statement needs about 25 tokens, which with the 10 for field definitions is more than \
         `pipedrive.max_tokens_per_query` = 20; nothing was written\n\
         hint: add a WHERE on ids, owner, stage, status or update_time, a LIMIT, or raise the limit",
    )
    .await;
    // What is left of the day is known from the answer before.
    let config = SandboxConfig { daily_budget: Some(30), unlimited: false, ..small() };
    let fixture = Fixture::with(config, "").await;
    fixture.expect("SELECT id FROM deals WHERE id = 1").await;
    let sql = "INSERT INTO deals (title) VALUES ('a'), ('b'), ('c'), ('d'), ('e'), ('f')";
    let error = fixture.rows(sql).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BudgetSpent, "{}", describe(&error));
    assert_eq!(
        describe(&error),
        "[HY000] writing these rows needs 30 tokens, and 19 are left today, of which 0 are to stay; nothing was written\n\
         hint: write fewer rows, or wait for the next day"
    );
    assert_eq!(writes(&fixture), Vec::<String>::new());
}

#[tokio::test]
async fn what_is_left_of_the_day_is_asked_for_with_the_first_row() {
    const SQL: &str = "INSERT INTO notes (content, deal_id) SELECT 'x', value FROM generate_series(1, 3)";
    let config = SandboxConfig { daily_budget: Some(30), unlimited: false, ..small() };
    // One of three costs 10, and the others would take 20 of 20, of which 1 is to stay.
    let fixture = Fixture::with(config.clone(), "").await;
    fixture.expect("SET pipedrive.min_tokens_left = 1").await;
    let error = fixture.rows(SQL).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BudgetSpent, "{}", describe(&error));
    let expect = "writing the other 2 rows needs 20 tokens, and 20 are left today, of which 1 are to stay; \
                  1 of the 3 rows was written (id ";
    assert!(error.to_string().starts_with(expect), "{}", describe(&error));
    assert_eq!(writes(&fixture).len(), 1);
    let outcomes = outcomes(&fixture.session).await;
    assert!(outcomes[0].ends_with(" written"), "{outcomes:?}");
    assert_eq!(outcomes[1..], ["2 INSERT - not sent", "3 INSERT - not sent"]);
    // Where nothing is to stay, it is enough.
    let fixture = Fixture::with(config, "").await;
    assert_eq!(fixture.expect(SQL).await, [["3"]]);
    assert_eq!(writes(&fixture).len(), 3);
}

#[tokio::test]
async fn rows_are_counted_once_however_often_they_are_found() {
    let limit = ["SET pipedrive.max_write_rows = 2"];
    let twice = "FROM (VALUES (1), (1), (2), (2)) v WHERE id = v.column1";
    let fixture = Fixture::new().await;
    fixture.expect(limit[0]).await;
    assert_eq!(fixture.expect(&format!("UPDATE deals SET title = 'x' {twice}")).await, [["2"]]);
    let thrice = twice.replace("(2), (2)", "(2), (3), (3)");
    refused(
        &limit,
        &format!("UPDATE deals SET title = 'x' {thrice}"),
        "[22023] this `UPDATE` concerns 3 rows of `deals`, more than `pipedrive.max_write_rows` = 2; nothing was sent\n\
         hint: narrow the WHERE, add a LIMIT, or raise the limit with `SET pipedrive.max_write_rows = …`",
    )
    .await;
}

#[tokio::test]
async fn what_pipedrive_says_of_a_custom_field_names_its_column() {
    let fixture = Fixture::new().await;
    let named = |column: &str| format!("`deals.{column}` in row 2 of `INSERT`: Pipedrive answered 400");
    for (column, good, bad) in [("technical_contact", "1", "9999999"), ("partner_organization", "1", "9999999")] {
        let sql = format!("INSERT INTO deals (title, value, {column}) VALUES ('a', 1, {good}), ('b', 2, {bad})");
        let error = fixture.rows(&sql).await.unwrap_err();
        assert!(error.to_string().starts_with(&named(column)), "{sql}: {}", describe(&error));
    }
}

#[tokio::test]
async fn a_connection_that_only_reads_says_so() {
    let fixture = Fixture::with(small(), "ReadOnly=true").await;
    let error = fixture.rows("DELETE FROM deals WHERE id = 1").await.unwrap_err();
    assert_eq!(
        describe(&error),
        "[25006] this connection only reads: `ReadOnly` is true; nothing was sent\n\
         hint: connect without `ReadOnly=true`, or `SET pipedrive.dry_run = true` to see what would be sent"
    );
    assert!(fixture.requests().is_empty());
}

#[tokio::test]
async fn a_dry_run_finds_the_same_mistakes_and_sends_nothing() {
    let dry = ["SET pipedrive.dry_run = true"];
    refused(
        &dry,
        "INSERT INTO deals (title) VALUES ('a'), (NULL)",
        "[22023] row 2 of `INSERT` into `deals` needs `title`; nothing was sent",
    )
    .await;
    refused(&dry, "UPDATE deals SET contract_type = 'Renewl' WHERE id = 6", "[22023] `deals.contract_type` in row 1: there is no `Renewl`; did you mean `Renewal`?; allowed: Expansion, New business, Pilot, Renewal; nothing was sent").await;
    refused(
        &dry,
        "DELETE FROM deals",
        "[0A000] `DELETE` without a WHERE would concern every row of `deals`; nothing was sent\n\
         hint: add a WHERE, or `SET pipedrive.allow_unfiltered_writes = true`",
    )
    .await;
}

#[tokio::test]
async fn what_pipedrive_refuses_says_what_was_written() {
    let fixture = Fixture::new().await;
    let sql = "INSERT INTO deals (title, stage_id) VALUES ('fine', 1), ('wrong', 99999)";
    let error = fixture.rows(sql).await.unwrap_err();
    assert_eq!(
        describe(&error),
        "[22023] `deals.stage_id` in row 2 of `INSERT`: Pipedrive answered 400 to `POST /api/v2/deals`: Validation failed: stage_id: Parameter 'stage_id' does not refer to an existing record (99999); 1 of the 2 rows was written (id 121)\n\
         hint: `SELECT * FROM last_write` tells what became of each row"
    );
    assert_eq!(
        writes(&fixture),
        [
            "POST /api/v2/deals {\"stage_id\":1,\"title\":\"fine\"} 200 5",
            "POST /api/v2/deals {\"stage_id\":99999,\"title\":\"wrong\"} 400 5"
        ]
    );
    assert_eq!(outcomes(&fixture.session).await, ["1 INSERT 121 written", "2 INSERT - failed"]);
    let error = fixture.rows("UPDATE deals SET stage_id = 99999 WHERE id = 1").await.unwrap_err();
    assert_eq!(
        describe(&error),
        "[22023] `deals.stage_id` in row 1 of `UPDATE`: Pipedrive answered 400 to `PATCH /api/v2/deals/1`: Validation failed: stage_id: Parameter 'stage_id' does not refer to an existing record (99999); nothing was written\n\
         hint: `SELECT * FROM last_write` tells what became of each row"
    );
    assert_eq!(outcomes(&fixture.session).await, ["1 UPDATE 1 failed"]);
}
