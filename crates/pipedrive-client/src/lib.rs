//! One request, one page: the HTTP side of Pipedrive's REST API.
//!
//! A [`PipedriveClient`] turns an [`ApiRequest`] into an [`Answer`], or a list into [`Pages`], and does on the
//! way what the account's limits and an unreliable network ask for: it waits for the burst window of the token,
//! keeps to the token limit of a [`QueryScope`], retries what is safe to retry, authenticates again once, and
//! counts every request. It knows neither Arrow nor SQL: the `data` of an answer stays the JSON text it was.

mod answer;
mod attempt;
mod backoff;
mod budget;
mod burst;
mod client;
mod counts;
mod delivery;
mod envelope;
mod error;
mod hints;
mod kind;
mod limits;
pub mod log;
mod page;
mod refusal;
mod request;
mod retry;
mod scope;
mod server;
mod shared;
mod tls;
mod token_http;
mod transport;
mod upload;
mod usage;
mod user;
mod width;

#[cfg(test)]
mod testing;

pub use answer::{Answer, DataShape};
pub use budget::{Budget, PlanLimits};
pub use client::PipedriveClient;
pub use counts::Counts;
pub use delivery::Receiver;
pub use error::ClientError;
pub use kind::ErrorKind;
pub use log::LogFile;
pub use page::{Page, Pages};
pub use refusal::Refusal;
pub use request::{ApiRequest, Method};
pub use retry::Cause;
pub use scope::QueryScope;
pub use upload::Upload;
pub use usage::RouteUsage;
pub use user::{CURRENT_USER, CurrentUser};
