//! Values to compare a column with: some that rows hold, some that none does, some just beside them.

use chrono::{DateTime, SecondsFormat, TimeDelta};
use pipedrive_schema::{ColumnType, TableSpec};

use super::Pair;

/// Microseconds around a time at which rounding to whole seconds could go wrong.
const AROUND: [i64; 4] = [-1_000_001, -1, 1, 999_999];

/// A column's values in the account, in their order, as SQL literals.
pub(super) async fn held(pair: &Pair, spec: &TableSpec, column: &str) -> Result<Vec<String>, String> {
    let sql = format!("SELECT DISTINCT {column} FROM {} WHERE {column} IS NOT NULL ORDER BY 1", spec.name);
    let rows = pair.plain(&sql).await?;
    Ok(rows.into_iter().map(|mut row| literal(spec, column, &row.swap_remove(0))).collect())
}

/// The first, the middle and the last of many.
pub(super) fn sample(values: &[String]) -> Vec<String> {
    let mut places = vec![0, values.len() / 2, values.len().saturating_sub(1)];
    places.dedup();
    places.into_iter().filter_map(|place| values.get(place).cloned()).collect()
}

/// A value that no row holds.
pub(super) fn absent(spec: &TableSpec, column: &str) -> String {
    match spec.column(column).map(|c| c.data_type) {
        Some(ColumnType::Text) if column.ends_with("id") => "'00000000-0000-4000-8000-000000000000'".to_owned(),
        Some(ColumnType::Text) => "'no such value'".to_owned(),
        Some(ColumnType::Boolean) => "NULL".to_owned(),
        Some(ColumnType::Timestamp) => "'1999-12-31T23:59:59Z'".to_owned(),
        _ => "987654".to_owned(),
    }
}

/// The times around one time, as literals.
pub(super) fn around(time: &str) -> Vec<String> {
    let time = DateTime::parse_from_rfc3339(time.trim_matches('\'')).unwrap();
    AROUND
        .iter()
        .map(|&micros| (time + TimeDelta::microseconds(micros)).to_rfc3339_opts(SecondsFormat::Micros, true))
        .map(|text| format!("'{text}'"))
        .collect()
}

fn literal(spec: &TableSpec, column: &str, text: &str) -> String {
    match spec.column(column).map(|c| c.data_type) {
        Some(ColumnType::Int64 | ColumnType::Float64 | ColumnType::Boolean) => text.to_owned(),
        _ => format!("'{}'", text.replace('\'', "''")),
    }
}
