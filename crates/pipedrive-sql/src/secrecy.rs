//! Whether a text may hold a secret, for histories and for messages that would repeat it.

use pipedrive_connection::{KEYS, redact};
use pipedrive_datafusion::may_hold_secret_argument;

/// Digits of a personal API token.
const TOKEN_LENGTH: usize = 40;

/// Whether the text may carry a token or a password. Rather once too often than once too seldom.
pub(crate) fn may_hold_secret(text: &str) -> bool {
    holds_token(text)
        || holds_bearer(text)
        || holds_code(text)
        || names_secret_key(text)
        || may_hold_secret_argument(text)
}

/// The text with whatever may be secret in it replaced.
pub(crate) fn without_secrets(text: &str) -> String {
    if !may_hold_secret(text) {
        text.to_owned()
    } else if text.contains('=') {
        redact(text)
    } else {
        "***".to_owned()
    }
}

/// A run of hexadecimal digits as long as an API token, or an OAuth token as Pipedrive writes them.
fn holds_token(text: &str) -> bool {
    let hexadecimal = text.split(|c: char| !c.is_ascii_hexdigit()).any(|run| run.len() >= TOKEN_LENGTH);
    hexadecimal || text.contains("v1u:")
}

fn holds_bearer(text: &str) -> bool {
    let lower = text.to_lowercase();
    lower.split("bearer").skip(1).any(|rest| rest.starts_with(char::is_whitespace))
}

/// The address that a consent page sends the browser back to.
fn holds_code(text: &str) -> bool {
    let lower = text.to_lowercase();
    lower.contains("?code=") || lower.contains("&code=")
}

/// The name of a secret key with a value behind it; case, spaces and underscores do not matter.
fn names_secret_key(text: &str) -> bool {
    let squeezed: String =
        text.chars().filter(|c| !c.is_whitespace() && *c != '_').flat_map(char::to_lowercase).collect();
    let mut names = KEYS.iter().filter(|key| key.is_sensitive()).flat_map(|key| key.aliases.iter().chain([&key.name]));
    names.any(|name| {
        let name = name.to_lowercase();
        squeezed.match_indices(&name).any(|(at, _)| {
            let rest = squeezed[at + name.len()..].trim_start_matches(['"', '\'', '`', ']']);
            rest.starts_with(['=', ':'])
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "5a9db0c5a9db0c5a9db0c5a9db0c5a9db0c0ac3e";

    #[test]
    fn a_line_with_a_token_or_a_secret_key_is_secret() {
        let check = |text: &str| assert!(may_hold_secret(text), "{text}");
        check(TOKEN);
        check(&format!("SELECT '{TOKEN}'"));
        check("CompanyDomain=acme;APIToken=x");
        check("api token = 'x'");
        check("token=x");
        check("EXEC login @OAuthClientSecret='x'");
        check("CALL login(client_secret => 'x')");
        check("\"ProxyPassword\": \"x\"");
        check("Authorization: Bearer abc");
        check("SELECT 'v1u:AQIBAHj'");
        check("CALL RefreshOAuthAccessToken(OAuthRefreshToken => 'x')");
        check("CALL GetOAuthAccessToken(AuthMode => 'WEB', Verifier => 'x')");
        check("EXEC anything @Verifier = 'x'");
        check("SELECT * FROM refreshoauthaccesstoken('x')");
        check("{call GetOAuthAccessToken('WEB', 'x')}");
        check("CALL GetOAuthAccesToken('WEB', 'x')");
        check("CALL Get_OAuth_Access_Token('WEB', 'x')");
        check("CALL GetOAuthAccesToken($$WEB$$, $$x$$)");
        check("SELECT * FROM RefreshOAuthAccesToken($tag$x$tag$)");
        check("http://localhost:33333/?code=x&state=y");
        check("http://localhost:33333/?state=y&code=x");
        for key in KEYS.iter().filter(|key| key.is_sensitive()) {
            check(&format!("{}=x", key.name));
        }
    }

    #[test]
    fn ordinary_statements_are_not() {
        let check = |text: &str| assert!(!may_hold_secret(text), "{text}");
        check("SELECT title FROM deals WHERE id = 7;");
        check("EXPLAIN SELECT tokens FROM usage");
        check("SET pipedrive.max_tokens_per_query = 50");
        check("SELECT 'bearer', 'forbearance'");
        check("CompanyDomain=acme");
        check("CALL GetOAuthAuthorizationURL(AuthMode => 'WEB', State => 'x')");
        check("CALL RevokeOAuthAccess()");
        check("SELECT country_code = 'x' FROM deals");
        check(&TOKEN[..39]);
    }

    #[test]
    fn what_is_secret_is_left_out_of_messages() {
        let check = |text: &str, expect: &str| assert_eq!(without_secrets(text), expect);
        check("CompanyDomain=acme", "CompanyDomain=acme");
        check("CompanyDomain=acme;APIToken=s3", "CompanyDomain=acme;APIToken=***");
        check(TOKEN, "***");
    }
}
