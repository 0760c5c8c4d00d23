//! Rules that every procedure keeps.

use std::collections::BTreeSet;

use super::*;
use crate::Procedure;

fn is_word(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric())
}

#[test]
fn names_are_words_and_differ_in_more_than_case() {
    let mut seen = BTreeSet::new();
    for spec in PROCEDURES {
        assert!(is_word(spec.name) && seen.insert(spec.name.to_lowercase()), "{}", spec.name);
        assert!(crate::table(&spec.name.to_lowercase()).is_none(), "{} is a table", spec.name);
        let mut parameters = BTreeSet::new();
        for parameter in spec.parameters {
            assert!(is_word(parameter.name) && parameters.insert(parameter.name.to_lowercase()), "{}", parameter.name);
        }
        let mut columns = BTreeSet::new();
        for column in spec.columns {
            assert!(is_word(column.name) && columns.insert(column.name.to_lowercase()), "{}", column.name);
        }
        assert!(!spec.columns.is_empty(), "{}", spec.name);
    }
}

#[test]
fn every_procedure_is_described_once() {
    for (i, spec) in PROCEDURES.iter().enumerate() {
        assert!(PROCEDURES[..i].iter().all(|other| other.procedure != spec.procedure), "{}", spec.name);
    }
}

#[test]
fn descriptions_are_sentences_in_the_house_style() {
    let check = |text: &str| {
        assert!(!text.is_empty() && !text.ends_with('.') && !text.contains('|'), "{text}");
    };
    for spec in PROCEDURES {
        check(spec.comment);
        for parameter in spec.parameters {
            check(parameter.comment);
            parameter.default.into_iter().for_each(check);
            assert!(!parameter.required || parameter.default.is_none(), "{}", parameter.name);
            assert!(parameter.values.iter().all(|value| *value == value.to_uppercase()), "{}", parameter.name);
        }
        spec.columns.iter().for_each(|column| check(column.comment));
    }
}

#[test]
fn whatever_carries_a_credential_is_secret() {
    for spec in PROCEDURES {
        let parameters = spec.parameters.iter().map(|parameter| (parameter.name, parameter.secret));
        for (name, secret) in parameters.chain(spec.columns.iter().map(|column| (column.name, column.secret))) {
            assert_eq!(secret, name.ends_with("Token") || name.ends_with("Password") || name == "Verifier", "{name}");
        }
    }
}

#[test]
fn a_procedure_is_found_in_any_case() {
    for (name, expect) in [
        ("TestConnection", Some(Procedure::TestConnection)),
        ("testconnection", Some(Procedure::TestConnection)),
        ("GETOAUTHACCESSTOKEN", Some(Procedure::AccessToken)),
        ("test", None),
    ] {
        assert_eq!(procedure(name).map(|spec| spec.procedure), expect, "{name}");
    }
}

#[test]
fn a_signature_shows_what_may_be_left_out() {
    let signature = |name| procedure(name).map(ProcedureSpec::signature);
    assert_eq!(signature("TestConnection").as_deref(), Some("TestConnection()"));
    assert_eq!(
        signature("RefreshOAuthAccessToken").as_deref(),
        Some("RefreshOAuthAccessToken(OAuthRefreshToken => …)")
    );
    assert_eq!(
        signature("GetOAuthAuthorizationURL").as_deref(),
        Some("GetOAuthAuthorizationURL([AuthMode => …], [CallbackURL => …], [State => …], [Scope => …])")
    );
}
