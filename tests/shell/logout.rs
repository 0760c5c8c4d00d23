//! `logout` and `profile remove`: what ends, what goes, and what stays.

use insta::assert_snapshot;

use crate::bench::{Bench, free_port};
use crate::browser_script::{Click, consent, get};
use crate::live::Live;

const PROFILES: &str = ".config/pipedrive-sql/profiles.toml";
const TOKENS: &str = ".config/pipedrive-sql/acme.oauth";

/// An account with the profile `acme`, signed in.
fn signed_in() -> Bench {
    let bench = Bench::new();
    let run = bench.program(["login", "--profile", "acme", &bench.oauth_connection()]);
    let mut live = Live::start(run);
    get(&consent(&live.told("Opening "), Click::Allow));
    assert_eq!(live.finish().code, Some(0));
    bench
}

fn has_tokens(bench: &Bench) -> bool {
    bench.home.path().join(TOKENS).exists()
}

#[test]
fn the_access_ends_and_the_profile_stays() {
    let bench = signed_in();
    assert_snapshot!(bench.program(["logout", "--profile", "acme"]).show(), @r"
    exit: 0
    --- stdout
    Signed out: Pipedrive no longer accepts the tokens; [home]/.config/pipedrive-sql/acme.oauth is removed
    --- stderr
    Profile “acme” stays: `pipedrive-sql login --profile acme` signs in again
    ");
    assert!(!has_tokens(&bench));
    assert!(bench.requests().iter().any(|request| request.starts_with("POST /oauth/revoke")));
    assert_snapshot!(bench.program(["test", "--profile", "acme"]).show(), @r"
    exit: 1
    --- stdout
    connection unavailable: nobody is signed in: there is no OAuth access token
    --- stderr
    hint: sign in once: `pipedrive-sql login`, `InitiateOAuth=GETANDREFRESH`, or the code of the consent page in `OAuthVerifier`
    hint: if tokens were kept before, check `OAuthSettingsLocation`
    ");
    assert_snapshot!(bench.program(["logout", "--profile", "acme"]).show(), @r"
    exit: 1
    --- stderr
    error: nobody is signed in: there are no tokens
    hint: looked in [home]/.config/pipedrive-sql/acme.oauth
    ");
}

#[test]
fn kept_tokens_are_found_although_the_connection_string_would_not_use_them() {
    let bench = signed_in();
    let file = bench.home.path().join(TOKENS);
    let off = format!("{};OAuthSettingsLocation={}", bench.oauth_connection(), file.display());
    let outcome = bench.program(["logout", &off]).output();
    assert!(outcome.stdout.starts_with("Signed out"), "{}{}", outcome.stdout, outcome.stderr);
    assert!(!has_tokens(&bench));
}

#[test]
fn the_profile_goes_too_if_it_is_to_be_forgotten() {
    let bench = signed_in();
    assert_snapshot!(bench.program(["logout", "--profile", "acme", "--forget"]).show(), @r"
    exit: 0
    --- stdout
    Signed out: Pipedrive no longer accepts the tokens; [home]/.config/pipedrive-sql/acme.oauth is removed
    Removed profile “acme”
    ");
    assert!(!has_tokens(&bench));
    assert_eq!(bench.program(["profile", "list"]).output().stdout, "");
}

#[test]
fn a_server_that_does_not_answer_leaves_everything_as_it_was() {
    let bench = signed_in();
    let elsewhere = format!("OAuthURL=http://127.0.0.1:{}", free_port());
    let outcome = bench.program(["logout", "--profile", "acme", "--forget", &elsewhere]).output();
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(1), ""));
    assert!(outcome.stderr.starts_with("error: no answer from the OAuth server `127.0.0.1`"), "{}", outcome.stderr);
    assert!(has_tokens(&bench));
    assert_eq!(bench.program(["profile", "list"]).output().stdout, "acme\n");
    assert_eq!(bench.program(["test", "--profile", "acme"]).output().code, Some(0));
}

#[test]
fn an_api_token_cannot_be_signed_out() {
    let bench = Bench::new();
    assert_snapshot!(bench.program(["logout", &bench.connection()]).show(), @r"
    exit: 1
    --- stderr
    error: an API token cannot be signed out: `logout` is for `AuthScheme=OAuth`
    hint: a new token, from Settings > Personal preferences > API, ends the old one
    ");
}

#[test]
fn a_profile_is_shown_masked_and_removed_with_a_word_about_its_tokens() {
    let bench = signed_in();
    assert_snapshot!(bench.program(["profile", "show", "acme"]).show(), @r"
    exit: 0
    --- stdout
    AuthScheme=OAuth
    InitiateOAuth=REFRESH
    OAuthClientId=sandbox-client-id
    OAuthClientSecret=***
    CallbackURL=http://localhost:[port]
    OAuthSettingsLocation=[home]/.config/pipedrive-sql/acme.oauth
    OAuthURL=http://[sandbox]
    BaseURL=http://[sandbox]
    ");
    assert_snapshot!(bench.program(["profile", "remove", "acne"]).show(), @r"
    exit: 1
    --- stderr
    error: no profile `acne` in [home]/.config/pipedrive-sql/profiles.toml
    hint: did you mean `acme`?
    ");
    assert_snapshot!(bench.program(["profile", "remove", "acme"]).show(), @r#"
    exit: 0
    --- stdout
    Removed profile “acme”
    --- stderr
    note: its tokens are still in `[home]/.config/pipedrive-sql/acme.oauth`, and Pipedrive still accepts them
    note: `pipedrive-sql logout "AuthScheme=OAuth;OAuthClientId=…;OAuthClientSecret=…;OAuthSettingsLocation=[home]/.config/pipedrive-sql/acme.oauth"` ends the access
    "#);
    assert!(has_tokens(&bench));
    assert_snapshot!(bench.program(["profile", "list"]).show(), @r"
    exit: 0
    --- stderr
    there are no profiles in `[home]/.config/pipedrive-sql/profiles.toml` yet
    ");
}

#[test]
fn the_tokens_of_a_profile_are_deleted_on_request() {
    let bench = signed_in();
    assert_snapshot!(bench.program(["profile", "remove", "acme", "--tokens"]).show(), @r"
    exit: 0
    --- stdout
    Removed profile “acme”
    Deleted its tokens in [home]/.config/pipedrive-sql/acme.oauth
    --- stderr
    note: Pipedrive does not know that: the access ends when the user uninstalls the app there
    ");
    assert!(!has_tokens(&bench));
}

#[test]
fn a_file_that_is_not_certainly_one_of_tokens_is_not_deleted() {
    let bench = signed_in();
    let refused = |expect: &str| {
        let kept = bench.read(TOKENS);
        let outcome = bench.program(["profile", "remove", "acme", "--tokens"]).output();
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(1), ""), "{}", outcome.stderr);
        assert!(outcome.stderr.contains(expect), "{}", outcome.stderr);
        assert_eq!(bench.read(TOKENS), kept);
        assert_eq!(bench.program(["profile", "list"]).output().stdout, "acme\n");
    };
    let profiles = bench.read(PROFILES);
    bench.write(PROFILES, &profiles.replace("sandbox-client-secret", "another-secret"));
    refused("was encrypted with another `OAuthClientSecret`");
    bench.write(PROFILES, &profiles);
    bench.write(TOKENS, "dear diary\n");
    refused("is not an OAuth settings file of pipedrive-sql");
}

#[test]
fn tokens_that_another_profile_uses_stay() {
    let bench = signed_in();
    let profiles = bench.read(PROFILES);
    bench.write(PROFILES, &format!("{profiles}\n{}", profiles.replace("[acme]", "[beta]")));
    assert_snapshot!(bench.program(["profile", "remove", "acme", "--tokens"]).show(), @r"
    exit: 0
    --- stdout
    Removed profile “acme”
    --- stderr
    note: its tokens stay in `[home]/.config/pipedrive-sql/acme.oauth`: profile `beta` uses them too
    ");
    assert_eq!(bench.program(["test", "--profile", "beta"]).output().code, Some(0));
}

#[test]
fn tokens_are_deleted_with_a_secret_from_the_environment() {
    let bench = signed_in();
    let profiles = bench.read(PROFILES);
    let secret = |line: &&str| !line.contains("ecret");
    bench.write(PROFILES, &profiles.lines().filter(secret).collect::<Vec<_>>().join("\n"));
    let remove = || bench.program(["profile", "remove", "acme", "--tokens"]);
    let outcome = remove().output();
    assert!(outcome.stderr.contains("lacks `OAuthClientSecret`"), "{}", outcome.stderr);
    assert!(has_tokens(&bench));
    let outcome = remove().variable("PIPEDRIVE_SQL_CONNECTION", &bench.oauth_connection()).output();
    assert!(outcome.stdout.contains("Deleted its tokens"), "{}{}", outcome.stdout, outcome.stderr);
    assert!(!has_tokens(&bench));
}
