//! Building blocks of procedures.

use crate::{ApiVersion, Paging, ParameterSpec, RouteSpec};

/// Scopes that write deals.
pub(super) const DEALS_FULL: &[&str] = &["deals:full"];

/// The parameter that fills the path of a record's own route.
pub(super) const ID: &[&str] = &["Id"];

/// The number of the record a procedure is about.
pub(super) const fn id(comment: &'static str) -> ParameterSpec {
    ParameterSpec::integer("Id", comment).required()
}

/// A v1 route.
pub(super) const fn v1(path: &'static str, cost: u32, scopes: &'static [&'static str]) -> RouteSpec {
    RouteSpec { version: ApiVersion::V1, path, cost, paging: Paging::Whole, scopes }
}

/// A v2 route.
pub(super) const fn v2(path: &'static str, cost: u32, scopes: &'static [&'static str]) -> RouteSpec {
    RouteSpec { version: ApiVersion::V2, ..v1(path, cost, scopes) }
}
