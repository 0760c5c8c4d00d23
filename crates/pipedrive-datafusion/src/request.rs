//! A scan as the requests it will send: printable, priced, decided before anything is sent.

use std::fmt;
use std::sync::Arc;

use pipedrive_client::ApiRequest;
use pipedrive_schema::{ApiVersion, Paging, RouteSpec, WalkSpec};

use crate::children::{Children, Key};
use crate::decode::shapes_of;
use crate::keyed::KeyedLists;
use crate::layout::{Requested, TableLayout};
use crate::price::Price;
use crate::saved_filter::Filtered;

/// An order pushed to the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Order {
    /// Value of `sort_by`, or first word of `sort`.
    pub(crate) parameter: &'static str,
    pub(crate) descending: bool,
}

/// One walk over a list route with its parameters.
#[derive(Clone, Debug)]
pub(crate) struct Walk {
    pub(crate) spec: &'static WalkSpec,
    pub(crate) parameters: Vec<(&'static str, String)>,
    /// Guess at its rows.
    pub(crate) expected: usize,
    /// Whether `expected` rests on a count and not on a guess.
    pub(crate) counted: bool,
}

/// How a scan reaches its rows.
#[derive(Clone, Debug)]
pub(crate) enum AccessPath {
    /// No row can match; nothing is sent.
    Nothing,
    /// One request a key, below that parent where the path names it.
    Singles { route: RouteSpec, keys: Vec<String>, below: Option<Key> },
    /// Lists, one after the other.
    Walks(Vec<Walk>),
    /// Lists that share out the records with those keys.
    Keyed(KeyedLists),
    /// Lists that a filter picks rows of, which is to be saved in the account.
    Filtered(Box<Filtered>),
    /// The children of other records.
    Children(Children),
}

impl AccessPath {
    /// What lists are expected to cost; `None` where the rows come in another way.
    pub(crate) fn price_of_lists(&self, page_size: u32) -> Option<Price> {
        match self {
            Self::Walks(walks) => Some(Price::of_walks(walks, page_size)),
            Self::Keyed(keyed) => Some(keyed.price(page_size)),
            Self::Nothing | Self::Singles { .. } | Self::Filtered(_) | Self::Children(_) => None,
        }
    }
}

/// Everything a scan sends.
#[derive(Clone, Debug)]
pub(crate) struct ScanRequest {
    pub(crate) layout: Arc<TableLayout>,
    /// Positions of the output columns in the layout.
    pub(crate) projection: Vec<usize>,
    pub(crate) path: AccessPath,
    pub(crate) order: Option<Order>,
    pub(crate) fetch: Option<usize>,
    pub(crate) page_size: u32,
    /// Whether cursors may be written for lists that are read to their end.
    pub(crate) jumps: bool,
    /// For people: predicates the API carries out, and those it does not.
    pub(crate) pushed: Vec<String>,
    pub(crate) local: Vec<String>,
}

/// Requests and tokens a scan is expected to take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Estimate {
    /// HTTP requests.
    pub requests: u64,
    /// API tokens.
    pub tokens: u64,
    /// Tokens that are spent even if there are no rows.
    pub at_least: u64,
    /// Whether the figures rest on counts and not on guesses.
    pub counted: bool,
}

impl ScanRequest {
    /// Rows the scan is expected to give.
    pub(crate) fn expected_rows(&self) -> usize {
        let rows = match &self.path {
            AccessPath::Nothing => 0,
            AccessPath::Singles { keys, .. } => keys.len(),
            AccessPath::Walks(walks) => walks.iter().map(|w| w.expected).sum(),
            AccessPath::Keyed(keyed) => keyed.len(),
            AccessPath::Filtered(filtered) => filtered.walks.iter().map(|w| w.expected).sum(),
            AccessPath::Children(children) => children.rows_of(children.keys.expected()),
        };
        self.fetch.map_or(rows, |fetch| rows.min(fetch))
    }

    /// Rows the scan counts for in the choice of a join's sides.
    pub(crate) fn weight(&self) -> usize {
        match &self.path {
            AccessPath::Children(children) => {
                self.fetch.map_or(children.weight(), |fetch| fetch.min(children.weight()))
            }
            _ => self.expected_rows(),
        }
    }

    /// What the scan is expected to cost, if a join leaves that many parents to ask for.
    pub(crate) fn estimate(&self, joined: Option<usize>) -> Estimate {
        match &self.path {
            AccessPath::Nothing => Estimate { counted: true, ..Estimate::default() },
            AccessPath::Singles { route, keys, .. } => {
                let requests = u64::try_from(keys.len()).unwrap_or(u64::MAX);
                let tokens = requests.saturating_mul(u64::from(route.cost));
                Estimate { requests, tokens, at_least: tokens.min(u64::from(route.cost)), counted: true }
            }
            AccessPath::Walks(walks) => self.estimate_walks(walks),
            AccessPath::Keyed(keyed) => keyed.estimate(self.fetch, self.page_size),
            AccessPath::Filtered(filtered) => {
                let lists = self.estimate_walks(&filtered.walks);
                Estimate {
                    requests: lists.requests.saturating_add(filtered.upkeep.requests),
                    tokens: lists.tokens.saturating_add(filtered.upkeep.tokens),
                    at_least: lists.at_least.saturating_add(filtered.upkeep.tokens),
                    counted: false,
                }
            }
            AccessPath::Children(children) => self.estimate_children(children, joined),
        }
    }

    fn estimate_walks(&self, walks: &[Walk]) -> Estimate {
        let mut sum = Estimate { counted: true, ..Estimate::default() };
        // In an order every walk is read for its first rows; else the first walks may have enough.
        let mut wanted = self.fetch.filter(|_| self.order.is_none());
        for walk in walks {
            if wanted == Some(0) {
                break;
            }
            let rows = self.fetch.map_or(walk.expected, |fetch| walk.expected.min(wanted.unwrap_or(fetch)));
            let page = usize::try_from(self.limit(walk.spec.route).unwrap_or(u32::MAX)).unwrap_or(usize::MAX).max(1);
            let requests = u64::try_from(rows.div_ceil(page).max(1)).unwrap_or(u64::MAX);
            let cost = u64::from(walk.spec.route.cost);
            sum.requests = sum.requests.saturating_add(requests);
            sum.tokens = sum.tokens.saturating_add(requests.saturating_mul(cost));
            // With a limit the first walk may already have enough.
            sum.at_least += if sum.at_least == 0 || wanted.is_none() { cost } else { 0 };
            sum.counted &= walk.counted;
            wanted = wanted.map(|wanted| wanted.saturating_sub(rows));
        }
        sum
    }

    /// Rows a page of that route asks for; `None` where it has no pages.
    pub(crate) fn limit(&self, route: RouteSpec) -> Option<u32> {
        let max = match route.paging {
            Paging::Cursor { max_limit } | Paging::Offset { max_limit } => max_limit,
            Paging::Whole => return None,
        };
        let wanted = self.fetch.and_then(|fetch| u32::try_from(fetch).ok()).unwrap_or(u32::MAX).max(1);
        Some(max.min(self.page_size).min(wanted))
    }

    /// The first request of a walk.
    pub(crate) fn walk_request(&self, walk: &Walk) -> ApiRequest {
        self.complete(ApiRequest::new(walk.spec.route), walk)
    }

    /// That request with whatever a walk sends beside the key of a parent.
    pub(crate) fn complete(&self, request: ApiRequest, walk: &Walk) -> ApiRequest {
        let mut request = request.expecting(shapes_of(walk.spec.rows));
        for (name, value) in &walk.parameters {
            request = if name.starts_with('{') {
                request.with_part(name, value)
            } else {
                request.param(*name, value.clone())
            };
        }
        for (name, value) in self.sorting(walk) {
            request = request.param(name, value);
        }
        request = self.ask_for_columns(request);
        if let Some(custom) = self.narrowed_fields() {
            request = request.param("custom_fields", custom);
        }
        match self.limit(*request.route()) {
            Some(limit) => request.limit(limit),
            None => request,
        }
    }

    /// The request for one key, below that parent.
    pub(crate) fn single_request(&self, route: RouteSpec, below: Option<&Key>, key: &str) -> ApiRequest {
        let request = ApiRequest::new(route);
        let request = below.map(Key::text).into_iter().fold(request, ApiRequest::with_key);
        let request = self.ask_for_columns(request.with_key(key));
        let narrows = self.layout.spec.custom_fields.is_some_and(|custom| custom.narrows_single);
        match self.narrowed_fields().filter(|_| narrows) {
            Some(fields) => request.param("custom_fields", fields),
            None => request,
        }
    }

    fn sorting(&self, walk: &Walk) -> Vec<(&'static str, String)> {
        let fixed = |sorted: bool| {
            let kept = walk.spec.fixed.iter().filter(move |(name, _)| !(sorted && name.starts_with("sort")));
            kept.map(|&(name, value)| (name, value.to_owned()))
        };
        let Some(order) = self.order else { return fixed(false).collect() };
        let sort = match walk.spec.route.version {
            ApiVersion::V2 => {
                let direction = if order.descending { "desc" } else { "asc" };
                vec![("sort_by", order.parameter.to_owned()), ("sort_direction", direction.to_owned())]
            }
            ApiVersion::V1 => {
                let direction = if order.descending { "DESC" } else { "ASC" };
                // Offset paging needs a total order, or rows with equal values move between pages.
                let tie_break = if order.parameter == "id" { "" } else { ", id ASC" };
                vec![("sort", format!("{} {direction}{tie_break}", order.parameter))]
            }
        };
        fixed(true).chain(sort).collect()
    }

    fn requested(&self) -> impl Iterator<Item = &Requested> {
        self.projection.iter().filter_map(|&i| self.layout.columns.get(i)).map(|c| &c.requested)
    }

    fn ask_for_columns(&self, request: ApiRequest) -> ApiRequest {
        // In the table's order and not the query's: some routes document only that one.
        let wanted =
            |name: &&str| self.requested().any(|r| matches!(r, Requested::IncludeField(field) if field == name));
        let optional = self.layout.columns.iter().filter_map(|c| match c.requested {
            Requested::IncludeField(name) => Some(name),
            _ => None,
        });
        let fields: Vec<&str> = optional.filter(wanted).collect();
        if fields.is_empty() { request } else { request.param("include_fields", fields.join(",")) }
    }

    /// Hashes for `custom_fields`; `None` where all must come, none are wanted, or the list would be too long.
    fn narrowed_fields(&self) -> Option<String> {
        let max = self.layout.spec.custom_fields?.max_narrowed;
        let mut hashes: Vec<&str> = Vec::new();
        for requested in self.requested() {
            match requested {
                Requested::Everything => return None,
                Requested::CustomField(hash) if !hashes.contains(&hash.as_str()) => hashes.push(hash),
                _ => {}
            }
        }
        (!hashes.is_empty() && hashes.len() <= max).then(|| hashes.join(","))
    }

    /// The requests as people read them, one a walk.
    pub(crate) fn targets(&self) -> Vec<String> {
        match &self.path {
            AccessPath::Nothing => vec!["none, no row can match".to_owned()],
            AccessPath::Singles { route, keys, below } => {
                let shown = if let [key] = keys.as_slice() {
                    self.single_request(*route, below.as_ref(), key).target()
                } else {
                    let request = below.iter().map(Key::text).fold(ApiRequest::new(*route), ApiRequest::with_key);
                    format!("{} for {} ids", request.target(), keys.len())
                };
                vec![shown]
            }
            AccessPath::Walks(walks) => walks.iter().map(|w| self.walk_request(w).target()).collect(),
            AccessPath::Keyed(keyed) => keyed.targets(self),
            AccessPath::Filtered(filtered) => filtered.walks.iter().map(|w| self.walk_request(w).target()).collect(),
            AccessPath::Children(children) => self.child_targets(children),
        }
    }

    /// Position of a column among the output columns.
    pub(crate) fn position_of(&self, column: &str) -> Option<usize> {
        self.column_names().iter().position(|name| *name == column)
    }

    /// Names of the output columns.
    pub(crate) fn column_names(&self) -> Vec<&str> {
        self.projection.iter().filter_map(|&i| self.layout.columns.get(i)).map(|c| c.name.as_str()).collect()
    }
}

impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let about = if self.counted { "" } else { "about " };
        let plural = |n: u64, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
        write!(f, "{about}{}, {}", plural(self.requests, "request"), plural(self.tokens, "token"))
    }
}
