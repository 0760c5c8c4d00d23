//! Where statements come from: `-c`, `-f`, standard input; and what happens between them.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use insta::assert_snapshot;

use crate::bench::Bench;

#[test]
fn statements_of_one_command_run_in_order() {
    let bench = Bench::new();
    let sql = "SET pipedrive.max_tokens_per_query = 50; SELECT 1 AS one; SHOW pipedrive.max_tokens_per_query";
    assert_snapshot!(bench.shell(["-c", sql]).show(), @"");
}

#[test]
fn commands_and_files_run_in_the_order_of_the_command_line() {
    let bench = Bench::new();
    bench.write("two.sql", "-- a comment; with a semicolon\nSELECT 'two; 2' AS two;\n");
    assert_snapshot!(bench.shell(["-q", "-c", "SELECT 1 AS one", "-f", "two.sql", "-c", "SELECT 3 AS three;"]).show(), @"");
}

#[test]
fn the_first_statement_that_fails_ends_the_run() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["-c", "SELECT 1 AS one; SELECT titel FROM deals; SELECT 3 AS three"]).show(), @"");
    bench.write("three.sql", "SELECT 1 AS one;\n\nSELECT titel\nFROM deals;\nSELECT 3 AS three;\n");
    assert_snapshot!(bench.shell(["-q", "-f", "three.sql"]).show(), @"");
    let input = "SELECT 1 AS one;\nSELECT titel FROM deals;\nSELECT 3 AS three;\n";
    assert_snapshot!(bench.shell(["-q"]).input(input).show(), @"");
}

#[test]
fn standard_input_is_read_where_nothing_else_is_given() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["-q"]).input("SELECT count(*) AS stages FROM stages").show(), @"");
    assert_snapshot!(bench.shell(["-q", "-f", "-"]).input("SELECT 1 AS one;\nSELECT 2 AS two;\n").show(), @"");
    assert_snapshot!(bench.shell(["-q"]).input("").show(), @"");
    assert_snapshot!(bench.shell(["-q"]).input("\\q\nSELECT 'not reached';\n").show(), @"");
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
        let sql = "SELECT a.*, b.subject AS other FROM activities AS a CROSS JOIN activities AS b LIMIT 100000";
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
    let show = "SHOW pipedrive.max_tokens_per_query";
    assert_snapshot!(bench.shell(["-r", "settings.sql", "-q", "-c", show]).show(), @"");
}
