//! What can go wrong outside the emulated account.

use std::io;

/// Why a sandbox did not start or a setting was refused.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The port could not be opened.
    #[error("cannot listen on `127.0.0.1:{port}`: {source}")]
    Listen {
        /// Port asked for; 0 means any.
        port: u16,
        /// What the system said.
        source: io::Error,
    },
    /// The account would not fit.
    #[error("`{deals}` deals are too many, the sandbox holds at most `{max}`")]
    TooManyDeals {
        /// Deals asked for.
        deals: usize,
        /// Most the sandbox generates.
        max: u32,
    },
    /// The data's present lies outside the years the generator can date.
    #[error("`{now}` is no usable present, it must lie between the years 1980 and 2200")]
    Now {
        /// Unix time asked for, in seconds.
        now: i64,
    },
    /// No such plan.
    #[error("unknown plan `{name}`, expected one of `lite`, `growth`, `premium`, `ultimate`")]
    UnknownPlan {
        /// What was given.
        name: String,
    },
    /// A callback address that no code could be appended to.
    #[error("`{url}` is no callback address, it must be an absolute address without a fragment")]
    CallbackUrl {
        /// What was given.
        url: String,
    },
    /// A fault plan that does not parse.
    #[error("invalid fault `{rule}`: {reason}")]
    Fault {
        /// The rule as given.
        rule: String,
        /// What is wrong with it, allowed values included.
        reason: String,
    },
}

impl SandboxError {
    /// Advice on what to do about it.
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::Listen { .. } => vec!["use port `0` to get a free one".to_owned()],
            Self::Fault { .. } => vec![
                "write rules as `path:fault`, such as `deals:429*3`, `persons:truncate@2` or `deals:500/10`".to_owned(),
            ],
            Self::CallbackUrl { .. } => vec!["write it as `http://localhost:33333`".to_owned()],
            Self::TooManyDeals { .. } | Self::Now { .. } | Self::UnknownPlan { .. } => Vec::new(),
        }
    }
}
