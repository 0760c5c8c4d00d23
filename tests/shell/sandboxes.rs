//! The emulated account, embedded and as a server of its own.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::bench::Bench;

#[test]
fn the_embedded_account_has_as_many_deals_as_asked_for() {
    let bench = Bench::new();
    let sql = "SELECT count(*) AS deals FROM deals WHERE status IN ('open', 'won', 'lost', 'deleted')";
    for (option, expect) in [("--sandbox=50", "deals\n50\n"), ("--sandbox", "deals\n400\n")] {
        let outcome = bench.program([option, "-q", "-c", sql]).output();
        assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), (expect, ""), "{option}");
    }
}

#[test]
fn a_served_account_prints_the_connection_string_to_use() {
    let bench = Bench::new();
    let mut command = bench.program(["sandbox", "--port", "0", "--deals", "30"]).command();
    let mut server = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut connection = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut connection).unwrap();

    let outcome = bench.program([connection.trim(), "-q", "-c", "SELECT count(*) AS persons FROM persons"]).output();
    server.kill().unwrap();
    server.wait().unwrap();
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    assert!(outcome.stdout.starts_with("persons\n"), "{}", outcome.stdout);
}

#[test]
fn a_failure_that_passes_is_not_noticed() {
    let bench = Bench::new();
    let mut command = bench.program(["sandbox", "--port", "0", "--faults", "stages:500,stages:drop@2"]).command();
    let mut server = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut connection = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut connection).unwrap();

    let outcome = bench.program([connection.trim(), "-q", "-c", "SELECT count(*) AS stages FROM stages"]).output();
    server.kill().unwrap();
    server.wait().unwrap();
    assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("stages\n12\n", ""));
}

#[test]
fn a_wrong_fault_plan_is_an_error_of_the_command_line() {
    let bench = Bench::new();
    let outcome = bench.program(["sandbox", "--faults", "deals:teapot"]).output();
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.stderr.contains("unknown fault `teapot`, expected one of"), "{}", outcome.stderr);
}
