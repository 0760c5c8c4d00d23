//! What the tests of this crate share: routes, and a transport that answers from a script.

use pipedrive_schema::{ApiVersion, Paging, RouteSpec};

const fn route(version: ApiVersion, path: &'static str, cost: u32, paging: Paging) -> RouteSpec {
    RouteSpec { version, path, cost, paging, scopes: &[] }
}

/// A v2 list.
pub(crate) const DEALS: RouteSpec = route(ApiVersion::V2, "/deals", 10, Paging::Cursor { max_limit: 500 });
/// A single v2 record.
pub(crate) const DEAL: RouteSpec = route(ApiVersion::V2, "/deals/{id}", 1, Paging::Whole);
/// A v1 list.
pub(crate) const LEADS: RouteSpec = route(ApiVersion::V1, "/leads", 20, Paging::Offset { max_limit: 500 });
/// A list that comes in one answer.
pub(crate) const STAGES_WHOLE: RouteSpec = route(ApiVersion::V2, "/stages", 5, Paging::Whole);
