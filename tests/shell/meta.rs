//! The shell's own commands, and `EXPLAIN`.

use insta::assert_snapshot;

use crate::bench::Bench;

#[test]
fn the_commands_are_listed() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["-q", "-c", "\\?"]).show(), @r"
    exit: 0
    --- stdout
    \d [NAME | PATTERN]                list tables and views, or the columns of one; `*` and `?` make a pattern: \d deal_*
    \dt [PATTERN]                      list tables
    \dv [PATTERN]                      list views
    \dS [PATTERN]                      list tables and views, system tables too
    \df [NAME | PATTERN]               list table functions and procedures with their cost, or explain one
    \h [FUNCTION | STATEMENT]          list all functions and procedures, or explain one, or a statement such as UPDATE
    \cost [on|off]                     what the last statement and this session cost, by table, and the tokens left; or show it after each statement
    \timing [on|off]                   show how long each statement takes
    \pset [format FORMAT | maxrows N]  show or set how rows are written
    \quiet [true|false]                only rows and errors, without the line after each statement
    \?                                 this list
    \q                                 leave; so does Ctrl-D

    Statements end with `;` and may span lines; Ctrl-C cancels what runs.
    ");
}

#[test]
fn settings_are_shown_and_changed() {
    let bench = Bench::new();
    let input = "\\pset\n\\pset format nd-json\nSELECT 1 AS one;\n\\timing off\nSELECT 2 AS two;\n\\quiet true\nSELECT 3 AS three;\n";
    assert_snapshot!(bench.shell([""; 0]).input(input).show(), @r#"
    exit: 0
    --- stdout
    format automatic
    maxrows 40
    {"one":1}
    {"two":2}
    {"three":3}
    --- stderr
    format is nd-json
    1 row · [time] · no requests
    timing is off
    1 row · no requests
    "#);
}

#[test]
fn the_cost_of_a_statement_and_of_the_session_is_told() {
    let bench = Bench::new();
    let input = "\\cost\nSELECT title FROM deals WHERE id = 7;\nSELECT title FROM deals WHERE id = 8;\n\\cost\n";
    assert_snapshot!(bench.shell([""; 0]).input(input).show(), @r#"
    exit: 0
    --- stdout
    this session:   no requests
    left today:     not known before the first request
    title
    "He said ""maybe"", then ""yes"""
    title
    Ember Software B.V. – data migration
    last statement: 1 request · 1 token
    this session:   3 requests · 12 tokens
      deal_fields  1 request · 10 tokens
      deals        2 requests · 2 tokens
    left today:     149,988 of 150,000 tokens
    --- stderr
    1 row · [time] · 2 requests · 11 tokens
    1 row · [time] · 1 request · 1 token
    "#);
}

#[test]
fn an_unknown_command_is_answered_with_the_nearest() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["-q", "-c", "\\timng"]).show(), @r"
    exit: 1
    --- stderr
    error: unknown command `\timng`
    hint: did you mean `\timing`?
    ");
    assert_snapshot!(bench.shell(["-q", "-c", "\\pset format xml"]).show(), @r"
    exit: 1
    --- stderr
    error: wrong arguments for `\pset`, expected `\pset [format FORMAT | maxrows N]`
    hint: formats: automatic, table, csv, tsv, json, nd-json; N is a number or inf
    ");
    assert_snapshot!(bench.shell(["-q", "-c", "\\h date_trnc"]).show(), @r"
    exit: 1
    --- stderr
    error: no function or procedure `date_trnc`
    hint: did you mean `date_trunc`?
    ");
}

#[test]
fn explain_shows_requests_and_prices_and_sends_only_for_the_columns() {
    let bench = Bench::new();
    let sql = "EXPLAIN SELECT p.name FROM deals AS d JOIN persons AS p ON p.id = d.person_id \
               WHERE d.stage_id = 3 AND d.value > 5000 AND NOT d.is_archived";
    assert_snapshot!(bench.shell(["-q", "--format", "table", "-c", sql]).show(), @r"
    exit: 0
    --- stdout
    +--------------------+--------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------+
    | plan_type          | plan                                                                                                                                                                                                         |
    +--------------------+--------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------+
    | logical_plan       | Projection: p.name                                                                                                                                                                                           |
    |                    |   Inner Join: d.person_id = p.id                                                                                                                                                                             |
    |                    |     SubqueryAlias: d                                                                                                                                                                                         |
    |                    |       Projection: deals.person_id                                                                                                                                                                            |
    |                    |         Filter: deals.value > Float64(5000)                                                                                                                                                                  |
    |                    |           TableScan: deals projection=[person_id, value], full_filters=[deals.stage_id = Int64(3), NOT deals.is_archived], partial_filters=[deals.value > Float64(5000)]                                     |
    |                    |     SubqueryAlias: p                                                                                                                                                                                         |
    |                    |       TableScan: persons projection=[id, name]                                                                                                                                                               |
    | physical_plan      | HashJoinExec: mode=CollectLeft, join_type=Inner, on=[(person_id@0, id@0)], projection=[name@2]                                                                                                               |
    |                    |   FilterExec: value@1 > 5000, projection=[person_id@0]                                                                                                                                                       |
    |                    |     CooperativeExec                                                                                                                                                                                          |
    |                    |       PipedriveScan: deals, request=[GET /api/v2/deals?stage_id=3&limit=500], columns=[person_id, value], pushed=[stage_id=3 (exact)], local=[value > Float64(5000)], estimate=[about 2 requests, 20 tokens] |
    |                    |   CooperativeExec                                                                                                                                                                                            |
    |                    |     PipedriveScan: persons, request=[GET /api/v2/persons?limit=500], columns=[id, name], estimate=[about 60 requests, 600 tokens]                                                                            |
    |                    |                                                                                                                                                                                                              |
    | pipedrive_requests | PipedriveScan: deals                                                                                                                                                                                         |
    |                    |   request:  GET /api/v2/deals?stage_id=3&limit=500                                                                                                                                                           |
    |                    |   columns:  person_id, value                                                                                                                                                                                 |
    |                    |   pushed:   stage_id=3 (exact)                                                                                                                                                                               |
    |                    |   local:    value > Float64(5000)                                                                                                                                                                            |
    |                    |   estimate: about 2 requests, 20 tokens                                                                                                                                                                      |
    |                    | PipedriveScan: persons                                                                                                                                                                                       |
    |                    |   request:  GET /api/v2/persons?limit=500                                                                                                                                                                    |
    |                    |   narrowed: by the keys the join leaves: about 7 requests, 70 tokens; beyond 5900 the list                                                                                                                   |
    |                    |   columns:  id, name                                                                                                                                                                                         |
    |                    |   estimate: about 7 requests, 70 tokens                                                                                                                                                                      |
    |                    | Total estimate: about 9 requests, 90 tokens of 149,980 left today                                                                                                                                            |
    +--------------------+--------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------+
    ");
    let mut requests = bench.requests();
    requests.sort();
    assert_eq!(requests, ["GET /api/v2/dealFields?limit=500", "GET /api/v2/personFields?limit=500"]);
}

#[test]
fn explain_analyze_ends_with_what_it_cost() {
    let bench = Bench::new();
    let outcome = bench.shell(["-q", "--format", "nd-json", "-c", "EXPLAIN ANALYZE SELECT name FROM stages"]).output();
    let last = outcome.stdout.lines().last().unwrap();
    assert!(last.contains("pipedrive_requests"), "{last}");
    assert!(last.contains("requests: 1, tokens: 5, pages: 1, rows: 12, "), "{last}");
}
