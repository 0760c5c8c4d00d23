//! What the token endpoint answers: tokens, or why there are none.

use std::fmt;
use std::time::Duration;

use oauth2::basic::BasicTokenType;
use oauth2::{AccessToken, ErrorResponse, RefreshToken, Scope, TokenResponse};
use pipedrive_connection::Secret;
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize};

use crate::Tokens;

/// Tokens as the endpoint sends them. Only the access token has to be there; what else comes in an unexpected shape is
/// taken for absent, because a token that works should not be thrown away over its label.
///
/// See <https://pipedrive.readme.io/docs/marketplace-oauth-authorization>.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct TokenAnswer {
    access_token: AccessToken,
    #[serde(default, deserialize_with = "lenient")]
    refresh_token: Option<RefreshToken>,
    #[serde(default, deserialize_with = "lenient")]
    expires_in: Option<Seconds>,
    #[serde(default, deserialize_with = "lenient")]
    scope: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    api_domain: Option<String>,
}

/// A number of seconds, also as text; some gateways quote numbers.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(untagged)]
enum Seconds {
    Number(u64),
    Text(String),
}

/// A member, or nothing if it is not what it should be.
fn lenient<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either<T> {
        Right(T),
        Wrong(IgnoredAny),
    }
    Ok(match Either::deserialize(deserializer)? {
        Either::Right(value) => Some(value),
        Either::Wrong(_) => None,
    })
}

impl TokenAnswer {
    /// The tokens, asked for at `issued_at`. A server that sends no refresh token leaves `refresh_token` in force
    /// ([RFC 6749 §6](https://www.rfc-editor.org/rfc/rfc6749#section-6)).
    pub(super) fn into_tokens(self, issued_at: u64, refresh_token: Option<&Secret>) -> Tokens {
        let expires_in = match &self.expires_in {
            Some(Seconds::Number(seconds)) => Some(Duration::from_secs(*seconds)),
            Some(Seconds::Text(text)) => text.parse().ok().map(Duration::from_secs),
            None => None,
        };
        let renewed = self.refresh_token.map(|token| Secret::new(token.into_secret()));
        Tokens {
            access_token: Secret::new(self.access_token.into_secret()),
            refresh_token: renewed.filter(|token| !token.expose().is_empty()).or_else(|| refresh_token.cloned()),
            expires_in,
            issued_at,
            scope: scopes(self.scope.as_deref().unwrap_or_default()),
            api_domain: self.api_domain.filter(|domain| !domain.is_empty()),
            grant: None,
        }
    }

    /// Whether there is an access token a header can carry.
    pub(super) fn is_usable(&self) -> bool {
        let token = self.access_token.secret();
        !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic())
    }
}

/// The names of scopes, which Pipedrive separates by commas and OAuth by blanks.
fn scopes(text: &str) -> Vec<String> {
    text.split([',', ' ']).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

impl TokenResponse for TokenAnswer {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        // Pipedrive knows no other, and has been seen to spell it in two ways.
        &BasicTokenType::Bearer
    }

    fn expires_in(&self) -> Option<Duration> {
        None
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        None
    }
}

/// A refusal as the endpoint sends it. The documentation lists its texts and not its members, so every member that has
/// been seen is read.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct RefusalAnswer {
    #[serde(default, deserialize_with = "lenient")]
    error: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    error_description: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    message: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    error_info: Option<String>,
}

impl RefusalAnswer {
    /// All texts, the most telling first, without repetition.
    pub(super) fn text(&self) -> String {
        let mut texts: Vec<&str> = Vec::new();
        for text in [&self.error_description, &self.message, &self.error, &self.error_info].into_iter().flatten() {
            let text = text.trim();
            if !text.is_empty() && !texts.contains(&text) {
                texts.push(text);
            }
        }
        texts.join("; ")
    }
}

impl fmt::Display for RefusalAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl ErrorResponse for RefusalAnswer {}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, expires_in: Option<u64>, refresh_token: Option<&str>, scope: &[&str], domain: Option<&str>) {
        let answer: TokenAnswer = serde_json::from_str(json).unwrap();
        let tokens = answer.into_tokens(7, Some(&Secret::new("old")));
        assert_eq!(tokens.access_token.expose(), "a", "{json}");
        assert_eq!(tokens.issued_at, 7);
        assert_eq!(tokens.expires_in.map(|lifetime| lifetime.as_secs()), expires_in, "{json}");
        assert_eq!(tokens.refresh_token.as_ref().map(Secret::expose), refresh_token, "{json}");
        assert_eq!(tokens.scope, scope, "{json}");
        assert_eq!(tokens.api_domain.as_deref(), domain, "{json}");
    }

    #[test]
    fn a_token_that_works_is_kept_whatever_comes_with_it() {
        let full = r#"{"access_token":"a","token_type":"Bearer","refresh_token":"1:2:ff","scope":"base,deals:full",
            "expires_in":3599,"api_domain":"https://acme.pipedrive.com","new":{"x":1}}"#;
        check(full, Some(3599), Some("1:2:ff"), &["base", "deals:full"], Some("https://acme.pipedrive.com"));
        check(r#"{"access_token":"a"}"#, None, Some("old"), &[], None);
        check(
            r#"{"access_token":"a","expires_in":"60","scope":"base users:read"}"#,
            Some(60),
            Some("old"),
            &["base", "users:read"],
            None,
        );
        let wrong = r#"{"access_token":"a","expires_in":-1,"scope":[1],"refresh_token":null,"api_domain":{}}"#;
        check(wrong, None, Some("old"), &[], None);
        check(
            r#"{"access_token":"a","refresh_token":"","expires_in":3599.5,"scope":null}"#,
            None,
            Some("old"),
            &[],
            None,
        );
    }

    #[test]
    fn a_token_no_header_can_carry_is_none() {
        for (json, expect) in [
            (r#"{"access_token":"v1u:AQ=="}"#, true),
            (r#"{"access_token":""}"#, false),
            (r#"{"access_token":"a\nb"}"#, false),
            (r#"{"access_token":"a b"}"#, false),
        ] {
            assert_eq!(serde_json::from_str::<TokenAnswer>(json).unwrap().is_usable(), expect, "{json}");
        }
        assert!(serde_json::from_str::<TokenAnswer>(r#"{"refresh_token":"r"}"#).is_err());
    }

    #[test]
    fn a_refusal_is_read_from_every_member_that_has_been_seen() {
        for (json, expect) in [
            (
                r#"{"success":false,"error":"invalid_grant","message":"Invalid grant: x"}"#,
                "Invalid grant: x; invalid_grant",
            ),
            (r#"{"error":"invalid_grant","error_description":"d","message":"d"}"#, "d; invalid_grant"),
            (r#"{"success":false,"error":{"code":1}}"#, ""),
            ("{}", ""),
        ] {
            assert_eq!(serde_json::from_str::<RefusalAnswer>(json).unwrap().text(), expect, "{json}");
        }
    }
}
