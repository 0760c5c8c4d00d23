//! `KeyValue`: one pair of a connection string, for programs that put strings together or keep them elsewhere.

use std::fmt;

use crate::tokenizer::Tokenizer;
use crate::{KeySpec, Secret, redact};

/// A known key and its value, which is taken for a secret whatever the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyValue {
    /// The key's name in the documentation.
    pub key: &'static str,
    /// The value without quotes.
    pub value: Secret,
}

impl KeyValue {
    /// A pair.
    pub fn new(key: &'static str, value: impl Into<String>) -> Self {
        Self { key, value: Secret::new(value) }
    }

    /// The pair as it stands in a connection string, whatever its value holds.
    pub fn written(&self) -> String {
        format!("{}={}", self.key, quoted(self.value.expose()))
    }
}

/// A value as it stands in a connection string, whatever it holds.
///
/// ```
/// assert_eq!(pipedrive_connection::quoted("a;b}c"), "{a;b}}c}");
/// ```
pub fn quoted(value: &str) -> String {
    format!("{{{}}}", value.replace('}', "}}"))
}

/// The pairs of a connection string whose keys are known, up to the first mistake. What is wrong with the rest is for
/// [`ConnectionConfig::parse`](crate::ConnectionConfig::parse) to say.
pub fn key_values(connection_string: &str) -> Vec<KeyValue> {
    Tokenizer::new(connection_string)
        .map_while(Result::ok)
        .filter_map(|pair| Some(KeyValue { key: KeySpec::find(pair.key)?.name, value: pair.value }))
        .collect()
}

/// A pair of a connection string, whatever its key.
#[derive(Clone)]
pub struct WrittenPair<'a> {
    /// The key as it is written.
    pub key: &'a str,
    /// The value without quotes.
    pub value: Secret,
    /// The whole pair as it is written.
    pub text: &'a str,
}

impl fmt::Debug for WrittenPair<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WrittenPair").field(&redact(self.text)).finish()
    }
}

/// All pairs of a connection string up to the first mistake, and the text from there on, for programs that have keys of their
/// own among them.
pub fn written_pairs(connection_string: &str) -> (Vec<WrittenPair<'_>>, &str) {
    let mut pairs = Vec::new();
    for pair in Tokenizer::new(connection_string) {
        match pair {
            Ok(pair) => {
                pairs.push(WrittenPair { key: pair.key, value: pair.value, text: &connection_string[pair.range] });
            }
            Err(mistake) => return (pairs, &connection_string[mistake.good_until..]),
        }
    }
    (pairs, "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ConnectionConfig, Sources};

    #[test]
    fn pairs_that_are_written_again_mean_the_same() {
        let parsed = |text: &str| ConnectionConfig::parse_with(text, &Sources::default()).unwrap();
        let check = |text: &str, count| {
            let found = key_values(text);
            assert_eq!(found.len(), count, "{text}");
            let written: Vec<String> = found.iter().map(KeyValue::written).collect();
            assert_eq!(parsed(&written.join(";")), parsed(text), "{text}");
        };
        check("CompanyDomain=acme;APIToken=x", 2);
        check(" ; Company Domain = acme ;; api_token = x ; ", 2);
        check("jdbc:pipedrive:CompanyDomain=acme;Token={a;b}}c=d};PageSize=50", 3);
        check("CompanyDomain='acme';APIToken='it''s;x' ; PageSize=\"50\"", 3);
        check("CompanyDomain=acme;APIToken=\"a\"\"\";BaseURL=https://acme.pipedrive.com;Scope=", 4);
    }

    #[test]
    fn pairs_of_any_key_are_told_as_they_are_written() {
        let check = |text: &str, expect: &[(&str, &str, &str)], rest: &str| {
            let (pairs, left) = written_pairs(text);
            let found: Vec<_> = pairs.iter().map(|pair| (pair.key, pair.value.expose(), pair.text)).collect();
            assert_eq!((found.as_slice(), left), (expect, rest), "{text}");
        };
        check(" UID = me ;PWD={a;b}}c}", &[("UID", "me", "UID = me"), ("PWD", "a;b}c", "PWD={a;b}}c}")], "");
        check("Driver='x;y';PWD", &[("Driver", "x;y", "Driver='x;y'")], "PWD");
        let shown = format!("{:?}", written_pairs("PWD=s3cret").0);
        assert!(!shown.contains("s3cret"), "{shown}");
    }

    #[test]
    fn reading_ends_at_the_first_mistake() {
        let check = |text: &str, count| assert_eq!(key_values(text).len(), count, "{text}");
        check("", 0);
        check("acme", 0);
        check("acme;PageSize=50", 0);
        check("PageSize=50;APIToken='x", 1);
        check("PageSize=50;Unknown=1;Timeout=1", 2);
    }
}
