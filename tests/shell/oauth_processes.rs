//! Several processes that share one file of tokens, and one that dies with it in its hands.

use std::process::{Child, Stdio};

use pipedrive_sandbox::{OAuthApp, SandboxConfig};

use crate::bench::Bench;
use crate::live::Live;

/// A connection string of the account's app that keeps tokens in the home directory.
fn kept(bench: &Bench, more: &str) -> String {
    let file = bench.home.path().join("tokens.txt");
    format!("{};InitiateOAuth=REFRESH;OAuthSettingsLocation={};{more}", bench.oauth_connection(), file.display())
}

/// How often tokens were renewed.
fn renewals(bench: &Bench) -> usize {
    bench.grants().iter().filter(|grant| **grant == "refresh_token").count()
}

/// Runs the program once, which leaves a file of tokens that have ended.
fn leave_expired_tokens(bench: &Bench) {
    let more = format!("OAuthRefreshToken={}", bench.sandbox().issue_tokens().refresh_token);
    let outcome = bench.program(["test", &kept(bench, &more)]).output();
    assert_eq!(outcome.code, Some(0), "{}{}", outcome.stdout, outcome.stderr);
    bench.sandbox().expire_access_tokens();
    bench.sandbox().clear_requests();
}

fn start(bench: &Bench) -> Child {
    let mut command = bench.program(["-q", "-c", "SELECT name FROM stages LIMIT 1", &kept(bench, "")]).command();
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn eight_processes_with_one_expired_file_renew_it_once() {
    // With refresh tokens that work once, a second renewal would not only be one too many: it would fail.
    let oauth = OAuthApp { rotate_refresh_tokens: true, ..OAuthApp::default() };
    let bench = Bench::with(SandboxConfig { oauth, ..SandboxConfig::default() });
    leave_expired_tokens(&bench);
    let children: Vec<Child> = (0..8).map(|_| start(&bench)).collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(renewals(&bench), 1, "{:?}", bench.requests());
}

#[test]
fn ctrl_c_in_the_middle_of_a_renewal_loses_no_tokens() {
    let oauth = OAuthApp { rotate_refresh_tokens: true, ..OAuthApp::default() };
    let bench = Bench::with(SandboxConfig { oauth, ..SandboxConfig::default() });
    leave_expired_tokens(&bench);
    // The old refresh token has ended by the time the new ones arrive.
    bench.sandbox().set_faults("oauth/token:slow".parse().unwrap());
    let live = Live::start(bench.program(["-q", "-c", "SELECT name FROM stages LIMIT 1", &kept(&bench, "")]));
    bench.wait_for_request("/oauth/token");
    live.interrupt();
    let outcome = live.finish();
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(1), ""), "{}", outcome.stderr);
    assert!(outcome.stderr.starts_with("cancelled"), "{}", outcome.stderr);
    let outcome = bench.program(["test", &kept(&bench, "")]).output();
    assert_eq!(outcome.code, Some(0), "{}{}", outcome.stdout, outcome.stderr);
    assert_eq!(renewals(&bench), 1, "{:?}", bench.requests());
}

#[test]
fn a_process_killed_in_the_middle_of_a_renewal_leaves_a_usable_file() {
    let bench = Bench::new();
    leave_expired_tokens(&bench);
    let before = bench.read("tokens.txt");
    // The answer to the renewal begins, and never ends.
    bench.sandbox().set_faults("oauth/token:stall".parse().unwrap());
    let mut child = start(&bench);
    bench.wait_for_request("/oauth/token");
    let waiting = start(&bench);
    child.kill().unwrap();
    child.wait().unwrap();
    // Whoever waited for it goes on, with the file as it was.
    let output = waiting.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(renewals(&bench), 2, "{:?}", bench.requests());
    assert_ne!(bench.read("tokens.txt"), before);
    let outcome = bench.program(["test", &kept(&bench, "")]).output();
    assert_eq!(outcome.code, Some(0), "{}{}", outcome.stdout, outcome.stderr);
    assert_eq!(renewals(&bench), 2);
    // Nothing but the file and its lock stays behind.
    let mut names: Vec<String> = std::fs::read_dir(bench.home.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("tokens") || name.starts_with(".pipedrive-sql-"))
        .collect();
    names.sort();
    assert_eq!(names, ["tokens.txt", "tokens.txt.lock"]);
}
