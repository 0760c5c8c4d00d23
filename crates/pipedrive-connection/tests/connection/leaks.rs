//! No message, hint, note or `Debug` shows a secret, whatever is wrong around it.

use std::error::Error;
use std::fs;

use pipedrive_connection::{ConnectionConfig, ConnectionError, KEYS, Sources, redact};

/// Letters, digits and signs, as tokens have them.
const SENTINEL: &str = "s3ntinel5ecret0f77";

fn shown(result: &Result<ConnectionConfig, ConnectionError>) -> String {
    match result {
        Ok(config) => format!("{config:?}\n{config:#?}\n{}", config.notes.join("\n")),
        Err(error) => {
            let source = error.source().map(|source| format!("{source}\n{source:?}")).unwrap_or_default();
            format!("{error}\n{error:?}\n{}\n{source}", error.hints().join("\n"))
        }
    }
}

#[track_caller]
fn check(text: &str, sources: &Sources) {
    let result = ConnectionConfig::parse_with(text, sources);
    let shown = shown(&result);
    assert!(!shown.contains(SENTINEL), "`{text}` shows its secret:\n{shown}");
    let redacted = redact(text);
    assert!(!redacted.contains(SENTINEL), "`{text}` is redacted to `{redacted}`");
}

/// Ways to write `key` with the sentinel, right and wrong.
fn spellings(key: &str) -> Vec<String> {
    let s = SENTINEL;
    [
        format!("{key}={s}"),
        format!("{key}='{s}'"),
        format!("{key}={{{s}}}"),
        format!("{key}='{s}"),
        format!("{key}=\"{s}"),
        format!("{key}={{{s}"),
        format!("{key}={{{s}}}}}"),
        format!("{key}='x'{s}"),
        format!("{key}='x' {s};"),
        format!("{key}=x;{s}"),
        format!("{key}=x;{s}=y"),
        format!("{key}=x;={s}"),
        format!("{key}={s} {s}"),
        format!("{key}={s}\u{0}"),
        format!("{key}={s}ü"),
        format!("{key}={s};{key}=x"),
        format!("{key}=x;{key}={s}"),
        format!("{key}Q={s}"),
        format!("Q{key}={s}"),
        format!("{key}:{s}"),
        s.to_owned(),
        format!("Frobnicate={s}"),
        format!("CompanyDomain=\"acme;{key}={s}\""),
        format!("DSN='x;{key}={s}'"),
        format!("Profile={{x;{key}={s}}}"),
        format!("AuthScheme='{s}'"),
        format!("Timeout={s}"),
        format!("BaseURL=https://me:{s}@acme.pipedrive.com"),
        format!("CallbackURL=https://me:{s}@acme.pipedrive.com"),
        format!("ProxyServer=http://me:{s}@proxy.example"),
    ]
    .into()
}

#[test]
fn a_secret_is_never_shown_however_it_is_written() {
    for key in KEYS.iter().filter(|key| key.is_sensitive()) {
        for spelling in spellings(key.name) {
            for before in ["", "CompanyDomain=acme;", "CompanyDomain=acme;APIToken=x;ProxyServer=p;AuthScheme=OAuth;"] {
                check(&format!("{before}{spelling}"), &Sources::default());
                check(&format!("{before}{spelling};PageSize=0"), &Sources::default());
            }
        }
    }
}

/// Keys of the login that Pipedrive retired: known by no table, and secrets all the same.
const RETIRED: [&str; 6] = ["Email", "Username", "User", "pipedrive.email", "Password", "pipedrive.password"];

#[test]
fn a_retired_login_is_never_shown_however_it_is_written() {
    for key in RETIRED {
        for spelling in spellings(key) {
            for before in ["", "AuthScheme=EmailPassword;", "CompanyDomain=acme;", "Email=x;", "Password=x;"] {
                for after in ["", ";AuthScheme=EmailPassword", ";Email=x", ";Password=x"] {
                    check(&format!("{before}{spelling}{after}"), &Sources::default());
                }
            }
        }
    }
}

#[test]
fn a_secret_in_a_file_is_never_shown_however_it_is_written() {
    let directory = tempfile::tempdir().unwrap();
    let odbc_ini = directory.path().join("odbc.ini");
    let profiles = directory.path().join("profiles.toml");
    let sources = Sources { odbc_ini: vec![odbc_ini.clone()], profiles: Some(profiles.clone()), ..Sources::default() };
    let sensitive = KEYS.iter().filter(|key| key.is_sensitive()).map(|key| key.name);
    for key in sensitive.chain(RETIRED) {
        for spelling in spellings(key) {
            fs::write(&odbc_ini, format!("[acme]\nCompanyDomain=acme\n{spelling}\n")).unwrap();
            check("DSN=acme", &sources);
            fs::write(&profiles, format!("[acme]\nCompanyDomain = \"acme\"\n{spelling}\n")).unwrap();
            check("Profile=acme", &sources);
            let quoted = spelling.replacen('=', " = \"", 1);
            for end in ["\"", "", "\"\"", "\"\n[acme]", "\"\n[acme"] {
                fs::write(&profiles, format!("[acme]\nCompanyDomain = \"acme\"\n{quoted}{end}\n")).unwrap();
                check("Profile=acme", &sources);
            }
            fs::write(&profiles, format!("[acme]\n\"{key}\" = [1, \"{SENTINEL}\"]\n")).unwrap();
            check("Profile=acme", &sources);
        }
    }
}
