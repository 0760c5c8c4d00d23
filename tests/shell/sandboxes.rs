//! The emulated account, embedded and as a server of its own.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use insta::assert_snapshot;

use crate::bench::{Bench, free_port};
use crate::browser_script::{Click, consent, get};
use crate::live::Live;

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
fn a_served_account_has_an_app_as_it_is_told_to() {
    let bench = Bench::new();
    let callback = format!("http://localhost:{}", free_port());
    let options = ["--token-lifetime", "1000", "--rotate-refresh-tokens", "--scopes", "base,deals:read"];
    let run = bench.program(["sandbox", "--port", "0", "--callback-url", &callback].iter().chain(&options));
    let mut server = run.command().stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines().map(Result::unwrap);
    let connections: Vec<String> = lines.by_ref().take(2).collect();

    let connection = format!("{};InitiateOAuth=REFRESH", connections[1]);
    let mut live = Live::start(bench.program(["login", "--profile", "acme", &connection]));
    get(&consent(&live.told("Opening "), Click::Allow));
    let login = live.finish();
    let allowed = bench.program(["--profile", "acme", "-q", "-c", "SELECT count(*) AS stages FROM stages"]).output();
    let not_allowed = bench.program(["--profile", "acme", "-q", "-c", "SELECT count(*) FROM persons"]).output();
    server.kill().unwrap();
    server.wait().unwrap();
    assert!(connection.contains(&callback), "{connection}");
    assert!(login.stdout.contains("Scopes: base, deals:read\n"), "{}{}", login.stdout, login.stderr);
    assert_eq!((allowed.stdout.as_str(), allowed.stderr.as_str()), ("stages\n12\n", ""));
    assert!(not_allowed.stderr.contains("Scope and URL mismatch"), "{}", not_allowed.stderr);
}

#[test]
fn a_misspelt_scope_is_an_error_of_the_command_line() {
    let bench = Bench::new();
    let outcome = bench.program(["sandbox", "--scopes", "base,deals:ful"]).output();
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.stderr.contains("did you mean `deals:full`?"), "{}", outcome.stderr);
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

#[test]
fn an_account_may_lack_an_add_on_and_its_user_the_rights_of_an_administrator() {
    let bench = Bench::new();
    let check = |options: &[&str], sql: &str, refusal: Option<&str>| {
        let outcome = bench.program(options.iter().chain(&["-q", "-c", sql])).output();
        assert_eq!(outcome.code, Some(refusal.map_or(0, |_| 1)), "{options:?}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(refusal.unwrap_or_default()), "{options:?}: {}", outcome.stderr);
    };
    let (boards, roles) = ("SELECT count(*) FROM boards", "SELECT count(*) FROM roles");
    check(&["--sandbox"], boards, None);
    check(&["--sandbox", "--without-projects"], boards, Some("The Projects add-on is not enabled for this company"));
    check(&["--sandbox", "--without-projects=402"], boards, Some("Required suites missing: projects"));
    check(&["--sandbox", "--without-projects"], roles, None);
    check(&["--sandbox", "--regular-user"], roles, Some("permission"));
    check(&["--sandbox", "--regular-user"], boards, None);
}

#[test]
fn what_an_emulated_account_lacks_is_said_only_of_one() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["--without-projects", "-c", "SELECT 1"]).show(), @r"
    exit: 2
    --- stderr
    error: `--without-projects` is about the emulated account, which `--sandbox` starts
    ");
    let outcome = bench.program(["--sandbox", "--without-projects=500"]).output();
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.stderr.contains("expected `402`, `403` or `404`"), "{}", outcome.stderr);
}
