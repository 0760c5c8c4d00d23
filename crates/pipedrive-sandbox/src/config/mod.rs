//! What account the sandbox emulates and how it behaves.

mod churn;
mod clock;
mod delay;
mod oauth;
mod plan;
mod quirks;
mod scopes;

use std::fmt;
use std::time::Duration;

pub use churn::{Aim, Churn, Moment};
pub use clock::Clock;
pub use delay::Delay;
pub use oauth::OAuthApp;
pub use plan::Plan;
pub use quirks::{
    Conversions, CursorForm, Downloads, LastPage, MissingAddOn, MissingChangeTimes, Quirks, WorthlessDeals,
};
pub use scopes::SCOPES;

use crate::FaultPlan;

/// Everything that shapes a sandbox account; [`Default`] is a healthy account of 400 deals.
#[derive(Clone)]
pub struct SandboxConfig {
    /// Number of deals, archived and deleted ones included (default 400); the other tables follow from it.
    pub deals: usize,
    /// Seed of all generated data (default 1): the same seed, size and [`now`](Self::now) give the same bytes.
    pub seed: u64,
    /// Unix time in seconds that the data takes for the present (default: the start of today in UTC).
    pub now: Option<i64>,
    /// Added to every answer (default zero); the real API takes 130 ms to 1 s. For 150 ms ± 50 ms it is 100 ms, and the
    /// jitter 100 ms too.
    pub latency: Duration,
    /// Upper bound of a further delay that differs from request to request (default zero).
    pub jitter: Duration,
    /// Requests that take longer (default none).
    pub delays: Vec<Delay>,
    /// Subscription plan, which decides the limits (default [`Plan::Premium`]).
    pub plan: Plan,
    /// Paid seats, which multiply the daily budget (default 1).
    pub seats: u32,
    /// API tokens the company may spend a day (default: by plan and seats, so 150,000).
    pub daily_budget: Option<u64>,
    /// Requests a token may send in two seconds (default: by plan, so 100).
    pub burst_limit: Option<u32>,
    /// Neither limit is enforced (default false); the headers still show them. For benchmarks.
    pub unlimited: bool,
    /// TCP port on 127.0.0.1 (default 0: a free one).
    pub port: u16,
    /// The API token of the account's first user, its administrator unless [`admin`](Self::admin) says otherwise.
    pub api_token: String,
    /// An OAuth access token of the same user that never expires, accepted as `Authorization: Bearer` beside those
    /// that the OAuth server issues.
    pub access_token: String,
    /// The app that the OAuth server issues tokens to.
    pub oauth: OAuthApp,
    /// OAuth scopes of the app, and so of every access token (default: all of [`SCOPES`]).
    pub scopes: Vec<String>,
    /// Whether the company has the Projects add-on (default true); without it, projects, their fields, templates,
    /// boards, phases and tasks are refused as [`Quirks::missing_add_on`] says.
    pub projects_add_on: bool,
    /// Whether the user of the credentials administers the account (default true); otherwise user 2 does, and roles,
    /// permission sets and webhooks are refused.
    pub admin: bool,
    /// Which of the API's inconsistencies show.
    pub quirks: Quirks,
    /// Failures to inject (default none).
    pub faults: FaultPlan,
    /// What changes while lists are read (default nothing).
    pub churn: Option<Churn>,
    /// Time source of the limits, of the OAuth server and of changes to records (default: the system's).
    pub clock: Clock,
}

impl SandboxConfig {
    /// API tokens the company may spend a day.
    pub fn budget(&self) -> u64 {
        self.daily_budget.unwrap_or_else(|| self.plan.daily_tokens(self.seats))
    }

    /// Requests a token sent in `x-api-token` may spend in two seconds.
    pub fn burst(&self) -> u32 {
        self.burst_limit.unwrap_or_else(|| self.plan.burst_limit())
    }
}

impl Default for SandboxConfig {
    fn default() -> Self {
        Self {
            deals: 400,
            seed: 1,
            now: None,
            latency: Duration::ZERO,
            jitter: Duration::ZERO,
            delays: Vec::new(),
            plan: Plan::default(),
            seats: 1,
            daily_budget: None,
            burst_limit: None,
            unlimited: false,
            port: 0,
            api_token: "5a9db0c5a9db0c5a9db0c5a9db0c5a9db0c0ac3e".to_owned(),
            access_token: "v1u:sandbox-access-token-of-ada-admin".to_owned(),
            oauth: OAuthApp::default(),
            scopes: SCOPES.map(|(name, _)| name.to_owned()).to_vec(),
            projects_add_on: true,
            admin: true,
            quirks: Quirks::default(),
            faults: FaultPlan::default(),
            churn: None,
            clock: Clock::default(),
        }
    }
}

impl fmt::Debug for SandboxConfig {
    /// Leaves the two tokens out: a configuration may carry a real one by mistake.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SandboxConfig")
            .field("deals", &self.deals)
            .field("seed", &self.seed)
            .field("now", &self.now)
            .field("latency", &self.latency)
            .field("jitter", &self.jitter)
            .field("delays", &self.delays)
            .field("plan", &self.plan)
            .field("seats", &self.seats)
            .field("daily_budget", &self.daily_budget)
            .field("burst_limit", &self.burst_limit)
            .field("unlimited", &self.unlimited)
            .field("port", &self.port)
            .field("oauth", &self.oauth)
            .field("scopes", &self.scopes)
            .field("projects_add_on", &self.projects_add_on)
            .field("admin", &self.admin)
            .field("quirks", &self.quirks)
            .field("faults", &self.faults)
            .field("churn", &self.churn)
            .field("clock", &self.clock)
            .finish_non_exhaustive()
    }
}
