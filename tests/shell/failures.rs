//! Bad input: one clear message, a hint, the right exit code, and nothing sent that need not be.

use insta::assert_snapshot;

use crate::bench::Bench;

#[test]
fn misspelt_names_are_answered_with_the_nearest() {
    let bench = Bench::new();
    assert_snapshot!(bench.query("SELECT titel FROM deals"), @"");
    assert_snapshot!(bench.query("SELECT d.titel FROM deals AS d"), @"");
    assert_snapshot!(bench.query("SELECT * FROM dels"), @"");
    assert_snapshot!(bench.query("SELECT lenth(title) FROM deals"), @"");
    assert_snapshot!(bench.query("SET pipedrive.pushdwn = false"), @"");
}

#[test]
fn sql_that_does_not_parse_is_placed() {
    let bench = Bench::new();
    assert_snapshot!(bench.query("SELECT id,\n  FROM WHERE deals"), @"");
    assert_snapshot!(bench.query("SELECT 'open"), @"");
    bench.write("broken.sql", "SELECT 1 AS one;\n\n  SELEC 2;\n");
    assert_snapshot!(bench.shell(["-q", "-f", "broken.sql"]).show(), @"");
}

#[test]
fn values_of_the_wrong_type_are_named() {
    let bench = Bench::new();
    assert_snapshot!(bench.query("SELECT id FROM deals WHERE stage_id = 'three'"), @"");
    assert_snapshot!(bench.query("SELECT id FROM deals WHERE update_time > 'yesterday'"), @"");
    assert_snapshot!(bench.query("SET pipedrive.max_tokens_per_query = many"), @"");
}

#[test]
fn statements_that_would_change_the_account_are_refused() {
    let bench = Bench::new();
    let check = |sql: &str| {
        let outcome = bench.shell(["-q", "-c", sql]).output();
        assert_eq!(outcome.code, Some(1), "{sql}");
        assert!(outcome.stderr.contains("is not supported yet; nothing was sent and nothing changed"), "{sql}");
        assert_eq!(outcome.stdout, "", "{sql}");
    };
    check("UPDATE deals SET title = 'x' WHERE id = 7");
    check("UPDATE deals SET title = 'x' WHERE id IN (SELECT deal_id FROM activities)");
    check("DELETE FROM deals");
    check("DELETE FROM persons WHERE 1 = 0");
    check("INSERT INTO activities (subject) VALUES ('x')");
    check("EXPLAIN DELETE FROM deals WHERE id = 7");
    check("CALL convert_lead(id => 'x')");
    assert_eq!(bench.requests(), [""; 0]);
    assert_snapshot!(bench.query("UPDATE deals SET title = 'x' WHERE id = 7"), @"");
}

#[test]
fn a_query_over_the_limit_is_refused_before_its_first_request() {
    let bench = Bench::new();
    let sql = "SET pipedrive.max_tokens_per_query = 15; SELECT count(*) FROM deals";
    assert_snapshot!(bench.shell(["-q", "-c", sql]).show(), @"");
    assert_eq!(bench.requests().iter().filter(|request| request.contains("/deals")).count(), 0);
}

#[test]
fn a_file_that_cannot_be_read_is_an_error_of_the_command_line() {
    let bench = Bench::new();
    bench.write("first.sql", "SELECT count(*) FROM stages;");
    assert_snapshot!(bench.shell(["-f", "first.sql", "-f", "missing.sql"]).show(), @"");
    assert_eq!(bench.requests(), [""; 0], "nothing runs before all files are there");
}

#[test]
fn the_command_line_is_checked() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["--fromat", "csv"]).show(), @"");
    assert_snapshot!(bench.shell(["--format", "xml", "-c", "SELECT 1"]).show(), @"");
    assert_snapshot!(bench.shell(["--maxrows", "few", "-c", "SELECT 1"]).show(), @"");
}
