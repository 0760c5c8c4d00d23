//! Signing in with a browser, which is played by the test.

use std::io::ErrorKind;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use pipedrive_auth::AuthError;
use pipedrive_connection::Secret;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use url::Url;

use crate::script::{Reply, Server, access_token, connect, connect_with};

/// A callback address at a port nobody else has.
async fn callback_url() -> String {
    // Below the ports that the system gives to outgoing connections, so that none of them takes it in between, and
    // another one each time.
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = u16::try_from(std::process::id() % 10_000).unwrap();
    for _ in 0..10_000 {
        let port = 10_000 + (first + NEXT.fetch_add(1, Ordering::Relaxed)) % 10_000;
        // A machine without IPv6 has no address there that could be taken.
        let v6 = TcpListener::bind(("::1", port)).await;
        let is_free_v6 = v6.as_ref().map_or_else(|error| error.kind() != ErrorKind::AddrInUse, |_| true);
        if is_free_v6 && TcpListener::bind(("127.0.0.1", port)).await.is_ok() {
            return format!("http://localhost:{port}/back");
        }
    }
    panic!("no port is free");
}

fn member(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// What the browser shows after it was sent back with that query.
async fn send_back(callback: &Url, query: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", callback.port().unwrap())).await.unwrap();
    let request = format!("GET {}?{query} HTTP/1.1\r\nhost: localhost\r\n\r\n", callback.path());
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut page = String::new();
    stream.read_to_string(&mut page).await.unwrap();
    page
}

/// A browser that answers every consent page with that query, to which it adds the state; with what it shows then.
fn browser(answer: &'static str) -> (impl Fn(&str) + Send + Sync + 'static, mpsc::UnboundedReceiver<String>) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let runtime = Handle::current();
    let open = move |url: &str| {
        let (url, sender) = (Url::parse(url).unwrap(), sender.clone());
        runtime.spawn(async move {
            let callback = Url::parse(&member(&url, "redirect_uri").unwrap()).unwrap();
            let state = member(&url, "state").unwrap();
            let _ = sender.send(send_back(&callback, &format!("{answer}&state={state}")).await);
        });
    };
    (open, receiver)
}

#[tokio::test]
async fn the_browser_brings_the_code_and_later_connections_need_none() {
    let folder = tempfile::tempdir().unwrap();
    let keys = format!(
        "InitiateOAuth=GETANDREFRESH;CallbackURL={};OAuthSettingsLocation={}",
        callback_url().await,
        folder.path().join("x.txt").display()
    );
    let server = Server::giving("a1", Some("r1"));
    let (open, mut shown) = browser("code=c0de");
    let identity = connect_with(&server, &keys, open);
    assert_eq!(access_token(&identity).await.unwrap(), "a1");
    let page = shown.recv().await.unwrap();
    assert!(page.contains("You are signed in") && page.contains("You can close this tab"), "{page}");
    assert!(server.seen()[0].starts_with("authorization_code c0de for http://localhost:"), "{:?}", server.seen());
    assert_eq!(access_token(&connect(&server, &keys)).await.unwrap(), "a1");
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn what_the_browser_is_told_is_true_by_then() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.txt");
    let keys = format!(
        "InitiateOAuth=GETANDREFRESH;CompanyDomain=other;CallbackURL={};OAuthSettingsLocation={}",
        callback_url().await,
        path.display()
    );
    // The user consents in another company than the one that was asked for.
    let server = Server::giving("a1", Some("r1"));
    let (open, mut shown) = browser("code=c0de");
    let error = access_token(&connect_with(&server, &keys, open)).await.unwrap_err();
    assert!(matches!(error, AuthError::OtherCompany { .. }), "{error}");
    let page = shown.recv().await.unwrap();
    assert!(page.contains("Nobody was signed in") && page.contains("acme.pipedrive.com"), "{page}");
    assert!(!path.exists());
}

#[tokio::test]
async fn while_a_person_thinks_others_renew_and_one_question_is_enough() {
    let folder = tempfile::tempdir().unwrap();
    let place = format!("OAuthSettingsLocation={}", folder.path().join("x.txt").display());
    let server = Server::giving("a1", Some("r1"));
    let keys = format!("InitiateOAuth=GETANDREFRESH;CallbackURL={};{place}", callback_url().await);
    let (asked, mut questions) = mpsc::unbounded_channel();
    let thinking = connect_with(&server, &keys, move |url| asked.send(url.to_owned()).unwrap());
    let both = futures::future::join(access_token(&thinking), access_token(&thinking));
    tokio::pin!(both);
    let url = tokio::select! {
        _ = &mut both => panic!("nobody has answered yet"),
        url = questions.recv() => Url::parse(&url.unwrap()).unwrap(),
    };
    // Another process has a refresh token, and the same file.
    let other = connect(&server, &format!("InitiateOAuth=REFRESH;OAuthRefreshToken=r0;{place}"));
    assert_eq!(access_token(&other).await.unwrap(), "a1");
    let callback = Url::parse(&member(&url, "redirect_uri").unwrap()).unwrap();
    let query = format!("code=c&state={}", member(&url, "state").unwrap());
    let (page, (one, two)) = tokio::join!(send_back(&callback, &query), both);
    assert!(page.contains("You are signed in"), "{page}");
    assert_eq!((one.unwrap().as_str(), two.unwrap().as_str()), ("a1", "a1"));
    assert!(questions.try_recv().is_err());
}

/// Signs in with a browser that sends that, against that server, and compares the error here and in the browser.
async fn check(answer: &'static str, server: &Arc<Server>, message: &str, shown: &str) {
    let keys = format!(
        "InitiateOAuth=GETANDREFRESH;OAuthSettingsLocation=memory://sign-in-{};CallbackURL={}",
        answer.len(),
        callback_url().await
    );
    let (open, mut pages) = browser(answer);
    let error = access_token(&connect_with(server, &keys, open)).await.unwrap_err();
    assert_eq!(error.to_string(), message);
    assert!(!error.hints().is_empty());
    let page = pages.recv().await.unwrap();
    assert!(page.contains("Nobody was signed in") && page.contains(shown), "{page}");
    assert!(!page.contains("s3ntinel"), "{page}");
}

#[tokio::test]
async fn a_sign_in_that_fails_says_why_here_and_in_the_browser() {
    let never = Server::new(|_, _| panic!("nothing is there to be exchanged"));
    let denied = "the sign-in was denied on Pipedrive's consent page";
    check("error=user_denied", &never, denied, "choose to allow the app").await;
    check("error=access_denied&code=s3ntinel", &never, denied, "choose to allow the app").await;
    let failed = "Pipedrive ended the sign-in with `invalid_scope`";
    check("error=invalid_scope", &never, failed, "invalid_scope").await;
    check("x=y", &never, "that address has no `code`", "no `code`").await;
    let refusing = Server::new(|_, _| Reply::refusal("Invalid grant: `authorization_code` has expired"));
    let refused = "Pipedrive refused the authorization code (400): Invalid grant: `authorization_code` has expired; invalid_grant";
    check("code=s3ntinel-code", &refusing, refused, "five minutes").await;
}

#[tokio::test(start_paused = true)]
async fn a_person_who_does_nothing_is_not_waited_for_for_ever() {
    let keys = format!(
        "InitiateOAuth=GETANDREFRESH;OAuthTimeout=120;OAuthSettingsLocation=memory://sign-in-timeout;CallbackURL={}",
        callback_url().await
    );
    let server = Server::giving("a1", None);
    let error = access_token(&connect_with(&server, &keys, |_| {})).await.unwrap_err();
    assert_eq!(error.to_string(), "nobody answered the consent page within 120 seconds");
    assert!(error.hints().concat().contains("`OAuthTimeout`"));
}

#[tokio::test]
async fn an_address_can_be_pasted_where_no_browser_reaches_this_machine() {
    let server = Server::giving("a1", Some("r1"));
    let keys =
        "InitiateOAuth=REFRESH;OAuthSettingsLocation=memory://sign-in-paste;CallbackURL=https://app.example/back";
    let identity = connect(&server, keys);
    let mut sign_in = identity.oauth.begin_sign_in(None).unwrap();
    assert!(!sign_in.is_listening());
    assert!(matches!(sign_in.wait().await, Err(AuthError::NotLoopback { .. })));
    let url = Url::parse(sign_in.url()).unwrap();
    let state = member(&url, "state").unwrap();
    for (pasted, message) in [
        ("", "that is not an address"),
        ("c0de", "that is not an address"),
        ("https://app.example/back?code=c", "that address belongs to another sign-in: its `state` is not this one's"),
        (&format!("https://app.example/back?state={state}"), "that address has no `code`"),
        (
            &format!("https://app.example/back?error=user_denied&state={state}"),
            "the sign-in was denied on Pipedrive's consent page",
        ),
    ] {
        assert_eq!(sign_in.paste(pasted).unwrap_err().to_string(), message, "{pasted}");
    }
    let consent = sign_in.paste(&format!("  \"https://app.example/back?code=c&state={state}\"\n")).unwrap();
    assert_eq!(identity.oauth.finish_sign_in(&sign_in, consent).await.unwrap().access_token.expose(), "a1");
    assert_eq!(server.seen(), ["authorization_code c for https://app.example/back"]);
    assert_eq!(access_token(&connect(&server, keys)).await.unwrap(), "a1");
}

#[tokio::test]
async fn the_address_of_the_consent_page_is_built_without_a_request() {
    let server = Server::new(|_, _| panic!("no request is needed"));
    let identity = connect(&server, "State=conf;Scope='base deals:full'");
    let url = |callback, state, scope| {
        Url::parse(&identity.oauth.authorization_url(callback, state, scope).unwrap()).unwrap()
    };
    let asked = url(Some("https://app.example/back?x=1"), Some("a&b"), None);
    assert!(asked.as_str().starts_with("http://127.0.0.1:1/oauth/authorize?"), "{asked}");
    assert_eq!(member(&asked, "client_id").as_deref(), Some("app-id"));
    assert_eq!(member(&asked, "redirect_uri").as_deref(), Some("https://app.example/back?x=1"));
    assert_eq!(member(&asked, "state").as_deref(), Some("a&b"));
    assert_eq!(member(&asked, "scope").as_deref(), Some("base deals:full"));
    assert!(!asked.as_str().contains("s3ntinel"));
    let configured = url(None, None, Some("users:read"));
    assert_eq!(member(&configured, "redirect_uri").as_deref(), Some("http://localhost:33333"));
    assert_eq!(member(&configured, "state").as_deref(), Some("conf"));
    assert_eq!(member(&configured, "scope").as_deref(), Some("users:read"));
    // The code would come back in the clear, or in an address that is none.
    for callback in ["http://app.example/back", "https://app.example/#x", "app.example"] {
        let error = identity.oauth.authorization_url(Some(callback), None, None).unwrap_err();
        assert!(error.to_string().starts_with("cannot use `CallbackURL`: it must be an `https` address"), "{error}");
        assert!(identity.oauth.exchange(&Secret::new("c"), Some(callback)).await.is_err());
        assert!(identity.oauth.begin_sign_in(Some(callback)).is_err());
    }
    // A random one where nobody gives any, another each time.
    let bare = connect(&server, "");
    let state =
        || member(&Url::parse(&bare.oauth.authorization_url(None, None, None).unwrap()).unwrap(), "state").unwrap();
    assert_ne!(state(), state());
    assert!(state().len() >= 43);
}
