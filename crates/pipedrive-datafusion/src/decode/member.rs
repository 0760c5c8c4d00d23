//! The JSON text of members: columns that hold JSON as it came, and `_extra`.
//!
//! arrow-json cannot hand out the text of a nested value, so these columns, and only they, cost a second
//! look at the page.

use std::borrow::Cow;
use std::collections::BTreeMap;

use arrow::array::{StringArray, StringBuilder};
use serde_json::value::RawValue;

use super::Misfit;
use crate::layout::{LayoutColumn, Source, TableLayout};

type Object<'a> = BTreeMap<Cow<'a, str>, &'a RawValue>;

/// The rows of a page as objects of unparsed members.
pub(super) struct Members<'a> {
    rows: Vec<Object<'a>>,
    known: Known,
}

/// Which members the table's columns read; an empty node is known as a whole.
#[derive(Default)]
struct Known(BTreeMap<String, Known>);

impl<'a> Members<'a> {
    /// Whether a column of that source needs this.
    pub(super) fn needed_by(source: &Source) -> bool {
        matches!(source, Source::Raw(_) | Source::Extra)
    }

    /// Reads the rows of a page: a list of objects, or one object.
    pub(super) fn read(data: &'a [u8], layout: &TableLayout) -> Result<Self, Misfit> {
        let broken = |_| Misfit::page("a list of objects", data);
        let rows = if data.first() == Some(&b'[') {
            serde_json::from_slice(data).map_err(broken)?
        } else {
            vec![serde_json::from_slice(data).map_err(broken)?]
        };
        Ok(Self { rows, known: Known::of(layout) })
    }

    /// The JSON text at that path of each row; a JSON null is NULL.
    pub(super) fn at(&self, path: &[String]) -> StringArray {
        let mut texts = StringBuilder::new();
        for row in &self.rows {
            texts.append_option(find(row, path).filter(|t| t != "null"));
        }
        texts.finish()
    }

    /// The members of each row that no column reads, as one JSON object; NULL if there are none.
    pub(super) fn extra(&self) -> StringArray {
        let mut texts = StringBuilder::new();
        for row in &self.rows {
            texts.append_option(unknown(row, &self.known));
        }
        texts.finish()
    }
}

fn find(row: &Object<'_>, path: &[String]) -> Option<String> {
    let (first, rest) = path.split_first()?;
    let value = row.get(first.as_str())?;
    if rest.is_empty() {
        return Some(value.get().to_owned());
    }
    let inner: Object<'_> = serde_json::from_str(value.get()).ok()?;
    find(&inner, rest)
}

/// What is left of an object after its known members, as JSON text.
fn unknown(row: &Object<'_>, known: &Known) -> Option<String> {
    let mut left: BTreeMap<&str, Cow<'_, str>> = BTreeMap::new();
    for (name, value) in row {
        match known.0.get(name.as_ref()) {
            None => {
                left.insert(name, Cow::Borrowed(value.get()));
            }
            Some(below) if below.0.is_empty() => {}
            Some(below) => {
                let rest = match serde_json::from_str::<Object<'_>>(value.get()) {
                    Ok(inner) => unknown(&inner, below),
                    // Not the object it should be: whatever it is, it is unknown as a whole.
                    Err(_) => (value.get() != "null").then(|| value.get().to_owned()),
                };
                if let Some(rest) = rest {
                    left.insert(name, Cow::Owned(rest));
                }
            }
        }
    }
    if left.is_empty() {
        return None;
    }
    let members: Vec<String> =
        left.iter().map(|(name, value)| format!("{}:{value}", serde_json::Value::from(*name))).collect();
    Some(format!("{{{}}}", members.join(",")))
}

impl Known {
    fn of(layout: &TableLayout) -> Self {
        let mut known = Self::default();
        for column in &layout.columns {
            for path in paths(column) {
                known.insert(path);
            }
        }
        for name in layout.spec.ignored {
            let path: Vec<String> = name.split('.').map(ToOwned::to_owned).collect();
            known.insert(&path);
        }
        known
    }

    fn insert(&mut self, path: &[String]) {
        if let Some((first, rest)) = path.split_first() {
            self.0.entry(first.clone()).or_default().insert(rest);
        }
    }
}

fn paths(column: &LayoutColumn) -> Vec<&[String]> {
    match &column.source {
        Source::Path(path)
        | Source::PrimaryOf(path)
        | Source::Label(path, _)
        | Source::Labels(path, _)
        | Source::SplitIds(path)
        | Source::SplitLabels(path, _)
        | Source::Raw(path) => vec![path],
        Source::Archived { flag, .. } => vec![flag],
        Source::Status { status, deleted, .. } => vec![status, deleted],
        Source::Extra | Source::Parameter | Source::Fact => Vec::new(),
    }
}
