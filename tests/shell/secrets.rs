//! Secrets stay out of everything the program writes.

use crate::bench::{Bench, TOKEN};
use crate::browser_script::{Click, code_in, consent, get};
use crate::live::Live;

#[test]
fn a_token_is_in_no_output_whatever_goes_wrong() {
    let bench = Bench::new();
    let good = bench.connection();
    let wrong = "f00dfeedf00dfeedf00dfeedf00dfeedf00dfeed";
    let check = |secret: &str, arguments: &[&str]| {
        let outcome = bench.program(arguments).output();
        assert!(!outcome.stdout.contains(secret), "{arguments:?}: {}", outcome.stdout);
        assert!(!outcome.stderr.contains(secret), "{arguments:?}: {}", outcome.stderr);
    };
    let said = bench.program([&good, "-c", &format!("SELECT '{TOKEN}' AS token")]).output();
    assert!(said.stdout.contains(TOKEN), "the search finds what is there");
    check(TOKEN, &[&good, "-c", "EXPLAIN VERBOSE SELECT title FROM deals WHERE id = 7"]);
    check(TOKEN, &[&good, "-c", "SELECT * FROM information_schema.df_settings"]);
    check(TOKEN, &[&good, "-c", "SELECT nothing FROM deals"]);
    check(TOKEN, &[&good, "-c", "SELECT 1", "--no-such-option"]);
    check(TOKEN, &[&good, &good, "-c", "SELECT 1"]);
    check(TOKEN, &["test", &good]);
    check(TOKEN, &[&format!("{good};PageSize=0")]);
    check(TOKEN, &[&format!("{good};ComapnyDomain=acme")]);
    check(TOKEN, &[TOKEN]);
    check(TOKEN, &["--dsn", TOKEN, "--format", TOKEN]);
    check(wrong, &["test", &good.replace(TOKEN, wrong)]);
    check(wrong, &[&good.replace(TOKEN, wrong), "-c", "SELECT * FROM deals"]);
}

#[test]
fn the_log_holds_requests_and_no_token() {
    let bench = Bench::new();
    let connection = format!("{};LogFile=pipedrive.log;Verbosity=5", bench.connection());
    let outcome = bench.program([&connection, "-q", "-c", "SELECT title FROM deals WHERE id = 7"]).output();
    assert_eq!(outcome.code, Some(0));
    let log = bench.read("pipedrive.log");
    assert!(log.contains("/api/v2/deals/7"), "{log}");
    assert!(!log.contains(TOKEN), "{log}");
}

#[test]
fn a_sign_in_leaves_no_code_token_or_secret_in_output_or_log() {
    let bench = Bench::new();
    let secret = bench.sandbox().config().oauth.client_secret.clone();
    let connection =
        format!("{};InitiateOAuth=GETANDREFRESH;LogFile=pipedrive.log;Verbosity=5", bench.oauth_connection());
    let mut live = Live::start(bench.program(["test", &connection]));
    let back = consent(&live.told("Opening "), Click::Allow);
    get(&back);
    let code = code_in(&back);
    let first = live.finish();
    bench.sandbox().expire_access_tokens();
    let second = bench.program([&connection, "-c", "SELECT count(*) FROM pipelines"]).output();
    let log = bench.read("pipedrive.log");
    assert!(log.contains("/oauth/token") && log.contains("/api/v1/users/me"), "{log}");
    // Access tokens of the account begin with `v1u:`, refresh tokens with its user and company.
    for secret in [secret.as_str(), &code, "v1u:", "Bearer v", "\"1:"] {
        for text in [&log, &first.stdout, &first.stderr, &second.stdout, &second.stderr] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}

#[test]
fn statements_of_a_script_leave_no_history() {
    let bench = Bench::new();
    let outcome = bench.shell(["-q"]).input("SELECT 1;\nSELECT 'APIToken=s3cret';\n").output();
    assert_eq!(outcome.code, Some(0));
    assert_eq!(std::fs::read_dir(bench.home.path()).unwrap().count(), 0);
}
