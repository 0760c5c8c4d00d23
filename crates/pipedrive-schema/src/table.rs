//! A table: its columns, the walks that list its rows, and what the API can do for a query.

use crate::{ColumnSpec, FilterSpec, RouteSpec, SortSpec, WriteSpec};

/// One list route among those that together hold a table's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WalkSpec {
    /// `active` or `archived` where the API splits a table, else `all`.
    pub name: &'static str,
    /// The list route.
    pub route: RouteSpec,
    /// What `is_archived` is for every row of this walk, where the API splits.
    pub archived: Option<bool>,
    /// Parameters every request of the walk carries, such as a stable `sort` on v1.
    pub fixed: &'static [(&'static str, &'static str)],
    /// How rows stand in an answer.
    pub rows: RowShape,
}

/// How the rows of an answer stand in its `data`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowShape {
    /// `data` is the list of rows.
    List,
    /// `data` is one object, and that is the only row.
    Record,
    /// `data` is the list of rows, or one object that is the only row.
    Records,
    /// `data` is an object, and its member of this name is the list of rows: `items` of a search.
    Member(&'static str),
    /// The same, but the member may be absent, and then there are no rows.
    OptionalMember(&'static str),
    /// `data` is a list of plain values, each a row with this one member.
    Values(&'static str),
    /// `data` is an object (or a list of objects) whose members are the rows; the member's name joins its row under
    /// this one.
    Entries(&'static str),
    /// `data` is an object in which the members named `maps` are objects with the same keys, such as currencies. Each
    /// key gives a row: the object with every map replaced by what it holds for the key, and the key under `name`.
    Grouped {
        /// Member that the key becomes.
        name: &'static str,
        /// Members that are maps.
        maps: &'static [&'static str],
    },
}

/// How the requests of a child table name the record whose children they ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParentKey {
    /// In the first placeholder of the path, one parent a request.
    Path,
    /// In this parameter, one parent a request.
    Parameter(&'static str),
    /// In this parameter, several parents a request.
    List {
        /// The parameter, which takes a list.
        parameter: &'static str,
        /// Most keys one request takes.
        max: usize,
        /// Whether the parameter is given once for each key rather than once with commas.
        repeated: bool,
        /// Route for one parent, its key in the path's first placeholder, which gives the same rows.
        one: Option<RouteSpec>,
    },
}

/// What makes a table a child: its rows can only be asked for by the key of another record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParentSpec {
    /// Column that holds the parent's key; what it [refers to](ColumnSpec::references) is the table of the parents.
    pub column: &'static str,
    /// How the key goes out.
    pub key: ParentKey,
    /// Guess at the number of rows of a hundred parents.
    pub typical_percent: usize,
}

/// How a table's recently deleted rows are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeletedSpec {
    /// Column and parameter that carry the status.
    pub parameter: &'static str,
    /// Its value for deleted rows.
    pub deleted: &'static str,
    /// All values, deleted included, which together list every row.
    pub everything: &'static [&'static str],
}

/// How custom field values stand in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CustomShape {
    /// v2: `custom_fields: {hash: value or object}`.
    Nested,
    /// v1: `hash`, `hash_currency`, … beside the built-in members.
    Flat,
}

/// A table's custom fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CustomFieldsSpec {
    /// Route that lists the field definitions.
    pub fields: RouteSpec,
    /// How values stand in a row.
    pub shape: CustomShape,
    /// Most hashes the `custom_fields` parameter takes; 0 where the routes have no such parameter.
    pub max_narrowed: usize,
    /// Whether the single-record route takes that parameter too.
    pub narrows_single: bool,
}

/// What can be done to a table's rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WritableSpec {
    /// Rows can be added.
    pub insert: bool,
    /// Rows can be changed.
    pub update: bool,
    /// Rows can be removed.
    pub delete: bool,
}

/// One table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableSpec {
    /// Name in SQL.
    pub name: &'static str,
    /// One row's name in messages: `deal`.
    pub entity: &'static str,
    /// What the table holds, in one sentence.
    pub comment: &'static str,
    /// Built-in columns in the order of `SELECT *`; custom ones and `_extra` follow.
    pub columns: &'static [ColumnSpec],
    /// Column that identifies a row, if one does.
    pub primary_key: Option<&'static str>,
    /// List routes; a full scan reads all of them in this order.
    pub walks: &'static [WalkSpec],
    /// `GET …/{id}` of one row by primary key.
    pub single: Option<RouteSpec>,
    /// Filters of the list routes.
    pub filters: &'static [FilterSpec],
    /// Sorts of the list routes.
    pub sorts: &'static [SortSpec],
    /// Custom fields, if the table has them.
    pub custom_fields: Option<CustomFieldsSpec>,
    /// How deleted rows are listed, if they can be.
    pub deleted: Option<DeletedSpec>,
    /// Guess at the number of rows while nothing better is known.
    pub typical_rows: usize,
    /// Boolean columns that are true in every row a list shows; the single-record route also answers with
    /// deleted records, in which one of them is false.
    pub listed_while: &'static [&'static str],
    /// Members of a row that are deliberately no columns, because another column or table holds them; a dot leads
    /// into an object: `deal.id`.
    pub ignored: &'static [&'static str],
    /// The records whose children the rows are, where they can only be asked for by those.
    pub parent: Option<ParentSpec>,
    /// How rows are written, where they can be.
    pub write: Option<&'static WriteSpec>,
}

impl TableSpec {
    /// A table with nothing but what every table has: the start of a description that names only what is special.
    pub const PLAIN: Self = Self {
        name: "",
        entity: "",
        comment: "",
        columns: &[],
        primary_key: None,
        walks: &[],
        single: None,
        filters: &[],
        sorts: &[],
        custom_fields: None,
        deleted: None,
        typical_rows: 100,
        listed_while: &[],
        ignored: &[],
        parent: None,
        write: None,
    };

    /// The built-in column of that name.
    pub fn column(&self, name: &str) -> Option<&'static ColumnSpec> {
        self.columns.iter().find(|c| c.name == name)
    }

    /// What can be done to the rows.
    pub fn writable(&self) -> WritableSpec {
        self.write.map_or_else(WritableSpec::default, WriteSpec::writable)
    }

    /// The walk of that name.
    pub fn walk(&self, name: &str) -> Option<&'static WalkSpec> {
        self.walks.iter().find(|w| w.name == name)
    }
}
