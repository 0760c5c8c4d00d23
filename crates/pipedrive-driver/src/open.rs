//! How a connection is opened.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use pipedrive_auth::{ConsentPrompt, SystemBrowser};

/// What a program wants of opening a connection, besides what the connection string says.
#[derive(Clone)]
pub struct Open {
    /// Whether the credentials are checked; `None`, the default, does as `ConnectOnOpen` says.
    pub check: Option<bool>,
    /// How long opening may take. Default `None`: as long as its requests, or the person who signs in, may take.
    pub login_timeout: Option<Duration>,
    /// How the consent page comes before a person. Default: in their browser.
    pub prompt: Arc<dyn ConsentPrompt>,
}

impl Default for Open {
    fn default() -> Self {
        Self { check: None, login_timeout: None, prompt: Arc::new(SystemBrowser) }
    }
}

impl fmt::Debug for Open {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { check, login_timeout, prompt: _ } = self;
        f.debug_struct("Open").field("check", check).field("login_timeout", login_timeout).finish_non_exhaustive()
    }
}
