//! The state of a rolling window, without any waiting: when is the next request due?

use std::collections::VecDeque;
use std::iter;
use std::time::Duration;

use tokio::time::Instant;

/// Pipedrive's window of 2 seconds, and a little more because requests do not all travel equally fast.
pub(super) const WINDOW: Duration = Duration::from_millis(2_050);

/// First pause after a 429 that does not say for how long: one window.
const FIRST_PAUSE: Duration = Duration::from_secs(2);

/// Longest pause after a 429 that does not say for how long.
const LONGEST_GROWN_PAUSE: Duration = Duration::from_mins(1);

/// How long nothing is sent after a block. Its real length is not documented; asking once a minute does no harm.
const BLOCK: Duration = Duration::from_mins(1);

/// Most requests of others that one answer can make us remember: no plan has a limit this high, and headers are
/// not ours to trust.
const MOST_OTHERS: usize = 10_000;

/// Whether a request may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gate {
    /// It may, and is counted.
    Entered,
    /// Not before then.
    Opens(Instant),
    /// Not at all before then.
    Blocked(Instant),
}

/// The requests of the last seconds, and what a 429 or a block did to the window.
#[derive(Debug)]
pub(super) struct Window {
    limit: usize,
    /// When requests were let through, oldest first. Those of other programs that share the token are among them
    /// as far as the headers show them. Kept for two windows, because answers arrive late.
    starts: VecDeque<Instant>,
    paused: Option<Pause>,
    blocked_until: Option<Instant>,
}

#[derive(Clone, Copy, Debug)]
struct Pause {
    set_at: Instant,
    until: Instant,
    /// How many pauses without a success between them.
    streak: u32,
}

impl Window {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit: limit.max(1), starts: VecDeque::new(), paused: None, blocked_until: None }
    }

    /// Lets a request through now, or says when to ask again.
    pub(super) fn enter(&mut self, now: Instant) -> Gate {
        if let Some(until) = self.blocked_until.filter(|until| *until > now) {
            return Gate::Blocked(until);
        }
        let keep = self.starts.partition_point(|start| *start + WINDOW * 2 <= now);
        self.starts.drain(..keep);
        let paused = self.paused.map(|pause| pause.until).filter(|until| *until > now);
        // The request that has to leave the window before another may enter.
        let oldest = self.starts.len().checked_sub(self.limit).and_then(|at| self.starts.get(at));
        let full = oldest.map(|start| *start + WINDOW).filter(|leaves| *leaves > now);
        if let Some(at) = paused.max(full) {
            return Gate::Opens(at);
        }
        self.starts.push_back(now);
        Gate::Entered
    }

    /// Takes over the limit, and the requests of others that `remaining` betrays. Returns a changed limit.
    pub(super) fn learn(
        &mut self,
        started: Instant,
        limit: Option<u64>,
        remaining: Option<u64>,
    ) -> Option<(usize, usize)> {
        let old = self.limit;
        if let Some(limit) = limit.and_then(|limit| usize::try_from(limit).ok()) {
            self.limit = limit.max(1);
        }
        if let Some(remaining) = remaining.and_then(|remaining| usize::try_from(remaining).ok()) {
            // Requests that were let through after this one may have overtaken it, so all of them count as ours.
            let first = self.starts.partition_point(|start| *start + WINDOW <= started);
            let ours = self.starts.len() - first;
            let others = self.limit.saturating_sub(remaining).saturating_sub(ours);
            let at = self.starts.partition_point(|start| *start <= started);
            let later = self.starts.split_off(at);
            self.starts.extend(iter::repeat_n(started, others.min(MOST_OTHERS)));
            self.starts.extend(later);
        }
        (self.limit != old).then_some((old, self.limit))
    }

    /// Forgets the streak of 429s once a request that left after the last one succeeds.
    pub(super) fn passed(&mut self, started: Instant) {
        if self.paused.is_some_and(|pause| started >= pause.until) {
            self.paused = None;
        }
    }

    /// Closes the window after a 429 to a request let through at `started`; returns until when.
    pub(super) fn pause(&mut self, started: Instant, now: Instant, asked: Option<Duration>) -> Instant {
        let streak = match self.paused {
            // Several requests were under way when the limit was hit: one event, not several.
            Some(pause) if started < pause.set_at => pause.streak,
            Some(pause) => pause.streak.saturating_add(1),
            None => 1,
        };
        let grown = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(streak.saturating_sub(1)));
        let until = now + asked.unwrap_or(grown.min(LONGEST_GROWN_PAUSE));
        let until = self.paused.map_or(until, |pause| pause.until.max(until));
        self.paused = Some(Pause { set_at: now, until, streak });
        until
    }

    /// Blocks everything for a while and says for how long.
    pub(super) fn block(&mut self, now: Instant) -> Duration {
        self.blocked_until = Some(now + BLOCK);
        BLOCK
    }
}

#[cfg(test)]
mod tests;
