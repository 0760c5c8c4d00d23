//! What `--help` says after the options.

const EXAMPLES: &str = r#"Examples:
  pipedrive-sql --sandbox
  pipedrive-sql "CompanyDomain=acme;APIToken=…"
  pipedrive-sql --profile acme -c "SELECT count(*) FROM deals"
  pipedrive-sql --sandbox -q --format csv -c "SELECT id, title FROM deals" > deals.csv
  pipedrive-sql test "CompanyDomain=acme;APIToken=…"
  pipedrive-sql login --profile acme
"#;

const EXIT_CODES: &str = "Exit codes:
  0  fine, also when the reader of standard output leaves early
  1  a statement or the connection failed, or Ctrl-C cancelled it
  2  the command line or its connection string is wrong, or names a file that cannot be read
";

const STREAMS: &str = "Output:
  Standard output carries rows and nothing else; progress, summaries and errors go to standard error.
  csv is RFC 4180 with line feeds: NULL is an empty field, lists and structs are JSON text, and timestamps are
  RFC 3339 in UTC. json and nd-json write NULL as null.
";

const ACCOUNT: &str = "The account is named by a connection string, by --profile or --dsn, by the variable
PIPEDRIVE_SQL_CONNECTION, or is the embedded one of --sandbox. A connection string on the command line can be seen by
other users of the machine; the variable and profiles cannot. `login` signs in with OAuth and writes a profile.
";

/// After `-h`.
pub(crate) fn short() -> String {
    format!("{EXAMPLES}\nConnection keys, exit codes and more: --help")
}

/// After `--help`.
pub(crate) fn long() -> String {
    let keys = pipedrive_connection::help();
    let keys = keys.lines().map(|line| if line.is_empty() { String::new() } else { format!("  {line}") });
    let keys = keys.collect::<Vec<_>>().join("\n");
    format!("{ACCOUNT}\n{EXAMPLES}\n{EXIT_CODES}\n{STREAMS}\nConnection keys:\n{keys}")
}
