//! Successful answers before they are put into an envelope.

use serde_json::Value;

use super::{Marker, Page};
use crate::json::Array;

/// What an operation answers.
pub(crate) enum Answer {
    /// A JSON array, and how it is paged.
    List { rows: Vec<u8>, count: usize, paging: Paging },
    /// One JSON object.
    Object(Vec<u8>),
    /// No `data` at all.
    Nothing,
    /// The content of a file, with its media type.
    Content(&'static str, Vec<u8>),
    /// The address where it is.
    Elsewhere(String),
    /// What a search found: a JSON array of items, and one of related items where the search has those.
    Found { items: Vec<u8>, related: Option<Vec<u8>>, paging: Paging },
    /// An answer with further members of the envelope, such as `related_objects`.
    Beside(Box<Answer>, Vec<(&'static str, Value)>),
}

/// How a list goes on.
pub(crate) enum Paging {
    /// v2: with a cursor.
    Cursor { own: Option<Marker>, next: Option<Marker> },
    /// v1: with the number of the next row.
    Offset { start: usize, limit: usize, more: bool },
    /// v1: with a cursor in the spelling of the operation, before encoding.
    LegacyCursor { own: Option<String>, next: Option<String> },
    /// v1's list of recent changes: as above, with the time asked for and that of the page's last change.
    Recent { start: usize, limit: usize, more: bool, since: String, last: Option<String> },
    /// It does not: everything is here.
    Whole,
    /// v2: everything is here, and an empty list is `[]`.
    Plain,
}

impl Answer {
    /// A list of rows, each written by `write`.
    pub(crate) fn list<T>(rows: impl IntoIterator<Item = T>, paging: Paging, write: impl Fn(T, &mut Vec<u8>)) -> Self {
        let mut out = Vec::new();
        let mut count = 0;
        let mut array = Array::begin(&mut out);
        for row in rows {
            write(row, array.element());
            count += 1;
        }
        array.end();
        Self::List { rows: out, count, paging }
    }

    /// A page of a v2 walk.
    pub(crate) fn page(page: Page, write: impl Fn(u32, &mut Vec<u8>)) -> Self {
        Self::list(page.ids, Paging::Cursor { own: page.own, next: page.next }, write)
    }

    /// The same answer with one more member beside `data`.
    pub(crate) fn beside(self, name: &'static str, member: Value) -> Self {
        match self {
            Self::Beside(answer, mut members) => {
                members.push((name, member));
                Self::Beside(answer, members)
            }
            answer => Self::Beside(Box::new(answer), vec![(name, member)]),
        }
    }

    /// One object.
    pub(crate) fn object(write: impl FnOnce(&mut Vec<u8>)) -> Self {
        let mut out = Vec::new();
        write(&mut out);
        Self::Object(out)
    }
}
