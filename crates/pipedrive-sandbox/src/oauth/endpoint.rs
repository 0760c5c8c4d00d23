//! The three paths of the OAuth server.

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};

use super::form::Form;
use super::refusal::Refusal;
use super::{authorize, token};
use crate::http::{Failure, Outcome, State};

/// A path of the OAuth server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    /// Where people are asked.
    Authorize,
    /// Where codes and refresh tokens become access tokens.
    Token,
    /// Where tokens end.
    Revoke,
}

/// A request to the OAuth server.
pub(crate) struct Submission {
    endpoint: Endpoint,
    method: Method,
    headers: HeaderMap,
    query: Form,
    form: Result<Form, Refusal>,
}

impl Endpoint {
    /// Every endpoint.
    pub(crate) const ALL: [Self; 3] = [Self::Authorize, Self::Token, Self::Revoke];

    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Authorize => "/oauth/authorize",
            Self::Token => "/oauth/token",
            Self::Revoke => "/oauth/revoke",
        }
    }
}

impl Submission {
    /// Reads all of a request.
    pub(crate) async fn read(endpoint: Endpoint, parts: &Parts, query: &[(String, String)], body: Body) -> Self {
        let form = Form::read(&parts.headers, body).await;
        let (method, headers) = (parts.method.clone(), parts.headers.clone());
        Self { endpoint, method, headers, query: Form::from_query(query), form }
    }

    /// The grant type of a request for tokens.
    pub(crate) fn grant_type(&self) -> Option<&'static str> {
        self.form.as_ref().ok().filter(|_| self.endpoint == Endpoint::Token).and_then(Form::grant_type)
    }

    /// Answers; no answer may be kept, since each holds a secret or an offer that ends.
    pub(crate) fn answer(&self, state: &State) -> Outcome {
        let form = self.form.as_ref().map_err(|refusal| *refusal);
        let outcome = match (self.endpoint, &self.method) {
            (Endpoint::Authorize, &Method::GET) => authorize::ask(state, &self.query),
            (Endpoint::Authorize, &Method::POST) => authorize::answer(state, form),
            (Endpoint::Token, &Method::POST) => token::issue(state, &self.headers, form).unwrap_or_else(Outcome::from),
            (Endpoint::Revoke, &Method::POST) => {
                token::revoke(state, &self.headers, form).unwrap_or_else(Outcome::from)
            }
            _ => Failure::method_not_allowed().into(),
        };
        outcome.with_header("cache-control", "no-store").with_header("pragma", "no-cache")
    }
}
