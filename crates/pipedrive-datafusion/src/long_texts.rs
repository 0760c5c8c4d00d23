//! Columns of long texts, by name: a result does not tell what tables its columns are of.

use std::collections::HashSet;
use std::sync::LazyLock;

use pipedrive_schema::functions::FUNCTIONS;
use pipedrive_schema::{ColumnType, EXTRA_COLUMN, TABLES};

/// Names of columns that hold what people write at length.
const WRITTEN: &[&str] = &[
    "body",
    "comments",
    "content",
    "description",
    "next_activity_note",
    "note",
    "notes",
    "product_description",
    "public_description",
    "snippet",
    "snippet_draft",
    "snippet_sent",
];

static LONG: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let json = columns(ColumnType::Json);
    WRITTEN.iter().copied().chain(json).chain([EXTRA_COLUMN]).collect()
});

/// Whether columns of that name hold what people write at length, or a value as JSON text. Front ends whose programs set
/// memory aside for the longest value tell these columns apart.
pub fn holds_long_text(name: &str) -> bool {
    LONG.contains(name.to_ascii_lowercase().as_str())
}

/// Names of all columns of the type.
fn columns(of: ColumnType) -> impl Iterator<Item = &'static str> {
    let columns = TABLES.iter().chain(FUNCTIONS).flat_map(|table| table.columns);
    columns.filter(move |column| column.data_type == of).map(|column| column.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_that_of_a_column_of_texts() {
        let texts: HashSet<&str> = columns(ColumnType::Text).collect();
        let unknown: Vec<_> = WRITTEN.iter().filter(|name| !texts.contains(*name)).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }

    #[test]
    fn what_is_written_at_length_and_json_are_long() {
        for (name, expect) in [("content", true), ("Content", true), (EXTRA_COLUMN, true), ("title", false)] {
            assert_eq!(holds_long_text(name), expect, "{name}");
        }
        assert!(columns(ColumnType::Json).all(holds_long_text));
    }
}
