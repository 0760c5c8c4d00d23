//! The answer of the consent page: from the browser on this machine, or pasted by a person.

use std::io::BufRead;
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
    let mut can_paste = true;
    loop {
        let line = tokio::select! {
            consent = sign_in.wait(), if is_listening => return Ok(consent?),
            line = lines.recv(), if can_paste => line,
            else => return Err(nothing_pasted().into()),
        };
        match line.as_deref().map(str::trim) {
            // Whoever started this without a terminal may still have a browser.
            None => can_paste = false,
            Some("") => {}
            Some(line) => match sign_in.paste(line) {
                Ok(consent) => return Ok(consent),
                // It is easy to copy the wrong thing, and nothing is lost by it.
                Err(error @ AuthError::BadAnswer { .. }) => console.failure(&error.into()),
                Err(error) => return Err(error.into()),
            },
        }
    }
}

fn nothing_pasted() -> Report {
    Report::new("standard input ended before an address was pasted")
        .with_hint("open the address above, consent, and give the address you were sent back to on standard input")
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
