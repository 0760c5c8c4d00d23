//! What closes the window whatever its places say: pauses after a 429, and blocks by Pipedrive's edge.

use std::time::Duration;

use tokio::time::Instant;

/// First pause after a 429 that does not say for how long: one window.
const FIRST_PAUSE: Duration = Duration::from_secs(2);

/// Longest pause after a 429 that does not say for how long.
const LONGEST_GROWN_PAUSE: Duration = Duration::from_mins(1);

/// How long nothing is sent after a block. Its real length is not documented; asking once a minute does no harm.
pub(super) const BLOCK: Duration = Duration::from_mins(1);

/// The refusals in force.
#[derive(Debug, Default)]
pub(super) struct Refusals {
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

impl Refusals {
    /// The end of the pause, if it is not over.
    pub(super) fn paused_until(&self, now: Instant) -> Option<Instant> {
        self.paused.map(|pause| pause.until).filter(|until| *until > now)
    }

    /// The end of the block, if it is not over.
    pub(super) fn blocked_until(&self, now: Instant) -> Option<Instant> {
        self.blocked_until.filter(|until| *until > now)
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

    /// Takes over a pause of another process.
    pub(super) fn hear_pause(&mut self, now: Instant, until: Instant) {
        if self.paused.is_none_or(|pause| pause.until < until) {
            let streak = self.paused.map_or(1, |pause| pause.streak);
            self.paused = Some(Pause { set_at: now, until, streak });
        }
    }

    /// Takes over a block of another process.
    pub(super) fn hear_block(&mut self, until: Instant) {
        self.blocked_until = self.blocked_until.max(Some(until));
    }

    /// Blocks everything for a while and says for how long.
    pub(super) fn block(&mut self, now: Instant) -> Duration {
        self.blocked_until = Some(now + BLOCK);
        BLOCK
    }
}
