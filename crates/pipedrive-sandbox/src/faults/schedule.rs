//! When faults strike: rules, and the count of requests each rule has seen.

use serde::{Deserialize, Serialize};

use super::Fault;

/// Rules for injected failures; the first rule that strikes decides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultPlan {
    /// The rules, each counting its own requests.
    pub rules: Vec<FaultRule>,
}

/// One rule: which requests to count and which of them to hit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultRule {
    /// Method of the requests to count; all of them if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Path without the version prefix (`deals`, `deals/archived`), which also covers what lies below it; with the
    /// prefix (`/api/v2/deals`) only that version; `oauth/token` the OAuth
    /// server's; `*` covers everything.
    pub path: String,
    /// The failure.
    pub fault: Fault,
    /// First matching request to hit, counted from 1 (default 1).
    #[serde(default = "one")]
    pub first: u32,
    /// How many requests to hit; 0 means all that follow (default: 1, or all with [`every`](Self::every)).
    #[serde(default)]
    pub times: Option<u32>,
    /// Hit only every k-th matching request from [`first`](Self::first) on; with `first` 1 the k-th one is the first.
    #[serde(default)]
    pub every: Option<u32>,
}

const fn one() -> u32 {
    1
}

impl FaultRule {
    /// Whether the rule counts a request of this method to this path.
    pub fn covers(&self, method: &str, path: &str) -> bool {
        if self.method.as_ref().is_some_and(|wanted| !wanted.eq_ignore_ascii_case(method)) {
            return false;
        }
        if self.path == "*" {
            return true;
        }
        let bare = ["/api/v2/", "/api/v1/", "/v1/"].iter().find_map(|prefix| path.strip_prefix(prefix));
        let target = self.path.trim_matches('/');
        [Some(path.trim_start_matches('/')), bare].into_iter().flatten().any(|candidate| {
            candidate.strip_prefix(target).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// Whether the rule hits the n-th request it counts, with n from 1.
    pub fn strikes(&self, n: u32) -> bool {
        let Some(since) = n.checked_sub(self.first) else { return false };
        let hit = match self.every {
            None => since,
            Some(k) if self.first <= 1 && n.is_multiple_of(k.max(1)) => n / k.max(1) - 1,
            Some(k) if self.first > 1 && since.is_multiple_of(k.max(1)) => since / k.max(1),
            Some(_) => return false,
        };
        match self.times {
            Some(0) => true,
            Some(times) => hit < times,
            None => self.every.is_some() || hit == 0,
        }
    }
}

/// A plan at work.
#[derive(Debug, Default)]
pub(crate) struct FaultState {
    plan: FaultPlan,
    seen: Vec<u32>,
}

impl FaultState {
    pub(crate) fn new(plan: FaultPlan) -> Self {
        let seen = vec![0; plan.rules.len()];
        Self { plan, seen }
    }

    /// Counts a request and tells what to do to it.
    pub(crate) fn strike(&mut self, method: &str, path: &str) -> Option<Fault> {
        let mut struck = None;
        for (rule, seen) in self.plan.rules.iter().zip(&mut self.seen) {
            if rule.covers(method, path) {
                *seen = seen.saturating_add(1);
                if struck.is_none() && rule.strikes(*seen) {
                    struck = Some(rule.fault);
                }
            }
        }
        struck
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rule: &str, expect: &[u32]) {
        let rule: FaultRule = rule.parse().unwrap();
        let hits: Vec<u32> = (1..=8).filter(|&n| rule.strikes(n)).collect();
        assert_eq!(hits, expect, "{rule}");
    }

    #[test]
    fn rules_strike_when_they_say() {
        check("deals:500", &[1]);
        check("deals:500@3", &[3]);
        check("deals:500*3", &[1, 2, 3]);
        check("deals:500@2*2", &[2, 3]);
        check("deals:500*", &[1, 2, 3, 4, 5, 6, 7, 8]);
        check("deals:500/3", &[3, 6]);
        check("deals:500/3*1", &[3]);
        check("deals:500@2/3", &[2, 5, 8]);
    }

    #[test]
    fn paths_match_whole_segments() {
        let covers = |rule: &str, path: &str| format!("{rule}:500").parse::<FaultRule>().unwrap().covers("GET", path);
        assert!(covers("deals", "/api/v2/deals"));
        assert!(covers("deals", "/api/v2/deals/7"));
        assert!(covers("/deals/archived", "/api/v2/deals/archived"));
        assert!(covers("leads", "/v1/leads") && covers("leads", "/api/v1/leads"));
        assert!(covers("/api/v2/deals", "/api/v2/deals"));
        assert!(covers("*", "/anything"));
        assert!(covers("GET deals", "/api/v2/deals") && covers("get deals/7", "/api/v2/deals/7"));
        assert!(!covers("PATCH deals", "/api/v2/deals"));
        assert!(!covers("deals", "/api/v2/dealFields"));
        assert!(!covers("/api/v2/deals", "/v1/deals"));
    }

    #[test]
    fn each_rule_counts_its_own_requests() {
        let mut state = FaultState::new("deals:500@2,persons:drop".parse().unwrap());
        let hits = ["/api/v2/deals", "/api/v2/persons", "/api/v2/deals", "/api/v2/deals"]
            .map(|path| state.strike("GET", path));
        assert_eq!(hits, [None, Some(Fault::Dropped), Some(Fault::InternalError), None]);
    }
}
