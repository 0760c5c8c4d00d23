//! What a client spent on each route of the API.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use pipedrive_schema::{ApiVersion, RouteSpec};

use crate::counts::Meter;
use crate::{ApiRequest, Counts, Method};

/// What was spent on a route.
#[derive(Clone, Debug, PartialEq)]
pub struct RouteUsage {
    /// The route.
    pub route: RouteSpec,
    /// How it was asked.
    pub method: Method,
    /// Its path with the usual prefix; that of the request where the route has none of its own.
    pub path: String,
    /// What was spent.
    pub counts: Counts,
}

/// What tells routes apart: method, generation and path.
type RouteKey = (Method, ApiVersion, String);

/// A meter for each route that was used.
#[derive(Debug, Default)]
pub(crate) struct Usage {
    routes: Mutex<HashMap<RouteKey, (RouteSpec, Arc<Meter>)>>,
}

impl Usage {
    /// The meter of a request's route.
    pub(crate) fn of(&self, request: &ApiRequest) -> Arc<Meter> {
        let route = request.route();
        // A route without a path stands for any that is not known.
        let path = if route.path.is_empty() { request.path() } else { route.path };
        let mut routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, meter) = routes
            .entry((request.method(), route.version, path.to_owned()))
            .or_insert_with(|| (*route, Arc::default()));
        Arc::clone(meter)
    }

    /// The routes by path and method, with what was spent on each.
    pub(crate) fn counts(&self) -> Vec<RouteUsage> {
        let routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        let usage = |((method, version, path), (route, meter)): (&RouteKey, &(RouteSpec, Arc<Meter>))| RouteUsage {
            route: *route,
            method: *method,
            path: version.path(path),
            counts: meter.counts(),
        };
        let mut counts: Vec<RouteUsage> = routes.iter().map(usage).collect();
        counts.sort_by(|a, b| (&a.path, a.method.as_str()).cmp(&(&b.path, b.method.as_str())));
        counts
    }
}

#[cfg(test)]
mod tests {
    use pipedrive_schema::Paging;

    use super::*;

    fn request(version: ApiVersion, path: &'static str) -> ApiRequest {
        ApiRequest::new(RouteSpec { version, path, cost: 10, paging: Paging::Whole, scopes: &[] })
    }

    #[test]
    fn each_route_has_a_meter_and_versions_are_told_apart() {
        let usage = Usage::default();
        let unknown = |path: &str| request(ApiVersion::V1, "").with_path(path.to_owned());
        for (request, tokens) in [
            (request(ApiVersion::V2, "/deals/{id}").with_key(1), 10),
            (request(ApiVersion::V1, "/deals/{id}").with_key(1), 1),
            (request(ApiVersion::V2, "/deals/{id}").with_key(2), 10),
            (request(ApiVersion::V2, "/deals/{id}").with_method(Method::Delete).with_key(2), 3),
            (unknown("/news"), 20),
            (unknown("/weather"), 20),
        ] {
            drop(usage.of(&request).sent(tokens));
        }
        let shown: Vec<(Method, String, u64, u64)> = usage
            .counts()
            .into_iter()
            .map(|one| (one.method, one.path, one.counts.requests, one.counts.tokens))
            .collect();
        let expect = [
            (Method::Get, "/api/v1/deals/{id}", 1, 1),
            (Method::Get, "/api/v1/news", 1, 20),
            (Method::Get, "/api/v1/weather", 1, 20),
            (Method::Delete, "/api/v2/deals/{id}", 1, 3),
            (Method::Get, "/api/v2/deals/{id}", 2, 20),
        ];
        assert_eq!(shown, expect.map(|(method, path, requests, tokens)| (method, path.to_owned(), requests, tokens)));
    }
}
