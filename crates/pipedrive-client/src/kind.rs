//! The closed list of error kinds, and the one place where an HTTP status becomes one.
//!
//! Front ends branch on the kind: exit codes, SQLSTATEs and retries all follow from it.

/// What an error means to whoever asked, in the whole product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The connection string has an unknown, repeated or missing key, or a bad value.
    ConnectionString,
    /// The settings are each fine but do not work: contradictions, unreadable files, a wrong host.
    Configuration,
    /// The credentials were refused, also after renewing them.
    Unauthenticated,
    /// The credentials are good, but their user or scope may not do this.
    PermissionDenied,
    /// The company's plan or add-ons do not include this, or its cap is reached.
    PlanLimit,
    /// No table of that name.
    TableNotFound,
    /// No column of that name.
    ColumnNotFound,
    /// The SQL does not parse.
    Syntax,
    /// Understood, but not something this product or the API does.
    Unsupported,
    /// A value the API or a procedure does not accept.
    InvalidArgument,
    /// The record asked for does not exist.
    NotFound,
    /// The record is in a state that does not allow the change.
    Conflict,
    /// A statement would write one record twice.
    Cardinality,
    /// Too many requests in a short time, also after waiting.
    RateLimited,
    /// The company's daily budget of API tokens is spent.
    BudgetSpent,
    /// The query would cost more API tokens than it may.
    TokenLimit,
    /// Pipedrive cannot be reached, or answers with its own failure, also after retrying.
    Unavailable,
    /// No answer in time.
    Timeout,
    /// Whoever asked does not want the answer any more.
    Cancelled,
    /// An answer that is not as documented.
    Protocol,
    /// A value that does not fit its column's type.
    Conversion,
    /// The connection may only read.
    ReadOnly,
    /// This machine has not enough memory or disk for the answer.
    Resources,
    /// A broken invariant of this product.
    Internal,
}

impl ErrorKind {
    /// The kind of an HTTP status, for statuses that are errors or that no request here should get.
    ///
    /// The statuses named are those of <https://pipedrive.readme.io/docs/core-api-concepts-http-status-codes>
    /// and the ones proxies in between use; the ranges say what remains.
    pub const fn of_status(status: u16) -> Self {
        match status {
            300..=399 => Self::Configuration,
            401 => Self::Unauthenticated,
            // 402: the company's account is not open, or a suite is missing; 415: feature not enabled.
            402 | 415 => Self::PlanLimit,
            403 | 407 | 451 => Self::PermissionDenied,
            404 | 410 => Self::NotFound,
            405 | 501 => Self::Unsupported,
            408 => Self::Timeout,
            409 | 412 | 423 => Self::Conflict,
            429 => Self::RateLimited,
            // 422 is the limit on webhooks, a matter of what was asked for.
            400 | 406 | 411 | 413 | 414 | 422 | 416..=421 | 424..=428 | 430..=450 | 452..=499 => Self::InvalidArgument,
            500 | 502..=599 => Self::Unavailable,
            0..=299 | 600.. => Self::Protocol,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(statuses: &[u16], expect: ErrorKind) {
        for status in statuses {
            assert_eq!(ErrorKind::of_status(*status), expect, "{status}");
        }
    }

    #[test]
    fn every_documented_status_has_its_kind() {
        check(&[400, 422], ErrorKind::InvalidArgument);
        check(&[401], ErrorKind::Unauthenticated);
        check(&[402, 415], ErrorKind::PlanLimit);
        check(&[403], ErrorKind::PermissionDenied);
        check(&[404, 410], ErrorKind::NotFound);
        check(&[405, 501], ErrorKind::Unsupported);
        check(&[409, 412], ErrorKind::Conflict);
        check(&[429], ErrorKind::RateLimited);
        check(&[500, 502, 503, 504], ErrorKind::Unavailable);
        check(&[301, 302, 307, 308], ErrorKind::Configuration);
        check(&[100, 200, 201, 204, 700], ErrorKind::Protocol);
    }
}
