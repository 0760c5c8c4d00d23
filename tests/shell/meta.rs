//! The shell's own commands, and `EXPLAIN`.

use insta::assert_snapshot;

use crate::bench::Bench;

#[test]
fn the_commands_are_listed() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["-q", "-c", "\\?"]).show(), @"");
}

#[test]
fn tables_are_listed() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["--format", "table", "-c", "\\d"]).show(), @"");
}

#[test]
fn a_table_is_described_with_what_the_api_does_for_each_column() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["--format", "table", "-c", "\\d stages"]).show(), @"");
    let deals = bench.shell(["-q", "-c", "\\d deals"]).output().stdout;
    let mut lines = deals.lines().filter(|line| {
        ["id,", "stage_id,", "status,", "update_time,", "contract_type", "_extra,"]
            .iter()
            .any(|name| line.starts_with(name))
    });
    assert_snapshot!(lines.by_ref().collect::<Vec<_>>().join("\n"), @"");
    assert_snapshot!(bench.shell(["-q", "-c", "\\d dels"]).show(), @"");
}

#[test]
fn settings_are_shown_and_changed() {
    let bench = Bench::new();
    let input = "\\pset\n\\pset format nd-json\nSELECT 1 AS one;\n\\timing off\nSELECT 2 AS two;\n\\quiet true\nSELECT 3 AS three;\n";
    assert_snapshot!(bench.shell([""; 0]).input(input).show(), @"");
}

#[test]
fn the_cost_of_a_statement_and_of_the_session_is_told() {
    let bench = Bench::new();
    let input = "\\cost\nSELECT title FROM deals WHERE id = 7;\nSELECT title FROM deals WHERE id = 8;\n\\cost\n";
    assert_snapshot!(bench.shell([""; 0]).input(input).show(), @"");
}

#[test]
fn an_unknown_command_is_answered_with_the_nearest() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["-q", "-c", "\\timng"]).show(), @"");
    assert_snapshot!(bench.shell(["-q", "-c", "\\pset format xml"]).show(), @"");
    assert_snapshot!(bench.shell(["-q", "-c", "\\h date_trnc"]).show(), @"");
}

#[test]
fn explain_shows_requests_and_prices_and_sends_only_for_the_columns() {
    let bench = Bench::new();
    let sql = "EXPLAIN SELECT p.name FROM deals AS d JOIN persons AS p ON p.id = d.person_id \
               WHERE d.stage_id = 3 AND d.value > 5000 AND NOT d.is_archived";
    assert_snapshot!(bench.shell(["-q", "--format", "table", "-c", sql]).show(), @"");
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
