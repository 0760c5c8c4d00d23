//! What is refused, in which words and with which advice.

use crate::parse;

/// Checks the message and the advice for a text.
#[track_caller]
pub(crate) fn check(text: &str, message: &str, hint: &str) {
    let error = parse(text).expect_err(text);
    assert_eq!(error.to_string(), message, "`{text}`");
    assert_eq!(error.hints().join("\n"), hint, "`{text}`");
}

/// Checks a string that signs in, with `more` behind it, and its message.
#[track_caller]
fn check_value(more: &str, message: &str) {
    let text = format!("CompanyDomain=acme;APIToken=0123;{more}");
    assert_eq!(parse(&text).expect_err(more).to_string(), message, "`{more}`");
}

const TOKEN_HINT: &str = "copy your API token from Settings > Personal preferences > API";
const DOMAIN_HINT: &str = "`CompanyDomain` is `acme` when your Pipedrive is at https://acme.pipedrive.com";

#[test]
fn all_missing_keys_are_named_in_one_error() {
    let both = "the connection string lacks `CompanyDomain` and `APIToken`, which `AuthScheme=Basic` needs";
    let both_hints = format!("{DOMAIN_HINT}\n{TOKEN_HINT}");
    check("", both, &both_hints);
    check(" ;; ", both, &both_hints);
    check("CompanyDomain=;APIToken=''", both, &both_hints);
    check("CompanyDomain=acme", "the connection string lacks `APIToken`, which `AuthScheme=Basic` needs", TOKEN_HINT);
    check(
        "ProxyUser=u",
        "the connection string lacks `CompanyDomain` and `APIToken`, which `AuthScheme=Basic` needs, and `ProxyServer`, \
         which `ProxyUser` needs",
        &both_hints,
    );
}

#[test]
fn an_unknown_key_names_the_nearest_one() {
    for (key, nearest) in [
        ("ComapnyDomain", "CompanyDomain"),
        ("company", ""),
        ("ApiTokn", "APIToken"),
        ("Page Sise", "PageSize"),
        ("OAuth2ClientId", "OAuthClientId"),
        ("MaxRow", "MaxRows"),
        ("ReadOny", "ReadOnly"),
        ("frobnicate", ""),
    ] {
        let hint = match nearest {
            "" => "quote a value that holds `;`: `Key='a;b'`; the keys are listed by `--help`".to_owned(),
            nearest => format!("did you mean `{nearest}`?"),
        };
        check(&format!("{key}=x"), &format!("unknown connection key `{key}` at character 1"), &hint);
    }
}

#[test]
fn an_unknown_key_that_may_be_a_piece_of_a_secret_is_not_shown() {
    for key in ["a9b8c7=", "0123456789", "пароль", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopq", "%x"] {
        let error = parse(&format!("APIToken=x;{key}=1")).unwrap_err();
        assert_eq!(error.to_string(), "unknown connection key at character 12", "`{key}`");
    }
}

#[test]
fn a_repeated_key_is_named_with_both_positions() {
    check(
        "PageSize=1;CompanyDomain=acme;page size=2",
        "`PageSize` is given twice with different values, at character 1 and at character 31",
        "keep the one you mean",
    );
    assert_eq!(parse("PageSize=1;PageSize=2").unwrap_err().position(), Some(12));
}

#[test]
fn mistakes_of_the_grammar_name_their_position() {
    for (text, message, position) in [
        ("CompanyDomain", "expected `Key=Value`, found a text without `=` at character 1", 1),
        ("APIToken=x;=y", "expected a key, found `=` at character 12", 12),
        ("APIToken='x", "the value opened by `'` is never closed, opened at character 10", 10),
        ("APIToken={x;y", "the value opened by `{` is never closed, opened at character 10", 10),
        ("APIToken='x'y", "expected `;` after the closing `'`, found more text at character 13", 13),
        ("APIToken=\u{0}", "found a NUL character at character 10", 10),
    ] {
        let error = parse(text).expect_err(text);
        assert_eq!((error.to_string().as_str(), error.position()), (message, Some(position)), "`{text}`");
    }
}

#[test]
fn a_bad_value_lists_the_allowed_ones() {
    for (more, message) in [
        ("AuthScheme=NTLM", "bad value for `AuthScheme` at character 34: expected `Basic` or `OAuth`"),
        (
            "InitiateOAuth=yes",
            "bad value for `InitiateOAuth` at character 34: expected `OFF`, `REFRESH` or `GETANDREFRESH`",
        ),
        ("PageSize=501", "bad value for `PageSize` at character 34: expected a whole number from 1 to 500"),
        ("PageSize=x", "bad value for `PageSize` at character 34: expected a whole number from 1 to 500"),
        ("MaxRows=-2", "bad value for `MaxRows` at character 34: expected a whole number from -1"),
        ("MaxTokensPerQuery=0", "bad value for `MaxTokensPerQuery` at character 34: expected a whole number from 1"),
        ("ReadOnly=perhaps", "bad value for `ReadOnly` at character 34: expected `true` or `false`"),
        ("Verbosity=6", "bad value for `Verbosity` at character 34: expected a whole number from 1 to 5"),
        (
            "Timeout=0",
            "bad value for `Timeout` at character 34: expected seconds from 0.001 to 86400, or with a unit as in `90s`, \
             `5m`, `2h`",
        ),
        (
            "MaxLogFileSize=1kB",
            "bad value for `MaxLogFileSize` at character 34: expected a size of 100000 bytes or more, as in `100MB`",
        ),
        (
            "BaseURL=http://acme.pipedrive.com",
            "bad value for `BaseURL` at character 34: expected `https://host` or `https://host:port` without path, user \
             name, query or fragment (`http` only for this machine)",
        ),
        (
            "OAuthURL=https://u:p@x.example",
            "bad value for `OAuthURL` at character 34: expected `https://host` or `https://host:port` without path, \
             user name, query or fragment (`http` only for this machine)",
        ),
        (
            "ProxyServer=socks5://proxy.example",
            "bad value for `ProxyServer` at character 34: expected `host`, `host:port`, `http://host:port` or \
             `https://host:port`",
        ),
        (
            "ProxyServer=proxy.example:1;ProxyPort=2",
            "bad value for `ProxyPort` at character 62: expected the port in `ProxyServer`, or only one of the two",
        ),
        (
            "OAuthSettingsLocation=registry://x",
            "bad value for `OAuthSettingsLocation` at character 34: expected the path of a file, or `memory://id`",
        ),
        (
            "OAuthAccessToken=Bearer x",
            "bad value for `OAuthAccessToken` at character 34: expected letters, digits and signs of ASCII without blanks",
        ),
    ] {
        check_value(more, message);
    }
}

#[test]
fn a_bad_domain_says_what_a_domain_is() {
    check(
        "CompanyDomain=acme.example.com;APIToken=x",
        "bad value for `CompanyDomain` at character 1: expected the name before `.pipedrive.com`, that host, or its \
         address",
        "the account: `acme`, `acme.pipedrive.com` or its address in a browser",
    );
}

#[test]
fn a_comment_that_begins_with_an_acronym_keeps_it_as_advice() {
    let error = parse("ProxyServer=a/b").unwrap_err();
    assert_eq!(error.hints(), ["HTTP proxy: `host`, `host:port` or `http://host:port`"]);
}

#[test]
fn a_misspelt_choice_names_the_nearest_one() {
    check(
        "InitiateOAuth=REFERSH",
        "bad value for `InitiateOAuth` at character 1: expected `OFF`, `REFRESH` or `GETANDREFRESH`",
        "did you mean `REFRESH`?",
    );
}

#[test]
fn trusting_any_server_and_private_keys_are_refused() {
    for (value, hint) in [
        ("*", "`*` would trust any server with your token and is refused; name the certificate of your proxy instead"),
        ("-----BEGIN PRIVATE KEY-----x", "only certificates are wanted, never a private key"),
        (
            "-----BEGIN CERTIFICATE-----x-----BEGIN EC PRIVATE KEY-----",
            "only certificates are wanted, never a private key",
        ),
    ] {
        check(
            &format!("CompanyDomain=acme;APIToken=x;SSLServerCert='{value}'"),
            "bad value for `SSLServerCert` at character 31: expected the path of a PEM file with certificates, or its text",
            hint,
        );
    }
}
