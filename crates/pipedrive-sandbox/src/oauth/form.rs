//! The parameters of an OAuth request.

use axum::body::{Body, to_bytes};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use url::form_urlencoded;

use super::refusal::Refusal;

/// Longest body that is read, in bytes.
const LONGEST: usize = 64 * 1024;

/// Parameters by name; one that is empty counts as missing, and of a repeated one the first counts.
#[derive(Default)]
pub(crate) struct Form {
    pairs: Vec<(String, String)>,
}

impl Form {
    /// The parameters in a query.
    pub(crate) fn from_query(pairs: &[(String, String)]) -> Self {
        Self { pairs: pairs.to_vec() }
    }

    /// The parameters in a body.
    ///
    /// # Errors
    /// When the body is not of the type that RFC 6749 prescribes, or too long.
    pub(crate) async fn read(headers: &HeaderMap, body: Body) -> Result<Self, Refusal> {
        let given = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let essence = given.split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(Refusal::WrongContentType);
        }
        let bytes = to_bytes(body, LONGEST).await.map_err(|_| Refusal::Unreadable)?;
        let pairs = form_urlencoded::parse(&bytes);
        Ok(Self { pairs: pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect() })
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let first = self.pairs.iter().find(|(known, _)| known == name);
        first.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// A parameter that has to be there.
    ///
    /// # Errors
    /// When it is not.
    pub(crate) fn require(&self, name: &'static str) -> Result<&str, Refusal> {
        self.get(name).ok_or(Refusal::Missing(name))
    }

    /// The grant type, if it is one that exists: what else a client may have put there stays out of the log.
    pub(crate) fn grant_type(&self) -> Option<&'static str> {
        let given = self.get("grant_type")?;
        ["authorization_code", "refresh_token"].into_iter().find(|known| *known == given)
    }
}
