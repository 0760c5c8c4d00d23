//! Subscription plans and the limits they bring.

use std::fmt;
use std::str::FromStr;

use crate::SandboxError;

/// A Pipedrive subscription plan.
///
/// Source of the figures: <https://pipedrive.readme.io/docs/core-api-concepts-rate-limiting>.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Plan {
    /// 20 requests in two seconds, 30,000 API tokens a day and seat.
    Lite,
    /// 40 requests in two seconds, 60,000 API tokens a day and seat.
    Growth,
    /// 100 requests in two seconds, 150,000 API tokens a day and seat.
    #[default]
    Premium,
    /// 120 requests in two seconds, 210,000 API tokens a day and seat.
    Ultimate,
}

impl Plan {
    /// Every plan, from the smallest to the largest.
    pub const ALL: [Self; 4] = [Self::Lite, Self::Growth, Self::Premium, Self::Ultimate];

    /// API tokens a day for that many seats.
    pub fn daily_tokens(self, seats: u32) -> u64 {
        let multiplier = match self {
            Self::Lite => 1,
            Self::Growth => 2,
            Self::Premium => 5,
            Self::Ultimate => 7,
        };
        30_000 * multiplier * u64::from(seats)
    }

    /// Requests in two seconds for an API token; an OAuth access token has four times as many.
    pub fn burst_limit(self) -> u32 {
        match self {
            Self::Lite => 20,
            Self::Growth => 40,
            Self::Premium => 100,
            Self::Ultimate => 120,
        }
    }

    /// Lower-case name, as [`FromStr`] reads it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lite => "lite",
            Self::Growth => "growth",
            Self::Premium => "premium",
            Self::Ultimate => "ultimate",
        }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Plan {
    type Err = SandboxError;

    fn from_str(text: &str) -> Result<Self, SandboxError> {
        Self::ALL
            .into_iter()
            .find(|plan| plan.name().eq_ignore_ascii_case(text.trim()))
            .ok_or_else(|| SandboxError::UnknownPlan { name: text.to_owned() })
    }
}
