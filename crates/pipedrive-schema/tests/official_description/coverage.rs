//! Every operation that reads is reachable from SQL, or is left out for a reason that is named.

use std::collections::{BTreeMap, BTreeSet};

use pipedrive_schema::{ApiVersion, endpoints};

use super::DESCRIPTION;
use super::description::{Description, Listed};

/// Operations whose newer twins stand under other paths, and these.
const LEFT_OUT: &[(&str, &str)] = &[
    ("/api/v1/projects/boards", "twin of /api/v2/boards"),
    ("/api/v1/projects/boards/{id}", "twin of /api/v2/boards/{id}"),
    ("/api/v1/projects/phases", "twin of /api/v2/phases"),
    ("/api/v1/projects/phases/{id}", "twin of /api/v2/phases/{id}"),
    ("/api/v1/projects/{id}/tasks", "twin of /api/v2/tasks?project_id="),
];

/// What the comparison found; paths are full.
#[derive(Debug, Default, PartialEq, Eq)]
struct Coverage {
    /// Operations that something in SQL uses, as it should.
    reached: BTreeSet<String>,
    /// Operations that something uses although their kind excuses it.
    beyond: BTreeSet<String>,
    /// Operations that should be used.
    missing: BTreeSet<String>,
    /// Operations that need not be used, with the reason.
    excused: BTreeMap<String, String>,
    /// Paths left out by name that are not there, or that are reached or excused anyway.
    stale: BTreeSet<String>,
}

impl Coverage {
    fn of(operations: &[Listed], used: &BTreeSet<String>, left_out: &[(&str, &str)]) -> Self {
        let mut coverage = Self::default();
        let newer: BTreeSet<_> =
            operations.iter().filter(|o| o.version == ApiVersion::V2 && !o.deprecated).map(Listed::shape).collect();
        let mut named: BTreeMap<_, _> = left_out.iter().copied().collect();
        for operation in operations {
            let path = operation.full_path();
            match (excuse(operation, &newer), used.contains(&path)) {
                (Some(_), true) => _ = coverage.beyond.insert(path),
                (Some(reason), false) => _ = coverage.excused.insert(path, reason.to_owned()),
                (None, true) => _ = coverage.reached.insert(path),
                (None, false) => match named.remove(path.as_str()) {
                    Some(reason) => _ = coverage.excused.insert(path, reason.to_owned()),
                    None => _ = coverage.missing.insert(path),
                },
            }
        }
        coverage.stale = named.into_keys().map(str::to_owned).collect();
        coverage
    }
}

/// Why an operation need not be used, if its kind says so.
fn excuse(operation: &Listed, newer: &BTreeSet<String>) -> Option<&'static str> {
    if operation.deprecated {
        return Some("deprecated");
    }
    if operation.path == "/oauth/authorize" {
        return Some("a page for a browser");
    }
    if !operation.answers_json {
        return Some("a download");
    }
    (operation.version == ApiVersion::V1 && newer.contains(&operation.shape())).then_some("v1 twin of a v2 operation")
}

fn used() -> BTreeSet<String> {
    endpoints().iter().filter(|e| e.method == "GET").map(|e| e.route.full_path()).collect()
}

#[test]
#[expect(clippy::print_stdout, reason = "a comparison says how much it compared")]
fn every_operation_that_reads_is_reachable_or_left_out_for_a_reason() {
    let Some(operations) = DESCRIPTION.as_ref().map(Description::readings) else {
        println!("coverage: skipped, the official descriptions are not at hand");
        return;
    };
    let coverage = Coverage::of(&operations, &used(), LEFT_OUT);
    let (reached, all) = (coverage.reached.len(), coverage.reached.len() + coverage.missing.len());
    println!("coverage: {reached} of {all} operations that read are reachable");
    for path in &coverage.beyond {
        println!("reachable beyond those: {path}");
    }
    for (path, reason) in &coverage.excused {
        println!("left out: {path}: {reason}");
    }
    assert!(coverage.missing.is_empty(), "{reached} of {all}; not reachable: {:#?}", coverage.missing);
    assert!(coverage.stale.is_empty(), "left out by name without need: {:#?}", coverage.stale);
}

#[test]
fn nothing_is_used_that_the_descriptions_do_not_have() {
    let Some(operations) = DESCRIPTION.as_ref().map(Description::readings) else { return };
    let theirs: BTreeSet<_> = operations.iter().map(Listed::full_path).collect();
    let unknown: Vec<_> = used().into_iter().filter(|path| !theirs.contains(path)).collect();
    assert!(unknown.is_empty(), "{unknown:#?}");
}

/// Judges one operation, `v1 /path` with marks behind, beside `/api/v2/deals/{id}`; nothing but `/api/v1/used` is
/// used, and `/api/v1/named` is left out by name.
fn check(operation: &str, expect: &str) {
    let read = |text: &str| {
        let mut words = text.split(' ');
        let version = if words.next() == Some("v2") { ApiVersion::V2 } else { ApiVersion::V1 };
        let path = words.next().unwrap_or_default().to_owned();
        let marks: Vec<_> = words.collect();
        let (deprecated, answers_json) = (marks.contains(&"deprecated"), !marks.contains(&"bytes"));
        Listed { version, method: "GET", path, deprecated, answers_json }
    };
    let operations = [read(operation), read("v2 /deals/{id}")];
    let used = BTreeSet::from(["/api/v1/used".to_owned(), "/api/v2/deals/{id}".to_owned()]);
    let coverage = Coverage::of(&operations, &used, &[("/api/v1/named", "for a reason")]);
    let path = operations[0].full_path();
    let verdict = match coverage.excused.get(&path) {
        Some(reason) => reason.as_str(),
        None if coverage.reached.contains(&path) => "reached",
        None if coverage.beyond.contains(&path) => "reached beyond",
        None if coverage.missing.contains(&path) => "missing",
        None => "lost",
    };
    let stale = if coverage.stale.is_empty() { "" } else { ", stale name" };
    assert_eq!(format!("{verdict}{stale}"), expect, "{operation}");
}

#[test]
fn operations_are_reached_missing_or_left_out() {
    check("v1 /used", "reached, stale name");
    check("v1 /used deprecated", "reached beyond, stale name");
    check("v1 /other", "missing, stale name");
    check("v2 /other", "missing, stale name");
    check("v1 /named", "for a reason");
    check("v1 /named deprecated", "deprecated, stale name");
    check("v1 /other deprecated", "deprecated, stale name");
    check("v1 /other bytes", "a download, stale name");
    check("v1 /deals/{deal_id}", "v1 twin of a v2 operation, stale name");
    check("v1 /deals/{id}/files", "missing, stale name");
    check("v1 /oauth/authorize", "a page for a browser, stale name");
}
