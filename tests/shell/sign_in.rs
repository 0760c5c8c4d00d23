//! Signing in on a desktop: `InitiateOAuth=GETANDREFRESH` opens the browser once, and never again.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;

use insta::assert_snapshot;

use crate::bench::Bench;
use crate::browser_script::{BrowserScript, Click, consent, get};
use crate::live::Live;

const COUNT: &str = "SELECT count(*) AS pipelines FROM pipelines";
const SETTINGS: &str = ".config/pipedrive-sql/OAuthSettings.txt";

fn desktop(bench: &Bench) -> String {
    format!("{};InitiateOAuth=GETANDREFRESH", bench.oauth_connection())
}

fn token_requests(bench: &Bench) -> usize {
    bench.requests().iter().filter(|request| request.starts_with("POST /oauth/token")).count()
}

#[test]
fn the_first_connection_opens_the_browser_and_later_ones_need_none() {
    let bench = Bench::new();
    let browser = BrowserScript::install(&bench);
    let connection = desktop(&bench);
    let program = bench.program([&connection, "-c", COUNT]).variable("BROWSER", browser.variable());
    let mut live = Live::start(program);
    let printed = live.told("Opening ");
    let address = browser.address();
    assert_eq!(address, printed);
    let page = get(&consent(&address, Click::Allow));
    assert_eq!(page.status, 200);
    assert!(page.body.contains("close this tab"), "{}", page.body);
    assert_snapshot!(bench.shown(&live.finish()), @r"
    exit: 0
    --- stdout
    pipelines
    3
    --- stderr
    Opening http://[sandbox]/oauth/authorize?response_type=code&client_id=sandbox-client-id&state=[state]&redirect_uri=http%3A%2F%2Flocalhost%3A[port]
    No browser here? Press Ctrl-C and use `pipedrive-sql login`, which takes the answer from any browser.
    1 row · [time] · 1 request · 5 tokens
    ");
    let mode = std::fs::metadata(bench.home.path().join(SETTINGS)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    let again = bench.program([&connection, "-q", "-c", COUNT]).output();
    assert_eq!((again.stdout.as_str(), again.stderr.as_str()), ("pipelines\n3\n", ""));
    bench.sandbox().expire_access_tokens();
    let renewed = bench.program([&connection, "-q", "-c", COUNT]).output();
    assert_eq!((renewed.stdout.as_str(), renewed.stderr.as_str()), ("pipelines\n3\n", ""));
    assert_eq!(token_requests(&bench), 2);
}

#[test]
fn statements_of_a_pipe_wait_for_the_sign_in_and_quiet_does_not_hide_it() {
    let bench = Bench::new();
    let mut live = Live::start(bench.program([&desktop(&bench), "-q"]));
    live.enter(&format!("{COUNT};"));
    let address = live.told("Opening ");
    get(&consent(&address, Click::Allow));
    live.enter("SELECT 1 AS one;");
    live.end_input();
    let outcome = live.finish();
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(0), "pipelines\n3\none\n1\n"));
}

#[test]
fn a_procedure_lets_a_person_sign_in_and_keeps_tokens_only_if_the_connection_does() {
    const SIGN_IN: &str = "SELECT ExpiresIn, ApiDomain FROM GetOAuthAccessToken(AuthMode => 'APP')";
    for (initiate, kept) in [("OFF", false), ("REFRESH", true)] {
        let bench = Bench::new();
        let connection = format!("{};InitiateOAuth={initiate}", bench.oauth_connection());
        let mut live = Live::start(bench.program([&connection, "-q", "-c", SIGN_IN]));
        let address = live.told("Opening ");
        assert_eq!(get(&consent(&address, Click::Allow)).status, 200);
        let outcome = live.finish();
        let row = format!("ExpiresIn,ApiDomain\n3599,{}\n", bench.sandbox().base_url());
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(0), row.as_str()), "{}", outcome.stderr);
        assert_eq!(bench.home.path().join(SETTINGS).exists(), kept, "{initiate}");
    }
}

#[test]
fn the_test_of_a_connection_signs_in_too() {
    let bench = Bench::new();
    let mut live = Live::start(bench.program(["test", &desktop(&bench)]));
    let address = live.told("Opening ");
    get(&consent(&address, Click::Allow));
    assert_snapshot!(bench.shown(&live.finish()), @r"
    exit: 0
    --- stdout
    connection available
    account:    Acme (http://[sandbox])
    user:       Ada Admin <ada.admin@acme.example>, administrator
    rate limit: 400 requests / 2 s
    left today: 149,998 of 150,000 API tokens
    --- stderr
    Opening http://[sandbox]/oauth/authorize?response_type=code&client_id=sandbox-client-id&state=[state]&redirect_uri=http%3A%2F%2Flocalhost%3A[port]
    No browser here? Press Ctrl-C and use `pipedrive-sql login`, which takes the answer from any browser.
    ");
}

#[test]
fn whoever_denies_is_told_in_the_browser_and_in_the_terminal() {
    let bench = Bench::new();
    let mut live = Live::start(bench.program(["test", &desktop(&bench)]));
    let address = live.told("Opening ");
    let page = get(&consent(&address, Click::Deny));
    assert!(page.body.contains("denied"), "{}", page.body);
    assert_snapshot!(bench.shown(&live.finish()), @r"
    exit: 1
    --- stdout
    connection unavailable: the sign-in was denied on Pipedrive's consent page
    --- stderr
    Opening http://[sandbox]/oauth/authorize?response_type=code&client_id=sandbox-client-id&state=[state]&redirect_uri=http%3A%2F%2Flocalhost%3A[port]
    No browser here? Press Ctrl-C and use `pipedrive-sql login`, which takes the answer from any browser.
    hint: sign in again and choose to allow the app, as a user who may install apps
    ");
    assert_eq!(token_requests(&bench), 0);
    assert!(!bench.home.path().join(SETTINGS).exists());
}

#[test]
fn a_port_in_use_is_said_before_anybody_is_asked() {
    let bench = Bench::new();
    let port: u16 = bench.callback().rsplit_once(':').unwrap().1.parse().unwrap();
    let _taken = TcpListener::bind(("127.0.0.1", port)).unwrap();
    assert_snapshot!(bench.program([&desktop(&bench), "-c", COUNT]).show(), @r"
    exit: 1
    --- stderr
    error: cannot wait for the browser at `http://localhost:[port]`: port [port] is in use
    hint: end the other program or sign-in that uses the port, or register a callback URL with another port and give it as `CallbackURL`
    ");
}

#[test]
fn nobody_is_waited_for_longer_than_the_timeout() {
    let bench = Bench::new();
    let connection = format!("{};OAuthTimeout=1", desktop(&bench));
    assert_snapshot!(bench.program([&connection, "-c", COUNT]).show(), @r"
    exit: 1
    --- stderr
    Opening http://[sandbox]/oauth/authorize?response_type=code&client_id=sandbox-client-id&state=[state]&redirect_uri=http%3A%2F%2Flocalhost%3A[port]
    No browser here? Press Ctrl-C and use `pipedrive-sql login`, which takes the answer from any browser.
    error: nobody answered the consent page within 1 seconds
    hint: sign in again; `OAuthTimeout` sets the time in seconds
    hint: on a machine without a browser use `pipedrive-sql login` and paste the address, or `OAuthVerifier`
    ");
}

#[test]
fn an_interrupt_ends_the_wait() {
    let bench = Bench::new();
    let mut live = Live::start(bench.program([&desktop(&bench), "-c", COUNT]));
    live.told("No browser here?");
    live.interrupt();
    assert_snapshot!(bench.shown(&live.finish()), @r"
    exit: 1
    --- stderr
    Opening http://[sandbox]/oauth/authorize?response_type=code&client_id=sandbox-client-id&state=[state]&redirect_uri=http%3A%2F%2Flocalhost%3A[port]
    No browser here? Press Ctrl-C and use `pipedrive-sql login`, which takes the answer from any browser.
    cancelled after no requests
    ");
}
