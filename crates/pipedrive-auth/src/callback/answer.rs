//! What the consent page sends back in the query of the callback address.

use pipedrive_connection::Secret;
use subtle::ConstantTimeEq;
use url::form_urlencoded;

/// The members of an answer, [RFC 6749 §4.1.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2). Of repeated ones
/// none counts.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    pub(crate) code: Option<Secret>,
    pub(crate) error: Option<String>,
    state: Option<Secret>,
}

impl Answer {
    pub(crate) fn parse(query: &str) -> Self {
        let one = |name: &str| {
            let mut values = form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
            let first = values.next().map(|(_, value)| value.into_owned());
            first.filter(|value| !value.is_empty() && values.next().is_none())
        };
        Self { code: one("code").map(Secret::new), error: one("error"), state: one("state").map(Secret::new) }
    }

    /// Whether it answers the sign-in with that state. The comparison takes the same time wherever they differ.
    pub(crate) fn has_state(&self, state: &Secret) -> bool {
        let theirs = self.state.as_ref().map_or("", Secret::expose);
        theirs.as_bytes().ct_eq(state.expose().as_bytes()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &str, code: Option<&str>, error: Option<&str>, has_state: bool) {
        let answer = Answer::parse(query);
        assert_eq!(answer.code.as_ref().map(Secret::expose), code, "{query}");
        assert_eq!(answer.error.as_deref(), error, "{query}");
        assert_eq!(answer.has_state(&Secret::new("s")), has_state, "{query}");
    }

    #[test]
    fn an_answer_is_what_stands_in_the_query_once() {
        check("code=c&state=s", Some("c"), None, true);
        check("state=s&code=a%2Bb+c&x=y", Some("a+b c"), None, true);
        check("error=user_denied&state=s", None, Some("user_denied"), true);
        check("code=c", Some("c"), None, false);
        check("code=c&state=", Some("c"), None, false);
        check("code=c&state=S", Some("c"), None, false);
        check("code=c&state=ss", Some("c"), None, false);
        check("code=c&state=s&state=s", Some("c"), None, false);
        check("code=c&code=d&state=s", None, None, true);
        check("code=&state=s", None, None, true);
        check("", None, None, false);
        check("&&=&%zz=%", None, None, false);
    }
}
