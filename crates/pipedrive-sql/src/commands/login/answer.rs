//! The answer of the consent page: from the browser on this machine, or pasted by a person.

use std::io::{BufRead, IsTerminal};
use std::thread;

use pipedrive_auth::{AuthError, Consent, SignIn};
use tokio::sync::mpsc;

use crate::console::Console;
use crate::failure::{Failure, Report};

/// Waits for whichever comes first.
///
/// # Errors
/// If the person said no, or no answer can come any more.
pub(super) async fn wait(sign_in: &mut SignIn, console: &Console) -> Result<Consent, Failure> {
    let mut lines = lines_of_input();
    let is_listening = sign_in.is_listening();
    loop {
        // Whatever ends the wait for the browser hangs up on it, so nothing does but a pasted address.
        let line = tokio::select! {
            consent = sign_in.wait(), if is_listening => return Ok(consent?),
            line = pasted(&mut lines, is_listening) => line.ok_or_else(ended)?,
        };
        match sign_in.paste(&line) {
            Ok(consent) => return Ok(consent),
            // It is easy to copy the wrong thing, and nothing is lost by it.
            Err(error @ AuthError::BadAnswer { .. }) => console.failure(&error.into()),
            Err(error) => return Err(error.into()),
        }
    }
}

/// The next line with something in it. When standard input has ended there is none; whoever listens goes on waiting, since
/// a program that was started without a terminal may still have a browser.
async fn pasted(lines: &mut mpsc::UnboundedReceiver<String>, is_listening: bool) -> Option<String> {
    while let Some(line) = lines.recv().await {
        if !line.trim().is_empty() {
            return Some(line);
        }
    }
    if is_listening && !std::io::stdin().is_terminal() { std::future::pending().await } else { None }
}

/// What it means that standard input has ended: at a terminal somebody pressed Ctrl-D.
fn ended() -> Failure {
    if std::io::stdin().is_terminal() {
        return Failure::Cancelled("cancelled".to_owned());
    }
    Report::new("standard input ended before an address was pasted")
        .with_hint("open the address above, consent, and give the address you were sent back to on standard input")
        .into()
}

/// The lines of standard input, read on a thread of their own: reading cannot be cancelled, and ends with the program.
fn lines_of_input() -> mpsc::UnboundedReceiver<String> {
    let (sender, lines) = mpsc::unbounded_channel();
    thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    lines
}
