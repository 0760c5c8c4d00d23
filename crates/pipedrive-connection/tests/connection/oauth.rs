//! OAuth in connection strings: what its keys mean, what each flow requires, and what is noted.

use std::path::PathBuf;
use std::time::Duration;

use pipedrive_connection::{
    AuthScheme, ConnectionConfig, InitiateOAuth, OAuthConfig, Secret, SettingsLocation, Sources,
};

use crate::meaning::{self, acme};
use crate::{errors, parse};

/// What `AuthScheme=OAuth` with the app's id `id` and secret `s` means.
fn app() -> ConnectionConfig {
    let acme = acme();
    ConnectionConfig {
        auth_scheme: AuthScheme::OAuth,
        company_domain: None,
        api_token: None,
        base_url: None,
        oauth: OAuthConfig { client_id: Some("id".to_owned()), client_secret: Some(Secret::new("s")), ..acme.oauth },
        ..acme
    }
}

fn with(oauth: impl FnOnce(&mut OAuthConfig)) -> ConnectionConfig {
    let mut config = app();
    oauth(&mut config.oauth);
    config
}

#[track_caller]
fn check_notes(more: &str, expect: &[&str]) {
    let text = format!("AuthScheme=OAuth;ClientId=id;ClientSecret=s;{more}");
    assert_eq!(parse(&text).unwrap().notes, expect, "`{more}`");
}

#[test]
fn oauth_keys_are_typed() {
    meaning::check(
        "AuthScheme=OAuth;CompanyDomain=acme;InitiateOAuth=GetAndRefresh;ClientId=id;ClientSecret=s;OAuthAccessToken=a;\
         OAuthRefreshToken=r;OAuthVerifier=v;CallbackURL=http://localhost:8080/back;OAuthSettingsLocation=memory://one;\
         OAuthExpiresIn=3599;OAuthTokenTimestamp=1790000000000;Scope='base deals:full,users:read';State=st;\
         OAuthURL=http://127.0.0.1:9/;OAuthTimeout=60",
        &ConnectionConfig {
            auth_scheme: AuthScheme::OAuth,
            api_token: None,
            oauth: OAuthConfig {
                initiate: InitiateOAuth::GetAndRefresh,
                client_id: Some("id".to_owned()),
                client_secret: Some(Secret::new("s")),
                access_token: Some(Secret::new("a")),
                refresh_token: Some(Secret::new("r")),
                verifier: Some(Secret::new("v")),
                callback_url: Some("http://localhost:8080/back".to_owned()),
                settings_location: Some(SettingsLocation::Memory("one".to_owned())),
                expires_in: Some(Duration::from_secs(3599)),
                token_timestamp: Some(1_790_000_000_000),
                scope: vec!["base".to_owned(), "deals:full".to_owned(), "users:read".to_owned()],
                state: Some("st".to_owned()),
                oauth_url: "http://127.0.0.1:9".to_owned(),
                timeout: Duration::from_mins(1),
            },
            ..acme()
        },
    );
}

#[test]
fn the_names_other_products_use_mean_the_same() {
    let refreshing = with(|oauth| {
        oauth.initiate = InitiateOAuth::Refresh;
        oauth.refresh_token = Some(Secret::new("r"));
        oauth.access_token = Some(Secret::new("a"));
        oauth.callback_url = Some("https://app.example/back".to_owned());
    });
    for (id, secret, refresh, access, callback) in [
        ("OAuthClientId", "OAuthClientSecret", "OAuthRefreshToken", "OAuthAccessToken", "CallbackURL"),
        ("ClientId", "ClientSecret", "RefreshToken", "AccessToken", "RedirectURI"),
        ("Client ID", "Client Secret", "Refresh Token", "Access Token", "Callback URL"),
        ("client_id", "client_secret", "refresh_token", "access_token", "redirect_uri"),
        ("OAUTH CLIENT ID", "oauth client secret", "oauth_refresh_token", "OauthAccessToken", "Redirect URL"),
    ] {
        let text = format!(
            "Auth Scheme=OAuth2;Initiate OAuth=refresh;{id}=id;{secret}=s;{refresh}=r;{access}=a;\
             {callback}=https://app.example/back"
        );
        meaning::check(&text, &refreshing);
    }
}

#[test]
fn the_account_is_told_by_the_token_unless_it_is_given() {
    let app_keys = "AuthScheme=OAuth;ClientId=id;ClientSecret=s";
    meaning::check(app_keys, &app());
    let named = ConnectionConfig { company_domain: acme().company_domain, base_url: acme().base_url, ..app() };
    meaning::check(&format!("{app_keys};CompanyDomain=acme"), &named);
    meaning::check(&format!("{app_keys};BaseURL=https://acme.pipedrive.com"), &named);
}

#[test]
fn each_flow_of_the_documentation_is_a_connection() {
    for more in [
        "InitiateOAuth=GETANDREFRESH;CallbackURL=http://localhost:33333",
        "InitiateOAuth=GETANDREFRESH",
        "",
        "InitiateOAuth=REFRESH;OAuthAccessToken=a;OAuthSettingsLocation=memory://x",
        "InitiateOAuth=REFRESH;OAuthAccessToken=a;OAuthRefreshToken=r;OAuthSettingsLocation=memory://x",
        "InitiateOAuth=OFF",
        "InitiateOAuth=REFRESH;OAuthVerifier=v;OAuthSettingsLocation=x.txt",
        "InitiateOAuth=REFRESH;OAuthSettingsLocation=x.txt",
        "InitiateOAuth=OFF;OAuthAccessToken=a",
    ] {
        check_notes(more, &[]);
    }
}

#[test]
fn a_given_access_token_needs_no_app() {
    for more in ["", ";InitiateOAuth=OFF", ";CompanyDomain=acme", ";ClientId=id"] {
        let config = parse(&format!("AuthScheme=OAuth;OAuthAccessToken=a{more}")).unwrap();
        assert_eq!(config.oauth.access_token, Some(Secret::new("a")), "`{more}`");
        assert_eq!(config.notes, [""; 0], "`{more}`");
    }
}

#[test]
fn all_keys_a_flow_lacks_are_named_in_one_error() {
    let lacks = |keys: &str, setting: &str| format!("the connection string lacks {keys}, which `{setting}` needs");
    let both = "`OAuthClientId` and `OAuthClientSecret`";
    let register = "register an app in Pipedrive's Developer Hub, or use `AuthScheme=Basic;APIToken=…`";
    let off = "register an app in Pipedrive's Developer Hub, give an `OAuthAccessToken` you already have, or use \
               `AuthScheme=Basic;APIToken=…`";
    let why = "tokens are renewed with the app's id and secret, and the settings file cannot be read without the \
               secret: give both, also beside a token or a file";
    let as_it_is = "`InitiateOAuth=OFF` uses the `OAuthAccessToken` as it is until it ends";
    for (text, keys, setting, hints) in [
        ("", both, "AuthScheme=OAuth", vec![off]),
        ("ClientId=id", "`OAuthClientSecret`", "AuthScheme=OAuth", vec![off]),
        ("ClientSecret=s;OAuthRefreshToken=r", "`OAuthClientId`", "AuthScheme=OAuth", vec![off]),
        ("InitiateOAuth=REFRESH", both, "InitiateOAuth=REFRESH", vec![why, register]),
        (
            "InitiateOAuth=REFRESH;OAuthSettingsLocation=x;ClientId=id",
            "`OAuthClientSecret`",
            "InitiateOAuth=REFRESH",
            vec![why, register],
        ),
        ("InitiateOAuth=REFRESH;OAuthAccessToken=a", both, "InitiateOAuth=REFRESH", vec![why, as_it_is]),
        ("InitiateOAuth=GETANDREFRESH", both, "InitiateOAuth=GETANDREFRESH", vec![why, register]),
        (
            "InitiateOAuth=GETANDREFRESH;OAuthAccessToken=a;ClientSecret=s",
            "`OAuthClientId`",
            "InitiateOAuth=GETANDREFRESH",
            vec![why, as_it_is],
        ),
    ] {
        errors::check(&format!("AuthScheme=OAuth;{text}"), &lacks(keys, setting), &hints.join("\n"));
    }
    errors::check(
        "AuthScheme=OAuth;APIToken=t;ProxyUser=u",
        "the connection string lacks `OAuthClientId` and `OAuthClientSecret`, which `AuthScheme=OAuth` needs, and \
         `ProxyServer`, which `ProxyUser` needs",
        &off.replace(";APIToken=…", ""),
    );
}

#[test]
fn oauth_keys_without_the_scheme_are_not_guessed_about() {
    for more in ["OAuthAccessToken=a", "ClientId=id", "InitiateOAuth=GETANDREFRESH", "OAuthSettingsLocation=x"] {
        for (before, keys) in [("CompanyDomain=acme;", "`APIToken`"), ("", "`CompanyDomain` and `APIToken`")] {
            errors::check(
                &format!("{before}{more}"),
                &format!("the connection string lacks {keys}, which `AuthScheme=Basic` needs"),
                "OAuth keys are given: add `AuthScheme=OAuth` to sign in with them",
            );
        }
    }
}

#[test]
fn the_app_may_stand_beside_an_api_token() {
    let text = "CompanyDomain=acme;APIToken=0123;ClientId=id;ClientSecret=s;InitiateOAuth=GETANDREFRESH;State=st;\
                CallbackURL=https://app.example/back;OAuthSettingsLocation=memory://x";
    assert_eq!(parse(text).unwrap().notes, [""; 0]);
}

#[test]
fn what_is_not_used_by_itself_is_noted() {
    let verifier = "`OAuthVerifier` is used only by `GetOAuthAccessToken` with `InitiateOAuth=OFF`; `REFRESH` and \
                    `GETANDREFRESH` exchange it by themselves";
    let refresh = "`OAuthRefreshToken` renews nothing with `InitiateOAuth=OFF`; `REFRESH` renews with it";
    let https = "`GETANDREFRESH` opens no browser with an `https` `CallbackURL`: it renews tokens, and \
                 `pipedrive-sql login` or `GetOAuthAuthorizationURL` and `GetOAuthAccessToken` bring new ones";
    check_notes("OAuthVerifier=v", &[verifier]);
    check_notes("InitiateOAuth=REFRESH;OAuthVerifier=v", &[]);
    check_notes("InitiateOAuth=GETANDREFRESH;OAuthVerifier=v", &[]);
    check_notes("OAuthRefreshToken=r;OAuthVerifier=v", &[refresh, verifier]);
    check_notes("InitiateOAuth=REFRESH;OAuthRefreshToken=r", &[]);
    check_notes("InitiateOAuth=REFRESH;OAuthAccessToken=a", &[]);
    check_notes("InitiateOAuth=GETANDREFRESH;CallbackURL=https://app.example", &[https]);
    check_notes("InitiateOAuth=GETANDREFRESH;CallbackURL=https://localhost:33333", &[https]);
    check_notes("InitiateOAuth=REFRESH;CallbackURL=https://app.example", &[]);
}

#[test]
fn the_callback_address_has_a_default() {
    for (text, expect) in [
        ("", "http://localhost:33333"),
        ("CallbackURL=", "http://localhost:33333"),
        ("CallbackURL=http://127.0.0.1:8080/back", "http://127.0.0.1:8080/back"),
    ] {
        let config = parse(&format!("AuthScheme=OAuth;ClientId=id;ClientSecret=s;{text}")).unwrap();
        assert_eq!(config.oauth.callback(), expect, "`{text}`");
    }
}

#[test]
fn a_browser_is_opened_only_for_an_address_of_this_machine() {
    let app = "AuthScheme=OAuth;ClientId=id;ClientSecret=s";
    for url in ["http://localhost:0", "http://127.0.0.2:33333"] {
        errors::check(
            &format!("{app};CallbackURL={url};InitiateOAuth=GETANDREFRESH"),
            "bad value for `CallbackURL` at character 45: expected an `http` address of this machine (`localhost`, \
             `127.0.0.1` or `[::1]`) with a port other than 0, which `InitiateOAuth=GETANDREFRESH` needs",
            "register such an address for the app, as `http://localhost:33333`; for an `https` one sign in with \
             `pipedrive-sql login`, or `GetOAuthAuthorizationURL` and `GetOAuthAccessToken`",
        );
        for initiate in ["OFF", "REFRESH"] {
            parse(&format!("{app};CallbackURL={url};InitiateOAuth={initiate}")).unwrap();
        }
    }
    // The code would travel in the clear.
    for url in ["http://app.example/back", "http://0.0.0.0:33333"] {
        for initiate in ["OFF", "REFRESH", "GETANDREFRESH"] {
            errors::check(
                &format!("{app};CallbackURL={url};InitiateOAuth={initiate}"),
                "bad value for `CallbackURL` at character 45: expected an `https` address, or an `http` one of this \
                 machine, without user name and fragment",
                "callback address registered for the app; `GETANDREFRESH` listens on it, as `http` on this machine",
            );
        }
    }
    for url in ["http://localhost", "http://127.0.0.1:1/x?y=z", "http://[::1]:33333"] {
        parse(&format!("{app};CallbackURL={url};InitiateOAuth=GETANDREFRESH")).unwrap();
    }
}

#[test]
fn tokens_are_kept_where_the_settings_location_says() {
    let ada = Sources {
        home: Some(PathBuf::from("/home/ada")),
        config_directory: Some(PathBuf::from("/home/ada/.config/pipedrive-sql")),
        ..Sources::default()
    };
    let file = |path: &str| Some(SettingsLocation::File(PathBuf::from(path)));
    let memory = |id: &str| Some(SettingsLocation::Memory(id.to_owned()));
    for (text, expect) in [
        ("", file("/home/ada/.config/pipedrive-sql/OAuthSettings.txt")),
        ("/srv/tokens.txt", file("/srv/tokens.txt")),
        ("tokens.txt", file("tokens.txt")),
        ("~/tokens.txt", file("/home/ada/tokens.txt")),
        ("~tokens.txt", file("~tokens.txt")),
        ("%APPDATA%/acme/tokens.txt", file("/home/ada/.config/acme/tokens.txt")),
        (r"%AppData%\Acme\Data Provider\x.txt", file("/home/ada/.config/Acme/Data Provider/x.txt")),
        ("%APPDATA%x", None),
        ("%APPDATA%", None),
        ("%APPDATA%/", None),
        ("%APPDATÄ%/x", file("%APPDATÄ%/x")),
        ("x/%APPDATA%/y", file("x/%APPDATA%/y")),
        ("memory://acme", memory("acme")),
        ("MEMORY://a/b", memory("a/b")),
        ("memory://", None),
        ("registry://acme", None),
    ] {
        let text = format!("AuthScheme=OAuth;ClientId=id;ClientSecret=s;OAuthSettingsLocation='{text}'");
        let location = ConnectionConfig::parse_with(&text, &ada).map(|config| config.oauth.settings_location);
        assert_eq!(location.ok().flatten(), expect, "`{text}`");
    }
}

#[test]
fn tokens_are_not_kept_in_a_directory_the_machine_does_not_name() {
    for location in ["~/tokens.txt", "%APPDATA%/tokens.txt"] {
        errors::check(
            &format!("AuthScheme=OAuth;ClientId=id;ClientSecret=s;OAuthSettingsLocation={location}"),
            "bad value for `OAuthSettingsLocation` at character 45: expected the path of a file, or `memory://id`",
            "encrypted file of tokens, which may begin with `~/` or `%APPDATA%`; or `memory://id` for this process only",
        );
    }
    let config = parse("AuthScheme=OAuth;ClientId=id;ClientSecret=s").unwrap();
    assert_eq!(config.oauth.settings_location, None);
}

#[test]
fn lifetimes_and_timestamps_are_those_of_the_token() {
    for (text, expect) in [
        ("OAuthExpiresIn=3599", (Some(Duration::from_secs(3599)), None)),
        ("OAuthExpiresIn=1h;OAuthTokenTimestamp=0", (Some(Duration::from_hours(1)), Some(0))),
        ("OAuthTokenTimestamp=1790000000123", (None, Some(1_790_000_000_123))),
    ] {
        let oauth = parse(&format!("AuthScheme=OAuth;AccessToken=a;{text}")).unwrap().oauth;
        assert_eq!((oauth.expires_in, oauth.token_timestamp), expect, "`{text}`");
    }
}
