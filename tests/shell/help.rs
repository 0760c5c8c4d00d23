//! What the program says about itself.

use insta::assert_snapshot;
use pipedrive_connection::KEYS;

use crate::bench::Bench;

#[test]
fn the_version_is_one_line() {
    let bench = Bench::new();
    assert_snapshot!(bench.program(["--version"]).show(), @r"
    exit: 0
    --- stdout
    pipedrive-sql [version]
    ");
}

#[test]
fn the_short_help_fits_a_screen() {
    let bench = Bench::new();
    assert_snapshot!(bench.program(["-h"]).show(), @r#"
    exit: 0
    --- stdout
    SQL for Pipedrive

    Usage: pipedrive-sql [OPTIONS] [CONNECTION_STRING]
           pipedrive-sql <COMMAND>

    Commands:
      test     Check that the account can be reached with these credentials
      sandbox  Serve an emulated account on this machine until Ctrl-C
      login    Sign in with OAuth and save a profile
      logout   Revoke the access that a sign-in gave, and remove its tokens
      profile  List, show or remove profiles
      odbc     Install, uninstall or check the ODBC driver
      help     Print this message or the help of the given subcommand(s)

    Arguments:
      [CONNECTION_STRING]  `Key=Value;` pairs that name the account; default: the variable `PIPEDRIVE_SQL_CONNECTION`

    Options:
          --dsn <NAME>         Take further connection keys from this data source of odbc.ini
          --profile <NAME>     Take further connection keys from this profile of profiles.toml
          --sandbox[=<DEALS>]  Start an embedded account with made-up data and connect to it; no Pipedrive needed
      -c, --command <SQL>      Run these statements and leave; may be given several times
      -f, --file <FILE>        Run the statements of this file and leave; may be given several times; `-` is standard input
      -r, --rc <FILE>          Run this file first; default: `rc.sql` in the configuration directory, when interactive
          --format <FORMAT>    How rows are written [default: automatic] [possible values: automatic, table, csv, tsv, json, nd-json]
      -q, --quiet              Only rows and errors
          --maxrows <ROWS>     Most rows that the format `table` shows: a number or `inf` [default: 40]
          --color <COLOR>      Colours while typing and in messages; `auto` respects `NO_COLOR` [default: auto] [possible values: auto, always, never]
      -h, --help               Print help (see more with '--help')
      -V, --version            Print version

    Examples:
      pipedrive-sql --sandbox
      pipedrive-sql "CompanyDomain=acme;APIToken=…"
      pipedrive-sql --profile acme -c "SELECT count(*) FROM deals"
      pipedrive-sql --sandbox -q --format csv -c "SELECT id, title FROM deals" > deals.csv
      pipedrive-sql test "CompanyDomain=acme;APIToken=…"
      pipedrive-sql login --profile acme

    Connection keys, exit codes and more: --help
    "#);
}

#[test]
fn the_long_help_explains_every_key_and_exit_code() {
    let bench = Bench::new();
    let help = bench.program(["--help"]).output().stdout;
    for key in KEYS {
        assert!(help.contains(&format!("  {}=", key.name)), "{} is missing", key.name);
    }
    let codes = help.split_once("Exit codes:\n").unwrap().1.lines().take(3).collect::<Vec<_>>().join("\n");
    assert_snapshot!(codes, @r"
    0  fine, also when the reader of standard output leaves early
    1  a statement or the connection failed, or Ctrl-C cancelled it
    2  the command line or its connection string is wrong, or names a file that cannot be read
    ");
}
