//! Failures the sandbox produces on request, and when.

mod kind;
mod parse;
mod schedule;

pub use kind::Fault;
pub use schedule::{FaultPlan, FaultRule};

pub(crate) use schedule::FaultState;
