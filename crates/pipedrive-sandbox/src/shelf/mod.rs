//! Tables that are small, or that one route tells all about: clients write rows as they are shown, and the answers of
//! the routes are put together from what is drawn and what was written.

mod read;
mod resource;

mod boards;
mod calls;
mod catalog;
mod comments;
mod deal_parts;
mod goals;
mod mail;
mod people;
mod pictures;
mod pipelines;
mod plans;
mod relationships;
mod services;
mod tasks;

use serde_json::{Map, Value};

use crate::data::Table;
use crate::http::{Call, Failure, Version, Write};

pub(crate) use read::shelved;
pub(crate) use resource::data;

/// How a route shows rows.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Form {
    One,
    List,
    /// A list in that member of an object.
    Nested(&'static str),
    /// A list that rows have as that member.
    Member(&'static str),
}

/// A route that shows rows of a shelf.
pub(crate) struct Place {
    pub(crate) version: Version,
    pub(crate) path: &'static str,
    pub(crate) form: Form,
    /// The row of a document as this route has it.
    pub(crate) shape: fn(&Call<'_>, &Map<String, Value>) -> Value,
    /// Whether the route's list has rows of that kind.
    pub(crate) keeps: fn(&Value) -> bool,
}

/// A table whose rows are kept as they are shown.
pub(crate) struct Shelf {
    pub(crate) table: Table,
    /// The answer about a row that is not there.
    pub(crate) missing: fn() -> Failure,
    /// The member that tells rows apart, or several joined with `+`.
    pub(crate) key: &'static str,
    /// The first route is the one documents have the shape of.
    pub(crate) places: &'static [Place],
    /// Parameters of lists, and the members they look at.
    pub(crate) filters: &'static [(&'static str, &'static str)],
    /// The member by which single rows say that they were deleted, and its JSON then; without one they are gone.
    pub(crate) deleted: Option<(&'static str, &'static str)>,
}

impl Place {
    /// One that shows documents as they are.
    pub(crate) const fn plain(version: Version, path: &'static str, form: Form) -> Self {
        Self { version, path, form, shape: |_, members| Value::Object(members.clone()), keeps: |_| true }
    }

    /// The same in another shape.
    pub(crate) const fn shaped(mut self, shape: fn(&Call<'_>, &Map<String, Value>) -> Value) -> Self {
        self.shape = shape;
        self
    }

    /// The same for some rows only.
    pub(crate) const fn keeping(mut self, keeps: fn(&Value) -> bool) -> Self {
        self.keeps = keeps;
        self
    }
}

impl Shelf {
    /// The key of a row.
    pub(crate) fn key_of(&self, row: &Value) -> String {
        let part = |name: &str| row[name].as_str().map_or_else(|| row[name].to_string(), str::to_owned);
        self.key.split('+').map(part).collect::<Vec<_>>().join(":")
    }

    /// Whether a row says that it was deleted.
    pub(crate) fn says_deleted(&self, row: &Value) -> bool {
        self.deleted.is_some_and(|(name, json)| serde_json::from_str(json).is_ok_and(|json: Value| row[name] == json))
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
    &tasks::TASKS,
    &plans::PLAN,
    &goals::GOALS,
    &mail::THREADS,
    &calls::CALL_LOGS,
    &services::WEBHOOKS,
    &people::ROLES,
    &people::ROLE_SETTINGS,
    &people::ROLE_PIPELINES,
    &people::ASSIGNMENTS,
    &people::TEAMS,
    &people::USERS,
];

/// Every operation that writes on a shelf.
pub(crate) static WRITES: &[&[Write]] = &[
    pipelines::WRITES,
    boards::WRITES,
    catalog::WRITES,
    comments::WRITES,
    relationships::WRITES,
    deal_parts::WRITES,
    tasks::WRITES,
    plans::WRITES,
    goals::WRITES,
    mail::WRITES,
    calls::WRITES,
    services::WRITES,
    people::WRITES,
];
