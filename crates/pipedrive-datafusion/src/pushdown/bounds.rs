//! Instants that a column equals, as the bounds that the API takes.

use std::cmp::Ordering;

use datafusion::common::ScalarValue;
use pipedrive_schema::{FilterKind, FilterSpec, TableSpec};

use super::{Comparison, Operator};

/// The comparisons, where a list of instants gives way to its bounds if that is what the API compares.
///
/// # Soundness
/// What is in the list is between its bounds; such a parameter is never exact, so the list itself is checked again.
pub(super) fn bounded(spec: &TableSpec, comparisons: Vec<Comparison>) -> Vec<Comparison> {
    let bounds = |comparison: &Comparison| {
        let is_bound =
            |f: &FilterSpec| f.column == comparison.column && matches!(f.kind, FilterKind::Since | FilterKind::Until);
        let listed = comparison.operator == Operator::In && spec.filters.iter().any(is_bound);
        let values = listed.then_some(&comparison.values)?;
        let first = values.first()?;
        let further = |found: Ordering| {
            values.iter().try_fold(first, |end, one| Some(if one.partial_cmp(end)? == found { one } else { end }))
        };
        let bound = |operator, value: &ScalarValue| Comparison {
            column: comparison.column.clone(),
            operator,
            values: vec![value.clone()],
        };
        let (least, greatest) = (further(Ordering::Less)?, further(Ordering::Greater)?);
        Some([bound(Operator::AtLeast, least), bound(Operator::AtMost, greatest)])
    };
    let one = |comparison: Comparison| bounds(&comparison).map_or_else(|| vec![comparison], Vec::from);
    comparisons.into_iter().flat_map(one).collect()
}
