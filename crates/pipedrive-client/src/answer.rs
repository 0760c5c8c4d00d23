//! The answer to one request: the JSON text of its `data`, untouched.

use bytes::Bytes;
use chrono::{DateTime, Utc};

/// What kind of JSON value `data` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataShape {
    /// An array.
    List,
    /// An object.
    Object,
    /// `null`, or no `data` at all.
    Null,
    /// A string, number, `true` or `false`.
    Scalar,
}

impl DataShape {
    /// The shape with its article, as messages name it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::List => "a list",
            Self::Object => "an object",
            Self::Null => "null",
            Self::Scalar => "a single value",
        }
    }
}

/// The answer to one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The JSON text of `data`: a slice of the body, not a copy. `null` where the body has none.
    pub data: Bytes,
    /// What kind of JSON value it is.
    pub shape: DataShape,
    /// The JSON text of the whole body, `data` and what stands beside it; empty where there is none.
    pub body: Bytes,
    /// HTTP status, 200 to 299; 204 where the content went to a [`Receiver`](crate::Receiver), and where an earlier attempt
    /// was found to have been carried out.
    pub status: u16,
    /// The server's clock when it answered, to the second: the `Date` header. `None` where the answer has none, or
    /// one that is no date.
    pub server_time: Option<DateTime<Utc>>,
    /// Whether the body has the member at all, `null` or not.
    pub(crate) has_data: bool,
    /// Where the list goes on.
    pub(crate) paging: PagingFacts,
}

/// What `additional_data` says about the rest of a list, as far as it could be understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PagingFacts {
    /// `next_cursor`, if there is another page.
    pub(crate) next_cursor: Option<String>,
    /// `more_items_in_collection`, if given.
    pub(crate) more_items: Option<bool>,
    /// `start`, the place of this page, if given.
    pub(crate) start: Option<u64>,
    /// `next_start`, if given.
    pub(crate) next_start: Option<u64>,
    /// The `limit` the server worked with, if given.
    pub(crate) limit: Option<u64>,
}
