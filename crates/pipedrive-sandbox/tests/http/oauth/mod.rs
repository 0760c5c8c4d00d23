//! The OAuth server, from the consent page to the end of a grant.

mod access;
mod consent;
mod faults;
mod grants;
mod refusals;

use std::time::Duration;

use pipedrive_sandbox::{Clock, OAuthApp, Sandbox, SandboxConfig};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};

use crate::support::{Reply, config};

pub(super) const CALLBACK: &str = "http://localhost:33333";

/// A sandbox whose clock the test turns, and an app that uses it.
pub(super) struct App {
    pub(super) sandbox: Sandbox,
    clock: Clock,
    client: Client,
}

impl App {
    pub(super) async fn start() -> Self {
        Self::start_with(OAuthApp::default()).await
    }

    pub(super) async fn start_with(oauth: OAuthApp) -> Self {
        Self::start_on(SandboxConfig { oauth, ..config() }).await
    }

    pub(super) async fn start_on(config: SandboxConfig) -> Self {
        let clock = Clock::manual(86_400 * 20_000);
        let sandbox = Sandbox::start(SandboxConfig { clock: clock.clone(), ..config }).await.unwrap();
        // Installing twice, in another test of this process, is no harm.
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        Self { sandbox, clock, client }
    }

    pub(super) fn wait(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    pub(super) async fn send(&self, request: RequestBuilder) -> Reply {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Reply { status, headers, text: response.text().await.unwrap() }
    }

    pub(super) fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.sandbox.base_url()))
    }

    /// Asks for consent with these parameters.
    pub(super) async fn authorize(&self, query: &[(&str, &str)]) -> Reply {
        self.send(self.client.get(format!("{}/oauth/authorize", self.sandbox.base_url())).query(query)).await
    }

    /// Posts a form without credentials beyond those in it.
    pub(super) async fn form(&self, path: &str, form: &[(&str, &str)]) -> Reply {
        self.send(self.post(path).header("content-type", FORM).body(encoded(form))).await
    }

    /// Posts a form with the app's credentials in a Basic header.
    pub(super) async fn app_form(&self, path: &str, form: &[(&str, &str)]) -> Reply {
        let app = &self.sandbox.config().oauth;
        let request = self.post(path).basic_auth(&app.client_id, Some(&app.client_secret));
        self.send(request.header("content-type", FORM).body(encoded(form))).await
    }

    pub(super) async fn exchange(&self, code: &str) -> Reply {
        let form = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK)];
        self.app_form("/oauth/token", &form).await
    }

    pub(super) async fn refresh(&self, refresh_token: &str) -> Reply {
        self.app_form("/oauth/token", &[("grant_type", "refresh_token"), ("refresh_token", refresh_token)]).await
    }

    /// Status of an API request with that access token.
    pub(super) async fn call(&self, path: &str, access_token: &str) -> Reply {
        self.send(self.client.get(format!("{}{path}", self.sandbox.base_url())).bearer_auth(access_token)).await
    }

    pub(super) async fn accepts(&self, access_token: &str) -> bool {
        match self.call("/v1/users/me", access_token).await.status {
            200 => true,
            401 => false,
            other => panic!("{other}"),
        }
    }
}

pub(super) const FORM: &str = "application/x-www-form-urlencoded";

pub(super) fn encoded(form: &[(&str, &str)]) -> String {
    let mut url = reqwest::Url::parse("http://localhost").unwrap();
    url.query_pairs_mut().extend_pairs(form);
    url.query().unwrap().to_owned()
}

/// A member of a token answer.
pub(super) fn text(reply: &Reply, name: &str) -> String {
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.json()[name].as_str().unwrap_or_else(|| panic!("{name}: {}", reply.text)).to_owned()
}
