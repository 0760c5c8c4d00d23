//! Columns of long texts, by name: a result does not tell what tables its columns are of.

use arrow::datatypes::DataType;

use super::describe::{SqlType, long_text, sql_type};
use crate::abi::sql_type as sql;

/// Names of columns that hold what people write at length, or a value as JSON text.
const LONG_TEXTS: &[&str] = &[
    "_extra",
    "address_field_components",
    "body",
    "comments",
    "conditions",
    "content",
    "data",
    "deals",
    "deals_left_open_formatted_values",
    "deals_left_open_values",
    "deprecated_operators",
    "description",
    "drafts_parties",
    "important_fields",
    "item",
    "lost_deals_formatted_values",
    "lost_deals_values",
    "new_deals_formatted_values",
    "new_deals_values",
    "new_values",
    "next_activity_note",
    "note",
    "notes",
    "old_values",
    "open_values",
    "operators",
    "options_deleted",
    "person",
    "picture",
    "price",
    "product_description",
    "public_description",
    "relative_dates",
    "required_fields",
    "snippet",
    "snippet_draft",
    "snippet_sent",
    "subfields",
    "total_values",
    "totals_converted",
    "type_params",
    "ui_visibility",
    "weighted_open_values",
    "weighted_values",
    "won_deals_formatted_values",
    "won_deals_values",
    "won_values",
];

/// The SQL type of a column of that name. Programs give columns of a long type buffers of another size, or read them in
/// pieces.
pub(crate) fn column_type(name: &str, arrow: &DataType) -> SqlType {
    let described = sql_type(arrow);
    let is_long = || LONG_TEXTS.iter().any(|long| long.eq_ignore_ascii_case(name));
    if described.number == sql::WVARCHAR && is_long() { long_text() } else { described }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use pipedrive_schema::functions::FUNCTIONS;
    use pipedrive_schema::{ColumnType, EXTRA_COLUMN, TABLES};

    use super::*;

    /// Names of all columns of texts of the type.
    fn columns(of: ColumnType) -> BTreeSet<&'static str> {
        let columns = TABLES.iter().chain(FUNCTIONS).flat_map(|table| table.columns);
        columns.filter(|column| column.data_type == of).map(|column| column.name).collect()
    }

    #[test]
    fn every_json_text_is_long_and_every_long_text_is_a_column() {
        let listed: BTreeSet<&str> = LONG_TEXTS.iter().copied().collect();
        let json: BTreeSet<&str> = columns(ColumnType::Json).into_iter().chain([EXTRA_COLUMN]).collect();
        let missing: Vec<_> = json.difference(&listed).collect();
        assert!(missing.is_empty(), "{missing:?}");
        let known: BTreeSet<&str> = json.union(&columns(ColumnType::Text)).copied().collect();
        let unknown: Vec<_> = listed.difference(&known).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
        assert_eq!(listed.len(), LONG_TEXTS.len());
    }

    #[test]
    fn only_texts_are_long() {
        let check = |name: &str, arrow: &DataType, expect: (i16, usize)| {
            let described = column_type(name, arrow);
            assert_eq!((described.number, described.size), expect, "{name}: {arrow}");
        };
        check("content", &DataType::Utf8, (sql::WLONGVARCHAR, 65_535));
        check("Content", &DataType::Utf8View, (sql::WLONGVARCHAR, 65_535));
        check("title", &DataType::Utf8, (sql::WVARCHAR, 4000));
        check("price", &DataType::Float64, (sql::DOUBLE, 15));
        check("label_ids", &DataType::new_list(DataType::Int64, true), (sql::WLONGVARCHAR, 65_535));
    }
}
