//! Web applications: the consent page and the tokens by procedures, then a connection with what they returned.

use insta::assert_snapshot;

use crate::bench::{Bench, REMOTE_CALLBACK};
use crate::browser_script::{Click, code_in, consent};

const COUNT: &str = "SELECT count(*) AS pipelines FROM pipelines";

/// The first fields of the only row that a statement gives.
fn row<const N: usize>(bench: &Bench, connection: &str, sql: &str) -> [String; N] {
    let outcome = bench.program([connection, "-q", "-c", sql]).output();
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    let fields = outcome.stdout.lines().nth(1).unwrap().splitn(N + 1, ',').take(N).map(str::to_owned);
    fields.collect::<Vec<_>>().try_into().unwrap()
}

fn count(bench: &Bench, connection: &str) {
    let outcome = bench.program([connection, "-q", "-c", COUNT]).output();
    assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("pipelines\n3\n", ""));
}

/// The tokens of a user who allowed the app.
fn tokens(bench: &Bench) -> [String; 2] {
    let app = bench.oauth_connection();
    let ask =
        format!("CALL GetOAuthAuthorizationURL(AuthMode => 'WEB', CallbackURL => '{REMOTE_CALLBACK}', State => 'xyz')");
    let [address] = row(bench, &app, &ask);
    assert!(bench.requests().is_empty(), "the address is built without a request");
    let back = consent(&address, Click::Allow);
    assert!(back.starts_with(REMOTE_CALLBACK) && back.ends_with("&state=xyz"), "{back}");
    let code = code_in(&back);
    let exchange = format!(
        "CALL GetOAuthAccessToken(AuthMode => 'WEB', CallbackURL => '{REMOTE_CALLBACK}', Verifier => '{code}')"
    );
    row(bench, &app, &exchange)
}

#[test]
fn the_tokens_of_a_user_open_connections_until_the_file_is_enough() {
    let bench = Bench::new();
    let [access, refresh] = tokens(&bench);
    let kept = format!("{};InitiateOAuth=REFRESH;OAuthSettingsLocation=user-42.oauth", bench.oauth_connection());
    count(&bench, &format!("{kept};OAuthAccessToken={access};OAuthRefreshToken={refresh}"));
    count(&bench, &kept);
    bench.sandbox().expire_access_tokens();
    count(&bench, &kept);
    assert_eq!(bench.grants(), ["authorization_code", "refresh_token"]);
}

#[test]
fn tokens_are_renewed_by_hand() {
    let bench = Bench::new();
    let [_, refresh] = tokens(&bench);
    bench.sandbox().expire_access_tokens();
    let renew = format!("CALL RefreshOAuthAccessToken(OAuthRefreshToken => '{refresh}')");
    let [access] = row(&bench, &bench.oauth_connection(), &renew);
    let base = bench.sandbox().base_url();
    count(&bench, &format!("AuthScheme=OAuth;OAuthAccessToken={access};BaseURL={base}"));
}

#[test]
fn the_embedded_account_has_an_app_to_ask_for() {
    let bench = Bench::new();
    let outcome = bench.program(["--sandbox", "-q", "-c", "CALL GetOAuthAuthorizationURL(State => 'xyz')"]).output();
    let address = outcome.stdout.lines().nth(1).unwrap();
    assert!(address.starts_with("http://127.0.0.1:") && address.contains("client_id=sandbox-client-id"), "{address}");
    assert_eq!(outcome.stderr, "");
}

#[test]
fn a_code_for_another_callback_is_explained() {
    let bench = Bench::new();
    let code = bench.sandbox().issue_code(REMOTE_CALLBACK);
    let exchange = format!("CALL GetOAuthAccessToken(AuthMode => 'WEB', Verifier => '{code}')");
    assert_snapshot!(bench.program([&bench.oauth_connection(), "-q", "-c", &exchange]).show(), @r"
    exit: 1
    --- stderr
    error: Pipedrive refused the authorization code (400): Invalid request: `redirect_uri` is invalid; invalid_request
    hint: `CallbackURL` must be, character by character, a callback URL of the app in the Developer Hub, and the one the consent page was opened with
    ");
}
