//! What a scan promises about the order of its rows, and by which way it keeps the promise.

use std::fmt;

use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::{LexOrdering, PhysicalSortExpr};
use pipedrive_schema::{Nulls, Paging, SortSpec, TableSpec, WalkSpec};

use crate::account::Account;
use crate::request::{AccessPath, Estimate, Order, ScanRequest, Walk};
use crate::stream::can_trade;

/// Columns whose order a scan may claim.
///
/// # Soundness
/// Where the API places NULLs is not documented, so a column that any row may lack is not among them.
pub(crate) fn claimable(spec: &'static TableSpec) -> Vec<&'static str> {
    spec.sorts.iter().filter(|sort| sort.nulls != Nulls::Any).map(|sort| sort.column).collect()
}

/// An order that rows are promised in.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    pub(crate) sort: &'static SortSpec,
    pub(crate) descending: bool,
    pub(crate) nulls_first: bool,
    pub(crate) ordering: LexOrdering,
    /// The first rows that are wanted; `None` for all.
    pub(crate) fetch: Option<usize>,
    /// Whether a limit further up is thought to end the reading soon, of which nobody knows after how many rows.
    pub(crate) ends_early: bool,
}

/// Most pages for which several lists are walked beside each other, although a row may go from one to the other.
const PAGES_WALKED_ABREAST: usize = 10;

/// How the promise is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// The API sorts, page after page.
    Walk,
    /// The API sorts, and the first page of each list has enough.
    FirstPages,
    /// All rows are read as they come and sorted here.
    Here(&'static str),
}

impl Claim {
    /// The claim that meets `wanted`, if one of the `claimable` columns can.
    ///
    /// # Soundness
    /// One column decides the order; where further columns follow, the first must identify the row, so that they never
    /// matter. A limit that is already there has to be met before the rows are sorted.
    pub(crate) fn of(request: &ScanRequest, claimable: &[&'static str], wanted: &[PhysicalSortExpr]) -> Option<Self> {
        if !matches!(request.path, AccessPath::Walks(_)) || request.fetch.is_some() {
            return None;
        }
        let (first, rest) = wanted.split_first()?;
        let column = first.expr.downcast_ref::<Column>()?.name();
        let spec = request.layout.spec;
        let sort = spec.sorts.iter().find(|sort| sort.column == column && claimable.contains(&column))?;
        let decides = rest.is_empty() || spec.primary_key == Some(sort.column);
        let ordering = LexOrdering::new(wanted.iter().cloned()).filter(|_| decides)?;
        let (descending, nulls_first) = (first.options.descending, first.options.nulls_first);
        Some(Self { sort, descending, nulls_first, ordering, fetch: None, ends_early: false })
    }

    /// What the API is asked for.
    pub(crate) fn order(&self) -> Order {
        Order { parameter: self.sort.parameter, descending: self.descending }
    }

    /// The way to keep the promise, as far as it can be told before anything is read.
    ///
    /// # Soundness
    /// A cursor is a place in the order and not a snapshot: where a row's place moves with every change, one that
    /// changes between two pages jumps over the cursor and is lost or comes twice. So such an order is only taken
    /// from one page, which is a snapshot. An offset is a place among the rows as they are: new ones come to the
    /// front of a descending order and shift the rest, so that too is only taken from one page.
    ///
    /// A row that goes from one list to another is missed if the one was not read to its place yet and the other was.
    /// So several lists are only walked abreast for a limit of few pages, where reading everything would cost far more
    /// than such a row is worth, or where nobody knows how few; no row comes twice in any case.
    pub(crate) fn way(&self, account: &Account, request: &ScanRequest) -> Way {
        let AccessPath::Walks(walks) = &request.path else { return Way::Walk };
        let shifts =
            self.descending && walks.iter().any(|walk| matches!(walk.spec.route.paging, Paging::Offset { .. }));
        let page = walks.iter().filter_map(|walk| page_rows(walk.spec, account)).min().unwrap_or(usize::MAX);
        let is_within = |rows: usize| self.fetch.is_some_and(|fetch| fetch <= rows);
        if !self.sort.moves && !shifts {
            if !can_trade(walks) || self.ends_early {
                return Way::Walk;
            }
            if !is_within(page) {
                let few = is_within(page.saturating_mul(PAGES_WALKED_ABREAST));
                let here = Way::Here("what goes from one list to another meanwhile would be missed");
                return if few { Way::Walk } else { here };
            }
        } else if !is_within(page) {
            return Way::Here("what changes meanwhile would jump from page to page");
        }
        let knows_nulls = |walk: &Walk| self.verdict(account, request.layout.spec, walk) == Some(false);
        if self.nulls_first && walks.iter().any(knows_nulls) {
            return Way::Here("rows without a value come first; with `NULLS LAST` the API sorts");
        }
        Way::FirstPages
    }

    /// What is known of NULLs in the rows of a walk.
    pub(crate) fn verdict(&self, account: &Account, spec: &'static TableSpec, walk: &Walk) -> Option<bool> {
        match self.sort.nulls {
            Nulls::Never => Some(true),
            Nulls::Old if shows_deleted(spec, walk) => None,
            Nulls::Old | Nulls::Any => {
                account.knowledge().is_walk_without_null(spec.name, walk.spec.name, self.sort.column)
            }
        }
    }

    /// The further requests it takes to know that no row lacks a value.
    pub(crate) fn proof(&self, account: &Account, request: &ScanRequest) -> Estimate {
        let AccessPath::Walks(walks) = &request.path else { return Estimate::default() };
        let spec = request.layout.spec;
        let unknown = walks.iter().filter(|walk| self.nulls_first && self.verdict(account, spec, walk).is_none());
        unknown.fold(Estimate { counted: true, ..Estimate::default() }, |sum, walk| {
            let requests = if walk.parameters.is_empty() || shows_deleted(spec, walk) { 1 } else { 2 };
            let tokens = sum.tokens.saturating_add(requests * u64::from(walk.spec.route.cost));
            Estimate { requests: sum.requests + requests, tokens, ..sum }
        })
    }
}

impl Claim {
    /// What a proof is and takes, for people.
    pub(crate) fn tell(&self, proof: Estimate) -> String {
        format!("up to {proof} more, once, to see that no row lacks `{}`", self.sort.column)
    }
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.sort.parameter, if self.descending { " desc" } else { "" })
    }
}

/// Whether deleted rows are among those of a walk: then it tells nothing of the list as everybody else reads it.
pub(super) fn shows_deleted(spec: &TableSpec, walk: &Walk) -> bool {
    spec.deleted.is_some_and(|deleted| {
        let asks = |(name, value): &(&str, String)| {
            *name == deleted.parameter && value.split(',').any(|one| one == deleted.deleted)
        };
        walk.parameters.iter().any(asks)
    })
}

/// Most rows of a page; `None` where all rows come in one answer.
pub(super) fn page_rows(walk: &WalkSpec, account: &Account) -> Option<usize> {
    let max = match walk.route.paging {
        Paging::Cursor { max_limit } | Paging::Offset { max_limit } => max_limit,
        Paging::Whole => return None,
    };
    usize::try_from(max.min(account.page_size())).ok()
}
