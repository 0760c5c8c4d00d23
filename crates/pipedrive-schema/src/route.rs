//! Routes: one HTTP operation of the API with its price and its way of paging.

/// The two generations of the REST API, which differ in strictness, paging and time formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ApiVersion {
    /// Lenient, offset paging, `YYYY-MM-DD HH:MM:SS` times in most places.
    V1,
    /// Strict (an unknown parameter is a 400), cursor paging, RFC 3339 times.
    V2,
}

impl ApiVersion {
    /// Short name: `v1`, `v2`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::V1 => "v1",
            Self::V2 => "v2",
        }
    }

    /// A path with the usual prefix, as company hosts serve it: `/api/v2/deals` for `/deals`.
    pub fn path(self, below: &str) -> String {
        format!("/api/{}{below}", self.name())
    }
}

/// How a route hands out a collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paging {
    /// `limit` and `cursor`; the next cursor is in `additional_data.next_cursor`.
    Cursor {
        /// Largest `limit` the route accepts, in rows.
        max_limit: u32,
    },
    /// `limit` and `start`; the next start is in `additional_data.pagination.next_start`.
    Offset {
        /// Largest `limit` the route accepts, in rows.
        max_limit: u32,
    },
    /// The whole collection (or the one object) comes in one answer.
    Whole,
}

/// One GET operation of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RouteSpec {
    /// Generation of the API, which decides the path's prefix.
    pub version: ApiVersion,
    /// Path below the prefix, such as `/deals` or `/deals/{id}`.
    pub path: &'static str,
    /// Price of one request in API tokens (`x-token-cost` of the official description).
    pub cost: u32,
    /// How the collection is paged.
    pub paging: Paging,
    /// OAuth scopes of which any one suffices.
    pub scopes: &'static [&'static str],
}

impl RouteSpec {
    /// The path with its usual prefix, as company hosts serve it: `/api/v2/deals`.
    pub fn full_path(&self) -> String {
        self.version.path(self.path)
    }
}
