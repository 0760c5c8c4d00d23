//! `TokenRefusal`: the OAuth server said no, and what that means.

/// The OAuth server refused to give, or to end, tokens.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Pipedrive refused {grant} ({status}){}", said(text))]
pub struct TokenRefusal {
    /// What was offered for tokens.
    pub grant: Grant,
    /// HTTP status.
    pub status: u16,
    /// What the server said, cut to 200 characters and without credentials; empty if it said nothing readable.
    pub text: String,
}

/// What is offered to the OAuth server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// The code of the consent page.
    AuthorizationCode,
    /// A refresh token, for new tokens.
    RefreshToken,
    /// A token, to be revoked.
    Revocation,
}

impl std::fmt::Display for Grant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::AuthorizationCode => "the authorization code",
            Self::RefreshToken => "the refresh token",
            Self::Revocation => "to revoke the token",
        })
    }
}

/// What a refusal is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subject {
    /// The client id or its secret.
    Client,
    /// The callback address.
    Callback,
    /// The code or token itself.
    Grant,
    /// Something that may be different a little later.
    Passing,
    /// Something else.
    Other,
}

impl TokenRefusal {
    /// Whether the code or token is of no use any more, so that another way to tokens may be tried.
    pub(crate) fn is_of_grant(&self) -> bool {
        self.subject() == Subject::Grant
    }

    /// Whether the same request may succeed a little later.
    pub fn is_passing(&self) -> bool {
        self.subject() == Subject::Passing
    }

    /// The documentation lists the texts of refusals and not their members, hence the texts decide.
    fn subject(&self) -> Subject {
        let text = self.text.to_lowercase();
        let says = |word: &str| text.contains(word);
        if self.status == 429 || self.status >= 500 {
            Subject::Passing
        } else if says("invalid_client") || says("invalid client") || self.status == 401 {
            Subject::Client
        } else if says("redirect_uri") {
            Subject::Callback
        } else if says("invalid_grant") || says("invalid grant") {
            Subject::Grant
        } else {
            Subject::Other
        }
    }

    /// Advice, one sentence each.
    pub(crate) fn hints(&self) -> Vec<String> {
        let hints: &[&str] = match (self.subject(), self.grant) {
            (Subject::Client, _) => {
                &["check `OAuthClientId` and `OAuthClientSecret` against the app in Pipedrive's Developer Hub"]
            }
            (Subject::Callback, _) => &[
                "`CallbackURL` must be, character by character, a callback URL of the app in the Developer Hub, and the \
                 one the consent page was opened with",
            ],
            (Subject::Grant, Grant::AuthorizationCode) => &[
                "a code works once and for five minutes: open the consent page again and use the new one",
                "the code is what stands between `code=` and the next `&` in the address the browser was sent back to",
                "`CallbackURL` must be the one the consent page was opened with",
            ],
            (Subject::Grant, Grant::RefreshToken) => &[
                "sign in again: a refresh token ends after 60 days without use, and when the user uninstalls the app",
                "each user has one installation of an app in a company: signing in elsewhere with the same client id \
                 replaces it, so let installations share one `OAuthSettingsLocation` or give each its own app",
            ],
            (Subject::Passing, _) => &["try again in a minute; nothing was lost"],
            (Subject::Grant, Grant::Revocation) | (Subject::Other, _) => {
                &["check `OAuthURL`, `OAuthClientId` and `CallbackURL`"]
            }
        };
        hints.iter().map(|&hint| hint.to_owned()).collect()
    }
}

fn said(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(": {text}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(status: u16, text: &str, expect: Subject) {
        let refusal = TokenRefusal { grant: Grant::RefreshToken, status, text: text.to_owned() };
        assert_eq!(refusal.subject(), expect, "{status} {text}");
        assert!(!refusal.hints().is_empty());
    }

    #[test]
    fn the_documented_texts_are_understood() {
        check(400, "Missing parameter: `grant_type`", Subject::Other);
        check(400, "Unsupported grant type: `grant_type` is invalid", Subject::Other);
        check(400, "Invalid grant: `authorization_code` is invalid", Subject::Grant);
        check(400, "Invalid grant: `authorization_code` has expired", Subject::Grant);
        check(400, "Invalid grant: `refresh_token` is invalid", Subject::Grant);
        check(400, "invalid_grant", Subject::Grant);
        check(400, "Invalid client: cannot retrieve client credentials", Subject::Client);
        check(400, "Invalid client: client is invalid", Subject::Client);
        check(401, "", Subject::Client);
        check(400, "Invalid request: `redirect_uri` is not a valid URI", Subject::Callback);
        check(400, "Invalid request: `redirect_uri` is invalid", Subject::Callback);
        check(429, "slow down", Subject::Passing);
        check(503, "", Subject::Passing);
    }
}
