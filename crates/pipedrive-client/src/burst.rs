//! The burst limit of one token: so many requests in a rolling window of 2 seconds.
//!
//! API: <https://pipedrive.readme.io/docs/core-api-concepts-rate-limiting>. The limiter starts from the smallest
//! limit any plan has and takes over what the headers say. Requests are let through in the order they came; a
//! 429 closes the window for all of them, and a block by Pipedrive's edge turns them away.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::budget::LimitHeaders;
use crate::burst::window::{Gate, Window};
use crate::counts::Meter;
use crate::shared::{Busy, Moment};
use crate::{QueryScope, log};

mod refusals;
mod siblings;
mod travel;
mod window;

pub(crate) use siblings::Sharing;
pub(crate) use window::Admission;

/// Longest a request waits for a window that a 429 closed. A longer wait is the user's to decide about.
const LONGEST_PAUSE: Duration = crate::retry::DEADLINE;

/// How often and how long to wait for a file that another process has, which takes it some microseconds.
const BUSY_TRIES: u32 = 20;
const BUSY_PAUSE: Duration = Duration::from_millis(1);

/// Why a request is not let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Closed {
    /// Pipedrive asked to wait for longer than a request should.
    Paused(Duration),
    /// Pipedrive's edge blocks the token.
    Blocked(Duration),
}

/// Lets requests of one token through at the pace Pipedrive allows.
#[derive(Debug)]
pub(crate) struct BurstLimiter {
    window: Mutex<Window>,
    /// What other processes that use the token are told and tell.
    sharing: Option<Sharing>,
    /// Held by the one request that is next; the others queue for it first come, first served.
    turn: tokio::sync::Mutex<()>,
    /// Wakes the request that is next when the window changes under it.
    changed: Notify,
}

impl BurstLimiter {
    /// A limiter that lets `limit` requests through in 2 seconds until an answer tells the real limit.
    ///
    /// With `sharing` the processes of this machine keep to it together, and know at once what one of them has learnt.
    pub(crate) fn new(limit: usize, sharing: Option<Sharing>) -> Self {
        let window = Mutex::new(Window::new(limit));
        let limiter = Self { window, sharing, turn: tokio::sync::Mutex::default(), changed: Notify::new() };
        // If somebody has the file now, we learn what it says before our first request.
        let _ = limiter.exchange(Moment::now(), |_| ());
        limiter
    }

    /// Waits until a request may be sent now, and takes its place in the window.
    ///
    /// # Cancellation
    /// Dropping the future gives the turn to the next request; no place is taken.
    pub(crate) async fn admit(&self, scope: &QueryScope, total: &Meter) -> Result<Admission, Closed> {
        let mut wait = None;
        let _turn = if let Ok(turn) = self.turn.try_lock() {
            turn
        } else {
            wait = Some(scope.begin_wait(total));
            self.turn.lock().await
        };
        loop {
            let (now, gate) = self.enter().await;
            match gate {
                Gate::Entered(admission) => return Ok(admission),
                Gate::Blocked(until) => return Err(Closed::Blocked(until - now)),
                Gate::Opens(at) if at - now > LONGEST_PAUSE => return Err(Closed::Paused(at - now)),
                Gate::Opens(at) => {
                    tracing::trace!(target: log::LIMITER, wait = ?(at - now), "waiting for the rate limit");
                    wait.get_or_insert_with(|| scope.begin_wait(total)).until(at);
                    tokio::select! {
                        () = tokio::time::sleep_until(at) => {}
                        () = self.changed.notified() => {}
                    }
                }
            }
        }
    }

    /// Lets a request through, or says when to ask again, in agreement with the other processes.
    async fn enter(&self) -> (Instant, Gate) {
        for _ in 0..BUSY_TRIES {
            let now = Moment::now();
            match self.exchange(now, |window| window.enter(now.instant)) {
                Ok(gate) => return (now.instant, gate),
                Err(Busy) => tokio::time::sleep(BUSY_PAUSE).await,
            }
        }
        // It has been stopped while it had the file; waiting for that could take for ever.
        let now = Instant::now();
        (now, self.window(|window| window.enter(now)))
    }

    /// Learns from an answer to a request that was let through, whose headers came at `at`.
    pub(crate) fn observe(&self, admission: Admission, at: Instant, headers: &LimitHeaders) {
        let (limit, remaining) = (headers.budget.burst_limit, headers.budget.burst_remaining);
        let learn = |window: &mut Window, remaining| {
            window.answered(admission, at);
            window.learn(admission, at, limit, remaining)
        };
        let changed = self.exchange(Moment::now(), |window| learn(window, remaining));
        // Without knowing what the other processes sent, their requests would pass for those of strangers.
        let changed = changed.unwrap_or_else(|Busy| self.window(|window| learn(window, None)));
        if let Some((old, new)) = changed {
            tracing::trace!(target: log::LIMITER, old, new, "the rate limit of this token became known");
        }
        self.changed.notify_one();
    }

    /// Requests that may be sent in 2 seconds besides those of others, and whether Pipedrive has told the limit.
    pub(crate) fn share(&self) -> (usize, bool) {
        self.window(|window| window.share(Instant::now()))
    }

    /// Notes that a request was not answered with 429.
    pub(crate) fn passed(&self, admission: Admission) {
        self.window(|window| window.refusals.passed(admission.started));
    }

    /// Closes the window for everybody after a 429, for as long as Pipedrive asks or for a growing time.
    pub(crate) fn pause(&self, admission: Admission, asked: Option<Duration>) -> Duration {
        let now = Instant::now();
        let until = self.tell(|window| window.refusals.pause(admission.started, now, asked));
        tracing::trace!(target: log::LIMITER, wait = ?(until - now), "paused after 429");
        self.changed.notify_one();
        until - now
    }

    /// Turns all requests away for a while, because each further one would prolong the block.
    pub(crate) fn block(&self) -> Duration {
        let paused_for = self.tell(|window| window.refusals.block(Instant::now()));
        tracing::trace!(target: log::LIMITER, wait = ?paused_for, "blocked after 403 without JSON");
        self.changed.notify_one();
        paused_for
    }

    /// Changes the window, and tells the other processes now, or with the next request if the file is busy.
    fn tell<T>(&self, change: impl FnOnce(&mut Window) -> T) -> T {
        let result = self.window(change);
        let _ = self.exchange(Moment::now(), |_| ());
        result
    }

    /// Changes the window in agreement with the other processes.
    fn exchange<T>(&self, now: Moment, change: impl FnOnce(&mut Window) -> T) -> Result<T, Busy> {
        self.window(|window| match &self.sharing {
            Some(sharing) => sharing.exchange(now, window, change),
            None => Ok(change(window)),
        })
    }

    fn window<T>(&self, change: impl FnOnce(&mut Window) -> T) -> T {
        change(&mut self.window.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod pace;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod together;
