//! The program at a terminal: what `login` asks for and shows of the answers, and a shell in which nobody is signed in.

use crate::bench::Bench;
use crate::browser_script::{Click, consent, get};
use crate::terminal::Terminal;

/// A `login` of an app that nothing names, on that kind of terminal.
fn login(bench: &Bench, term: &str) -> Terminal {
    let base = bench.sandbox().base_url();
    let connection = format!("OAuthURL={base};BaseURL={base};CallbackURL={}", bench.callback());
    let run = bench.program(["login", "--no-browser", "--profile", "acme", &connection]);
    Terminal::start(run.variable("TERM", term))
}

fn check(term: &str) {
    let bench = Bench::new();
    let app = bench.sandbox().config().oauth.clone();
    let mut terminal = login(&bench, term);
    terminal.shown("Client id: ");
    terminal.press(&format!("{}\r", app.client_id));
    // An empty answer is none.
    for answer in ["\r".to_owned(), format!("{}\r", app.client_secret)] {
        terminal.shown("Client secret (hidden): ");
        terminal.hides();
        terminal.press(&answer);
    }
    terminal.shown("Open this address in a browser: ");
    assert!(terminal.echoes());
    get(&consent(&terminal.rest_of_line(), Click::Allow));
    let (code, screen) = terminal.finish();
    assert_eq!(code, Some(0), "{screen}");
    assert!(screen.contains(&app.client_id), "what is not hidden is seen: {screen}");
    assert!(!screen.contains(&app.client_secret), "{screen}");
    assert!(bench.read(".config/pipedrive-sql/profiles.toml").contains(&app.client_secret));
}

#[test]
fn a_secret_is_asked_for_without_showing_it() {
    check("xterm");
}

#[test]
fn a_secret_is_not_shown_on_a_simple_terminal_either() {
    check("dumb");
}

#[test]
fn ctrl_c_cancels_the_question_for_a_secret_and_the_terminal_shows_again_what_is_typed() {
    let bench = Bench::new();
    let mut terminal = login(&bench, "xterm");
    terminal.shown("Client id: ");
    terminal.press("5f2c\r");
    terminal.shown("Client secret (hidden): ");
    terminal.hides();
    terminal.press("half\x03");
    terminal.shown("cancelled");
    assert!(terminal.echoes());
    let (code, screen) = terminal.finish();
    assert_eq!(code, Some(1), "{screen}");
    assert!(!screen.contains("half"), "{screen}");
}

#[test]
fn ctrl_d_instead_of_an_address_cancels() {
    let bench = Bench::new();
    let run = bench.program(["login", "--no-browser", "--profile", "acme", &bench.oauth_connection()]);
    let mut terminal = Terminal::start(run);
    terminal.shown("paste the address you were sent back to:\r\n");
    terminal.press("\x04");
    terminal.shown("cancelled");
    assert_eq!(terminal.finish().0, Some(1));
}

#[test]
fn the_shell_opens_for_whoever_is_not_signed_in_and_can_ask_for_the_way() {
    let bench = Bench::new();
    let run = bench.program([&bench.oauth_connection()]);
    let mut terminal = Terminal::start(run.variable("TERM", "dumb"));
    terminal.shown("· nobody is signed in\r\n");
    terminal.shown("note: give `OAuthAccessToken`");
    terminal.shown("pipedrive> ");
    terminal.press("CALL GetOAuthAuthorizationURL();\r");
    terminal.shown("/oauth/authorize?");
    terminal.shown("pipedrive> ");
    terminal.press("\\q\r");
    let (code, screen) = terminal.finish();
    assert_eq!(code, Some(0), "{screen}");
}
