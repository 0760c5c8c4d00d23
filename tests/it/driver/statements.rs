//! Preparing, binding, batches, and what statements come to.

use arrow::datatypes::DataType;
use datafusion::common::ScalarValue;

use super::{Driven, check_fails, drained};

#[test]
fn a_prepared_statement_tells_its_parameters_and_columns_without_running() {
    let driven = Driven::new();
    let mut statement = driven.connection.statement();
    check_fails(statement.execute(&[]), "22023", "no statement is prepared");
    assert!(statement.columns().is_none() && statement.parameters().is_empty());
    statement.prepare("SELECT id, title FROM deals WHERE id = ? AND title LIKE ?").unwrap();
    let types: Vec<_> = statement.parameters().iter().map(|parameter| parameter.data_type.clone()).collect();
    assert_eq!(types, [Some(DataType::Int64), Some(DataType::Utf8)]);
    let columns = statement.columns().unwrap();
    assert_eq!(columns.fields().iter().map(|field| field.name().as_str()).collect::<Vec<_>>(), ["id", "title"]);
    assert!(!driven.paths().iter().any(|path| path.starts_with("/api/v2/deals")));
    let run = |id: i64| drained(statement.execute(&[ScalarValue::from(id), ScalarValue::from("%")]).unwrap()).unwrap();
    assert!(run(1)[0].starts_with("1|"));
    assert!(run(2)[0].starts_with("2|"));
    check_fails(statement.execute(&[ScalarValue::from(1_i64)]), "07002", "2 parameters, 1 values");
    check_fails(statement.prepare("SELECT 1 FROM nowhere"), "42S02", "nowhere");
    assert!(!statement.is_prepared());
}

#[test]
fn wrong_statements_have_the_states_of_the_standard() {
    let driven = Driven::with(crate::fixture::small(), "ReadOnly=true");
    let check = |sql: &str, sqlstate: &str| check_fails(driven.run(sql), sqlstate, "");
    check("SELEC 1", "42000");
    check("", "42000");
    check("-- nothing", "42000");
    check("SELECT * FROM deasl", "42S02");
    check("SELECT titel FROM deals", "42S22");
    check("UPDATE deals SET title = 'x' WHERE id = 1", "25006");
    check("TRUNCATE TABLE deals", "HYC00");
    assert!(driven.connection.is_read_only());
    let error = driven.run("SELECT titel FROM deals").unwrap_err();
    assert!(error.hints().iter().any(|hint| hint.contains("`title`")), "{:?}", error.hints());
}

#[test]
fn writes_tell_how_many_rows_they_wrote() {
    let driven = Driven::new();
    let mut statement = driven.connection.statement();
    statement.prepare("UPDATE deals SET title = ? WHERE id IN (1, 2)").unwrap();
    assert!(statement.columns().is_none());
    let written = statement.execute(&[ScalarValue::from("new")]).unwrap();
    assert_eq!(drained(written).unwrap(), ["2 written"]);
    assert_eq!(driven.run("SELECT DISTINCT title FROM deals WHERE id IN (1, 2)").unwrap(), ["new"]);
    assert_eq!(driven.run("SET pipedrive.pushdown = false").unwrap(), ["done"]);
}

#[test]
fn the_statements_of_a_batch_run_one_after_the_other() {
    let driven = Driven::new();
    let batch = "CREATE TABLE kept AS SELECT 7 AS n; SELECT n FROM kept; SELECT n + 1 FROM kept";
    assert_eq!(driven.run(batch).unwrap(), ["done", "7", "8"]);
    let statement = driven.connection.statement();
    let text = "SELECT 1; UPDATE deals SET title = 'late' WHERE id = 3; SELECT 1 FROM nowhere; SELECT 2";
    let mut outcomes = statement.execute_text(text, &[]).unwrap();
    assert!(!driven.sandbox.requests().iter().any(|request| request.method == "PATCH"));
    assert!(outcomes.has_more());
    outcomes.next_outcome().unwrap();
    outcomes.next_outcome().unwrap();
    assert!(driven.sandbox.requests().iter().any(|request| request.method == "PATCH"));
    check_fails(outcomes.next_outcome(), "42S02", "nowhere");
    assert!(!outcomes.has_more() && outcomes.next_outcome().unwrap().is_none());
}

#[test]
fn the_values_of_a_batch_go_to_its_statements_in_turn() {
    let driven = Driven::new();
    let mut statement = driven.connection.statement();
    statement.prepare("SELECT CAST(? AS INT); SELECT CAST(? AS INT) + CAST(? AS INT)").unwrap();
    assert_eq!(statement.parameters().len(), 3);
    let values = [1_i32, 2, 3].map(ScalarValue::from);
    assert_eq!(drained(statement.execute(&values).unwrap()).unwrap(), ["1", "5"]);
    check_fails(statement.execute(&values[..2]), "07002", "3 parameters, 2 values");
    let direct = statement.execute_text("SELECT CAST(? AS INT)", &values);
    check_fails(direct, "07002", "1 parameters, 3 values");
}

#[test]
fn procedures_give_rows() {
    let driven = Driven::new();
    assert_eq!(driven.run("SELECT count(*) FROM TestConnection() t WHERE t.\"Available\"").unwrap(), ["1"]);
    assert_eq!(driven.run("EXEC TestConnection").unwrap().len(), 1);
}
