//! Why tokens cannot be read or kept.

use std::path::PathBuf;
use std::time::Duration;

/// Why a file of tokens cannot be used. It is then left as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The operating system does not let us read it.
    #[error("cannot read the OAuth settings file `{}`: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        reason: String,
    },
    /// The operating system does not let us write it.
    #[error("cannot write the OAuth settings file `{}`: {reason}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        reason: String,
    },
    /// It was not written by this program.
    #[error("`{}` is not an OAuth settings file of pipedrive-sql", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// It was written by a later version of this program.
    #[error("the OAuth settings file `{}` has version {version}, and this program reads version {known}", path.display(), known = super::format::VERSION)]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        version: u64,
    },
    /// It was written by this program and is not whole any more.
    #[error("the OAuth settings file `{}` is damaged: {detail}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        detail: &'static str,
    },
    /// It belongs to another app.
    #[error("the OAuth settings file `{}` belongs to the app with the client id `{client_id}`", path.display())]
    OtherApp {
        /// The file.
        path: PathBuf,
        /// The client id it was written for.
        client_id: String,
    },
    /// The client secret is not the one it was written with.
    #[error("the OAuth settings file `{}` was encrypted with another `OAuthClientSecret`", path.display())]
    WrongSecret {
        /// The file.
        path: PathBuf,
    },
    /// Another process holds its lock.
    #[error("another process has been using the OAuth settings file `{}` for {} seconds", path.display(), after.as_secs())]
    Busy {
        /// The file.
        path: PathBuf,
        /// How long it was waited for.
        after: Duration,
    },
}

impl StoreError {
    /// Advice, one sentence each.
    pub(crate) fn hints(&self) -> Vec<String> {
        let hints: &[&str] = match self {
            Self::Unreadable { .. } => {
                &["give this user the right to read and write the file, or choose another `OAuthSettingsLocation`"]
            }
            Self::Unwritable { .. } => &[
                "renewed tokens are kept in the file: give this user the right to write it and its folder, or choose \
                 another `OAuthSettingsLocation`",
            ],
            Self::Foreign { .. } => &["choose another `OAuthSettingsLocation`; this file was not touched"],
            Self::Newer { .. } => &["update this program, or choose another `OAuthSettingsLocation`"],
            Self::Damaged { .. } => &["copy the file again from where it came, or remove it and sign in again"],
            Self::OtherApp { .. } => {
                &["use the `OAuthClientId` it was made with, or choose another `OAuthSettingsLocation`"]
            }
            Self::WrongSecret { .. } => &[
                "use the `OAuthClientSecret` the file was made with; after the secret was changed in the Developer Hub, \
                 remove the file and sign in again",
            ],
            Self::Busy { .. } => &["end the process that hangs, or wait for its sign-in to end"],
        };
        hints.iter().map(|&hint| hint.to_owned()).collect()
    }
}
