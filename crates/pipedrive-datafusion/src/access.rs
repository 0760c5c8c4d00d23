//! The access path: of the ways to the rows a query wants, the one with the lowest token price.

use std::fmt;

use pipedrive_schema::{FilterKind, FilterSpec, TableSpec, WalkSpec};

use crate::account::Account;
use crate::keyed::{self, KeyedLists};
use crate::price::Price;
use crate::pushdown::{Choice, Sent};
use crate::recency;
use crate::request::{AccessPath, Estimate, Walk};

/// Share of a table that an equality is guessed to keep, as one in so many.
const ONE_IN_EQUALS: usize = 10;

/// The way to a scan's rows, and which of the predicates it looks up itself: what it does not, the engine
/// must check on the rows that come.
pub(crate) struct Chosen {
    pub(crate) path: AccessPath,
    /// Whether only rows with the keys come.
    pub(crate) keyed: bool,
    /// Whether only rows with the fanned-out values come.
    pub(crate) fanned: bool,
    /// The other ways, with their prices, as people read them.
    pub(crate) lost: Vec<String>,
}

impl Chosen {
    /// The only way there is.
    pub(crate) fn only(path: AccessPath, keyed: bool, fanned: bool) -> Self {
        Self { path, keyed, fanned, lost: Vec::new() }
    }
}

/// One way to the rows, priced.
struct Way {
    /// How people call it.
    name: String,
    price: Price,
    /// Whether the price rests on counts and not on guesses.
    counted: bool,
    chosen: Chosen,
}

impl Way {
    fn by_walks(account: &Account, name: String, walks: Vec<Walk>, keyed: bool, fanned: bool) -> Self {
        let price = Price::of_walks(&walks, account.page_size());
        let counted = walks.iter().all(|walk| walk.counted);
        Self { name, price, counted, chosen: Chosen::only(AccessPath::Walks(walks), keyed, fanned) }
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Price { requests, tokens } = self.price;
        let estimate = Estimate { requests, tokens, at_least: 0, counted: self.counted };
        write!(f, "{}: {estimate}", self.name)
    }
}

/// The cheapest way to the rows that `choice` describes.
pub(crate) fn choose(account: &Account, spec: &'static TableSpec, choice: &Choice) -> Chosen {
    // In the order of preference at one price: first what gives fewer rows to look through.
    let mut ways = ways(account, spec, choice);
    let best = ways.iter().enumerate().min_by_key(|(_, way)| way.price.tokens).map(|(best, _)| best);
    let Some(best) = best else { return nothing() };
    let Way { chosen, .. } = ways.remove(best);
    Chosen { lost: ways.iter().map(ToString::to_string).collect(), ..chosen }
}

/// The ways to the rows; none if no row can match.
fn ways(account: &Account, spec: &'static TableSpec, choice: &Choice) -> Vec<Way> {
    let mut ways = Vec::new();
    if choice.never {
        return ways;
    }
    if let (Some(route), Some(keys)) = (spec.single, &choice.keys) {
        let path = AccessPath::Singles { route, keys: keys.clone(), below: None };
        let (name, price) = ("record by record".to_owned(), Price::of(route, keys.len()));
        ways.push(Way { name, price, counted: true, chosen: Chosen::only(path, true, false) });
    }
    let several = choice.sent.iter().find(|sent| sent.values.len() > 1 && !is_list(sent));
    let each = several.map(|sent| (true, format!("a list for each `{}`", sent.filter.column)));
    for (fanned, name) in each.into_iter().chain([(false, "the list".to_owned())]) {
        let lists = walks(account, spec, choice, fanned);
        if lists.is_empty() {
            return Vec::new();
        }
        if let (Some(filter), Some(keys)) = (choice.key_filter, &choice.keys) {
            ways.push(by_keys(account, &name, &lists, filter, keys, fanned));
        }
        ways.push(Way::by_walks(account, name, lists, choice.keys.is_none(), fanned));
    }
    ways
}

/// The way to no rows.
pub(crate) fn nothing() -> Chosen {
    Chosen::only(AccessPath::Nothing, true, true)
}

/// The list walks that together hold the rows, whatever their keys.
pub(crate) fn walks(account: &Account, spec: &'static TableSpec, choice: &Choice, fanned: bool) -> Vec<Walk> {
    let visible = |walk: &&WalkSpec| match walk.archived {
        Some(true) => choice.visibility.archived,
        Some(false) => choice.visibility.active,
        None => true,
    };
    let mut all = Vec::new();
    let named = |walk: &&WalkSpec| choice.walks.as_ref().is_none_or(|names| names.iter().any(|name| name == walk.name));
    for walk in spec.walks.iter().filter(visible).filter(named) {
        let Some(base) = base_walk(account, spec, walk, choice, fanned) else { continue };
        all.extend(if fanned { fan_out(base, choice) } else { vec![base] });
    }
    all
}

/// One walk with the parameters that take one value or a list; `None` if no row of it can match.
fn base_walk(
    account: &Account,
    spec: &'static TableSpec,
    walk: &'static WalkSpec,
    choice: &Choice,
    fanned: bool,
) -> Option<Walk> {
    let known = account.knowledge().rows(spec.name, walk.name);
    // Archives are small beside what is alive, as long as nothing better is known.
    let guess = if walk.archived == Some(true) { spec.typical_rows / 10 } else { spec.typical_rows };
    let mut expected = known.unwrap_or(guess);
    let mut parameters = Vec::new();
    let accepted: Vec<&Sent> = choice.sent.iter().filter(|s| accepts(walk, s)).collect();
    let status = status(spec, choice)?;
    for sent in &accepted {
        if Some(sent.filter.parameter) == spec.deleted.map(|d| d.parameter) {
            continue;
        }
        let alone = is_list(sent) || sent.values.len() == 1;
        if alone {
            parameters.push((sent.filter.parameter, sent.values.join(",")));
        } else if !fanned {
            continue;
        }
        expected = narrowed(account, spec, expected, sent);
    }
    let bound =
        |kind| accepted.iter().find(|s| s.filter.kind == kind).and_then(|s| s.values.first()).map(String::as_str);
    let (since, until) = (bound(FilterKind::Since), bound(FilterKind::Until));
    if since.is_some() || until.is_some() {
        expected = recency::changed(expected, since, until, recency::now());
    }
    if let (Some(deleted), Some(status)) = (spec.deleted, status) {
        parameters.push((deleted.parameter, status.join(",")));
        expected = expected * status.len() / deleted.everything.len().max(1);
    }
    let counted = known.is_some() && parameters.is_empty();
    Some(Walk { spec: walk, parameters, expected, counted })
}

/// The statuses to ask for: `Some(None)` for the API's default, `None` if no status is left.
#[expect(clippy::option_option, reason = "no parameter and no possible value are two different answers")]
fn status(spec: &TableSpec, choice: &Choice) -> Option<Option<Vec<String>>> {
    let Some(deleted) = spec.deleted else { return Some(None) };
    let shown = |status: &str| {
        if status == deleted.deleted { choice.visibility.deleted } else { choice.visibility.alive }
    };
    let sent = choice.sent.iter().find(|s| s.filter.parameter == deleted.parameter);
    let wanted: Vec<String> = match sent {
        Some(sent) => sent.values.iter().filter(|s| shown(s)).cloned().collect(),
        None if choice.visibility.alive && !choice.visibility.deleted => return Some(None),
        None => deleted.everything.iter().filter(|s| shown(s)).map(|&s| s.to_owned()).collect(),
    };
    (!wanted.is_empty()).then_some(Some(wanted))
}

fn accepts(walk: &WalkSpec, sent: &Sent) -> bool {
    sent.filter.walks.is_empty() || sent.filter.walks.contains(&walk.name)
}

fn is_list(sent: &Sent) -> bool {
    matches!(sent.filter.kind, FilterKind::List { .. })
}

/// What a parameter is guessed to leave of `rows`.
fn narrowed(account: &Account, spec: &TableSpec, rows: usize, sent: &Sent) -> usize {
    match sent.filter.kind {
        FilterKind::Equals => rows.saturating_mul(sent.values.len()) / shares(account, spec, sent.filter),
        FilterKind::Selects => rows / ONE_IN_EQUALS,
        // Both bounds of a range are looked at together.
        FilterKind::List { .. } | FilterKind::Since | FilterKind::Until => rows,
    }
}

/// How many values a column is guessed to share its rows out among: where it refers to records, as many as those.
pub(crate) fn shares(account: &Account, spec: &TableSpec, filter: &FilterSpec) -> usize {
    let referred = spec.column(filter.column).and_then(|column| column.references);
    let records =
        referred.and_then(|(table, _)| pipedrive_schema::table(table)).map(|table| table_rows(account, table));
    records.unwrap_or(ONE_IN_EQUALS).max(1)
}

/// The walk once for each value of a one-value parameter.
fn fan_out(base: Walk, choice: &Choice) -> Vec<Walk> {
    let several = choice.sent.iter().find(|s| accepts(base.spec, s) && !is_list(s) && s.values.len() > 1);
    let Some(sent) = several else { return vec![base] };
    let each = |value: &String| {
        let mut walk = base.clone();
        walk.parameters.push((sent.filter.parameter, value.clone()));
        walk.expected /= sent.values.len();
        walk
    };
    sent.values.iter().map(each).collect()
}

/// The lists by keys.
fn by_keys(
    account: &Account,
    name: &str,
    lists: &[Walk],
    filter: &'static FilterSpec,
    keys: &[String],
    fanned: bool,
) -> Way {
    let name = format!("{name} by `{}`", filter.parameter);
    match (lists, filter.kind) {
        ([list], FilterKind::List { max }) => {
            Way::by_walks(account, name, keyed::batches(list, filter.parameter, max, keys), true, fanned)
        }
        (_, FilterKind::List { max }) => {
            let keyed = KeyedLists::new(lists.to_vec(), filter.parameter, max, keys.to_vec());
            let price = keyed.price(account.page_size());
            Way { name, price, counted: false, chosen: Chosen::only(AccessPath::Keyed(keyed), true, fanned) }
        }
        _ => Way::by_walks(account, name, lists.to_vec(), true, fanned),
    }
}

/// Rows a table is thought to have.
pub(crate) fn table_rows(account: &Account, spec: &'static TableSpec) -> usize {
    let rows = |walk: &WalkSpec| {
        let guess = if walk.archived == Some(true) { spec.typical_rows / 10 } else { spec.typical_rows };
        account.knowledge().rows(spec.name, walk.name).unwrap_or(guess)
    };
    spec.walks.iter().map(rows).sum()
}
