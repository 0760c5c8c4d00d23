//! The login with e-mail and password, which Pipedrive retired: recognised in every spelling, answered first.

use std::fs;

use pipedrive_connection::{ConnectionConfig, Sources};

use crate::errors;

const ADVICE: &str = "use an API token (`AuthScheme=Basic;APIToken=…`) or OAuth (`AuthScheme=OAuth`)";

/// Checks that the answer names `key` and its position.
#[track_caller]
fn check(text: &str, key: &str, position: usize) {
    let message = format!(
        "Pipedrive retired signing in with e-mail and password, which `{key}` asks for at character {position}"
    );
    errors::check(text, &message, ADVICE);
}

#[test]
fn the_scheme_asks_for_it() {
    for value in ["EmailPassword", "emailPassword", "'Email Password'", "email_password"] {
        check(&format!("AuthScheme={value};CompanyDomain=acme"), "AuthScheme", 1);
    }
}

#[test]
fn its_keys_beside_the_scheme_are_no_unknown_keys() {
    check("AuthScheme=EmailPassword;Email=a;Password=b", "AuthScheme", 1);
    check("AuthScheme=EmailPassword;Password=b;x;y=z", "AuthScheme", 1);
    check("Email=a;AuthScheme=EmailPassword;Password=b", "AuthScheme", 9);
    check("Password=b;AuthScheme=EmailPassword;User=a", "AuthScheme", 12);
    check("Password=b;AuthScheme=EmailPassword", "AuthScheme", 12);
    check("Email=a;Password=b;AuthScheme=EmailPassword", "Password", 9);
    check("CompanyDomain=acme;AuthScheme=EmailPassword;Frobnicate=b", "AuthScheme", 20);
}

#[test]
fn its_keys_alone_ask_for_it_too() {
    check("Email=a;Password=b", "Password", 9);
    check("Password=b;Email=a", "Password", 1);
    check("CompanyDomain=acme;user name=a;PASSWORD=b", "Password", 32);
    check("AuthScheme=Basic;User=a;APIToken=t;Password=b", "Password", 36);
    check("pipedrive.email=a;pipedrive.password=b", "pipedrive.password", 19);
    check("Email=a;Email=c;Password=b", "Password", 17);
    check("Email=;Password=", "Password", 8);
}

#[test]
fn what_follows_an_unquoted_password_is_not_looked_at() {
    check("Email=a;Password=b;hunter=2", "Password", 9);
    check("Email=a;Password=b;hunter", "Password", 9);
}

#[test]
fn half_of_it_is_a_key_like_any_other_unknown_one() {
    let hint = "quote a value that holds `;`: `Key='a;b'`; the keys are listed by `--help`";
    errors::check(
        "CompanyDomain=acme;APIToken=t;Password=b",
        "unknown connection key `Password` at character 31",
        hint,
    );
    errors::check("CompanyDomain=acme;e mail=a", "unknown connection key `Email` at character 20", hint);
}

#[test]
fn its_halves_may_be_stored_apart() {
    let directory = tempfile::tempdir().unwrap();
    let odbc_ini = directory.path().join("odbc.ini");
    let sources = Sources { odbc_ini: vec![odbc_ini.clone()], ..Sources::default() };
    for (stored, given, key) in [
        ("Email = a\nPassword = b", "", "Password"),
        ("Email = a", "Password=b", "Password"),
        ("Password = b", "User=a", "Password"),
        ("AuthScheme = EmailPassword", "User=a", "AuthScheme"),
    ] {
        fs::write(&odbc_ini, format!("[acme]\nCompanyDomain = acme\n{stored}\n")).unwrap();
        let error = ConnectionConfig::parse_with(&format!("DSN=acme;{given}"), &sources).unwrap_err();
        let message = format!("Pipedrive retired signing in with e-mail and password, which `{key}` asks for");
        assert!(error.to_string().starts_with(&message), "`{stored}` and `{given}`: {error}");
    }
}
