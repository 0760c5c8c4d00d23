//! The consent page and the two ways to leave it.

use pipedrive_sandbox::{OAuthApp, SandboxConfig, SandboxError};
use reqwest::{Method, Url};

use super::{App, CALLBACK, FORM, encoded, text};
use crate::support::{Reply, config};

const CLIENT: (&str, &str) = ("client_id", "sandbox-client-id");
const TO: (&str, &str) = ("redirect_uri", CALLBACK);

/// The value against forgery that the page's form carries.
fn ticket(page: &Reply) -> String {
    assert_eq!(page.status, 200, "{}", page.text);
    let (_, rest) = page.text.split_once("name=\"consent\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

async fn decide(app: &App, ticket: &str, decision: &str) -> Reply {
    app.form("/oauth/authorize", &[("consent", ticket), ("decision", decision)]).await
}

/// Asks, answers and follows as far as the redirect.
async fn answer(app: &App, query: &[(&str, &str)], decision: &str) -> Url {
    let reply = decide(app, &ticket(&app.authorize(query).await), decision).await;
    assert_eq!(reply.status, 302, "{}", reply.text);
    Url::parse(reply.header("location").unwrap()).unwrap()
}

fn pairs(url: &Url) -> Vec<(String, String)> {
    url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

#[tokio::test]
async fn the_page_says_who_asks_for_what_and_offers_both_answers() {
    let scopes = vec!["base".to_owned(), "deals:read".to_owned(), "deals:full".to_owned()];
    let app = App::start_on(SandboxConfig { scopes, ..config() }).await;
    let page = app.authorize(&[CLIENT, TO, ("state", "s")]).await;
    for part in [
        "<!DOCTYPE html>",
        "SQL for Pipedrive",
        "Acme",
        "Ada Admin",
        "<li>See your settings and the company&#39;s currencies</li>",
        "<li>See and change deals, ",
        "<form method=\"post\" action=\"/oauth/authorize\">",
        "<button id=\"allow\" name=\"decision\" value=\"allow\">Allow</button>",
        "<button id=\"deny\" name=\"decision\" value=\"deny\">Deny</button>",
        CALLBACK,
    ] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    assert!(!page.text.contains("<li>See deals"), "what may be changed may be seen");
    assert!(!page.text.contains("src=") && !page.text.contains("https://"), "nothing comes from elsewhere");
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(page.header("x-frame-options"), Some("DENY"));
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("form-action"), "Chromium would stop the way back to the app: {policy}");
}

#[tokio::test]
async fn allow_brings_a_code_that_can_be_exchanged_and_the_state_unchanged() {
    let app = App::start().await;
    let state = "a+b c&d=%20é\"<";
    let url = answer(&app, &[CLIENT, TO, ("state", state)], "allow").await;
    assert_eq!((url.host_str(), url.port(), url.path()), (Some("localhost"), Some(33333), "/"));
    let pairs = pairs(&url);
    assert_eq!(pairs.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["code", "state"]);
    assert_eq!(pairs[1].1, state);
    let access_token = text(&app.exchange(&pairs[0].1).await, "access_token");
    assert!(app.accepts(&access_token).await);
}

#[tokio::test]
async fn deny_brings_the_news_and_no_code() {
    let app = App::start().await;
    let url = answer(&app, &[CLIENT, TO, ("state", "s")], "deny").await;
    assert_eq!(url.query(), Some("error=user_denied&state=s"));
    let url = answer(&app, &[CLIENT, TO], "deny").await;
    assert_eq!(url.query(), Some("error=user_denied"), "no state came and none goes back");
}

#[tokio::test]
async fn the_query_of_a_callback_address_stays() {
    let callback = "http://127.0.0.1:9000/back?tenant=a%26b";
    let app = App::start_with(OAuthApp { callback_urls: vec![callback.to_owned()], ..OAuthApp::default() }).await;
    let url = answer(&app, &[CLIENT, ("redirect_uri", callback), ("state", "s")], "deny").await;
    assert_eq!(url.as_str(), format!("{callback}&error=user_denied&state=s"));
}

#[tokio::test]
async fn other_response_types_go_back_and_scopes_are_not_chosen_in_the_link() {
    let app = App::start().await;
    let reply = app.authorize(&[CLIENT, TO, ("state", "s"), ("response_type", "token")]).await;
    assert_eq!(reply.status, 302);
    assert_eq!(reply.header("location"), Some("http://localhost:33333/?error=unsupported_response_type&state=s"));
    let plain = [CLIENT, TO, ("response_type", "code"), ("scope", "base")];
    let url = answer(&app, &plain, "allow").await;
    let tokens = app.exchange(&pairs(&url)[0].1).await;
    assert_eq!(text(&tokens, "scope"), app.sandbox.config().scopes.join(","));
}

#[tokio::test]
async fn wrong_links_end_on_a_page_and_never_in_a_redirect() {
    let app = App::start().await;
    let check = async |query: &[(&str, &str)], expect: &str| {
        let reply = app.authorize(query).await;
        assert_eq!((reply.status, reply.header("location")), (400, None), "{query:?}");
        assert_eq!(reply.header("content-type"), Some("text/html; charset=utf-8"), "{query:?}");
        assert_eq!(reply.header("cache-control"), Some("no-store"), "{query:?}");
        assert!(reply.text.contains(expect), "{query:?}: {}", reply.text);
        assert!(!reply.text.contains("<form"), "{query:?}");
    };
    check(&[], "This app is unknown").await;
    check(&[TO], "This app is unknown").await;
    check(&[("client_id", "other"), TO], "This app is unknown").await;
    check(&[CLIENT], "It has no callback address").await;
    for near in [
        "http://localhost:33333/",
        "http://LOCALHOST:33333",
        "http://localhost:33334",
        "http://localhost:33333?x=1",
        "https://localhost:33333",
        "http://localhost:33333.evil.example",
    ] {
        check(&[CLIENT, ("redirect_uri", near)], "is no callback address of this app").await;
    }
    check(&[CLIENT, ("redirect_uri", "http://x\"'><script>&")], "http://x&quot;&#39;&gt;&lt;script&gt;&amp;").await;
    check(&[CLIENT, ("redirect_uri", "no address")], CALLBACK).await;
}

#[tokio::test]
async fn markup_in_the_state_does_not_reach_the_page() {
    let app = App::start().await;
    let page = app.authorize(&[CLIENT, TO, ("state", "\"><script>x</script>")]).await;
    assert!(page.status == 200 && !page.text.contains("<script"), "{}", page.text);
}

#[tokio::test]
async fn an_answer_counts_once_in_time_and_with_the_page_s_own_value() {
    let app = App::start().await;
    let check = async |form: &[(&str, &str)], expect: &str| {
        let reply = app.form("/oauth/authorize", form).await;
        assert_eq!((reply.status, reply.header("location")), (400, None), "{form:?}");
        assert!(reply.text.contains(expect), "{form:?}: {}", reply.text);
    };
    let used = ticket(&app.authorize(&[CLIENT, TO]).await);
    assert_eq!(decide(&app, &used, "allow").await.status, 302);
    check(&[("consent", &used), ("decision", "allow")], "too old").await;
    check(&[("consent", "0123"), ("decision", "allow")], "too old").await;
    check(&[("decision", "allow")], "incomplete").await;
    check(&[("decision", "allow"), CLIENT, TO], "incomplete").await;

    let open = ticket(&app.authorize(&[CLIENT, TO]).await);
    check(&[("consent", &open)], "incomplete").await;
    check(&[("consent", &open), ("decision", "maybe")], "incomplete").await;
    app.wait(599);
    assert_eq!(decide(&app, &open, "deny").await.status, 302, "what was incomplete did not use it up");
    let late = ticket(&app.authorize(&[CLIENT, TO]).await);
    app.wait(600);
    check(&[("consent", &late), ("decision", "allow")], "too old").await;

    let fresh = ticket(&app.authorize(&[CLIENT, TO]).await);
    let form = encoded(&[("consent", &fresh), ("decision", "allow")]);
    let reply = app.send(app.post("/oauth/authorize").header("content-type", "text/plain").body(form)).await;
    assert_eq!(reply.status, 400, "a form is of the type of forms, not of {FORM:?}'s neighbours");
}

#[tokio::test]
async fn two_people_can_be_asked_at_once() {
    let app = App::start().await;
    let one = ticket(&app.authorize(&[CLIENT, TO, ("state", "one")]).await);
    let two = ticket(&app.authorize(&[CLIENT, TO, ("state", "two")]).await);
    let state = async |ticket: &str| {
        let reply = decide(&app, ticket, "deny").await;
        reply.header("location").unwrap().rsplit('=').next().unwrap().to_owned()
    };
    assert_eq!([state(&two).await, state(&one).await], ["two", "one"]);
}

#[tokio::test]
async fn each_path_has_its_methods() {
    let app = App::start().await;
    for (method, path) in [
        (Method::PUT, "/oauth/authorize"),
        (Method::GET, "/oauth/token"),
        (Method::DELETE, "/oauth/token"),
        (Method::GET, "/oauth/revoke"),
    ] {
        let url = format!("{}{path}", app.sandbox.base_url());
        assert_eq!(
            app.send(crate::support::client().request(method.clone(), url)).await.status,
            405,
            "{method} {path}"
        );
    }
}

#[tokio::test]
async fn callback_addresses_must_be_usable() {
    for wrong in ["localhost", "", "http://localhost/#here"] {
        let oauth = OAuthApp { callback_urls: vec![CALLBACK.to_owned(), wrong.to_owned()], ..OAuthApp::default() };
        let error = pipedrive_sandbox::Sandbox::start(SandboxConfig { oauth, ..config() }).await.unwrap_err();
        assert!(matches!(&error, SandboxError::CallbackUrl { url } if url == wrong) && !error.hints().is_empty());
    }
}
