//! What the two ways to an answer cost: the endpoint, and the pages of deals.

use datafusion::logical_expr::Expr;
use pipedrive_schema::{RouteSpec, TableSpec};

use crate::access;
use crate::account::Account;
use crate::price::Price;
use crate::pushdown::{Choice, Visibility};
use crate::request::{AccessPath, Estimate};

/// Requests of the comparison that the first use of the endpoint on an account begins with: a page of the deals in
/// question, a slice of deals as a list and the same slice as a summary.
pub(super) const PROOF_REQUESTS: u64 = 3;

/// The endpoint, with its price.
pub(super) fn route() -> Option<RouteSpec> {
    Some(pipedrive_schema::function("deals_summary")?.walks.first()?.route)
}

/// What reading the deals that are not archived takes; `None` if they are not read page by page.
pub(super) fn of_pages(
    account: &Account,
    spec: &'static TableSpec,
    filters: &[Expr],
    visibility: Visibility,
) -> Option<Estimate> {
    let visibility = Visibility { archived: false, ..visibility };
    let choice = Choice::make(spec, filters, visibility, true).ok()?;
    let AccessPath::Walks(walks) = access::choose(account, spec, &choice).path else { return None };
    let Price { requests, tokens } = Price::of_walks(&walks, account.page_size());
    Some(Estimate { requests, tokens, at_least: 0, counted: walks.iter().all(|walk| walk.counted) })
}

/// How the endpoint is asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    pub(super) requests: usize,
    /// Whether it need not be compared with the list any more.
    pub(super) is_proven: bool,
    /// Whether archived deals are counted beside it, so that a look at the list tells whether any deal moved meanwhile.
    pub(super) beside: bool,
}

/// What asking the endpoint takes.
pub(super) fn of_summaries(route: RouteSpec, list: RouteSpec, asked: Asked) -> Estimate {
    let (cost, page) = (u64::from(route.cost), u64::from(list.cost));
    let looks = u64::from(asked.beside);
    let requests = u64::try_from(asked.requests).unwrap_or(u64::MAX);
    let tokens = requests.saturating_mul(cost).saturating_add(looks * page);
    let requests = requests.saturating_add(looks);
    if asked.is_proven {
        return Estimate { requests, tokens, at_least: tokens, counted: true };
    }
    Estimate {
        requests: requests.saturating_add(PROOF_REQUESTS),
        tokens: tokens.saturating_add((PROOF_REQUESTS - 1) * page + cost),
        // The first page of the list may already hold every deal in question.
        at_least: page,
        counted: false,
    }
}
