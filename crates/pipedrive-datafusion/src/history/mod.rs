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

/// The spans of one record's field, in the order of time.
///
/// A record that never changed has one, with its value of today. A first change from nothing is how the value came to
/// be, and so nothing is told about the time before it.
pub(super) fn spans(created: Option<i64>, creator: Option<i64>, today: Value, changes: Vec<Change>) -> Vec<Span> {
    let changes = in_order(changes.into_iter().filter(|change| change.old != change.new).collect());
    let Some(first) = changes.first() else {
        return vec![Span { value: today, since: created, until: None, by: creator }];
    };
    let beginning = Span { value: first.old.clone(), since: created, until: None, by: creator };
    let mut spans: Vec<Span> = Some(beginning).filter(|span| span.value.is_some()).into_iter().collect();
    for change in changes {
        if let Some(last) = spans.last_mut() {
            last.until = Some(change.time);
        }
        spans.push(Span { value: change.new, since: Some(change.time), until: None, by: change.by });
    }
    spans
}

/// The changes as they happened. Those of one moment are put in the order in which each begins with the value that the
/// one before it ended with.
fn in_order(mut changes: Vec<Change>) -> Vec<Change> {
    changes.sort_by_key(|change| change.time);
    let mut ordered: Vec<Change> = Vec::with_capacity(changes.len());
    let mut rest = changes.as_slice();
    while let Some(first) = rest.first() {
        let (moment, later) = rest.split_at(rest.partition_point(|change| change.time == first.time));
        let before = ordered.last().map(|change| &change.new);
        let after = later.iter().map(|change| &change.old).next();
        ordered.extend(chained(moment, before, after));
        rest = later;
    }
    ordered
}

/// The changes of one moment as a chain from `before`; as they came where they form none.
fn chained(moment: &[Change], before: Option<&Value>, after: Option<&Value>) -> Vec<Change> {
    if moment.len() < 2 {
        return moment.to_vec();
    }
    let mut leaving: BTreeMap<&Value, VecDeque<&Change>> = BTreeMap::new();
    let mut balance: BTreeMap<&Value, i64> = BTreeMap::new();
    for change in moment {
        leaving.entry(&change.old).or_default().push_back(change);
        *balance.entry(&change.old).or_default() += 1;
        *balance.entry(&change.new).or_default() -= 1;
    }
    let source = balance.iter().find(|(_, surplus)| **surplus > 0).map(|(value, _)| *value);
    // Where as many changes lead to each value as away from it, the chain ends where it began.
    let round = || before.or(after).filter(|value| leaving.contains_key(value));
    let Some(start) = source.or_else(round).or_else(|| moment.first().map(|change| &change.old)) else {
        return moment.to_vec();
    };
    // Hierholzer's way to a trail that uses every change once: go on while there is somewhere to go, and put what was
    // gone through on the trail when stepping back.
    let mut trail: VecDeque<&Change> = VecDeque::new();
    let mut path: Vec<(&Value, Option<&Change>)> = vec![(start, None)];
    while let Some((at, came)) = path.last().copied() {
        match leaving.get_mut(at).and_then(VecDeque::pop_front) {
            Some(change) => path.push((&change.new, Some(change))),
            None => {
                path.pop();
                came.into_iter().for_each(|change| trail.push_front(change));
            }
        }
    }
    let connected = trail.iter().zip(trail.iter().skip(1)).all(|(one, next)| one.new == next.old);
    if trail.len() == moment.len() && connected { trail.into_iter().cloned().collect() } else { moment.to_vec() }
}

#[cfg(test)]
mod tests;
