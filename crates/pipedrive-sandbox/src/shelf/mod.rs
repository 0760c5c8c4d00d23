//! Tables that are small, or that one route tells all about: clients write rows as they are shown, and the answers of
//! the routes are put together from what is drawn and what was written.

mod read;
mod resource;

mod boards;
mod catalog;
mod comments;
mod deal_parts;
mod pictures;
mod pipelines;
mod relationships;

use serde_json::{Map, Value};

use crate::data::Table;
use crate::http::{Call, Version, Write};

pub(crate) use read::shelved;
pub(crate) use resource::data;

/// How a route shows rows.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Form {
    One,
    List,
    /// A list in that member of an object.
    Nested(&'static str),
}

/// A route that shows rows of a shelf.
pub(crate) struct Place {
    pub(crate) version: Version,
    pub(crate) path: &'static str,
    pub(crate) form: Form,
    /// The row of a document as this route has it.
    pub(crate) shape: fn(&Call<'_>, &Map<String, Value>) -> Value,
}

/// A table whose rows are kept as they are shown.
pub(crate) struct Shelf {
    pub(crate) table: Table,
    /// Its name in a 404.
    pub(crate) name: &'static str,
    /// The member that tells rows apart.
    pub(crate) key: &'static str,
    /// The first route is the one documents have the shape of.
    pub(crate) places: &'static [Place],
    /// Parameters of lists, and the members they look at.
    pub(crate) filters: &'static [(&'static str, &'static str)],
    /// The flag by which single rows say that they were deleted, and its value then; without one they are gone.
    pub(crate) deleted: Option<(&'static str, bool)>,
}

impl Place {
    /// One that shows documents as they are.
    pub(crate) const fn plain(version: Version, path: &'static str, form: Form) -> Self {
        Self { version, path, form, shape: |_, members| Value::Object(members.clone()) }
    }
}

/// Every shelf.
static SHELVES: &[&Shelf] = &[
    &pipelines::PIPELINES,
    &pipelines::STAGES,
    &boards::BOARDS,
    &boards::PHASES,
    &catalog::LEAD_LABELS,
    &catalog::ACTIVITY_TYPES,
    &comments::COMMENTS,
    &relationships::RELATIONSHIPS,
    &deal_parts::DISCOUNTS,
    &deal_parts::INSTALLMENTS,
    &deal_parts::VARIATIONS,
    &pictures::PICTURES,
    &pictures::IMAGES,
];

/// Every operation that writes on a shelf.
pub(crate) static WRITES: &[&[Write]] =
    &[pipelines::WRITES, boards::WRITES, catalog::WRITES, comments::WRITES, relationships::WRITES, deal_parts::WRITES];
