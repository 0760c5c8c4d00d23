//! How an account is named, and what is said when that fails.

use insta::assert_snapshot;

use crate::bench::{Bench, TOKEN};

const COUNT: &str = "SELECT count(*) AS pipelines FROM pipelines";

#[test]
fn an_account_is_named_in_any_of_five_ways() {
    let bench = Bench::new();
    let connection = bench.connection();
    let base = connection.rsplit_once("BaseURL=").unwrap().1.to_owned();
    bench.write(
        ".config/pipedrive-sql/profiles.toml",
        &format!("[acme]\nCompanyDomain = \"acme\"\nAPIToken = \"{TOKEN}\"\nBaseURL = \"{base}\"\n"),
    );
    bench.write(".odbc.ini", &format!("[acme]\nCompanyDomain = acme\nAPIToken = {TOKEN}\nBaseURL = {base}\n"));

    let check = |arguments: &[&str]| {
        let outcome = bench.program(arguments.iter().chain(&["-q", "-c", COUNT])).output();
        assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("pipelines\n3\n", ""), "{arguments:?}");
    };
    check(&[&connection]);
    check(&["--profile", "acme"]);
    check(&["--dsn", "acme"]);
    check(&["Profile=acme;PageSize=1"]);
    check(&["DSN=acme;PageSize=1"]);
    let outcome = bench.shell(["-q", "-c", COUNT]).output();
    assert_eq!(outcome.stdout, "pipelines\n3\n");
}

#[test]
fn without_an_account_the_ways_to_name_one_are_listed() {
    let bench = Bench::new();
    assert_snapshot!(bench.program(["-c", COUNT]).show(), @"");
}

#[test]
fn a_wrong_connection_string_is_explained() {
    let bench = Bench::new();
    let show = |connection: &str| bench.program([connection, "-c", COUNT]).show();
    assert_snapshot!(show("ComapnyDomain=acme;APIToken=x"), @"");
    assert_snapshot!(show("AuthScheme=OAuth;CompanyDomain=acme"), @"");
    assert_snapshot!(show("PageSize=100"), @"");
    assert_snapshot!(show("CompanyDomain=acme;APIToken=x;PageSize=5000"), @"");
    assert_snapshot!(show("CompanyDomain=acme;APIToken='x"), @"");
    assert_snapshot!(show("Profile=nosuch"), @"");
    assert_snapshot!(show("tset"), @"");
}

#[test]
fn the_test_of_a_connection_prints_its_verdict() {
    let bench = Bench::new();
    assert_snapshot!(bench.program(["test", &bench.connection()]).show(), @"");
    let wrong = bench.connection().replace(TOKEN, "0123456789");
    assert_snapshot!(bench.program(["test", &wrong]).show(), @"");
}

#[test]
fn a_refused_token_is_said_so_whatever_was_asked() {
    let bench = Bench::new();
    let wrong = bench.connection().replace(TOKEN, "0123456789");
    assert_snapshot!(bench.program([&wrong, "-c", "SELECT title FROM deals WHERE id = 7"]).show(), @"");
}

#[test]
fn profiles_are_listed_and_shown_without_their_secrets() {
    let bench = Bench::new();
    assert_snapshot!(bench.program(["profile", "list"]).show(), @"");
    let profiles = format!("[acme]\nCompanyDomain = \"acme\"\nAPIToken = \"{TOKEN}\"\n\n[beta]\nPageSize = 50\n");
    bench.write(".config/pipedrive-sql/profiles.toml", &profiles);
    assert_snapshot!(bench.program(["profile", "list"]).show(), @"");
    assert_snapshot!(bench.program(["profile", "show", "acme"]).show(), @"");
    assert_snapshot!(bench.program(["profile", "show", "acne"]).show(), @"");
}

#[test]
fn what_comes_later_says_so() {
    let bench = Bench::new();
    for command in ["login", "logout", "odbc"] {
        let outcome = bench.program([command]).output();
        assert_eq!(outcome.code, Some(1), "{command}");
        assert!(outcome.stderr.contains("is not there yet"), "{command}: {}", outcome.stderr);
    }
}
