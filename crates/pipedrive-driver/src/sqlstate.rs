//! What programs that know SQLSTATEs are told of each kind of error.

use pipedrive_datafusion::ErrorKind;

/// What was being done when an error came up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// A connection was opened.
    Connect,
    /// It was used.
    Use,
}

/// A call was cancelled (`SQLCancel` and its like).
pub(crate) const CANCELLED: &str = "HY008";
/// The limit that the program has put on a call has passed.
pub(crate) const TIMED_OUT: &str = "HYT00";
/// The connection was closed before.
pub(crate) const NOT_OPEN: &str = "08003";
/// There are more or fewer values than parameters.
pub(crate) const WRONG_COUNT: &str = "07002";

/// SQLSTATE of an error kind in a phase.
///
/// The engine's own table, but where clients of drivers tell more apart: whether a server was never reached or got lost,
/// whose limit of time passed, and what is optional in the standard of drivers
/// (<https://learn.microsoft.com/sql/odbc/reference/appendixes/appendix-a-odbc-error-codes>). A budget that is spent is
/// class 53, insufficient resources, as other databases have it.
pub(crate) const fn sqlstate(kind: ErrorKind, phase: Phase) -> &'static str {
    match kind {
        ErrorKind::Unsupported => "HYC00",
        ErrorKind::Timeout => "HYT01",
        ErrorKind::Unavailable => match phase {
            Phase::Connect => "08001",
            Phase::Use => "08S01",
        },
        ErrorKind::RateLimited | ErrorKind::BudgetSpent | ErrorKind::TokenLimit => "53000",
        ErrorKind::ConnectionString
        | ErrorKind::Configuration
        | ErrorKind::Unauthenticated
        | ErrorKind::PermissionDenied
        | ErrorKind::PlanLimit
        | ErrorKind::TableNotFound
        | ErrorKind::ColumnNotFound
        | ErrorKind::Syntax
        | ErrorKind::InvalidArgument
        | ErrorKind::NotFound
        | ErrorKind::Conflict
        | ErrorKind::Cardinality
        | ErrorKind::Cancelled
        | ErrorKind::Protocol
        | ErrorKind::Conversion
        | ErrorKind::ReadOnly
        | ErrorKind::Resources
        | ErrorKind::Internal => pipedrive_datafusion::sqlstate(kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_have_the_states_that_clients_of_drivers_look_for() {
        let check = |kind, expect: [&str; 2]| {
            assert_eq!([sqlstate(kind, Phase::Connect), sqlstate(kind, Phase::Use)], expect, "{kind:?}");
        };
        check(ErrorKind::Unauthenticated, ["28000"; 2]);
        check(ErrorKind::ConnectionString, ["08001"; 2]);
        check(ErrorKind::Unavailable, ["08001", "08S01"]);
        check(ErrorKind::Timeout, ["HYT01"; 2]);
        check(ErrorKind::Cancelled, ["HY008"; 2]);
        check(ErrorKind::Syntax, ["42000"; 2]);
        check(ErrorKind::TableNotFound, ["42S02"; 2]);
        check(ErrorKind::ColumnNotFound, ["42S22"; 2]);
        check(ErrorKind::ReadOnly, ["25006"; 2]);
        check(ErrorKind::Unsupported, ["HYC00"; 2]);
        check(ErrorKind::BudgetSpent, ["53000"; 2]);
        check(ErrorKind::Internal, ["HY000"; 2]);
    }
}
