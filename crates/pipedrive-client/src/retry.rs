//! What is sent again, how often and after how long: the one table of the retry policy.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use thiserror::Error;

use crate::backoff::Backoff;
use crate::{ErrorKind, Method, Refusal};

/// From the first attempt of a request, no further one begins later than this. Long enough for a server to
/// restart, short enough for somebody who waits at a prompt.
pub(crate) const DEADLINE: Duration = Duration::from_mins(2);

/// Why one attempt failed in a way that the next one may not.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Cause {
    /// The host name could not be resolved.
    #[error("the host `{host}` was not found")]
    UnknownHost {
        /// The name that was looked up.
        host: String,
    },
    /// No connection came about, so nothing was sent.
    #[error("cannot connect: {reason}")]
    Connect {
        /// What the operating system said.
        reason: String,
    },
    /// The answer was not complete in time.
    #[error("no complete answer within {} s", after.as_secs_f64())]
    Timeout {
        /// The time allowed for one request.
        after: Duration,
    },
    /// The connection broke while the request was on the wire.
    #[error("the connection broke: {reason}")]
    Dropped {
        /// What the HTTP library said.
        reason: String,
    },
    /// The answer ended too early.
    #[error("the body ends too early")]
    Truncated {
        /// HTTP status of the answer.
        status: u16,
        /// `content-type` of the answer.
        content_type: Option<String>,
        /// Its first bytes, at most 512.
        excerpt: String,
    },
    /// The server failed: 500, 502, 503 or 504.
    #[error("{refusal}")]
    Server {
        /// What it answered.
        refusal: Refusal,
        /// How long it asks to wait, if it does.
        retry_after: Option<Duration>,
    },
    /// The token sent too many requests: 429.
    #[error("too many requests (429)")]
    RateLimited {
        /// How long the token's window stays closed.
        retry_after: Duration,
    },
}

impl Cause {
    /// What it means when no further attempt follows.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::UnknownHost { .. } => ErrorKind::Configuration,
            Self::Connect { .. } | Self::Dropped { .. } => ErrorKind::Unavailable,
            Self::Timeout { .. } => ErrorKind::Timeout,
            Self::Truncated { .. } => ErrorKind::Protocol,
            Self::Server { refusal, .. } => refusal.kind(),
            Self::RateLimited { .. } => ErrorKind::RateLimited,
        }
    }

    /// Whether the request may have been carried out although there is no answer.
    pub(crate) const fn leaves_doubt(&self) -> bool {
        match self {
            // Whoever counts requests has turned it away before anybody looked at it.
            Self::UnknownHost { .. } | Self::Connect { .. } | Self::RateLimited { .. } => false,
            Self::Timeout { .. } | Self::Dropped { .. } | Self::Truncated { .. } | Self::Server { .. } => true,
        }
    }

    /// HTTP status of the attempt, if it got as far as having one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::UnknownHost { .. } | Self::Connect { .. } | Self::Timeout { .. } | Self::Dropped { .. } => None,
            Self::Truncated { status, .. } => Some(*status),
            Self::Server { refusal, .. } => Some(refusal.status),
            Self::RateLimited { .. } => Some(429),
        }
    }
}

/// Whether a status is a failure of the server that may pass. 501 is not: it says "never".
pub(crate) fn is_passing_failure(status: u16) -> bool {
    matches!(status, 500 | 502 | 503 | 504)
}

/// How often a request may be sent in all, by method and by why the last attempt failed.
const fn most_attempts(method: Method, cause: &Cause) -> u32 {
    match (method, cause) {
        // A second one would be made if the first was: nobody knows what became of it.
        (Method::Post, cause) if cause.leaves_doubt() => 1,
        // A misspelt host stays misspelt; a resolver that hiccups recovers at once.
        (_, Cause::UnknownHost { .. }) => 3,
        // The limiter has closed the window meanwhile; others may share the token.
        (_, Cause::RateLimited { .. }) => 8,
        (
            Method::Get | Method::Post | Method::Put | Method::Patch | Method::Delete,
            Cause::Connect { .. }
            | Cause::Timeout { .. }
            | Cause::Dropped { .. }
            | Cause::Truncated { .. }
            | Cause::Server { .. },
        ) => 5,
    }
}

/// Decides about further attempts.
#[derive(Debug)]
pub(crate) struct Retry {
    backoff: Mutex<Backoff>,
}

impl Retry {
    pub(crate) fn new(backoff: Backoff) -> Self {
        Self { backoff: Mutex::new(backoff) }
    }

    /// How long to wait before the next attempt, or `None` if there is to be none.
    ///
    /// `attempts` have been made, the first of them `elapsed` ago.
    pub(crate) fn wait(&self, method: Method, attempts: u32, elapsed: Duration, cause: &Cause) -> Option<Duration> {
        if attempts >= most_attempts(method, cause) {
            return None;
        }
        let backoff = || self.backoff.lock().unwrap_or_else(PoisonError::into_inner).after(attempts);
        let (asked, wait) = match cause {
            // The limiter makes the request wait with all others of its token.
            Cause::RateLimited { retry_after } => (*retry_after, Duration::ZERO),
            Cause::Server { retry_after: Some(asked), .. } => (*asked, backoff().max(*asked)),
            Cause::UnknownHost { .. }
            | Cause::Connect { .. }
            | Cause::Timeout { .. }
            | Cause::Dropped { .. }
            | Cause::Truncated { .. }
            | Cause::Server { .. } => (Duration::ZERO, backoff()),
        };
        (elapsed.saturating_add(asked.max(wait)) <= DEADLINE).then_some(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(retry_after: Option<u64>) -> Cause {
        Cause::Server {
            refusal: Refusal::read(503, "GET /x", b"", None, ""),
            retry_after: retry_after.map(Duration::from_secs),
        }
    }

    fn dropped() -> Cause {
        Cause::Dropped { reason: String::new() }
    }

    fn limited(retry_after: u64) -> Cause {
        Cause::RateLimited { retry_after: Duration::from_secs(retry_after) }
    }

    /// Whether a further attempt follows, and the least it waits.
    fn check(method: Method, attempts: u32, elapsed: u64, cause: &Cause, expect: Option<u64>) {
        let retry = Retry::new(Backoff::seeded(7));
        let wait = retry.wait(method, attempts, Duration::from_secs(elapsed), cause);
        assert_eq!(wait.is_some(), expect.is_some(), "{method:?} {attempts} {elapsed} {cause:?}");
        assert!(wait >= expect.map(Duration::from_secs), "{wait:?}");
    }

    #[test]
    fn a_read_is_sent_again_a_limited_number_of_times() {
        for cause in [dropped(), server(None), Cause::Timeout { after: Duration::ZERO }] {
            check(Method::Get, 1, 0, &cause, Some(0));
            check(Method::Get, 4, 0, &cause, Some(0));
            check(Method::Get, 5, 0, &cause, None);
        }
        check(Method::Get, 2, 0, &Cause::UnknownHost { host: String::new() }, Some(0));
        check(Method::Get, 3, 0, &Cause::UnknownHost { host: String::new() }, None);
        check(Method::Get, 7, 0, &limited(2), Some(0));
        check(Method::Get, 8, 0, &limited(2), None);
    }

    #[test]
    fn what_makes_something_new_is_sent_again_only_if_nobody_got_it() {
        for cause in [dropped(), server(Some(1)), Cause::Timeout { after: Duration::ZERO }] {
            check(Method::Post, 1, 0, &cause, None);
            for method in [Method::Put, Method::Patch, Method::Delete] {
                check(method, 4, 0, &cause, Some(0));
                check(method, 5, 0, &cause, None);
            }
        }
        check(Method::Post, 4, 0, &Cause::Connect { reason: String::new() }, Some(0));
        check(Method::Post, 7, 0, &limited(2), Some(0));
    }

    #[test]
    fn retry_after_is_honoured_unless_it_passes_the_deadline() {
        check(Method::Get, 1, 0, &server(Some(30)), Some(30));
        check(Method::Get, 1, 100, &server(Some(30)), None);
        check(Method::Get, 1, 0, &limited(30), Some(0));
        check(Method::Get, 1, 0, &limited(3600), None);
        check(Method::Get, 1, 121, &dropped(), None);
    }
}
