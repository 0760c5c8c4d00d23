//! What the spans of a record are, whatever the order of its changelog.

use super::{Change, Record, Span, spans};

const CREATED: i64 = 100;
const CREATOR: i64 = 9;
const TOUCHED: i64 = 900;

fn value(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn change((time, old, new): (i64, &str, &str)) -> Change {
    // Who made a change is told by its time, so that a mix-up shows.
    Change { time, old: value(old), new: value(new), by: Some(time + 1) }
}

/// Checks the spans as `value since-until by`, for the changes in the given order and in the opposite one; the record is
/// what it is today, and began with `1` if nothing changed it.
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
        let record = Record {
            created: Some(CREATED),
            creator: Some(CREATOR),
            first: value("1"),
            today: value(today),
            touched: Some(TOUCHED),
        };
        let found = spans(record, changes);
        assert_eq!(found.into_iter().map(shown).collect::<Vec<_>>(), expect, "{expect:?}");
    }
}

#[test]
fn a_record_that_never_changed_has_its_value_since_it_was_created() {
    check("1", &[], &["1 100-now 9"]);
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

#[test]
fn a_value_that_no_change_tells_of_was_set_when_the_record_was_last_touched() {
    check("3", &[], &["1 100-900 9", "3 900-now 0"]);
    check("3", &[(200, "1", "2")], &["1 100-200 9", "2 200-900 201", "3 900-now 0"]);
    check("", &[(200, "1", "2")], &["1 100-200 9", "2 200-900 201", " 900-now 0"]);
}

#[test]
fn a_record_is_not_touched_before_its_last_change() {
    check("3", &[(950, "1", "2")], &["1 100-950 9", "2 950-950 951", "3 950-now 0"]);
}

#[test]
fn an_entry_that_comes_twice_is_one_change() {
    check("2", &[(200, "1", "2"), (200, "1", "2")], &["1 100-200 9", "2 200-now 201"]);
    check(
        "2",
        &[(200, "1", "2"), (200, "2", "1"), (200, "1", "2")],
        &["1 100-200 9", "2 200-200 201", "1 200-200 201", "2 200-now 201"],
    );
}

#[test]
fn changes_of_one_second_that_form_no_chain_lead_to_what_comes_after() {
    check("3", &[(200, "1", "3"), (200, "1", "2")], &["1 100-200 9", "2 200-200 201", "3 200-now 201"]);
    check(
        "5",
        &[(150, "1", "4"), (200, "7", "2"), (200, "4", "3"), (300, "2", "5")],
        &["1 100-150 9", "4 150-200 151", "3 200-200 201", "2 200-300 201", "5 300-now 301"],
    );
}
