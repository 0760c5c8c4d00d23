//! `App`: the registered OAuth app, and its requests to the OAuth server.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use http::header::CONTENT_TYPE;
use oauth2::basic::BasicTokenType;
use oauth2::{
    AsyncHttpClient, AuthType, AuthUrl, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken,
    EmptyExtraTokenFields, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, RedirectUrl, RefreshToken,
    RequestTokenError, Scope, StandardRevocableToken, StandardTokenIntrospectionResponse, TokenUrl,
};
use pipedrive_connection::{OAuthConfig, Secret};
use url::Url;

use super::answer::{RefusalAnswer, TokenAnswer};
use super::post::{Post, Repeat};
use crate::tokens::now;
use crate::{AuthError, Grant, TokenRefusal, TokenTransport, Tokens, TransportFailure};

/// The typed client of the `oauth2` crate for Pipedrive's answers.
type Exchange<HasTokenUrl = EndpointNotSet> = Client<
    RefusalAnswer,
    TokenAnswer,
    StandardTokenIntrospectionResponse<EmptyExtraTokenFields, BasicTokenType>,
    StandardRevocableToken,
    RefusalAnswer,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    HasTokenUrl,
>;

/// The same when it knows the token endpoint.
type TokenExchange = Exchange<EndpointSet>;

/// A registered app at an OAuth server.
#[derive(Debug)]
pub(crate) struct App {
    client_id: Option<String>,
    client_secret: Option<Secret>,
    server: String,
    post: Post,
}

impl App {
    pub(crate) fn new(config: &OAuthConfig, transport: Arc<dyn TokenTransport>) -> Self {
        Self {
            client_id: config.client_id.clone(),
            client_secret: config.client_secret.clone(),
            server: config.oauth_url.trim_end_matches('/').to_owned(),
            post: Post::new(transport),
        }
    }

    /// The client id, for `needed_for`.
    pub(crate) fn client_id(&self, needed_for: &'static str) -> Result<&str, AuthError> {
        self.client_id.as_deref().ok_or(AuthError::MissingKey { needed_for, key: "OAuthClientId" })
    }

    /// The client secret, for `needed_for`.
    pub(crate) fn client_secret(&self, needed_for: &'static str) -> Result<&Secret, AuthError> {
        self.client_secret.as_ref().ok_or(AuthError::MissingKey { needed_for, key: "OAuthClientSecret" })
    }

    /// The address of the consent page, [RFC 6749 §4.1.1](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1).
    pub(crate) fn authorization_url(
        &self,
        callback_url: &str,
        state: &Secret,
        scope: &[String],
    ) -> Result<Url, AuthError> {
        let client = <Exchange>::new(ClientId::new(self.client_id("the consent page")?.to_owned()))
            .set_auth_uri(AuthUrl::new(self.endpoint("authorize")).map_err(|error| bad("OAuthURL", &error))?)
            .set_redirect_uri(redirect(callback_url)?);
        let state = state.expose().to_owned();
        let (url, _) = client
            .authorize_url(|| CsrfToken::new(state))
            .add_scopes(scope.iter().map(|name| Scope::new(name.clone())))
            .url();
        Ok(url)
    }

    /// Exchanges the code of the consent page for tokens. It is sent again only if it cannot have arrived: it works once.
    pub(crate) async fn exchange(&self, code: &Secret, callback_url: &str) -> Result<Tokens, AuthError> {
        let client = self.confidential("exchanging the authorization code")?.set_redirect_uri(redirect(callback_url)?);
        let (issued_at, status) = (now(), AtomicU16::new(0));
        let answer = client
            .exchange_code(AuthorizationCode::new(code.expose().to_owned()))
            .request_async(&Attempt { post: &self.post, repeat: Repeat::Unsent, status: &status })
            .await
            .map_err(|error| self.error(error, Grant::AuthorizationCode, status.into_inner(), &[code]))?;
        self.tokens(answer, issued_at, None)
    }

    /// Renews tokens, [RFC 6749 §6](https://www.rfc-editor.org/rfc/rfc6749#section-6).
    pub(crate) async fn refresh(&self, refresh_token: &Secret) -> Result<Tokens, AuthError> {
        let client = self.confidential("renewing the access token")?;
        let (issued_at, status) = (now(), AtomicU16::new(0));
        let answer = client
            .exchange_refresh_token(&RefreshToken::new(refresh_token.expose().to_owned()))
            .request_async(&Attempt { post: &self.post, repeat: Repeat::Unanswered, status: &status })
            .await
            .map_err(|error| self.error(error, Grant::RefreshToken, status.into_inner(), &[refresh_token]))?;
        self.tokens(answer, issued_at, Some(refresh_token))
    }

    /// Revokes a token, [RFC 7009](https://www.rfc-editor.org/rfc/rfc7009). A refresh token takes the installation of
    /// the app with it, an access token only itself.
    pub(crate) async fn revoke(&self, token: &Secret, is_refresh_token: bool) -> Result<(), AuthError> {
        const NEEDED_FOR: &str = "revoking a token";
        // Not by the `oauth2` crate, which revokes over https only, also on this machine.
        let (id, secret) = (self.client_id(NEEDED_FOR)?, self.client_secret(NEEDED_FOR)?);
        let kind = if is_refresh_token { "refresh_token" } else { "access_token" };
        let form = [("token", token.expose()), ("token_type_hint", kind)];
        let answer = self
            .post
            .form(&self.endpoint("revoke"), id, secret, &form)
            .await
            .map_err(|failure| self.unreachable(failure))?;
        let status = answer.status().as_u16();
        if status == 200 {
            return Ok(());
        }
        let text = serde_json::from_slice::<RefusalAnswer>(answer.body()).unwrap_or_default().text();
        Err(TokenRefusal { grant: Grant::Revocation, status, text: self.clean(&text, &[token]) }.into())
    }

    /// A client that proves who it is and knows the token endpoint.
    fn confidential(&self, needed_for: &'static str) -> Result<TokenExchange, AuthError> {
        let id = ClientId::new(self.client_id(needed_for)?.to_owned());
        let secret = ClientSecret::new(self.client_secret(needed_for)?.expose().to_owned());
        let url = TokenUrl::new(self.endpoint("token")).map_err(|error| bad("OAuthURL", &error))?;
        Ok(<Exchange>::new(id).set_client_secret(secret).set_auth_type(AuthType::BasicAuth).set_token_uri(url))
    }

    fn endpoint(&self, name: &str) -> String {
        format!("{}/oauth/{name}", self.server)
    }

    fn tokens(&self, answer: TokenAnswer, issued_at: u64, refresh: Option<&Secret>) -> Result<Tokens, AuthError> {
        if answer.is_usable() {
            Ok(answer.into_tokens(issued_at, refresh))
        } else {
            Err(self.protocol(200, "there is no access token in it that a header could carry".to_owned()))
        }
    }

    /// The error of a request for tokens. Bodies are not repeated: even a broken one may hold a token.
    fn error(
        &self,
        error: RequestTokenError<TransportFailure, RefusalAnswer>,
        grant: Grant,
        status: u16,
        secrets: &[&Secret],
    ) -> AuthError {
        match error {
            RequestTokenError::Request(failure) => self.unreachable(failure),
            RequestTokenError::ServerResponse(refusal) if status >= 400 => {
                TokenRefusal { grant, status, text: self.clean(&refusal.text(), secrets) }.into()
            }
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) if status >= 400 => {
                TokenRefusal { grant, status, text: String::new() }.into()
            }
            RequestTokenError::Parse(error, _) if status == 200 => {
                let (line, column) = (error.inner().line(), error.inner().column());
                self.protocol(status, format!("it is not the JSON it should be, from line {line} column {column}"))
            }
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) | RequestTokenError::ServerResponse(_) => {
                self.protocol(status, "it holds no tokens".to_owned())
            }
        }
    }

    fn unreachable(&self, failure: TransportFailure) -> AuthError {
        AuthError::Unreachable { host: self.host(), reason: failure.reason }
    }

    fn protocol(&self, status: u16, detail: String) -> AuthError {
        AuthError::Protocol { host: self.host(), status, detail }
    }

    fn host(&self) -> String {
        let url = Url::parse(&self.server).ok();
        url.as_ref().and_then(Url::host_str).unwrap_or(&self.server).to_owned()
    }

    /// The server's own words, fit for an error: one line, cut, and without what was sent.
    fn clean(&self, text: &str, secrets: &[&Secret]) -> String {
        let mut text = text.to_owned();
        for secret in secrets.iter().copied().chain(&self.client_secret) {
            if !secret.expose().is_empty() {
                text = text.replace(secret.expose(), "***");
            }
        }
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect()
    }
}

/// One request for tokens, as the `oauth2` crate sends it.
struct Attempt<'a> {
    post: &'a Post,
    repeat: Repeat,
    /// The status of the answer, which the crate does not pass on.
    status: &'a AtomicU16,
}

impl<'c> AsyncHttpClient<'c> for Attempt<'_> {
    type Error = TransportFailure;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, TransportFailure>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let mut response = self.post.send(request, self.repeat).await?;
            self.status.store(response.status().as_u16(), Ordering::Relaxed);
            // The body decides whether it is JSON; the crate would refuse a token over its label.
            response.headers_mut().remove(CONTENT_TYPE);
            Ok(response)
        })
    }
}

fn redirect(callback_url: &str) -> Result<RedirectUrl, AuthError> {
    RedirectUrl::new(callback_url.to_owned()).map_err(|error| bad("CallbackURL", &error))
}

fn bad(key: &'static str, reason: &impl ToString) -> AuthError {
    AuthError::Configuration { key, reason: reason.to_string() }
}
