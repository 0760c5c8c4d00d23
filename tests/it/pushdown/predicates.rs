//! Every declared filter, by itself and beside others.

use pipedrive_schema::{ColumnType, FilterKind, FilterSpec, Origin, ParentKey, TableSpec};

use super::values::{absent, around, held, sample};
use super::{Pair, differ, each_table};

/// Most conditions that one statement evaluates for every row.
const MOST_AT_ONCE: usize = 40;

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
    cases.extend(parent_cases(pair, spec).await?);
    cases.extend(walk_cases(spec));
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
    let (picking, plain): (Vec<Case>, Vec<Case>) = cases.into_iter().partition(decides_visibility);
    let columns = columns(spec).join(", ");
    let mut failures = Vec::new();
    for some in plain.chunks(MOST_AT_ONCE) {
        let expected = evaluated(pair, spec, &columns, some).await?;
        for (case, expected) in some.iter().zip(expected) {
            failures.extend(judge(pair, spec, &columns, case, expected).await.err());
        }
    }
    for case in picking {
        let expected = pair.plain(&query(spec, &columns, &case)).await?;
        failures.extend(judge(pair, spec, &columns, &case, expected).await.err());
    }
    Ok(failures)
}

fn query(spec: &TableSpec, columns: &str, case: &Case) -> String {
    format!("SELECT {columns} FROM {} WHERE {}", spec.name, case.condition)
}

/// Whether the condition also decides if archived or deleted rows take part.
fn decides_visibility(case: &Case) -> bool {
    ["is_archived", "is_deleted", "'deleted'"].iter().any(|word| case.condition.contains(word))
}

/// The rows that each condition keeps, found out without any condition: by its value for every row.
async fn evaluated(
    pair: &Pair,
    spec: &TableSpec,
    columns: &str,
    cases: &[Case],
) -> Result<Vec<Vec<Vec<String>>>, String> {
    let width = columns.split(", ").count();
    let values: Vec<String> = cases.iter().map(|case| format!("({}) IS TRUE", case.condition)).collect();
    let named: Vec<String> = values.iter().enumerate().map(|(n, value)| format!("{value} AS c{n}")).collect();
    let rows = pair.plain(&format!("SELECT {columns}, {} FROM {}", named.join(", "), spec.name)).await?;
    let kept = |n: usize| {
        let is_kept = |row: &&Vec<String>| row[width + n] == "true";
        rows.iter().filter(is_kept).map(|row| row[..width].to_vec()).collect()
    };
    Ok((0..cases.len()).map(kept).collect())
}

/// Compares the rows with pushdown, in any order, and looks for the parameters that must have gone out.
async fn judge(
    pair: &Pair,
    spec: &TableSpec,
    columns: &str,
    case: &Case,
    mut expected: Vec<Vec<String>>,
) -> Result<(), String> {
    let sql = query(spec, columns, case);
    let (mut rows, requests) = pair.pushed(&sql).await?;
    rows.sort();
    expected.sort();
    if rows != expected {
        return Err(differ(&sql, &rows, &expected, &requests));
    }
    let is_sent = |part: &String| requests.iter().any(|request| request.contains(part));
    if case.sent.is_empty() || case.sent.iter().any(is_sent) {
        return Ok(());
    }
    Err(format!("{sql}\n  did not send {:?}: {requests:?}", case.sent))
}

/// Filters that a row can be checked against without the API.
fn declared(spec: &'static TableSpec) -> impl Iterator<Item = &'static FilterSpec> {
    spec.filters.iter().filter(|filter| filter.kind != FilterKind::Selects)
}

/// The key, what the filters compare, and what decides which rows there are.
fn columns(spec: &'static TableSpec) -> Vec<&'static str> {
    let mut columns: Vec<&str> = spec.primary_key.into_iter().collect();
    let visibility = ["is_archived", "is_deleted"].into_iter().filter(|name| spec.column(name).is_some());
    let visibility = visibility.chain(spec.parent.map(|parent| parent.column)).chain(walk_column(spec));
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
    // Where neither a record nor a batch can be asked for by key, nothing goes out; children would all be read each time.
    if spec.parent.is_some() && spec.single.is_none() {
        return Ok(Vec::new());
    }
    let all = held(pair, spec, key).await?;
    if all.is_empty() {
        return Err(format!("{} has no rows to compare", spec.name));
    }
    let few = sample(&all).join(", ");
    let many = all.iter().take(100).cloned().collect::<Vec<_>>().join(", ");
    let (first, absent) = (&all[0], absent(spec, key));
    // A record below another one cannot be asked for by its own key alone.
    let alone = spec.single.is_some_and(|route| route.path.matches('{').count() == 1);
    let list = spec.walks.iter().map(|walk| walk.route.cost).sum::<u32>();
    let few_are_cheaper = spec.single.is_some_and(|route| route.cost * 4 < list);
    let looked_up = |case: Case| {
        if alone && spec.parent.is_none() { case.sends(format!("/{}", first.trim_matches('\''))) } else { case }
    };
    let batch = spec.filters.iter().find(|f| f.column == key && matches!(f.kind, FilterKind::List { .. }));
    let batched = |case: Case| batch.iter().fold(case, |case, filter| case.sends(format!("{}=", filter.parameter)));
    Ok(vec![
        looked_up(Case::new(format!("{key} = {first}"))),
        looked_up(Case::new(format!("{first} = {key}"))),
        if few_are_cheaper {
            looked_up(Case::new(format!("{key} IN ({few}, {absent}, NULL)")))
        } else {
            Case::new(format!("{key} IN ({few}, {absent}, NULL)"))
        },
        batched(Case::new(format!("{key} IN ({many})"))),
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

/// Conditions on the record whose children the rows are.
async fn parent_cases(pair: &Pair, spec: &'static TableSpec) -> Result<Vec<Case>, String> {
    let Some(parent) = spec.parent else { return Ok(Vec::new()) };
    let column = parent.column;
    let all = held(pair, spec, column).await?;
    let Some(first) = all.first() else { return Err(format!("{} has no rows to compare", spec.name)) };
    let (few, absent) = (sample(&all).join(", "), absent(spec, column));
    let bare = first.trim_matches('\'');
    let (one, some) = match parent.key {
        ParentKey::Path => (format!("/{bare}/"), format!("/{bare}/")),
        ParentKey::Parameter(name) => (format!("{name}={bare}"), format!("{name}={bare}")),
        ParentKey::List { parameter, one: Some(_), .. } => (format!("/{bare}/"), format!("{parameter}={bare}")),
        ParentKey::List { parameter, one: None, .. } => (format!("{parameter}={bare}"), format!("{parameter}={bare}")),
    };
    Ok(vec![
        Case::new(format!("{column} = {first}")).sends(one.clone()),
        Case::new(format!("{first} = {column}")).sends(one),
        Case::new(format!("{column} IN ({few}, {absent}, NULL)")).sends(some.clone()),
        Case::new(format!("{column} IN ({few}) AND {column} <> {first}")).sends(some),
        Case::new(format!("{column} = {absent}")),
        Case::new(format!("{column} = {}", first.to_uppercase())),
        Case::new(format!("{column} = {first} AND {column} = {absent}")),
        Case::new(format!("{column} IN ({few}) OR {column} IS NULL")),
        Case::new(format!("{column} NOT IN ({few})")),
    ])
}

fn walk_column(spec: &'static TableSpec) -> Option<&'static str> {
    spec.columns.iter().find(|column| column.origin == Origin::Walk).map(|column| column.name)
}

/// Conditions on the list the rows come from.
fn walk_cases(spec: &'static TableSpec) -> Vec<Case> {
    let (Some(column), [first, .., last]) = (walk_column(spec), spec.walks) else { return Vec::new() };
    let (first, last) = (first.name, last.name);
    vec![
        Case::new(format!("{column} = '{last}'")).sends(format!("{column}={last}")),
        Case::new(format!("{column} IN ('{last}', '{first}', 'nowhere')")).sends(format!("{column}={first}")),
        Case::new(format!("{column} = 'nowhere'")),
        Case::new(format!("{column} <> '{first}'")),
        Case::new(format!("{column} IN ('{first}', '{last}') AND {column} <> '{first}'")),
        Case::new(format!("{column} IS NULL")),
    ]
}

fn equality_cases(spec: &TableSpec, filter: &FilterSpec, values: &[String]) -> Vec<Case> {
    let column = filter.column;
    let absent = absent(spec, column);
    let values = if values.is_empty() { vec![absent.clone()] } else { values.to_vec() };
    let some = sample(&values);
    let listed = some.join(", ");
    let (first, last) = (&some[0], &some[some.len() - 1]);
    let is_key = spec.primary_key == Some(column);
    let sends = |case: Case| if is_key { case } else { case.sends(format!("{}=", filter.parameter)) };
    // Several values of a parameter that takes one are several walks, which may cost more than they save.
    let is_list = matches!(filter.kind, FilterKind::List { .. });
    let lists = |case: Case| if is_list { sends(case) } else { case };
    let mut cases = vec![
        sends(Case::new(format!("{column} = {first}"))),
        sends(Case::new(format!("{last} = {column}"))),
        lists(Case::new(format!("{column} IN ({listed})"))),
        Case::new(format!("{column} IN ({first}, NULL)")),
        lists(Case::new(format!("{column} = {first} OR {column} = {last}"))),
        Case::new(format!("{column} IN ({})", values.join(", "))),
        Case::new(format!("{column} = {absent}")),
        Case::new(format!("{column} IN ({listed}, {absent})")),
        Case::new(format!("{column} <> {first}")),
        Case::new(format!("NOT ({column} = {first})")),
        Case::new(format!("{column} NOT IN ({listed})")),
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
    let middle = around(&values[values.len() / 2]);
    for bound in middle.iter().chain(&some) {
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
        cases.extend(simple[place + 1..].iter().map(|other| Case::new(format!("{one} AND {other}"))));
        cases.extend(simple.get(place + 1).map(|other| Case::new(format!("{one} OR {other}"))));
        cases.extend(simple.get(place + 1).map(|other| Case::new(format!("{one} AND NOT ({other})"))));
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
