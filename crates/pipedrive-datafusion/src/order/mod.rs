//! Orders the API has: which of them a scan claims, what makes the claim true when it runs, and the plans that profit.

mod claim;
mod early;
mod extremes;
mod stream;

pub(crate) use claim::{Claim, Way, claimable};
pub(crate) use early::StopEarly;
pub(crate) use extremes::Extremes;
pub(crate) use stream::open;
