//! What went wrong on the way, made out from the chain of causes behind the HTTP library's error.

use std::error::Error;
use std::io;
use std::time::Duration;

use crate::transport::resolve::NameNotFound;

/// A request without a complete answer, and how many bytes of one had come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Broken {
    pub(crate) failure: Failure,
    pub(crate) bytes: usize,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The host name has no address. Nothing was sent.
    UnknownHost(String),
    /// No connection came about. Nothing was sent.
    Connect(String),
    /// The server cannot be trusted. Nothing was sent.
    Tls(String),
    /// It took longer than that.
    Timeout(Duration),
    /// The connection broke before the answer was complete.
    Dropped(String),
    /// The body has more bytes than that.
    TooLarge(usize),
    /// It cannot be put into HTTP. Nothing was sent.
    Unsendable(String),
}

/// Classifies an error of the HTTP library. `timeout` is what one request may take.
pub(crate) fn failure_of(error: &reqwest::Error, timeout: Duration) -> Failure {
    if let Some(NameNotFound(host)) = cause_of(error) {
        return Failure::UnknownHost(host.clone());
    }
    if let Some(tls) = cause_of::<rustls::Error>(error) {
        return Failure::Tls(tls.to_string());
    }
    if error.is_connect() {
        // A timeout while connecting is a matter of reaching the host, not of the time a request may take.
        return Failure::Connect(innermost(error));
    }
    if error.is_timeout() {
        return Failure::Timeout(timeout);
    }
    if error.is_builder() {
        return Failure::Unsendable(innermost(error));
    }
    Failure::Dropped(innermost(error))
}

/// An error and all its causes, the outermost first.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        // As its source an IO error gives the source of what it holds, and so skips that itself.
        Some(held) => {
            let held: &(dyn Error + 'static) = held;
            Some(held)
        }
        None => error.source(),
    })
}

/// The first cause of a type.
fn cause_of<E: Error + 'static>(error: &reqwest::Error) -> Option<&E> {
    chain(error).find_map(|error| error.downcast_ref::<E>())
}

/// The last cause of the chain, which is the one that says something: `Connection refused`.
fn innermost(error: &reqwest::Error) -> String {
    // Only the outermost error repeats the URL; it stands in every message already.
    let text = match chain(error).last() {
        Some(last) if !last.is::<reqwest::Error>() => last.to_string(),
        _ if error.is_timeout() => "it took too long".to_owned(),
        _ => "the HTTP exchange failed".to_owned(),
    };
    text.trim_end_matches('.').to_owned()
}
