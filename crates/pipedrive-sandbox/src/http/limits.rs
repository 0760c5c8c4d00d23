//! The two limits of the API: a rolling two-second window per token, and the company's API tokens per day.
//!
//! Described at <https://pipedrive.readme.io/docs/core-api-concepts-rate-limiting>; what follows repeated abuse is
//! described there in words only, so the figures for it are this sandbox's.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::auth::Credential;
use crate::{Clock, SandboxConfig};

/// Length of the rolling window.
const WINDOW: Duration = Duration::from_secs(2);
/// Seconds in a day.
const DAY: u64 = 86_400;
/// Requests answered with 429, one after the other, before an API token is blocked.
const PATIENCE: u32 = 100;
/// How long it then stays blocked.
const BLOCK: Duration = Duration::from_mins(1);
/// An OAuth access token may send that many times what an API token may.
const OAUTH_FACTOR: u32 = 4;

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is answered, and charged.
    Admitted,
    /// 429: the window is full.
    WindowFull,
    /// 429: the budget is spent.
    BudgetSpent,
    /// 403 with an HTML page.
    Blocked,
}

/// The figures in the headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) burst_limit: u32,
    pub(crate) burst_remaining: u32,
    pub(crate) reset_seconds: u64,
    pub(crate) daily_limit: u64,
    pub(crate) daily_remaining: u64,
}

#[derive(Debug, Default)]
struct Window {
    admitted: VecDeque<Duration>,
    refused: u32,
    blocked_until: Option<Duration>,
}

#[derive(Debug, Default)]
struct Usage {
    day: u64,
    spent: u64,
    api_token: Window,
    access_token: Window,
}

/// Requests in a window when limits are off.
const NO_BURST_LIMIT: u32 = 1_000_000;

/// Counts requests and API tokens.
#[derive(Debug)]
pub(crate) struct Limits {
    clock: Clock,
    unlimited: bool,
    burst: u32,
    budget: u64,
    usage: Mutex<Usage>,
}

impl Limits {
    pub(crate) fn new(config: &SandboxConfig) -> Self {
        Self {
            clock: config.clock.clone(),
            unlimited: config.unlimited,
            // Clients pace themselves by the header, so a limit that is off must not show there either.
            burst: if config.unlimited { NO_BURST_LIMIT } else { config.burst() },
            budget: config.budget(),
            usage: Mutex::default(),
        }
    }

    /// The figures of an API token, without a request.
    pub(crate) fn standing(&self) -> Standing {
        let now = self.clock.now();
        let usage = self.usage.lock().unwrap_or_else(PoisonError::into_inner);
        let in_window = usage.api_token.admitted.iter().filter(|&&then| now.saturating_sub(then) < WINDOW).count();
        let spent = if usage.day == now.as_secs() / DAY { usage.spent } else { 0 };
        self.figures(self.burst, u32::try_from(in_window).unwrap_or(u32::MAX), spent)
    }

    fn figures(&self, burst_limit: u32, in_window: u32, spent: u64) -> Standing {
        Standing {
            burst_limit,
            burst_remaining: burst_limit.saturating_sub(in_window),
            reset_seconds: WINDOW.as_secs(),
            daily_limit: self.budget,
            daily_remaining: self.budget.saturating_sub(spent),
        }
    }

    /// Counts a request that costs `tokens` and decides about it.
    pub(crate) fn admit(&self, credential: Credential, tokens: u32) -> (Verdict, Standing) {
        let now = self.clock.now();
        let mut usage = self.usage.lock().unwrap_or_else(PoisonError::into_inner);
        let usage = &mut *usage;
        // The budget starts anew at midnight of the server's time zone, which here is UTC.
        let day = now.as_secs() / DAY;
        if day != usage.day {
            (usage.day, usage.spent) = (day, 0);
        }
        let (window, limit) = match credential {
            Credential::ApiToken => (&mut usage.api_token, self.burst),
            Credential::AccessToken => (&mut usage.access_token, self.burst.saturating_mul(OAUTH_FACTOR)),
        };
        window.forget_before(now);
        let verdict = if self.unlimited {
            Verdict::Admitted
        } else if window.blocked_until.is_some() {
            Verdict::Blocked
        } else if window.len() >= limit {
            window.refuse(now, credential)
        } else if usage.spent >= self.budget {
            Verdict::BudgetSpent
        } else {
            window.refused = 0;
            Verdict::Admitted
        };
        if verdict == Verdict::Admitted {
            if !self.unlimited {
                window.admitted.push_back(now);
            }
            usage.spent = usage.spent.saturating_add(tokens.into());
        }
        let standing = self.figures(limit, window.len(), usage.spent);
        (verdict, standing)
    }
}

impl Window {
    fn len(&self) -> u32 {
        u32::try_from(self.admitted.len()).unwrap_or(u32::MAX)
    }

    fn forget_before(&mut self, now: Duration) {
        while self.admitted.front().is_some_and(|&then| now.saturating_sub(then) >= WINDOW) {
            self.admitted.pop_front();
        }
        if self.blocked_until.is_some_and(|until| until <= now) {
            self.blocked_until = None;
        }
    }

    fn refuse(&mut self, now: Duration, credential: Credential) -> Verdict {
        self.refused += 1;
        if self.refused > PATIENCE && credential == Credential::ApiToken {
            self.refused = 0;
            self.blocked_until = Some(now + BLOCK);
            return Verdict::Blocked;
        }
        Verdict::WindowFull
    }
}

#[cfg(test)]
mod tests {
    use super::Verdict::{Admitted, WindowFull};
    use super::*;

    const NOON: u64 = 86_400 * 20_000 + 43_200;

    fn limits(clock: &Clock, burst: u32, budget: u64) -> Limits {
        let config = SandboxConfig {
            burst_limit: Some(burst),
            daily_budget: Some(budget),
            clock: clock.clone(),
            ..SandboxConfig::default()
        };
        Limits::new(&config)
    }

    fn verdicts(limits: &Limits, credential: Credential, count: usize) -> Vec<Verdict> {
        (0..count).map(|_| limits.admit(credential, 10).0).collect()
    }

    #[test]
    fn the_window_rolls() {
        let clock = Clock::manual(NOON);
        let limits = limits(&clock, 3, 1000);
        assert_eq!(verdicts(&limits, Credential::ApiToken, 2), [Admitted, Admitted]);
        clock.advance(Duration::from_millis(1500));
        assert_eq!(verdicts(&limits, Credential::ApiToken, 2), [Admitted, WindowFull]);
        clock.advance(Duration::from_millis(500));
        assert_eq!(verdicts(&limits, Credential::ApiToken, 3), [Admitted, Admitted, WindowFull]);
    }

    #[test]
    fn each_token_has_its_own_window_and_oauth_a_wider_one() {
        let limits = limits(&Clock::manual(NOON), 1, 1000);
        assert_eq!(verdicts(&limits, Credential::ApiToken, 2), [Verdict::Admitted, Verdict::WindowFull]);
        assert_eq!(verdicts(&limits, Credential::AccessToken, 4), [Verdict::Admitted; 4]);
        assert_eq!(verdicts(&limits, Credential::AccessToken, 1), [Verdict::WindowFull]);
    }

    #[test]
    fn a_client_that_goes_on_is_blocked_and_later_forgiven() {
        let clock = Clock::manual(NOON);
        let limits = limits(&clock, 1, 1000);
        limits.admit(Credential::ApiToken, 1);
        assert!(verdicts(&limits, Credential::ApiToken, 100).iter().all(|v| *v == Verdict::WindowFull));
        assert_eq!(verdicts(&limits, Credential::ApiToken, 1), [Verdict::Blocked]);
        clock.advance(Duration::from_secs(59));
        assert_eq!(verdicts(&limits, Credential::ApiToken, 1), [Verdict::Blocked]);
        clock.advance(Duration::from_secs(1));
        assert_eq!(verdicts(&limits, Credential::ApiToken, 1), [Verdict::Admitted]);
    }

    #[test]
    fn the_budget_is_spent_by_price_and_comes_back_at_midnight() {
        let clock = Clock::manual(NOON);
        let limits = limits(&clock, 100, 25);
        let remaining: Vec<u64> = (0..4).map(|_| limits.admit(Credential::ApiToken, 10).1.daily_remaining).collect();
        assert_eq!(remaining, [15, 5, 0, 0]);
        assert_eq!(limits.admit(Credential::ApiToken, 1).0, Verdict::BudgetSpent);
        clock.advance(Duration::from_secs(43_199));
        assert_eq!(limits.admit(Credential::ApiToken, 1).0, Verdict::BudgetSpent);
        clock.advance(Duration::from_secs(1));
        assert_eq!(limits.admit(Credential::ApiToken, 1).0, Verdict::Admitted);
    }

    #[test]
    fn limits_can_be_switched_off() {
        let config = SandboxConfig { burst_limit: Some(1), unlimited: true, ..SandboxConfig::default() };
        let limits = Limits::new(&config);
        assert_eq!(verdicts(&limits, Credential::ApiToken, 50), [Verdict::Admitted; 50]);
        assert_eq!(limits.standing().burst_remaining, NO_BURST_LIMIT);
    }
}
