//! What stands in the file: requests, limit, refusals and budget of one token.
//!
//! All times are microseconds since 1970 by this machine's clock, which its processes share. A time in the future that
//! nobody can have meant is no time: the clock was put back.

/// What the processes know together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Board {
    /// Requests that Pipedrive allows in 2 seconds, and when it said so; 0 if nobody knows.
    pub(crate) limit: u64,
    pub(crate) limit_at: u64,
    /// Until when nothing is to be sent because of a 429.
    pub(crate) paused_until: u64,
    /// Until when nothing is to be sent because of a block.
    pub(crate) blocked_until: u64,
    pub(crate) budget: Budgeted,
    /// Requests of the last seconds.
    pub(crate) sent: Vec<Sent>,
}

/// The company's API tokens as an answer told them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Budgeted {
    /// When; 0 if never.
    pub(crate) at: u64,
    /// Those left that day.
    pub(crate) remaining: u64,
    /// Those of each day; 0 if not told.
    pub(crate) limit: u64,
}

/// One request of one process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sent {
    /// A number that the process drew.
    pub(crate) owner: u64,
    /// From when on Pipedrive surely counts it no longer.
    pub(crate) leaves: u64,
}
