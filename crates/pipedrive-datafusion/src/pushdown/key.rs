//! Values as the keys and parameters that look rows up.

use datafusion::common::ScalarValue;
use pipedrive_schema::{ApiVersion, ColumnType, FilterSpec, TableSpec};

use super::value::equality;

/// The primary keys among the values compared with that column, each once; `None` if one is not of a key's type.
///
/// A key that cannot be written (an empty text) belongs to no row, nor does one that is no UUID where the API gives
/// out UUIDs: sent, it could meet another route, such as `/leads/search`.
pub(crate) fn keys(spec: &'static TableSpec, values: &[ScalarValue]) -> Option<Vec<String>> {
    let (version, uuids) = (version(spec), has_uuids(spec));
    let readable = |v: &ScalarValue| matches!(v, ScalarValue::Int64(_)) || v.try_as_str().is_some();
    if !values.iter().all(readable) {
        return None;
    }
    let writable = |value| equality(value, version, true).filter(|key| !uuids || is_uuid(key));
    let mut keys: Vec<String> = values.iter().filter_map(writable).collect();
    keys.sort();
    keys.dedup();
    Some(keys)
}

/// The values that `filter` can be sent with, each once beside its text; `None` if one has no text, so that rows which
/// hold it could not be asked for.
pub(crate) fn parameters(
    spec: &'static TableSpec,
    filter: &FilterSpec,
    values: &[ScalarValue],
) -> Option<Vec<(String, ScalarValue)>> {
    let version = version(spec);
    let with_text = |value: &ScalarValue| Some((equality(value, version, false)?, value.clone()));
    let mut texts: Vec<(String, ScalarValue)> = values.iter().map(with_text).collect::<Option<_>>()?;
    texts.retain(|(text, _)| filter.accepts.is_empty() || filter.accepts.contains(&text.as_str()));
    texts.sort_by(|a, b| (a.0.len(), &a.0).cmp(&(b.0.len(), &b.0)));
    texts.dedup_by(|a, b| a.0 == b.0);
    Some(texts)
}

/// Whether only UUIDs may be sent as the table's keys: they are texts, and a list of the table stands where a record
/// of that name would, as `/leads/archived` does.
pub(crate) fn has_uuids(spec: &TableSpec) -> bool {
    let below = spec.single.and_then(|route| route.path.split_once('{')).map(|(before, _)| before);
    let texts = spec.primary_key.and_then(|key| spec.column(key)).is_some_and(|c| c.data_type == ColumnType::Text);
    texts && below.is_some_and(|below| spec.walks.iter().any(|walk| walk.route.path.starts_with(below)))
}

pub(crate) fn is_uuid(text: &str) -> bool {
    let dash = |i: usize| matches!(i, 8 | 13 | 18 | 23);
    text.len() == 36 && text.bytes().enumerate().all(|(i, b)| if dash(i) { b == b'-' } else { b.is_ascii_hexdigit() })
}

/// The version of the API that lists the table.
pub(super) fn version(spec: &TableSpec) -> ApiVersion {
    spec.walks.first().map_or(ApiVersion::V2, |w| w.route.version)
}
