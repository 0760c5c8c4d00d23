//! What a field of a record was over time, made of the entries of its changelog.
//!
//! Entries come in whatever order, several of them can carry the same second, and the value a record began with is told
//! only by the first change. That is more than a window function can sort out, so it is a function of its own, which the
//! history views call once for each record.

mod function;

use std::collections::{BTreeMap, VecDeque};

pub(crate) use function::value_history;

/// A value a field can have; NULL is one of them.
pub(super) type Value = Option<String>;

/// One change of the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// When it was made, in microseconds since 1970.
    pub(super) time: i64,
    pub(super) old: Value,
    pub(super) new: Value,
    /// Who made it.
    pub(super) by: Option<i64>,
}

/// A time during which the field had one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) value: Value,
    pub(super) since: Option<i64>,
    /// `None` while it lasts.
    pub(super) until: Option<i64>,
    /// Who set the value; for the first one who created the record.
    pub(super) by: Option<i64>,
}

/// One record as it is, beside the changes that made it so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    /// When it was created, in microseconds since 1970.
    pub(super) created: Option<i64>,
    /// Who created it.
    pub(super) creator: Option<i64>,
    /// The value it began with if no change tells of it.
    pub(super) first: Value,
    /// The value of today.
    pub(super) today: Value,
    /// When it came to have that value at the latest, in microseconds since 1970.
    pub(super) touched: Option<i64>,
}

/// The spans of one record's field, in the order of time; the last one has the value of today.
///
/// A first change from nothing is how the value came to be, and so nothing is told about the time before it. Not
/// everything that sets a value is an entry of the changelog: where the changes lead to another value than that of today,
/// somebody unknown set it when the record was last touched.
pub(super) fn spans(record: Record, changes: Vec<Change>) -> Vec<Span> {
    let changes = in_order(changes.into_iter().filter(|change| change.old != change.new).collect(), &record.today);
    let (value, is_told) =
        changes.first().map_or((record.first, true), |first| (first.old.clone(), first.old.is_some()));
    let beginning = Span { value, since: record.created, until: None, by: record.creator };
    let mut spans: Vec<Span> = Some(beginning).filter(|_| is_told).into_iter().collect();
    for change in changes {
        follow(&mut spans, change.new, Some(change.time), change.by);
    }
    let last = spans.last().map(|last| (last.value.clone(), last.since));
    if let Some((_, since)) = last.filter(|(value, _)| *value != record.today) {
        follow(&mut spans, record.today, record.touched.max(since), None);
    }
    spans
}

/// Ends the last span where another one begins.
fn follow(spans: &mut Vec<Span>, value: Value, since: Option<i64>, by: Option<i64>) {
    if let Some(last) = spans.last_mut() {
        last.until = since;
    }
    spans.push(Span { value, since, until: None, by });
}

/// The changes as they happened. Those of one moment are put in the order in which each begins with the value that the
/// one before it ended with.
fn in_order(mut changes: Vec<Change>, today: &Value) -> Vec<Change> {
    changes.sort_by_key(|change| change.time);
    let mut ordered: Vec<Change> = Vec::with_capacity(changes.len());
    let mut rest = changes.as_slice();
    while let Some(first) = rest.first() {
        let (moment, later) = rest.split_at(rest.partition_point(|change| change.time == first.time));
        let before = ordered.last().map(|change| &change.new);
        let after = later.first().map_or(today, |change| &change.old);
        ordered.extend(chained(moment, before, after));
        rest = later;
    }
    ordered
}

/// The changes of one moment as a chain from `before` to `after`. Where they form none, even with each taken once, the one
/// that begins with `before` comes first and the one that leads to `after` last; no order of the entries says more.
fn chained(moment: &[Change], before: Option<&Value>, after: &Value) -> Vec<Change> {
    if let Some(trail) = trail(moment, before, after) {
        return trail;
    }
    let mut once: Vec<Change> = Vec::with_capacity(moment.len());
    for change in moment {
        if !once.contains(change) {
            once.push(change.clone());
        }
    }
    trail(&once, before, after).unwrap_or_else(|| {
        once.sort_by(|a, b| {
            let place = |change: &Change| (change.new == *after, Some(&change.old) != before);
            place(a).cmp(&place(b)).then_with(|| (&a.old, &a.new, a.by).cmp(&(&b.old, &b.new, b.by)))
        });
        once
    })
}

/// The changes in an order in which each begins with the value that the one before it ended with, if there is one.
fn trail(moment: &[Change], before: Option<&Value>, after: &Value) -> Option<Vec<Change>> {
    let mut leaving: BTreeMap<&Value, VecDeque<&Change>> = BTreeMap::new();
    let mut balance: BTreeMap<&Value, i64> = BTreeMap::new();
    for change in moment {
        leaving.entry(&change.old).or_default().push_back(change);
        *balance.entry(&change.old).or_default() += 1;
        *balance.entry(&change.new).or_default() -= 1;
    }
    let source = balance.iter().find(|(_, surplus)| **surplus > 0).map(|(value, _)| *value);
    // Where as many changes lead to each value as away from it, the chain ends where it began.
    let round = || Some(before.unwrap_or(after)).filter(|value| leaving.contains_key(value));
    let start = source.or_else(round).or_else(|| moment.first().map(|change| &change.old))?;
    // Hierholzer's way to a trail that uses every change once: go on while there is somewhere to go, and put what was
    // gone through on the trail when stepping back.
    let mut trail: VecDeque<&Change> = VecDeque::new();
    let mut path: Vec<(&Value, Option<&Change>)> = vec![(start, None)];
    while let Some((at, came)) = path.last().copied() {
        if let Some(change) = leaving.get_mut(at).and_then(VecDeque::pop_front) {
            path.push((&change.new, Some(change)));
        } else {
            path.pop();
            if let Some(change) = came {
                trail.push_front(change);
            }
        }
    }
    let connected = trail.iter().zip(trail.iter().skip(1)).all(|(one, next)| one.new == next.old);
    (trail.len() == moment.len() && connected).then(|| trail.into_iter().cloned().collect())
}

#[cfg(test)]
mod tests;
