//! The table functions beside the operations they send.

use std::collections::BTreeSet;

use pipedrive_schema::{ArgumentSpec, FUNCTIONS, Paging, RowShape, TableSpec, WalkSpec};

use super::description::Operation;
use super::{DESCRIPTION, differences, has_column};

/// Parameters that page, and the one that tells the two searches for items apart.
const NO_ARGUMENTS: &[&str] = &["cursor", "limit", "start", "search_for_related_items"];

/// Calls `complaints` for the operation of every function and lists all complaints at once.
#[expect(clippy::print_stdout, reason = "a comparison says how much it compared")]
fn check(what: &str, complaints: impl Fn(&'static TableSpec, &'static WalkSpec, Operation<'_>) -> Vec<String>) {
    let Some(description) = &*DESCRIPTION else {
        println!("{what}: skipped, the official descriptions are not at hand");
        return;
    };
    let mut all = Vec::new();
    for function in FUNCTIONS {
        for walk in function.walks {
            let found = match description.operation(&walk.route) {
                Some(operation) => complaints(function, walk, operation),
                None => vec!["no such operation".to_owned()],
            };
            all.extend(found.into_iter().map(|complaint| format!("{}: {complaint}", function.name)));
        }
    }
    assert!(all.is_empty(), "{what}: {all:#?}");
    println!("{what}: {} functions compared", FUNCTIONS.len());
}

/// The arguments that go out in the query.
fn in_query(function: &'static TableSpec) -> impl Iterator<Item = ArgumentSpec> {
    function.arguments().filter(|argument| !argument.filter.parameter.starts_with('{'))
}

#[test]
fn prices_scopes_and_pages_are_the_official_ones() {
    check("prices", |_, walk, operation| {
        let mut all = differences(&walk.route.scopes.iter().copied().collect(), &operation.scopes());
        if operation.cost() != Some(u64::from(walk.route.cost)) {
            all.push(format!("costs {:?}", operation.cost()));
        }
        let (cursor, offset) = (operation.parameter("cursor").is_some(), operation.parameter("start").is_some());
        let max = operation.stated_maximum("limit", "maximum value of ");
        let fine = match walk.route.paging {
            Paging::Cursor { max_limit } => cursor && !offset && max == Some(max_limit),
            Paging::Offset { max_limit } => offset && !cursor && max.is_none_or(|max| max == max_limit),
            Paging::Whole => !cursor && !offset,
        };
        all.extend((!fine).then(|| format!("pages: {max:?}")));
        all
    });
}

#[test]
fn arguments_are_the_parameters() {
    check("arguments", |function, _, operation| {
        let ours = in_query(function).map(|argument| argument.filter.parameter).collect();
        let theirs = operation.parameters().filter_map(|p| p["name"].as_str());
        differences(&ours, &theirs.filter(|name| !NO_ARGUMENTS.contains(name)).collect())
    });
}

#[test]
fn arguments_are_required_where_the_api_requires_them() {
    check("required arguments", |function, _, operation| {
        let wrong = in_query(function).filter(|argument| {
            let parameter = operation.parameter(argument.filter.parameter);
            parameter.is_some_and(|parameter| (parameter["required"] == true) != argument.required())
        });
        wrong.map(|argument| argument.name().to_owned()).collect()
    });
}

#[test]
fn arguments_take_the_listed_values() {
    check("values", |function, _, operation| {
        let limited = in_query(function).filter(|argument| !argument.values().is_empty());
        let compared = limited.map(|argument| {
            let ours: BTreeSet<&str> = argument.values().iter().copied().collect();
            differences(&ours, &operation.values(argument.filter.parameter))
        });
        compared.flatten().collect()
    });
}

#[test]
fn every_member_of_an_answer_has_a_column() {
    check("members", |function, walk, operation| {
        let members = operation.members(walk.rows).into_iter();
        let homeless = members.filter(|path| !has_column(function, path) && !matches!(walk.rows, RowShape::Values(_)));
        homeless.map(|path| format!("`{}` has no column", path.join("."))).collect()
    });
}
