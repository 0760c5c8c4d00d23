//! What the spans of a record are, whatever the order of its changelog.

use super::{Change, Span, spans};

const CREATED: i64 = 100;
const CREATOR: i64 = 9;

fn change((time, old, new): (i64, &str, &str)) -> Change {
    let value = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    // Who made a change is told by its time, so that a mix-up shows.
    Change { time, old: value(old), new: value(new), by: Some(time + 1) }
}

/// Checks the spans as `value since-until by`, for the changes in the given order and in the opposite one.
fn check(today: &str, changes: &[(i64, &str, &str)], expect: &[&str]) {
    let forwards: Vec<Change> = changes.iter().copied().map(change).collect();
    let backwards: Vec<Change> = forwards.iter().rev().cloned().collect();
    for changes in [forwards, backwards] {
        let shown = |span: Span| {
            let at = |time: Option<i64>| time.map_or("now".to_owned(), |time| time.to_string());
            format!(
                "{} {}-{} {}",
                span.value.unwrap_or_default(),
                at(span.since),
                at(span.until),
                span.by.unwrap_or_default()
            )
        };
        let found = spans(Some(CREATED), Some(CREATOR), Some(today.to_owned()), changes);
        assert_eq!(found.into_iter().map(shown).collect::<Vec<_>>(), expect, "{changes:?}", changes = expect);
    }
}

#[test]
fn a_record_that_never_changed_has_its_value_since_it_was_created() {
    check("3", &[], &["3 100-now 9"]);
}

#[test]
fn the_first_value_is_the_one_the_first_change_left() {
    check("2", &[(200, "1", "2")], &["1 100-200 9", "2 200-now 201"]);
}

#[test]
fn a_value_that_comes_back_has_a_span_of_its_own() {
    check("1", &[(200, "1", "2"), (300, "2", "1")], &["1 100-200 9", "2 200-300 201", "1 300-now 301"]);
}

#[test]
fn changes_of_one_second_are_chained_by_their_values() {
    check(
        "4",
        &[(200, "1", "2"), (200, "2", "3"), (200, "3", "4")],
        &["1 100-200 9", "2 200-200 201", "3 200-200 201", "4 200-now 201"],
    );
}

#[test]
fn changes_of_one_second_that_go_round_begin_where_the_one_before_ended() {
    check(
        "2",
        &[(150, "1", "2"), (200, "2", "3"), (200, "3", "2")],
        &["1 100-150 9", "2 150-200 151", "3 200-200 201", "2 200-now 201"],
    );
    check(
        "3",
        &[(200, "1", "2"), (200, "2", "1"), (200, "1", "3")],
        &["1 100-200 9", "2 200-200 201", "1 200-200 201", "3 200-now 201"],
    );
}

#[test]
fn a_change_that_changes_nothing_is_none() {
    check("1", &[(200, "1", "1")], &["1 100-now 9"]);
}

#[test]
fn before_a_value_came_out_of_nothing_nothing_is_told() {
    check("2", &[(120, "", "1"), (200, "1", "2")], &["1 120-200 121", "2 200-now 201"]);
}
