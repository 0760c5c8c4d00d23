//! What `odbc` writes into the files of the driver manager, and takes out again.

use insta::assert_snapshot;

use crate::bench::Bench;

/// The name of the driver's file.
const LIBRARY: &str = "libpipedriveodbc.so";

/// A bench with a file in the place of the driver.
fn bench() -> Bench {
    let bench = Bench::new();
    bench.write(LIBRARY, "");
    bench
}

fn install<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    [&["odbc", "install", "--driver", LIBRARY], arguments].concat()
}

#[test]
fn a_data_source_is_installed_and_found_by_the_shell() {
    let bench = bench();
    let connection = format!("{};PageSize=50", bench.connection());
    assert_snapshot!(bench.program(install(&["--dsn", "acme", &connection])).show(), @r"
    exit: 0
    --- stdout
    Driver Pipedrive in [home]/.odbcinst.ini: [home]/libpipedriveodbc.so
    Data source acme in [home]/.odbc.ini
    --- stderr
    note: try `pipedrive-sql odbc check --dsn acme` or `isql -v acme`
    ");
    assert!(bench.read(".odbc.ini").ends_with("PageSize=50\n"), "{}", bench.read(".odbc.ini"));
    assert_snapshot!(bench.program(["--dsn", "acme", "-q", "-c", "SELECT count(*) AS n FROM pipelines"]).show(), @r"
    exit: 0
    --- stdout
    n
    3
    ");
    assert_snapshot!(bench.program(["odbc", "check", "--dsn", "acme"]).variable("PATH", "nowhere").show(), @r"
    exit: 0
    --- stdout
    pipedrive-sql: [version]
    driver manager: `odbcinst` cannot be run (No such file or directory (os error 2)); Debian's package `unixodbc` has it
    user driver: Pipedrive in [home]/.odbcinst.ini: [home]/libpipedriveodbc.so
    user data sources: acme in [home]/.odbc.ini
    system driver: not in [home]/odbcinst.ini
    system data sources: none in [home]/odbc.ini
    connection available
    account:    Acme (http://[sandbox])
    user:       Ada Admin <ada.admin@acme.example>, administrator
    rate limit: 100 requests / 2 s
    left today: 149,993 of 150,000 API tokens
    --- stderr
    note: there is no `isql` to try the driver manager with
    ");
}

#[test]
fn the_driver_and_its_data_sources_go_and_the_rest_stays() {
    let bench = bench();
    let others = "; mine\n[ODBC Data Sources]\nother=SQLite\n\n[other]\nDriver=SQLite\n";
    bench.write(".odbc.ini", others);
    bench.write(".odbcinst.ini", "[SQLite]\nDriver=libsqliteodbc.so\n");
    for name in ["acme", "beta"] {
        let outcome = bench.program(install(&["--dsn", name, "CompanyDomain=acme;APIToken={a;b}"])).output();
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    }
    assert_snapshot!(bench.read(".odbc.ini"), @r"
    ; mine
    [ODBC Data Sources]
    other=SQLite
    acme=Pipedrive
    beta=Pipedrive

    [other]
    Driver=SQLite

    [acme]
    Driver=Pipedrive
    CompanyDomain=acme
    APIToken=a;b

    [beta]
    Driver=Pipedrive
    CompanyDomain=acme
    APIToken=a;b
    ");
    assert_snapshot!(bench.program(["odbc", "uninstall", "--dsn", "acme"]).show(), @r"
    exit: 0
    --- stdout
    Removed data source acme from [home]/.odbc.ini
    ");
    assert_snapshot!(bench.program(["odbc", "uninstall"]).show(), @r"
    exit: 0
    --- stdout
    Removed data source beta from [home]/.odbc.ini
    Removed driver Pipedrive from [home]/.odbcinst.ini
    ");
    assert_eq!(bench.read(".odbc.ini"), others);
    assert_eq!(bench.read(".odbcinst.ini"), "[SQLite]\nDriver=libsqliteodbc.so\n");
    assert_snapshot!(bench.program(["odbc", "uninstall"]).show(), @r"
    exit: 0
    --- stderr
    neither `[home]/.odbcinst.ini` nor `[home]/.odbc.ini` has it
    ");
}

#[test]
fn files_that_hold_nothing_else_are_made_for_their_owner_and_deleted_again() {
    let bench = bench();
    let outcome = bench.program(install(&["--dsn", "acme", "CompanyDomain=acme;APIToken=x"])).output();
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |file: &str| bench.home.path().join(file).metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(".odbc.ini"), mode(".odbcinst.ini")), (0o600, 0o644));
    }
    let outcome = bench.program(["odbc", "uninstall"]).output();
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(!bench.home.path().join(".odbc.ini").exists());
    assert!(!bench.home.path().join(".odbcinst.ini").exists());
}

#[test]
fn whatever_is_wrong_is_said_before_a_file_is_touched() {
    let bench = bench();
    bench.write(".odbc.ini", "[other]\nDriver=SQLite\n");
    let check = |arguments: &[&str], expect: &str| {
        let outcome = bench.program(install(arguments)).output();
        assert!(outcome.stderr.contains(expect), "{arguments:?}: {}", outcome.stderr);
        assert_ne!(outcome.code, Some(0), "{arguments:?}");
        assert_eq!(bench.read(".odbc.ini"), "[other]\nDriver=SQLite\n");
        assert!(!bench.home.path().join(".odbcinst.ini").exists(), "{arguments:?}");
    };
    check(&["--dsn", "other", "CompanyDomain=acme;APIToken=x"], "has a data source `other` of another driver");
    check(&["--dsn", "acme", "CompanyDomain=acme;APIToke=x"], "did you mean");
    check(&["--dsn", "acme", "CompanyDomain=acme"], "APIToken");
    check(&["--dsn", "acme"], "needs a connection string or `--profile`");
    check(&["--dsn", "a]b", "CompanyDomain=acme;APIToken=x"], "cannot be the name of a data source");
    check(&["--dsn", "odbc", "CompanyDomain=acme;APIToken=x"], "has a meaning of its own");
    check(&["CompanyDomain=acme;APIToken=x"], "name it with `--dsn NAME`");
    check(&["--dsn", "acme", "--profile", "none"], "none");
    let outcome = bench.program(["odbc", "install", "--driver", "nowhere.so"]).output();
    assert!(outcome.stderr.contains("no driver at `nowhere.so`"), "{}", outcome.stderr);
}

#[test]
fn another_driver_of_that_name_is_left_alone() {
    let bench = bench();
    bench.write(".odbcinst.ini", "[Pipedrive]\nDriver=/opt/other.so\n");
    assert_snapshot!(bench.program(install(&[])).show(), @r"
    exit: 1
    --- stderr
    error: `[home]/.odbcinst.ini` has another driver named `Pipedrive`: /opt/other.so
    hint: remove its section first
    ");
    assert_snapshot!(bench.program(["odbc", "uninstall"]).show(), @r"
    exit: 0
    --- stderr
    neither `[home]/.odbcinst.ini` nor `[home]/.odbc.ini` has it
    ");
    assert_eq!(bench.read(".odbcinst.ini"), "[Pipedrive]\nDriver=/opt/other.so\n");
}
