//! What reading wide needs to know of a page: which rows it has, when they last changed, whether more follow.

use std::borrow::Cow;

use chrono::DateTime;
use serde::Deserialize;

/// One row of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RowFacts {
    /// Its primary key.
    pub(crate) id: i64,
    /// When it last changed, in seconds since the Unix epoch.
    pub(crate) updated: Option<i64>,
    /// When it was added, likewise.
    pub(crate) added: Option<i64>,
}

/// One page of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PageFacts {
    /// Its rows in the order they came.
    pub(crate) rows: Vec<RowFacts>,
    /// Whether the list goes on behind it.
    pub(crate) more: bool,
    /// The server's clock when it answered, in seconds since the Unix epoch.
    pub(crate) answered: Option<i64>,
    /// Whole seconds since the scan's first request left, rounded up.
    pub(crate) waited: i64,
    /// The cursor of what follows, if it is to be looked at.
    pub(crate) next: Option<String>,
}

/// The members of a row that are looked at here.
#[derive(Deserialize)]
struct Row<'a> {
    id: u64,
    #[serde(borrow, default)]
    update_time: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    add_time: Option<Cow<'a, str>>,
}

impl RowFacts {
    /// The rows of a page's `data`; no rows for `null`.
    ///
    /// # Errors
    /// If a row has no whole number as its `id`.
    pub(crate) fn read(data: &[u8]) -> Result<Vec<Self>, String> {
        let rows: Option<Vec<Row<'_>>> = serde_json::from_slice(data).map_err(|error| error.to_string())?;
        rows.unwrap_or_default().iter().map(Self::of).collect()
    }

    fn of(row: &Row<'_>) -> Result<Self, String> {
        // A time that says nothing counts as none, which is decided about row by row when the page is decoded.
        let seconds = |text: &Cow<'_, str>| DateTime::parse_from_rfc3339(text).ok().map(|time| time.timestamp());
        let id = i64::try_from(row.id).map_err(|_| format!("`id` {} is too large", row.id))?;
        let [updated, added] = [&row.update_time, &row.add_time].map(|time| time.as_ref().and_then(seconds));
        Ok(Self { id, updated, added })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(data: &str, expect: Result<&[(i64, Option<i64>)], &str>) {
        match (RowFacts::read(data.as_bytes()), expect) {
            (Ok(rows), Ok(expect)) => {
                let rows: Vec<_> = rows.iter().map(|row| (row.id, row.updated)).collect();
                assert_eq!(rows, expect, "{data}");
            }
            (Err(message), Err(expect)) => assert!(message.contains(expect), "{data}: {message}"),
            (found, _) => panic!("{data}: {found:?}"),
        }
    }

    #[test]
    fn id_and_time_are_found_among_other_members() {
        check("null", Ok(&[]));
        check("[]", Ok(&[]));
        check(r#"[{"title":"a","id":7,"update_time":"1970-01-01T00:01:00Z"}]"#, Ok(&[(7, Some(60))]));
        check(r#"[{"id":7,"update_time":null,"nested":{"id":8}},{"id":9}]"#, Ok(&[(7, None), (9, None)]));
        check(r#"[{"id":7,"update_time":""},{"id":9,"update_time":"soon"}]"#, Ok(&[(7, None), (9, None)]));
    }

    #[test]
    fn a_row_that_cannot_be_told_from_others_is_an_error() {
        check(r#"[{"title":"a"}]"#, Err("missing field `id`"));
        check(r#"[{"id":"7"}]"#, Err("invalid type"));
        check(r#"[{"id":-7}]"#, Err("invalid value"));
        check(r#"[{"id":9223372036854775808}]"#, Err("too large"));
    }
}
