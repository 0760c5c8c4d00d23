//! The command line: what is a connection string, what a subcommand, and in which order things run.

use super::*;

fn parsed(line: &[&str]) -> Result<Cli, Refused> {
    let arguments: Vec<OsString> = ["pipedrive-sql"].iter().chain(line).map(OsString::from).collect();
    parse(&arguments)
}

#[test]
fn the_command_line_is_consistent() {
    Cli::command().debug_assert();
}

#[test]
fn a_connection_string_is_not_taken_for_a_subcommand() {
    let check = |line: &[&str], string: Option<&str>, command: bool| {
        let cli = parsed(line).unwrap();
        assert_eq!(cli.connection.string.as_deref(), string, "{line:?}");
        assert_eq!(cli.command.is_some(), command, "{line:?}");
    };
    check(&[], None, false);
    check(&["CompanyDomain=acme;APIToken=x"], Some("CompanyDomain=acme;APIToken=x"), false);
    check(&["DSN=test"], Some("DSN=test"), false);
    check(&["test"], None, true);
    check(&["test", "DSN=test"], None, true);
    check(&["--", "test"], Some("test"), false);
    check(&["--sandbox", "PageSize=50"], Some("PageSize=50"), false);
}

#[test]
fn the_sandbox_takes_its_size_after_an_equals_sign() {
    let check = |line: &[&str], deals| assert_eq!(parsed(line).unwrap().connection.sandbox, deals, "{line:?}");
    check(&[], None);
    check(&["--sandbox"], Some(400));
    check(&["--sandbox=1000"], Some(1000));
}

#[test]
fn commands_and_files_run_in_the_order_given() {
    let cli = parsed(&["-c", "SELECT 1", "-f", "a.sql", "-c", "SELECT 2"]).unwrap();
    let command = |sql: &str| Source::Command(sql.to_owned());
    assert_eq!(cli.shell.sources, [command("SELECT 1"), Source::File("a.sql".into()), command("SELECT 2")]);
}

#[test]
fn a_refused_command_line_repeats_no_secret() {
    let token = "5a9db0c5a9db0c5a9db0c5a9db0c5a9db0c0ac3e";
    for line in [
        ["CompanyDomain=acme", "APIToken=s3cret"],
        ["AuthScheme=Basic", &format!("ApiToken={token}")],
        ["acme", token],
        ["acme", &format!("--token={token}")],
        ["--connection=APIToken=s3cret", "x"],
    ] {
        let refused = parsed(&line).unwrap_err();
        assert!(!refused.wanted);
        assert!(!refused.text.contains("s3cret") && !refused.text.contains(token), "{}", refused.text);
    }
}

#[test]
fn a_connection_string_that_fell_apart_is_answered_with_advice() {
    let check = |line: &[&str], expect| {
        let text = parsed(line).unwrap_err().text;
        assert_eq!(text.contains("put quotes around it"), expect, "{text}");
    };
    check(&["CompanyDomain=acme", "APIToken=x"], true);
    check(&["CompanyDomain=acme", "--fromat=csv"], false);
}

#[test]
fn help_explains_the_keys_and_the_exit_codes() {
    let help = parsed(&["--help"]).unwrap_err();
    assert!(help.wanted);
    for part in ["CompanyDomain=", "APIToken=SECRET", "Exit codes", "Examples", "--maxrows"] {
        assert!(help.text.contains(part), "{part} in\n{}", help.text);
    }
}
