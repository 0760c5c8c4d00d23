//! Machines without a browser: a code, a copied file, or a token that somebody else has got.

use std::time::Duration;

use insta::assert_snapshot;
use pipedrive_sandbox::{Clock, SandboxConfig};
use tempfile::TempDir;

use crate::bench::Bench;
use crate::browser_script::{Click, code_in, consent};

const COUNT: &str = "SELECT count(*) AS pipelines FROM pipelines";

fn headless(bench: &Bench) -> String {
    format!("{};InitiateOAuth=REFRESH;OAuthSettingsLocation=tokens.oauth", bench.oauth_connection())
}

/// Signs in with a code, so that there is a file of tokens.
fn sign_in(bench: &Bench) {
    let with_code = format!("{};OAuthVerifier={}", headless(bench), bench.sandbox().issue_code(bench.callback()));
    let outcome = bench.program(["test", &with_code]).output();
    assert_eq!(outcome.code, Some(0), "{}{}", outcome.stdout, outcome.stderr);
}

fn count(bench: &Bench, connection: &str) {
    let outcome = bench.program([connection, "-q", "-c", COUNT]).output();
    assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("pipelines\n3\n", ""));
}

#[test]
fn a_code_is_exchanged_once_and_not_needed_any_more() {
    let bench = Bench::new();
    let page = "oauth/authorize?client_id=sandbox-client-id&redirect_uri";
    let address = format!("{}/{page}={}", bench.sandbox().base_url(), bench.callback());
    let code = code_in(&consent(&address, Click::Allow));
    let with_code = format!("{};OAuthVerifier={code}", headless(&bench));
    assert_snapshot!(bench.program(["test", &with_code]).show(), @r"
    exit: 0
    --- stdout
    connection available
    account:    Acme (http://[sandbox])
    user:       Ada Admin <ada.admin@acme.example>, administrator
    rate limit: 400 requests / 2 s
    left today: 149,998 of 150,000 API tokens
    ");
    assert_snapshot!(bench.program(["test", &with_code]).show(), @r"
    exit: 0
    --- stdout
    connection available
    account:    Acme (http://[sandbox])
    user:       Ada Admin <ada.admin@acme.example>, administrator
    rate limit: 400 requests / 2 s
    left today: 149,996 of 150,000 API tokens
    --- stderr
    note: `OAuthSettingsLocation` holds tokens already; `OAuthVerifier` is used only if they do not work any more
    ");
    count(&bench, &headless(&bench));
    let exchanges = bench.requests().iter().filter(|request| request.contains("/oauth/token")).count();
    assert_eq!(exchanges, 1);
}

#[test]
fn a_code_that_is_used_up_is_explained() {
    let bench = Bench::new();
    let with_code = format!("{};OAuthVerifier=0123", headless(&bench));
    assert_snapshot!(bench.program(["test", &with_code]).show(), @r"
    exit: 1
    --- stdout
    connection unavailable: Pipedrive refused the authorization code (400): Invalid grant: `authorization_code` is invalid; invalid_grant
    --- stderr
    hint: a code works once and for five minutes: open the consent page again and use the new one
    hint: the code is what stands between `code=` and the next `&` in the address the browser was sent back to
    hint: `CallbackURL` must be the one the consent page was opened with
    ");
}

#[test]
fn a_copied_file_works_on_another_machine() {
    let bench = Bench::new();
    sign_in(&bench);
    let other = TempDir::new().unwrap();
    std::fs::rename(bench.home.path().join("tokens.oauth"), other.path().join("copied.txt")).unwrap();
    let connection = format!("{};InitiateOAuth=REFRESH;OAuthSettingsLocation=copied.txt", bench.oauth_connection());
    for _ in 0..2 {
        let outcome = bench.program([&connection, "-q", "-c", COUNT]).home(other.path()).output();
        assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("pipelines\n3\n", ""));
        bench.sandbox().expire_access_tokens();
    }
}

#[test]
fn a_file_that_cannot_be_used_is_left_alone() {
    let bench = Bench::new();
    sign_in(&bench);
    let kept = bench.read("tokens.oauth");
    let wrong = headless(&bench).replace("sandbox-client-secret", "another-secret");
    assert_snapshot!(bench.program(["test", &wrong]).show(), @r"
    exit: 1
    --- stdout
    connection unavailable: the OAuth settings file `tokens.oauth` was encrypted with another `OAuthClientSecret`
    --- stderr
    hint: use the `OAuthClientSecret` the file was made with; after the secret was changed in the Developer Hub, remove the file and sign in again
    ");
    assert_eq!(bench.read("tokens.oauth"), kept);

    bench.write("tokens.oauth", "dear diary\n");
    assert_snapshot!(bench.program(["test", &headless(&bench)]).show(), @r"
    exit: 1
    --- stdout
    connection unavailable: `tokens.oauth` is not an OAuth settings file of pipedrive-sql
    --- stderr
    hint: choose another `OAuthSettingsLocation`; this file was not touched
    ");
    let with_code = format!("{};OAuthVerifier={}", headless(&bench), bench.sandbox().issue_code(bench.callback()));
    assert_eq!(bench.program(["test", &with_code]).output().code, Some(1));
    assert_eq!(bench.read("tokens.oauth"), "dear diary\n");
}

#[test]
fn without_tokens_and_without_a_person_the_ways_to_tokens_are_named() {
    let bench = Bench::new();
    assert_snapshot!(bench.program(["test", &headless(&bench)]).show(), @r"
    exit: 1
    --- stdout
    connection unavailable: nobody is signed in: there is no OAuth access token
    --- stderr
    hint: sign in once: `pipedrive-sql login`, `InitiateOAuth=GETANDREFRESH`, or the code of the consent page in `OAuthVerifier`
    hint: if tokens were kept before, check `OAuthSettingsLocation`
    ");
    assert_eq!(bench.requests(), [""; 0]);
}

#[test]
fn a_refresh_token_that_has_ended_is_explained() {
    let clock = Clock::manual(1_780_272_000);
    let bench = Bench::with(SandboxConfig { clock: clock.clone(), ..SandboxConfig::default() });
    sign_in(&bench);
    clock.advance(Duration::from_hours(61 * 24));
    assert_snapshot!(bench.program(["test", &headless(&bench)]).show(), @r"
    exit: 1
    --- stdout
    connection unavailable: Pipedrive refused the refresh token (400): Invalid grant: `refresh_token` is invalid; invalid_grant
    --- stderr
    hint: sign in again: a refresh token ends after 60 days without use, and when the user uninstalls the app
    hint: each user has one installation of an app in a company: signing in elsewhere with the same client id replaces it, so let installations share one `OAuthSettingsLocation` or give each its own app
    ");
}

#[test]
fn a_token_from_elsewhere_is_used_as_it_is() {
    let bench = Bench::new();
    let token =
        |token: &str| format!("AuthScheme=OAuth;OAuthAccessToken={token};BaseURL={}", bench.sandbox().base_url());
    count(&bench, &token(&bench.sandbox().issue_tokens().access_token));
    assert_snapshot!(bench.program(["test", &token("v1u:wrong")]).show(), @r"
    exit: 1
    --- stdout
    connection unavailable: Pipedrive refused the access token (401)
    --- stderr
    hint: the access token is expired or revoked: sign in again, or give a new `OAuthAccessToken`
    ");
    assert_eq!(std::fs::read_dir(bench.home.path()).unwrap().count(), 0);
}

#[test]
fn given_tokens_are_kept_and_then_not_needed_any_more() {
    let bench = Bench::new();
    let tokens = bench.sandbox().issue_tokens();
    let (access, refresh) = (tokens.access_token, tokens.refresh_token);
    count(&bench, &format!("{};OAuthAccessToken={access};OAuthRefreshToken={refresh}", headless(&bench)));
    bench.sandbox().expire_access_tokens();
    count(&bench, &headless(&bench));
}
