//! Rows in every format, to the byte where other programs read them.

use insta::assert_snapshot;

use crate::bench::Bench;

/// A title with quotes and a comma, a NULL, an amount, a time, a flag.
const AWKWARD: &str = "SELECT id, title, value, person_id IS NULL AS alone, add_time, lost_reason \
                       FROM deals WHERE id IN (7, 20) ORDER BY id";

#[test]
fn csv_is_a_header_and_rows_and_nothing_else() {
    let bench = Bench::new();
    let outcome = bench.shell(["-q", "--format", "csv", "-c", AWKWARD]).output();
    assert_eq!(outcome.stdout, "");
    assert_eq!(outcome.stderr, "");
    assert_eq!(outcome.code, Some(0));
}

#[test]
fn a_result_without_rows_still_has_its_header() {
    let bench = Bench::new();
    assert_snapshot!(bench.query("SELECT id, title FROM deals WHERE id = 7 AND status = 'nothing'"), @"");
}

#[test]
fn tsv_escapes_what_would_break_a_line() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["-q", "--format", "tsv", "-c", AWKWARD]).show(), @"");
    let control = "SELECT 'a' || chr(9) || 'b' || chr(10) || 'c\\d' AS text, NULL AS nothing";
    assert_snapshot!(bench.shell(["-q", "--format", "tsv", "-c", control]).show(), @"");
}

#[test]
fn json_is_one_array_with_explicit_nulls() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["-q", "--format", "json", "-c", AWKWARD]).show(), @"");
}

#[test]
fn nd_json_is_one_object_a_line() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["-q", "--format", "nd-json", "-c", AWKWARD]).show(), @"");
}

#[test]
fn a_table_is_for_people() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["--format", "table", "-c", AWKWARD]).show(), @"");
}

#[test]
fn a_table_shows_maxrows_and_counts_the_rest() {
    let bench = Bench::new();
    let sql = "SELECT id, name FROM stages ORDER BY id";
    assert_snapshot!(bench.shell(["--format", "table", "--maxrows", "2", "-c", sql]).show(), @"");
    let all = bench.shell(["-q", "--format", "table", "--maxrows", "inf", "-c", sql]).output();
    assert_eq!(all.stdout.lines().count(), 4 + 12);
}

#[test]
fn a_pipe_gets_csv_and_the_cost_goes_to_standard_error() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["-c", "SELECT id, name FROM pipelines ORDER BY id"]).show(), @"");
}

#[test]
fn lists_and_structs_are_json_in_csv() {
    let bench = Bench::new();
    assert_snapshot!(bench.query("SELECT id, emails, label_ids FROM persons WHERE id IN (7, 8) ORDER BY id"), @"");
}

#[test]
fn numbers_dates_and_times_read_back_as_they_were() {
    let bench = Bench::new();
    let sql = "SELECT 0.1 + 0.2 AS sum, 1e300 AS large, 100.0 AS whole, DATE '2026-02-28' AS day, \
               TIME '08:30:00' AS time, arrow_cast('2026-02-28T23:59:59.5Z', 'Timestamp(Microsecond, Some(\"UTC\"))') AS \
               instant, 9007199254740993 AS beyond_float, true AS flag, NULL AS nothing, '' AS empty";
    for format in ["csv", "nd-json"] {
        let shown = bench.shell(["-q", "--format", format, "-c", sql]).show();
        assert_snapshot!(format!("number_{format}"), shown);
    }
}
