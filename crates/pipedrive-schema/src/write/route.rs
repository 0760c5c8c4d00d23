//! Routes that write: the method, what fills the path, and how the body holds rows.

use crate::RouteSpec;

/// The method of a request that writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Makes something new: sent twice, it may do so twice.
    Post,
    /// Says how something is to be.
    Put,
    /// Says how parts of something are to be.
    Patch,
    /// Removes something.
    Delete,
}

impl Method {
    /// The method as it is sent: `POST`, `PUT`, `PATCH`, `DELETE`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// How a request holds what it writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteBody {
    /// The path says it all.
    Nothing,
    /// A JSON object of the members of one row.
    Object,
    /// The same members as `application/x-www-form-urlencoded`.
    Form,
    /// A JSON list of such objects.
    List,
    /// A JSON object whose member of this name is a list of such objects.
    ListUnder(&'static str),
    /// A JSON object whose member of this name is a list of the plain values of the only column.
    ValuesUnder(&'static str),
    /// A JSON object for each column that is written, in a request of its own: one member holds the column's name, the
    /// other its value.
    Setting {
        /// Member for the name.
        name: &'static str,
        /// Member for the value.
        value: &'static str,
    },
    /// No body: this query parameter lists the primary keys, with commas.
    KeysIn(&'static str),
}

/// One operation that writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriteRoute {
    /// The method.
    pub method: Method,
    /// Path with `{placeholders}`, price in tokens, OAuth scopes of which one suffices.
    pub route: RouteSpec,
    /// Columns whose values fill the placeholders, in the order of those. Rows with the same values are one record, which
    /// is written once: a table can list a record several times.
    pub keys: &'static [&'static str],
    /// How the request holds what it writes.
    pub body: WriteBody,
}
