//! Columns that only stand for a parameter: the rows the API picks are those that its documentation says.

use pipedrive_schema::{FilterKind, TABLES};

use super::Pair;

/// Parameters without a meaning of their own: a period takes both its ends, which has a test below, and the account
/// has no saved filter of projects.
const NOT_ALONE: &[(&str, &str)] = &[("goals", "period_start"), ("goals", "period_end"), ("projects", "filter_id")];

/// A condition on a parameter column, and what it means in SQL or by the account's records.
struct Meaning {
    table: &'static str,
    column: &'static str,
    value: String,
    rows: String,
}

fn meanings(pair: &Pair) -> Vec<Meaning> {
    let meaning = |table, column, value: &str, rows: &str| Meaning {
        table,
        column,
        value: value.to_owned(),
        rows: rows.to_owned(),
    };
    let account = pair.on.sandbox.account();
    let deal = account.deals().find(|deal| deal.person_id.is_some() && deal.participant_id.is_some()).unwrap();
    let members: Vec<String> =
        [deal.person_id, deal.participant_id].into_iter().flatten().map(|id| id.to_string()).collect();
    vec![
        meaning("deals", "filter_id", "1", "status = 'open'"),
        meaning("deals", "filter_id", "3", "status = 'open' AND value > 50000"),
        meaning("deals", "filter_id", "7", "contract_type IN ('Renewal', 'Expansion')"),
        meaning("persons", "filter_id", "4", "org_id IS NULL"),
        meaning("persons", "deal_id", &deal.id.to_string(), &format!("id IN ({})", members.join(", "))),
        meaning("persons", "deal_id", "987654", "false"),
        meaning("organizations", "filter_id", "5", "name ILIKE '%foods%'"),
        meaning("activities", "filter_id", "6", "NOT done AND due_date < date '2026-09-21'"),
        meaning("products", "filter_id", "9", "code IS NULL"),
        meaning("leads", "filter_id", "8", "value IS NULL"),
        meaning("notes", "start_date", "date '2025-10-01'", "add_time >= '2025-10-01'"),
        meaning("notes", "end_date", "date '2025-10-01'", "add_time < '2025-10-02'"),
        meaning("currencies", "term", "'dollar'", "name ILIKE '%dollar%' OR code ILIKE '%dollar%'"),
        meaning("tasks", "assignee_id", "2", "array_has(assignee_ids, 2)"),
        meaning("goals", "pipeline_id", "1", "array_has(pipeline_ids, 1)"),
        meaning("goals", "activity_type_id", "1", "array_has(activity_type_ids, 1)"),
        meaning("currencies", "term", "'no such currency'", "false"),
    ]
}

#[tokio::test]
async fn every_parameter_column_picks_the_rows_it_says() {
    let pair = Pair::new().await;
    for Meaning { table, column, value, rows } in meanings(&pair) {
        let key = pipedrive_schema::table(table).unwrap().primary_key.unwrap();
        let picked = format!("SELECT {key} FROM {table} WHERE {column} = {value}");
        let expect = pair.plain(&format!("SELECT {key} FROM {table} WHERE {rows} ORDER BY 1")).await.unwrap();
        let check = async |sql: String, expect: &[Vec<String>]| {
            let (on, requests) = pair.pushed(&sql).await.unwrap();
            assert_eq!(on, expect, "{sql}: {requests:?}");
            let lists = requests.iter().filter(|request| !request.contains("Fields?"));
            assert!(lists.into_iter().all(|r| r.contains(&format!("{column}="))), "{sql}: {requests:?}");
            assert_eq!(pair.plain(&sql).await.unwrap(), expect, "{sql} without pushdown");
        };
        check(format!("{picked} ORDER BY 1"), &expect).await;
        check(format!("{picked} ORDER BY 1 LIMIT 2"), &expect[..expect.len().min(2)]).await;
        let echoed = format!("SELECT DISTINCT {column} = {value} FROM {table} WHERE {value} = {column}");
        let always = if expect.is_empty() { vec![] } else { vec![vec!["true".to_owned()]] };
        check(echoed, &always).await;
        for part in expect.iter().take(2) {
            let one = format!("{picked} AND {key} = '{}'", part[0]);
            check(one, std::slice::from_ref(part)).await;
        }
    }
}

#[tokio::test]
async fn every_parameter_column_has_a_meaning_here() {
    let known = meanings(&Pair::new().await);
    for spec in TABLES {
        for filter in spec.filters.iter().filter(|filter| filter.kind == FilterKind::Selects) {
            if NOT_ALONE.contains(&(spec.name, filter.column)) {
                continue;
            }
            let has_one = known.iter().any(|meaning| meaning.table == spec.name && meaning.column == filter.column);
            assert!(has_one, "{}.{}", spec.name, filter.column);
        }
    }
}

#[tokio::test]
async fn goals_are_picked_by_a_period_they_share_a_day_with() {
    let pair = Pair::new().await;
    let (start, end) = ("date '2026-01-01'", "date '2026-03-31'");
    let rows = format!("duration_start <= {end} AND (duration_end IS NULL OR duration_end >= {start})");
    let expect = pair.plain(&format!("SELECT id FROM goals WHERE {rows} ORDER BY 1")).await.unwrap();
    let all = pair.plain("SELECT id FROM goals").await.unwrap();
    assert!(!expect.is_empty() && expect.len() < all.len(), "{} of {}", expect.len(), all.len());
    let sql = format!("SELECT id FROM goals WHERE period_start = {start} AND period_end = {end} ORDER BY 1");
    assert_eq!(pair.pushed(&sql).await.unwrap().0, expect);
    assert_eq!(pair.plain(&sql).await.unwrap(), expect);
}
