//! Where statements come from: `-c`, `-f`, standard input; and what happens between them.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use insta::assert_snapshot;

use crate::bench::Bench;

#[test]
fn statements_of_one_command_run_in_order() {
    let bench = Bench::new();
    let sql = "SET pipedrive.max_tokens_per_query = 15; SELECT 1 AS one; SHOW pipedrive.max_tokens_per_query";
    assert_snapshot!(bench.shell(["-c", sql]).show(), @r"
    exit: 0
    --- stdout
    one
    1
    name,value
    pipedrive.max_tokens_per_query,15
    --- stderr
    done · [time]
    1 row · [time] · no requests
    1 row · [time] · no requests
    ");
}

#[test]
fn commands_and_files_run_in_the_order_of_the_command_line() {
    let bench = Bench::new();
    bench.write("two.sql", "-- a comment; with a semicolon\nSELECT 'two; 2' AS two;\n");
    assert_snapshot!(bench.shell(["-q", "-c", "SELECT 1 AS one", "-f", "two.sql", "-c", "SELECT 3 AS three;"]).show(), @r"
    exit: 0
    --- stdout
    one
    1
    two
    two; 2
    three
    3
    ");
}

#[test]
fn the_first_statement_that_fails_ends_the_run() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["-c", "SELECT 1 AS one; SELECT titel FROM deals; SELECT 3 AS three"]).show(), @r"
    exit: 1
    --- stdout
    one
    1
    --- stderr
    1 row · [time] · no requests
    error: no column `titel` in `deals`
       at: statement 2
    hint: did you mean `title`?
    ");
    bench.write("three.sql", "SELECT 1 AS one;\n\nSELECT titel\nFROM deals;\nSELECT 3 AS three;\n");
    assert_snapshot!(bench.shell(["-q", "-f", "three.sql"]).show(), @r"
    exit: 1
    --- stdout
    one
    1
    --- stderr
    error: no column `titel` in `deals`
       at: three.sql, line 3, statement 2
    hint: did you mean `title`?
    ");
    let input = "SELECT 1 AS one;\nSELECT titel FROM deals;\nSELECT 3 AS three;\n";
    assert_snapshot!(bench.shell(["-q"]).input(input).show(), @r"
    exit: 1
    --- stdout
    one
    1
    --- stderr
    error: no column `titel` in `deals`
       at: standard input, line 2
    hint: did you mean `title`?
    ");
}

#[test]
fn standard_input_is_read_where_nothing_else_is_given() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["-q"]).input("SELECT count(*) AS stages FROM stages").show(), @r"
    exit: 0
    --- stdout
    stages
    12
    ");
    assert_snapshot!(bench.shell(["-q", "-f", "-"]).input("SELECT 1 AS one;\nSELECT 2 AS two;\n").show(), @r"
    exit: 0
    --- stdout
    one
    1
    two
    2
    ");
    assert_snapshot!(bench.shell(["-q"]).input("").show(), @r"
    exit: 0
    ");
    assert_snapshot!(bench.shell(["-q"]).input("\\q\nSELECT 'not reached';\n").show(), @r"
    exit: 0
    ");
}

#[test]
fn each_statement_on_standard_input_is_answered_before_the_next_is_read() {
    use std::io::Write;

    let bench = Bench::new();
    let mut command = bench.shell(["-q"]).command();
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut next = || lines.next().map(Result::unwrap);

    input.write_all(b"SELECT 1 AS one;\n").unwrap();
    assert_eq!(next().as_deref(), Some("one"));
    assert_eq!(next().as_deref(), Some("1"));
    input.write_all(b"SELECT 2\nAS two;\n").unwrap();
    assert_eq!(next().as_deref(), Some("two"));
    assert_eq!(next().as_deref(), Some("2"));
    drop(input);
    assert_eq!(next(), None);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let bench = Bench::new();
    for format in ["csv", "tsv", "json", "nd-json", "table"] {
        // Far more than a pipe holds, so that the program is still writing.
        let sql = "SELECT * FROM activities";
        let mut command = bench.shell(["-q", "--maxrows", "inf", "--format", format, "-c", sql]).command();
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        assert!(!first.is_empty(), "{format}");

        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!(said, "", "{format}");
        assert_eq!(child.wait().unwrap().code(), Some(0), "{format}");
    }
}

#[test]
fn a_file_of_settings_runs_first_and_says_nothing() {
    let bench = Bench::new();
    bench.write("settings.sql", "SET pipedrive.max_tokens_per_query = 7;\n");
    assert_snapshot!(bench.shell(["-r", "settings.sql", "-c", "SELECT name FROM users"]).show(), @r"
    exit: 1
    --- stderr
    error: this query needs about 20 tokens, more than `pipedrive.max_tokens_per_query` = 7; nothing was sent
    hint: add a WHERE on ids, owner, stage, status or update_time, a LIMIT, or raise the limit
    ");
}
