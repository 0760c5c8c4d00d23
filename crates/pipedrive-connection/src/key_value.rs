//! `KeyValue`: one pair of a connection string, for programs that put strings together or keep them elsewhere.

use crate::tokenizer::Tokenizer;
use crate::{KeySpec, Secret};

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
    fn reading_ends_at_the_first_mistake() {
        let check = |text: &str, count| assert_eq!(key_values(text).len(), count, "{text}");
        check("", 0);
        check("acme", 0);
        check("acme;PageSize=50", 0);
        check("PageSize=50;APIToken='x", 1);
        check("PageSize=50;Unknown=1;Timeout=1", 2);
    }
}
