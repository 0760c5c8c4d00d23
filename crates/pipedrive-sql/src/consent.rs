//! The consent page, brought before whoever sits at the terminal.

use pipedrive_auth::{ConsentPrompt, SystemBrowser};

use crate::console;

/// Prints the address of the consent page, and opens it in the user's browser.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TerminalPrompt;

impl ConsentPrompt for TerminalPrompt {
    fn present(&self, url: &str) {
        console::announce(&format!(
            "Opening {url}\nNo browser here? Press Ctrl-C and use `pipedrive-sql login`, which takes the answer from any \
             browser."
        ));
        SystemBrowser.present(url);
    }
}
