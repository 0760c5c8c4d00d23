//! What connection strings mean.

use std::path::PathBuf;
use std::time::Duration;

use pipedrive_connection::{
    AuthScheme, ConnectionConfig, FieldNames, InitiateOAuth, OAuthConfig, ParallelScan, ProxyConfig, PushdownFilters,
    RecordVisibility, Secret, Sources,
};

use crate::parse;

/// What `CompanyDomain=acme;APIToken=0123` means.
pub(crate) fn acme() -> ConnectionConfig {
    ConnectionConfig {
        auth_scheme: AuthScheme::ApiToken,
        company_domain: Some("acme".to_owned()),
        api_token: Some(Secret::new("0123")),
        oauth: OAuthConfig {
            initiate: InitiateOAuth::Off,
            client_id: None,
            client_secret: None,
            access_token: None,
            refresh_token: None,
            verifier: None,
            callback_url: None,
            settings_location: None,
            expires_in: None,
            token_timestamp: None,
            scope: Vec::new(),
            state: None,
            oauth_url: "https://oauth.pipedrive.com".to_owned(),
            timeout: Duration::from_mins(5),
        },
        base_url: Some("https://acme.pipedrive.com".to_owned()),
        timeout: Duration::from_mins(1),
        page_size: 500,
        max_rows: None,
        read_only: false,
        max_concurrent_requests: None,
        max_tokens_per_query: None,
        metadata_ttl: Duration::from_mins(15),
        metadata_cache: None,
        archived_records: RecordVisibility::Include,
        deleted_records: RecordVisibility::Exclude,
        custom_field_names: FieldNames::Slug,
        proxy: None,
        ssl_server_cert: None,
        log_file: None,
        verbosity: 1,
        max_log_file_size: 100_000_000,
        max_log_file_count: 10,
        connect_on_open: true,
        aggregate_pushdown: true,
        pushdown_filters: PushdownFilters::Parameters,
        parallel_scan: ParallelScan::Auto,
        tables: None,
        notes: Vec::new(),
    }
}

/// Checks what a text means.
#[track_caller]
pub(crate) fn check(text: &str, expect: &ConnectionConfig) {
    let config = parse(text).unwrap_or_else(|error| panic!("`{text}`: {error}"));
    // `Debug` would hide a difference between two secrets, so that equality decides and `Debug` explains.
    assert!(config == *expect, "`{text}` means\n{config:#?}\nand not\n{expect:#?}");
}

#[test]
fn keys_are_found_whatever_their_case_blanks_and_underscores() {
    check("CompanyDomain=acme;APIToken=0123", &acme());
    check("companydomain=acme;apitoken=0123;", &acme());
    check("Company Domain=acme;API Token=0123", &acme());
    check("company_domain = acme ; API_TOKEN = 0123", &acme());
    check("jdbc:pipedrive:Driver={Pipedrive SQL};CompanyDomain=acme;Token='0123'", &acme());
}

#[test]
fn the_account_may_be_written_in_several_ways() {
    check("CompanyDomain=https://ACME.pipedrive.com/;APIToken=0123", &acme());
    check("CompanyDomain=acme.pipedrive.com;APIToken=0123", &acme());
    check("BaseURL=https://acme.pipedrive.com/;APIToken=0123", &acme());
}

#[test]
fn basic_has_the_aliases_api_token_and_token() {
    for scheme in ["Basic", "basic", "APIToken", "API Token", "token", ""] {
        check(&format!("AuthScheme={scheme};CompanyDomain=acme;APIToken=0123"), &acme());
    }
}

#[test]
fn a_key_may_be_repeated_with_the_same_value() {
    check("APIToken=0123;CompanyDomain=acme;Token='0123'", &acme());
}

#[test]
fn an_empty_value_is_the_default() {
    check("APIToken=0123;CompanyDomain=acme;PageSize=;Timeout='';Tables={};ProxyServer=;SSLServerCert=", &acme());
}

#[test]
fn every_key_of_a_query_reaches_the_configuration() {
    check(
        "CompanyDomain=acme;APIToken=0123;Timeout=250ms;PageSize=7;MaxRows=10;ReadOnly=yes;MaxConcurrentRequests=3;\
         MaxTokensPerQuery=99;MetadataTTL=1h;ArchivedRecords=exclude;DeletedRecords=INCLUDE;CustomFieldNames=label;\
         Tables='Deals, persons';LogFile=/tmp/x.log;Verbosity=5;MaxLogFileSize=1MiB;MaxLogFileCount=2",
        &ConnectionConfig {
            timeout: Duration::from_millis(250),
            page_size: 7,
            max_rows: Some(10),
            read_only: true,
            max_concurrent_requests: Some(3),
            max_tokens_per_query: Some(99),
            metadata_ttl: Duration::from_hours(1),
            archived_records: RecordVisibility::Exclude,
            deleted_records: RecordVisibility::Include,
            custom_field_names: FieldNames::Label,
            tables: Some(vec!["deals".to_owned(), "persons".to_owned()]),
            log_file: Some(PathBuf::from("/tmp/x.log")),
            verbosity: 5,
            max_log_file_size: 1_048_576,
            max_log_file_count: 2,
            ..acme()
        },
    );
}

#[test]
fn all_rows_can_be_asked_for_in_three_ways() {
    for all in ["-1", "0", ""] {
        check(&format!("CompanyDomain=acme;APIToken=0123;MaxRows={all}"), &acme());
    }
}

#[test]
fn the_api_may_be_elsewhere() {
    let sandbox = ConnectionConfig { base_url: Some("http://127.0.0.1:8787".to_owned()), ..acme() };
    check("BaseURL=http://127.0.0.1:8787/;CompanyDomain=acme;APIToken=0123", &sandbox);
    check("BaseURL=http://127.0.0.1:8787;APIToken=0123", &ConnectionConfig { company_domain: None, ..sandbox });
}

#[test]
fn a_proxy_is_a_server_with_port_and_user() {
    let proxy = ProxyConfig { server: "http://proxy.example".to_owned(), port: 80, user: None, password: None };
    for (text, expect) in [
        ("ProxyServer=proxy.example", proxy.clone()),
        ("ProxyServer=proxy.example:3128", ProxyConfig { port: 3128, ..proxy.clone() }),
        ("ProxyServer=proxy.example;ProxyPort=3128", ProxyConfig { port: 3128, ..proxy.clone() }),
        ("ProxyServer=proxy.example:3128;ProxyPort=3128", ProxyConfig { port: 3128, ..proxy.clone() }),
        (
            "ProxyServer=https://proxy.example/;ProxyUser=u;ProxyPassword={p;w}",
            ProxyConfig {
                server: "https://proxy.example".to_owned(),
                port: 443,
                user: Some("u".to_owned()),
                password: Some(Secret::new("p;w")),
            },
        ),
    ] {
        check(&format!("CompanyDomain=acme;APIToken=0123;{text}"), &ConnectionConfig { proxy: Some(expect), ..acme() });
    }
    assert_eq!(proxy.url(), "http://proxy.example:80");
}

#[test]
fn keys_without_effect_are_noted() {
    for (text, expect) in [
        ("APIToken=t;AccessToken=a", "`OAuthAccessToken` has no effect with `AuthScheme=Basic`"),
        ("APIToken=t;RefreshToken=r", "`OAuthRefreshToken` has no effect with `AuthScheme=Basic`"),
        (
            "APIToken=t;AccessToken=a;RefreshToken=r",
            "`OAuthAccessToken` and `OAuthRefreshToken` have no effect with `AuthScheme=Basic`",
        ),
        ("APIToken=t;OAuthVerifier=v", "`OAuthVerifier` is used only by `GetOAuthAccessToken` with `AuthScheme=Basic`"),
        ("AuthScheme=OAuth;APIToken=t;AccessToken=a", "`APIToken` has no effect with `AuthScheme=OAuth`"),
    ] {
        assert_eq!(parse(&format!("CompanyDomain=acme;{text}")).unwrap().notes, [expect], "`{text}`");
    }
}

#[test]
fn files_below_the_home_directory_are_found() {
    let sources = Sources { home: Some(PathBuf::from("/home/ada")), ..Sources::default() };
    let text = "CompanyDomain=acme;APIToken=t;LogFile=~/x.log;SSLServerCert=~/ca.pem";
    let config = ConnectionConfig::parse_with(text, &sources).unwrap();
    assert_eq!(config.log_file, Some(PathBuf::from("/home/ada/x.log")));
    assert_eq!(config.ssl_server_cert.as_deref(), Some("/home/ada/ca.pem"));
}

#[test]
fn certificates_may_be_given_as_text() {
    let pem = "-----BEGIN CERTIFICATE-----\nMIIB==\n-----END CERTIFICATE-----";
    check(
        &format!("CompanyDomain=acme;APIToken=0123;SSLServerCert='{pem}'"),
        &ConnectionConfig { ssl_server_cert: Some(pem.to_owned()), ..acme() },
    );
}

#[test]
fn a_string_of_a_megabyte_is_a_string_like_any_other() {
    let tables: Vec<String> = (0..100_000).map(|number| format!("table_{number}")).collect();
    check(
        &format!("CompanyDomain=acme;APIToken=0123;Tables='{}'", tables.join(",")),
        &ConnectionConfig { tables: Some(tables), ..acme() },
    );
}
