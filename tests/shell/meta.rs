//! The shell's own commands, and `EXPLAIN`.

use insta::assert_snapshot;

use crate::bench::Bench;

#[test]
fn the_commands_are_listed() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["-q", "-c", "\\?"]).show(), @r"
    exit: 0
    --- stdout
    \d [TABLE]                         list the tables, or the columns of one with what the API filters and sorts
    \h [FUNCTION]                      list the functions and procedures, or explain one
    \df [FUNCTION]                     the same as \h
    \cost [on|off]                     what the last statement and this session cost, and the tokens left; or show it after each statement
    \timing [on|off]                   show how long each statement takes
    \pset [format FORMAT | maxrows N]  show or set how rows are written
    \quiet [true|false]                only rows and errors, without the line after each statement
    \?                                 this list
    \q                                 leave; so does Ctrl-D

    Statements end with `;` and may span lines; Ctrl-C cancels what runs.
    ");
}

#[test]
fn tables_are_listed() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["--format", "table", "-c", "\\d"]).show(), @r"
    exit: 0
    --- stdout
    +---------------------+---------------------------------------------------------------------------------------+
    | table               | comment                                                                               |
    +---------------------+---------------------------------------------------------------------------------------+
    | deals               | opportunities in a pipeline, active and archived                                      |
    | persons             | people the account deals with                                                         |
    | organizations       | companies the account deals with                                                      |
    | activities          | calls, meetings, tasks and the like, done and planned                                 |
    | products            | goods and services the account sells                                                  |
    | leads               | opportunities that are no deals yet, active and archived                              |
    | notes               | what people wrote down about deals, leads, persons, organizations, projects and tasks |
    | pipelines           | sequences of stages deals move through                                                |
    | stages              | steps of the pipelines                                                                |
    | users               | people who have a seat in the account                                                 |
    | currencies          | currencies amounts can be in                                                          |
    | activity_types      | kinds of activities                                                                   |
    | lead_labels         | labels leads can carry                                                                |
    | filters             | saved searches, whose ids the `filter_id` columns take                                |
    | deal_fields         | definitions of the fields deals have, built in and custom                             |
    | person_fields       | definitions of the fields persons have, built in and custom                           |
    | organization_fields | definitions of the fields organizations have, built in and custom                     |
    | product_fields      | definitions of the fields products have, built in and custom                          |
    | activity_fields     | definitions of the fields activities have, built in and custom                        |
    +---------------------+---------------------------------------------------------------------------------------+
    ");
}

#[test]
fn a_table_is_described_with_what_the_api_does_for_each_column() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["--format", "table", "-c", "\\d stages"]).show(), @r"
    exit: 0
    --- stdout
    +---------------------+-----------------------+---------------------------------------------------------------+-----------------+
    | column              | type                  | comment                                                       | server-side     |
    +---------------------+-----------------------+---------------------------------------------------------------+-----------------+
    | id                  | bigint, primary key   | identifies the stage                                          | =, IN, ORDER BY |
    | name                | text                  | name of the stage                                             |                 |
    | pipeline_id         | bigint → pipelines.id | pipeline the stage belongs to                                 | =, IN           |
    | order_nr            | bigint                | position within the pipeline                                  | ORDER BY        |
    | deal_probability    | bigint                | chance of winning a deal in the stage, in percent             |                 |
    | is_deal_rot_enabled | boolean               | whether deals go stale when they stay too long                |                 |
    | days_to_rotten      | bigint                | days after which a deal counts as stale                       |                 |
    | is_deleted          | boolean               | whether the stage is deleted                                  |                 |
    | add_time            | timestamp             | when the stage was created                                    | ORDER BY        |
    | update_time         | timestamp             | when the stage last changed                                   | ORDER BY        |
    | _extra              | text (json)           | JSON text of whatever the API sent that no other column names |                 |
    +---------------------+-----------------------+---------------------------------------------------------------+-----------------+
    --- stderr
    stages: steps of the pipelines
    ");
    let deals = bench.shell(["-q", "-c", "\\d deals"]).output().stdout;
    let mut lines = deals.lines().filter(|line| {
        ["id,", "stage_id,", "status,", "update_time,", "contract_type", "_extra,"]
            .iter()
            .any(|name| line.starts_with(name))
    });
    assert_snapshot!(lines.by_ref().collect::<Vec<_>>().join("\n"), @r#"
    id,"bigint, primary key",identifies the deal,"=, IN, ORDER BY"
    stage_id,bigint → stages.id,stage the deal is in,"=, IN"
    status,text,"`open`, `won`, `lost`, or `deleted` for a deleted deal","=, IN"
    update_time,timestamp,when the deal last changed; NULL on very old deals,">, >=, <, <=, ORDER BY"
    contract_type,text (enum),custom field “Contract Type”,
    contract_type_id,bigint,option id of custom field “Contract Type”,
    _extra,text (json),JSON text of whatever the API sent that no other column names,
    "#);
    assert_snapshot!(bench.shell(["-q", "-c", "\\d dels"]).show(), @r"
    exit: 1
    --- stderr
    error: no table `dels`
    hint: did you mean `deals`?
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
fn procedures_are_listed_and_explained_like_functions() {
    let bench = Bench::new();
    let list = bench.shell(["-q", "-c", "\\df"]).output();
    assert!(list.stdout.contains("date_trunc"), "{}", list.stdout);
    assert!(list.stdout.contains("\nRevokeOAuthAccess "), "{}", list.stdout);
    assert_snapshot!(bench.shell(["-q", "-c", "\\h getoauthaccesstoken"]).show(), @r"
    exit: 0
    --- stdout
    CALL GetOAuthAccessToken([AuthMode => …], [Verifier => …], [CallbackURL => …], [Scope => …], [State => …])

    exchanges the code of the consent page for tokens; without a code opens a browser and waits for the answer

    AuthMode     who receives the answer of the consent page: `WEB`, your application; `APP`, a listener on this machine
    Verifier     the code from the redirect; `WEB` needs it
    CallbackURL  redirect address, exactly as registered with the app
    Scope        not needed: the address of the consent page asked for the scopes
    State        not needed: compare it with what came back before you call
    ");
    assert_snapshot!(bench.shell(["-q", "-c", "\\df TestConection"]).show(), @r"
    exit: 1
    --- stderr
    error: no function or procedure `testconection`
    hint: did you mean `TestConnection`?
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
    |                    |   columns:  id, name                                                                                                                                                                                         |
    |                    |   estimate: about 60 requests, 600 tokens                                                                                                                                                                    |
    |                    | Total estimate: about 62 requests, 620 tokens of 149,980 left today                                                                                                                                          |
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
