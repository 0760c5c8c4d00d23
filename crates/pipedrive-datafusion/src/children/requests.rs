//! The requests for children: one for each batch of parents, printable and priced.

use pipedrive_client::ApiRequest;
use pipedrive_schema::{ParentKey, RouteSpec};

use super::{Children, FanOut, Key, Keys};
use crate::request::{AccessPath, Estimate, ScanRequest, Walk};

/// Stands for a key in a parameter while the request is printed: nothing else looks like it.
const PLACE: &str = "~";

/// Where the parents of children come from that the query does not name.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Source {
    /// From the other side of a join.
    Join,
    /// From a filter handed down, whoever made it.
    Filter,
    /// From a walk over all of them.
    Walk,
}

impl ScanRequest {
    /// The first request for the children of those parents.
    pub(crate) fn child_request(&self, children: &Children, walk: &Walk, keys: &[Key]) -> ApiRequest {
        let texts: Vec<String> = keys.iter().map(Key::text).collect();
        let route = children.route(walk, keys.len());
        let request = ApiRequest::new(route);
        let request = match (children.parent.key, texts.as_slice()) {
            (ParentKey::Path, [key, ..]) | (ParentKey::List { one: Some(_), .. }, [key]) => request.with_key(key),
            (ParentKey::Parameter(name), [key, ..]) => request.param(name, key.as_str()),
            (ParentKey::List { parameter, repeated: true, .. }, keys) => {
                keys.iter().fold(request, |request, key| request.param(parameter, key.as_str()))
            }
            (ParentKey::List { parameter, repeated: false, .. }, keys) => request.param(parameter, keys.join(",")),
            (ParentKey::Path | ParentKey::Parameter(_), []) => request,
        };
        self.complete(request, walk)
    }

    /// The requests as people read them.
    pub(crate) fn child_targets(&self, children: &Children) -> Vec<String> {
        children.walks.iter().map(|walk| self.child_target(children, walk)).collect()
    }

    fn child_target(&self, children: &Children, walk: &Walk) -> String {
        let batch = children.batch();
        match &children.keys {
            Keys::Listed(keys) if keys.len() <= batch => self.child_request(children, walk, keys).target(),
            Keys::Listed(keys) if batch == 1 => {
                format!("{} for {} ids", self.template(children, walk), keys.len())
            }
            Keys::Listed(keys) => {
                let requests = keys.len().div_ceil(batch);
                format!("{} for {} ids in {requests} requests", self.template(children, walk), keys.len())
            }
            Keys::Parents(parents) if batch == 1 => {
                format!("{} for each {}", self.template(children, walk), parents.layout.spec.entity)
            }
            Keys::Parents(parents) => {
                format!("{} for every {batch} {}", self.template(children, walk), parents.layout.spec.name)
            }
        }
    }

    /// The request with a place for the keys.
    fn template(&self, children: &Children, walk: &Walk) -> String {
        let request = ApiRequest::new(walk.spec.route);
        let (request, parameter) = match children.parent.key {
            ParentKey::Path => (request, None),
            ParentKey::Parameter(name) => (request.param(name, PLACE), Some((name, "{id}"))),
            ParentKey::List { parameter, .. } => (request.param(parameter, PLACE), Some((parameter, "{ids}"))),
        };
        let target = self.complete(request, walk).target();
        match parameter {
            Some((name, place)) => target.replacen(&format!("{name}={PLACE}"), &format!("{name}={place}"), 1),
            None => target,
        }
    }

    /// What a walk over the children costs, the walk over the parents included; `joined` is how many of them a join
    /// is thought to leave, if there is one.
    pub(crate) fn estimate_children(&self, children: &Children, joined: Option<usize>) -> Estimate {
        let nothing = Estimate { counted: true, ..Estimate::default() };
        let (parents, above) = match (&children.keys, joined) {
            (Keys::Listed(keys), joined) => (keys.len().min(joined.unwrap_or(usize::MAX)), nothing),
            (Keys::Parents(_), Some(joined)) => (joined.min(children.keys.expected()), nothing),
            (Keys::Parents(parents), None) => {
                let expected = parents.expected_rows();
                // Under a limit the parents are walked as far as their children are wanted.
                let walked = self.fetch.map(|_| self.batches_needed(children, expected) * children.batch());
                (expected, ScanRequest { fetch: walked, ..(**parents).clone() }.estimate(None))
            }
        };
        // A join beside a list may leave any part of it.
        let is_listed = matches!(children.keys, Keys::Listed(_)) && joined.is_none();
        let mut sum = Estimate { counted: is_listed, ..above };
        let mut at_least = 0_u64;
        for walk in &children.walks {
            let route = children.route(walk, parents);
            let batches = self.batches_needed(children, parents);
            let requests = batches.saturating_mul(self.pages_of_batch(children, route, parents));
            let cost = u64::from(route.cost);
            sum.requests = sum.requests.saturating_add(as_u64(requests));
            sum.tokens = sum.tokens.saturating_add(as_u64(requests).saturating_mul(cost));
            at_least = at_least.saturating_add(as_u64(batches).saturating_mul(cost));
            // More than a page of children is a guess.
            sum.counted &= requests == batches && self.fetch.is_none();
        }
        if is_listed {
            let cheapest = children.walks.iter().map(|walk| u64::from(walk.spec.route.cost)).min();
            sum.at_least = if self.fetch.is_none() { at_least } else { cheapest.unwrap_or(0) };
        }
        sum
    }

    /// Batches of parents to ask for: under a limit one after the other, until there are enough rows.
    fn batches_needed(&self, children: &Children, parents: usize) -> usize {
        let all = parents.div_ceil(children.batch());
        match self.fetch {
            Some(fetch) => all.min(fetch.div_ceil(children.rows_of(children.batch()).max(1)).max(1)),
            None => all,
        }
    }

    /// Pages that the children of one batch of parents are thought to take.
    fn pages_of_batch(&self, children: &Children, route: RouteSpec, parents: usize) -> usize {
        let page = self.limit(route).and_then(|rows| usize::try_from(rows).ok());
        let rows = children.rows_of(children.batch().min(parents));
        page.map_or(1, |page| rows.min(self.fetch.unwrap_or(usize::MAX)).div_ceil(page.max(1)).max(1))
    }

    /// Where the parents come from, as people read it.
    pub(crate) fn parents(&self, source: Source) -> Vec<String> {
        let AccessPath::Children(Children { keys: Keys::Parents(parents), .. }) = &self.path else { return Vec::new() };
        match source {
            Source::Join => vec!["from the join".to_owned()],
            Source::Filter => vec!["from the filter, if it names any".to_owned()],
            Source::Walk => parents.targets(),
        }
    }

    /// The walk over all parents, if the scan is one that needs leave to do it.
    pub(crate) fn fan_out(&self) -> Option<FanOut> {
        let AccessPath::Children(children) = &self.path else { return None };
        let Keys::Parents(parents) = &children.keys else { return None };
        FanOut::of(self, children, parents)
    }
}

fn as_u64(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
