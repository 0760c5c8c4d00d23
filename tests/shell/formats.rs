//! Rows in every format, to the byte where other programs read them.

use insta::assert_snapshot;

use crate::bench::Bench;

/// A title with quotes and a comma, an amount, a flag, a text that is NULL in one row, a time.
const AWKWARD: &str = "SELECT id, title, value, person_id IS NULL AS alone, lost_reason, add_time \
                       FROM deals WHERE id IN (7, 20) ORDER BY id";

#[test]
fn csv_is_a_header_and_rows_and_nothing_else() {
    let bench = Bench::new();
    let outcome = bench.shell(["-q", "--format", "csv", "-c", AWKWARD]).output();
    let expect = "id,title,value,alone,lost_reason,add_time\n\
                  7,\"He said \"\"maybe\"\", then \"\"yes\"\"\",3439903.27,false,,2023-06-24T03:47:43Z\n\
                  20,Glacier Analytics S.A. – framework agreement,4845.62,false,\"Missing feature, \"\"SSO\"\"\",\
                  2023-09-15T01:24:09Z\n";
    assert_eq!(outcome.stdout, expect);
    assert_eq!(outcome.stderr, "");
    assert_eq!(outcome.code, Some(0));
}

#[test]
fn a_result_without_rows_still_has_its_header() {
    let bench = Bench::new();
    assert_snapshot!(bench.query("SELECT id, title FROM deals WHERE id = 7 AND status = 'nothing'"), @r"
    exit: 0
    --- stdout
    id,title
    ");
}

#[test]
fn tsv_escapes_what_would_break_a_line() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["-q", "--format", "tsv", "-c", AWKWARD]).show(), @r#"
    exit: 0
    --- stdout
    id	title	value	alone	lost_reason	add_time
    7	He said "maybe", then "yes"	3439903.27	false		2023-06-24T03:47:43Z
    20	Glacier Analytics S.A. – framework agreement	4845.62	false	Missing feature, "SSO"	2023-09-15T01:24:09Z
    "#);
    let control = "SELECT 'a' || chr(9) || 'b' || chr(10) || 'c\\d' AS text, NULL AS nothing";
    assert_snapshot!(bench.shell(["-q", "--format", "tsv", "-c", control]).show(), @r"
    exit: 0
    --- stdout
    text	nothing
    a\tb\nc\\d
    ");
}

#[test]
fn json_is_one_array_with_explicit_nulls() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["-q", "--format", "json", "-c", AWKWARD]).show(), @r#"
    exit: 0
    --- stdout
    [{"id":7,"title":"He said \"maybe\", then \"yes\"","value":3439903.27,"alone":false,"lost_reason":null,"add_time":"2023-06-24T03:47:43Z"},
    {"id":20,"title":"Glacier Analytics S.A. – framework agreement","value":4845.62,"alone":false,"lost_reason":"Missing feature, \"SSO\"","add_time":"2023-09-15T01:24:09Z"}]
    "#);
}

#[test]
fn nd_json_is_one_object_a_line() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["-q", "--format", "nd-json", "-c", AWKWARD]).show(), @r#"
    exit: 0
    --- stdout
    {"id":7,"title":"He said \"maybe\", then \"yes\"","value":3439903.27,"alone":false,"lost_reason":null,"add_time":"2023-06-24T03:47:43Z"}
    {"id":20,"title":"Glacier Analytics S.A. – framework agreement","value":4845.62,"alone":false,"lost_reason":"Missing feature, \"SSO\"","add_time":"2023-09-15T01:24:09Z"}
    "#);
}

#[test]
fn a_table_is_for_people() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["--format", "table", "-c", AWKWARD]).show(), @r#"
    exit: 0
    --- stdout
    +----+----------------------------------------------+------------+-------+------------------------+----------------------+
    | id | title                                        |      value | alone | lost_reason            | add_time             |
    +----+----------------------------------------------+------------+-------+------------------------+----------------------+
    |  7 | He said "maybe", then "yes"                  | 3439903.27 | false |                        | 2023-06-24T03:47:43Z |
    | 20 | Glacier Analytics S.A. – framework agreement |    4845.62 | false | Missing feature, "SSO" | 2023-09-15T01:24:09Z |
    +----+----------------------------------------------+------------+-------+------------------------+----------------------+
    --- stderr
    2 rows · [time] · 3 requests · 12 tokens
    "#);
}

#[test]
fn a_table_shows_maxrows_and_counts_the_rest() {
    let bench = Bench::new();
    let sql = "SELECT id, name FROM stages ORDER BY id";
    assert_snapshot!(bench.shell(["--format", "table", "--maxrows", "2", "-c", sql]).show(), @r"
    exit: 0
    --- stdout
    +----+--------------+
    | id | name         |
    +----+--------------+
    |  1 | Qualified    |
    |  2 | Contact Made |
    +----+--------------+
    … 10 more rows; `--maxrows inf` or `\pset maxrows inf` shows all
    --- stderr
    12 rows · [time] · 1 request · 5 tokens
    ");
    let all = bench.shell(["-q", "--format", "table", "--maxrows", "inf", "-c", sql]).output();
    assert_eq!(all.stdout.lines().count(), 4 + 12);
}

#[test]
fn a_pipe_gets_csv_and_the_cost_goes_to_standard_error() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["-c", "SELECT id, name FROM pipelines ORDER BY id"]).show(), @r"
    exit: 0
    --- stdout
    id,name
    1,Sales
    2,Renewals
    3,Partnerships
    --- stderr
    3 rows · [time] · 1 request · 5 tokens
    ");
}

#[test]
fn lists_and_structs_are_json_in_csv() {
    let bench = Bench::new();
    assert_snapshot!(bench.query("SELECT id, emails, label_ids FROM persons WHERE id IN (7, 8) ORDER BY id"), @r#"
    exit: 0
    --- stdout
    id,emails,label_ids
    7,"[{""label"":""work"",""value"":""umarjohnson7@example.com"",""primary"":true},{""label"":""home"",""value"":""umarjohnson.7.1@example.org"",""primary"":false}]",[6]
    8,"[{""label"":""work"",""value"":""chiarajansen8@example.com"",""primary"":true},{""label"":""home"",""value"":""chiarajansen.8.1@example.org"",""primary"":false}]",[]
    "#);
}

#[test]
fn numbers_dates_and_times_read_back_as_they_were() {
    let bench = Bench::new();
    let sql = "SELECT 0.1 + 0.2 AS sum, 1e300 AS large, 100.0 AS whole, DATE '2026-02-28' AS day, \
               TIME '08:30:00' AS time, arrow_cast('2026-02-28T23:59:59.5Z', 'Timestamp(Microsecond, Some(\"UTC\"))') AS \
               instant, 9007199254740993 AS beyond_float, true AS flag, NULL AS nothing, '' AS empty";
    assert_snapshot!(bench.query(sql), @r"
    exit: 0
    --- stdout
    sum,large,whole,day,time,instant,beyond_float,flag,nothing,empty
    0.30000000000000004,1e300,100.0,2026-02-28,08:30:00,2026-02-28T23:59:59.500Z,9007199254740993,true,,
    ");
    assert_snapshot!(bench.shell(["-q", "--format", "nd-json", "-c", sql]).show(), @r#"
    exit: 0
    --- stdout
    {"sum":0.30000000000000004,"large":1.0e300,"whole":100.0,"day":"2026-02-28","time":"08:30:00","instant":"2026-02-28T23:59:59.500Z","beyond_float":9007199254740993,"flag":true,"nothing":null,"empty":""}
    "#);
}
