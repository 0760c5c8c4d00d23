//! The state of a rolling window, without any waiting: when is the next request due?

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use crate::burst::refusals::Refusals;
use crate::burst::travel::Travel;

/// Pipedrive's window.
pub(super) const WINDOW: Duration = Duration::from_secs(2);

/// Most requests of strangers that one answer can make us remember: no plan has a limit this high, and headers are
/// not ours to trust.
const MOST_STRANGERS: usize = 10_000;

/// How late an answer may come and still tell how many requests of others there are now. Places are remembered for so
/// long after they are free, to be told from those.
pub(super) const LATE: Duration = Duration::from_secs(1);

/// Whether a request may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gate {
    /// It may, and is counted.
    Entered(Admission),
    /// Not before then.
    Opens(Instant),
    /// Not at all before then.
    Blocked(Instant),
}

/// A request that was let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Admission {
    /// When.
    pub(crate) started: Instant,
    number: u64,
}

/// What a request occupies of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    started: Instant,
    /// From letting it through to the beginning of its answer.
    round_trip: Option<Duration>,
    number: u64,
}

/// The requests of the last seconds, and what refusals did to the window.
#[derive(Debug)]
pub(super) struct Window {
    limit: usize,
    /// When the request left whose answer told the limit.
    limit_from: Option<Instant>,
    /// Our requests, in the order in which they were let through.
    mine: VecDeque<Place>,
    /// When requests leave the window that others sent with the token, as far as the headers betray them.
    strangers: Vec<Instant>,
    /// The same of requests that other processes of this machine have told of.
    siblings: Vec<Instant>,
    travel: Travel,
    next_number: u64,
    pub(super) refusals: Refusals,
}

impl Window {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit: limit.max(1),
            limit_from: None,
            mine: VecDeque::new(),
            strangers: Vec::new(),
            siblings: Vec::new(),
            travel: Travel::default(),
            next_number: 0,
            refusals: Refusals::default(),
        }
    }

    /// Lets a request through now, or says when to ask again.
    pub(super) fn enter(&mut self, now: Instant) -> Gate {
        if let Some(until) = self.refusals.blocked_until(now) {
            return Gate::Blocked(until);
        }
        self.forget(now);
        if let Some(at) = self.refusals.paused_until(now).max(self.opens(now)) {
            return Gate::Opens(at);
        }
        let number = self.next_number;
        self.next_number += 1;
        self.mine.push_back(Place { started: now, round_trip: None, number });
        Gate::Entered(Admission { started: now, number })
    }

    /// When the window has room again, if it is full now.
    fn opens(&self, now: Instant) -> Option<Instant> {
        let mut taken: Vec<Instant> = self.places().filter(|leaves| *leaves > now).collect();
        // So many have to leave before another may enter.
        let last = taken.len().checked_sub(self.limit)?;
        Some(*taken.select_nth_unstable(last).1)
    }

    /// When each request leaves the window that is counted, or was a while ago.
    fn places(&self) -> impl Iterator<Item = Instant> {
        self.own().chain(self.others())
    }

    /// Those of them that are ours.
    pub(super) fn own(&self) -> impl Iterator<Item = Instant> {
        self.mine.iter().map(|place| self.leaves(place))
    }

    fn others(&self) -> impl Iterator<Item = Instant> {
        self.siblings.iter().chain(&self.strangers).copied()
    }

    /// From when on the server surely counts a request no longer.
    fn leaves(&self, place: &Place) -> Instant {
        self.travel.arrival(place.started, place.round_trip) + WINDOW
    }

    /// Requests that may be sent in each window besides those of others, and whether Pipedrive has told the limit.
    pub(super) fn share(&self, now: Instant) -> (usize, bool) {
        let others = self.others().filter(|leaves| *leaves > now).count();
        (self.limit.saturating_sub(others), self.limit_from.is_some())
    }

    /// Notes when the answer to a request began to arrive, which tells how late it can have been counted.
    pub(super) fn answered(&mut self, admission: Admission, at: Instant) {
        let round_trip = at.saturating_duration_since(admission.started);
        self.travel.observe(round_trip);
        let first = self.mine.front().map_or(0, |place| place.number);
        let place = admission.number.checked_sub(first).and_then(|place| usize::try_from(place).ok());
        if let Some(place) = place.and_then(|place| self.mine.get_mut(place)) {
            place.round_trip = Some(round_trip);
        }
    }

    /// Takes over the limit, and the requests of others that `remaining` betrays, from the answer to a request that came
    /// at `at`. Returns a changed limit.
    pub(super) fn learn(
        &mut self,
        admission: Admission,
        at: Instant,
        limit: Option<u64>,
        remaining: Option<u64>,
    ) -> Option<(usize, usize)> {
        let (old, started) = (self.limit, admission.started);
        if let Some(limit) = limit.and_then(|limit| usize::try_from(limit).ok()) {
            let limit = limit.max(1);
            // Answers overtake one another: an older one must not bring back a higher limit that holds no more.
            if limit < old || self.limit_from.is_none_or(|from| from <= started) {
                self.limit = limit;
                self.limit_from = self.limit_from.max(Some(started));
            }
        }
        if let Some(remaining) = remaining.and_then(|remaining| usize::try_from(remaining).ok())
            && at.saturating_duration_since(started) <= LATE
        {
            // Requests that were let through after this one may have overtaken it, but not after it had arrived.
            let arrived = self.travel.arrival(started, Some(at.saturating_duration_since(started)));
            let mine = self.mine.iter().filter(|place| self.leaves(place) > started && place.started <= arrived);
            let known = mine.count() + self.siblings.iter().filter(|leaves| **leaves > started).count();
            let others = self.limit.saturating_sub(remaining).saturating_sub(known).min(MOST_STRANGERS);
            self.suspect(others, self.travel.arrival(started, None) + WINDOW);
        }
        (self.limit != old).then_some((old, self.limit))
    }

    /// Notes that so many requests of strangers are in the window until then. Those it takes them for are the latest known,
    /// so that whoever sends all the time is not forgotten between two answers; the rest leave when they do.
    fn suspect(&mut self, others: usize, leave: Instant) {
        self.strangers.sort_unstable();
        let rest = self.strangers.len().saturating_sub(others);
        for leaves in &mut self.strangers[rest..] {
            *leaves = leave.max(*leaves);
        }
        self.strangers.resize(rest + others, leave);
    }

    /// Replaces the requests of other processes by those that leave the window then.
    pub(super) fn meet(&mut self, siblings: impl Iterator<Item = Instant>) {
        self.siblings.clear();
        self.siblings.extend(siblings);
    }

    /// Takes over a limit that another process was told at that time, if we were told none since.
    pub(super) fn hear_limit(&mut self, told: Instant, limit: u64) {
        if let Ok(limit) = usize::try_from(limit)
            && limit > 0
            && self.limit_from.is_none_or(|from| from < told)
        {
            (self.limit, self.limit_from) = (limit, Some(told));
        }
    }

    /// The limit, and when the request left whose answer told it.
    pub(super) fn told_limit(&self) -> Option<(usize, Instant)> {
        self.limit_from.map(|from| (self.limit, from))
    }

    /// Drops the requests that no answer can concern any more.
    fn forget(&mut self, now: Instant) {
        while self.mine.front().is_some_and(|place| self.leaves(place) + LATE <= now) {
            self.mine.pop_front();
        }
        self.strangers.retain(|leaves| *leaves + LATE > now);
        self.siblings.retain(|leaves| *leaves + LATE > now);
    }
}

#[cfg(test)]
mod tests;
