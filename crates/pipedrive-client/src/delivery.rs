//! Answers that are no JSON: their content goes piece by piece to whoever wants it.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use reqwest::header::LOCATION;
use reqwest::{Response, Url};

use crate::server::is_loopback;
use crate::transport::Failure;

/// Longest time a content may take as long as it comes at all.
pub(crate) const PATIENCE: Duration = Duration::from_hours(12);

/// Takes the content of an answer.
#[async_trait]
pub trait Receiver: fmt::Debug + Send + Sync {
    /// Content follows from its beginning; what came of an attempt before this one does not count.
    ///
    /// # Errors
    /// If nothing can be taken; the request fails then.
    async fn begin(&self) -> io::Result<()>;

    /// Takes the next piece.
    ///
    /// # Errors
    /// If it cannot be taken; the request fails then.
    async fn take(&self, piece: Bytes) -> io::Result<()>;
}

/// The receiver of a request. Two are the same if they are one.
#[derive(Clone, Debug)]
pub(crate) struct Delivery(pub(crate) Arc<dyn Receiver>);

impl PartialEq for Delivery {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Delivery {}

/// Where an answer says its content is, if it is elsewhere. Only this machine may be asked without encryption.
///
/// # Errors
/// If that is no address to ask.
pub(crate) fn elsewhere(response: &Response) -> Result<Option<Url>, Failure> {
    let Some(location) = response.headers().get(LOCATION).filter(|_| response.status().is_redirection()) else {
        return Ok(None);
    };
    let unusable = |reason: &str| Failure::Unsendable(format!("the content lies at an address that {reason}"));
    let location = location.to_str().map_err(|_| unusable("is no text"))?;
    let url = response.url().join(location).map_err(|_| unusable("cannot be read"))?;
    let local = url.host().is_some_and(|host| is_loopback(&host));
    match url.scheme() {
        "https" => Ok(Some(url)),
        "http" if local => Ok(Some(url)),
        _ => Err(unusable("is not encrypted")),
    }
}

/// Hands the body to the receiver.
///
/// # Errors
/// What the library says of a broken body through `broken`; that the receiver does not take it.
pub(crate) async fn hand_over(
    response: &mut Response,
    receiver: &dyn Receiver,
    broken: impl Fn(&reqwest::Error) -> Failure,
) -> Result<(), Failure> {
    let refused = |error: io::Error| Failure::Unsendable(format!("the content cannot be kept: {error}"));
    receiver.begin().await.map_err(refused)?;
    while let Some(piece) = response.chunk().await.map_err(|error| broken(&error))? {
        receiver.take(piece).await.map_err(refused)?;
    }
    Ok(())
}
