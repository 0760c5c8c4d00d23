//! Advice for each error, kept apart from the messages so that front ends can show it their own way.

use std::time::Duration;

use crate::{Cause, ClientError, ErrorKind, Refusal};

/// What the user can do about an error, most likely first.
pub(crate) fn of(error: &ClientError) -> Vec<String> {
    match error {
        ClientError::Auth(error) => error.hints(),
        ClientError::Unauthenticated { scheme, .. } if scheme.eq_ignore_ascii_case("OAuth") => {
            one("the access token is expired or revoked: sign in again, or give a new `OAuthAccessToken`")
        }
        ClientError::Unauthenticated { .. } => {
            one("copy it again from Settings > Personal preferences > API; it belongs to one user in one company")
        }
        ClientError::Refused(refusal) => of_refusal(refusal),
        ClientError::UnknownHost { key, .. } => {
            vec![format!("check the spelling of `{key}`"), "check that there is a network connection".to_owned()]
        }
        ClientError::Tls { .. } => vec![
            "a company proxy that opens TLS needs its root certificate in `SSLServerCert` (PEM text or a path)".to_owned(),
            "check that the clock of this machine is right".to_owned(),
        ],
        ClientError::GaveUp { target, cause, .. } => {
            let mut hints = of_cause(cause);
            if cause.leaves_doubt() && !target.starts_with("GET ") {
                hints.insert(0, "whether Pipedrive made the change is not known: look before you ask again".to_owned());
            }
            hints
        }
        ClientError::RateLimited { retry_after, .. } => vec![
            format!("wait {} and ask again", seconds(*retry_after)),
            "other programs that use the same token share its limit; lower `MaxConcurrentRequests` or give each its own token".to_owned(),
        ],
        ClientError::BudgetSpent { retry_after, .. } => {
            let when = match retry_after {
                Some(wait) => format!("in {}", seconds(*wait)),
                None => "at midnight in the time zone of the company's data centre".to_owned(),
            };
            vec![
                format!("the budget resets {when}; every user and app of the company draws on it"),
                "Settings > Company > Usage shows who spends it, and lets an admin buy more".to_owned(),
            ]
        }
        ClientError::Blocked { paused_for } => vec![format!(
            "stop every program that uses this token and wait; nothing more is sent with it for {}",
            seconds(*paused_for)
        )],
        ClientError::TokenLimit { .. } => {
            one("add a WHERE on a column the API can filter, a LIMIT, or raise the limit (`MaxTokensPerQuery`, `SET pipedrive.max_tokens_per_query`)")
        }
        ClientError::TokenReserve { .. } => one("wait for tomorrow's budget, or lower the reserve"),
        ClientError::Redirected { .. } => {
            one("`CompanyDomain` is probably wrong: it is the first word of your Pipedrive address, as in `acme` of acme.pipedrive.com")
        }
        ClientError::Protocol { .. } => {
            one("if the host is right, please report this with the message above; a log with `Verbosity=4` shows the whole answer")
        }
        ClientError::Malformed { .. } => one("please report this with the message above"),
        ClientError::Configuration { .. } | ClientError::LogFile { .. } => Vec::new(),
    }
}

fn of_refusal(refusal: &Refusal) -> Vec<String> {
    match refusal.kind() {
        ErrorKind::PermissionDenied => {
            one("the token sees and does what its user may; for OAuth the app also needs the scope of this route")
        }
        ErrorKind::PlanLimit => one("the company's plan does not include this, or its account is not open"),
        ErrorKind::Unavailable => match &refusal.correlation_id {
            Some(id) => vec![format!("Pipedrive's support can look up the correlation id `{id}`")],
            None => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn of_cause(cause: &Cause) -> Vec<String> {
    match cause {
        Cause::Connect { .. } => one("check the network, and `ProxyServer` if one is needed to get out"),
        Cause::Timeout { .. } => one("`Timeout` sets how many seconds one request may take"),
        Cause::Server { refusal, .. } => of_refusal(refusal),
        Cause::Dropped { .. } | Cause::Truncated { .. } => {
            one("the connection broke each time; a proxy or firewall in between may be the cause")
        }
        Cause::UnknownHost { .. } | Cause::RateLimited { .. } => Vec::new(),
    }
}

fn one(text: &str) -> Vec<String> {
    vec![text.to_owned()]
}

/// A duration in whole seconds, rounded up, for people.
fn seconds(duration: Duration) -> String {
    let seconds = duration.as_secs() + u64::from(duration.subsec_nanos() > 0);
    match seconds {
        0 | 1 => "1 second".to_owned(),
        2..=119 => format!("{seconds} seconds"),
        120..=7199 => format!("{} minutes", seconds.div_ceil(60)),
        _ => format!("{} hours", seconds.div_ceil(3600)),
    }
}
