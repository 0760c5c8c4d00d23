//! Every declared filter, by itself and beside others.

use pipedrive_schema::{ColumnType, FilterKind, FilterSpec, TableSpec};

use super::values::{absent, around, held, sample};
use super::{Pair, each_table};

/// A condition, and the parameters one of which must have gone out for it.
struct Case {
    condition: String,
    sent: Vec<String>,
}

impl Case {
    fn new(condition: String) -> Self {
        Self { condition, sent: Vec::new() }
    }

    fn sends(mut self, parameter: impl Into<String>) -> Self {
        self.sent.push(parameter.into());
        self
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_filter_keeps_the_rows_that_sql_keeps() {
    each_table(async |pair, spec| check(&pair, spec).await.unwrap_or_else(|failure| vec![failure])).await;
}

async fn check(pair: &Pair, spec: &'static TableSpec) -> Result<Vec<String>, String> {
    let mut cases = key_cases(pair, spec).await?;
    let mut simple = Vec::new();
    for filter in declared(spec) {
        let values = held(pair, spec, filter.column).await?;
        let of_filter = match filter.kind {
            FilterKind::Since | FilterKind::Until => time_cases(filter, &values),
            FilterKind::Equals | FilterKind::List { .. } => equality_cases(spec, filter, &values),
            FilterKind::Selects => Vec::new(),
        };
        simple.extend(of_filter.first().map(|case| case.condition.clone()));
        cases.extend(of_filter);
    }
    cases.extend(combined(spec, &simple));
    let columns = columns(spec).join(", ");
    let mut failures = Vec::new();
    for case in cases {
        let sql = format!("SELECT {columns} FROM {} WHERE {}", spec.name, case.condition);
        match pair.compare(&sql).await {
            Err(failure) => failures.push(failure),
            Ok(requests) => {
                let is_sent = |part: &String| requests.iter().any(|request| request.contains(part));
                if !case.sent.is_empty() && !case.sent.iter().any(is_sent) {
                    failures.push(format!("{sql}\n  did not send {:?}: {requests:?}", case.sent));
                }
            }
        }
    }
    Ok(failures)
}

/// Filters that a row can be checked against without the API.
fn declared(spec: &'static TableSpec) -> impl Iterator<Item = &'static FilterSpec> {
    spec.filters.iter().filter(|filter| filter.kind != FilterKind::Selects)
}

/// The key, what the filters compare, and what decides which rows there are.
fn columns(spec: &'static TableSpec) -> Vec<&'static str> {
    let mut columns: Vec<&str> = spec.primary_key.into_iter().collect();
    let visibility = ["is_archived", "is_deleted"].into_iter().filter(|name| spec.column(name).is_some());
    for column in declared(spec).map(|filter| filter.column).chain(visibility) {
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    if columns.is_empty() {
        columns.extend(spec.columns.first().map(|column| column.name));
    }
    columns
}

async fn key_cases(pair: &Pair, spec: &'static TableSpec) -> Result<Vec<Case>, String> {
    let Some(key) = spec.primary_key else { return Ok(Vec::new()) };
    let all = held(pair, spec, key).await?;
    let few = sample(&all).join(", ");
    let many = all.iter().take(100).cloned().collect::<Vec<_>>().join(", ");
    let (first, absent) = (&all[0], absent(spec, key));
    let looked_up = |case: Case| {
        if spec.single.is_some() { case.sends(format!("/{}", first.trim_matches('\''))) } else { case }
    };
    let batch = spec.filters.iter().find(|f| f.column == key && matches!(f.kind, FilterKind::List { .. }));
    let batched = |case: Case| batch.iter().fold(case, |case, filter| case.sends(format!("{}=", filter.parameter)));
    Ok(vec![
        looked_up(Case::new(format!("{key} = {first}"))),
        looked_up(Case::new(format!("{first} = {key}"))),
        looked_up(Case::new(format!("{key} IN ({few}, {absent}, NULL)"))),
        batched(looked_up(Case::new(format!("{key} IN ({many})")))),
        Case::new(format!("{key} = {absent}")),
        Case::new(format!("{key} NOT IN ({few})")),
        Case::new(format!("{key} NOT IN ({few}, NULL)")),
        Case::new(format!("{key} <> {first}")),
        Case::new(format!("{key} IS NULL")),
        Case::new(format!("{key} > {first}")),
        Case::new(format!("{key} IN ({few}) AND {key} <> {first}")),
        Case::new(format!("{key} IN ({few}) OR {key} IS NULL")),
        Case::new(format!("{key} = {first} AND {key} = {absent}")),
        Case::new(format!("{key} IN ({many}) AND {key} IN ({few})")),
    ])
}

fn equality_cases(spec: &TableSpec, filter: &FilterSpec, values: &[String]) -> Vec<Case> {
    let column = filter.column;
    let absent = absent(spec, column);
    let values = if values.is_empty() { vec![absent.clone()] } else { values.to_vec() };
    let some = sample(&values);
    let list = some.join(", ");
    let (first, last) = (&some[0], &some[some.len() - 1]);
    let is_key = spec.primary_key == Some(column);
    let sends = |case: Case| if is_key { case } else { case.sends(format!("{}=", filter.parameter)) };
    let mut cases = vec![
        sends(Case::new(format!("{column} = {first}"))),
        sends(Case::new(format!("{last} = {column}"))),
        sends(Case::new(format!("{column} IN ({list})"))),
        sends(Case::new(format!("{column} IN ({first}, NULL)"))),
        sends(Case::new(format!("{column} = {first} OR {column} = {last}"))),
        Case::new(format!("{column} IN ({})", values.join(", "))),
        Case::new(format!("{column} = {absent}")),
        Case::new(format!("{column} IN ({list}, {absent})")),
        Case::new(format!("{column} <> {first}")),
        Case::new(format!("NOT ({column} = {first})")),
        Case::new(format!("{column} NOT IN ({list})")),
        Case::new(format!("{column} NOT IN ({first}, NULL)")),
        Case::new(format!("{column} IS NULL")),
        Case::new(format!("{column} IS NOT NULL")),
        Case::new(format!("{column} = {first} OR {column} IS NULL")),
        Case::new(format!("{column} >= {last}")),
        Case::new(format!("{column} IS DISTINCT FROM {first}")),
        Case::new(format!("{column} IS NOT DISTINCT FROM {first}")),
        Case::new(format!("{column} = {first} AND {column} = {last}")),
        Case::new(format!("coalesce({column}, {last}) = {last}")),
    ];
    if spec.column(column).is_some_and(|c| c.data_type == ColumnType::Boolean) {
        let shapes =
            ["{}", "NOT {}", "{} IS TRUE", "{} IS NOT TRUE", "{} IS FALSE", "{} IS NOT FALSE", "{} IS UNKNOWN"];
        cases.extend(shapes.map(|shape| Case::new(shape.replace("{}", column))));
    }
    cases
}

fn time_cases(filter: &FilterSpec, values: &[String]) -> Vec<Case> {
    let column = filter.column;
    let some = sample(values);
    let (sending, other) = match filter.kind {
        FilterKind::Since => ([">=", ">"], ["<", "<="]),
        _ => (["<", "<="], [">=", ">"]),
    };
    let mut cases = Vec::new();
    for bound in some.iter().flat_map(|time| around(time)) {
        for operator in sending {
            let flipped =
                if operator.starts_with('<') { operator.replace('<', ">") } else { operator.replace('>', "<") };
            let parameter = format!("{}=", filter.parameter);
            cases.push(Case::new(format!("{column} {operator} {bound}")).sends(parameter.clone()));
            cases.push(Case::new(format!("{bound} {flipped} {column}")).sends(parameter));
        }
        cases.extend(other.map(|operator| Case::new(format!("{column} {operator} {bound}"))));
        cases.push(Case::new(format!("{column} = {bound}")));
    }
    let (first, last) = (&some[0], &some[some.len() - 1]);
    cases.extend([
        Case::new(format!("{column} BETWEEN {first} AND {last}")).sends(format!("{}=", filter.parameter)),
        Case::new(format!("{column} NOT BETWEEN {first} AND {last}")),
        Case::new(format!("NOT ({column} {} {first})", sending[0])),
        Case::new(format!("{column} <> {first}")),
        Case::new(format!("{column} IS NULL")),
        Case::new(format!("{column} IS NOT NULL")),
        Case::new(format!("{column} {} {first} OR {column} IS NULL", sending[0])),
        Case::new(format!("{column} {op} {first} AND {column} {op} {last}", op = sending[0])),
        Case::new(format!("{column} {} {first} AND {column} {} {last}", sending[0], other[0])),
        Case::new(format!("{column} IN ({first}, {last})")),
    ]);
    cases
}

/// Each two conditions together, and each with what decides which rows there are.
fn combined(spec: &TableSpec, simple: &[String]) -> Vec<Case> {
    let mut cases = Vec::new();
    for (place, one) in simple.iter().enumerate() {
        for other in &simple[place + 1..] {
            cases.push(Case::new(format!("{one} AND {other}")));
            cases.push(Case::new(format!("{one} OR {other}")));
            cases.push(Case::new(format!("{one} AND NOT ({other})")));
        }
    }
    let flags = ["is_archived", "is_deleted"].into_iter().filter(|flag| spec.column(flag).is_some());
    for flag in flags {
        let shapes =
            ["{}", "NOT {}", "{} IS NOT TRUE", "{} IS NULL", "{} IN (true, false)", "{} = true AND {} = false"];
        cases.extend(shapes.map(|shape| Case::new(shape.replace("{}", flag))));
        for one in simple {
            cases.push(Case::new(format!("{flag} AND {one}")));
            cases.push(Case::new(format!("NOT {flag} AND {one}")));
            cases.push(Case::new(format!("{flag} OR {one}")));
            cases.push(Case::new(format!("{flag} IN (true, false) AND {one}")));
        }
    }
    cases
}
