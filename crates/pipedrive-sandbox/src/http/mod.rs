//! From a request on the wire to an answer on the wire.

mod answer;
mod api;
mod auth;
mod call;
mod churning;
mod control;
mod cursor;
mod delivery;
mod envelope;
mod failure;
mod gates;
mod issued;
mod limits;
mod listener;
mod log;
mod multipart;
mod operation;
mod outcome;
mod params;
mod pipeline;
mod state;
mod validate;
mod walk;

pub use log::RequestRecord;

pub(crate) use answer::{Answer, Paging};
pub(crate) use api::nothing_to_read;
pub(crate) use call::{Call, Sent};
pub(crate) use control::control_routes;
pub(crate) use cursor::{Marker, Order, SortKey, transparent};
pub(crate) use failure::Failure;
pub(crate) use listener::{Connection, SeverableListener};
pub(crate) use multipart::{Part, parts};
pub(crate) use operation::{Operation, Version, Write};
pub(crate) use outcome::Outcome;
pub(crate) use params::{Kind, Param, Query, Value as QueryValue};
pub(crate) use pipeline::{Target, serve};
pub(crate) use state::State;
pub(crate) use walk::{Page, Rows, page};
