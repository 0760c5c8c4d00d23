//! Where tokens come from first: the settings file, the connection string, the code of the consent page.

use std::fs;
use std::path::Path;

use pipedrive_auth::AuthError;
use pipedrive_connection::Secret;

use crate::script::{Reply, Server, access_token, connect};

fn at(path: &Path) -> String {
    format!("InitiateOAuth=REFRESH;OAuthSettingsLocation={}", path.display())
}

#[tokio::test]
async fn given_tokens_are_kept_and_then_the_file_is_enough() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("OAuthSettings.txt");
    let server = Server::giving("a1", Some("r1"));
    let first = connect(&server, &format!("OAuthAccessToken=a0;OAuthRefreshToken=r0;{}", at(&path)));
    assert_eq!(access_token(&first).await.unwrap(), "a0");
    let later = connect(&server, &at(&path));
    let used = later.session.authorization().await.unwrap();
    assert_eq!(used.token(), "a0");
    assert!(later.session.rejected(&used).await.unwrap());
    assert_eq!(access_token(&later).await.unwrap(), "a1");
    assert_eq!(server.seen(), ["refresh_token r0"]);
    // On another machine, with the same app.
    let copy = folder.path().join("copy.txt");
    fs::copy(&path, &copy).unwrap();
    assert_eq!(access_token(&connect(&server, &at(&copy))).await.unwrap(), "a1");
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_code_is_exchanged_once_and_the_file_wins_over_it_from_then_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("OAuthSettings.txt");
    let server = Server::giving("a1", Some("r1"));
    let keys = format!("OAuthVerifier=c0de;CallbackURL=https://app.example/back;{}", at(&path));
    let first = connect(&server, &keys);
    assert!(first.oauth.notes().is_empty());
    assert_eq!(access_token(&first).await.unwrap(), "a1");
    for keys in [at(&path), keys] {
        assert_eq!(access_token(&connect(&server, &keys)).await.unwrap(), "a1");
    }
    assert_eq!(server.seen(), ["authorization_code c0de for https://app.example/back"]);
    let stale = connect(&server, &format!("OAuthVerifier=c0de;{}", at(&path)));
    let note =
        "`OAuthSettingsLocation` holds tokens already; `OAuthVerifier` is used only if they do not work any more";
    assert_eq!(stale.oauth.notes(), [note]);
}

#[tokio::test]
async fn a_refused_source_gives_way_to_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("OAuthSettings.txt");
    let server = Server::new(|_, form| match form.iter().find(|(key, _)| key == "refresh_token" || key == "code") {
        Some((_, token)) if token == "good" => Reply::tokens("a1", Some("r1")),
        _ => Reply::refusal("Invalid grant: `refresh_token` is invalid"),
    });
    connect(&server, &format!("OAuthAccessToken=a0;OAuthRefreshToken=dead;{}", at(&path)));
    let first = connect(&server, &format!("OAuthAccessToken=a0;OAuthRefreshToken=dead;{}", at(&path)));
    let used = first.session.authorization().await.unwrap();
    let error = first.session.rejected(&used).await.unwrap_err();
    assert!(matches!(error, AuthError::Refused(_)), "{error}");
    // The user signs in again elsewhere, and gives what came of it.
    let second = connect(&server, &format!("OAuthRefreshToken=good;{}", at(&path)));
    let used = second.session.authorization().await.unwrap();
    assert_eq!(used.token(), "a0");
    assert!(second.session.rejected(&used).await.unwrap());
    assert_eq!(server.seen(), ["refresh_token dead", "refresh_token dead", "refresh_token good"]);
    assert_eq!(access_token(&connect(&server, &at(&path))).await.unwrap(), "a1");
}

#[tokio::test]
async fn tokens_that_were_issued_later_than_the_kept_ones_win() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("OAuthSettings.txt");
    let server = Server::giving("a1", None);
    let dated = |token: &str, timestamp: u64| {
        format!("OAuthAccessToken={token};OAuthExpiresIn=3599;OAuthTokenTimestamp={timestamp};{}", at(&path))
    };
    let future = 4_000_000_000_000;
    assert_eq!(access_token(&connect(&server, &dated("old", future))).await.unwrap(), "old");
    assert_eq!(access_token(&connect(&server, &dated("new", future + 1))).await.unwrap(), "new");
    assert_eq!(access_token(&connect(&server, &dated("old", future))).await.unwrap(), "new");
    assert_eq!(access_token(&connect(&server, &at(&path))).await.unwrap(), "new");
}

#[tokio::test]
async fn a_place_that_cannot_hold_tokens_is_found_out_before_a_code_is_spent() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::giving("a1", Some("r1"));
    let foreign = folder.path().join("notes.txt");
    fs::write(&foreign, "milk, eggs").unwrap();
    for keys in ["OAuthVerifier=c", "OAuthRefreshToken=r", "OAuthAccessToken=a"] {
        let identity = connect(&server, &format!("{keys};{}", at(&foreign)));
        let error = access_token(&identity).await.unwrap_err();
        assert!(error.to_string().ends_with("is not an OAuth settings file of pipedrive-sql"), "{error}");
        assert!(identity.oauth.exchange(&Secret::new("c"), None).await.is_err());
        // Nor is a person asked.
        assert!(identity.oauth.begin_sign_in(None).is_err());
    }
    assert_eq!(fs::read_to_string(&foreign).unwrap(), "milk, eggs");

    let read_only = folder.path().join("read-only.txt");
    access_token(&connect(&server, &format!("OAuthAccessToken=a;OAuthRefreshToken=r;{}", at(&read_only))))
        .await
        .unwrap();
    let mut permissions = fs::metadata(&read_only).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&read_only, permissions).unwrap();
    let identity = connect(&server, &at(&read_only));
    // Reading it is fine; renewing what is in it is not.
    let used = identity.session.authorization().await.unwrap();
    let error = identity.session.rejected(&used).await.unwrap_err();
    assert!(error.to_string().starts_with("cannot write the OAuth settings file"), "{error}");
    assert!(server.seen().is_empty(), "{:?}", server.seen());
}

#[tokio::test]
async fn tokens_of_another_company_are_not_sent_to_this_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("OAuthSettings.txt");
    let server = Server::giving("a1", Some("r1"));
    access_token(&connect(&server, &format!("OAuthVerifier=c;CompanyDomain=acme;{}", at(&path)))).await.unwrap();
    let other = connect(&server, &format!("CompanyDomain=other;{}", at(&path)));
    let error = access_token(&other).await.unwrap_err();
    let message =
        format!("the tokens in `{}` belong to `acme.pipedrive.com`, not to `other.pipedrive.com`", path.display());
    assert_eq!(error.to_string(), message);
    // New ones of the wrong company are not kept either.
    let fresh = folder.path().join("fresh.txt");
    let other = connect(&server, &format!("OAuthVerifier=c;CompanyDomain=other;{}", at(&fresh)));
    assert!(matches!(access_token(&other).await, Err(AuthError::OtherCompany { .. })));
    assert!(!fresh.exists());
    // An address that was given is used as it is, whatever the tokens say.
    let proxy = connect(&server, &format!("BaseURL=http://127.0.0.1:9;{}", at(&path)));
    assert_eq!(access_token(&proxy).await.unwrap(), "a1");
}

/// The address of the API for tokens that came with that `api_domain`.
async fn check_server(domain: &'static str, keys: &str, expect: Result<Option<&str>, &str>) {
    let server = Server::new(move |_, _| {
        Reply::Answer(200, format!(r#"{{"access_token":"a","expires_in":60,"api_domain":"{domain}"}}"#))
    });
    let identity = connect(&server, &format!("OAuthRefreshToken=r;InitiateOAuth=REFRESH;{keys}"));
    let authorization = identity.session.authorization().await;
    match (&authorization, expect) {
        (Ok(authorization), Ok(server)) => assert_eq!(authorization.server.as_deref(), server, "{domain}"),
        (Err(error), Err(message)) => assert_eq!(error.to_string(), message, "{domain}"),
        _ => panic!("{domain}: {authorization:?}"),
    }
}

#[tokio::test]
async fn a_token_goes_to_the_address_it_came_with_if_that_is_safe_and_none_is_configured() {
    check_server("https://acme.pipedrive.com/", "", Ok(Some("https://acme.pipedrive.com"))).await;
    check_server("http://127.0.0.1:8787", "", Ok(Some("http://127.0.0.1:8787"))).await;
    check_server("", "", Ok(None)).await;
    let unsafe_address = "cannot use `OAuthURL`: it names an API (`api_domain`) that is not at an `https` address";
    for domain in ["http://acme.pipedrive.com", "acme.pipedrive.com", "ftp://127.0.0.1", "https://u:p@acme.example"] {
        check_server(domain, "", Err(unsafe_address)).await;
        check_server(domain, "BaseURL=http://127.0.0.1:9", Ok(None)).await;
    }
}

#[tokio::test]
async fn a_company_that_was_renamed_is_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("OAuthSettings.txt");
    let server = Server::new(|number, _| {
        let name = if number == 0 { "old" } else { "new" };
        let tokens = format!(r#"{{"access_token":"a{number}","refresh_token":"r{number}","expires_in":3599,"#);
        Reply::Answer(200, format!(r#"{tokens}"api_domain":"https://{name}.pipedrive.com"}}"#))
    });
    access_token(&connect(&server, &format!("OAuthVerifier=c;CompanyDomain=old;{}", at(&path)))).await.unwrap();
    // The user knows of it first.
    assert_eq!(access_token(&connect(&server, &format!("CompanyDomain=new;{}", at(&path)))).await.unwrap(), "a1");
    // The user does not know of it yet; what was renewed is not lost.
    let old = connect(&server, &format!("CompanyDomain=old;{}", at(&path)));
    assert!(matches!(access_token(&old).await, Err(AuthError::OtherCompany { .. })));
    assert_eq!(access_token(&connect(&server, &at(&path))).await.unwrap(), "a2");
    assert_eq!(server.seen()[1..], ["refresh_token r0", "refresh_token r1"]);
}

#[tokio::test]
async fn a_grant_that_is_only_given_can_be_revoked_too() {
    let server = Server::giving("a", None);
    connect(&server, "OAuthRefreshToken=r").oauth.revoke().await.unwrap();
    assert_eq!(server.seen(), ["/oauth/revoke r"]);
}

#[tokio::test]
async fn tokens_are_forgotten_only_where_they_are_tokens() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::giving("a1", Some("r1"));
    let path = folder.path().join("OAuthSettings.txt");
    access_token(&connect(&server, &format!("OAuthVerifier=c;{}", at(&path)))).await.unwrap();
    connect(&server, &at(&path)).oauth.forget().await.unwrap();
    assert!(!path.exists());
    fs::write(&path, "dear diary").unwrap();
    assert!(connect(&server, &at(&path)).oauth.forget().await.is_err());
    assert_eq!(fs::read_to_string(&path).unwrap(), "dear diary");
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_to_the_file_leads_to_the_same_lock() {
    let folder = tempfile::tempdir().unwrap();
    let (path, link) = (folder.path().join("OAuthSettings.txt"), folder.path().join("link"));
    let server = Server::new(|number, _| Reply::tokens(&format!("a{number}"), Some(&format!("r{number}"))));
    access_token(&connect(&server, &format!("OAuthVerifier=c;{}", at(&path)))).await.unwrap();
    std::os::unix::fs::symlink(&path, &link).unwrap();
    let identities = [connect(&server, &at(&path)), connect(&server, &at(&link))];
    let used = identities[0].session.authorization().await.unwrap();
    let refusals = identities.iter().map(|identity| identity.session.rejected(&used));
    for better in futures::future::join_all(refusals).await {
        assert!(better.unwrap());
    }
    assert_eq!(server.seen().len(), 2);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    identities[1].oauth.revoke().await.unwrap();
    assert!(!path.exists());
}

#[tokio::test]
async fn with_off_nothing_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("OAuthSettings.txt");
    let server = Server::giving("a1", Some("r1"));
    let identity = connect(&server, &format!("OAuthSettingsLocation={}", path.display()));
    let tokens = identity.oauth.exchange(&Secret::new("c"), Some("https://app.example/x")).await.unwrap();
    assert_eq!((tokens.access_token.expose(), tokens.scope.join(",").as_str()), ("a1", "base,deals:full"));
    assert_eq!(tokens.refresh_token.unwrap().expose(), "r1");
    assert_eq!(access_token(&identity).await, Err(AuthError::NotSignedIn { is_off: true }));
    assert_eq!(identity.oauth.refresh(&Secret::new("r9")).await.unwrap().access_token.expose(), "a1");
    assert_eq!(server.seen(), ["authorization_code c for https://app.example/x", "refresh_token r9"]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn revoking_ends_the_grant_and_forgets_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("OAuthSettings.txt");
    let server = Server::giving("a1", Some("r1"));
    let identity = connect(&server, &format!("OAuthVerifier=c;{}", at(&path)));
    access_token(&identity).await.unwrap();
    assert!(path.exists());
    identity.oauth.revoke().await.unwrap();
    assert!(!path.exists());
    assert_eq!(server.seen()[1..], ["/oauth/revoke r1"]);
    assert_eq!(access_token(&connect(&server, &at(&path))).await, Err(AuthError::NotSignedIn { is_off: false }));

    // Without a refresh token, what there is is revoked; a server that refuses is believed.
    let server = Server::new(|_, _| Reply::Answer(401, r#"{"error":"invalid_client"}"#.to_owned()));
    let identity = connect(&server, "OAuthAccessToken=s3ntinel-acc3ss");
    let error = identity.oauth.revoke().await.unwrap_err();
    assert_eq!(error.to_string(), "Pipedrive refused to revoke the token (401): invalid_client");
    assert_eq!(server.seen(), ["/oauth/revoke s3ntinel-acc3ss"]);
    let error = connect(&server, "").oauth.revoke().await.unwrap_err();
    assert_eq!(error, AuthError::NotSignedIn { is_off: true });
}
