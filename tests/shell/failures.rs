//! Bad input: one clear message, a hint, the right exit code, and nothing sent that need not be.

use insta::assert_snapshot;

use crate::bench::Bench;

#[test]
fn misspelt_names_are_answered_with_the_nearest() {
    let bench = Bench::new();
    assert_snapshot!(bench.query("SELECT titel FROM deals"), @r"
    exit: 1
    --- stderr
    error: no column `titel` in `deals`
    hint: did you mean `title`?
    ");
    assert_snapshot!(bench.query("SELECT d.titel FROM deals AS d"), @r"
    exit: 1
    --- stderr
    error: no column `titel` in `d`
    hint: did you mean `title`?
    ");
    assert_snapshot!(bench.query("SELECT lenth(title) FROM deals"), @r"
    exit: 1
    --- stderr
    error: no function `lenth`
    hint: did you mean `length`?
    ");
    assert_snapshot!(bench.query("SET pipedrive.pushdwn = false"), @r"
    exit: 1
    --- stderr
    error: no setting `pipedrive.pushdwn`
    hint: did you mean `pipedrive.pushdown`?
    ");
    assert_snapshot!(bench.query("SELECT * FROM dels"), @r"
    exit: 1
    --- stderr
    error: no table `dels`
    hint: did you mean `deals`?
    ");
}

#[test]
fn sql_that_does_not_parse_is_placed() {
    let bench = Bench::new();
    assert_snapshot!(bench.query("SELECT id\nFROM deals WERE stage_id = 3"), @r"
    exit: 1
    --- stderr
    error: expected end of statement, found stage_id at line 2, column 17
    ");
    assert_snapshot!(bench.query("SELECT 'open"), @r"
    exit: 1
    --- stderr
    error: unterminated string literal at line 1, column 8
    ");
    bench.write("broken.sql", "SELECT 1 AS one;\n\n  SELEC 2;\n");
    assert_snapshot!(bench.shell(["-q", "-f", "broken.sql"]).show(), @r"
    exit: 1
    --- stdout
    one
    1
    --- stderr
    error: expected an SQL statement, found SELEC at line 3, column 3
       at: broken.sql, line 3, statement 2
    ");
}

#[test]
fn values_of_the_wrong_type_are_named() {
    let bench = Bench::new();
    assert_snapshot!(bench.query("SELECT id FROM deals WHERE update_time > 'yesterday'"), @r"
    exit: 1
    --- stderr
    error: cannot read `yesterday` as a timestamp
    hint: write times like 2026-02-28T23:59:59Z and dates like 2026-02-28
    ");
    assert_snapshot!(bench.query("SELECT sum(title) FROM deals"), @r"
    exit: 1
    --- stderr
    error: no function takes the arguments of `sum(Utf8)`
    hint: cast the arguments to types it takes, or use another function
    ");
    assert_snapshot!(bench.query("SET pipedrive.max_tokens_per_query = many"), @r"
    exit: 1
    --- stderr
    error: `pipedrive.max_tokens_per_query` takes a whole number, not `many`
    ");
    assert_snapshot!(bench.query("SELECT id FROM deals WHERE stage_id = 'three'"), @r"
    exit: 1
    --- stderr
    error: cannot cast string 'three' to value of Int64 type
    hint: compare the column with a value of its own type; `\d table` in the shell shows the types
    ");
}

#[test]
fn statements_that_would_change_every_row_are_refused() {
    let bench = Bench::new();
    let check = |sql: &str| {
        let outcome = bench.shell(["-q", "-c", sql]).output();
        assert_eq!(outcome.code, Some(1), "{sql}");
        assert!(outcome.stderr.contains("nothing was sent"), "{sql}: {}", outcome.stderr);
        assert_eq!(outcome.stdout, "", "{sql}");
        assert!(bench.requests().iter().all(|request| !request.contains("/deals/")), "{sql}");
    };
    check("UPDATE deals SET title = 'x'");
    check("DELETE FROM deals");
    check("DELETE FROM persons WHERE true");
    check("TRUNCATE TABLE deals");
    assert_snapshot!(bench.query("DELETE FROM stages"), @r"
    exit: 1
    --- stderr
    error: `DELETE` without a WHERE would concern every row of `stages`; nothing was sent
    hint: add a WHERE, or `SET pipedrive.allow_unfiltered_writes = true`
    ");
}

#[test]
fn a_query_over_the_limit_is_refused_before_its_first_request() {
    let bench = Bench::new();
    let sql = "SET pipedrive.max_tokens_per_query = 15; SELECT count(*) FROM deals";
    assert_snapshot!(bench.shell(["-q", "-c", sql]).show(), @r"
    exit: 1
    --- stderr
    error: this query needs about 30 tokens, more than `pipedrive.max_tokens_per_query` = 15; nothing was sent
       at: statement 2
    hint: add a WHERE on ids, owner, stage, status or update_time, a LIMIT, or raise the limit
    ");
    assert_eq!(bench.requests().iter().filter(|request| request.contains("/deals")).count(), 0);
}

#[test]
fn a_file_that_cannot_be_read_is_an_error_of_the_command_line() {
    let bench = Bench::new();
    bench.write("first.sql", "SELECT count(*) FROM stages;");
    assert_snapshot!(bench.shell(["-f", "first.sql", "-f", "missing.sql"]).show(), @r"
    exit: 2
    --- stderr
    error: cannot read `missing.sql`: no such file or directory
    ");
    assert_eq!(bench.requests(), [""; 0], "nothing runs before all files are there");
}

#[test]
fn the_command_line_is_checked() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["--fromat", "csv"]).show(), @r"
    exit: 2
    --- stderr
    error: unexpected argument '--fromat' found

      tip: a similar argument exists: '--format'

    Usage: pipedrive-sql --format <FORMAT> [CONNECTION_STRING]

    For more information, try '--help'.
    ");
    assert_snapshot!(bench.shell(["--format", "xml", "-c", "SELECT 1"]).show(), @r"
    exit: 2
    --- stderr
    error: invalid value 'xml' for '--format <FORMAT>'
      [possible values: automatic, table, csv, tsv, json, nd-json]

    For more information, try '--help'.
    ");
    assert_snapshot!(bench.shell(["--maxrows", "few", "-c", "SELECT 1"]).show(), @r"
    exit: 2
    --- stderr
    error: invalid value 'few' for '--maxrows <ROWS>': expected a whole number or `inf`

    For more information, try '--help'.
    ");
}
