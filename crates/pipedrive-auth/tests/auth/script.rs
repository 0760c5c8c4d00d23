//! An OAuth server that answers from a script, a person who does too, and connections to them.

use std::fmt;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use pipedrive_auth::{AuthError, ConsentPrompt, Identity, TokenTransport, TransportFailure, open};
use pipedrive_connection::{ConnectionConfig, Sources};
use tokio::sync::{Notify, Semaphore};
use url::form_urlencoded;

/// What the script says to one request.
pub(crate) enum Reply {
    Answer(u16, String),
    Fail(TransportFailure),
}

impl Reply {
    /// Tokens with those names, for an hour.
    pub(crate) fn tokens(access: &str, refresh: Option<&str>) -> Self {
        let refresh = refresh.map(|token| format!(r#","refresh_token":"{token}""#)).unwrap_or_default();
        Self::Answer(
            200,
            format!(
                r#"{{"access_token":"{access}","token_type":"Bearer"{refresh},"expires_in":3599,"scope":"base,deals:full",
                    "api_domain":"https://acme.pipedrive.com"}}"#
            ),
        )
    }

    /// A refusal in one of the shapes that have been seen.
    pub(crate) fn refusal(text: &str) -> Self {
        Self::Answer(400, format!(r#"{{"success":false,"error":"invalid_grant","message":"{text}"}}"#))
    }
}

type Replies = dyn Fn(usize, &[(String, String)]) -> Reply + Send + Sync;

/// The server. It notes what it is sent, and lets tests look before it answers.
pub(crate) struct Server {
    reply: Box<Replies>,
    seen: Mutex<Vec<String>>,
    /// Told when a request comes.
    pub(crate) came: Notify,
    /// If there is one, each answer waits for a permit.
    pub(crate) gate: Option<Semaphore>,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Server")
    }
}

impl Server {
    /// A server that answers by the number of the request, from 0, and its form.
    pub(crate) fn new(reply: impl Fn(usize, &[(String, String)]) -> Reply + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { reply: Box::new(reply), seen: Mutex::default(), came: Notify::new(), gate: None })
    }

    /// One that gives those tokens once it may.
    pub(crate) fn waiting(access: &'static str, refresh: &'static str) -> Arc<Self> {
        let reply = Box::new(move |_: usize, _: &[(String, String)]| Reply::tokens(access, Some(refresh)));
        Arc::new(Self { reply, seen: Mutex::default(), came: Notify::new(), gate: Some(Semaphore::new(0)) })
    }

    /// One that gives the same tokens for whatever it is sent.
    pub(crate) fn giving(access: &'static str, refresh: Option<&'static str>) -> Arc<Self> {
        Self::new(move |_, _| Reply::tokens(access, refresh))
    }

    /// What came, each as `grant_type` or path, and the code or token.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

#[async_trait]
impl TokenTransport for Server {
    async fn execute(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, TransportFailure> {
        let header = |name| request.headers().get(name).unwrap().to_str().unwrap();
        assert_eq!(header(CONTENT_TYPE), "application/x-www-form-urlencoded");
        assert_eq!(header(AUTHORIZATION), format!("Basic {}", STANDARD.encode("app-id:s3ntinel-client-secret")));
        assert_eq!(request.uri().query(), None);
        let form: Vec<(String, String)> = form_urlencoded::parse(request.body()).into_owned().collect();
        let member = |name: &str| form.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let what = member("grant_type").unwrap_or(request.uri().path());
        let with = ["code", "refresh_token", "token"].into_iter().find_map(member).unwrap_or_default();
        let redirect = member("redirect_uri").map(|uri| format!(" for {uri}")).unwrap_or_default();
        let number = {
            let mut seen = self.seen.lock().unwrap();
            seen.push(format!("{what} {with}{redirect}"));
            seen.len() - 1
        };
        self.came.notify_one();
        if let Some(gate) = &self.gate {
            gate.acquire().await.unwrap().forget();
        }
        // Whoever else waits gets a turn, as during a real exchange.
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        match (self.reply)(number, &form) {
            Reply::Answer(status, body) => {
                let mut response = http::Response::new(body.into_bytes());
                *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
                Ok(response)
            }
            Reply::Fail(failure) => Err(failure),
        }
    }
}

/// A person who does something with the address of the consent page.
pub(crate) struct Person<F>(pub(crate) F);

impl<F> fmt::Debug for Person<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person")
    }
}

impl<F: Fn(&str) + Send + Sync> ConsentPrompt for Person<F> {
    fn present(&self, url: &str) {
        (self.0)(url);
    }
}

/// A connection of the app; no person is there.
pub(crate) fn connect(server: &Arc<Server>, keys: &str) -> Identity {
    connect_with(server, keys, |url| panic!("nobody should be shown {url}"))
}

/// The same with a person.
pub(crate) fn connect_with(
    server: &Arc<Server>,
    keys: &str,
    person: impl Fn(&str) + Send + Sync + 'static,
) -> Identity {
    let text = format!(
        "AuthScheme=OAuth;OAuthClientId=app-id;OAuthClientSecret=s3ntinel-client-secret;OAuthURL=http://127.0.0.1:1;{keys}"
    );
    let config = ConnectionConfig::parse_with(&text, &Sources::default()).unwrap_or_else(|error| panic!("{error}"));
    open(&config, Arc::<Server>::clone(server), Arc::new(Person(person))).unwrap()
}

/// The access token that the next request would carry.
pub(crate) async fn access_token(identity: &Identity) -> Result<String, AuthError> {
    identity.session.authorization().await.map(|authorization| authorization.token().to_owned())
}
