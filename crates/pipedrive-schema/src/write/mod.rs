//! How a table is written: the routes, what their bodies hold, and what a statement must give.

mod access;
mod column;
mod listing;
mod route;

#[cfg(test)]
mod tests;

pub use access::{ColumnAccess, Demand};
pub use column::{Extent, NullForm, WriteColumnSpec, WriteForm, WriteOn};
pub use listing::writes_markdown;
pub use route::{Method, WriteBody, WriteRoute};

use crate::{TABLES, WritableSpec, views};

/// How the rows of one table or view are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriteSpec {
    /// How rows are added, if they can be.
    pub insert: Option<InsertSpec>,
    /// How rows are changed, if they can be.
    pub update: Option<UpdateSpec>,
    /// How rows are removed, if they can be.
    pub delete: Option<DeleteSpec>,
    /// Columns that can be written, and how their values go out. Columns that only fill a path are not among them.
    pub columns: &'static [WriteColumnSpec],
    /// Whether the table's custom columns can be written; they go out in the [shape](crate::CustomShape) they come in.
    pub custom_fields: bool,
    /// Members of the bodies that no column writes, each with the reason; a dot leads into an object.
    pub unwritten: &'static [(&'static str, &'static str)],
}

/// How rows are added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsertSpec {
    /// Route for one row.
    pub route: WriteRoute,
    /// Route for several rows with the same values in the columns that fill its path.
    pub bulk: Option<BulkSpec>,
    /// What a row must give beside the columns that fill the path; a NULL gives nothing.
    pub required: &'static [Required],
    /// What the answer says about the new row.
    pub answer: AnswerSpec,
}

/// How rows are changed. Only columns a statement sets go out, with those [`WriteSpec::read_for`] names beside them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UpdateSpec {
    /// Route for one row.
    pub route: WriteRoute,
    /// Routes that take the place of that one for some rows.
    pub instead: &'static [RouteChoice],
    /// Columns every request carries, from the row as it stands where the statement does not set them.
    pub always: &'static [&'static str],
    /// How the flag that archives a row is written, where it cannot go out with other columns.
    pub archive: Option<ArchiveSpec>,
    /// What the answer says about the row.
    pub answer: AnswerSpec,
}

/// How rows are removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeleteSpec {
    /// Route for one row.
    pub route: WriteRoute,
    /// Route for several rows with the same values in the columns that fill its path.
    pub bulk: Option<BulkSpec>,
    /// Columns whose values, as the row has them, are the body of the request; mostly none.
    pub body: &'static [&'static str],
}

/// One request for several rows. What the answer to one row has in `data`, this one's has in a list in the order of the
/// rows; where rows are removed, only the status counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BulkSpec {
    /// The route.
    pub route: WriteRoute,
    /// Most rows one request takes; where the API states no bound, what keeps a request handy.
    pub max_rows: usize,
}

/// A route that some rows are written by in place of the usual one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RouteChoice {
    /// Column that decides.
    pub column: &'static str,
    /// Its value, as text, in the rows this route is for.
    pub value: &'static str,
    /// The route.
    pub route: WriteRoute,
}

/// A flag that archives a row. An archived row refuses every other change, so the flag goes out in a request of its own:
/// before the others where it becomes false, after them where it becomes true. A row that is archived and stays so can
/// only be refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArchiveSpec {
    /// The flag's column.
    pub flag: &'static str,
    /// Columns that go out in the flag's request.
    pub with: &'static [&'static str],
    /// Route that archives, where the flag is no member of a body; the usual route else.
    pub route: Option<WriteRoute>,
    /// Whether the flag can become false again.
    pub reversible: bool,
}

/// What a row must give to be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Required {
    /// This column.
    Column(&'static str),
    /// All columns of at least one of these groups.
    OneOf(&'static [&'static [&'static str]]),
}

/// What the answer to a write says about the row. Where the body is a list, `data` is a list too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnswerSpec {
    /// Path inside `data` of the row's primary key; `None` where the table has none or the answer does not say it.
    pub key: Option<&'static [&'static str]>,
    /// Path inside `data` of an object with the members a list shows; empty where `data` is that object.
    pub row: Option<&'static [&'static str]>,
}

impl InsertSpec {
    /// Rows go out one by one.
    pub(crate) const fn new(route: WriteRoute, required: &'static [Required], answer: AnswerSpec) -> Self {
        Self { route, bulk: None, required, answer }
    }
}

impl UpdateSpec {
    /// Whatever a statement sets goes out in one request.
    pub(crate) const fn new(route: WriteRoute, answer: AnswerSpec) -> Self {
        Self { route, instead: &[], always: &[], archive: None, answer }
    }
}

impl DeleteSpec {
    /// Rows go one by one.
    pub(crate) const fn new(route: WriteRoute) -> Self {
        Self { route, bulk: None, body: &[] }
    }
}

impl AnswerSpec {
    /// The answer says nothing about the row.
    pub const NOTHING: Self = Self { key: None, row: None };
    /// `data` is the row, with its key in `id`.
    pub const ROW: Self = Self { key: Some(&["id"]), row: Some(&[]) };
    /// `data` has the key in `id` and not the whole row.
    pub const ID: Self = Self { key: Some(&["id"]), row: None };
}

impl WriteSpec {
    /// The start of a description that names only what is special: nothing can be written.
    pub const NONE: Self =
        Self { insert: None, update: None, delete: None, columns: &[], custom_fields: false, unwritten: &[] };

    /// What can be done to the rows.
    pub fn writable(&self) -> WritableSpec {
        WritableSpec { insert: self.insert.is_some(), update: self.update.is_some(), delete: self.delete.is_some() }
    }

    /// Every route: those that add, those that change and archive, those that remove.
    pub fn routes(&self) -> Vec<WriteRoute> {
        let mut routes = Vec::new();
        if let Some(insert) = self.insert {
            routes.push(insert.route);
            routes.extend(insert.bulk.map(|bulk| bulk.route));
        }
        if let Some(update) = self.update {
            routes.push(update.route);
            routes.extend(update.instead.iter().map(|choice| choice.route));
            routes.extend(update.archive.and_then(|archive| archive.route));
        }
        if let Some(delete) = self.delete {
            routes.push(delete.route);
            routes.extend(delete.bulk.map(|bulk| bulk.route));
        }
        routes
    }

    /// How that column is written, if it can be.
    pub fn column(&self, name: &str) -> Option<&'static WriteColumnSpec> {
        self.columns.iter().find(|column| column.column == name)
    }

    /// The columns whose values in the row as it stands an UPDATE of `column` needs, to send what the statement does not
    /// set: the list of a primary entry, the other parts of an object, what has to go along.
    pub fn read_for(&self, column: &WriteColumnSpec) -> Vec<&'static str> {
        let list = match column.form {
            WriteForm::PrimaryOf(list) | WriteForm::PrimaryPersonOf(list) => Some(list),
            _ => None,
        };
        let siblings = self.columns.iter().filter(|other| {
            let part = column.extent == Extent::Part && other.extent != Extent::Own;
            part && other.column != column.column && other.path[0] == column.path[0]
        });
        let mut names: Vec<&str> = siblings.map(|other| other.column).collect();
        for name in list.iter().chain(column.along) {
            if !names.contains(name) {
                names.push(name);
            }
        }
        names
    }
}

/// Every table and view that can be written, by name, with how: the tables first, each kind in its usual order.
pub fn writes() -> impl Iterator<Item = (&'static str, &'static WriteSpec)> {
    let tables = TABLES.iter().filter_map(|table| Some((table.name, table.write?)));
    tables.chain(views().filter_map(|view| Some((view.name, view.write?))))
}

/// How the table or view of that name is written, if it can be.
pub fn write(name: &str) -> Option<&'static WriteSpec> {
    writes().find(|(other, _)| *other == name).map(|(_, spec)| spec)
}
