//! How a person gets to the consent page.

use std::fmt::Debug;
use std::thread;

/// Whatever can bring an address before a person.
pub trait ConsentPrompt: Debug + Send + Sync {
    /// Shows the address of the consent page, and comes back at once.
    fn present(&self, url: &str);
}

/// Opens the address in the user's browser: the one `BROWSER` names, or the desktop's default.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemBrowser;

impl ConsentPrompt for SystemBrowser {
    fn present(&self, url: &str) {
        let url = url.to_owned();
        // A browser in a terminal stays in the foreground until it is left.
        thread::spawn(move || {
            if let Err(error) = webbrowser::open(&url) {
                tracing::warn!(target: "pipedrive::sign_in", %error, "no browser could be opened");
            }
        });
    }
}
