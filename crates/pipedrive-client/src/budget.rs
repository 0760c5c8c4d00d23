//! What Pipedrive says about its limits in the headers of each answer.
//!
//! API: <https://pipedrive.readme.io/docs/core-api-concepts-rate-limiting>; the daily headers are sent but not
//! documented there, so each of them may be absent.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::HeaderMap;
use tokio::time::Instant;

/// Longest wait that is taken from a header: nothing is worth a longer one, and no clock overflows.
const LONGEST_WAIT: Duration = Duration::from_hours(24);

/// The limits as the headers last told them; `None` where they never did. Those of the plan may have been told to an
/// earlier session ([`PipedriveClient::recall_limits`](crate::PipedriveClient::recall_limits)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Budget {
    /// API tokens the company has per day.
    pub daily_limit: Option<u64>,
    /// API tokens left today for the whole company.
    pub daily_remaining: Option<u64>,
    /// Requests this token may send in 2 seconds.
    pub burst_limit: Option<u64>,
    /// Requests left in the 2 seconds of the last answer.
    pub burst_remaining: Option<u64>,
    /// POST and PUT requests left today for this user, where the older limit still applies.
    pub daily_writes_left: Option<u64>,
}

/// What a token may use, which changes with the company's plan and not with each request; `None` where nobody has told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlanLimits {
    /// Requests in 2 seconds.
    pub burst: Option<u64>,
    /// API tokens the company has per day.
    pub daily: Option<u64>,
}

/// The rate-limit headers of one answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LimitHeaders {
    pub(crate) budget: Budget,
    /// `x-ratelimit-reset`: seconds from now, not a point in time.
    pub(crate) reset: Option<Duration>,
    /// `retry-after`, as seconds or as an HTTP date.
    pub(crate) retry_after: Option<Duration>,
    /// `date`: the server's clock.
    pub(crate) server_time: Option<DateTime<Utc>>,
}

impl LimitHeaders {
    /// Reads the headers of an answer that came at `now`.
    pub(crate) fn read(headers: &HeaderMap, now: DateTime<Utc>) -> Self {
        let server_time = text(headers, "date").and_then(http_date);
        Self {
            budget: Budget {
                daily_limit: number(headers, "x-daily-ratelimit-token-limit"),
                daily_remaining: number(headers, "x-daily-ratelimit-token-remaining"),
                burst_limit: number(headers, "x-ratelimit-limit").filter(|limit| *limit > 0),
                burst_remaining: number(headers, "x-ratelimit-remaining"),
                daily_writes_left: number(headers, "x-daily-requests-left"),
            },
            reset: number(headers, "x-ratelimit-reset").map(|seconds| LONGEST_WAIT.min(Duration::from_secs(seconds))),
            retry_after: text(headers, "retry-after")
                .and_then(|value| retry_after(value, server_time.unwrap_or(now)))
                .map(|wait| wait.min(LONGEST_WAIT)),
            server_time,
        }
    }

    /// How long to wait after a 429, if the answer says so.
    pub(crate) fn wait(&self) -> Option<Duration> {
        // A reset of 0 would mean "now", which the 429 has just denied.
        self.retry_after.or(self.reset).filter(|wait| !wait.is_zero())
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    text(headers, name)?.parse().ok()
}

/// RFC 9110 §5.6.7: a date in the form of RFC 2822 with `GMT`.
fn http_date(value: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc2822(value).ok().map(|at| at.with_timezone(&Utc))
}

/// RFC 9110 §10.2.3: seconds, or a date, which is one of the server's clock if we know that.
fn retry_after(value: &str, now: DateTime<Utc>) -> Option<Duration> {
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    Some((http_date(value)? - now).to_std().unwrap_or(Duration::ZERO))
}

/// Remembers the latest limits of one token, and what requests that have no answer yet will take from the day's.
#[derive(Debug, Default)]
pub(crate) struct BudgetWatch {
    seen: Mutex<Seen>,
    pledged: AtomicU64,
    /// The prices of all requests that have gone.
    settled: AtomicU64,
}

/// The price of a request that no answer has told the rest of the day's tokens after. It goes with the answer.
#[derive(Debug)]
pub(crate) struct Pledge<'a> {
    watch: &'a BudgetWatch,
    cost: u64,
    /// What requests before this one have pledged.
    before: u64,
    /// What requests that went before it was made have cost.
    settled: u64,
}

impl Pledge<'_> {
    /// Takes over what the answer to this request says, which was sent at that time.
    pub(crate) fn observe(&self, seen: &Budget, sent: Instant) {
        // In this order: a request that goes meanwhile is counted twice and not left out.
        let under_way = self.watch.pledged.load(Ordering::Acquire);
        let gone = self.watch.settled.load(Ordering::Acquire).wrapping_sub(self.settled);
        self.watch.observe(seen, sent, under_way.saturating_add(gone));
    }

    /// API tokens left today once the requests before this one have taken theirs, if an answer of the last five
    /// minutes said so. One that an answer may have counted already is taken off again, so that this is never too much.
    pub(crate) fn left_today(&self) -> Option<u64> {
        self.watch.left_today().map(|left| left.saturating_sub(self.before))
    }
}

impl Drop for Pledge<'_> {
    fn drop(&mut self) {
        self.watch.settled.fetch_add(self.cost, Ordering::AcqRel);
        self.watch.pledged.fetch_sub(self.cost, Ordering::AcqRel);
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    budget: Budget,
    remaining_at: Option<Instant>,
    /// What an earlier session was told, which may hold no more.
    recalled: PlanLimits,
}

impl BudgetWatch {
    /// How long a seen remainder counts as known: the budget resets at an hour that the headers do not tell, and a
    /// query that a stale remainder stopped would never learn that it has.
    pub(crate) const FRESH: Duration = Duration::from_mins(5);

    /// Takes over what the answer to a request sent at that time says; what it does not say stays as it was.
    ///
    /// An answer that was overtaken by another one on its way says more than is left, by no more than `meanwhile`: what
    /// requests cost that were under way together with it. A larger rest means a new day, or tokens that were bought.
    fn observe(&self, seen: &Budget, sent: Instant, meanwhile: u64) {
        let mut state = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let old = state.budget;
        let overtaken = old.daily_remaining.filter(|_| state.remaining_at.is_some_and(|at| at > sent));
        let known = |left: u64| overtaken.filter(|known| left.saturating_sub(*known) <= meanwhile);
        let remaining = seen.daily_remaining.map(|left| left.min(known(left).unwrap_or(left)));
        state.budget = Budget {
            daily_limit: seen.daily_limit.or(old.daily_limit),
            daily_remaining: remaining.or(old.daily_remaining),
            burst_limit: seen.burst_limit.or(old.burst_limit),
            burst_remaining: seen.burst_remaining.or(old.burst_remaining),
            daily_writes_left: seen.daily_writes_left.or(old.daily_writes_left),
        };
        if seen.daily_remaining.is_some() {
            state.remaining_at = Some(Instant::now());
        }
    }

    /// Takes over what another process was told at that time, if we were told nothing since.
    pub(crate) fn hear(&self, at: Instant, remaining: u64, limit: Option<u64>) {
        let mut state = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if state.remaining_at.is_none_or(|known| known < at) {
            state.remaining_at = Some(at);
            state.budget.daily_remaining = Some(remaining);
            state.budget.daily_limit = limit.or(state.budget.daily_limit);
        }
    }

    /// What was left of the daily budget, its size if known, and when we were told.
    pub(crate) fn told(&self) -> Option<(Instant, u64, Option<u64>)> {
        let state = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        Some((state.remaining_at?, state.budget.daily_remaining?, state.budget.daily_limit))
    }

    pub(crate) fn budget(&self) -> Budget {
        let Seen { budget, recalled, .. } = *self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let (burst_limit, daily_limit) = (budget.burst_limit.or(recalled.burst), budget.daily_limit.or(recalled.daily));
        Budget { daily_limit, burst_limit, ..budget }
    }

    /// The limits of the plan, as far as headers told them.
    pub(crate) fn told_limits(&self) -> PlanLimits {
        let budget = self.seen.lock().unwrap_or_else(PoisonError::into_inner).budget;
        PlanLimits { burst: budget.burst_limit, daily: budget.daily_limit }
    }

    /// Takes over what an earlier session was told, in the place of what was recalled before.
    pub(crate) fn recall(&self, limits: PlanLimits) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).recalled = limits;
    }

    /// Announces a request of that price.
    pub(crate) fn pledge(&self, cost: u64) -> Pledge<'_> {
        let settled = self.settled.load(Ordering::Acquire);
        Pledge { watch: self, cost, before: self.pledged.fetch_add(cost, Ordering::AcqRel), settled }
    }

    /// API tokens left today, if an answer of the last five minutes said so.
    pub(crate) fn left_today(&self) -> Option<u64> {
        let state = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        state.budget.daily_remaining.filter(|_| state.remaining_at.is_some_and(|at| at.elapsed() < Self::FRESH))
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderName, HeaderValue};

    use super::*;

    fn read(pairs: &[(&'static str, &'static str)]) -> LimitHeaders {
        let headers = pairs.iter().map(|(k, v)| (HeaderName::from_static(k), HeaderValue::from_static(v))).collect();
        LimitHeaders::read(&headers, DateTime::from_timestamp(1_790_000_000, 0).unwrap())
    }

    fn check_wait(pairs: &[(&'static str, &'static str)], expect: Option<u64>) {
        assert_eq!(read(pairs).wait(), expect.map(Duration::from_secs), "{pairs:?}");
    }

    #[test]
    fn waits_come_from_retry_after_then_from_reset() {
        check_wait(&[], None);
        check_wait(&[("x-ratelimit-reset", "2")], Some(2));
        check_wait(&[("x-ratelimit-reset", "2"), ("retry-after", "7")], Some(7));
        check_wait(&[("retry-after", "Mon, 21 Sep 2026 14:13:25 GMT")], Some(5));
        check_wait(&[("retry-after", "Mon, 21 Sep 2020 14:13:25 GMT")], None);
        check_wait(
            &[("retry-after", "Mon, 21 Sep 2020 14:13:25 GMT"), ("date", "Mon, 21 Sep 2020 14:13:18 GMT")],
            Some(7),
        );
        check_wait(&[("retry-after", "Mon, 21 Sep 2026 14:13:25 GMT"), ("date", "yesterday")], Some(5));
        check_wait(&[("retry-after", "soon"), ("x-ratelimit-reset", "0")], None);
    }

    #[test]
    fn no_wait_is_longer_than_a_day() {
        let day = Some(24 * 60 * 60);
        check_wait(&[("retry-after", "18446744073709551615")], day);
        check_wait(&[("retry-after", "Mon, 21 Sep 2099 14:13:25 GMT")], day);
        check_wait(&[("x-ratelimit-reset", "18446744073709551615")], day);
    }

    #[test]
    fn all_limits_are_read_and_nonsense_is_not() {
        let headers = read(&[
            ("x-daily-ratelimit-token-limit", "30000"),
            ("x-daily-ratelimit-token-remaining", "29990"),
            ("x-ratelimit-limit", "40"),
            ("x-ratelimit-remaining", "39"),
            ("x-daily-requests-left", "9999"),
        ]);
        let expect = Budget {
            daily_limit: Some(30_000),
            daily_remaining: Some(29_990),
            burst_limit: Some(40),
            burst_remaining: Some(39),
            daily_writes_left: Some(9_999),
        };
        assert_eq!(headers.budget, expect);
        assert_eq!(read(&[("x-ratelimit-limit", "0"), ("x-ratelimit-remaining", "-1")]).budget, Budget::default());
    }

    #[tokio::test]
    async fn what_is_on_its_way_is_not_left_for_others() {
        let watch = BudgetWatch::default();
        let first = watch.pledge(10);
        assert_eq!(first.left_today(), None);
        watch.pledge(0).observe(&Budget { daily_remaining: Some(100), ..Budget::default() }, Instant::now());
        let (second, third) = (watch.pledge(20), watch.pledge(5));
        assert_eq!([&first, &second, &third].map(Pledge::left_today), [Some(100), Some(90), Some(70)]);
        drop((first, second, third));
        assert_eq!(watch.pledge(1).left_today(), Some(100));
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_was_overtaken_gives_nothing_back() {
        let watch = BudgetWatch::default();
        let told = |left| Budget { daily_remaining: Some(left), ..Budget::default() };
        let check = |left, sent, expect| {
            watch.pledge(20).observe(&told(left), sent);
            assert_eq!(watch.pledge(0).left_today(), Some(expect), "{left}");
        };
        let sent = Instant::now();
        tokio::time::advance(Duration::from_millis(1)).await;
        check(80, sent, 80);
        check(90, sent, 80);
        check(70, sent, 70);
        tokio::time::advance(Duration::from_millis(1)).await;
        check(1_000, Instant::now(), 1_000);
    }

    #[tokio::test(start_paused = true)]
    async fn a_new_day_is_noticed_while_requests_overlap() {
        let watch = BudgetWatch::default();
        let check = |pledge: &Pledge<'_>, left, sent, expect| {
            pledge.observe(&Budget { daily_remaining: Some(left), ..Budget::default() }, sent);
            assert_eq!(watch.left_today(), Some(expect), "{left}");
        };
        let sent = Instant::now();
        let (slow, quick, other) = (watch.pledge(20), watch.pledge(20), watch.pledge(20));
        tokio::time::advance(Duration::from_millis(1)).await;
        check(&quick, 100, sent, 100);
        drop(quick);
        // It was counted before the quick one and the other, of which one has gone.
        check(&slow, 160, sent, 100);
        check(&slow, 161, sent, 161);
        check(&other, 30_000, sent, 30_000);
        // One that was counted before midnight and comes after it misleads until the next answer.
        check(&slow, 60, sent, 60);
        check(&other, 29_980, sent, 29_980);
    }

    #[tokio::test(start_paused = true)]
    async fn a_remainder_is_known_for_five_minutes_and_shown_for_ever() {
        let watch = BudgetWatch::default();
        assert_eq!(watch.left_today(), None);
        watch
            .pledge(0)
            .observe(&Budget { daily_remaining: Some(5), daily_limit: Some(9), ..Budget::default() }, Instant::now());
        watch.pledge(0).observe(&Budget { daily_limit: Some(8), ..Budget::default() }, Instant::now());
        assert_eq!(watch.left_today(), Some(5));
        tokio::time::advance(BudgetWatch::FRESH).await;
        assert_eq!(watch.left_today(), None);
        assert_eq!((watch.budget().daily_remaining, watch.budget().daily_limit), (Some(5), Some(8)));
    }

    #[tokio::test]
    async fn what_is_told_comes_before_what_is_recalled() {
        let watch = BudgetWatch::default();
        let check = |told, shown| {
            let budget = watch.budget();
            assert_eq!(
                (watch.told_limits(), PlanLimits { burst: budget.burst_limit, daily: budget.daily_limit }),
                (told, shown)
            );
        };
        let recalled = PlanLimits { burst: Some(160), daily: Some(90_000) };
        watch.recall(recalled);
        check(PlanLimits::default(), recalled);
        watch.pledge(0).observe(&Budget { burst_limit: Some(40), ..Budget::default() }, Instant::now());
        check(PlanLimits { burst: Some(40), daily: None }, PlanLimits { burst: Some(40), daily: Some(90_000) });
        watch.recall(PlanLimits::default());
        check(PlanLimits { burst: Some(40), daily: None }, PlanLimits { burst: Some(40), daily: None });
    }
}
