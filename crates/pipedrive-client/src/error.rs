//! Everything that can go wrong between a request and its answer.

use std::path::PathBuf;
use std::time::Duration;

use pipedrive_auth::AuthError;
use thiserror::Error;

use crate::{Cause, ErrorKind, Refusal};

/// Why a request has no answer.
///
/// Messages name hosts, keys and routes, never credentials; what to do about it is in [`ClientError::hints`].
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ClientError {
    /// A connection property cannot be used.
    #[error("cannot use `{key}`: {reason}")]
    Configuration {
        /// The property's name.
        key: &'static str,
        /// What is wrong with it, without repeating a secret.
        reason: String,
    },
    /// The log file cannot be opened.
    #[error("cannot write the log file `{}`: {reason}", path.display())]
    LogFile {
        /// Its path.
        path: PathBuf,
        /// What the operating system said.
        reason: String,
    },
    /// There are no credentials to send.
    #[error(transparent)]
    Auth(#[from] AuthError),
    /// Pipedrive does not accept the credentials, also after renewing them where that is possible.
    #[error("Pipedrive refused the {} (401)", credential(scheme))]
    Unauthenticated {
        /// How the session authenticates, as [`pipedrive_auth::AuthSession::scheme`] names it.
        scheme: &'static str,
        /// What the API answered.
        refusal: Box<Refusal>,
    },
    /// The API refused the request.
    #[error("{0}")]
    Refused(Box<Refusal>),
    /// The host name does not exist, or there is no network to ask for it.
    #[error("cannot find the host `{host}`, which comes from `{key}`")]
    UnknownHost {
        /// The name that was looked up.
        host: String,
        /// The connection property it comes from.
        key: &'static str,
    },
    /// The server's certificate is not to be trusted. Nothing was sent.
    #[error("cannot trust the server at `{host}`: {reason}")]
    Tls {
        /// The host.
        host: String,
        /// What the TLS library said.
        reason: String,
    },
    /// Every attempt failed in a way that another attempt might not.
    #[error("no answer from `{host}` to `{target}` after {}: {cause}", attempts_text(*attempts))]
    GaveUp {
        /// The host.
        host: String,
        /// Method, path and query.
        target: String,
        /// How often it was sent.
        attempts: u32,
        /// Why the last attempt failed.
        cause: Box<Cause>,
    },
    /// The token's burst window stayed closed.
    #[error("Pipedrive's rate limit did not let `{target}` through after {}", attempts_text(*attempts))]
    RateLimited {
        /// Method, path and query.
        target: String,
        /// How often it was sent.
        attempts: u32,
        /// How long the token's window stays closed.
        retry_after: Duration,
    },
    /// The company's daily budget of API tokens is spent.
    #[error("the company's daily budget of API tokens is spent{}", of_limit(*daily_limit))]
    BudgetSpent {
        /// Size of the budget, if Pipedrive ever said so.
        daily_limit: Option<u64>,
        /// When Pipedrive says to come back, if it did.
        retry_after: Option<Duration>,
    },
    /// Pipedrive's edge blocks this token for not slowing down.
    #[error("Pipedrive blocks this token for now: it answered 403 with a page instead of data")]
    Blocked {
        /// For how long this process sends nothing more with the token.
        paused_for: Duration,
    },
    /// The query would cost more than it may. Nothing was sent.
    #[error("the next request costs {needed}, which with the {spent} already spent is more than the {limit} this query may spend; it was not sent", needed = tokens(*needed))]
    TokenLimit {
        /// Price of the request that was not sent, in tokens.
        needed: u64,
        /// Most tokens the query may spend.
        limit: u64,
        /// Tokens it has spent so far.
        spent: u64,
    },
    /// The request would eat into the reserve that is to stay of the daily budget. Nothing was sent.
    #[error("the next request costs {needed} and only {left} are left today, of which {reserve} are to stay; it was not sent", needed = tokens(*needed))]
    TokenReserve {
        /// Price of the request that was not sent, in tokens.
        needed: u64,
        /// Tokens left today as last seen.
        left: u64,
        /// Tokens that are to stay.
        reserve: u64,
    },
    /// The host sends requests elsewhere, which Pipedrive's API does not do.
    #[error("`{host}` answered with a redirect ({status}){}", to_location(location.as_deref()))]
    Redirected {
        /// The host asked.
        host: String,
        /// HTTP status.
        status: u16,
        /// Where to, without its query.
        location: Option<String>,
    },
    /// An answer that is not as documented.
    #[error("unexpected answer to `{target}` ({status}{}): {detail}{}", type_text(content_type.as_deref()), excerpt_text(excerpt))]
    Protocol {
        /// Method, path and query.
        target: String,
        /// HTTP status.
        status: u16,
        /// `content-type` of the answer.
        content_type: Option<String>,
        /// What is wrong with it.
        detail: String,
        /// Its first bytes, at most 512; empty where they would not help.
        excerpt: String,
    },
    /// A request that cannot be sent as it is: a bug here, not the user's doing.
    #[error("cannot send `{target}`: {detail}")]
    Malformed {
        /// Method, path and query.
        target: String,
        /// What is wrong with it.
        detail: String,
    },
}

impl ClientError {
    /// What the error means to whoever asked.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Configuration { .. } | Self::LogFile { .. } | Self::UnknownHost { .. } | Self::Redirected { .. } => {
                ErrorKind::Configuration
            }
            Self::Auth(error) => auth_kind(error),
            Self::Unauthenticated { .. } => ErrorKind::Unauthenticated,
            Self::Refused(refusal) => refusal.kind(),
            Self::Tls { .. } => ErrorKind::Unavailable,
            Self::GaveUp { cause, .. } => cause.kind(),
            Self::RateLimited { .. } | Self::Blocked { .. } => ErrorKind::RateLimited,
            Self::BudgetSpent { .. } => ErrorKind::BudgetSpent,
            Self::TokenLimit { .. } | Self::TokenReserve { .. } => ErrorKind::TokenLimit,
            Self::Protocol { .. } => ErrorKind::Protocol,
            Self::Malformed { .. } => ErrorKind::Internal,
        }
    }

    /// The HTTP status behind the error, or 0 if there was no answer.
    pub fn native_code(&self) -> i32 {
        match self {
            Self::Unauthenticated { refusal, .. } | Self::Refused(refusal) => i32::from(refusal.status),
            Self::Redirected { status, .. } | Self::Protocol { status, .. } => i32::from(*status),
            Self::GaveUp { cause, .. } => i32::from(cause.status().unwrap_or(0)),
            Self::RateLimited { .. } | Self::BudgetSpent { .. } => 429,
            Self::Blocked { .. } => 403,
            Self::Configuration { .. }
            | Self::LogFile { .. }
            | Self::Auth(_)
            | Self::UnknownHost { .. }
            | Self::Tls { .. }
            | Self::TokenLimit { .. }
            | Self::TokenReserve { .. }
            | Self::Malformed { .. } => 0,
        }
    }

    /// Whether the same call may succeed a little later without anything being changed. Not so for a write of which
    /// nobody knows whether it was carried out.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::RateLimited { .. } => true,
            Self::GaveUp { target, cause, .. } => target.starts_with("GET ") || !cause.leaves_doubt(),
            _ => false,
        }
    }

    /// Whether the request may have been carried out although there is no answer that says so.
    pub fn leaves_doubt(&self) -> bool {
        match self {
            Self::GaveUp { cause, .. } => cause.leaves_doubt(),
            // Somebody has answered, in words nobody understands.
            Self::Protocol { .. } => true,
            Self::Refused(refusal) => refusal.status == 408,
            _ => false,
        }
    }

    /// What the user can do about it, most likely first.
    pub fn hints(&self) -> Vec<String> {
        crate::hints::of(self)
    }
}

/// The kind of an error of the session that authenticates.
fn auth_kind(error: &AuthError) -> ErrorKind {
    match error {
        AuthError::MissingKey { .. } => ErrorKind::ConnectionString,
        AuthError::Refused(refusal) if refusal.is_passing() => ErrorKind::Unavailable,
        AuthError::NotSignedIn { .. }
        | AuthError::Ended
        | AuthError::Refused(_)
        | AuthError::Denied
        | AuthError::ConsentFailed { .. }
        | AuthError::TimedOut { .. }
        | AuthError::BadAnswer { .. } => ErrorKind::Unauthenticated,
        AuthError::Unreachable { .. } => ErrorKind::Unavailable,
        AuthError::Protocol { .. } => ErrorKind::Protocol,
        AuthError::NotLoopback { .. }
        | AuthError::CannotListen { .. }
        | AuthError::Configuration { .. }
        | AuthError::OtherCompany { .. }
        | AuthError::Store(_) => ErrorKind::Configuration,
    }
}

fn credential(scheme: &str) -> &'static str {
    if scheme.eq_ignore_ascii_case("OAuth") { "access token" } else { "API token" }
}

fn attempts_text(attempts: u32) -> String {
    if attempts == 1 { "1 attempt".to_owned() } else { format!("{attempts} attempts") }
}

fn tokens(count: u64) -> String {
    if count == 1 { "1 API token".to_owned() } else { format!("{count} API tokens") }
}

fn of_limit(limit: Option<u64>) -> String {
    limit.map(|limit| format!(" (0 of {limit} left)")).unwrap_or_default()
}

fn to_location(location: Option<&str>) -> String {
    location.map(|location| format!(" to `{location}`")).unwrap_or_default()
}

fn type_text(content_type: Option<&str>) -> String {
    content_type.map(|content_type| format!(", {content_type}")).unwrap_or_default()
}

fn excerpt_text(excerpt: &str) -> String {
    if excerpt.is_empty() { String::new() } else { format!("; it begins `{excerpt}`") }
}
