//! Handles: what a program holds are tokens, and what they stand for is kept here.
//!
//! Every handle has its own lock, taken in the order statement, connection, descriptor; diagnostics and the means to
//! cancel lie outside of them, so that another thread reaches both while a statement runs.

mod connection;
mod descriptor;
mod enter;
mod environment;
mod registry;
mod statement;

pub(crate) use connection::{Connection, ConnectionState};
pub(crate) use descriptor::{Address, Descriptor, DescriptorKind, DescriptorState, Field, Header};
pub(crate) use enter::{enter, lock};
pub(crate) use environment::Environment;
pub(crate) use registry::{Object, Registered, find, insert, remove};
pub(crate) use statement::{DataAtExecution, Sent, Statement, StatementState};
