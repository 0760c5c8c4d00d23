//! The JSON text of members: columns that hold JSON as it came, and `_extra`.
//!
//! arrow-json cannot hand out the text of a nested value, so these columns, and only they, cost a second
//! look at the page.

mod kept;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use arrow::array::{StringArray, StringBuilder};
use serde::de::DeserializeSeed;
use serde_json::value::RawValue;

use self::kept::{KeptMembers, KeptRows, Order};
use super::Misfit;
use crate::layout::{LayoutColumn, Source, TableLayout};

type Object<'a> = BTreeMap<Cow<'a, str>, &'a RawValue>;

/// The order of the members of each object that stands in a row, by its name.
type Orders<'a> = BTreeMap<Cow<'a, str>, Order<'a>>;

/// The rows of a page as objects of unparsed members, without those that only typed columns read.
pub(super) struct Members<'a> {
    rows: Vec<Object<'a>>,
    known: &'a Known,
}

/// Which members the table's columns read; one with nothing below is known as a whole.
#[derive(Debug, Default)]
pub(super) struct Known {
    below: HashMap<String, Known>,
    /// Whether a column holds its text.
    is_raw: bool,
}

impl<'a> Members<'a> {
    /// Reads the rows of a page: a list of objects, or one object.
    pub(super) fn read(data: &'a [u8], known: &'a Known) -> Result<Self, Misfit> {
        let broken = |_| Misfit::page("a list of objects", data);
        let mut text = serde_json::Deserializer::from_slice(data);
        let rows = if data.first() == Some(&b'[') {
            KeptRows(known).deserialize(&mut text).map_err(broken)?
        } else {
            vec![KeptMembers::of(known, &mut Order::new()).deserialize(&mut text).map_err(broken)?]
        };
        text.end().map_err(broken)?;
        Ok(Self { rows, known })
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
        let (mut texts, mut orders) = (StringBuilder::new(), Orders::new());
        for row in &self.rows {
            texts.append_option(unknown(row, self.known, &mut orders));
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
fn unknown<'a>(row: &Object<'a>, known: &Known, orders: &mut Orders<'a>) -> Option<String> {
    let mut left: BTreeMap<&str, Cow<'_, str>> = BTreeMap::new();
    for (name, value) in row {
        match known.below.get(name.as_ref()) {
            None => {
                left.insert(name, Cow::Borrowed(value.get()));
            }
            Some(inner) if inner.below.is_empty() => {}
            Some(below) => {
                let mut text = serde_json::Deserializer::from_str(value.get());
                let order = orders.entry(name.clone()).or_default();
                let rest = match KeptMembers::of(below, order).deserialize(&mut text) {
                    Ok(inner) => unknown(&inner, below, &mut Orders::new()),
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
    /// What the columns of a layout read, if one of those that are `needed` cannot do without.
    pub(super) fn needed<'c>(layout: &TableLayout, mut needed: impl Iterator<Item = &'c LayoutColumn>) -> Option<Self> {
        let is_text = |column: &LayoutColumn| matches!(column.source, Source::Raw(_) | Source::Extra);
        needed.any(is_text).then(|| Self::of(layout))
    }

    fn of(layout: &TableLayout) -> Self {
        let mut known = Self::default();
        for column in &layout.columns {
            for path in paths(column) {
                known.insert(path, matches!(column.source, Source::Raw(_)));
            }
        }
        for name in layout.spec.ignored {
            let path: Vec<String> = name.split('.').map(ToOwned::to_owned).collect();
            known.insert(&path, false);
        }
        known
    }

    fn insert(&mut self, path: &[String], is_raw: bool) {
        match path.split_first() {
            Some((first, rest)) => self.below.entry(first.clone()).or_default().insert(rest, is_raw),
            None => self.is_raw |= is_raw,
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
