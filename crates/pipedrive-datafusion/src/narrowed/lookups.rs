//! What a scan can look up, decided when it is planned, and what that costs for so many values.

use pipedrive_schema::{FilterKind, FilterSpec, RouteSpec, TableSpec};

use crate::access::{self, Chosen};
use crate::account::Account;
use crate::keyed;
use crate::price::{Price, pages};
use crate::pushdown::Choice;
use crate::request::{AccessPath, Walk};

/// Most values of a one-value parameter that are worth a walk each while the size of the list is a guess.
const MAX_UNCOUNTED_WALKS: usize = 10;

/// Most keys a join hands down as a list.
const MAX_KEYS: usize = 10_000;

/// The ways in which a scan can be narrowed once it is known which values are wanted.
#[derive(Clone, Debug)]
pub(crate) struct Lookups {
    pub(super) spec: &'static TableSpec,
    /// The planned walks without keys.
    pub(super) lists: Vec<Walk>,
    /// The keys that the query names and the planned path asks for.
    pub(super) listed: Option<Vec<String>>,
    /// The request for one record, if it may stand in for the lists.
    pub(super) single: Option<Single>,
    /// The list of keys that the lists take.
    batches: Option<(&'static FilterSpec, usize)>,
    /// Further columns, by parameters that take one value each, and how many values are thought to share the rows.
    parameters: Vec<(&'static FilterSpec, usize)>,
    planned: Price,
    page_size: u32,
}

/// A request for one record, and the rules that drop what no list would show.
#[derive(Clone, Debug)]
pub(crate) struct Single {
    pub(crate) route: RouteSpec,
    pub(crate) hidden: Vec<(usize, &'static str)>,
}

/// One way to look values up.
#[derive(Clone, Copy, Debug)]
pub(super) enum Way {
    /// A request for each record.
    Singles,
    /// The lists, for so many keys at a time.
    Batches(&'static FilterSpec, usize),
    /// The lists, once for each value; so many values are thought to share the rows.
    Each(usize),
}

impl Lookups {
    /// The ways that are open to a planned scan; `None` if there are none.
    ///
    /// # Soundness
    /// A single record is asked for by its key and nothing else, so it cannot stand in for a list that was to check an
    /// exact filter. Parameters that pick rows as only the API knows go with lists alone, and switch others off.
    pub(crate) fn of(
        account: &Account,
        spec: &'static TableSpec,
        choice: &Choice,
        chosen: &Chosen,
        single: Option<Single>,
    ) -> Option<Self> {
        let page_size = account.page_size();
        if choice.sent.iter().any(|sent| sent.filter.kind == FilterKind::Selects) {
            return None;
        }
        let listed = choice.keys.clone().filter(|_| chosen.keyed);
        let lookups = match &chosen.path {
            AccessPath::Singles { route, keys, below: None } => Self {
                spec,
                lists: Vec::new(),
                listed,
                single,
                batches: None,
                parameters: Vec::new(),
                planned: Price::of(*route, keys.len()),
                page_size,
            },
            path @ (AccessPath::Walks(_) | AccessPath::Keyed(_)) => {
                let lists = access::walks(account, spec, choice, chosen.fanned);
                let all_take = |filter: &FilterSpec| {
                    lists.iter().all(|list| {
                        let free = !list.parameters.iter().any(|(name, _)| *name == filter.parameter);
                        free && (filter.walks.is_empty() || filter.walks.contains(&list.spec.name))
                    })
                };
                let batches = choice.key_filter.and_then(|filter| match filter.kind {
                    FilterKind::List { max } if all_take(filter) => Some((filter, max.max(1))),
                    _ => None,
                });
                // With keys in the query, only a way by keys leaves out the rows that have others.
                let free = |f: &&FilterSpec| listed.is_none() && f.kind == FilterKind::Equals && all_take(f);
                let parameters = spec.filters.iter().filter(free);
                let parameters = parameters.map(|filter| (filter, access::shares(account, spec, filter))).collect();
                let unchecked = choice.sent.iter().any(|sent| sent.exact) || choice.walks.is_some();
                Self {
                    spec,
                    listed,
                    single: single.filter(|_| !unchecked),
                    batches,
                    parameters,
                    planned: path.price_of_lists(page_size)?,
                    page_size,
                    lists,
                }
            }
            AccessPath::Singles { .. } | AccessPath::Nothing | AccessPath::Filtered(_) | AccessPath::Children(_) => {
                return None;
            }
        };
        (!lookups.columns().is_empty()).then_some(lookups)
    }

    /// The same, where another way at that price is what was planned.
    pub(crate) fn instead_of(self, planned: Price) -> Self {
        Self { planned, ..self }
    }

    /// The columns whose values can be looked up.
    pub(crate) fn columns(&self) -> Vec<&'static str> {
        let by_key = self.single.is_some() || self.batches.is_some();
        let key = self.spec.primary_key.filter(|_| by_key);
        key.into_iter().chain(self.parameters.iter().map(|(filter, _)| filter.column)).collect()
    }

    /// The cheapest way to the rows with so many values of a column, and its price; `None` if what was planned is
    /// cheaper.
    pub(super) fn cheapest(&self, column: &str, values: usize) -> Option<(Way, Price)> {
        let by_key = Some(column) == self.spec.primary_key;
        let singles = self.single.as_ref().filter(|_| by_key).map(|_| Way::Singles);
        let batches = self.batches.filter(|_| by_key).map(|(filter, max)| Way::Batches(filter, max));
        let each = self.parameter(column).map(|(_, shares)| Way::Each(shares));
        let counted = self.lists.iter().all(|list| list.counted);
        let each = each.filter(|_| counted || values <= MAX_UNCOUNTED_WALKS);
        let ways = [singles, batches, each].into_iter().flatten();
        let priced = ways.map(|way| (way, self.price(way, values)));
        let cheapest = priced.min_by_key(|(_, price)| *price)?;
        // The same keys one by one are no other way, only fewer of them.
        let is_shorter = self.lists.is_empty() && cheapest.1 <= self.planned;
        (cheapest.1 < self.planned || is_shorter).then_some(cheapest)
    }

    /// The parameter of a column, and how many values are thought to share the rows.
    pub(super) fn parameter(&self, column: &str) -> Option<(&'static FilterSpec, usize)> {
        self.parameters.iter().find(|(filter, _)| filter.column == column).copied()
    }

    fn price(&self, way: Way, values: usize) -> Price {
        match way {
            Way::Singles => self.single.as_ref().map_or(self.planned, |single| Price::of(single.route, values)),
            Way::Batches(_, max) => keyed::price(&self.lists, max, values, self.page_size),
            Way::Each(shares) => {
                let of = |list: &Walk| {
                    let pages = pages(list.spec.route, list.expected / shares, self.page_size);
                    Price::of(list.spec.route, pages).times(values)
                };
                self.lists.iter().map(of).sum()
            }
        }
    }

    /// Most values of a column that are looked up; with more it is what was planned.
    pub(crate) fn break_even(&self, column: &str) -> usize {
        let (mut low, mut high) = (0, MAX_KEYS);
        while low < high {
            let middle = (low + high).div_ceil(2);
            if self.cheapest(column, middle).is_some() { low = middle } else { high = middle - 1 }
        }
        low
    }

    /// What it costs if a join leaves so many values of a column; `None` if it is what was planned.
    pub(super) fn price_of(&self, column: &str, values: usize) -> Option<Price> {
        let listed = self.listed.as_ref().filter(|_| Some(column) == self.spec.primary_key);
        let values = listed.map_or(values, |listed| values.min(listed.len()));
        self.cheapest(column, values).map(|(_, price)| price)
    }
}
