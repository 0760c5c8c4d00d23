//! What a client spent on each route of the API.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use pipedrive_schema::{ApiVersion, RouteSpec};

use crate::Counts;
use crate::counts::Meter;

/// A meter for each route that was used.
#[derive(Debug, Default)]
pub(crate) struct Usage {
    routes: Mutex<HashMap<(ApiVersion, &'static str), (RouteSpec, Arc<Meter>)>>,
}

impl Usage {
    /// The meter of a route.
    pub(crate) fn of(&self, route: &RouteSpec) -> Arc<Meter> {
        let mut routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, meter) = routes.entry((route.version, route.path)).or_insert_with(|| (*route, Arc::default()));
        Arc::clone(meter)
    }

    /// The routes by path, with what was spent on each.
    pub(crate) fn counts(&self) -> Vec<(RouteSpec, Counts)> {
        let routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        let mut counts: Vec<(RouteSpec, Counts)> =
            routes.values().map(|(route, meter)| (*route, meter.counts())).collect();
        counts.sort_by_key(|(route, _)| route.full_path());
        counts
    }
}

#[cfg(test)]
mod tests {
    use pipedrive_schema::Paging;

    use super::*;

    fn route(version: ApiVersion, path: &'static str) -> RouteSpec {
        RouteSpec { version, path, cost: 10, paging: Paging::Whole, scopes: &[] }
    }

    #[test]
    fn each_route_has_a_meter_and_versions_are_told_apart() {
        let usage = Usage::default();
        for (version, path, tokens) in
            [(ApiVersion::V2, "/deals", 10), (ApiVersion::V1, "/deals", 1), (ApiVersion::V2, "/deals", 10)]
        {
            drop(usage.of(&route(version, path)).sent(tokens));
        }
        let shown: Vec<(String, u64, u64)> =
            usage.counts().into_iter().map(|(r, counts)| (r.full_path(), counts.requests, counts.tokens)).collect();
        assert_eq!(shown, [("/api/v1/deals".to_owned(), 1, 1), ("/api/v2/deals".to_owned(), 2, 20)]);
    }
}
