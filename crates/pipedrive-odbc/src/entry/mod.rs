//! What programs call, by chapter of the standard; [`exports`] lists all of it.

#![expect(clippy::too_many_arguments, reason = "the standard decides how many arguments its functions have")]

mod attributes;
mod bind;
mod catalogue;
mod column;
mod connect;
mod data_at_execution;
mod descriptor;
mod diagnosis;
mod execute;
mod exports;
mod fetch;
mod functions;
mod get_info;
mod handles;
mod parameters;
mod result;
mod shapes;
mod statement_attributes;
#[cfg(test)]
mod tests;
mod transaction;

pub(crate) use exports::EXPORTS;
