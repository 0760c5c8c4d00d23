//! Every operation that writes is reachable from SQL, by a table or a procedure, or is left out for a reason.

use std::collections::{BTreeMap, BTreeSet};

use pipedrive_schema::ApiVersion;

use super::DESCRIPTION;
use super::description::{Description, Listed};

/// Operations that are no rows, and the procedures that send them. What has none of its own goes through
/// `PipedriveRequest`.
const PROCEDURES: &[(&str, &str)] = &[
    ("POST /api/v1/deals/{id}/duplicate", "DuplicateDeal"),
    ("POST /api/v2/products/{id}/duplicate", "DuplicateProduct"),
    ("PUT /api/v1/deals/{id}/merge", "MergeDeals"),
    ("PUT /api/v1/persons/{id}/merge", "MergePersons"),
    ("PUT /api/v1/organizations/{id}/merge", "MergeOrganizations"),
    ("POST /api/v2/leads/{id}/convert/deal", "ConvertLeadToDeal"),
    ("POST /api/v2/deals/{id}/convert/lead", "ConvertDealToLead"),
    ("POST /api/v1/files", "UploadFile"),
    ("POST /api/v1/persons/{id}/picture", "SetPersonPicture"),
    ("POST /api/v1/oauth/token", "GetOAuthAccessToken"),
    ("POST /api/v1/oauth/token/", "RefreshOAuthAccessToken"),
    ("POST /api/v1/meetings/userProviderLinks", "PipedriveRequest"),
    ("DELETE /api/v1/meetings/userProviderLinks/{id}", "PipedriveRequest"),
    // Which pipelines a role shows is told by adding and removing some, not by saying how it is to be.
    ("PUT /api/v1/roles/{id}/pipelines", "PipedriveRequest"),
];

/// Operations nothing sends.
const LEFT_OUT: &[(&str, &str)] = &[
    ("POST /api/v1/callLogs/{id}/recordings", "the bytes of a sound file"),
    ("POST /api/v2/products/{id}/images", "the bytes of a picture"),
    ("PUT /api/v2/products/{id}/images", "the bytes of a picture"),
    ("POST /api/v1/files/remote", "an empty document at another service"),
    ("POST /api/v1/files/remoteLink", "a document at another service"),
    ("DELETE /api/v1/dealFields", "names fields by numbers that no column holds"),
    ("DELETE /api/v1/personFields", "names fields by numbers that no column holds"),
    ("DELETE /api/v1/organizationFields", "names fields by numbers that no column holds"),
    ("DELETE /api/v1/productFields", "names fields by numbers that no column holds"),
];

/// What became of the operations.
#[derive(Debug, Default, PartialEq, Eq)]
struct Coverage {
    /// Operations that a table sends.
    reached: BTreeSet<String>,
    /// Operations that nothing accounts for.
    missing: BTreeSet<String>,
    /// Operations that no table sends, with the reason.
    excused: BTreeMap<String, String>,
    /// Operations named in a list that are not there, or that are sent or excused anyway.
    stale: BTreeSet<String>,
}

impl Coverage {
    fn of(operations: &[Listed], used: &BTreeSet<String>, named: &[(&str, &str)]) -> Self {
        let mut coverage = Self::default();
        let newer: BTreeSet<_> = operations
            .iter()
            .filter(|o| o.version == ApiVersion::V2 && !o.deprecated)
            .map(|o| (changing(o.method), o.shape()))
            .collect();
        let mut named: BTreeMap<_, _> = named.iter().copied().collect();
        for operation in operations {
            let name = format!("{} {}", operation.method, operation.full_path());
            let twin =
                operation.version == ApiVersion::V1 && newer.contains(&(changing(operation.method), operation.shape()));
            let excuse = match (operation.deprecated, twin) {
                (true, _) => Some("deprecated"),
                (false, true) => Some("v1 twin of a v2 operation"),
                (false, false) => None,
            };
            if used.contains(&name) {
                coverage.reached.insert(name);
            } else if let Some(reason) = excuse.or_else(|| named.remove(name.as_str())) {
                coverage.excused.insert(name, reason.to_owned());
            } else {
                coverage.missing.insert(name);
            }
        }
        coverage.stale = named.into_keys().map(str::to_owned).collect();
        coverage
    }
}

/// The method, with the two that change something taken for one: v1 changes by PUT what v2 changes by PATCH.
fn changing(method: &'static str) -> &'static str {
    if method == "PUT" { "PATCH" } else { method }
}

#[test]
#[expect(clippy::print_stdout, reason = "a comparison says how much it compared")]
fn every_operation_that_writes_is_sent_by_something_or_left_out_for_a_reason() {
    let Some(operations) = DESCRIPTION.as_ref().map(Description::writings) else {
        println!("coverage of writes: skipped, the official descriptions are not at hand");
        return;
    };
    let coverage = Coverage::of(&operations, &super::writes::used(), &[PROCEDURES, LEFT_OUT].concat());
    println!("coverage of writes: {} of {} operations are sent by tables", coverage.reached.len(), operations.len());
    for (operation, reason) in &coverage.excused {
        println!("not sent by a table: {operation}: {reason}");
    }
    assert!(coverage.missing.is_empty(), "nothing sends: {:#?}", coverage.missing);
    assert!(coverage.stale.is_empty(), "named without need: {:#?}", coverage.stale);
}

/// Judges one operation, `METHOD v1 /path` with marks behind, beside `PATCH /api/v2/deals/{id}`; a table sends
/// `PUT /api/v1/used`, and `POST /api/v1/named` is left out by name.
fn check(operation: &str, expect: &str) {
    let read = |text: &str| {
        let words: Vec<&str> = text.split(' ').collect();
        let version = if words[1] == "v2" { ApiVersion::V2 } else { ApiVersion::V1 };
        let method = ["POST", "PUT", "PATCH", "DELETE"].into_iter().find(|m| *m == words[0]).expect("a method");
        let deprecated = words.contains(&"deprecated");
        Listed { version, method, path: words[2].to_owned(), deprecated, answers_json: true }
    };
    let operations = [read(operation), read("PATCH v2 /deals/{id}")];
    let used = BTreeSet::from(["PUT /api/v1/used".to_owned(), "PATCH /api/v2/deals/{id}".to_owned()]);
    let coverage = Coverage::of(&operations, &used, &[("POST /api/v1/named", "for a reason")]);
    let name = format!("{} {}", operations[0].method, operations[0].full_path());
    let verdict = match coverage.excused.get(&name) {
        Some(reason) => reason.as_str(),
        None if coverage.reached.contains(&name) => "sent",
        None if coverage.missing.contains(&name) => "missing",
        None => "lost",
    };
    let stale = if coverage.stale.is_empty() { "" } else { ", stale name" };
    assert_eq!(format!("{verdict}{stale}"), expect, "{operation}");
}

#[test]
fn operations_are_sent_missing_or_left_out() {
    check("PUT v1 /used", "sent, stale name");
    check("POST v1 /used", "missing, stale name");
    check("POST v1 /named", "for a reason");
    check("POST v1 /named deprecated", "deprecated, stale name");
    check("POST v2 /other", "missing, stale name");
    // The generations change the same by different methods.
    check("PUT v1 /deals/{deal_id}", "v1 twin of a v2 operation, stale name");
    check("DELETE v1 /deals/{deal_id}", "missing, stale name");
}
