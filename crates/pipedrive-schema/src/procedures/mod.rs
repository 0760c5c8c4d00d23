//! The procedures, a file for each group of them.

mod connection;
mod filters;
mod metadata;
mod oauth;

use crate::ProcedureSpec;

/// Every procedure, in the order they are listed.
pub static PROCEDURES: &[&ProcedureSpec] = &[
    &oauth::GET_AUTHORIZATION_URL,
    &oauth::GET_ACCESS_TOKEN,
    &oauth::REFRESH_ACCESS_TOKEN,
    &oauth::REVOKE_ACCESS,
    &connection::TEST_CONNECTION,
    &metadata::REFRESH_METADATA,
    &filters::DROP_TEMPORARY_FILTERS,
];

/// The procedure of that name, in any case.
pub fn procedure(name: &str) -> Option<&'static ProcedureSpec> {
    PROCEDURES.iter().copied().find(|procedure| procedure.name.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests;
