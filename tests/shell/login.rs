//! `login`: a sign-in that ends in a profile.

use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt;

use insta::assert_snapshot;
use pipedrive_sandbox::SandboxConfig;

use crate::bench::{Bench, REMOTE_CALLBACK};
use crate::browser_script::{BrowserScript, Click, consent, get};
use crate::live::Live;

const COUNT: &str = "SELECT count(*) AS pipelines FROM pipelines";
const PROFILES: &str = ".config/pipedrive-sql/profiles.toml";

fn bench() -> Bench {
    let scopes = ["base", "deals:full", "contacts:read"].map(str::to_owned).to_vec();
    Bench::with(SandboxConfig { scopes, ..SandboxConfig::default() })
}

fn check_profile(bench: &Bench, name: &str) {
    let outcome = bench.program(["--profile", name, "-q", "-c", COUNT]).output();
    assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("pipelines\n3\n", ""));
}

#[test]
fn the_browser_answers_and_the_profile_works_from_then_on() {
    let bench = bench();
    let browser = BrowserScript::install(&bench);
    let run = bench.program(["login", "--profile", "acme", &bench.oauth_connection()]);
    let mut live = Live::start(run.variable("BROWSER", browser.variable()));
    // A script without a terminal may still have a browser.
    live.end_input();
    let page = get(&consent(&browser.address(), Click::Allow));
    assert!(page.body.contains("close this tab"), "{}", page.body);
    live.told("No browser here?");
    assert_snapshot!(bench.shown(&live.finish()), @r#"
    exit: 0
    --- stdout
    Signed in as Ada Admin at Acme (http://[sandbox]). Scopes: base, deals:full, contacts:read
    Saved profile “acme” with the client secret in clear, readable by you alone; tokens are encrypted in [home]/.config/pipedrive-sql/acme.oauth
    Next: pipedrive-sql --profile acme -c "SELECT count(*) FROM deals"
    --- stderr
    Opening http://[sandbox]/oauth/authorize?response_type=code&client_id=sandbox-client-id&state=[state]&redirect_uri=http%3A%2F%2Flocalhost%3A[port]
    No browser here? Open that address anywhere, then paste the address you were sent back to:
    "#);
    assert_snapshot!(bench.settled(&bench.read(PROFILES)), @r#"
    [acme]
    AuthScheme = "OAuth"
    InitiateOAuth = "REFRESH"
    OAuthClientId = "sandbox-client-id"
    OAuthClientSecret = "sandbox-client-secret"
    CallbackURL = "http://localhost:[port]"
    OAuthSettingsLocation = "[home]/.config/pipedrive-sql/acme.oauth"
    OAuthURL = "http://[sandbox]"
    BaseURL = "http://[sandbox]"
    "#);
    for file in [PROFILES, ".config/pipedrive-sql/acme.oauth"] {
        let mode = std::fs::metadata(bench.home.path().join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    check_profile(&bench, "acme");
}

#[test]
fn the_address_can_be_pasted_and_what_is_not_it_is_explained() {
    let bench = bench();
    let run = bench.program(["login", "--no-browser", "--profile", "acme", &bench.oauth_connection()]);
    let mut live = Live::start(run);
    let address = live.told("Open this address in a browser: ");
    live.enter("what?");
    live.told("error: that is not an address");
    let back = consent(&address, Click::Allow);
    live.enter(&back.replace("state=", "state=x"));
    live.told("error: that address belongs to another sign-in");
    live.enter("");
    live.enter(&back);
    assert_snapshot!(bench.shown(&live.finish()), @r#"
    exit: 0
    --- stdout
    Signed in as Ada Admin at Acme (http://[sandbox]). Scopes: base, deals:full, contacts:read
    Saved profile “acme” with the client secret in clear, readable by you alone; tokens are encrypted in [home]/.config/pipedrive-sql/acme.oauth
    Next: pipedrive-sql --profile acme -c "SELECT count(*) FROM deals"
    --- stderr
    Open this address in a browser: http://[sandbox]/oauth/authorize?response_type=code&client_id=sandbox-client-id&state=[state]&redirect_uri=http%3A%2F%2Flocalhost%3A[port]
    If the browser is on another machine, paste the address you were sent back to:
    error: that is not an address
    hint: copy the whole address out of the browser's address bar, after consenting; it contains `code=` and `state=`
    error: that address belongs to another sign-in: its `state` is not this one's
    hint: copy the whole address out of the browser's address bar, after consenting; it contains `code=` and `state=`
    "#);
    check_profile(&bench, "acme");
}

#[test]
fn with_a_callback_elsewhere_the_address_is_pasted() {
    let bench = bench();
    let connection = bench.oauth_connection().replace(bench.callback(), REMOTE_CALLBACK);
    let run = || bench.program(["login", "--no-browser", "--profile", "acme", &connection]);
    let mut live = Live::start(run());
    let address = live.told("Open this address in a browser: ");
    live.enter(&format!("  <{}> ", consent(&address, Click::Allow)));
    assert_eq!(live.finish().code, Some(0));
    check_profile(&bench, "acme");

    let mut live = Live::start(run());
    live.end_input();
    assert_snapshot!(bench.shown(&live.finish()), @r"
    exit: 1
    --- stderr
    Open this address in a browser: http://[sandbox]/oauth/authorize?response_type=code&client_id=sandbox-client-id&state=[state]&redirect_uri=https%3A%2F%2Fapp.example%2Fback
    After consenting, paste the address you were sent back to:
    error: standard input ended before an address was pasted
    hint: open the address above, consent, and give the address you were sent back to on standard input
    ");
    check_profile(&bench, "acme");
}

#[test]
fn while_another_program_has_the_port_the_address_is_pasted() {
    let bench = bench();
    let port = bench.callback().rsplit_once(':').unwrap().1.parse().unwrap();
    let _other = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).unwrap();
    let run = bench.program(["login", "--no-browser", "--profile", "acme", &bench.oauth_connection()]);
    let mut live = Live::start(run);
    let why = live.told("note: ");
    assert!(why.contains(bench.callback()), "{why}");
    let address = live.told("Open this address in a browser: ");
    live.told("After consenting, paste the address");
    live.enter(&consent(&address, Click::Allow));
    assert_eq!(live.finish().code, Some(0));
    check_profile(&bench, "acme");
}

#[test]
fn a_denied_sign_in_saves_nothing() {
    let bench = bench();
    let run = bench.program(["login", "--profile", "acme", &bench.oauth_connection()]);
    let mut live = Live::start(run);
    let address = live.told("Opening ");
    live.enter(&consent(&address, Click::Deny));
    assert_snapshot!(bench.shown(&live.finish()), @r"
    exit: 1
    --- stderr
    Opening http://[sandbox]/oauth/authorize?response_type=code&client_id=sandbox-client-id&state=[state]&redirect_uri=http%3A%2F%2Flocalhost%3A[port]
    No browser here? Open that address anywhere, then paste the address you were sent back to:
    error: the sign-in was denied on Pipedrive's consent page
    hint: sign in again and choose to allow the app, as a user who may install apps
    ");
    assert!(!bench.home.path().join(PROFILES).exists());
}

#[test]
fn a_profile_that_is_there_gives_what_it_holds_and_keeps_it() {
    let bench = bench();
    let base = bench.sandbox().base_url();
    let acme = format!(
        "[acme] # ours\nAuthScheme = \"OAuth\"\nclient_id = \"sandbox-client-id\" # of the app\n\
         ClientSecret = \"sandbox-client-secret\"\nOAuthURL = \"{base}\"\nOAuthRefreshToken = \"old\"\nPageSize = 50\n"
    );
    bench.write(PROFILES, &format!("# written by hand\n{acme}\n[beta]\nReadOnly = true\n"));
    let mut live = Live::start(bench.program(["login", "--profile", "acme", "--callback-url", bench.callback()]));
    let address = live.told("Opening ");
    get(&consent(&address, Click::Allow));
    assert_eq!(live.finish().code, Some(0));
    assert_snapshot!(bench.settled(&bench.read(PROFILES)), @r#"
    # written by hand
    [acme] # ours
    AuthScheme = "OAuth"
    client_id = "sandbox-client-id" # of the app
    ClientSecret = "sandbox-client-secret"
    OAuthURL = "http://[sandbox]"
    PageSize = 50
    InitiateOAuth = "REFRESH"
    CallbackURL = "http://localhost:[port]"
    OAuthSettingsLocation = "[home]/.config/pipedrive-sql/acme.oauth"

    [beta]
    ReadOnly = true
    "#);
    check_profile(&bench, "acme");
}

#[test]
fn the_app_can_stand_in_the_environment_which_keeps_its_secret() {
    let bench = bench();
    let in_variable = bench.oauth_connection();
    let login = |in_variable: &str| {
        let run = bench.program(["login", "--profile", "acme"]);
        let mut live = Live::start(run.variable("PIPEDRIVE_SQL_CONNECTION", in_variable));
        get(&consent(&live.told("Opening "), Click::Allow));
        live.finish()
    };
    assert_snapshot!(bench.settled(&login(&in_variable).stdout), @r#"
    Signed in as Ada Admin at Acme (http://[sandbox]). Scopes: base, deals:full, contacts:read
    Saved profile “acme” without the client secret, which stays in `PIPEDRIVE_SQL_CONNECTION`; tokens are encrypted in [home]/.config/pipedrive-sql/acme.oauth
    Next: PIPEDRIVE_SQL_CONNECTION="$PIPEDRIVE_SQL_CONNECTION;Profile=acme" pipedrive-sql -c "SELECT count(*) FROM deals"
    "#);
    assert!(!bench.read(PROFILES).contains("ecret"), "{}", bench.read(PROFILES));
    // As the last line said.
    let run = bench.program(["-q", "-c", COUNT]);
    let outcome = run.variable("PIPEDRIVE_SQL_CONNECTION", &format!("{in_variable};Profile=acme")).output();
    assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("pipelines\n3\n", ""));
    // A profile that holds it goes on holding it.
    bench.write(PROFILES, &format!("[acme]\nClientSecret = \"{}\"\n", bench.sandbox().config().oauth.client_secret));
    let outcome = login(&in_variable);
    assert!(outcome.stdout.contains("with the client secret in clear"), "{}", outcome.stdout);
    check_profile(&bench, "acme");
    // One that is for something else is not used.
    let run = bench.program(["login", "--profile", "beta"]);
    let outcome = run.variable("PIPEDRIVE_SQL_CONNECTION", &bench.connection()).output();
    assert!(outcome.stderr.contains("needs `OAuthClientId` and `OAuthClientSecret`"), "{}", outcome.stderr);
}

#[test]
fn a_command_line_that_cannot_work_is_explained_before_anything_happens() {
    let bench = bench();
    let show = |arguments: &[&str]| bench.program(["login"].iter().chain(arguments)).show();
    assert_snapshot!(show(&["--profile", "acme"]), @r"
    exit: 2
    --- stderr
    error: `login` needs `OAuthClientId` and `OAuthClientSecret`, and there is no terminal to ask on
    hint: give `AuthScheme=OAuth;OAuthClientId=…;OAuthClientSecret=…` in `PIPEDRIVE_SQL_CONNECTION` or as an argument, or keep them in the profile
    hint: both are those of your app in Pipedrive's Developer Hub
    ");
    assert_snapshot!(show(&[&bench.oauth_connection()]), @r"
    exit: 2
    --- stderr
    error: no profile is named
    hint: `--profile NAME` says under which name to remember the sign-in
    ");
    assert_snapshot!(show(&["--profile", "../acme", &bench.oauth_connection()]), @r"
    exit: 2
    --- stderr
    error: that is no name for a profile: use letters, digits, `-`, `_` and `.`
    hint: the file of tokens gets the same name
    ");
    assert_snapshot!(show(&["--profile", "acme", &bench.connection()]), @r"
    exit: 2
    --- stderr
    error: `login` is for `AuthScheme=OAuth`; an API token needs no sign-in
    ");
    assert_snapshot!(show(&["--profile", "acme", &format!("{};InitiateOAuth=OFF", bench.oauth_connection())]), @r"
    exit: 2
    --- stderr
    error: `InitiateOAuth=OFF` keeps no tokens, so `login` would be for nothing
    ");
    bench.write(PROFILES, "[acme]\nCompanyDomain = \"acme\"\nAPIToken = \"x\"\n");
    assert_snapshot!(show(&["--profile", "acme", &bench.oauth_connection()]), @r"
    exit: 2
    --- stderr
    error: profile `acme` signs in without OAuth, and `login` would replace that
    hint: choose another name with `--profile`
    hint: or remove it first: `pipedrive-sql profile remove acme`
    ");
    assert_eq!(bench.requests(), [""; 0]);
}
