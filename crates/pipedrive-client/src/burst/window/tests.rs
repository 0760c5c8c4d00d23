//! The window's arithmetic on a made-up clock.

use super::*;

/// Milliseconds after the start of a test.
fn at(origin: Instant, milliseconds: u64) -> Instant {
    origin + Duration::from_millis(milliseconds)
}

/// When each of a row of requests enters, in milliseconds, if all are there from the start.
fn enter_all(window: &mut Window, origin: Instant, from: u64, count: usize) -> Vec<u128> {
    let mut now = at(origin, from);
    let mut entered = Vec::new();
    while entered.len() < count {
        match window.enter(now) {
            Gate::Entered => entered.push((now - origin).as_millis()),
            Gate::Opens(then) | Gate::Blocked(then) => now = then,
        }
    }
    entered
}

#[test]
fn no_window_of_two_seconds_holds_more_than_the_limit() {
    let origin = Instant::now();
    let mut window = Window::new(3);
    let entered = enter_all(&mut window, origin, 0, 8);
    assert_eq!(entered, [0, 0, 0, 2050, 2050, 2050, 4100, 4100]);
}

#[test]
fn the_window_rolls_and_does_not_jump() {
    let origin = Instant::now();
    let mut window = Window::new(2);
    assert_eq!(window.enter(at(origin, 0)), Gate::Entered);
    assert_eq!(window.enter(at(origin, 1500)), Gate::Entered);
    assert_eq!(window.enter(at(origin, 1600)), Gate::Opens(at(origin, 2050)));
    assert_eq!(window.enter(at(origin, 2050)), Gate::Entered);
    assert_eq!(window.enter(at(origin, 2060)), Gate::Opens(at(origin, 3550)));
}

#[test]
fn a_learned_limit_holds_at_once() {
    let origin = Instant::now();
    let mut window = Window::new(2);
    enter_all(&mut window, origin, 0, 2);
    assert_eq!(window.learn(origin, Some(4), Some(2)), Some((2, 4)));
    assert_eq!(window.learn(origin, Some(4), None), None);
    assert_eq!(enter_all(&mut window, origin, 10, 3), [10, 10, 2050]);
    assert_eq!(window.learn(origin, Some(1), None), Some((4, 1)));
    assert_eq!(window.enter(at(origin, 2060)), Gate::Opens(at(origin, 4100)));
}

/// After three requests of ours at 0 ms, an answer says so many remain of ten; how many more may go at 20 ms?
fn check_others(remaining: u64, expect: usize) {
    let origin = Instant::now();
    let mut window = Window::new(10);
    enter_all(&mut window, origin, 0, 3);
    window.learn(origin, Some(10), Some(remaining));
    let free =
        std::iter::repeat_with(|| window.enter(at(origin, 20))).take_while(|gate| *gate == Gate::Entered).count();
    assert_eq!(free, expect, "{remaining}");
}

#[test]
fn requests_of_other_programs_take_their_places() {
    check_others(9, 7);
    check_others(7, 7);
    check_others(5, 5);
    check_others(0, 0);
    check_others(99, 7);
}

#[test]
fn an_answer_that_comes_late_says_nothing_about_now() {
    let origin = Instant::now();
    let mut window = Window::new(2);
    enter_all(&mut window, origin, 0, 1);
    enter_all(&mut window, origin, 3000, 1);
    window.learn(origin, None, Some(0));
    assert_eq!(window.enter(at(origin, 3010)), Gate::Entered);
}

/// Each 429 as (request let through at, answer at, asked for); then until when the window is closed.
fn check_pauses(events: &[(u64, u64, Option<u64>)], until: u64) {
    let origin = Instant::now();
    let mut window = Window::new(20);
    for (started, now, asked) in events {
        window.pause(at(origin, *started), at(origin, *now), asked.map(Duration::from_secs));
    }
    assert_eq!(window.enter(at(origin, until - 1)), Gate::Opens(at(origin, until)), "{events:?}");
    assert_eq!(window.enter(at(origin, until)), Gate::Entered, "{events:?}");
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
    window.pause(at(origin, 0), at(origin, 100), None);
    window.passed(at(origin, 50));
    assert_eq!(window.enter(at(origin, 200)), Gate::Opens(at(origin, 2_100)), "it was sent before the pause");
    window.passed(at(origin, 2_100));
    window.pause(at(origin, 3_000), at(origin, 3_100), None);
    assert_eq!(window.enter(at(origin, 3_200)), Gate::Opens(at(origin, 5_100)));
}

#[test]
fn a_block_turns_everything_away_for_a_while() {
    let origin = Instant::now();
    let mut window = Window::new(20);
    assert_eq!(window.block(origin), Duration::from_mins(1));
    assert_eq!(window.enter(at(origin, 59_999)), Gate::Blocked(at(origin, 60_000)));
    assert_eq!(window.enter(at(origin, 60_000)), Gate::Entered);
}

#[test]
fn an_absurd_header_costs_neither_memory_nor_time() {
    let now = Instant::now();
    let mut window = Window::new(20);
    assert_eq!(window.enter(now), Gate::Entered);
    window.learn(now, Some(u64::MAX), Some(0));
    assert_eq!(window.starts.len(), 1 + MOST_OTHERS);
    assert_eq!(window.enter(now), Gate::Entered);
}
