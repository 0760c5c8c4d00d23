//! What the program leaves in the account when it is not asked to leave but made to.

use pipedrive_sandbox::SandboxConfig;

use crate::bench::Bench;
use crate::live::Live;

/// A query that saves a filter.
const QUERY: &str = "SELECT id FROM deals WHERE competitor LIKE 'U%' AND NOT is_archived;";

/// Names of the filters in the account that the program has saved.
fn saved(bench: &Bench) -> Vec<String> {
    let all = bench.sandbox().account().filters();
    all.iter().map(|filter| filter.name.clone()).filter(|name| name.starts_with("pipedrive-sql")).collect()
}

/// Ends the program by a signal while it waits for the next statement.
fn check(signal: &str, code: i32) {
    let bench = Bench::with(SandboxConfig { deals: 2_000, ..SandboxConfig::default() });
    let connection = format!("{};PushdownFilters=Temporary;PageSize=10", bench.connection());
    let mut live = Live::start(bench.program([connection.as_str()]));
    live.enter(QUERY);
    // What the statement has cost is told when it is done.
    live.told("");
    assert_eq!(saved(&bench).len(), 1, "{signal}");
    live.signal(signal);
    let outcome = live.finish();
    assert_eq!(outcome.code, Some(code), "{signal} {}", outcome.stderr);
    assert_eq!(saved(&bench), [""; 0], "{signal} {}", outcome.stderr);
}

/// Whether the tests run under `nohup` or the like, which the program inherits and respects.
fn hang_ups_are_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
}

#[test]
fn no_filter_is_left_behind_by_a_program_that_is_ended_while_it_waits() {
    check("TERM", 143);
    check("INT", 1);
    if !hang_ups_are_ignored() {
        check("HUP", 129);
    }
}

#[test]
fn no_filter_is_left_behind_by_a_statement_that_is_ended() {
    let bench = Bench::with(SandboxConfig { deals: 2_000, ..SandboxConfig::default() });
    let connection = format!("{};PushdownFilters=Temporary;PageSize=10", bench.connection());
    let live = Live::start(bench.program(["-c", QUERY, connection.as_str()]));
    bench.wait_for_request("/api/v1/filters");
    live.signal("TERM");
    let outcome = live.finish();
    assert_eq!(outcome.code, Some(143), "{}", outcome.stderr);
    assert_eq!(saved(&bench), [""; 0], "{}", outcome.stderr);
    let deletions = bench.requests().iter().filter(|request| request.starts_with("DELETE /api/v1/filters")).count();
    assert_eq!(deletions, 1, "{:?}", bench.requests());
}
