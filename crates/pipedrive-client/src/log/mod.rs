//! What the product writes about itself: `tracing` events, and a log file that takes them.
//!
//! Every event has one of the targets below. `Verbosity` says which of them reach the file:
//!
//! | `Verbosity` | adds |
//! |---|---|
//! | 1 | statements, warnings and errors |
//! | 2 | requests: method, path, status, price, duration |
//! | 3 | headers of answers, secret ones masked |
//! | 4 | bodies of answers, cut |
//! | 5 | everything, such as the decisions of the limiter |

pub(crate) mod exchange;
mod file;
mod line;
pub(crate) mod redact;
mod rotate;

pub use file::LogFile;

/// Target of events about SQL statements.
pub const STATEMENT: &str = "pipedrive::statement";
/// Target of events about requests and their outcome.
pub const REQUEST: &str = "pipedrive::request";
/// Target of events that hold headers.
pub const HEADERS: &str = "pipedrive::headers";
/// Target of events that hold bodies.
pub const BODY: &str = "pipedrive::body";
/// Target of events about waiting for the rate limit.
pub const LIMITER: &str = "pipedrive::limiter";

#[cfg(test)]
mod tests;
