//! Why nobody could be signed in.

use std::time::Duration;

use pipedrive_connection::SettingsLocation;

use crate::{StoreError, TokenRefusal};

/// Why there are no credentials to send.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthError {
    /// The configuration lacks what a way of signing in, or a procedure, needs.
    #[error("{needed_for} needs `{key}`")]
    MissingKey {
        /// What cannot be done without it.
        needed_for: &'static str,
        /// The key of the connection string.
        key: &'static str,
    },
    /// Nobody has signed in, and nothing may be done about it without being asked.
    #[error("nobody is signed in: there is no OAuth access token")]
    NotSignedIn {
        /// Whether `InitiateOAuth` is `OFF`.
        is_off: bool,
    },
    /// The access token has ended and there is no refresh token.
    #[error("the OAuth access token has ended, and there is no refresh token to renew it with")]
    Ended,
    /// The OAuth server refused to give tokens.
    #[error(transparent)]
    Refused(#[from] TokenRefusal),
    /// The OAuth server did not answer.
    #[error("no answer from the OAuth server `{host}`: {reason}")]
    Unreachable {
        /// Its host.
        host: String,
        /// What went wrong.
        reason: String,
    },
    /// The OAuth server's answer is not as documented. Nothing of it is repeated: it may hold tokens.
    #[error("unexpected answer from the OAuth server `{host}` ({status}): {detail}")]
    Protocol {
        /// Its host.
        host: String,
        /// HTTP status.
        status: u16,
        /// What is wrong with it.
        detail: String,
    },
    /// The user, or the consent page, said no.
    #[error("the sign-in was denied on Pipedrive's consent page")]
    Denied,
    /// The consent page sent an error other than a refusal by the user.
    #[error("Pipedrive ended the sign-in with `{error}`")]
    ConsentFailed {
        /// The value of `error`, printable and cut.
        error: String,
    },
    /// Nobody answered the consent page in time.
    #[error("nobody answered the consent page within {} seconds", after.as_secs())]
    TimedOut {
        /// How long it was waited for.
        after: Duration,
    },
    /// The address the browser is sent back to is none this program can listen at.
    #[error("cannot wait for the browser at `{callback_url}`")]
    NotLoopback {
        /// The address.
        callback_url: String,
    },
    /// Nothing can listen at the callback address.
    #[error("cannot wait for the browser at `{callback_url}`: {reason}")]
    CannotListen {
        /// The address.
        callback_url: String,
        /// What the operating system said.
        reason: String,
    },
    /// A pasted address is not the one the browser was sent back to.
    #[error("{problem}")]
    BadAnswer {
        /// What is wrong with it, without repeating it.
        problem: &'static str,
    },
    /// A property is not fit for OAuth.
    #[error("cannot use `{key}`: {reason}")]
    Configuration {
        /// The key of the connection string.
        key: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// The kept tokens belong to another company than the one asked for.
    #[error("the tokens in {} belong to `{theirs}`, not to `{ours}`", place(location.as_ref()))]
    OtherCompany {
        /// Where they were found; `None` for the connection string.
        location: Option<SettingsLocation>,
        /// The company of the tokens.
        theirs: String,
        /// `CompanyDomain`.
        ours: String,
    },
    /// Tokens cannot be read or kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AuthError {
    /// Advice, one sentence each, to be shown below the message.
    pub fn hints(&self) -> Vec<String> {
        let hints: &[&str] = match self {
            Self::MissingKey { key, .. } => return vec![format!("add `{key}=…` to the connection string")],
            Self::NotSignedIn { is_off: true } => &[
                "give `OAuthAccessToken`, or let the driver keep tokens: `InitiateOAuth=GETANDREFRESH` opens a browser, \
                 `REFRESH` uses what is in `OAuthSettingsLocation` or exchanges `OAuthVerifier`",
            ],
            Self::NotSignedIn { is_off: false } => &[
                "sign in once: `pipedrive-sql login`, `InitiateOAuth=GETANDREFRESH`, or the code of the consent page in \
                 `OAuthVerifier`",
                "if tokens were kept before, check `OAuthSettingsLocation`",
            ],
            Self::Ended => &["give a new `OAuthAccessToken`, or `OAuthRefreshToken` so that it can be renewed"],
            Self::Refused(refusal) => return refusal.hints(),
            Self::Unreachable { .. } => &["check the network connection, `OAuthURL` and the proxy settings"],
            Self::Protocol { .. } => &["check `OAuthURL`; Pipedrive's own is `https://oauth.pipedrive.com`"],
            Self::Denied => &["sign in again and choose to allow the app, as a user who may install apps"],
            Self::ConsentFailed { .. } => &[
                "check that `OAuthClientId` and `CallbackURL` are exactly those of the app in Pipedrive's Developer Hub",
            ],
            Self::TimedOut { .. } => &[
                "sign in again; `OAuthTimeout` sets the time in seconds",
                "on a machine without a browser use `pipedrive-sql login` and paste the address, or `OAuthVerifier`",
            ],
            Self::NotLoopback { .. } => &[
                "register `http://localhost:33333` as a callback URL of the app and give it as `CallbackURL`",
                "a web application uses GetOAuthAuthorizationURL and GetOAuthAccessToken with `AuthMode => 'WEB'`",
            ],
            Self::CannotListen { .. } => &[
                "end the other program or sign-in that uses the port, or register a callback URL with another port and \
                 give it as `CallbackURL`",
            ],
            Self::BadAnswer { .. } => &[
                "copy the whole address out of the browser's address bar, after consenting; it contains `code=` and `state=`",
            ],
            Self::Configuration { .. } => &[],
            Self::OtherCompany { .. } => {
                &["give each company its own `OAuthSettingsLocation`, or correct `CompanyDomain`"]
            }
            Self::Store(error) => return error.hints(),
        };
        hints.iter().map(|&hint| hint.to_owned()).collect()
    }
}

fn place(location: Option<&SettingsLocation>) -> String {
    match location {
        Some(SettingsLocation::File(path)) => format!("`{}`", path.display()),
        Some(SettingsLocation::Memory(id)) => format!("`memory://{id}`"),
        None => "the connection string".to_owned(),
    }
}
