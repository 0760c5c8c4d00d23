//! The window's arithmetic on a made-up clock.

use super::*;

/// Milliseconds after the start of a test.
fn at(origin: Instant, milliseconds: u64) -> Instant {
    origin + Duration::from_millis(milliseconds)
}

/// When a request may go that asks at `now`: then or later, in milliseconds; none while it is blocked.
fn gate(window: &mut Window, origin: Instant, now: u64) -> Option<u64> {
    let then = match window.enter(at(origin, now)) {
        Gate::Entered(admission) => admission.started,
        Gate::Opens(then) => then,
        Gate::Blocked(_) => return None,
    };
    Some(u64::try_from((then - origin).as_millis()).unwrap())
}

/// When each of a row of requests enters, in milliseconds, if all are there from the start and each is answered after
/// so many milliseconds.
fn enter_all(window: &mut Window, origin: Instant, from: u64, count: usize, round_trip: u64) -> Vec<u64> {
    let mut now = from;
    let mut entered = Vec::new();
    while entered.len() < count {
        match window.enter(at(origin, now)) {
            Gate::Entered(admission) => {
                window.answered(admission, at(origin, now + round_trip));
                entered.push(now);
            }
            Gate::Opens(then) | Gate::Blocked(then) => now = u64::try_from((then - origin).as_millis()).unwrap(),
        }
    }
    entered
}

/// A request that is let through at that millisecond.
fn admit(window: &mut Window, origin: Instant, now: u64) -> Admission {
    let Gate::Entered(admission) = window.enter(at(origin, now)) else { panic!("the window is full at {now}") };
    admission
}

#[test]
fn no_window_of_two_seconds_holds_more_than_the_limit() {
    let origin = Instant::now();
    let mut window = Window::new(3);
    let entered = enter_all(&mut window, origin, 0, 8, 0);
    assert_eq!(entered, [0, 0, 0, 2020, 2020, 2020, 4040, 4040]);
}

#[test]
fn the_window_rolls_and_does_not_jump() {
    let origin = Instant::now();
    let mut window = Window::new(2);
    assert_eq!(enter_all(&mut window, origin, 0, 1, 0), [0]);
    assert_eq!(enter_all(&mut window, origin, 1_500, 1, 0), [1_500]);
    assert_eq!(gate(&mut window, origin, 1_600), Some(2_020));
    assert_eq!(enter_all(&mut window, origin, 2_020, 2, 0), [2_020, 3_520]);
}

#[test]
fn a_request_stays_until_its_answer_has_proved_when_it_was_counted() {
    let origin = Instant::now();
    let mut window = Window::new(64);
    enter_all(&mut window, origin, 0, 63, 100);
    let late = admit(&mut window, origin, 0);
    assert_eq!(gate(&mut window, origin, 10), Some(2020 + 75), "the quickest may have opened a connection");
    window.answered(late, at(origin, 150));
    assert_eq!(enter_all(&mut window, origin, 10, 64, 100)[62..], [2020, 2070], "the last one came 50 ms later");
}

#[test]
fn a_learned_limit_holds_at_once() {
    let origin = Instant::now();
    let mut window = Window::new(2);
    let admission = admit(&mut window, origin, 0);
    window.answered(admission, origin);
    enter_all(&mut window, origin, 0, 1, 0);
    assert_eq!(window.share(origin), (2, false));
    assert_eq!(window.learn(admission, at(origin, 20), Some(4), Some(2)), Some((2, 4)));
    assert_eq!(window.learn(admission, at(origin, 20), Some(4), None), None);
    assert_eq!(window.share(origin), (4, true));
    assert_eq!(enter_all(&mut window, origin, 10, 3, 0), [10, 10, 2020]);
    assert_eq!(window.learn(admission, at(origin, 20), Some(1), None), Some((4, 1)));
    assert_eq!(gate(&mut window, origin, 2050), Some(4040));
}

#[test]
fn an_older_answer_does_not_bring_back_a_higher_limit() {
    let origin = Instant::now();
    let mut window = Window::new(100);
    let [early, late] = [0, 10].map(|now| admit(&mut window, origin, now));
    assert_eq!(window.learn(late, at(origin, 20), Some(40), None), Some((100, 40)));
    assert_eq!(window.learn(early, at(origin, 20), Some(100), None), None);
    assert_eq!(window.learn(early, at(origin, 20), Some(20), None), Some((40, 20)));
    assert_eq!(window.learn(late, at(origin, 20), Some(100), None), Some((20, 100)));
}

/// After three requests of ours at 0 ms, an answer says so many remain of ten; how many more may go at 20 ms?
fn check_strangers(remaining: u64, expect: usize) {
    let origin = Instant::now();
    let mut window = Window::new(10);
    let admission = admit(&mut window, origin, 0);
    enter_all(&mut window, origin, 0, 2, 0);
    window.learn(admission, at(origin, 20), Some(10), Some(remaining));
    assert_eq!(window.share(origin).0, if remaining == 99 { 10 } else { expect + 3 }, "{remaining}");
    let gates = std::iter::repeat_with(|| window.enter(at(origin, 20)));
    let free = gates.take_while(|gate| matches!(gate, Gate::Entered(_))).count();
    assert_eq!(free, expect, "{remaining}");
}

#[test]
fn requests_of_other_programs_take_their_places() {
    check_strangers(9, 7);
    check_strangers(7, 7);
    check_strangers(5, 5);
    check_strangers(0, 0);
    check_strangers(99, 7);
}

#[test]
fn places_of_others_are_free_again_when_they_are_gone() {
    let origin = Instant::now();
    let mut window = Window::new(10);
    let admission = admit(&mut window, origin, 0);
    window.learn(admission, at(origin, 20), None, Some(2));
    assert_eq!([2_519, 2_520].map(|now| window.share(at(origin, now)).0), [3, 10]);
}

#[test]
fn an_answer_that_comes_late_says_nothing_about_now() {
    let origin = Instant::now();
    let mut window = Window::new(2);
    let admission = admit(&mut window, origin, 0);
    enter_all(&mut window, origin, 3000, 1, 0);
    window.learn(admission, at(origin, 3_005), None, Some(0));
    assert_eq!(gate(&mut window, origin, 3010), Some(3010));
}

/// Each 429 as (request let through at, answer at, asked for); then until when the window is closed.
fn check_pauses(events: &[(u64, u64, Option<u64>)], until: u64) {
    let origin = Instant::now();
    let mut window = Window::new(20);
    for (started, now, asked) in events {
        window.refusals.pause(at(origin, *started), at(origin, *now), asked.map(Duration::from_secs));
    }
    assert_eq!(window.enter(at(origin, until - 1)), Gate::Opens(at(origin, until)), "{events:?}");
    assert_eq!(gate(&mut window, origin, until), Some(until), "{events:?}");
}

#[test]
fn pauses_grow_while_429s_follow_one_another() {
    check_pauses(&[(0, 100, None)], 2_100);
    check_pauses(&[(0, 100, Some(7))], 7_100);
    check_pauses(&[(0, 100, None), (2_100, 2_200, None)], 6_200);
    check_pauses(&[(0, 100, None), (2_100, 2_200, None), (6_200, 6_300, None)], 14_300);
    // Requests that were under way together count once, and a shorter pause does not end a longer one.
    check_pauses(&[(0, 100, None), (10, 110, None), (20, 120, None)], 2_120);
    check_pauses(&[(0, 100, Some(9)), (10, 110, Some(1))], 9_100);
}

#[test]
fn a_success_ends_the_streak() {
    let origin = Instant::now();
    let mut window = Window::new(20);
    window.refusals.pause(at(origin, 0), at(origin, 100), None);
    window.refusals.passed(at(origin, 50));
    assert_eq!(gate(&mut window, origin, 200), Some(2_100), "it was sent before the pause");
    window.refusals.passed(at(origin, 2_100));
    window.refusals.pause(at(origin, 3_000), at(origin, 3_100), None);
    assert_eq!(gate(&mut window, origin, 3_200), Some(5_100));
}

#[test]
fn a_block_turns_everything_away_for_a_while() {
    let origin = Instant::now();
    let mut window = Window::new(20);
    assert_eq!(window.refusals.block(origin), Duration::from_mins(1));
    assert_eq!(window.enter(at(origin, 59_999)), Gate::Blocked(at(origin, 60_000)));
    assert_eq!(gate(&mut window, origin, 60_000), Some(60_000));
}

#[test]
fn an_absurd_header_costs_neither_memory_nor_time() {
    let now = Instant::now();
    let mut window = Window::new(20);
    let admission = admit(&mut window, now, 0);
    window.learn(admission, now, Some(u64::MAX), Some(0));
    assert_eq!(window.strangers.len(), MOST_STRANGERS);
    assert_eq!(gate(&mut window, now, 0), Some(0));
}
