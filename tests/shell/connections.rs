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
    assert_snapshot!(bench.program(["-c", COUNT]).show(), @r#"
    exit: 2
    --- stderr
    error: no account is named
    hint: give a connection string: `pipedrive-sql "CompanyDomain=acme;APIToken=…"`, or put it into `PIPEDRIVE_SQL_CONNECTION`
    hint: or name a stored one: `--profile NAME` or `--dsn NAME`
    hint: or try it out without an account: `--sandbox`
    "#);
}

#[test]
fn a_wrong_connection_string_is_explained() {
    let bench = Bench::new();
    let show = |connection: &str| bench.program([connection, "-c", COUNT]).show();
    assert_snapshot!(show("ComapnyDomain=acme;APIToken=x"), @r"
    exit: 2
    --- stderr
    error: unknown connection key `ComapnyDomain` at character 1
    hint: did you mean `CompanyDomain`?
    ");
    assert_snapshot!(show("AuthScheme=OAuth;CompanyDomain=acme"), @r"
    exit: 2
    --- stderr
    error: the connection string lacks `OAuthClientId` and `OAuthClientSecret`, which `AuthScheme=OAuth` needs
    hint: register an app in Pipedrive's Developer Hub, give an `OAuthAccessToken` you already have, or use `AuthScheme=Basic;APIToken=…`
    ");
    assert_snapshot!(show("PageSize=100"), @r"
    exit: 2
    --- stderr
    error: the connection string lacks `CompanyDomain` and `APIToken`, which `AuthScheme=Basic` needs
    hint: `CompanyDomain` is `acme` when your Pipedrive is at https://acme.pipedrive.com
    hint: copy your API token from Settings > Personal preferences > API
    ");
    assert_snapshot!(show("CompanyDomain=acme;APIToken=x;PageSize=5000"), @r"
    exit: 2
    --- stderr
    error: bad value for `PageSize` at character 31: expected a whole number from 1 to 500
    hint: rows asked for in one request
    ");
    assert_snapshot!(show("CompanyDomain=acme;APIToken='x"), @r"
    exit: 2
    --- stderr
    error: the value opened by `'` is never closed, opened at character 29
    hint: close it with the same quote; a quote inside the value is written twice, or the value put in `{…}`
    ");
    assert_snapshot!(show("Profile=nosuch"), @r"
    exit: 2
    --- stderr
    error: no profile `nosuch` in `[home]/.config/pipedrive-sql/profiles.toml`
    hint: there are no profiles yet
    ");
    assert_snapshot!(show("tset"), @r"
    exit: 2
    --- stderr
    error: the argument is neither a connection string (`Key=Value;…`) nor a subcommand
    hint: did you mean the subcommand `test`?
    ");
}

#[test]
fn the_test_of_a_connection_prints_its_verdict() {
    let bench = Bench::new();
    assert_snapshot!(bench.program(["test", &bench.connection()]).show(), @r"
    exit: 0
    --- stdout
    connection available
    account:    Acme (http://[sandbox])
    user:       Ada Admin <ada.admin@acme.example>, administrator
    rate limit: 100 requests / 2 s
    left today: 149,998 of 150,000 API tokens
    ");
    let wrong = bench.connection().replace(TOKEN, "0123456789");
    assert_snapshot!(bench.program(["test", &wrong]).show(), @r"
    exit: 1
    --- stdout
    connection unavailable: Pipedrive refused the API token (401)
    --- stderr
    hint: copy it again from Settings > Personal preferences > API; it belongs to one user in one company
    ");
}

#[test]
fn a_refused_token_is_said_so_whatever_was_asked() {
    let bench = Bench::new();
    let wrong = bench.connection().replace(TOKEN, "0123456789");
    assert_snapshot!(bench.program([&wrong, "-c", "SELECT title FROM deals WHERE id = 7"]).show(), @r"
    exit: 1
    --- stderr
    error: Pipedrive refused the API token (401)
    hint: copy it again from Settings > Personal preferences > API; it belongs to one user in one company
    ");
}

#[test]
fn profiles_are_listed_and_shown_without_their_secrets() {
    let bench = Bench::new();
    assert_snapshot!(bench.program(["profile", "list"]).show(), @r"
    exit: 0
    --- stderr
    there are no profiles in `[home]/.config/pipedrive-sql/profiles.toml` yet
    ");
    let profiles = format!("[acme]\nCompanyDomain = \"acme\"\nAPIToken = \"{TOKEN}\"\n\n[beta]\nPageSize = 50\n");
    bench.write(".config/pipedrive-sql/profiles.toml", &profiles);
    assert_snapshot!(bench.program(["profile", "list"]).show(), @r"
    exit: 0
    --- stdout
    acme
    beta
    ");
    assert_snapshot!(bench.program(["profile", "show", "acme"]).show(), @r"
    exit: 0
    --- stdout
    CompanyDomain=acme
    APIToken=***
    ");
    assert_snapshot!(bench.program(["profile", "show", "acne"]).show(), @r"
    exit: 1
    --- stderr
    error: no profile `acne` in [home]/.config/pipedrive-sql/profiles.toml
    hint: did you mean `acme`?
    ");
}
