//! The access path: of the ways to the rows a query wants, the one with the lowest token price.

use pipedrive_schema::{FilterKind, RouteSpec, TableSpec, WalkSpec};

use crate::account::Account;
use crate::pushdown::{Choice, Sent};
use crate::request::{AccessPath, Walk};

/// Share of a table that a predicate of each kind is guessed to keep, as one in so many.
const ONE_IN_EQUALS: usize = 10;
const ONE_IN_RANGE: usize = 4;

/// The cheapest way to the rows that `choice` describes.
pub(crate) fn choose(account: &Account, spec: &'static TableSpec, choice: &Choice) -> AccessPath {
    if choice.never {
        return AccessPath::Nothing;
    }
    let walks = walks(account, spec, choice);
    if walks.is_empty() {
        return AccessPath::Nothing;
    }
    let singles = choice.keys.as_ref().and_then(|keys| Some((spec.single?, keys)));
    match singles {
        Some((route, keys)) if singles_price(route, keys) <= walks_price(account, choice, &walks) => {
            AccessPath::Singles { route, keys: keys.clone() }
        }
        _ => AccessPath::Walks(walks),
    }
}

fn singles_price(route: RouteSpec, keys: &[String]) -> usize {
    keys.len().saturating_mul(usize::try_from(route.cost).unwrap_or(usize::MAX))
}

fn walks_price(account: &Account, choice: &Choice, walks: &[Walk]) -> usize {
    // Keys that no batch can carry would mean reading the whole table to find them.
    let whole_table = choice.keys.is_some() && choice.key_filter.is_none();
    let page = usize::try_from(account.page_size()).unwrap_or(usize::MAX).max(1);
    walks
        .iter()
        .map(|walk| {
            let rows = if whole_table { walk.expected } else { walk.at_most.unwrap_or(walk.expected) };
            rows.div_ceil(page).max(1).saturating_mul(usize::try_from(walk.spec.route.cost).unwrap_or(usize::MAX))
        })
        .sum()
}

/// The list walks that together hold the rows.
fn walks(account: &Account, spec: &'static TableSpec, choice: &Choice) -> Vec<Walk> {
    let visible = |walk: &&WalkSpec| match walk.archived {
        Some(true) => choice.visibility.archived,
        Some(false) => choice.visibility.active,
        None => true,
    };
    let mut all = Vec::new();
    for walk in spec.walks.iter().filter(visible) {
        let Some(base) = base_walk(account, spec, walk, choice) else { continue };
        all.extend(batches(base, choice));
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
        expected = narrowed(expected, sent);
    }
    if let (Some(deleted), Some(status)) = (spec.deleted, status) {
        parameters.push((deleted.parameter, status.join(",")));
        expected = expected * status.len() / deleted.everything.len().max(1);
    }
    let counted = known.is_some() && parameters.is_empty();
    Some(Walk { spec: walk, parameters, at_most: None, expected, counted })
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

fn narrowed(rows: usize, sent: &Sent) -> usize {
    match sent.filter.kind {
        FilterKind::Equals | FilterKind::Selects => rows.saturating_mul(sent.values.len()) / ONE_IN_EQUALS,
        FilterKind::List { .. } => rows,
        FilterKind::Since | FilterKind::Until => rows / ONE_IN_RANGE,
    }
}

/// The walk once for each value of a one-value parameter, and once for each batch of keys.
fn batches(base: Walk, choice: &Choice) -> Vec<Walk> {
    let fan_out = choice.sent.iter().find(|s| accepts(base.spec, s) && !is_list(s) && s.values.len() > 1);
    let fanned: Vec<Walk> = match fan_out {
        Some(sent) => {
            let each = |value: &String| {
                let mut walk = base.clone();
                walk.parameters.push((sent.filter.parameter, value.clone()));
                walk.expected /= sent.values.len();
                walk
            };
            sent.values.iter().map(each).collect()
        }
        None => vec![base],
    };
    let (Some(keys), Some(filter)) = (&choice.keys, choice.key_filter) else { return fanned };
    let FilterKind::List { max } = filter.kind else { return fanned };
    let with_keys = |walk: &Walk| {
        let batch = |keys: &[String]| {
            let mut walk = walk.clone();
            walk.parameters.push((filter.parameter, keys.join(",")));
            walk.at_most = Some(keys.len());
            walk.expected = walk.expected.min(keys.len());
            walk.counted = true;
            walk
        };
        keys.chunks(max.max(1)).map(batch).collect::<Vec<_>>()
    };
    fanned.iter().flat_map(with_keys).collect()
}

/// Rows a table is thought to have.
pub(crate) fn table_rows(account: &Account, spec: &'static TableSpec) -> usize {
    let rows = |walk: &WalkSpec| {
        let guess = if walk.archived == Some(true) { spec.typical_rows / 10 } else { spec.typical_rows };
        account.known_rows(spec.name, walk.name).unwrap_or(guess)
    };
    spec.walks.iter().map(rows).sum()
}
