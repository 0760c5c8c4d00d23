//! How late after its start a request can have been counted by the server.
//!
//! The server counts a request when it arrives, and nobody tells when that was. If two requests a window apart travel
//! differently long, they can arrive closer together than they left, and the window would hold more than the limit. So
//! a place is not free two seconds after the request left, but two seconds after it had surely arrived: when its answer
//! came, less the quickest round trip seen.
//!
//! Why the quickest round trip may be taken off: let a request take `u` there and its answer `v` back, and let another
//! take `u'` there. If the other leaves no earlier than `2 s - m` after the answer came, it arrives `v + 2 s - m + u'`
//! or more after the first was counted, and `v + u'` is no less than the least way there and the least way back, which
//! is what the quickest round trip comes down to. This needs no knowledge of how a round trip divides, and holds while
//! connections are opened, whose first request takes several times as long.

use std::time::Duration;

use tokio::time::Instant;

/// For what cannot be measured: timers, and a quickest round trip that was not seen yet.
const MARGIN: Duration = Duration::from_millis(20);

/// Most by which a request is taken to arrive later than the quickest. A longer round trip is the server's time to
/// answer, after it has counted.
const LONGEST_DETOUR: Duration = Duration::from_millis(500);

/// Answers before which the quickest round trip is not trusted: all so far may have opened a connection, and later ones,
/// which find it open, take a fourth of that.
const UNSURE: u32 = 64;
const OPENING: u32 = 4;

/// Round trips after which an old quickest one is forgotten, so that one freak does not slow everything for ever.
const EPOCH: u32 = 256;

/// The quickest round trips.
#[derive(Debug, Default)]
pub(super) struct Travel {
    /// That of this epoch and that of the one before.
    epochs: [Option<Duration>; 2],
    /// Round trips in this epoch.
    count: u32,
    /// What follows from them.
    quickest: Duration,
}

impl Travel {
    /// Takes a round trip into account: from letting a request through to the beginning of its answer.
    pub(super) fn observe(&mut self, round_trip: Duration) {
        if self.count == EPOCH {
            self.epochs = [None, self.epochs[0]];
            self.count = 0;
        }
        self.count += 1;
        self.epochs[0] = Some(self.epochs[0].map_or(round_trip, |quickest| quickest.min(round_trip)));
        let quickest = self.epochs.into_iter().flatten().min().unwrap_or_default();
        let is_sure = self.epochs[1].is_some() || self.count >= UNSURE;
        self.quickest = if is_sure { quickest } else { quickest / OPENING };
    }

    /// Until when a request that left at `started` has surely been counted, on the clock of requests leaving; `None`
    /// stands for one without an answer so far.
    pub(super) fn arrival(&self, started: Instant, round_trip: Option<Duration>) -> Instant {
        let detour = round_trip.map_or(LONGEST_DETOUR, |round_trip| round_trip.saturating_sub(self.quickest));
        started + detour.min(LONGEST_DETOUR) + MARGIN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn milliseconds(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    /// After round trips of so many milliseconds, how long after its start one of that many counts as arrived.
    fn check(seen: &[u64], round_trip: Option<u64>, expect: u64) {
        let (origin, mut travel) = (Instant::now(), Travel::default());
        for round_trip in seen {
            travel.observe(milliseconds(*round_trip));
        }
        let arrived = travel.arrival(origin, round_trip.map(milliseconds));
        assert_eq!(arrived - origin, milliseconds(expect), "{round_trip:?}");
    }

    #[test]
    fn a_request_has_arrived_when_its_answer_came_less_the_quickest_round_trip() {
        check(&[150; 64], Some(150), 20);
        check(&[150; 64], Some(200), 70);
        check(&[150; 64], Some(100), 20);
        check(&[150; 64], Some(5_000), 520);
        check(&[150; 64], None, 520);
        check(&[], None, 520);
    }

    #[test]
    fn the_first_round_trips_may_have_opened_connections() {
        check(&[400], Some(400), 320);
        check(&[400; 63], Some(400), 320);
        check(&[400; 64], Some(400), 20);
    }

    #[test]
    fn a_freak_round_trip_is_forgotten_in_time() {
        let mut seen = vec![1];
        seen.extend([150; 511]);
        check(&seen, Some(150), 169);
        seen.push(150);
        check(&seen, Some(150), 20);
    }
}
