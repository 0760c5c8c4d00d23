//! The access path: of the ways to the rows a query wants, the one with the lowest token price.

use pipedrive_schema::{FilterKind, FilterSpec, RouteSpec, TableSpec, WalkSpec};

use crate::account::Account;
use crate::pushdown::{Choice, Sent};
use crate::request::{AccessPath, Walk};

/// Share of a table that a predicate of each kind is guessed to keep, as one in so many.
const ONE_IN_EQUALS: usize = 10;
const ONE_IN_RANGE: usize = 4;

/// The cheapest way to the rows that `choice` describes, and whether it looks up the keys itself: if not,
/// the engine must pick their rows from what comes.
pub(crate) fn choose(account: &Account, spec: &'static TableSpec, choice: &Choice) -> (AccessPath, bool) {
    let lists = walks(account, spec, choice);
    if choice.never || lists.is_empty() {
        return (AccessPath::Nothing, true);
    }
    let Some(keys) = &choice.keys else { return (AccessPath::Walks(lists), true) };
    let mut ways = vec![(walks_price(account, &lists), AccessPath::Walks(lists.clone()), false)];
    if let Some(filter) = choice.key_filter {
        let batches: Vec<Walk> = lists.iter().flat_map(|walk| key_batches(walk, filter, keys)).collect();
        ways.push((walks_price(account, &batches), AccessPath::Walks(batches), true));
    }
    if let Some(route) = spec.single {
        ways.push((singles_price(route, keys), AccessPath::Singles { route, keys: keys.clone() }, true));
    }
    // Of two ways at one price the last wins: it is the one that gives fewer rows to look through.
    ways.reverse();
    ways.into_iter()
        .min_by_key(|(price, ..)| *price)
        .map_or((AccessPath::Nothing, true), |(_, path, keyed)| (path, keyed))
}

fn singles_price(route: RouteSpec, keys: &[String]) -> usize {
    keys.len().saturating_mul(tokens(route))
}

fn walks_price(account: &Account, walks: &[Walk]) -> usize {
    let page = usize::try_from(account.page_size()).unwrap_or(usize::MAX).max(1);
    let price = |walk: &Walk| walk.expected.div_ceil(page).max(1).saturating_mul(tokens(walk.spec.route));
    walks.iter().map(price).sum()
}

fn tokens(route: RouteSpec) -> usize {
    usize::try_from(route.cost).unwrap_or(usize::MAX)
}

/// The list walks that together hold the rows, whatever their keys.
fn walks(account: &Account, spec: &'static TableSpec, choice: &Choice) -> Vec<Walk> {
    let visible = |walk: &&WalkSpec| match walk.archived {
        Some(true) => choice.visibility.archived,
        Some(false) => choice.visibility.active,
        None => true,
    };
    let mut all = Vec::new();
    for walk in spec.walks.iter().filter(visible) {
        let Some(base) = base_walk(account, spec, walk, choice) else { continue };
        all.extend(fan_out(base, choice));
    }
    all
}

/// One walk with the parameters that take one value or a list; `None` if no row of it can match.
fn base_walk(account: &Account, spec: &'static TableSpec, walk: &'static WalkSpec, choice: &Choice) -> Option<Walk> {
    let known = account.known_rows(spec.name, walk.name);
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
        if is_list(sent) || sent.values.len() == 1 {
            parameters.push((sent.filter.parameter, sent.values.join(",")));
        }
        expected = narrowed(account, spec, expected, sent);
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

/// What a parameter is guessed to leave of `rows`: by a reference an even share for each record referred to.
fn narrowed(account: &Account, spec: &TableSpec, rows: usize, sent: &Sent) -> usize {
    let referred = spec.column(sent.filter.column).and_then(|column| column.references);
    let share = referred.and_then(|(table, _)| pipedrive_schema::table(table)).map(|table| table_rows(account, table));
    match sent.filter.kind {
        FilterKind::Equals => rows.saturating_mul(sent.values.len()) / share.unwrap_or(ONE_IN_EQUALS).max(1),
        FilterKind::Selects => rows / ONE_IN_EQUALS,
        FilterKind::List { .. } => rows,
        FilterKind::Since | FilterKind::Until => rows / ONE_IN_RANGE,
    }
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

/// The walk once for each batch of keys.
fn key_batches(walk: &Walk, filter: &'static FilterSpec, keys: &[String]) -> Vec<Walk> {
    let FilterKind::List { max } = filter.kind else { return vec![walk.clone()] };
    let batch = |keys: &[String]| {
        let mut walk = walk.clone();
        walk.parameters.push((filter.parameter, keys.join(",")));
        walk.expected = keys.len();
        walk.counted = true;
        walk
    };
    keys.chunks(max.max(1)).map(batch).collect()
}

/// Rows a table is thought to have.
pub(crate) fn table_rows(account: &Account, spec: &'static TableSpec) -> usize {
    let rows = |walk: &WalkSpec| {
        let guess = if walk.archived == Some(true) { spec.typical_rows / 10 } else { spec.typical_rows };
        account.known_rows(spec.name, walk.name).unwrap_or(guess)
    };
    spec.walks.iter().map(rows).sum()
}
