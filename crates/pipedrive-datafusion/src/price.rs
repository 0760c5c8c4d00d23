//! What a way to rows costs: the one figure by which ways are compared.

use std::iter::Sum;

use pipedrive_schema::{Paging, RouteSpec};

use crate::request::Walk;

/// Requests and tokens. Tokens decide, because the company's day has only so many; of two ways at one price the one
/// with fewer requests is the cheaper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Price {
    pub(crate) tokens: u64,
    pub(crate) requests: u64,
}

impl Price {
    /// That many requests to one route.
    pub(crate) fn of(route: RouteSpec, requests: usize) -> Self {
        let requests = u64::try_from(requests).unwrap_or(u64::MAX);
        Self { tokens: requests.saturating_mul(u64::from(route.cost)), requests }
    }

    /// A walk, at pages of at most `page_size` rows.
    pub(crate) fn of_walk(walk: &Walk, page_size: u32) -> Self {
        Self::of(walk.spec.route, pages(walk.spec.route, walk.expected, page_size))
    }

    /// Several walks.
    pub(crate) fn of_walks(walks: &[Walk], page_size: u32) -> Self {
        walks.iter().map(|walk| Self::of_walk(walk, page_size)).sum()
    }

    /// The same that many times.
    pub(crate) fn times(self, times: usize) -> Self {
        let times = u64::try_from(times).unwrap_or(u64::MAX);
        Self { tokens: self.tokens.saturating_mul(times), requests: self.requests.saturating_mul(times) }
    }
}

impl Sum for Price {
    fn sum<I: Iterator<Item = Self>>(prices: I) -> Self {
        prices.fold(Self::default(), |sum, one| Self {
            tokens: sum.tokens.saturating_add(one.tokens),
            requests: sum.requests.saturating_add(one.requests),
        })
    }
}

/// Pages that so many rows of a route take; a list without rows takes one too.
pub(crate) fn pages(route: RouteSpec, rows: usize, page_size: u32) -> usize {
    let max = match route.paging {
        Paging::Cursor { max_limit } | Paging::Offset { max_limit } => max_limit.min(page_size),
        Paging::Whole => return 1,
    };
    rows.div_ceil(usize::try_from(max).unwrap_or(usize::MAX).max(1)).max(1)
}
