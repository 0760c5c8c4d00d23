//! The table of keys: sound in itself, and obeyed.

use std::collections::HashSet;

use pipedrive_connection::{KEYS, KeyDefault, KeyKind, KeySpec};

use crate::{parse, parse_more};

#[test]
fn no_name_means_two_keys() {
    let mut seen = HashSet::new();
    for key in KEYS {
        for name in std::iter::once(&key.name).chain(key.aliases) {
            assert!(seen.insert(name.to_lowercase()), "`{name}` stands twice");
            assert_eq!(KeySpec::find(name), Some(key), "`{name}` is not found");
        }
    }
}

#[test]
fn each_default_is_a_value_users_could_write() {
    let plain = parse_more("").unwrap();
    for key in KEYS {
        if let KeyDefault::Value(value) = key.default {
            assert_eq!(parse_more(&format!("{}='{value}'", key.name)).unwrap(), plain, "`{}`", key.name);
        }
    }
}

#[test]
fn comments_are_sentences() {
    for key in KEYS {
        assert!(key.comment.ends_with('.') && key.comment.contains(' '), "`{}`: {}", key.name, key.comment);
    }
}

#[test]
fn exactly_tokens_passwords_secrets_and_codes_are_sensitive() {
    let sensitive: Vec<&str> = KEYS.iter().filter(|key| key.is_sensitive()).map(|key| key.name).collect();
    let expect =
        ["APIToken", "OAuthClientSecret", "OAuthAccessToken", "OAuthRefreshToken", "OAuthVerifier", "ProxyPassword"];
    assert_eq!(sensitive, expect);
}

/// A value other than the default, and settings without which it would have no place.
fn another_value(key: &KeySpec) -> (&'static str, &'static str) {
    match key.kind {
        KeyKind::Flag if key.default == KeyDefault::Value("true") => ("false", ""),
        KeyKind::Flag if key.name == "CacheMetadata" => ("false", "CacheLocation=other"),
        KeyKind::Flag => ("true", ""),
        KeyKind::Integer { .. } if key.name.starts_with("Proxy") => ("4", "ProxyServer=proxy.example"),
        KeyKind::Integer { .. } | KeyKind::Automatic { .. } => ("4", ""),
        KeyKind::Seconds { .. } => ("7", ""),
        KeyKind::Size { .. } => ("7MB", ""),
        KeyKind::Choice(choices) => match key.default {
            KeyDefault::Value(default) => (
                choices.iter().map(|choice| choice.name).find(|name| *name != default).unwrap_or_default(),
                "AccessToken=x",
            ),
            _ => ("", ""),
        },
        KeyKind::Url => ("https://x.example", ""),
        KeyKind::Text | KeyKind::Secret | KeyKind::List | KeyKind::Path if key.name.starts_with("Proxy") => {
            ("other", "ProxyServer=proxy.example")
        }
        KeyKind::Text | KeyKind::Secret | KeyKind::List | KeyKind::Path => ("other", ""),
    }
}

#[test]
fn every_key_reaches_the_configuration() {
    // The first two name stored keys, which are read elsewhere; a driver's name is accepted and not used.
    for key in KEYS.iter().filter(|key| !["DSN", "Profile", "Driver"].contains(&key.name)) {
        let (value, context) = another_value(key);
        let base = ["CompanyDomain=acme", "APIToken=0123"];
        let base: Vec<&str> = base.into_iter().filter(|pair| !pair.starts_with(key.name)).chain([context]).collect();
        let given = parse(&format!("{};{}={value}", base.join(";"), key.name));
        let given = given.unwrap_or_else(|error| panic!("`{}`: {error}", key.name));
        let mut plain = parse_more(context).unwrap();
        // A note alone would not show that the value arrived.
        plain.notes.clone_from(&given.notes);
        assert_ne!(given, plain, "`{}` changes nothing", key.name);
    }
}
