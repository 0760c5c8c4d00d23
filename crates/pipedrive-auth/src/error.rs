//! Why nobody could be signed in.

/// Why there are no credentials to send.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AuthError {
    /// The configuration lacks the credential its scheme needs.
    #[error("`AuthScheme={scheme}` needs `{key}`")]
    MissingCredential {
        /// The scheme.
        scheme: &'static str,
        /// The key that gives the credential.
        key: &'static str,
    },
    /// The configuration asks for a way of signing in that does not exist yet.
    #[error("{feature} is not supported yet")]
    NotSupported {
        /// What was asked for.
        feature: &'static str,
    },
}

impl AuthError {
    /// Advice, one sentence each, to be shown below the message.
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::MissingCredential { key, .. } => vec![format!("add `{key}=…` to the connection string")],
            Self::NotSupported { .. } => vec![
                "what works is an API token (`AuthScheme=Basic;APIToken=…`) or an access token you already have \
                 (`AuthScheme=OAuth;OAuthAccessToken=…`)"
                    .to_owned(),
            ],
        }
    }
}
