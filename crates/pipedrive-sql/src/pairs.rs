//! The pairs of a connection string, for keeping them in a profile.

use pipedrive_connection::{KeySpec, Secret};

/// One key and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    /// The key's name in the documentation.
    pub(crate) key: &'static str,
    pub(crate) value: Secret,
}

impl Pair {
    pub(crate) fn new(key: &'static str, value: impl Into<String>) -> Self {
        Self { key, value: Secret::new(value) }
    }

    /// The pair as it stands in a connection string, whatever its value holds.
    pub(crate) fn written(&self) -> String {
        format!("{}={}", self.key, quoted(self.value.expose()))
    }
}

/// A value that stands as it is, whatever it holds.
pub(crate) fn quoted(value: &str) -> String {
    format!("{{{}}}", value.replace('}', "}}"))
}

/// Appends pairs to a connection string.
pub(crate) fn append(text: &mut String, pairs: &str) {
    if !text.trim().is_empty() && !text.trim_end().ends_with(';') {
        text.push(';');
    }
    text.push_str(pairs);
}

/// The pairs of a connection string whose keys are known, up to the first mistake. What is wrong with the rest is for
/// [`ConnectionConfig`](pipedrive_connection::ConnectionConfig) to say.
pub(crate) fn pairs(connection_string: &str) -> Vec<Pair> {
    const PREFIX: &str = "jdbc:pipedrive:";
    let text = connection_string.trim_start();
    let mut rest = match text.split_at_checked(PREFIX.len()) {
        Some((prefix, rest)) if prefix.eq_ignore_ascii_case(PREFIX) => rest,
        _ => text,
    };
    let mut pairs = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c == ';' || c.is_whitespace());
        let Some((key, value, after)) = split_pair(rest) else { return pairs };
        pairs.extend(KeySpec::find(key).map(|spec| Pair::new(spec.name, value)));
        rest = after;
    }
}

/// Key and value of the first pair, and what follows it.
fn split_pair(text: &str) -> Option<(&str, String, &str)> {
    let (key, rest) = text.split_once('=').filter(|(key, _)| !key.contains(';'))?;
    let rest = rest.trim_start();
    let closing = match rest.chars().next() {
        Some(quote @ ('\'' | '"')) => quote,
        Some('{') => '}',
        _ => {
            let (value, after) = rest.split_at(rest.find(';').unwrap_or(rest.len()));
            return Some((key.trim_end(), value.trim_end().to_owned(), after));
        }
    };
    let mut value = String::with_capacity(rest.len());
    let mut letters = rest.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        if letter == closing && letters.next_if(|(_, next)| *next == closing).is_none() {
            return Some((key.trim_end(), value, &rest[at + closing.len_utf8()..]));
        }
        value.push(letter);
    }
    None
}

#[cfg(test)]
mod tests {
    use pipedrive_connection::{ConnectionConfig, Sources};

    use super::*;

    #[test]
    fn pairs_are_those_the_parser_of_connection_strings_finds() {
        let parsed = |text: &str| ConnectionConfig::parse_with(text, &Sources::default()).unwrap();
        let check = |text: &str, count| {
            let found = pairs(text);
            assert_eq!(found.len(), count, "{text}");
            let written: Vec<String> = found.iter().map(Pair::written).collect();
            assert_eq!(parsed(&written.join(";")), parsed(text), "{text}");
        };
        check("CompanyDomain=acme;APIToken=x", 2);
        check(" ; Company Domain = acme ;; api_token = x ; ", 2);
        check("jdbc:pipedrive:CompanyDomain=acme;Token={a;b}}c=d};PageSize=50", 3);
        check("CompanyDomain='acme';APIToken='it''s;x' ; PageSize=\"50\"", 3);
        check("CompanyDomain=acme;APIToken=\"a\"\"\";BaseURL=https://acme.pipedrive.com;Scope=", 4);
    }

    #[test]
    fn reading_ends_at_the_first_mistake() {
        let check = |text: &str, count| assert_eq!(pairs(text).len(), count, "{text}");
        check("", 0);
        check("acme", 0);
        check("acme;PageSize=50", 0);
        check("PageSize=50;APIToken='x", 1);
        check("PageSize=50;Unknown=1;Timeout=1", 2);
    }

    #[test]
    fn pairs_are_appended_behind_one_semicolon() {
        let check = |text: &str, expect: &str| {
            let mut text = text.to_owned();
            append(&mut text, "b=2");
            assert_eq!(text, expect);
        };
        check("", "b=2");
        check("a=1", "a=1;b=2");
        check("a=1; ", "a=1; b=2");
    }

    #[test]
    fn values_are_quoted_as_they_are() {
        let check = |name, expect: &str| assert_eq!(quoted(name), expect);
        check("acme", "{acme}");
        check("a;b=c", "{a;b=c}");
        check("a}b", "{a}}b}");
    }
}
